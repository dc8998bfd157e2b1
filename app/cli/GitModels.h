#pragma once

#include "app/cli/VerbContext.h"
#include "core/project/ProjectDef.h"

#include <filesystem>
#include <string>

namespace syncline::cli {

/** A project's definitions at a git revision. */
struct RevisionModels
{
    std::string commit; ///< In full.
    ProjectDef project;
};

/**
 * Reads the definition files of the project @p folder as they are in @p revision, by git, without
 * touching the folder. Errors: SYNC_USAGE (no such revision), SYNC_NOT_FOUND (no git, or the folder
 * is in no repository).
 */
Task<Result<RevisionModels>> modelsAtRevision(VerbContext &context,
                                              const std::filesystem::path &folder,
                                              const std::string &revision);

} // namespace syncline::cli
