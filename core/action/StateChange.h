#pragma once

#include "core/action/ActionRecord.h"
#include "core/project/ProjectDef.h"

namespace syncline {

// What an action does to the record states of its model (catalogue 1.5).

/** Whether @p action may run in the states that @p record is in; GGT_NO_TRANSITION. A state is in
 * "created" when it is "created.installed", too. */
Result<void> checkStates(const ActionRecord &record, const ActionDef &action);
/** Gives @p record the states that @p action leads to; saves nothing. */
void changeStates(ActionRecord &record, const ActionDef &action);

} // namespace syncline
