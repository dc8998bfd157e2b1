#include "core/engine/EngineImpl.h"

#include "core/action/RootRun.h"
#include "core/base/Json.h"
#include "core/record/SystemTables.h"

// Everything that happens: actions, evals, syncs; and what is known of past runs.

namespace syncline {

std::stop_token EngineImpl::beginRun(std::int64_t key, const RunInfo &info)
{
    const std::lock_guard lock(m_mutex);
    Active &active = m_active[key];
    active.info = info;
    if (m_closed)
        active.stop.request_stop();
    return active.stop.get_token();
}

void EngineImpl::endRun(std::int64_t key)
{
    const std::lock_guard lock(m_mutex);
    m_active.erase(key);
    m_idle.notify_all();
}

void EngineImpl::runChangedNow(const RunInfo &info)
{
    {
        const std::lock_guard lock(m_mutex);
        for (auto &[key, active] : m_active) {
            if (active.info.id == info.id)
                active.info = info;
        }
    }
    m_events->runChanged(info);
}

namespace {

/** Keys of runs whose id is not known yet are negative. */
std::int64_t temporaryKey(std::int64_t &next)
{
    return -(next++);
}

} // namespace

QFuture<Result<ActionOutcome>> EngineImpl::runAction(ActionCall call)
{
    const Answer<ActionOutcome> answer;
    const bool posted = m_asks.post([this, call = std::move(call), answer] {
        if (const Result<void> may = writable(); !may) {
            answer.give(may.error());
            return;
        }
        RunInfo info;
        info.kind = RunKind::Action;
        info.subject = call.action;
        info.record = call.id;
        info.started = m_clock.now();
        std::int64_t key = 0;
        {
            const std::lock_guard lock(m_mutex);
            key = temporaryKey(m_nextActive);
        }
        startAction(m_actions, call, beginRun(key, info),
                    [this, key, answer](ActionOutcome outcome) {
                        answer.give(std::move(outcome));
                        endRun(key);
                    });
    });
    if (!posted)
        answer.give(projectClosed());
    return answer.future();
}

QFuture<Result<ActionOutcome>> EngineImpl::canRunAction(ActionCall call)
{
    const Answer<ActionOutcome> answer;
    const bool posted = m_asks.post([this, call = std::move(call), answer] {
        std::int64_t key = 0;
        {
            const std::lock_guard lock(m_mutex);
            key = temporaryKey(m_nextActive);
        }
        RunInfo info;
        info.subject = call.action;
        startPreconditions(m_actions, call, beginRun(key, info),
                           [this, key, answer](ActionOutcome outcome) {
                               answer.give(std::move(outcome));
                               endRun(key);
                           });
    });
    if (!posted)
        answer.give(projectClosed());
    return answer.future();
}

QFuture<Result<EvalOutcome>> EngineImpl::evaluate(std::string source, EvalMode mode)
{
    const Answer<EvalOutcome> answer;
    const bool posted = m_asks.post([this, source = std::move(source), mode, answer] {
        if (mode == EvalMode::Write) {
            if (const Result<void> may = writable(); !may) {
                answer.give(may.error());
                return;
            }
        }
        std::int64_t key = 0;
        {
            const std::lock_guard lock(m_mutex);
            key = temporaryKey(m_nextActive);
        }
        RunInfo info;
        info.kind = RunKind::Eval;
        info.subject = "eval";
        info.started = m_clock.now();
        startEval(
            m_actions, source, mode == EvalMode::Write ? EvalAccess::Write : EvalAccess::ReadOnly,
            beginRun(key, info), [this, key, answer](EvalAnswer done) {
                if (done.result) {
                    EvalOutcome outcome;
                    outcome.result = std::move(done.result).value();
                    outcome.printed = outcome.result.isString()
                                          ? outcome.result.asString()
                                          : json::write(outcome.result, json::Layout::Indented);
                    outcome.run = done.run;
                    answer.give(std::move(outcome));
                } else {
                    answer.give(std::move(done.result).error());
                }
                endRun(key);
            });
    });
    if (!posted)
        answer.give(projectClosed());
    return answer.future();
}

Result<RunId> EngineImpl::launch(
    const std::function<Result<std::shared_ptr<SyncRun>>(std::stop_token, SyncRun::Callbacks)>
        &make,
    const std::string &connection)
{
    SYNCLINE_CHECK(writable());
    RunInfo info;
    info.kind = RunKind::Sync;
    info.subject = connection;
    info.started = m_clock.now();
    std::int64_t key = 0;
    {
        const std::lock_guard lock(m_mutex);
        for (const auto &[other, active] : m_active) {
            if (active.info.kind == RunKind::Sync && active.info.subject == connection) {
                return Error(errc::locked, "The connection %1 is being synced already (run %2).",
                             {connection, toText(active.info.id)});
            }
        }
        key = temporaryKey(m_nextActive);
        m_active[key].info = info;
    }
    SyncRun::Callbacks callbacks;
    callbacks.changed = [this](const RunInfo &changed) { runChangedNow(changed); };
    callbacks.done = [this, key](const RunInfo &) { endRun(key); };
    Result<std::shared_ptr<SyncRun>> made = make(beginRun(key, info), std::move(callbacks));
    if (!made) {
        endRun(key);
        return std::move(made).error();
    }
    const std::shared_ptr<SyncRun> run = std::move(made).value();
    {
        const std::lock_guard lock(m_mutex);
        m_active[key].info = run->info();
    }
    const RunId id = run->info().id;
    run->start();
    return id;
}

QFuture<Result<RunId>> EngineImpl::startSync(SyncRequest request)
{
    return ask<RunId>([this, request = std::move(request)](std::stop_token) {
        return launch(
            [&](std::stop_token stop, SyncRun::Callbacks callbacks) {
                return SyncRun::create(m_syncs, request, std::move(stop), std::move(callbacks));
            },
            request.connection);
    });
}

QFuture<Result<RunId>> EngineImpl::confirmSync(RunId run)
{
    return ask<RunId>([this, run](std::stop_token stop) -> Result<RunId> {
        std::optional<RunInfo> waiting;
        {
            SYNCLINE_TRY(Store::Reader reader, m_store->reader(stop));
            SYNCLINE_TRY(waiting, RunTable::find(reader.database(), run));
        }
        if (!waiting)
            return Error(errc::notFound, "There is no run %1.", {toText(run)});
        return launch(
            [&](std::stop_token runStop, SyncRun::Callbacks callbacks) {
                return SyncRun::confirm(m_syncs, *waiting, std::move(runStop),
                                        std::move(callbacks));
            },
            waiting->subject);
    });
}

void EngineImpl::cancelRun(RunId run)
{
    // Stop callbacks run at once; not under our mutex.
    std::vector<std::stop_source> stops;
    {
        const std::lock_guard lock(m_mutex);
        for (const auto &[key, active] : m_active) {
            if (active.info.id == run)
                stops.push_back(active.stop);
        }
    }
    for (std::stop_source &stop : stops)
        stop.request_stop();
}

QFuture<Result<std::vector<QuarantinedRecord>>> EngineImpl::quarantined(RunId run)
{
    return ask<std::vector<QuarantinedRecord>>(
        [this, run](std::stop_token stop) -> Result<std::vector<QuarantinedRecord>> {
            SYNCLINE_TRY(Store::Reader reader, m_store->reader(stop));
            SYNCLINE_TRY(auto rows, quarantinedOf(reader.database(), run));
            std::vector<QuarantinedRecord> records;
            for (auto &[model, document] : rows)
                records.push_back({.model = std::move(model), .what = std::move(document)});
            return records;
        });
}

QFuture<Result<std::vector<RunInfo>>> EngineImpl::runs(RunQuery query)
{
    return ask<std::vector<RunInfo>>(
        [this, query = std::move(query)](std::stop_token stop) -> Result<std::vector<RunInfo>> {
            SYNCLINE_TRY(Store::Reader reader, m_store->reader(stop));
            SYNCLINE_TRY(std::vector<RunInfo> rows, RunTable::list(reader.database(), query));
            const std::lock_guard lock(m_mutex);
            for (RunInfo &row : rows) {
                for (const auto &[key, active] : m_active) {
                    if (active.info.id == row.id)
                        row = active.info;
                }
            }
            return rows;
        });
}

QFuture<Result<RunInfo>> EngineImpl::run(RunId run)
{
    return ask<RunInfo>([this, run](std::stop_token stop) { return findRun(run, stop); });
}

Result<RunInfo> EngineImpl::findRun(RunId run, const std::stop_token &stop) const
{
    {
        const std::lock_guard lock(m_mutex);
        for (const auto &[key, active] : m_active) {
            if (active.info.id == run)
                return active.info;
        }
    }
    if (std::optional<RunInfo> ended = m_transfers->endedRun(run))
        return std::move(*ended);
    SYNCLINE_TRY(Store::Reader reader, m_store->reader(stop));
    SYNCLINE_TRY(std::optional<RunInfo> row, RunTable::find(reader.database(), run));
    if (!row)
        return Error(errc::notFound, "There is no run %1.", {toText(run)});
    return std::move(*row);
}

QFuture<Result<std::vector<LogEntry>>> EngineImpl::logs(LogQuery query)
{
    return ask<std::vector<LogEntry>>([this, query = std::move(query)](std::stop_token stop) {
        return m_logs->query(query, stop);
    });
}

QFuture<Result<std::vector<HttpCapture>>> EngineImpl::captures(RunId run, std::int64_t before,
                                                               int limit)
{
    return ask<std::vector<HttpCapture>>([this, run, before, limit](std::stop_token) {
        return m_logs->captures(run, before, limit);
    });
}

EngineStatus EngineImpl::status() const
{
    EngineStatus status;
    const WriteQueue::Status writes = m_store->writes().status();
    status.writer = writes.holder;
    status.writerHeldMs = writes.heldFor.count();
    status.writersWaiting = writes.waiting;
    status.problems = m_project->current()->problems.size();
    const std::lock_guard lock(m_mutex);
    status.schemaPending = m_schemaPending;
    status.waiting = m_waiting;
    status.problems += m_waiting.size(); // each of them is one of check()'s
    status.runsUnfinished = m_runsUnfinished;
    for (const auto &[key, active] : m_active)
        status.active.push_back(active.info);
    return status;
}

} // namespace syncline
