#pragma once

#include "core/project/ProjectDef.h"
#include "core/project/ProjectFolder.h"

#include <string_view>

namespace syncline {

/**
 * What @p files say. Never fails: whatever cannot be understood is left out (then `complete` is
 * false) and named in `problems`, which are sorted by file, line and column. @p folderName names a
 * project that has no name. `revision` is 0.
 */
ProjectDef loadProject(const ProjectFiles &files, std::string_view folderName);

} // namespace syncline
