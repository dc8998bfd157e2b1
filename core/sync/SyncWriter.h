#pragma once

#include "core/action/ActionRunner.h"
#include "core/record/BulkIngest.h"
#include "core/sync/SyncTypes.h"

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace syncline {

/** One model that a sync fills. */
struct SyncTarget
{
    std::shared_ptr<const ModelDef> model;
    std::string document;
    bool viaActions = false; ///< Its create or update action has code: one action per record.
    /** Its delete action runs for each record: it has code, or others depend on its records. */
    bool deletesByAction = false;
    std::unique_ptr<BulkIngest>
        ingest; ///< Opened with the first page; also tracks what an action model has seen.
    ModelProgress progress;
    /** A document without id came: what was not seen may be that one, and is not deleted. */
    bool keepsUnseen = false;
    /** Records that could not be deleted so far: because others belong to them (the reason), or for
     * another reason, which was reported already (empty). */
    std::map<RecordId, std::string> kept;
    bool touched = false; ///< The connector inserted or deleted something of it, or said so.
};

/**
 * Takes a connector's pages and deletions in order, and writes them in batches: rows, counts and
 * checkpoint in one transaction. The lease is held only while writing, never while the connector
 * waits. After a batch that could not be written everything answers its error. Used on the run's
 * executor.
 */
class SyncWriter
{
public:
    struct Options
    {
        std::string connection;
        bool force = false;
        RunId run = noRun;
    };
    SyncWriter(RunCore &core, ActionRunner &actions, std::vector<SyncTarget> &targets,
               Options options);

    Task<Result<void>> insert(SyncTarget &target, json::Handle page);
    Task<Result<void>> remove(SyncTarget &target, std::vector<std::string> remoteIds);
    /** Sets the resume state that the next batch commits; a batch is written when enough has come
     * together. */
    Task<Result<void>> checkpoint(Value resume);
    /** Writes what is held. */
    Task<Result<void>> flush();

    // For the checkpoint.
    ValueObject cache; ///< Connector's cache as of now, unpublished writes included.
    ValueObject cacheWrites;
    ValueObject request;
    std::function<void()> progressed;
    std::function<RunInfo()> row; ///< The run's row as of now.

    /** One transaction's worth of deletions of what was not seen. Returns how many records it
     * dealt with. */
    Task<Result<std::int64_t>> removeUnseen(SyncTarget &target, int batch);
    /** Tries once more what could not be deleted because of records that may be gone by now; what
     * is still refused stays, and is reported. */
    Task<Result<void>> settleKept();
    Task<Result<void>> ensureOpen(SyncTarget &target, Database &writer);

private:
    struct Page
    {
        SyncTarget *target = nullptr;
        std::variant<json::Handle, std::vector<std::string>> what;
        std::size_t items = 0;
    };
    Task<Result<void>> push(Page page);
    Task<Result<void>> write(Page &page, Database &database);
    Task<Result<void>> writeByActions(SyncTarget &target, const json::Handle &page);
    Task<Result<void>> writeByAction(SyncTarget &target, Value document);
    Task<Result<void>> removeByActions(SyncTarget &target,
                                       const std::vector<std::string> &remoteIds);
    Task<Result<void>> removeByAction(SyncTarget &target, const std::string &remoteId, RecordId id);
    Task<Result<void>> removeUnseenByActions(SyncTarget &target, int batch);
    Task<Result<std::size_t>> retryKept();
    Result<void> report(SyncTarget &target, const std::string &remoteId, std::string reason);
    Result<void> keepQuarantined(SyncTarget &target, Database &database);
    Result<void> saveState(Database &database);
    void settle(bool committed);
    /** Forgets what is held, and the checkpoint that would follow it. */
    void discard();
    [[nodiscard]] std::vector<IngestCounts> counts() const;

    RunCore &m_core;
    ActionRunner &m_actions;
    std::vector<SyncTarget> &m_targets;
    const Options m_options;
    std::vector<Page> m_held;
    std::size_t m_heldItems = 0;
    std::chrono::steady_clock::time_point m_lastFlush;
    Value m_resume;
    bool m_hasResume = false;
    /** A batch was rolled back: nothing more is written, and the next sync goes on at the
     * checkpoint before it. */
    std::optional<Error> m_failure;
};

} // namespace syncline
