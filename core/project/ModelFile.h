#pragma once

#include "core/model/ModelDef.h"
#include "core/project/JsonFile.h"

#include <optional>
#include <string>

namespace syncline {

/** "models/product/model.json" */
std::string modelPath(std::string_view name);

/** Reads models/<name>/model.json; nullopt when nothing of it can be used. Everything wrong becomes
 * a problem. */
std::optional<ModelDef> readModel(JsonFile &file, std::string_view name);

/** The canonical text of @p model's file. */
std::string writeModel(const ModelDef &model);

} // namespace syncline
