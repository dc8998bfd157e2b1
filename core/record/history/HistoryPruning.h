#pragma once

#include "core/base/Result.h"
#include "core/store/Database.h"

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace syncline {

/** What no budget takes away: a deleted record comes back for 30 days, and what was changed in the
 * last day can be undone. */
inline constexpr std::chrono::hours keptDeletions{30 * 24};
inline constexpr std::chrono::hours keptChanges{24};
/** Steps that one transaction removes at most. */
inline constexpr int prunedAtOnce = 500;

/** The size of one model's history, as it is counted with every write. */
struct HistoryLedger
{
    std::string key;
    std::int64_t bytes = 0;
    std::int64_t steps = 0;
};
/** Of all models that have a history, also of those that are gone. Cheap: one row a model. */
Result<std::vector<HistoryLedger>> historyLedgers(Database &database);

/** What one transaction removed. */
struct PruneStep
{
    std::int64_t removed = 0;
    std::int64_t bytes = 0;
    DateTime newest;     ///< When the newest of them was made.
    bool isDone = false; ///< Within the target, or all the rest has to be kept.
};
/**
 * Removes the oldest steps of the history of @p modelKey until it is within @p target bytes, at
 * most prunedAtOnce of them, in the caller's transaction. The newest step of all stays, so that
 * sequences never begin anew.
 */
Result<PruneStep> pruneHistory(Database &writer, std::string_view modelKey, std::int64_t target,
                               DateTime now);

} // namespace syncline
