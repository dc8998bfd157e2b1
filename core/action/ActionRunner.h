#pragma once

#include "core/action/ActionRecord.h"
#include "core/action/NestedWrites.h"
#include "core/action/RunCore.h"
#include "core/record/Dependents.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace syncline {

/** The action whose input, or whose deletion, made others run: what their triggers tell of it. */
struct RootCall
{
    std::string model; ///< Empty: global.
    std::string action;
    ValueObject params; ///< As they came.
    ValueObject trigger;
};

/** Where an action stands that another action's input or deletion made run. */
struct Nesting
{
    std::shared_ptr<const RootCall> root; ///< Null: it runs by itself.
    std::string path;                     ///< "quiz.questions[0]"
};

/**
 * The life cycle of one action inside a run (catalogue 2.2): load →
 * preconditions → run effects in one transaction → durable commit → success
 * effects, or failure effects. Nested actions run in the caller's transaction;
 * their success effects follow the root's commit. What the input asks of
 * relationships (NestedWrites.h) happens with the save of the record: what it
 * belongs to before it, the rest after it. Permissions come with core/access.
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
    /** The same for an action that another one's input or deletion makes run. */
    Task<ActionOutcome> run(ActionCall call, int depth, std::string chain, Extent extent,
                            Nesting nesting);

    /** One call of `api.…` from a script of an action at @p depth. */
    Task<Result<ScriptResult>> api(ApiRequest request);

    // Helpers of effects, for RunScope.
    Task<Result<void>> save(ScriptRecordPtr record);
    Task<Result<void>> deleteRecord(ScriptRecordPtr record);
    Result<void> applyParams(const Value &params, const ScriptRecordPtr &record);

private:
    struct Frame;
    Task<ActionOutcome> perform(std::shared_ptr<Frame> frame, Extent extent);
    class Entry;
    Task<Result<void>> perform(Frame &frame);
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
    using Writes = std::vector<NestedWrite>;
    Task<Result<void>> saveAll(ScriptRecordPtr record);
    [[nodiscard]] bool isOneStep(const ActionRecord &record) const;
    [[nodiscard]] bool isAsLoaded(const ActionRecord &record) const;
    Task<Result<void>> saveRow(ScriptRecordPtr record);
    Task<Result<void>> checkRow(ScriptRecordPtr record, PathErrors &errors);
    /** Where an action stands that @p record's input or deletion makes run. */
    [[nodiscard]] Nesting nestingAt(const ActionRecord &record, const std::string &path) const;
    Task<ActionOutcome> runNested(ActionCall call, Nesting nesting);
    Task<Result<void>> deleteWhole(const ActionRecord &record);
    Task<Result<void>> deleteDependents(const ActionRecord &record);
    Task<Result<void>> deleteDependent(const ActionRecord &record,
                                       const DependentRecord &dependent);
    Task<Result<void>> saveStates(Frame &frame);
    void warnUnsaved(Frame &frame);
    Result<void> finish(Frame &frame);

    Task<Result<ScriptResult>> find(std::shared_ptr<const ModelDef> model, ApiRequest request);
    /** The answer to a script's use of a relationship, when it was loaded with those of the page.
     */
    Result<std::optional<RecordPage>> findRelated(const ApiRequest &request);
    Result<RecordPage> readPage(const ModelDef &model, const Value &options);
    Result<ScriptResult> count(const ModelDef &model, const Value &options);
    Task<Result<ScriptResult>> upsert(std::shared_ptr<const ModelDef> model, ApiRequest request);
    Task<Result<ScriptResult>> view(ApiRequest request);
    Task<Result<ScriptResult>> internal(std::shared_ptr<const ModelDef> model, ApiRequest request);
    Task<Result<ScriptResult>> callAction(ActionCall call);

    RunCore &m_core;
    Frame *m_frame = nullptr; ///< Of the action whose script runs now; null: none.
    int m_depth = 0;
    std::string m_chain;
    DeletionSet m_deleting; ///< Records whose dependents are dealt with.
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
