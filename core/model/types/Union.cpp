#include "core/base/Ids.h"
#include "core/base/TextSafe.h"
#include "core/model/types/FieldTypeInfo.h"

#include <algorithm>
#include <array>

namespace syncline::fieldtypes {

namespace {

constexpr std::array unionOps{FilterOp::Equals, FilterOp::NotEquals, FilterOp::In, FilterOp::NotIn,
                              FilterOp::IsSet};

/** `{"__typename": model, "id": id}`, the model being one of the field's. */
Result<Value> asUnion(const FieldDef &field, const Value &value)
{
    const std::string like =
        "a record such as {\"__typename\": \"" +
        (field.members.empty() ? std::string("…") : field.members.front().model) +
        "\", \"id\": \"12\"}";
    if (!value.isObject() || !value["__typename"].isString())
        return mustBe(like, value);
    for (const auto &[key, part] : value.asObject()) {
        if (key != "__typename" && key != "id")
            return Error(errc::invalidRecord, "must be %1, but has a \"%2\", too",
                         {like, text::displayLine(key, 60)});
    }
    const std::string &name = value["__typename"].asString();
    const bool isKnown =
        std::ranges::find(field.members, name, &UnionMember::model) != field.members.end();
    if (!isKnown) {
        return Error(errc::invalidRecord, "takes a record of %1, but not one of \"%2\"",
                     {memberNames(field), text::displayLine(name, 60)});
    }
    const Value &given = value["id"];
    const std::int64_t id = given.isInt() ? given.asInt() : idFromText(given.stringOr());
    if (id <= 0)
        return Error(errc::invalidRecord, "needs the id of the %1, such as \"12\", but has %2",
                     {name, describe(given)});
    return unionValue(name, std::to_string(id));
}

Result<Value> coerceUnion(const FieldDef &field, const Value &value, Coercion /*mode*/)
{
    return asUnion(field, value);
}

} // namespace

constinit const FieldTypeInfo unionOfModels{.type = FieldType::Union,
                                            .name = "union",
                                            .filterOps = unionOps,
                                            .sortable = false,
                                            .coerce = coerceUnion,
                                            .operand = asUnion};

} // namespace syncline::fieldtypes
