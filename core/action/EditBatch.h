#pragma once

#include "core/action/ActionRunner.h"
#include "core/action/EditTypes.h"

#include <chrono>
#include <memory>
#include <optional>
#include <stop_token>
#include <vector>

namespace syncline {

/** Some edits of one run in one transaction, with the scripts that they need. Used on its session's
 * executor only. */
class EditBatch
{
public:
    /** @p info: the run as its row is to say after this batch, but for the batch's counts. */
    EditBatch(ActionServices &services, const RunInfo &info, EditPolicy policy,
              std::vector<RecordEdit> edits, std::stop_token stop);

    [[nodiscard]] Executor &executor() { return m_session->executor(); }
    /** To the commit, and the success effects behind it. An Error took all of it back. */
    Task<Result<void>> perform();
    /** Writes the run's row, whatever was cancelled. */
    Task<void> close();

    [[nodiscard]] const std::vector<RecordEdit> &edits() const { return m_edits; }
    /** Of the first edits; those behind were not come to. */
    [[nodiscard]] const std::vector<EditResult> &results() const { return m_results; }
    /** In the order of the edits. */
    [[nodiscard]] const std::vector<RecordEdit> &undo() const { return m_undo; }

    static constexpr std::chrono::milliseconds batchTime{100};

private:
    Task<Result<void>> inTransaction();
    Task<EditResult> one(RecordEdit edit);
    Task<EditResult> act(RecordEdit edit, std::shared_ptr<const ModelDef> model,
                         std::optional<RecordRow> before);
    Task<EditResult> restore(RecordEdit edit, std::shared_ptr<const ModelDef> model);
    /** Whether others should have their turn. */
    [[nodiscard]] bool isOver() const;
    void forgetAll();
    [[nodiscard]] bool isTransactional() const;

    RunCore m_core;
    ActionScope m_scope;
    std::unique_ptr<ScriptSession> m_session; ///< Made last and goes first: it uses the scope.
    RunInfo m_info;
    const EditPolicy m_policy;
    const std::vector<RecordEdit> m_edits;
    std::vector<EditResult> m_results;
    std::vector<RecordEdit> m_undo;
    std::chrono::steady_clock::time_point m_begun;
};

/** The name of the action that an edit goes through; empty: none. */
std::string editAction(const RecordEdit &edit);
/** Adds what came of an edit. */
void countEdit(const RecordEdit &edit, const EditResult &result, RunInfo &info);

} // namespace syncline
