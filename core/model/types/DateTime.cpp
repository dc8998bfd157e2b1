#include "core/base/Time.h"
#include "core/model/types/FieldTypeInfo.h"

namespace syncline::fieldtypes {

namespace {

constexpr std::string_view wantedDateTime = "a date and time such as 2024-02-29T13:45:00Z";

/** An instant; a bare date is its midnight in UTC. */
Result<Value> dateTimeOperand(const FieldDef & /*field*/, const Value &value)
{
    std::optional<DateTime> instant;
    if (value.isDateTime())
        instant = iso::parseDateTime(iso::format(value.asDateTime())); // the years 1 to 9999
    else if (value.isDate())
        instant = iso::parseDateTime(iso::format(value.asDate()));
    else if (value.isString())
        instant = iso::parseDateTime(value.asString());
    if (!instant)
        return mustBe(wantedDateTime, value);
    return Value(*instant);
}

Result<Value> coerceDateTime(const FieldDef &field, const Value &value, Coercion /*mode*/)
{
    return dateTimeOperand(field, value);
}

} // namespace

constinit const FieldTypeInfo dateTime{.type = FieldType::DateTime,
                                       .name = "dateTime",
                                       .filterOps = orderedOps,
                                       .sortable = true,
                                       .coerce = coerceDateTime,
                                       .operand = dateTimeOperand};

} // namespace syncline::fieldtypes
