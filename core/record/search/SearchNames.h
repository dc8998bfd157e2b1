#pragma once

#include "core/record/ModelTable.h"
#include "core/store/Database.h"

#include <string>
#include <string_view>
#include <vector>

// What the tables of a search index are called. Names of SQL, unquoted.

namespace syncline {

inline constexpr std::string_view searchTable = "_search";

inline std::string searchIndexName(std::string_view modelKey)
{
    return "_search." + std::string(modelKey);
}
/** Ids of records that changed since they were brought into the index. */
inline std::string searchChangesName(std::string_view modelKey)
{
    return searchIndexName(modelKey) + ".changed";
}
inline std::string searchInsertTrigger(std::string_view modelKey)
{
    return searchIndexName(modelKey) + ".insert";
}
inline std::string searchUpdateTrigger(std::string_view modelKey)
{
    return searchIndexName(modelKey) + ".update";
}
/** The column of the @p position-th field. */
inline std::string searchColumn(std::size_t position)
{
    return "c" + std::to_string(position);
}

/** Storage keys of the columns that the index of @p table should cover, sorted. */
std::vector<std::string> searchedColumns(const ModelTable &table);
/** As `_search` keeps them. */
std::string searchColumnsText(const std::vector<std::string> &columns);

/** Conditions for FTS5 that @p text stands somewhere, as far as trigrams can tell; empty: it is too
 * short. */
std::string trigramQuery(std::string_view text);

} // namespace syncline
