#pragma once

#include "core/action/ActionRecord.h"
#include "core/action/ActionServices.h"
#include "core/action/ActionTypes.h"
#include "core/action/RelatedPages.h"
#include "core/base/Task.h"
#include "core/record/RecordWriter.h"

#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

namespace syncline {

/**
 * What one root run holds: its scripts, its transaction, its log lines, and
 * what it changed. Actions nested in it, and the actions a sync runs for its
 * records, share it. Used on the run's executor only.
 */
class RunCore
{
public:
    RunCore(ActionServices &services, RunId run, std::stop_token stop);
    ~RunCore();
    RunCore(const RunCore &) = delete;
    RunCore &operator=(const RunCore &) = delete;

    [[nodiscard]] ActionServices &services() const { return m_services; }
    [[nodiscard]] RunId run() const { return m_run; }
    [[nodiscard]] std::stop_token stopToken() const { return m_stop; }
    [[nodiscard]] const ProjectPtr &project() const { return m_project; }
    [[nodiscard]] WriteOrigin origin() const;
    void setSession(ScriptSession *session) { m_session = session; }
    [[nodiscard]] ScriptSession &session() const { return *m_session; }

    // --- transaction ---
    /** Whether a transaction may be one of a shared commit batch: only what can
     * start again, or never waits, may. */
    enum class Sharing : std::uint8_t { Alone, MayShare };
    /** Takes the lease, or opens a savepoint inside the transaction that is open.
     */
    Task<Result<void>> begin(std::string label, Sharing sharing = Sharing::Alone);
    /** Ends the innermost level. The outermost: durable on success; committed()
     * is told, then queued success effects may run. */
    Task<Result<void>> end(bool commit);
    [[nodiscard]] bool inTransaction() const { return m_transaction.has_value(); }
    /** A run that keeps nothing: everything is read from and written to this
     * database, and transactions are only names. Outlives the run. */
    void useScratch(Database *scratch) { m_scratch = scratch; }
    /** The open transaction's database, or nullptr. */
    [[nodiscard]] Database *writer();
    /** After SYNC_RESTART: everything of the start is undone; the next begin()
     * takes the lease alone. */
    void prepareRestart();
    void setAlone() { m_alone = true; }
    /** The run ends: what it still writes waits for the lease even when the run was cancelled. */
    void beginClosing() { m_closing = true; }
    /** Error SYNC_RESTART when the run may not wait, or is overdue, inside a
     * shared batch. */
    Result<void> aboutToWait();
    Result<void> checkOverdue();
    /** Runs @p work, which never waits, in a transaction: the open one, or one of
     * its own. */
    Task<Result<void>> write(std::string label, std::function<Result<void>(Database &)> work);
    /** Runs @p work on the open transaction, else on a pooled reader. */
    Result<void> read(const std::function<Result<void>(Database &)> &work);
    /** Relationships of the pages that the run's scripts read. */
    [[nodiscard]] RelatedPages &relatedPages() { return m_relatedPages; }
    /** What records of this run are made with. */
    [[nodiscard]] RecordSources recordSources();

    // --- bookkeeping ---
    void log(LogLevel level, ValueObject fields, std::string text, std::string source = "user");
    void logError(const Error &error, const std::string &subject);
    void changed(const std::string &model, RecordId id);
    /** So many records of @p model that listeners should ask again. */
    void changedMany(const std::string &model);
    /** Work for after the durable commit of the outermost transaction (success
     * effects). */
    void afterCommit(std::function<Task<void>()> work) { m_afterCommit.push_back(std::move(work)); }
    /** The run has no row of its own yet. */
    void setRowIsNew() { m_rowIsNew = true; }
    [[nodiscard]] bool takeRowIsNew() { return std::exchange(m_rowIsNew, false); }
    [[nodiscard]] bool hasAfterCommit() const { return !m_afterCommit.empty(); }
    Task<void> runAfterCommit();

    /** Where the open transaction stands: equal ones, and nothing was written or taken back
     * between. Nothing outside a transaction. */
    struct Stand
    {
        std::int64_t changes = 0;
        std::int64_t undone = 0;
        bool operator==(const Stand &) const = default;
    };
    [[nodiscard]] std::optional<Stand> stand();

private:
    void flushLogs();
    ActionServices &m_services;
    const RunId m_run;
    const std::stop_token m_stop;
    const ProjectPtr m_project;
    ScriptSession *m_session = nullptr;
    std::optional<WriteTransaction> m_transaction;
    Database *m_scratch = nullptr;
    int m_depth = 0;
    std::int64_t m_undone = 0; ///< Levels that were taken back.
    bool m_alone = false;
    bool m_closing = false;
    bool m_rowIsNew = false;
    std::vector<LogEntry> m_heldLogs; ///< Of a start that may be abandoned.
    CommittedChanges m_changes;
    RelatedPages m_relatedPages;
    std::vector<std::size_t> m_afterCommitMarks; ///< Queue length at each savepoint.
    std::vector<std::function<Task<void>()>> m_afterCommit;
};

/** `{model, records: {…}}` for RunScope::modelInfo: {api_identifier, fields:
 * {name: {type, required, list, is, …}}}. */
Value modelMetadata(const ModelDef &model);

} // namespace syncline
