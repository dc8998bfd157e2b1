#include "core/project/ViewDef.h"

#include "core/base/TextSafe.h"

#include <algorithm>

namespace syncline {

FieldDef ViewParam::asField() const
{
    FieldDef field;
    field.name = name;
    field.type = type;
    field.defaultValue = defaultValue;
    field.comment = label;
    return field;
}

std::string_view chartKindName(ChartKind kind)
{
    switch (kind) {
    case ChartKind::Bar:
        return "bar";
    case ChartKind::Line:
        return "line";
    case ChartKind::Pie:
        break;
    }
    return "pie";
}

std::optional<ChartKind> chartKindFromName(std::string_view name)
{
    for (const ChartKind kind : {ChartKind::Bar, ChartKind::Line, ChartKind::Pie}) {
        if (chartKindName(kind) == name)
            return kind;
    }
    return std::nullopt;
}

const ViewParam *ViewDef::findParam(std::string_view paramName) const
{
    const auto found = std::ranges::find(params, paramName, &ViewParam::name);
    return found == params.end() ? nullptr : &*found;
}

std::string ViewDef::shownTitle() const
{
    return title.empty() ? text::humanName(name) : title;
}

} // namespace syncline
