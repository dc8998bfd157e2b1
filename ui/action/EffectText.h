#pragma once

#include "core/project/ProjectDef.h"

#include <QString>

#include <vector>

/** The lists of an action and what stands in them, in words. */
namespace syncline::ui {

enum class EffectPhase : unsigned char { Precondition, Run, Success, Failure };
inline constexpr EffectPhase effectPhases[] = {EffectPhase::Precondition, EffectPhase::Run,
                                               EffectPhase::Success, EffectPhase::Failure};

/** "precondition", "run", …: as scripts and object names say it. */
[[nodiscard]] QString phaseName(EffectPhase phase);
[[nodiscard]] QString phaseTitle(EffectPhase phase);
/** What the list is for, one sentence. */
[[nodiscard]] QString phaseHelp(EffectPhase phase);

[[nodiscard]] const std::vector<EffectDef> &effectsOf(const ActionDef &action, EffectPhase phase);
[[nodiscard]] std::vector<EffectDef> &effectsOf(ActionDef &action, EffectPhase phase);
/** nullptr: preconditions have no switch. */
[[nodiscard]] const bool *transactionalOf(const ActionDef &action, EffectPhase phase);
[[nodiscard]] bool *transactionalOf(ActionDef &action, EffectPhase phase);

/** "updateRecord", or the file below the action's folder. */
[[nodiscard]] QString effectTitle(const EffectDef &effect, const QString &folder);
/** What a built-in effect does; for a file where it is. */
[[nodiscard]] QString effectHelp(const EffectDef &effect);
/** Built-in effects that may stand in @p phase of an action of @p kind. */
[[nodiscard]] std::vector<std::string> builtinsFor(ActionKind kind, EffectPhase phase);

/** "models/product/publish" */
[[nodiscard]] QString actionFolderOf(const ActionDef &action);

} // namespace syncline::ui
