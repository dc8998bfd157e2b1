#pragma once

#include "core/project/ProjectDef.h"

#include <string>
#include <vector>

namespace syncline {

/** The locales of a model's documents, the default first: as its connector says, else those of the
 * project; none when they are not localized. */
inline std::vector<std::string> localesOf(const ModelDef &model, const ProjectDef &project)
{
    if (!model.source.localized)
        return {};
    return model.source.locales.empty() ? project.locales : model.source.locales;
}

} // namespace syncline
