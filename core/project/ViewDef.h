#pragma once

#include "core/base/Value.h"
#include "core/model/ModelDef.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace syncline {

/** A value that a view is asked with: `:name` in its SQL. */
struct ViewParam
{
    std::string name;
    FieldType type = FieldType::String; ///< String, Number, Boolean, Date or DateTime.
    Value defaultValue;                 ///< As coerce() makes it; null: none.
    std::string label;                  ///< Empty: made from the name.
    bool operator==(const ViewParam &) const = default;

    /** The same as a field, for forms and coerce(). */
    [[nodiscard]] FieldDef asField() const;
};

enum class ChartKind : std::uint8_t { Bar, Line, Pie };
std::string_view chartKindName(ChartKind kind); ///< "bar", …
std::optional<ChartKind> chartKindFromName(std::string_view name);

/** How a view's rows are drawn: columns of its result. */
struct ViewChart
{
    ChartKind kind = ChartKind::Bar;
    std::string x;              ///< Names the bars, points or slices.
    std::vector<std::string> y; ///< Numbers; a pie has one.
    bool operator==(const ViewChart &) const = default;
};

/** A named read-only query: views/<name>.sql. A value. */
struct ViewDef
{
    std::string name;
    std::string title; ///< Empty: made from the name.
    std::string description;
    std::vector<ViewParam> params;
    std::optional<ViewChart> chart; ///< None: only the table.
    std::string text;               ///< The whole file: its header, which says the above, and SQL.
    bool operator==(const ViewDef &) const = default;

    [[nodiscard]] const ViewParam *findParam(std::string_view paramName) const;
    /** "revenueByMonth" → "Revenue by month" when it has no title. */
    [[nodiscard]] std::string shownTitle() const;
};

} // namespace syncline
