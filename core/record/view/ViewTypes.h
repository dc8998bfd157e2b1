#pragma once

#include "core/base/Value.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

/** What a view answers, as window, command line and scripts see it. */
namespace syncline {

/** What the cells of a column hold, as far as that is known: from the field, else from the rows. */
enum class ViewColumnType : std::uint8_t { Any, Text, Number, Boolean, Json };
std::string_view viewColumnTypeName(ViewColumnType type); ///< "any", "text", …

struct ViewColumn
{
    std::string name; ///< Unique in its result: a second "id" is "id_2".
    ViewColumnType type = ViewColumnType::Any;
    std::string model; ///< Cells are ids of its records; empty: they are not.
    bool operator==(const ViewColumn &) const = default;
};

/**
 * A row's cells by column. Numbers and texts as SQL has them, dates as ISO text; a yes-or-no field
 * is a boolean, a field that holds JSON is its value. A number that is none is "Infinity" or
 * "-Infinity", bytes that are no text are x'…'.
 */
using ViewRow = std::vector<Value>;

struct ViewResult
{
    std::vector<ViewColumn> columns;
    std::vector<ViewRow> rows;
    bool truncated = false; ///< There are more rows than were asked for, or than memory is for.
    std::int64_t elapsedMs = 0;
};

} // namespace syncline
