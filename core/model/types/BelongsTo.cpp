#include "core/base/Ids.h"
#include "core/model/types/FieldTypeInfo.h"

namespace syncline::fieldtypes {

namespace {

/** The other record's id, as its decimal text. */
Result<Value> idOperand(const FieldDef & /*field*/, const Value &value)
{
    std::int64_t id = 0;
    if (value.isInt())
        id = value.asInt();
    else if (value.isString())
        id = idFromText(value.asString());
    if (id <= 0)
        return mustBe("the id of a record, such as \"12\"", value);
    return Value(std::to_string(id));
}

/** Also `{"_link": id}`, the way of saying it that the API's clients use. */
Result<Value> coerceBelongsTo(const FieldDef &field, const Value &value, Coercion /*mode*/)
{
    if (value.isObject() && value.asObject().size() == 1 && value.asObject().contains("_link")) {
        const Value &link = value["_link"];
        return link.isNull() ? Result<Value>(link) : idOperand(field, link);
    }
    return idOperand(field, value);
}

} // namespace

constinit const FieldTypeInfo belongsTo{.type = FieldType::BelongsTo,
                                        .name = "belongsTo",
                                        .filterOps = orderedOps,
                                        .sortable = false,
                                        .coerce = coerceBelongsTo,
                                        .operand = idOperand};

} // namespace syncline::fieldtypes
