#include "core/model/ModelDef.h"

#include <algorithm>

namespace syncline {

namespace {

bool isText(const FieldDef &field)
{
    return !field.list && (field.type == FieldType::String || field.type == FieldType::Email ||
                           field.type == FieldType::Url || field.type == FieldType::Enum);
}

/** Values and keys as the file has them: 1 and 1.0 are not the same definition. */
bool identical(const ValueObject &a, const ValueObject &b)
{
    return Value(a).identicalTo(Value(b));
}

FieldDef makeSystemField(std::string name, FieldType type)
{
    FieldDef field;
    field.name = std::move(name);
    field.type = type;
    field.integer = type == FieldType::Number;
    return field;
}

} // namespace

bool FieldDef::operator==(const FieldDef &other) const
{
    return name == other.name && storageKey == other.storageKey && type == other.type &&
           list == other.list && required == other.required && unique == other.unique &&
           integer == other.integer && decimals == other.decimals &&
           filterable == other.filterable && searchable == other.searchable &&
           comment == other.comment && defaultValue.identicalTo(other.defaultValue) &&
           options == other.options && allowUnlisted == other.allowUnlisted &&
           transitions == other.transitions && relatedModel == other.relatedModel &&
           members == other.members && inverseField == other.inverseField &&
           joinModel == other.joinModel && joinField == other.joinField &&
           dependent == other.dependent && expression == other.expression &&
           fields == other.fields && owner == other.owner && from == other.from &&
           rules == other.rules && validations == other.validations &&
           identical(extra, other.extra);
}

const UnionMember *FieldDef::findMember(std::string_view wanted) const
{
    const auto byName = std::ranges::find(members, wanted, &UnionMember::model);
    if (byName != members.end())
        return &*byName;
    const auto byDocument = std::ranges::find(members, wanted, &UnionMember::document);
    return byDocument != members.end() && !wanted.empty() ? &*byDocument : nullptr;
}

const UnionMember *FieldDef::findMemberByKey(std::string_view key) const
{
    const auto found = std::ranges::find(members, key, &UnionMember::key);
    return found != members.end() && !key.empty() ? &*found : nullptr;
}

std::string memberNames(const FieldDef &field, std::string_view separator)
{
    std::string names;
    for (const UnionMember &member : field.members)
        names += (names.empty() ? std::string() : std::string(separator)) + member.model;
    return names;
}

Value unionValue(std::string_view model, std::string_view id)
{
    return ValueObject{{"__typename", std::string(model)}, {"id", std::string(id)}};
}

Value FieldDef::initialValue() const
{
    const bool born = type == FieldType::RecordState && defaultValue.isNull() && !options.empty();
    return born ? Value(options.front().value) : defaultValue;
}

bool ModelDef::operator==(const ModelDef &other) const
{
    return name == other.name && plural == other.plural && storageKey == other.storageKey &&
           comment == other.comment && displayField == other.displayField &&
           source == other.source && fields == other.fields && indexes == other.indexes &&
           validations == other.validations && historyBudget == other.historyBudget &&
           identical(extra, other.extra);
}

const FieldDef *ModelDef::findField(std::string_view fieldName) const
{
    const auto found =
        std::find_if(fields.begin(), fields.end(),
                     [fieldName](const FieldDef &field) { return field.name == fieldName; });
    return found == fields.end() ? nullptr : &*found;
}

const FieldDef *ModelDef::findByStorageKey(std::string_view key) const
{
    if (key.empty())
        return nullptr; // relationships without a column have no key
    const auto found = std::find_if(fields.begin(), fields.end(), [key](const FieldDef &field) {
        return field.storageKey == key;
    });
    return found == fields.end() ? nullptr : &*found;
}

const FieldDef *ModelDef::display() const
{
    if (!displayField.empty())
        return findField(displayField);
    const auto isString = [](const FieldDef &field) {
        return field.type == FieldType::String && !field.list;
    };
    auto found = std::find_if(fields.begin(), fields.end(), isString);
    if (found == fields.end())
        found = std::find_if(fields.begin(), fields.end(), isText);
    return found == fields.end() ? nullptr : &*found;
}

bool isSystemField(std::string_view name)
{
    return std::find(std::begin(systemFields), std::end(systemFields), name) !=
           std::end(systemFields);
}

std::optional<FieldDef> systemFieldDef(std::string_view name)
{
    if (name == "id")
        return makeSystemField("id", FieldType::Number);
    if (name == "createdAt" || name == "updatedAt")
        return makeSystemField(std::string(name), FieldType::DateTime);
    if (name == "remoteId" || name == "_locale")
        return makeSystemField(std::string(name), FieldType::String);
    return std::nullopt;
}

} // namespace syncline
