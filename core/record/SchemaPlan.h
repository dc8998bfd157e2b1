#pragma once

#include "core/model/ModelDef.h"
#include "core/record/RecordTypes.h"
#include "core/store/Store.h"

#include <string>
#include <vector>

namespace syncline {

/** The definitions that the database has now (kept in its meta table). */
Result<std::vector<ModelDef>> storedModels(Database &database);
/** What must be done so that the database fits @p wanted. Reads only. Matching is by storage key,
 * so a rename keeps data. */
Result<SchemaPlan> planSchema(Database &database,
                              const std::vector<std::shared_ptr<const ModelDef>> &wanted);
/**
 * Carries @p plan out in one transaction, after a verified backup (to `.syncline/backups`) when it
 * loses data or rebuilds a table. Kill it anywhere: the old or the new schema, never a mix.
 */
Result<void> applySchema(Store &store, const SchemaPlan &plan,
                         const std::vector<std::shared_ptr<const ModelDef>> &wanted,
                         const std::filesystem::path &backups, std::stop_token stop = {});

} // namespace syncline
