#include "core/model/RelationshipPair.h"

#include "core/base/TextSafe.h"

#include <algorithm>

namespace syncline {

namespace {

bool isFree(const ModelDef &model, std::string_view name)
{
    if (isSystemField(name))
        return false;
    return std::none_of(model.fields.begin(), model.fields.end(), [name](const FieldDef &field) {
        return field.name == name ||
               (field.type == FieldType::BelongsTo && field.name + "Id" == name);
    });
}

} // namespace

const FieldDef *inverseOf(std::string_view model, std::string_view field, const ModelDef &other)
{
    const auto found =
        std::find_if(other.fields.begin(), other.fields.end(), [&](const FieldDef &there) {
            return (there.type == FieldType::HasMany || there.type == FieldType::HasOne) &&
                   there.relatedModel == model && there.inverseField == field;
        });
    return found == other.fields.end() ? nullptr : &*found;
}

std::string freeFieldName(const ModelDef &model, std::string_view wanted)
{
    std::string name(wanted);
    for (int number = 2; !isFree(model, name); ++number)
        name = std::string(wanted) + std::to_string(number);
    return name;
}

std::string inverseName(const ModelDef &model, const ModelDef &other, FieldType type)
{
    std::string name = model.name;
    if (type == FieldType::HasMany)
        name = model.plural.empty() ? text::plural(model.name) : model.plural;
    return freeFieldName(other, name);
}

FieldDef makeInverse(std::string_view model, std::string_view field, FieldType type,
                     std::string name)
{
    FieldDef inverse;
    inverse.name = std::move(name);
    inverse.type = type;
    inverse.relatedModel = model;
    inverse.inverseField = field;
    return inverse;
}

FieldDef makeBelongsTo(std::string_view model, std::string name)
{
    FieldDef field;
    field.name = std::move(name);
    field.type = FieldType::BelongsTo;
    field.relatedModel = model;
    return field;
}

void followFieldName(ModelDef &other, std::string_view model, std::string_view from,
                     std::string_view to)
{
    for (FieldDef &field : other.fields) {
        // inverseField stands in the related model, or in the join model when there is one
        const bool isThrough = field.type == FieldType::HasManyThrough;
        const std::string &place = isThrough ? field.joinModel : field.relatedModel;
        if (place == model && field.inverseField == from)
            field.inverseField = to;
        if (isThrough && place == model && field.joinField == from)
            field.joinField = to;
    }
}

void followModelName(ModelDef &other, std::string_view from, std::string_view to)
{
    for (FieldDef &field : other.fields) {
        if (field.relatedModel == from)
            field.relatedModel = to;
        if (field.joinModel == from)
            field.joinModel = to;
        for (UnionMember &member : field.members) {
            if (member.model == from)
                member.model = to;
        }
    }
}

} // namespace syncline
