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

namespace {

Result<Value> refuseThrough(const FieldDef &field, const Value & /*value*/, Coercion /*mode*/)
{
    return Error(errc::invalidRecord,
                 "lists records by way of %1: create or delete records of that model instead",
                 {field.joinModel});
}

Result<Value> refuseThroughOperand(const FieldDef &field, const Value &value)
{
    return refuseThrough(field, value, Coercion::Strict);
}

} // namespace

constinit const FieldTypeInfo hasManyThrough{.type = FieldType::HasManyThrough,
                                             .name = "hasManyThrough",
                                             .filterOps = {},
                                             .sortable = false,
                                             .coerce = refuseThrough,
                                             .operand = refuseThroughOperand};

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
