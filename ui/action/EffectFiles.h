#pragma once

#include "ui/action/EffectText.h"

#include "core/base/Result.h"

/** Where the Lua file of a new effect goes, and what stands in it at first. */
namespace syncline::ui {

/**
 * The project path for what the user typed ("check price", "notify.lua"); preconditions have a
 * folder of their own. The Error says what a name may look like.
 */
[[nodiscard]] Result<QString> effectPath(const ActionDef &action, EffectPhase phase,
                                         const QString &typed);
/** A name that is not taken: "effect.lua", "effect-2.lua". */
[[nodiscard]] QString suggestedName(const ActionDef &action, EffectPhase phase,
                                    const ProjectDef &project);
/** A script that runs as it is and shows what it is given. */
[[nodiscard]] std::string starterText(const ActionDef &action, EffectPhase phase);
/** Lua files of the project that could stand in the list and do not yet; those of the action's
 * own folder first. */
[[nodiscard]] std::vector<std::string> otherFiles(const ActionDef &action, EffectPhase phase,
                                                  const ProjectDef &project);

} // namespace syncline::ui
