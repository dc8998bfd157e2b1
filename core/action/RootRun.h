#pragma once

#include "core/action/ActionRunner.h"

#include <functional>
#include <stop_token>
#include <string>

namespace syncline {

/**
 * Starts @p call as a run of its own on a script worker; @p done is called
 * there with the outcome once everything is durable and the run's row says how
 * it ended. @p services must outlive the run.
 */
void startAction(ActionServices &services, ActionCall call, std::stop_token stop,
                 std::function<void(ActionOutcome)> done);

/** The same for the action's preconditions alone: nothing is written, and there
 * is no run row. */
void startPreconditions(ActionServices &services, ActionCall call, std::stop_token stop,
                        std::function<void(ActionOutcome)> done);

/** `syncline eval` and the console. */
struct EvalAnswer
{
    Result<Value> result;
    RunId run = noRun;
};
enum class EvalAccess : std::uint8_t { ReadOnly, Write };
void startEval(ActionServices &services, std::string source, EvalAccess access,
               std::stop_token stop, std::function<void(EvalAnswer)> done);

} // namespace syncline
