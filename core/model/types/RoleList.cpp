#include "core/model/types/FieldTypeInfo.h"

#include <algorithm>
#include <array>

namespace syncline::fieldtypes {

namespace {

constexpr std::array roleListOps{FilterOp::IsSet, FilterOp::Equals, FilterOp::NotEquals,
                                 FilterOp::Contains};
constexpr std::size_t maxKey = 64;

bool isRoleKey(std::string_view key)
{
    constexpr std::string_view allowed =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.";
    return !key.empty() && key.size() <= maxKey &&
           key.find_first_not_of(allowed) == std::string_view::npos;
}

/** The keys of roles, each once, in the order given. Also `{"key": …}`, as the API gives them out.
 */
Result<Value> roleKeys(const FieldDef &field, const Value &value)
{
    constexpr std::string_view wanted = "a list of role keys such as [\"admin\"]";
    if (!value.isList())
        return mustBe(wanted, value);
    ValueList keys;
    for (const Value &item : value.asList()) {
        const Value &key = item.isObject() ? item["key"] : item;
        if (!key.isString() || !isRoleKey(key.asString()))
            return mustBe(wanted, item);
        const bool known =
            field.options.empty() || field.allowUnlisted ||
            std::any_of(field.options.begin(), field.options.end(),
                        [&](const EnumOption &one) { return one.value == key.asString(); });
        if (!known) {
            return Error(errc::invalidRecord, "has no role \"%1\" among its options",
                         {key.asString()});
        }
        if (std::find(keys.begin(), keys.end(), key) == keys.end())
            keys.push_back(key);
    }
    return Value(std::move(keys));
}

Result<Value> coerceRoleList(const FieldDef &field, const Value &value, Coercion /*mode*/)
{
    return roleKeys(field, value);
}

} // namespace

constinit const FieldTypeInfo roleList{.type = FieldType::RoleList,
                                       .name = "roleList",
                                       .filterOps = roleListOps,
                                       .sortable = false,
                                       .coerce = coerceRoleList,
                                       .operand = roleKeys};

} // namespace syncline::fieldtypes
