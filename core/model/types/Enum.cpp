#include "core/model/types/FieldTypeInfo.h"

#include <algorithm>
#include <array>

namespace syncline::fieldtypes {

namespace {

constexpr std::array enumOps{FilterOp::IsSet, FilterOp::Equals, FilterOp::NotEquals, FilterOp::In};
constexpr std::size_t maxNamed = 12;

/** "one of red, green, blue" */
std::string oneOf(const std::vector<EnumOption> &options)
{
    if (options.empty())
        return "one of its options, of which there are none";
    std::string out = "one of ";
    for (std::size_t i = 0; i < options.size(); ++i) {
        if (i == maxNamed)
            return out + " and " + std::to_string(options.size() - maxNamed) + " more";
        out += (i > 0 ? ", " : "") + options[i].value;
    }
    return out;
}

/** A text that is one of the options, in their spelling. */
Result<Value> enumOperand(const FieldDef &field, const Value &value)
{
    SYNCLINE_TRY(Value option, text(value, oneOf(field.options)));
    const bool listed =
        std::any_of(field.options.begin(), field.options.end(),
                    [&](const EnumOption &one) { return one.value == option.asString(); });
    if (!listed && !field.allowUnlisted)
        return mustBe(oneOf(field.options), value);
    return option;
}

Result<Value> coerceEnum(const FieldDef &field, const Value &value, Coercion /*mode*/)
{
    return enumOperand(field, value);
}

} // namespace

constinit const FieldTypeInfo enumeration{.type = FieldType::Enum,
                                          .name = "enum",
                                          .filterOps = enumOps,
                                          .sortable = true,
                                          .coerce = coerceEnum,
                                          .operand = enumOperand};

} // namespace syncline::fieldtypes
