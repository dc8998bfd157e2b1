#include "core/model/types/FieldTypeInfo.h"

#include <array>

namespace syncline::fieldtypes {

namespace {

constexpr std::array stateOps{FilterOp::IsSet, FilterOp::Equals, FilterOp::NotEquals,
                              FilterOp::In,    FilterOp::NotIn,  FilterOp::InState};

Result<Value> coerceState(const FieldDef &field, const Value &value, Coercion mode)
{
    return enumeration.coerce(field, value, mode); // its states are its options
}

Result<Value> stateOperand(const FieldDef &field, const Value &value)
{
    return enumeration.operand(field, value);
}

} // namespace

constinit const FieldTypeInfo recordState{.type = FieldType::RecordState,
                                          .name = "recordState",
                                          .filterOps = stateOps,
                                          .sortable = true,
                                          .coerce = coerceState,
                                          .operand = stateOperand};

} // namespace syncline::fieldtypes
