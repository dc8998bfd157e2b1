#pragma once

#include "core/model/ModelDef.h"
#include "core/record/FileStore.h"
#include "core/store/Database.h"

#include <memory>
#include <string>
#include <vector>

namespace syncline {

/** What of @p files no record of @p models and no step of the history refers to, oldest first.
 * Contents younger than @p age are left out: a run may be about to refer to them. */
Result<std::vector<FileStore::Content>>
unusedFiles(Database &database, const std::vector<std::shared_ptr<const ModelDef>> &models,
            const FileStore &files, std::chrono::seconds age);

} // namespace syncline
