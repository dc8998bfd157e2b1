#pragma once

#include "core/action/ActionRunner.h"

namespace syncline {

/** One execution of one action, from its call to its outcome. */
struct ActionRunner::Frame : std::enable_shared_from_this<ActionRunner::Frame>
{
    ActionCall call;
    std::shared_ptr<const ActionDef> action;
    std::shared_ptr<const ModelDef> model; ///< Null: global.
    std::shared_ptr<ActionRecord> record;
    ValueObject params;
    std::shared_ptr<Value> scope = std::make_shared<Value>(ValueObject{});
    /** Of a row of an import: system fields and states that come as they are. */
    std::optional<ValueObject> asIs;
    Value error;
    int depth = 0;
    std::string chain;
    ActionOutcome outcome;

    /** Forgets what an abandoned start did. */
    void restart()
    {
        record.reset();
        scope = std::make_shared<Value>(ValueObject{});
        const RunId run = outcome.run;
        outcome = {};
        outcome.run = run;
    }
    [[nodiscard]] EffectCall effectCall(const std::string &file, const std::string &phase) const
    {
        return {.file = file,
                .phase = phase,
                .model = model ? model->name : std::string(),
                .action = action->name,
                .record = record,
                .params = params,
                .trigger = call.trigger,
                .scope = scope,
                .field = {},
                .errors = nullptr,
                .error = error};
    }
    [[nodiscard]] RunInfo runInfo(const RunCore &core, RunState state) const;
};

} // namespace syncline
