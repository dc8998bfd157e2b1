#pragma once

#include "core/project/LoadedFiles.h"
#include "core/project/ProjectFolder.h"

namespace syncline {

/** Lua files that definitions name and that are not there, and those beside definitions that
 * nothing names. */
void checkScripts(const LoadedFiles &loaded, const ProjectFiles &files,
                  std::vector<Problem> &problems);

} // namespace syncline
