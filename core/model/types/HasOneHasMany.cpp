#include "core/model/types/FieldTypeInfo.h"

namespace syncline::fieldtypes {

namespace {

/** The other side of a belongsTo: nothing is stored here. */
Result<Value> refuse(const FieldDef &field, const Value & /*value*/, Coercion /*mode*/)
{
    return Error(errc::invalidRecord,
                 "is the other side of a relationship: set \"%1\" of %2 instead",
                 {field.inverseField, field.relatedModel});
}

Result<Value> refuseOperand(const FieldDef &field, const Value &value)
{
    return refuse(field, value, Coercion::Strict);
}

} // namespace

constinit const FieldTypeInfo hasOne{.type = FieldType::HasOne,
                                     .name = "hasOne",
                                     .filterOps = {},
                                     .sortable = false,
                                     .coerce = refuse,
                                     .operand = refuseOperand};

constinit const FieldTypeInfo hasMany{.type = FieldType::HasMany,
                                      .name = "hasMany",
                                      .filterOps = {},
                                      .sortable = false,
                                      .coerce = refuse,
                                      .operand = refuseOperand};

} // namespace syncline::fieldtypes
