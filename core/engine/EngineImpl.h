#pragma once

#include "core/connection/RecordVault.h"
#include "core/connection/SecretStore.h"
#include "core/engine/Asks.h"
#include "core/engine/Connectors.h"
#include "core/engine/Edits.h"
#include "core/engine/Engine.h"
#include "core/engine/EventHub.h"
#include "core/engine/Grids.h"
#include "core/engine/HistoryDesk.h"
#include "core/engine/LookupDesk.h"
#include "core/engine/Resources.h"
#include "core/engine/SchemaDesk.h"
#include "core/engine/TransferDesk.h"
#include "core/engine/ViewDesk.h"
#include "core/log/LogStore.h"
#include "core/net/HttpClient.h"
#include "core/project/Project.h"
#include "core/store/Store.h"
#include "core/sync/SyncRun.h"

#include <QThread>

#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>

namespace syncline {

/**
 * The Engine on real parts. Its QObject side lives on the service thread that it owns; questions
 * are answered on reader threads, runs on script workers. Members are declared in the order in
 * which they depend on each other.
 */
class EngineImpl final : public Engine
{
    Q_OBJECT

public:
    static Result<std::unique_ptr<Engine>> open(EngineOptions options,
                                                const MakeScriptHost &makeScriptHost);
    ~EngineImpl() override;

    [[nodiscard]] ProjectPtr project() const override;
    [[nodiscard]] ProjectPtr inForce() const override { return effective(); }
    [[nodiscard]] std::filesystem::path folder() const override { return m_project->folder(); }
    [[nodiscard]] std::string environment() const override { return m_options.environment; }
    [[nodiscard]] bool isReadOnly() const override { return m_options.readOnly; }
    QFuture<Result<ProjectPtr>> reload() override;
    QFuture<Result<void>> saveModel(ModelDef model) override;
    QFuture<Result<void>> saveAction(ActionDef action) override;
    QFuture<Result<std::string>> readFile(std::string path) override;
    QFuture<Result<void>> writeFile(std::string path, std::string text) override;
    QFuture<Result<void>> replaceFile(std::string path, std::optional<std::string> before,
                                      std::string text) override;
    QFuture<Result<std::vector<Problem>>> check() override;
    QFuture<Result<std::vector<ScriptProblem>>> checkScript(std::string path,
                                                            std::string text) override;
    [[nodiscard]] const std::vector<ApiEntry> &apiEntries() const override;

    QFuture<Result<SchemaPlan>> planSchema() override;
    QFuture<Result<void>> applySchema(Confirm confirmLoss) override;

    QFuture<Result<GridInfo>> openGrid(std::string model, RecordQuery query) override;
    QFuture<Result<GridPage>> gridPage(GridId grid, std::int64_t position, int size) override;
    void closeGrid(GridId grid) override;
    void cancelGrid(GridId grid) override;
    QFuture<Result<RecordPage>> records(std::string model, RecordQuery query) override;
    QFuture<Result<std::int64_t>> count(std::string model, Filter filter,
                                        std::string search) override;
    QFuture<Result<RecordRow>> record(std::string model, RecordId id) override;
    QFuture<Result<std::vector<Delta>>> history(std::string model, RecordId id) override;
    QFuture<Result<std::vector<ModelCount>>> modelCounts() override;
    QFuture<Result<RecordCheck>> checkRecords(std::string model) override;
    QFuture<Result<Value>> keepFile(std::filesystem::path path) override;
    QFuture<Result<std::string>> fileContent(Value file, std::int64_t atMost) override;
    QFuture<Result<DoctorFinding>> collectFiles() override;
    [[nodiscard]] Transfers &transfers() override { return *m_transfers; }
    [[nodiscard]] Schemas &schemas() override { return *m_schemas; }
    [[nodiscard]] Histories &histories() override { return *m_histories; }
    [[nodiscard]] Edits &edits() override { return *m_edits; }
    [[nodiscard]] Lookups &lookups() override { return *m_lookups; }
    [[nodiscard]] Views &views() override { return *m_views; }

    QFuture<Result<ActionOutcome>> runAction(ActionCall call) override;
    QFuture<Result<ActionOutcome>> canRunAction(ActionCall call) override;
    QFuture<Result<EvalOutcome>> evaluate(std::string source, EvalMode mode) override;

    QFuture<Result<std::vector<ConnectorInfo>>> connectors() override;
    QFuture<Result<void>> saveConnection(ConnectionDef connection, ValueObject secrets) override;
    QFuture<Result<void>> removeConnection(std::string name) override;
    QFuture<Result<std::string>> testConnection(std::string name) override;
    QFuture<Result<ModelProposal>> proposeModels(std::string connection) override;
    QFuture<Result<ModelProposal>> updateModels(std::string connection) override;
    QFuture<Result<std::vector<std::string>>> storedSecrets(std::string connection) override;
    QFuture<Result<RunId>> startSync(SyncRequest request) override;
    void cancelRun(RunId run) override;
    QFuture<Result<RunId>> confirmSync(RunId run) override;
    QFuture<Result<std::vector<QuarantinedRecord>>> quarantined(RunId run) override;

