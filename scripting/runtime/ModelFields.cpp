#include "scripting/runtime/ModelFields.h"

#include <optional>

namespace syncline {

namespace {

std::optional<ModelFields::Relation::Kind> relationKind(std::string_view type)
{
    using Kind = ModelFields::Relation::Kind;
    if (type == "belongsTo")
        return Kind::BelongsTo;
    if (type == "hasOne")
        return Kind::HasOne;
    if (type == "hasMany")
        return Kind::HasMany;
    if (type == "hasManyThrough")
        return Kind::HasManyThrough;
    if (type == "union")
        return Kind::Union;
    return std::nullopt;
}

} // namespace

ModelFields ModelFields::fromInfo(const Value &info)
{
    ModelFields fields;
    fields.isLocalized = info["localized"].boolOr();
    const Value &described = info["fields"];
    if (!described.isObject())
        return fields;
    for (const auto &[name, field] : described.asObject()) {
        const std::string model = field["model"].stringOr();
        if (const auto kind = relationKind(field["type"].stringOr());
            kind && (!model.empty() || kind == Relation::Kind::Union))
            fields.relations.push_back({*kind, name, model, field["inverse"].stringOr()});
        else if (field["list"].boolOr())
            fields.lists.push_back(name);
    }
    return fields;
}

} // namespace syncline
