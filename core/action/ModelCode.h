#pragma once

#include "core/project/ProjectDef.h"

namespace syncline {

/** Whether records of @p model that come from outside, by a sync or a file, have to go through its
 * actions: its create or update action does more than the default, or it has validations in Lua. */
bool hasCode(const ProjectDef &project, const ModelDef &model);
/** Whether its delete action does more than the default. */
bool deletesWithCode(const ProjectDef &project, const ModelDef &model);

} // namespace syncline
