#include "core/engine/HistoryDesk.h"

#include "core/record/history/Timeline.h"

#include <algorithm>
#include <span>

namespace syncline {

namespace {

constexpr std::size_t batchRecords = 200;
constexpr std::size_t deletedAtOnce = 5'000;

/** Says which versions a preview was made of. */
class Token
{
public:
    void add(RecordId record, std::int64_t newest)
    {
        for (const std::int64_t part : {raw(record), newest}) {
            m_hash ^= static_cast<std::uint64_t>(part);
            m_hash *= 0x100000001b3ULL; // FNV-1a, by words
        }
    }
    [[nodiscard]] std::string text() const { return std::to_string(m_hash); }

private:
    std::uint64_t m_hash = 0xcbf29ce484222325ULL;
};

Error changedSince()
{
    return {"SYNC_CONFLICT",
            "The record was changed since the preview was made. Look at the preview again."};
}

} // namespace

HistoryDesk::HistoryDesk(HistoryServices services)
    : m_services(std::move(services)),
      m_worker(std::make_unique<Worker>("history"))
{
}

HistoryDesk::~HistoryDesk()
{
    close();
}

void HistoryDesk::close()
{
    m_stop.request_stop();
    std::unique_ptr<Worker> worker;
    {
        const std::lock_guard lock(m_mutex);
        worker.swap(m_worker);
        if (worker && m_isPruning)
            worker->post([this] { pruneBriefly(); });
    }
}

bool HistoryDesk::post(std::function<void()> work)
{
    const std::lock_guard lock(m_mutex);
    if (!m_worker)
        return false;
    m_worker->post(std::move(work));
    return true;
}

Result<HistoryDesk::ModelPtr> HistoryDesk::modelOf(const std::string &name) const
{
    ModelPtr model = m_services.project()->findModel(name);
    if (!model)
        return Error(errc::notFound, "There is no model \"%1\" in this project.", {name});
    return model;
}

template <typename T>
QFuture<Result<T>> HistoryDesk::read(
    std::string model,
    std::function<Result<T>(Database &, const ModelDef &, const std::stop_token &)> question)
{
    return m_services.asks->ask<T>([this, model = std::move(model), question = std::move(question)](
                                       std::stop_token stop) -> Result<T> {
        SYNCLINE_TRY(const ModelPtr def, modelOf(model));
        SYNCLINE_TRY(Store::Reader reader, m_services.store->reader(stop));
        return question(reader.database(), *def, stop);
    });
}

QFuture<Result<HistoryPage>> HistoryDesk::timeline(HistoryQuery query)
{
    return read<HistoryPage>(
        query.model, [query](Database &database, const ModelDef &model, const std::stop_token &) {
            return readTimeline(database, model, query);
        });
}

QFuture<Result<HistoryChange>> HistoryDesk::change(std::string model, RecordId record,
                                                   std::int64_t entry, std::string key)
{
    return read<HistoryChange>(
        std::move(model), [record, entry, key = std::move(key)](
                              Database &database, const ModelDef &def, const std::stop_token &) {
            return wholeChange(database, def, record, entry, key);
        });
}

QFuture<Result<DeletedPage>> HistoryDesk::deleted(DeletedQuery query)
{
    return read<DeletedPage>(query.model, [query](Database &database, const ModelDef &model,
                                                  const std::stop_token &stop) {
        return readDeleted(database, model, query, stop);
    });
}

/** All records that a restore is about. */
Result<std::vector<RecordId>> HistoryDesk::recordsOf(const RestoreRequest &request,
                                                     const ModelDef &model,
                                                     const std::stop_token &stop)
{
    if (request.deletedBy == noRun) {
        if (request.records.empty())
            return Error(errc::invalidInput, "No record was named that is to be restored.");
        if (request.entry && request.records.size() > 1)
            return Error(errc::invalidInput,
                         "An entry of the history is of one record; restore one at a time.");
        return request.records;
    }
    std::vector<RecordId> records;
    DeletedQuery query;
    query.model = model.name;
    query.run = request.deletedBy;
    query.limit = deletedAtOnce;
    SYNCLINE_TRY(Store::Reader reader, m_services.store->reader(stop));
    do {
        SYNCLINE_TRY(const DeletedPage page, readDeleted(reader.database(), model, query, stop));
        for (const DeletedRecord &record : page.records)
            records.push_back(record.record);
        query.before = page.next;
    } while (query.before != 0);
    if (records.empty())
        return Error(errc::notFound,
                     "Of what the run %1 deleted of %2, nothing is left to restore.",
                     {toText(request.deletedBy), model.name});
    std::ranges::reverse(records); // as they were deleted
    return records;
}

QFuture<Result<RestorePreview>> HistoryDesk::previewRestore(RestoreRequest request)
{
    return m_services.asks->ask<RestorePreview>(
        [this, request = std::move(request)](std::stop_token stop) {
            return preview(request, stop);
        });
}

Result<RestorePreview> HistoryDesk::preview(const RestoreRequest &request,
                                            const std::stop_token &stop)
{
    SYNCLINE_TRY(const ModelPtr model, modelOf(request.model));
    SYNCLINE_TRY(const std::vector<RecordId> records, recordsOf(request, *model, stop));
    SYNCLINE_TRY(Store::Reader reader, m_services.store->reader(stop));
    RecordRestore restore(reader.database(), *model, m_services.vault);
    RestorePreview preview;
    Token token;
    for (const RecordId record : records) {
        if (stop.stop_requested())
            return Error(errc::cancelled, "The preview was cancelled.");
        SYNCLINE_TRY(RestorePlan plan, restore.plan(record, request.entry, request.fields));
        token.add(record, plan.newest);
        ++preview.all;
        ++(plan.isRefused()     ? preview.refused
           : !plan.isComplete   ? preview.partly
           : plan.isUnchanged() ? preview.unchanged
                                : preview.whole);
        if (preview.records.size() < RestorePreview::maxShown)
            preview.records.push_back(std::move(plan.shown));
    }
    preview.token = token.text();
    return preview;
}

/** A restore under way. */
struct HistoryDesk::Restoring
{
    const RestoreRequest &request;
    ModelPtr model;
    std::vector<RecordId> records;
    RunInfo info;
    RestoreOutcome outcome;
    std::stop_token stop;
    std::vector<std::int64_t> written; ///< In the transaction that is open.
};

QFuture<Result<RestoreOutcome>> HistoryDesk::restore(RestoreRequest request)
{
    const Answer<RestoreOutcome> answer;
    const bool posted = post([this, request = std::move(request), answer] {
        if (m_stop.stop_requested())
            answer.give(projectClosed());
        else
            answer.give(perform(request));
    });
    if (!posted)
        answer.give(projectClosed());
    return answer.future();
}

Result<RestoreOutcome> HistoryDesk::perform(const RestoreRequest &request)
{
    SYNCLINE_CHECK(m_services.writable());
    SYNCLINE_TRY(ModelPtr model, modelOf(request.model));
    SYNCLINE_TRY(std::vector<RecordId> records, recordsOf(request, *model, m_stop.get_token()));
    if (!request.expected.empty() && records.size() > batchRecords) {
        SYNCLINE_TRY(const RestorePreview now, preview(request, m_stop.get_token()));
        if (now.token != request.expected)
            return changedSince();
    }
    Restoring restoring{.request = request,
                        .model = std::move(model),
                        .records = std::move(records),
                        .info = {},
                        .outcome = {},
                        .stop = {},
                        .written = {}};
    RunInfo &info = restoring.info;
    info.id = m_services.runs->nextId();
    info.kind = RunKind::Edit;
    info.mode = std::string(restoreMode);
    info.subject = restoring.model->name;
    if (restoring.records.size() == 1)
        info.record = toText(restoring.records.front());
    info.trigger = request.trigger;
    if (request.entry)
        info.trigger.set("entry", *request.entry);
    if (request.deletedBy != noRun)
        info.trigger.set("deletedBy", toText(request.deletedBy));
    info.started = m_services.clock->now();
    info.heartbeat = info.started;
    info.models.emplace_back().model = restoring.model->name;
    info.models.front().expected = static_cast<std::int64_t>(restoring.records.size());
    restoring.stop = m_services.beginRun(info);
    Result<void> done = restoreAll(restoring);
    m_services.endRun(info.id);
    if (!done)
        return std::move(done).error();
    return std::move(restoring.outcome);
}

Result<void> HistoryDesk::restoreAll(Restoring &restoring)
{
    const std::size_t all = restoring.records.size();
    for (std::size_t first = 0; first < all; first += batchRecords) {
        const std::size_t last = std::min(first + batchRecords, all);
        Result<void> done = restoring.stop.stop_requested()
                                ? Error(errc::cancelled, "The restore was cancelled; what was "
                                                         "restored before stays.")
                                : restoreBatch(restoring, first, last);
        if (done)
            continue;
        if (restoring.outcome.run == noRun)
            return done; // nothing was written, so there is no run to tell of it
        RunInfo &info = restoring.info;
        info.state = done.error().is(errc::cancelled) ? RunState::Cancelled : RunState::Errored;
        info.error = done.error();
        info.finished = m_services.clock->now();
        SYNCLINE_TRY(WriteTransaction transaction,
                     m_services.store->writes().acquireBlocking({.label = "restore"}));
        SYNCLINE_CHECK(RunTable::save(transaction.database(), info));
        SYNCLINE_CHECK(transaction.commitBlocking());
        m_services.runChanged(info);
        return done;
    }
    return {};
}

Result<void> HistoryDesk::restoreBatch(Restoring &restoring, std::size_t first, std::size_t last)
{
    const bool isAll = first == 0 && last == restoring.records.size();
    RunInfo info = restoring.info;
    SYNCLINE_TRY(WriteTransaction transaction,
                 m_services.store->writes().acquireBlocking(
                     {.label = "restore " + restoring.model->name, .run = info.id, .alone = true},
                     restoring.stop));
    const WriteOrigin origin{
        .run = info.id, .now = m_services.clock->now(), .vault = m_services.vault};
    restoring.written.clear();
    const std::span<const RecordId> records =
        std::span(restoring.records).subspan(first, last - first);
    if (isAll)
        SYNCLINE_CHECK(checkToken(restoring, transaction.database()));
    SYNCLINE_CHECK(restoreRecords(restoring, transaction.database(), records, origin));

    RestoreOutcome &outcome = restoring.outcome;
    if (isAll && outcome.restored == 0)
        return {}; // nothing to do is no run
    IngestCounts &counts = info.models.front().counts;
    (restoring.request.entry ? counts.updated : counts.created) = outcome.restored;
    counts.unchanged = outcome.unchanged;
    counts.failed = outcome.refused;
    info.heartbeat = origin.now;
    if (last == restoring.records.size()) {
        info.finished = origin.now;
        info.state = outcome.refused > 0 ? RunState::CompletedWithErrors : RunState::Completed;
    }
    SYNCLINE_CHECK(RunTable::save(transaction.database(), info));
    SYNCLINE_CHECK(transaction.commitBlocking());
    restoring.info = info;
    outcome.run = info.id;
    if (!restoring.written.empty())
        m_services.recordsChanged(restoring.model->name, restoring.written, info.id);
    m_services.runChanged(info);
    return {};
}

/** Whether the records are still as the preview saw them. */
Result<void> HistoryDesk::checkToken(const Restoring &restoring, Database &writer)
{
    const RestoreRequest &request = restoring.request;
    if (request.expected.empty())
        return {};
    RecordRestore restore(writer, *restoring.model, m_services.vault);
    Token token;
    for (const RecordId record : restoring.records) {
        SYNCLINE_TRY(const RestorePlan plan, restore.plan(record, request.entry, request.fields));
        token.add(record, plan.newest);
    }
    return token.text() == request.expected ? Result<void>() : changedSince();
}

Result<void> HistoryDesk::restoreRecords(Restoring &restoring, Database &writer,
                                         std::span<const RecordId> records,
                                         const WriteOrigin &origin)
{
    const RestoreRequest &request = restoring.request;
    RecordRestore restore(writer, *restoring.model, m_services.vault);
    for (const RecordId record : records) {
        SYNCLINE_TRY(const RestorePlan plan, restore.plan(record, request.entry, request.fields));
        SYNCLINE_CHECK(restoreRecord(restoring, restore, plan, origin));
    }
    return restore.finish();
}

Result<void> HistoryDesk::restoreRecord(Restoring &restoring, RecordRestore &restore,
                                        const RestorePlan &plan, const WriteOrigin &origin)
{
    RestoreOutcome &outcome = restoring.outcome;
    const bool isRefused = plan.isRefused() || (!plan.isComplete && !restoring.request.partial);
    if (!plan.isComplete && outcome.leftOut.size() < RestorePreview::maxShown)
        outcome.leftOut.push_back(plan.shown);
    if (isRefused) {
        ++outcome.refused;
        return {};
    }
    if (plan.isUnchanged()) {
        ++outcome.unchanged;
        return {};
    }
    SYNCLINE_CHECK(restore.carryOut(plan, origin));
    ++outcome.restored;
    outcome.partly += plan.isComplete ? 0 : 1;
    restoring.written.push_back(raw(plan.shown.record));
    return {};
}

} // namespace syncline
