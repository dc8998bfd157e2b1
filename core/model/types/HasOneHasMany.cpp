#include "core/model/types/FieldTypeInfo.h"

namespace syncline::fieldtypes {

namespace {

/** The other side of a belongsTo: nothing is stored here. */
Result<Value> refuseRelated(const FieldDef &field, const Value & /*value*/, Coercion /*mode*/)
{
    return Error(errc::invalidRecord,
                 "is the other side of a relationship: set \"%1\" of %2 instead",
                 {field.inverseField, field.relatedModel});
}

Result<Value> refuseRelatedOperand(const FieldDef &field, const Value &value)
{
    return refuseRelated(field, value, Coercion::Strict);
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
                                     .coerce = refuseRelated,
                                     .operand = refuseRelatedOperand};

constinit const FieldTypeInfo hasMany{.type = FieldType::HasMany,
                                      .name = "hasMany",
                                      .filterOps = {},
                                      .sortable = false,
                                      .coerce = refuseRelated,
                                      .operand = refuseRelatedOperand};

} // namespace syncline::fieldtypes
