#include "core/model/types/FieldTypeInfo.h"

#include <array>

namespace syncline {

namespace {

constexpr std::array<const FieldTypeInfo *, 24> all{
    &fieldtypes::string,         &fieldtypes::number,   &fieldtypes::boolean,
    &fieldtypes::date,           &fieldtypes::dateTime, &fieldtypes::enumeration,
    &fieldtypes::email,          &fieldtypes::url,      &fieldtypes::color,
    &fieldtypes::json,           &fieldtypes::object,   &fieldtypes::belongsTo,
    &fieldtypes::hasOne,         &fieldtypes::hasMany,  &fieldtypes::richText,
    &fieldtypes::roleList,       &fieldtypes::vector,   &fieldtypes::encryptedString,
    &fieldtypes::password,       &fieldtypes::file,     &fieldtypes::recordState,
    &fieldtypes::hasManyThrough, &fieldtypes::computed, &fieldtypes::unionOfModels};

} // namespace

const FieldTypeInfo &fieldTypeInfo(FieldType type)
{
    return *all.at(static_cast<std::size_t>(type));
}

std::span<const FieldTypeInfo *const> allFieldTypes()
{
    return all;
}

std::optional<FieldType> fieldTypeFromName(std::string_view name)
{
    for (const FieldTypeInfo *info : all) {
        if (info->name == name)
            return info->type;
    }
    return std::nullopt;
}

std::string_view fieldTypeName(FieldType type)
{
    return fieldTypeInfo(type).name;
}

namespace {

Result<Value> coerceList(const FieldDef &field, const Value &value, Coercion mode)
{
    if (!value.isList())
        return fieldtypes::mustBe("a list", value);
    const FieldTypeInfo &info = fieldTypeInfo(field.type);
    ValueList out;
    out.reserve(value.asList().size());
    for (const Value &item : value.asList()) {
        if (item.isNull()) {
            out.emplace_back(nullptr);
            continue;
        }
        Result<Value> coerced = info.coerce(field, item, mode);
        if (!coerced) {
            return Error(errc::invalidRecord, "has a wrong item %1, which %2",
                         {std::to_string(out.size() + 1), coerced.error().message()});
        }
        out.push_back(std::move(coerced).value());
    }
    return Value(std::move(out));
}

} // namespace

Result<Value> coerce(const FieldDef &field, const Value &value, Coercion mode)
{
    if (value.isNull())
        return value;
    if (field.list && !field.isRelationship())
        return coerceList(field, value, mode);
    return fieldTypeInfo(field.type).coerce(field, value, mode);
}

} // namespace syncline
