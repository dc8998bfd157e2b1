#pragma once

#include "core/record/SchemaPlan.h"
#include "core/record/schema/SchemaRestore.h"

#include <filesystem>
#include <memory>
#include <vector>

namespace syncline {

/** What planning and carrying out share. */
ModelList modelsWithout(const std::vector<ModelDef> &stored, const PastChange &change);
/** SYNC_NOT_FOUND when there is none. */
Result<PastChange> newestChange(Database &database);
/** nullptr: @p change took nothing away. */
Result<std::unique_ptr<SchemaRestore>> restoreOf(const PastChange &change,
                                                 const std::filesystem::path &backups);

} // namespace syncline
