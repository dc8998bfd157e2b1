#include "core/model/types/FieldTypeInfo.h"

namespace syncline::fieldtypes {

namespace {

Result<Value> refuse(const FieldDef & /*field*/, const Value & /*value*/, Coercion /*mode*/)
{
    return Error(errc::invalidRecord, "is computed and cannot be set");
}

Result<Value> refuseOperand(const FieldDef &field, const Value &value)
{
    return refuse(field, value, Coercion::Strict);
}

} // namespace

constinit const FieldTypeInfo computed{.type = FieldType::Computed,
                                       .name = "computed",
                                       .filterOps = {},
                                       .sortable = false,
                                       .coerce = refuse,
                                       .operand = refuseOperand};

} // namespace syncline::fieldtypes
