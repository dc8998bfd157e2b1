#include "core/model/types/FieldTypeInfo.h"

#include <array>

namespace syncline::fieldtypes {

namespace {

constexpr std::array booleanOps{FilterOp::Equals, FilterOp::NotEquals, FilterOp::IsSet};

/** true and false; neither 0 nor "false". */
Result<Value> booleanOperand(const FieldDef & /*field*/, const Value &value)
{
    if (!value.isBool())
        return mustBe("true or false", value);
    return value;
}

Result<Value> coerceBoolean(const FieldDef &field, const Value &value, Coercion /*mode*/)
{
    return booleanOperand(field, value);
}

} // namespace

constinit const FieldTypeInfo boolean{.type = FieldType::Boolean,
                                      .name = "boolean",
                                      .filterOps = booleanOps,
                                      .sortable = true,
                                      .coerce = coerceBoolean,
                                      .operand = booleanOperand};

} // namespace syncline::fieldtypes
