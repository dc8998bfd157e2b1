#include "core/model/TextChecks.h"
#include "core/model/types/FieldTypeInfo.h"

namespace syncline::fieldtypes {

namespace {

/** #rgb, #rgba, #rrggbb or #rrggbbaa, kept as written. A source's "" is kept, for it says "none".
 */
Result<Value> coerceColor(const FieldDef & /*field*/, const Value &value, Coercion mode)
{
    constexpr std::string_view wanted = "a color such as #1e90ff";
    SYNCLINE_TRY(Value color, text(value, wanted));
    if (mode == Coercion::Lenient && color.asString().empty())
        return color;
    if (!isHexColor(color.asString()))
        return mustBe(wanted, value);
    return color;
}

} // namespace

constinit const FieldTypeInfo color{.type = FieldType::Color,
                                    .name = "color",
                                    .filterOps = {},
                                    .sortable = true,
                                    .coerce = coerceColor,
                                    .operand = textOperand};

} // namespace syncline::fieldtypes

bool syncline::isHexColor(std::string_view text)
{
    const bool length =
        text.size() == 4 || text.size() == 5 || text.size() == 7 || text.size() == 9;
    return length && text.front() == '#' &&
           text.find_first_not_of("0123456789abcdefABCDEF", 1) == std::string_view::npos;
}
