#include "core/base/Time.h"
#include "core/model/types/FieldTypeInfo.h"

namespace syncline::fieldtypes {

namespace {

constexpr std::int64_t msPerDay = 86'400'000;
constexpr std::string_view wantedDate = "a date such as 2024-02-29";

/** A day. An instant is its day in UTC: exactly midnight, unless it comes from a source. */
Result<Value> coerceDate(const FieldDef & /*field*/, const Value &value, Coercion mode)
{
    std::optional<DateTime> instant;
    if (value.isDate())
        instant = DateTime{value.asDate().days * msPerDay};
    else if (value.isDateTime())
        instant = value.asDateTime();
    else if (value.isString())
        instant = iso::parseDateTime(value.asString());
    if (!instant)
        return mustBe(wantedDate, value);
    const std::int64_t time = ((instant->ms % msPerDay) + msPerDay) % msPerDay;
    if (time != 0 && mode == Coercion::Strict)
        return mustBe("a date without a time of day", value);
    const std::int64_t days = (instant->ms - time) / msPerDay;
    const Date date{static_cast<std::int32_t>(days)};
    if (date.days != days || !iso::parseDate(iso::format(date)))
        return mustBe("a date of the years 1 to 9999", value);
    return Value(date);
}

Result<Value> dateOperand(const FieldDef &field, const Value &value)
{
    return coerceDate(field, value, Coercion::Lenient);
}

} // namespace

constinit const FieldTypeInfo date{.type = FieldType::Date,
                                   .name = "date",
                                   .filterOps = orderedOps,
                                   .sortable = true,
                                   .coerce = coerceDate,
                                   .operand = dateOperand};

} // namespace syncline::fieldtypes
