#include "core/model/types/FieldTypeInfo.h"

namespace syncline::fieldtypes {

namespace {

Result<Value> refuseComputed(const FieldDef & /*field*/, const Value & /*value*/, Coercion /*mode*/)
{
    return Error(errc::invalidRecord, "is computed and cannot be set");
}

Result<Value> refuseComputedOperand(const FieldDef &field, const Value &value)
{
    return refuseComputed(field, value, Coercion::Strict);
}

} // namespace

constinit const FieldTypeInfo computed{.type = FieldType::Computed,
                                       .name = "computed",
                                       .filterOps = {},
                                       .sortable = false,
                                       .coerce = refuseComputed,
                                       .operand = refuseComputedOperand};

} // namespace syncline::fieldtypes
