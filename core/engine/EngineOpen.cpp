#include "core/engine/EngineImpl.h"

#include "core/engine/RecordCopies.h"
#include "core/record/BulkIngest.h"
#include "core/record/SchemaPlan.h"
#include "core/record/SystemTables.h"

#include <QCoreApplication>

namespace syncline {

namespace {

constexpr std::chrono::seconds closePatience{2};

} // namespace

Result<std::unique_ptr<Engine>> openEngine(EngineOptions options,
                                           const MakeScriptHost &makeScriptHost)
{
    const bool writes = !options.readOnly;
    const std::string folder = options.folder.string();
    auto engine = EngineImpl::open(std::move(options), makeScriptHost);
    if (!engine && writes && engine.error().is(errc::diskFull)) {
        return Error(errc::diskFull,
                     "The disk is full, so %1 cannot be opened for changing anything. Free some "
                     "space, or look at it with --read-only.",
                     {folder})
            .withDetail(engine.error().message());
    }
    return engine;
}

EngineImpl::EngineImpl(EngineOptions options)
    : m_options(std::move(options))
{
    m_service.setObjectName(QStringLiteral("service"));
    m_events = std::make_unique<EventHub>(*this);
    moveToThread(&m_service);
    m_events->moveToThread(&m_service);
    m_service.start();
}

Result<std::unique_ptr<Engine>> EngineImpl::open(EngineOptions options,
                                                 const MakeScriptHost &makeScriptHost)
{
    std::unique_ptr<EngineImpl> engine(new EngineImpl(std::move(options)));
    SYNCLINE_CHECK(engine->openProject());
    SYNCLINE_CHECK(engine->openStores());
    SYNCLINE_CHECK(engine->openScripts(makeScriptHost));
    engine->openTransfers();
    engine->openSchemas();
    engine->openHistories();
    engine->openEdits();
    engine->openLookups();
    engine->openViews();
    SYNCLINE_CHECK(engine->openData());
    engine->startWatching();
    return std::unique_ptr<Engine>(std::move(engine));
}

Result<void> EngineImpl::openProject()
{
    SYNCLINE_TRY(m_project,
                 Project::open(m_options.folder, m_options.readOnly ? Project::Access::ReadOnly
                                                                    : Project::Access::ReadWrite));
    if (m_project->isReadOnly())
        m_options.readOnly = true;
    m_resources = std::make_unique<Resources>(*m_project, m_options.resources);
    m_effective = m_project->current();
    return {};
}

Result<void> EngineImpl::openStores()
{
    const std::filesystem::path data = m_project->folder() / ".syncline";
    std::error_code ignored;
    if (!m_options.readOnly) {
        std::filesystem::create_directories(data,
                                            ignored); // The store says what is wrong, if it is.
        std::filesystem::permissions(data, std::filesystem::perms::owner_all, ignored);
    }
    SYNCLINE_TRY(m_store, Store::open({.file = data / (m_options.environment + ".sqlite"),
                                       .readOnly = m_options.readOnly,
                                       .lockPatience = m_options.lockPatience}));
    LogStore::Options logs;
    logs.file = data / "logs.sqlite";
    logs.readOnly = m_options.readOnly;
    SYNCLINE_TRY(m_logs, LogStore::open(std::move(logs)));
    m_logs->setListener([this](std::int64_t newest) { m_events->logsAppended(newest); });
    m_http = HttpClient::create();
    m_http->setCapture([this](HttpCapture capture) { m_logs->append(std::move(capture)); });
    m_secrets = openSecrets();
    m_files = std::make_unique<FileStore>(data / "files");
    m_vault = std::make_unique<RecordVault>(*m_secrets, *m_files, m_random);
    SYNCLINE_TRY(const RunId newestLogged, m_logs->newestRun());
    SYNCLINE_TRY(m_runs, RunTable::open(*m_store, newestLogged));
    return {};
}

Result<void> EngineImpl::openScripts(const MakeScriptHost &makeScriptHost)
{
    ScriptServices services;
    services.http = m_http.get();
    services.clock = &m_clock;
    services.random = &m_random;
    services.sources = m_resources.get();
    m_scripts = makeScriptHost(services);
    m_connectors =
        std::make_unique<Connectors>(*m_scripts, *m_resources, m_resources->builtInConnectors());

    m_actions.store = m_store.get();
    m_actions.scripts = m_scripts.get();
    m_actions.runs = m_runs.get();
    m_actions.clock = &m_clock;
    m_actions.vault = m_vault.get();
    m_actions.project = [this] { return effective(); };
    m_actions.log = [this](LogEntry entry) { m_logs->append(std::move(entry)); };
    m_actions.config = [this](std::string_view name) { return variable(name); };
    m_actions.committed = [this](const CommittedChanges &changes) {
        for (const auto &[model, ids] : changes.records)
            m_events->recordsChanged(model, ids, changes.run);
    };
    m_actions.runChanged = [this](const RunInfo &info) { m_events->runChanged(info); };
    m_syncs.actions = &m_actions;
    m_syncs.connector = [this](const ConnectionDef &connection) {
        return m_connectors->of(connection);
    };
    m_syncs.options = [this](const ConnectionDef &connection, const ConnectorInfo &connector) {
        return optionsOf(connection, connector);
    };
    m_grids = std::make_unique<Grids>(*m_store, *m_events);
    return {};
}

/** What a crash left half done is ended before anything else begins. */
Result<void> EngineImpl::openData()
{
    if (m_options.readOnly) {
        SYNCLINE_TRY(Store::Reader reader, m_store->reader());
        SYNCLINE_TRY(m_runsUnfinished, RunTable::anyRunning(reader.database()));
        return m_schemas->follow();
    }
    {
        SYNCLINE_TRY(
            WriteTransaction transaction,
            m_store->writes().acquireBlocking({.label = "open", .run = noRun, .alone = true}));
        SYNCLINE_TRY(const std::vector<RunInfo> interrupted,
                     RunTable::markInterrupted(transaction.database(), m_clock.now()));
        SYNCLINE_CHECK(ensureSystemTables(transaction.database()));
        // So that backups say whose they are.
        SYNCLINE_CHECK(Store::setMeta(transaction.database(), ownerKey, m_project->current()->id));
        SYNCLINE_CHECK(transaction.commitBlocking());
        for (const RunInfo &run : interrupted) {
            LogEntry entry;
            entry.time = m_clock.now();
            entry.level = LogLevel::Warn;
            entry.run = run.id;
            entry.source = "system";
            entry.text = "The run " + toText(run.id) + " of " + run.subject +
                         " was interrupted by the end of the program" +
                         (run.resumable ? "; the next sync goes on at its checkpoint." : ".");
            m_logs->append(std::move(entry));
        }
    }
    std::vector<std::shared_ptr<const ModelDef>> stored;
    {
        SYNCLINE_TRY(Store::Reader reader, m_store->reader());
        SYNCLINE_TRY(const std::vector<ModelDef> models, storedModels(reader.database()));
        for (const ModelDef &model : models)
            stored.push_back(std::make_shared<const ModelDef>(model));
    }
    SYNCLINE_CHECK(finishLoading(*m_store, stored));
    return m_schemas->follow();
}

void EngineImpl::startWatching()
{
    m_watch = m_project->watch([this](const ProjectPtr &state) { adopt(state); });
}

void EngineImpl::close()
{
    std::vector<std::stop_source> stops;
    {
        const std::lock_guard lock(m_mutex);
        if (m_closed)
            return;
        m_closed = true;
        for (const auto &[key, active] : m_active)
            stops.push_back(active.stop);
    }
    for (std::stop_source &stop : stops)
        stop.request_stop();
    m_watch.reset();
    m_asks.stop();
    {
        std::unique_lock lock(m_mutex);
        m_idle.wait_for(lock, closePatience, [this] { return m_active.empty(); });
    }
    m_grids.reset();
    if (m_lookups)
        m_lookups->keeper().close();
    if (m_views)
        m_views->close();
    m_asks.join();
    if (m_transfers)
        m_transfers->close();
    if (m_histories)
        m_histories->close();
    m_scripts.reset();
    if (m_logs)
        m_logs->flush();
    if (m_runs && !m_options.readOnly) {
        // Left out, the next opening looks for the highest id; no more than that.
        static_cast<void>(m_runs->giveBackIds(*m_store));
    }
}

EngineImpl::~EngineImpl()
{
    close();
    // The hub's timer must end on its own thread: it is deleted as that thread finishes.
    connect(&m_service, &QThread::finished, m_events.release(), &QObject::deleteLater);
    m_service.quit();
    m_service.wait();
}

ProjectPtr EngineImpl::project() const
{
    return m_project->current();
}

ProjectPtr EngineImpl::effective() const
{
    const std::lock_guard lock(m_mutex);
    return m_effective;
}

Result<std::shared_ptr<const ModelDef>> EngineImpl::modelOf(std::string_view name) const
{
    std::shared_ptr<const ModelDef> model = effective()->findModel(name);
    if (!model)
        return Error(errc::notFound, "There is no model \"%1\" in this project.",
                     {std::string(name)});
    return model;
}

Result<void> EngineImpl::writable() const
{
    if (m_options.readOnly) {
        return Error(errc::readOnly,
                     "The project %1 is open for reading only, so nothing can be changed.",
                     {m_project->folder().string()});
    }
    return {};
}

} // namespace syncline
