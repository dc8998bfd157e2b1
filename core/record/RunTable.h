#pragma once

#include "core/base/Result.h"
#include "core/record/RunTypes.h"
#include "core/store/Store.h"

#include <atomic>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace syncline {

/**
 * The runs of an environment, in the record database: a run's row, its counts
 * and its checkpoint commit together with what it wrote. Stateless but for the
 * id counter; give it the database of the transaction (writes) or a reader
 * (reads).
 */
class RunTable
{
public:
    /** Creates the tables when missing. Ids go on where the last session ended; where it was
     * killed, above all that left anything: here, or in the logs (@p newestLogged). */
    static Result<std::unique_ptr<RunTable>> open(Store &store, RunId newestLogged = noRun);

    /** At the end of a session: the next one goes on where this one's ids ended. No id may be
     * asked for after it. */
    Result<void> giveBackIds(Store &store);

    /** A new id; thread-safe. Ids ascend across restarts. */
    RunId nextId() { return RunId{m_next.fetch_add(1)}; }

    /** Inserts or replaces the row. */
    static Result<void> save(Database &writer, const RunInfo &run);
    /** The same for a run that has no row yet, which takes half the time. */
    static Result<void> add(Database &writer, const RunInfo &run);
    static Result<std::optional<RunInfo>> find(Database &database, RunId id);
    static Result<std::vector<RunInfo>> list(Database &database, const RunQuery &query);
    /** Whether a row says "running" (in this process, another, or one that crashed). */
    static Result<bool> anyRunning(Database &database);
    /** The newest run of a connection's sync that ended well, for
     * `is_initial_sync` and expectations. */
    static Result<std::optional<RunInfo>> lastSuccessfulSync(Database &database,
                                                             std::string_view connection);

    /** Everything a sync needs to go on where it was: replaced with every
     * checkpoint, removed at the run's end. */
    struct Checkpoint
    {
        Value resume;
        ValueObject request;                     ///< The SyncRequest, as JSON.
        std::map<std::string, std::string> seen; ///< Model → seen set (opaque bytes).
        ValueObject cache;                       ///< Cache writes not yet published.
    };
    static Result<void> saveCheckpoint(Database &writer, RunId run, const Checkpoint &checkpoint);
    static Result<std::optional<Checkpoint>> loadCheckpoint(Database &database, RunId run);
    static Result<void> removeCheckpoint(Database &writer, RunId run);

    /**
     * Runs that say "running" although no process runs them: set to interrupted
     * (syncs with a checkpoint: resumable). Call once after opening for writing.
     */
    static Result<std::vector<RunInfo>> markInterrupted(Database &writer, DateTime now);

private:
    explicit RunTable(std::int64_t first)
        : m_next(first)
    {
    }
    static Result<void> write(Database &writer, std::string_view sql, const RunInfo &run);

    std::atomic<std::int64_t> m_next;
};

} // namespace syncline
