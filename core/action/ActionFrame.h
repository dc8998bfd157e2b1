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
    std::optional<RunCore::Stand> loadedAt; ///< When `record` was read.
    ValueObject params;
    std::shared_ptr<Value> scope = std::make_shared<Value>(ValueObject{});
    /** Of a row of an import: system fields and states that come as they are. */
    std::optional<ValueObject> asIs;
    Value error;
    Nesting nesting;
    std::shared_ptr<const RootCall> root; ///< Of what is nested in it; made when asked for.
    int depth = 0;
    std::string chain;
    ActionOutcome outcome;

    /** Forgets what an abandoned start did. */
    void restart()
    {
        record.reset();
        loadedAt.reset();
        scope = std::make_shared<Value>(ValueObject{});
        const RunId run = outcome.run;
        outcome = {};
        outcome.run = run;
    }
    /** What actions nested in this one tell of. */
    [[nodiscard]] std::shared_ptr<const RootCall> asRoot() const
    {
        if (nesting.root)
            return nesting.root;
        return std::make_shared<const RootCall>(
            RootCall{.model = model ? model->name : std::string(),
                     .action = action->name,
                     .params = call.params,
                     .trigger = call.trigger});
    }
    /** What scripts see: a nested action tells what it is nested in. */
    [[nodiscard]] ValueObject trigger() const
    {
        if (!nesting.root)
            return call.trigger;
        if (nesting.root->action.empty())
            return nesting.root->trigger;
        ValueObject told = nesting.root->trigger;
        if (!nesting.root->model.empty())
            told.set("rootModel", nesting.root->model);
        told.set("rootAction", nesting.root->action);
        told.set("rawParams", nesting.root->params);
        return told;
    }
    [[nodiscard]] EffectCall effectCall(const std::string &file, const std::string &phase) const
    {
        return {.file = file,
                .phase = phase,
                .model = model ? model->name : std::string(),
                .action = action->name,
                .record = record,
                .params = params,
                .trigger = trigger(),
                .scope = scope,
                .field = {},
                .errors = nullptr,
                .error = error};
    }
    [[nodiscard]] RunInfo runInfo(const RunCore &core, RunState state) const;
};

/** Where the runner stands while an action runs; goes back when it ends, even in the middle. */
class ActionRunner::Entry
{
public:
    Entry(ActionRunner &runner, Frame &frame)
        : m_runner(runner),
          m_frame(std::exchange(runner.m_frame, &frame)),
          m_depth(std::exchange(runner.m_depth, frame.depth)),
          m_chain(std::exchange(runner.m_chain, frame.chain))
    {
    }
    ~Entry()
    {
        m_runner.m_frame = m_frame;
        m_runner.m_depth = m_depth;
        m_runner.m_chain = std::move(m_chain);
    }
    Entry(const Entry &) = delete;
    Entry &operator=(const Entry &) = delete;

private:
    ActionRunner &m_runner;
    Frame *m_frame;
    int m_depth;
    std::string m_chain;
};

} // namespace syncline
