#pragma once

#include "core/model/ModelDef.h"
#include "core/record/RecordTypes.h"
#include "core/record/SchemaHistory.h"
#include "core/store/Store.h"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace syncline {

using ModelList = std::vector<std::shared_ptr<const ModelDef>>;

/** The definitions that the database has now (kept in its meta table). */
Result<std::vector<ModelDef>> storedModels(Database &database);
/**
 * What must be done so that the database fits @p wanted. Reads only; every value of a field that
 * gets another type or other rules. Matching is by storage key, so a rename keeps data.
 * Records that a save would refuse under new rules are counted and block nothing.
 */
Result<SchemaPlan> planSchema(Database &database, const ModelList &wanted);

/** How a plan is carried out. */
struct SchemaOrder
{
    SchemaPlan plan; ///< As people saw it: what would lose more is refused.
    ModelList wanted;
    std::filesystem::path backups;           ///< The folder, made when it is needed.
    std::string environment = "development"; ///< Names backups.
    std::string id{};      ///< Names the change in the history of changes; empty: a running number.
    std::string journal{}; ///< Committed with the change: see committedJournal().
    DateTime time{};
    std::stop_token stop{};
};

/**
 * Carries a plan out in one transaction, after a verified backup when it loses data or rebuilds a
 * column: whatever goes is in the backup, value for value, even when others wrote meanwhile. Kill
 * it anywhere: the old or the new schema, never a mix. The change is noted (schemaHistory()).
 * Returns the backup's file; empty: none was needed.
 */
Result<std::filesystem::path> applySchema(Store &store, const SchemaOrder &order);
/** The same under a name of its own. */
Result<void> applySchema(Store &store, const SchemaPlan &plan, const ModelList &wanted,
                         const std::filesystem::path &backups, std::stop_token stop = {});

/** Whether a database of the one would need nothing to fit the other. */
bool fitEachOther(const ModelList &a, const ModelList &b);

/** The definitions that the database had before the newest change. SYNC_NOT_FOUND: none is noted.
 */
Result<ModelList> modelsBefore(Database &database);
/**
 * What undoing the newest change would do: its backup, in the folder @p backups, gives back what
 * the change took away; what was written since keeps its place, and is counted where it has none.
 * Errors: SYNC_NOT_FOUND (no change, or its backup is gone).
 */
Result<SchemaPlan> planUndo(Database &database, const std::filesystem::path &backups);
/** Carries out what planUndo() said (order.wanted is not looked at); as applySchema() else, and the
 * change leaves the history of changes. */
Result<std::filesystem::path> undoSchema(Store &store, const SchemaOrder &order);

} // namespace syncline
