#pragma once

#include "core/model/ModelDef.h"
#include "core/project/ProjectDef.h"

#include <functional>
#include <map>
#include <string>

namespace syncline {

/** Names that change, all at once: old → new. */
using Renames = std::map<std::string, std::string, std::less<>>;

/** @p model as it must be when models are renamed: its own name, those of others in relationships,
 * the paths of its scripts. */
ModelDef followed(ModelDef model, const Renames &models);
ActionDef followed(ActionDef action, const Renames &models);

/**
 * @p model as it must be when @p fields of the model @p of (which has its new name) are renamed:
 * what names them in the model itself and in relationships of others. Names that still stand for a
 * field are left alone.
 */
ModelDef followedFields(ModelDef model, const ModelDef &of, const Renames &fields);

} // namespace syncline
