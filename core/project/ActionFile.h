#pragma once

#include "core/project/JsonFile.h"
#include "core/project/ProjectDef.h"

#include <optional>
#include <string>

namespace syncline {

/** "models/order/update", or "actions/flipAll" when @p model is empty. */
std::string actionFolder(std::string_view model, std::string_view name);
std::string actionPath(std::string_view model, std::string_view name);

/** create, update and delete by their name; global without a model; else custom. */
ActionKind kindFromName(std::string_view model, std::string_view name);

/** An action that has no file: defaults of its kind. */
ActionDef defaultAction(std::string_view model, std::string_view name);

/**
 * Reads an action.json. nullopt when one of its lists cannot be understood: an action without one
 * of its steps must not run.
 */
std::optional<ActionDef> readAction(JsonFile &file, std::string_view model, std::string_view name);

std::string writeAction(const ActionDef &action);

} // namespace syncline
