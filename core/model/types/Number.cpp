#include "core/model/types/FieldTypeInfo.h"

#include <cmath>

namespace syncline::fieldtypes {

namespace {

Result<Value> anyNumber(const Value &value)
{
    if (!value.isNumber() || (value.isDouble() && !std::isfinite(value.asDouble())))
        return mustBe("a number", value);
    return value;
}

/** Exact: int64 or double as given; a whole-number field holds int64 alone, so 2.0 becomes 2. */
Result<Value> coerceNumber(const FieldDef &field, const Value &value, Coercion /*mode*/)
{
    SYNCLINE_TRY(const Value number, anyNumber(value));
    if (!field.integer || number.isInt())
        return number;
    const double real = number.asDouble();
    if (std::trunc(real) != real)
        return mustBe("a whole number", value);
    if (!(real >= -0x1p63 && real < 0x1p63))
        return mustBe("a whole number within ±9223372036854775807", value);
    return Value(static_cast<std::int64_t>(real));
}

/** A whole-number field may well be compared with 1.5. */
Result<Value> numberOperand(const FieldDef & /*field*/, const Value &value)
{
    return anyNumber(value);
}

} // namespace

constinit const FieldTypeInfo number{.type = FieldType::Number,
                                     .name = "number",
                                     .filterOps = orderedOps,
                                     .sortable = true,
                                     .coerce = coerceNumber,
                                     .operand = numberOperand};

} // namespace syncline::fieldtypes
