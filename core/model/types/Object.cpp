#include "core/model/types/FieldTypeInfo.h"

#include <algorithm>

namespace syncline::fieldtypes {

namespace {

const FieldDef *findIn(const std::vector<FieldDef> &fields, std::string_view name)
{
    const auto found = std::find_if(fields.begin(), fields.end(),
                                    [name](const FieldDef &field) { return field.name == name; });
    return found == fields.end() ? nullptr : &*found;
}

/**
 * The declared members in their declared order, so that a digest does not depend on the source's.
 * Unknown members of a source are dropped; of anybody else they are an error.
 */
Result<Value> coerceObject(const FieldDef &field, const Value &value, Coercion mode)
{
    if (!value.isObject())
        return mustBe("an object", value);
    for (const auto &[key, member] : value.asObject()) {
        if (mode == Coercion::Strict && findIn(field.fields, key) == nullptr)
            return Error(errc::invalidRecord, "has no member \"%1\"", {key});
    }
    ValueObject out;
    for (const FieldDef &part : field.fields) {
        const Value *member = value.asObject().find(part.name);
        if (part.required && (member == nullptr || member->isNull()))
            return Error(errc::invalidRecord, "needs its member \"%1\"", {part.name});
        if (member == nullptr)
            continue;
        Result<Value> kept = coerce(part, *member, mode);
        if (!kept) {
            return Error(errc::invalidRecord, "has a wrong member \"%1\", which %2",
                         {part.name, kept.error().message()});
        }
        out.append(part.name, std::move(kept).value());
    }
    return Value(std::move(out));
}

/** Compared as JSON: a part of an object is as good an operand as a whole one. */
Result<Value> objectOperand(const FieldDef &field, const Value &value)
{
    return fieldtypes::json.operand(field, value);
}

} // namespace

constinit const FieldTypeInfo object{.type = FieldType::Object,
                                     .name = "object",
                                     .filterOps = jsonOps,
                                     .sortable = false,
                                     .coerce = coerceObject,
                                     .operand = objectOperand};

} // namespace syncline::fieldtypes
