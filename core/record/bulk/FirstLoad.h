#pragma once

#include "core/base/Ids.h"
#include "core/base/Result.h"
#include "core/record/ModelTable.h"
#include "core/store/Database.h"

namespace syncline {

/** Whether the model's table has no row at all. */
Result<bool> isEmptyTable(Database &database, const ModelTable &table);
/** Drops the indexes that are cheaper to build at the end (all but those of unique fields) and
 * notes that in `_loading`. A full-text index is built anew when somebody looks for it. */
Result<void> beginFirstLoad(Database &writer, const ModelTable &table, RunId run);
/** Builds them and clears the note. Of two rows with one remote id the newer stays. */
Result<void> endFirstLoad(Database &writer, const ModelTable &table);

} // namespace syncline
