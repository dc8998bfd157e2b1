#include "core/sync/SyncWriter.h"

#include "core/project/ModelLocales.h"
#include "core/record/Dependents.h"
#include "core/record/SystemTables.h"

namespace syncline {

namespace {

/** Enough for one durable commit not to matter, little enough for others not to wait. */
constexpr std::size_t batchItems = 5'000;
/** A slow source is written page by page. */
constexpr std::chrono::milliseconds batchAge{250};

} // namespace

SyncWriter::SyncWriter(RunCore &core, ActionRunner &actions, std::vector<SyncTarget> &targets,
                       Options options)
    : m_core(core),
      m_actions(actions),
      m_targets(targets),
      m_options(std::move(options)),
      m_lastFlush(core.services().clock->steady())
{
}

Task<Result<void>> SyncWriter::insert(SyncTarget &target, json::Handle page)
{
    target.touched = true;
    const std::size_t items = page.kind() == Value::Kind::List ? page.size() : 1;
    Page held{.target = &target, .what = std::move(page), .items = items};
    Result<void> done = co_await push(std::move(held));
    co_return done;
}

Task<Result<void>> SyncWriter::remove(SyncTarget &target, std::vector<std::string> remoteIds)
{
    target.touched = true;
    const std::size_t items = remoteIds.size();
    Page held{.target = &target, .what = std::move(remoteIds), .items = items};
    Result<void> done = co_await push(std::move(held));
    co_return done;
}

Task<Result<void>> SyncWriter::push(Page page)
{
    if (m_failure)
        co_return *m_failure;
    m_heldItems += page.items;
    m_held.push_back(std::move(page));
    // Without checkpoints nothing else would end a batch.
    if (m_heldItems < 2 * batchItems)
        co_return Result<void>();
    Result<void> done = co_await flush();
    co_return done;
}

Task<Result<void>> SyncWriter::checkpoint(Value resume)
{
    if (m_failure)
        co_return *m_failure;
    m_resume = std::move(resume);
    m_hasResume = true;
    const auto age = m_core.services().clock->steady() - m_lastFlush;
    if (m_heldItems < batchItems && age < batchAge)
        co_return Result<void>();
    Result<void> done = co_await flush();
    co_return done;
}

Task<Result<void>> SyncWriter::flush()
{
    if (m_failure)
        co_return *m_failure;
    if (m_held.empty() && !m_hasResume)
        co_return Result<void>();
    Result<void> done = co_await m_core.begin("sync " + m_options.connection);
    if (!done)
        co_return done; // Nothing was tried: what is held is still there.
    const std::vector<IngestCounts> before = counts();
    for (Page &page : m_held) {
        done = co_await write(page, *m_core.writer());
        if (!done)
            break;
    }
    if (done)
        done = saveState(*m_core.writer());
    discard();
    Result<void> ended = co_await m_core.end(done.ok());
    if (done)
        done = std::move(ended);
    settle(done.ok());
    m_lastFlush = m_core.services().clock->steady();
    if (!done) {
        // Whatever came next would commit a checkpoint behind rows that are not there.
        m_failure = done.error();
        for (std::size_t i = 0; i < m_targets.size(); ++i)
            m_targets[i].progress.counts = before[i];
        co_return done;
    }
    co_await m_core.runAfterCommit();
    if (progressed)
        progressed();
    co_return done;
}

std::vector<IngestCounts> SyncWriter::counts() const
{
    std::vector<IngestCounts> all;
    for (const SyncTarget &target : m_targets)
        all.push_back(target.progress.counts);
    return all;
}

void SyncWriter::discard()
{
    m_held.clear();
    m_heldItems = 0;
    m_hasResume = false;
}

Task<Result<void>> SyncWriter::ensureOpen(SyncTarget &target, Database &writer)
{
    if (target.ingest)
        co_return Result<void>();
    Result<std::unique_ptr<BulkIngest>> opened =
        BulkIngest::open(writer, {.model = target.model,
                                  .connection = m_options.connection,
                                  .run = m_options.run,
                                  .force = m_options.force,
                                  .locales = localesOf(*target.model, *m_core.project())});
    if (!opened)
        co_return std::move(opened).error();
    target.ingest = std::move(opened).value();
    co_return Result<void>();
}

Task<Result<void>> SyncWriter::write(Page &page, Database &database)
{
    SyncTarget &target = *page.target;
    Result<void> done = co_await ensureOpen(target, database);
    if (!done)
        co_return done;
    const DateTime now = m_core.services().clock->now();
    if (auto *remoteIds = std::get_if<std::vector<std::string>>(&page.what)) {
        if (target.deletesByAction) {
            done = co_await removeByActions(target, *remoteIds);
        } else {
            Result<IngestCounts> counts = target.ingest->remove(database, *remoteIds, now);
            if (!counts)
                co_return std::move(counts).error();
            target.progress.counts += counts.value();
            if (counts->deleted > 0)
                m_core.changedMany(target.model->name);
        }
    } else {
        const auto &handle = std::get<json::Handle>(page.what);
        if (target.viaActions) {
            done = co_await writeByActions(target, handle);
        } else {
            Result<IngestCounts> counts = target.ingest->insert(database, handle, now);
            if (!counts)
                co_return std::move(counts).error();
            target.progress.counts += counts.value();
            if (counts->created + counts->updated > 0)
                m_core.changedMany(target.model->name);
        }
    }
    if (done)
        done = keepQuarantined(target, database);
    co_return done;
}

Task<Result<void>> SyncWriter::writeByActions(SyncTarget &target, const json::Handle &page)
{
    Result<std::vector<BulkIngest::Planned>> planned = target.ingest->plan(*m_core.writer(), page);
    if (!planned)
        co_return std::move(planned).error();
    for (BulkIngest::Planned &document : planned.value()) {
        if (document.kind == BulkIngest::Planned::Kind::Unchanged) {
            ++target.progress.counts.unchanged;
            continue;
        }
        if (m_core.stopToken().stop_requested())
            co_return Error(errc::cancelled, "The sync was cancelled.");
        const bool create = document.kind == BulkIngest::Planned::Kind::Create;
        ActionCall call;
        call.action = target.model->name + (create ? ".create" : ".update");
        call.id = create ? std::string() : toText(document.id);
        call.params = {{target.model->name, document.fields}};
        call.trigger = {{"type", "sync"},
                        {"connection", m_options.connection},
                        {"remoteId", document.remoteId}};
        ActionOutcome outcome =
            co_await m_actions.run(std::move(call), 1, "sync " + m_options.connection);
        if (!outcome.success || !outcome.record) {
            ++target.progress.counts.failed;
            const Error error = outcome.errors.empty()
                                    ? Error(errc::internalError, "The action stored no record.")
                                    : outcome.errors.front();
            Result<void> kept = saveQuarantined(*m_core.writer(), m_options.run, target.model->name,
                                                {.remoteId = document.remoteId,
                                                 .reason = error.message(),
                                                 .payload = json::write(document.fields)},
                                                m_core.services().clock->now());
            if (!kept)
                co_return kept;
            continue;
        }
        Result<void> adopted = target.ingest->adopt(*m_core.writer(), document, outcome.record->id);
        if (!adopted)
            co_return adopted;
        ++(create ? target.progress.counts.created : target.progress.counts.updated);
    }
    co_return Result<void>();
}

Task<Result<void>> SyncWriter::removeByActions(SyncTarget &target,
                                               const std::vector<std::string> &remoteIds)
{
    for (const std::string &remoteId : remoteIds) {
        for (const RecordId id : target.ingest->localIds(remoteId)) {
            Result<void> done = co_await removeByAction(target, remoteId, id);
            if (!done)
                co_return done;
        }
    }
    co_return Result<void>();
}

/** A record that cannot be deleted stays, and the sync goes on. */
Task<Result<void>> SyncWriter::removeByAction(SyncTarget &target, const std::string &remoteId,
                                              RecordId id)
{
    ActionCall call;
    call.action = target.model->name + ".delete";
    call.id = toText(id);
    call.trigger = {{"type", "sync"}, {"connection", m_options.connection}, {"remoteId", remoteId}};
    ActionOutcome outcome =
        co_await m_actions.run(std::move(call), 1, "sync " + m_options.connection);
    if (outcome.success) {
        target.kept.erase(id);
        ++target.progress.counts.deleted;
        co_return target.ingest->forget(*m_core.writer(), remoteId, id);
    }
    const Error &error = outcome.errors.front();
    if (error.is(errc::cancelled))
        co_return error;
    if (error.is(dependentRecords)) {
        target.kept[id] = error.message();
        co_return Result<void>();
    }
    target.kept[id].clear();
    co_return report(target, remoteId, error.message());
}

Result<void> SyncWriter::report(SyncTarget &target, const std::string &remoteId, std::string reason)
{
    ++target.progress.counts.failed;
    return saveQuarantined(*m_core.writer(), m_options.run, target.model->name,
                           {.remoteId = remoteId, .reason = std::move(reason), .payload = {}},
                           m_core.services().clock->now());
}

Result<void> SyncWriter::keepQuarantined(SyncTarget &target, Database &database)
{
    const DateTime now = m_core.services().clock->now();
    for (const Quarantined &document : target.ingest->takeQuarantined()) {
        if (target.viaActions)
            ++target.progress.counts.failed;
        SYNCLINE_CHECK(saveQuarantined(database, m_options.run, target.model->name, document, now));
    }
    for (std::string &warning : target.ingest->takeWarnings())
        m_core.log(LogLevel::Warn, {{"model", target.model->name}}, std::move(warning),
                   m_options.connection);
    return {};
}

Result<void> SyncWriter::saveState(Database &database)
{
    SYNCLINE_CHECK(RunTable::save(database, row()));
    if (!m_hasResume)
        return {};
    RunTable::Checkpoint checkpoint;
    checkpoint.resume = m_resume;
    checkpoint.request = request;
    checkpoint.cache = cacheWrites;
    for (const SyncTarget &target : m_targets) {
        if (target.ingest)
            checkpoint.seen[target.document] = target.ingest->seenSet();
    }
    return RunTable::saveCheckpoint(database, m_options.run, checkpoint);
}

void SyncWriter::settle(bool committed)
{
    for (SyncTarget &target : m_targets) {
        if (!target.ingest)
            continue;
        if (committed)
            target.ingest->committed();
        else
            target.ingest->rolledBack();
    }
}

Task<Result<std::int64_t>> SyncWriter::removeUnseen(SyncTarget &target, int batch)
{
    Result<void> done = co_await m_core.begin("sync " + m_options.connection);
    if (!done)
        co_return std::move(done).error();
    const std::int64_t before = target.progress.counts.deleted;
    const std::size_t keptBefore = target.kept.size();
    if (target.deletesByAction) {
        done = co_await removeUnseenByActions(target, batch);
    } else {
        Result<IngestCounts> counts =
            target.ingest->removeUnseen(*m_core.writer(), batch, m_core.services().clock->now());
        if (counts)
            target.progress.counts += counts.value();
        else
            done = counts.error();
    }
    const std::int64_t handled = target.progress.counts.deleted - before +
                                 static_cast<std::int64_t>(target.kept.size() - keptBefore);
    if (done)
        done = RunTable::save(*m_core.writer(), row());
    Result<void> ended = co_await m_core.end(done.ok());
    if (done)
        done = std::move(ended);
    settle(done.ok());
    if (!done)
        co_return std::move(done).error();
    co_await m_core.runAfterCommit();
    if (progressed)
        progressed();
    co_return handled;
}

Task<Result<void>> SyncWriter::removeUnseenByActions(SyncTarget &target, int batch)
{
    const int limit = batch + static_cast<int>(target.kept.size());
    for (const RecordId id : target.ingest->unseen(limit)) {
        if (target.kept.contains(id))
            continue;
        RecordReader reader(*m_core.writer(), *target.model);
        Result<std::optional<RecordRow>> found = reader.find(id);
        if (!found)
            co_return std::move(found).error();
        if (!found.value()) {
            target.kept[id].clear(); // It went with another one.
            continue;
        }
        Result<void> done = co_await removeByAction(target, found.value()->remoteId, id);
        if (!done)
            co_return done;
    }
    co_return Result<void>();
}

Task<Result<void>> SyncWriter::settleKept()
{
    Result<void> done = co_await m_core.begin("sync " + m_options.connection);
    if (!done)
        co_return done;
    for (;;) {
        Result<std::size_t> deleted = co_await retryKept();
        if (!deleted)
            done = std::move(deleted).error();
        if (!deleted || deleted.value() == 0)
            break;
    }
    for (SyncTarget &target : m_targets) {
        for (const auto &[id, reason] : target.kept) {
            if (!done || reason.empty())
                continue;
            Result<std::optional<RecordRow>> found =
                RecordReader(*m_core.writer(), *target.model).find(id);
            if (found && found.value())
                done = report(target, found.value()->remoteId, reason);
            m_core.log(LogLevel::Warn, {{"model", target.model->name}, {"record", toText(id)}},
                       "The source deleted a record that is kept here: " + reason,
                       m_options.connection);
        }
    }
    if (done)
        done = RunTable::save(*m_core.writer(), row());
    Result<void> ended = co_await m_core.end(done.ok());
    if (done)
        done = std::move(ended);
    settle(done.ok());
    if (done)
        co_await m_core.runAfterCommit();
    co_return done;
}

/** One more try for each record that others kept; how many went. */
Task<Result<std::size_t>> SyncWriter::retryKept()
{
    std::size_t deleted = 0;
    for (SyncTarget &target : m_targets) {
        const std::map<RecordId, std::string> kept = target.kept;
        for (const auto &[id, reason] : kept) {
            if (reason.empty())
                continue;
            Result<std::optional<RecordRow>> found =
                RecordReader(*m_core.writer(), *target.model).find(id);
            if (!found)
                co_return std::move(found).error();
            if (!found.value()) {
                target.kept[id].clear(); // It went with another one.
                continue;
            }
            const std::int64_t before = target.progress.counts.deleted;
            Result<void> done = co_await removeByAction(target, found.value()->remoteId, id);
            if (!done)
                co_return std::move(done).error();
            deleted += static_cast<std::size_t>(target.progress.counts.deleted - before);
        }
    }
    co_return deleted;
}

} // namespace syncline
