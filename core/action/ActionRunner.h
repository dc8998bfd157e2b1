#pragma once

#include "core/action/ActionRecord.h"
#include "core/action/RunCore.h"

#include <functional>
#include <memory>
#include <string>

namespace syncline {

/**
 * The life cycle of one action inside a run (catalogue 2.2): load →
 * preconditions → run effects in one transaction → durable commit → success
 * effects, or failure effects. Nested actions run in the caller's transaction;
 * their success effects follow the root's commit. Permissions come with
 * core/access.
 */
class ActionRunner
{
public:
    explicit ActionRunner(RunCore &core)
        : m_core(core)
    {
    }

    enum class Extent : std::uint8_t { Whole, PreconditionsOnly };
    /** @p depth 0: called from outside; else the nesting depth. @p chain names
     * the callers ("order.create → product.update"). */
    Task<ActionOutcome> run(ActionCall call, int depth, std::string chain,
                            Extent extent = Extent::Whole);
    /** One row of an import, nested in its transaction. @p asIs: system fields
     * and states, which the save takes as they are. */
    Task<ActionOutcome> runRow(ActionCall call, ValueObject asIs, std::string chain);
    /** What a row would meet, and nothing of what it would do: preconditions and
     * validations. */
    Task<Result<void>> tryRow(ActionCall call, ValueObject asIs, std::string chain);

    /** One call of `api.…` from a script of an action at @p depth. */
    Task<Result<ScriptResult>> api(ApiRequest request);

    // Helpers of effects, for RunScope.
    Task<Result<void>> save(ScriptRecordPtr record);
    Task<Result<void>> deleteRecord(ScriptRecordPtr record);
    Result<void> applyParams(const Value &params, const ScriptRecordPtr &record);

private:
    struct Frame;
    Task<ActionOutcome> perform(std::shared_ptr<Frame> frame, Extent extent);
    Task<Result<void>> load(Frame &frame);
    Task<Result<void>> preconditions(Frame &frame);
    Task<Result<void>> effects(Frame &frame, const EffectList &list, std::string phase);
    Task<Result<void>> effect(Frame &frame, const EffectDef &effect, std::string phase);
    Task<Result<void>> builtin(Frame &frame, std::string name);
    Task<Result<void>> transaction(Frame &frame);
    Task<void> success(std::shared_ptr<Frame> frame);
    Task<void> failure(Frame &frame, Error error);
    Result<void> prepare(Frame &frame);
    Task<Result<void>> validate(ActionRecord &mine, ScriptRecordPtr record);
    Task<Result<void>> saveStates(Frame &frame);
    void warnUnsaved(Frame &frame);
    Result<void> finish(Frame &frame);

    Task<Result<ScriptResult>> find(std::shared_ptr<const ModelDef> model, ApiRequest request);
    Task<Result<ScriptResult>> upsert(std::shared_ptr<const ModelDef> model, ApiRequest request);
    Task<Result<ScriptResult>> internal(std::shared_ptr<const ModelDef> model, ApiRequest request);
    Task<Result<ScriptResult>> callAction(ActionCall call);

    RunCore &m_core;
    int m_depth = 0; ///< Of the action whose script runs now.
    std::string m_chain;
};

/** The RunScope of an action, an eval or a console line. */
class ActionScope final : public RunScope
{
public:
    explicit ActionScope(RunCore &core)
        : m_core(core),
          m_runner(core)
    {
    }
    [[nodiscard]] RunId runId() const override { return m_core.run(); }
    [[nodiscard]] std::stop_token stopToken() const override { return m_core.stopToken(); }
    [[nodiscard]] Value modelInfo(std::string_view model) const override;
    [[nodiscard]] bool hasModel(std::string_view model) const override;
    [[nodiscard]] bool hasAction(std::string_view fullName) const override;
    void log(LogLevel level, ValueObject fields, std::string text) override;
    [[nodiscard]] std::optional<std::string> config(std::string_view name) const override;
    Task<Result<ScriptResult>> api(ApiRequest request) override;
    Task<Result<void>> beginTransaction() override;
    Task<Result<void>> endTransaction(bool commit) override;
    Result<void> aboutToWait() override { return m_core.aboutToWait(); }
    Task<Result<void>> save(ScriptRecordPtr record) override;
    Task<Result<void>> deleteRecord(ScriptRecordPtr record) override;
    Result<void> applyParams(const Value &params, ScriptRecordPtr record) override;

    [[nodiscard]] ActionRunner &runner() { return m_runner; }
    /** Scripts may read only; @p why is said to who tries more. */
    void setReadOnly(std::string why)
    {
        m_readOnly = true;
        m_whyReadOnly = std::move(why);
    }

private:
    RunCore &m_core;
    ActionRunner m_runner;
    bool m_readOnly = false;
    std::string m_whyReadOnly;
};

} // namespace syncline
