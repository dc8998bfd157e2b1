#pragma once

#include "core/model/ModelDef.h"

#include <optional>
#include <string_view>

namespace syncline {

/** "ignore", "delete", "refuse" as model files say it. */
std::string_view dependentName(Dependent dependent);
/** nullopt for an unknown word. */
std::optional<Dependent> dependentFromName(std::string_view name);

/** Whether deleting a record of @p model does anything to those that belong to it, or asks them. */
bool hasDependents(const ModelDef &model);

} // namespace syncline
