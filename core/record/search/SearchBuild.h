#pragma once

#include "core/base/Result.h"
#include "core/record/ModelTable.h"
#include "core/store/Database.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace syncline {

/** How things stand with the full-text index of a model. */
enum class SearchState : std::uint8_t {
    None,     ///< There is none, and nobody asked for one.
    Wanted,   ///< There was one, or somebody asked; it must be built anew.
    Building, ///< Some records are in it.
    Ready,
};

// All of these with the write connection inside a transaction, but for reading the state.

/** Outdated ones (other fields, parts missing) are Wanted. */
Result<SearchState> searchState(Database &database, const ModelTable &table);
/** Whether the model has records enough to make an index worth its while. */
Result<bool> deservesSearchIndex(Database &database, const ModelTable &table);
/** Makes an empty index and the triggers that note changes; what was there goes. */
Result<void> createSearchIndex(Database &writer, const ModelTable &table);
/** Removes it, but remembers that it was wanted; nothing, where there is none. */
Result<void> dropSearchIndex(Database &writer, std::string_view modelKey);
/** Forgets it for good, with a model that goes. */
Result<void> forgetSearchIndex(Database &writer, std::string_view modelKey);

/** Brings at most @p rows more records or changes in. True: there is nothing left to do. */
Result<bool> stepSearchIndex(Database &writer, const ModelTable &table, std::int64_t rows);

/** Looks at some of the records: one line per fault. Reads only. */
Result<std::vector<std::string>> checkSearchIndex(Database &database, const ModelTable &table);

} // namespace syncline
