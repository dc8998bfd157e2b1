#pragma once

#include "core/model/ModelDef.h"
#include "core/project/ProjectDef.h"
#include "core/store/Database.h"

#include <string>
#include <vector>

namespace syncline {

/** One line per fault of a model's rows: references to records that are gone, source ids that stand
 * twice, values that do not fit their field. */
Result<std::vector<std::string>> checkModel(Database &database, const ModelDef &model,
                                            const ProjectDef &project);

} // namespace syncline
