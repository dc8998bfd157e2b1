#include "core/base/TextSafe.h"
#include "core/base/Time.h"
#include "core/model/types/FieldTypeInfo.h"

#include <cmath>

namespace syncline::fieldtypes {

namespace {

/** Fewer than json::maxDepth, so that a record around the value can still be written. */
constexpr std::size_t maxFieldDepth = 1000;

Error notJson(std::string_view why)
{
    return Error(errc::invalidRecord, "must be a JSON value, but %1", {std::string(why)});
}

Result<Value> asJson(const Value &value, std::size_t depth);

Result<Value> listAsJson(const ValueList &list, std::size_t depth)
{
    ValueList out;
    out.reserve(list.size());
    for (const Value &item : list) {
        SYNCLINE_TRY(Value kept, asJson(item, depth + 1));
        out.push_back(std::move(kept));
    }
    return Value(std::move(out));
}

Result<Value> objectAsJson(const ValueObject &object, std::size_t depth)
{
    ValueObject out;
    out.reserve(object.size());
    for (const auto &[key, member] : object) {
        if (!text::isUtf8(key))
            return notJson("has a key that is not UTF-8");
        SYNCLINE_TRY(Value kept, asJson(member, depth + 1));
        out.append(key, std::move(kept));
    }
    return Value(std::move(out));
}

/** What JSON text reads back as: dates become their ISO text. What it cannot hold is refused. */
Result<Value> asJson(const Value &value, std::size_t depth)
{
    if (depth >= maxFieldDepth && (value.isList() || value.isObject()))
        return notJson("is nested deeper than " + std::to_string(maxFieldDepth) + " levels");
    switch (value.kind()) {
    case Value::Kind::Double:
        return std::isfinite(value.asDouble())
                   ? Result<Value>(value)
                   : notJson("holds a number that is " + describe(value));
    case Value::Kind::String:
        return text::isUtf8(value.asString()) ? Result<Value>(value)
                                              : notJson("holds a text that is not UTF-8");
    case Value::Kind::Date:
        return Value(iso::format(value.asDate()));
    case Value::Kind::DateTime:
        return Value(iso::format(value.asDateTime()));
    case Value::Kind::List:
        return listAsJson(value.asList(), depth);
    case Value::Kind::Object:
        return objectAsJson(value.asObject(), depth);
    default:
        return value;
    }
}

Result<Value> jsonOperand(const FieldDef & /*field*/, const Value &value)
{
    return asJson(value, 0);
}

Result<Value> coerceJson(const FieldDef &field, const Value &value, Coercion /*mode*/)
{
    return jsonOperand(field, value);
}

} // namespace

constinit const FieldTypeInfo json{.type = FieldType::Json,
                                   .name = "json",
                                   .filterOps = jsonOps,
                                   .sortable = false,
                                   .coerce = coerceJson,
                                   .operand = jsonOperand};

} // namespace syncline::fieldtypes
