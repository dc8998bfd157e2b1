#include "core/sync/SyncRun.h"

#include "core/action/ModelCode.h"
#include "core/model/DependentNames.h"
#include "core/record/RecordReader.h"

#include <algorithm>

namespace syncline {

namespace {

/** Syncs take as long as the source needs; what hangs is seen by its heartbeat and cancelled. */
constexpr std::chrono::hours syncLimit{24 * 365};
constexpr std::chrono::milliseconds reportEvery{100};

ValueObject requestValue(const SyncRequest &request)
{
    ValueList models;
    for (const std::string &model : request.models)
        models.emplace_back(model);
    return {{"models", std::move(models)}, {"since", request.since}, {"mode", request.mode}};
}

/** The newest run of the connection, when it can go on with this request. */
Result<std::optional<RunInfo>> resumableRun(Database &database, const SyncRequest &request,
                                            RunTable::Checkpoint &checkpoint)
{
    RunQuery query;
    query.kind = RunKind::Sync;
    query.subject = request.connection;
    query.limit = 1;
    SYNCLINE_TRY(const std::vector<RunInfo> newest, RunTable::list(database, query));
    if (request.force || newest.empty() || !newest.front().resumable ||
        !isFinal(newest.front().state))
        return std::optional<RunInfo>();
    SYNCLINE_TRY(std::optional<RunTable::Checkpoint> found,
                 RunTable::loadCheckpoint(database, newest.front().id));
    if (!found || !(Value(found->request) == Value(requestValue(request))))
        return std::optional<RunInfo>();
    checkpoint = std::move(*found);
    return std::optional<RunInfo>(newest.front());
}

} // namespace

SyncRun::SyncRun(SyncServices &services, RunId run, SyncRequest request, std::stop_token stop,
                 Callbacks callbacks)
    : ConnectionScope(services, request.connection, run, std::move(stop)),
      m_request(std::move(request)),
      m_callbacks(std::move(callbacks))
{
    m_info.id = run;
    m_info.kind = RunKind::Sync;
    m_info.subject = m_request.connection;
    m_info.trigger = m_request.trigger;
    m_info.started = m_core.origin().now;
    m_info.heartbeat = m_info.started;
}

Result<std::shared_ptr<SyncRun>> SyncRun::create(SyncServices &services, SyncRequest request,
                                                 std::stop_token stop, Callbacks callbacks)
{
    RunTable::Checkpoint checkpoint;
    std::optional<RunInfo> earlier;
    bool initial = true;
    {
        SYNCLINE_TRY(Store::Reader reader, services.actions->store->reader(stop));
        SYNCLINE_TRY(earlier, resumableRun(reader.database(), request, checkpoint));
        SYNCLINE_TRY(const auto last,
                     RunTable::lastSuccessfulSync(reader.database(), request.connection));
        initial = !last.has_value();
    }
    const RunId id = earlier ? earlier->id : services.actions->runs->nextId();
    std::shared_ptr<SyncRun> run(
        new SyncRun(services, id, std::move(request), std::move(stop), std::move(callbacks)));
    run->m_initial = initial;
    if (earlier) {
        run->m_resumed = true;
        run->m_resume = checkpoint.resume;
        run->m_checkpoint = std::move(checkpoint);
        run->m_info.started = earlier->started;
        run->m_info.models = earlier->models;
    }
    SYNCLINE_CHECK(run->prepare());
    return run;
}

Result<std::shared_ptr<SyncRun>> SyncRun::confirm(SyncServices &services, const RunInfo &waiting,
                                                  std::stop_token stop, Callbacks callbacks)
{
    if (waiting.kind != RunKind::Sync || waiting.state != RunState::NeedsConfirmation) {
        return Error(errc::invalidInput, "The run %1 does not wait for a confirmation (it is %2).",
                     {toText(waiting.id), std::string(runStateName(waiting.state))});
    }
    SyncRequest request;
    request.connection = waiting.subject;
    request.mode = waiting.mode;
    request.trigger = waiting.trigger;
    for (const ModelProgress &model : waiting.models)
        request.models.push_back(model.model);
    std::optional<RunTable::Checkpoint> checkpoint;
    {
        SYNCLINE_TRY(Store::Reader reader, services.actions->store->reader(stop));
        SYNCLINE_TRY(checkpoint, RunTable::loadCheckpoint(reader.database(), waiting.id));
    }
    if (!checkpoint) {
        return Error(errc::notFound,
                     "What the run %1 would delete is no longer known; sync %2 again.",
                     {toText(waiting.id), waiting.subject});
    }
    std::shared_ptr<SyncRun> run(new SyncRun(services, waiting.id, std::move(request),
                                             std::move(stop), std::move(callbacks)));
    run->m_confirming = true;
    run->m_initial = false;
    run->m_checkpoint = std::move(*checkpoint);
    run->m_info = waiting;
    run->m_info.state = RunState::Running;
    SYNCLINE_CHECK(run->prepare());
    return run;
}

Result<void> SyncRun::prepare()
{
    SYNCLINE_TRY(const std::shared_ptr<const ConnectionDef> connection, resolve());
    if (m_info.mode.empty())
        m_info.mode = m_request.mode;
    if (m_info.mode.empty()) {
        // Forced, all records are to be stored again: those too that did not change since.
        const bool wantsAll = m_request.force && m_request.webhookBody.isNull();
        const bool canDelta = m_connector.deltaSync && !wantsAll;
        m_info.mode = canDelta || !m_request.since.empty() ? "delta" : "full";
    }
    SYNCLINE_CHECK(prepareTargets(*connection));

    m_writer = std::make_unique<SyncWriter>(m_core, m_scope.runner(), m_targets,
                                            SyncWriter::Options{.connection = m_request.connection,
                                                                .force = m_request.force,
                                                                .run = m_info.id});
    m_writer->request = requestValue(m_request);
    m_writer->row = [this] { return row(); };
    m_writer->progressed = [this] {
        m_progressedBeyondResume = true;
        report(false);
    };
    SYNCLINE_TRY(Store::Reader reader, m_services.actions->store->reader(m_core.stopToken()));
    SYNCLINE_TRY(const Value cache,
                 Store::getMeta(reader.database(), "cache:" + m_request.connection));
    if (cache.isObject())
        m_writer->cache = cache.asObject();
    for (const auto &[key, value] : m_checkpoint.cache) {
        m_writer->cache.set(key, value);
        m_writer->cacheWrites.set(key, value);
    }
    return {};
}

Result<void> SyncRun::prepareTargets(const ConnectionDef &connection)
{
    const std::vector<ModelProgress> earlier = std::exchange(m_info.models, {});
    for (const std::shared_ptr<const ModelDef> &model : m_core.project()->models) {
        if (model->source.connection != connection.name)
            continue;
        const bool wanted =
            m_request.models.empty() ||
            std::ranges::find(m_request.models, model->name) != m_request.models.end() ||
            std::ranges::find(m_request.models, model->source.document) != m_request.models.end();
        if (!wanted)
            continue;
        SyncTarget target;
        target.model = model;
        target.document = model->source.document;
        target.viaActions = hasCode(*m_core.project(), *model);
        target.deletesByAction = target.viaActions || hasDependents(*model) ||
                                 deletesWithCode(*m_core.project(), *model);
        target.progress.model = model->name;
        for (const ModelProgress &progress : earlier) {
            if (progress.model == model->name)
                target.progress = progress;
        }
        m_models.push_back({.document = target.document,
                            .model = model->name,
                            .fields = modelMetadata(*model)["fields"]});
        m_targets.push_back(std::move(target));
    }
    for (const std::string &name : m_request.models) {
        const bool known = std::ranges::any_of(m_targets, [&name](const SyncTarget &target) {
            return target.model->name == name || target.document == name;
        });
        if (!known) {
            return Error(errc::invalidInput, "The connection %1 keeps no model \"%2\".",
                         {connection.name, name});
        }
    }
    if (m_targets.empty()) {
        return Error(
            errc::invalidInput,
            "No model of this project comes from the connection %1 yet; update its models first.",
            {connection.name});
    }
    return {};
}

void SyncRun::start()
{
    ScriptLimits limits;
    limits.timeout = syncLimit;
    limits.memoryBytes = 256U * 1024 * 1024;
    openSession(limits);
    m_begun = m_services.actions->clock->steady();
    report(true);
    spawn<RunState>(m_session->executor(), perform(), [self = shared_from_this()](RunState) {
        if (self->m_callbacks.done)
            self->m_callbacks.done(self->m_info);
    });
}

// --- what the connector's sync function calls ---

SyncTarget *SyncRun::target(std::string_view document)
{
    for (SyncTarget &target : m_targets) {
        if (target.document == document || target.model->name == document)
            return &target;
    }
    return nullptr;
}

std::optional<std::string> SyncRun::since() const
{
    return m_request.since.empty() ? std::nullopt : std::optional(m_request.since);
}

Task<Result<void>> SyncRun::insert(std::string document, json::Handle page)
{
    SyncTarget *into = target(document);
    if (into == nullptr) {
        co_return Error(
            errc::invalidInput, "insert: this sync keeps no model \"%1\" (it keeps %2).",
            {document, m_targets.front().document + (m_targets.size() > 1 ? ", …" : "")});
    }
    const Value::Kind kind = page.kind();
    if (kind == Value::Kind::Null)
        co_return Result<void>();
    if (kind != Value::Kind::List && kind != Value::Kind::Object) {
        co_return Error(errc::invalidInput, "insert: %1 takes a document or a list of documents.",
                        {document});
    }
    Result<void> done = co_await m_writer->insert(*into, std::move(page));
    co_return done;
}

Task<Result<void>> SyncRun::remove(std::string document, std::vector<std::string> remoteIds)
{
    SyncTarget *from = target(document);
    if (from == nullptr)
        co_return Error(errc::invalidInput, "delete: this sync keeps no model \"%1\".", {document});
    Result<void> done = co_await m_writer->remove(*from, std::move(remoteIds));
    co_return done;
}

Value SyncRun::cacheGet(std::string_view key) const
{
    return m_writer->cache.at(key);
}

void SyncRun::cacheSet(std::string_view key, Value value)
{
    m_writer->cache.set(key, value);
    m_writer->cacheWrites.set(key, std::move(value));
}

Task<Result<void>> SyncRun::checkpoint(Value state)
{
    Result<void> done = co_await m_writer->checkpoint(std::move(state));
    co_return done;
}

void SyncRun::progress(const ValueObject &what)
{
    const std::string name = what.at("model").stringOr();
    if (SyncTarget *model = target(name)) {
        if (what.at("total").isInt())
            model->progress.expected = what.at("total").asInt();
        model->progress.note = what.at("text").stringOr();
    } else {
        m_info.note = what.at("text").stringOr();
    }
    report(false);
}

RunInfo SyncRun::row() const
{
    RunInfo info = m_info;
    info.models.clear();
    const auto elapsed =
        std::chrono::duration<double>(m_services.actions->clock->steady() - m_begun);
    for (const SyncTarget &target : m_targets) {
        ModelProgress progress = target.progress;
        const IngestCounts &counts = progress.counts;
        const auto seen = static_cast<double>(counts.created + counts.updated + counts.unchanged);
        progress.ratePerSecond = elapsed.count() > 0 ? seen / elapsed.count() : 0;
        info.models.push_back(std::move(progress));
    }
    info.heartbeat = m_services.actions->clock->now();
    return info;
}

void SyncRun::report(bool always)
{
    const auto now = m_services.actions->clock->steady();
    if (!always && now - m_lastReport < reportEvery)
        return;
    m_lastReport = now;
    const RunInfo info = row();
    if (m_callbacks.changed)
        m_callbacks.changed(info);
}

} // namespace syncline
