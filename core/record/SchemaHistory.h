#pragma once

#include "core/base/Result.h"
#include "core/base/Value.h"
#include "core/model/ModelDef.h"
#include "core/store/Database.h"

#include <string>
#include <vector>

namespace syncline {

/** A change of models that was carried out in this database, and what undoing it needs. */
struct PastChange
{
    std::string id;
    DateTime time;
    std::string summary;           ///< "Field price: removed with 120 values; …"
    std::string backup;            ///< Name of its file; empty: nothing was lost.
    std::vector<ModelDef> before;  ///< The models that it changed or removed, as they were.
    std::vector<std::string> made; ///< Storage keys of the models that it made.
};

/** How many changes can be undone one after the other. */
inline constexpr std::size_t maxPastChanges = 20;

/** Newest first. */
Result<std::vector<PastChange>> schemaHistory(Database &database);
Result<void> saveSchemaHistory(Database &writer, const std::vector<PastChange> &changes);

/** The journal whose change was committed last; empty: none. */
Result<std::string> committedJournal(Database &database);
Result<void> noteJournal(Database &writer, std::string_view journal);

} // namespace syncline
