#pragma once

#include "core/project/ProjectDef.h"

#include <string>
#include <vector>

namespace syncline::cli {

/** One difference between the models of two states of a project. */
struct ModelDifference
{
    std::string model; ///< Its name now, or its last one.
    std::string field; ///< Empty: the model itself.
    std::string kind;  ///< "added", "removed", "renamed", "retyped" or "changed".
    std::string text;  ///< "renamed from title", "string → number", "required, unique".
};

/** What became of the models and fields of @p before; matched by storage key. */
std::vector<ModelDifference> modelDifferences(const ProjectDef &before, const ProjectDef &after);

} // namespace syncline::cli
