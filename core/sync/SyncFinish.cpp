#include "core/sync/SyncRun.h"

#include "core/record/SystemTables.h"

#include <algorithm>

// From the connector's end to the closed run: stale records, indexes, cache, state.

namespace syncline {

namespace {

/** More than this share of a model's records (and at least `guardRows`) is not deleted without
 * being asked. */
constexpr double guardShare = 0.25;
constexpr std::int64_t guardRows = 20;
constexpr int deleteBatch = 2'000;

/** Earlier runs of the connection that wait for a confirmation are overtaken by this one. */
Result<void> overtakeWaiting(Database &writer, const RunInfo &run)
{
    RunQuery query;
    query.kind = RunKind::Sync;
    query.subject = run.subject;
    query.limit = 20;
    SYNCLINE_TRY(std::vector<RunInfo> runs, RunTable::list(writer, query));
    for (RunInfo &other : runs) {
        if (other.id == run.id || (other.state != RunState::NeedsConfirmation && !other.resumable))
            continue;
        if (other.state == RunState::NeedsConfirmation) {
            other.state = RunState::Cancelled;
            other.note = "overtaken by run " + toText(run.id);
            other.pendingDeletes = 0;
        }
        other.resumable = false;
        SYNCLINE_CHECK(RunTable::save(writer, other));
        SYNCLINE_CHECK(RunTable::removeCheckpoint(writer, other.id));
    }
    return {};
}

} // namespace

Task<RunState> SyncRun::perform()
{
    m_info.state = RunState::Running;
    m_info.error.reset();
    m_info.resumable = false;
    m_info.finished.reset();
    m_info.pendingDeletes = 0;
    Result<void> done =
        co_await m_core.write("sync " + m_info.subject, [this](Database &database) -> Result<void> {
            SYNCLINE_CHECK(overtakeWaiting(database, m_info));
            return RunTable::save(database, row());
        });
    if (done && (m_resumed || m_confirming))
        done = co_await restoreSeen();
    if (m_resumed)
        log(LogLevel::Info, {}, "Sync of " + m_info.subject + " goes on at its checkpoint.");
    if (done && !m_confirming) {
        m_progressedBeyondResume = false;
        done = co_await m_session->runSync(m_connector.file);
        if (done && m_core.stopToken().stop_requested())
            done = Error(errc::cancelled, "The sync was cancelled.");
        m_core.beginClosing(); // What was fetched is kept, cancelled or not.
        Result<void> flushed = co_await m_writer->flush();
        if (done)
            done = std::move(flushed);
    }
    RunState state = RunState::Completed;
    if (done && m_info.mode == "full")
        done = keepUncertain();
    if (done && m_info.mode == "full") {
        m_info.pendingDeletes = m_confirming ? 0 : guardStale();
        if (m_info.pendingDeletes > 0)
            state = RunState::NeedsConfirmation;
        else
            done = co_await deleteStale();
    }
    if (done && hasKept())
        done = co_await m_writer->settleKept();
    Result<void> finished = co_await finishTargets();
    if (done)
        done = std::move(finished);
    if (!done) {
        m_info.error = done.error();
        state = done.error().is(errc::cancelled) ? RunState::Cancelled : RunState::Errored;
        if (state == RunState::Errored)
            m_core.logError(done.error(), "Sync of " + m_info.subject);
    } else if (state == RunState::Completed) {
        for (const SyncTarget &target : m_targets) {
            if (target.progress.counts.failed > 0)
                state = RunState::CompletedWithErrors;
        }
    }
    Result<void> closed = co_await close(state);
    if (!closed) {
        m_info.error = closed.error();
        m_info.state = RunState::Errored;
        m_core.logError(closed.error(), "Closing the sync of " + m_info.subject);
    }
    m_info = row();
    logEnd();
    report(true);
    co_return m_info.state;
}

/** One line for the log, with what came of each model. A failure has its own line already. */
void SyncRun::logEnd()
{
    if (m_info.state == RunState::Errored)
        return;
    ValueObject fields{{"state", std::string(runStateName(m_info.state))}};
    for (const ModelProgress &progress : m_info.models) {
        const IngestCounts &counts = progress.counts;
        fields.append(progress.model, ValueObject{{"created", counts.created},
                                                  {"updated", counts.updated},
                                                  {"unchanged", counts.unchanged},
                                                  {"deleted", counts.deleted},
                                                  {"failed", counts.failed}});
    }
    const bool isFine = m_info.state == RunState::Completed;
    m_core.log(isFine ? LogLevel::Info : LogLevel::Warn, std::move(fields),
               "Sync of " + m_info.subject + ": " + std::string(runStateName(m_info.state)) + ".",
               "system");
}

/** Opens every model that the checkpoint has seen rows of, and gives back its seen set. */
Task<Result<void>> SyncRun::restoreSeen()
{
    Result<void> done = co_await m_core.begin("sync " + m_info.subject);
    if (!done)
        co_return done;
    for (SyncTarget &target : m_targets) {
        const auto seen = m_checkpoint.seen.find(target.document);
        if (seen == m_checkpoint.seen.end())
            continue;
        done = co_await m_writer->ensureOpen(target, *m_core.writer());
        if (done)
            done = target.ingest->restoreSeen(seen->second);
        if (!done)
            break;
        target.touched = true;
    }
    Result<void> ended = co_await m_core.end(done.ok());
    if (done)
        done = std::move(ended);
    for (SyncTarget &target : m_targets) {
        if (target.ingest && done)
            target.ingest->committed();
    }
    co_return done;
}

/** A pass with documents that have no id proves nothing about the records that it did not see. */
Result<void> SyncRun::keepUncertain()
{
    return m_core.read([this](Database &database) -> Result<void> {
        for (SyncTarget &target : m_targets) {
            if (!target.ingest || target.ingest->unseenCount() == 0)
                continue;
            SYNCLINE_TRY(target.keepsUnseen,
                         hasNamelessQuarantined(database, m_info.id, target.model->name));
            if (!target.keepsUnseen)
                continue;
            target.progress.note = std::to_string(target.ingest->unseenCount()) +
                                   " records that did not arrive are kept, because documents "
                                   "without id arrived";
            m_core.log(LogLevel::Warn, {{"model", target.model->name}},
                       target.model->name + ": " + target.progress.note + ".", m_info.subject);
        }
        return {};
    });
}

/** How many records would be deleted, when that is so many that a person must say yes; else 0. */
std::int64_t SyncRun::guardStale()
{
    std::int64_t held = 0;
    for (SyncTarget &target : m_targets) {
        if (!target.ingest || target.keepsUnseen)
            continue;
        const std::int64_t stale = target.ingest->unseenCount();
        const std::int64_t live = target.ingest->liveCount();
        const bool many = stale >= guardRows &&
                          static_cast<double>(stale) > guardShare * static_cast<double>(live);
        if (many) {
            held += stale;
            target.progress.note = std::to_string(stale) + " of " + std::to_string(live) +
                                   " records are gone at the source; waiting for confirmation";
        }
    }
    return held;
}

Task<Result<void>> SyncRun::deleteStale()
{
    for (SyncTarget &target : m_targets) {
        if (!target.ingest || target.keepsUnseen)
            continue;
        while (target.ingest->unseenCount() > 0) {
            if (m_core.stopToken().stop_requested())
                co_return Error(errc::cancelled,
                                "The sync was cancelled while deleting stale records.");
            Result<std::int64_t> deleted = co_await m_writer->removeUnseen(target, deleteBatch);
            if (!deleted)
                co_return std::move(deleted).error();
            if (deleted.value() == 0)
                break; // What is left could not be deleted.
        }
    }
    co_return Result<void>();
}

/** Whether records were to be deleted to which others belong. */
bool SyncRun::hasKept() const
{
    return std::ranges::any_of(m_targets, [](const SyncTarget &target) {
        return std::ranges::any_of(target.kept,
                                   [](const auto &kept) { return !kept.second.empty(); });
    });
}

/** Indexes of a first load and late joins: also after a failure, so that the tables are whole. */
Task<Result<void>> SyncRun::finishTargets()
{
    bool any = false;
    for (const SyncTarget &target : m_targets)
        any = any || target.ingest;
    if (!any)
        co_return Result<void>();
    m_info.note = "building indexes";
    report(true);
    Result<void> done = co_await m_core.begin("sync " + m_info.subject);
    if (!done)
        co_return done;
    for (SyncTarget &target : m_targets) {
        if (!target.ingest || !done)
            continue;
        done = target.ingest->finish(*m_core.writer());
        m_core.changedMany(target.model->name);
    }
    Result<void> ended = co_await m_core.end(done.ok());
    m_info.note.clear();
    if (done)
        done = std::move(ended);
    co_return done;
}

Task<Result<void>> SyncRun::close(RunState state)
{
    m_core.beginClosing();
    m_info.state = state;
    m_info.finished = m_services.actions->clock->now();
    m_info.note.clear();
    const bool well = state == RunState::Completed || state == RunState::CompletedWithErrors;
    const bool waiting = state == RunState::NeedsConfirmation;
    Result<void> done =
        co_await m_core.write("sync " + m_info.subject, [&](Database &database) -> Result<void> {
            if (well) {
                SYNCLINE_CHECK(
                    Store::setMeta(database, "cache:" + m_info.subject, m_writer->cache));
                SYNCLINE_CHECK(RunTable::removeCheckpoint(database, m_info.id));
            } else if (waiting) {
                RunTable::Checkpoint checkpoint;
                checkpoint.cache = m_writer->cacheWrites;
                checkpoint.request = m_writer->request;
                for (const SyncTarget &target : m_targets) {
                    if (target.ingest)
                        checkpoint.seen[target.document] = target.ingest->seenSet();
                }
                SYNCLINE_CHECK(RunTable::saveCheckpoint(database, m_info.id, checkpoint));
            } else if (m_resumed && !m_progressedBeyondResume) {
                // It failed at once where it went on: the next sync starts from the beginning.
                SYNCLINE_CHECK(RunTable::removeCheckpoint(database, m_info.id));
            }
            if (!well && !waiting) {
                SYNCLINE_TRY(const auto checkpoint, RunTable::loadCheckpoint(database, m_info.id));
                m_info.resumable = checkpoint.has_value();
            }
            return RunTable::save(database, row());
        });
    co_return done;
}

} // namespace syncline