    QFuture<Result<std::vector<RunInfo>>> runs(RunQuery query) override;
    QFuture<Result<RunInfo>> run(RunId run) override;
    QFuture<Result<std::vector<LogEntry>>> logs(LogQuery query) override;
    QFuture<Result<std::vector<HttpCapture>>> captures(RunId run, std::int64_t before,
                                                       int limit) override;

    QFuture<Result<std::vector<VariableInfo>>> variables() override;
    QFuture<Result<void>> setVariable(std::string name, std::string value,
                                      Secrecy secrecy) override;
    QFuture<Result<void>> unsetVariable(std::string name) override;
    QFuture<Result<std::vector<DoctorFinding>>> doctor() override;
    [[nodiscard]] EngineStatus status() const override;
    void close() override;

private:
    explicit EngineImpl(EngineOptions options);

    // Opening, in this order.
    Result<void> openProject();
    Result<void> openStores();
    std::unique_ptr<SecretStore> openSecrets();
    Result<void> openScripts(const MakeScriptHost &makeScriptHost);
    void openTransfers();
    void openSchemas();
    void openHistories();
    void openEdits();
    void openLookups();
    void openViews();
    Result<void> openData();
    void startWatching();

    enum class Unused : std::uint8_t { Count, Remove };
    /** What of the contents of files nothing refers to; ok when there is none. */
    Result<DoctorFinding> unusedContents(Unused what, std::stop_token stop);

    // Project and schema.
    /** After the files were loaded anew: the data follows where that loses nothing, and the rest is
     * asked for. Any thread. */
    void adopt(const ProjectPtr &state);
    void checkConnectionFile(const ConnectionDef &connection, std::vector<Problem> &problems);
    [[nodiscard]] ProjectPtr effective() const;
    Result<std::shared_ptr<const ModelDef>> modelOf(std::string_view name) const;
    Result<void> writable() const;

    // Runs.
    struct Active
    {
        RunInfo info;
        std::stop_source stop;
    };
    std::stop_token beginRun(std::int64_t key, const RunInfo &info);
    void endRun(std::int64_t key);
    Result<RunId> launch(
        const std::function<Result<std::shared_ptr<SyncRun>>(std::stop_token, SyncRun::Callbacks)>
            &make,
        const std::string &connection);
    void runChangedNow(const RunInfo &info);
    Result<RunInfo> findRun(RunId run, const std::stop_token &stop) const;

    // Connections.
    Result<std::shared_ptr<const ConnectionDef>> connectionOf(std::string_view name) const;
    Result<ValueObject> optionsOf(const ConnectionDef &connection,
                                  const ConnectorInfo &connector) const;
    void propose(const std::string &connection, std::function<void(Result<ModelProposal>)> done);
    std::optional<std::string> variable(std::string_view name) const;
    EnvironmentDef environmentDef() const;

    template <typename T>
    QFuture<Result<T>> ask(std::function<Result<T>(std::stop_token)> question)
    {
        return m_asks.ask<T>(std::move(question));
    }
    template <typename T>
    QFuture<Result<T>> readModel(std::string model,
                                 std::function<Result<T>(Database &, const ModelDef &)> question);

    EngineOptions m_options;
    SystemClock m_clock;
    SystemRandom m_random;
    QThread m_service;
    std::unique_ptr<EventHub> m_events;
    std::unique_ptr<Project> m_project;
    std::unique_ptr<Resources> m_resources;
    std::unique_ptr<SecretStore> m_secrets;
    std::unique_ptr<FileStore> m_files;
    std::unique_ptr<RecordVault> m_vault;
    std::unique_ptr<LogStore> m_logs;
    std::unique_ptr<HttpClient> m_http;
    std::unique_ptr<Store> m_store;
    std::unique_ptr<RunTable> m_runs;
    std::unique_ptr<ScriptHost> m_scripts;
    std::unique_ptr<Connectors> m_connectors;
    ActionServices m_actions;
    SyncServices m_syncs;
    std::unique_ptr<Grids> m_grids;

    mutable std::mutex m_mutex; ///< Guards the following.
    ProjectPtr m_effective;     ///< The files' state with the models that the database has.
    std::map<std::int64_t, Active> m_active;
    std::condition_variable m_idle;
    std::int64_t m_nextActive = 1;
    bool m_schemaPending = false;
    std::vector<WaitingChange> m_waiting;
    bool m_runsUnfinished = false;
    bool m_closed = false;
    std::shared_ptr<void> m_watch;
    Asks m_asks{3};
    std::unique_ptr<TransferDesk> m_transfers;
    std::unique_ptr<SchemaDesk> m_schemas;
    std::unique_ptr<HistoryDesk> m_histories;
    std::unique_ptr<Edits> m_edits;
    std::unique_ptr<LookupDesk> m_lookups;
    std::unique_ptr<ViewDesk> m_views;
};

} // namespace syncline
