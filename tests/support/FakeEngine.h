#pragma once

#include "core/engine/Engine.h"
#include "tests/support/FakeEdits.h"
#include "tests/support/FakeHistories.h"
#include "tests/support/FakeLookups.h"
#include "tests/support/FakeTransfers.h"

#include <QPromise>

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace syncline {

/**
 * An Engine in memory, for tests of the window. Answers in the next turn of the event loop, or only
 * after release() while held; fails where `failures` says so; counts what was asked. Window thread
 * only.
 */
class FakeEngine final : public Engine
{
    Q_OBJECT

public:
    struct Table
    {
        std::vector<RecordRow> rows;
        std::int64_t virtualRows = 0; ///< When > 0: `make` gives row i, and filters change nothing.
        std::function<RecordRow(std::int64_t)> make;
        bool exact = true; ///< Whether a grid's count is known at once.
    };

    FakeEngine();

    // What it answers; set freely.
    ProjectDef def;
    std::map<std::string, Table> tables;
    std::map<std::string, Error> failures; ///< By the method's name ("openGrid").
    std::vector<ConnectorInfo> connectorList;
    std::map<std::string, std::vector<std::string>> secretNames; ///< By connection.
    std::map<std::string, std::vector<Delta>> deltas;            ///< By "model/id".
    std::vector<RunInfo> runList;                                ///< Newest first.
    std::vector<LogEntry> logList;                               ///< Oldest first.
    std::map<std::int64_t, std::vector<QuarantinedRecord>> failed;
    std::vector<Problem> problems;
    ModelProposal proposal;
    ActionOutcome nextOutcome; ///< When actionOutcomeIsSet.
    bool actionOutcomeIsSet = false;
    std::map<std::string, Error> refusals; ///< canRunAction: why not, by action.
    EngineStatus statusNow;
    std::map<std::string, std::string> files;
    std::string content; ///< Of every file field.

    // What it was asked.
    std::vector<std::string> calls;
    std::vector<ActionCall> actionCalls;
    std::vector<SyncRequest> syncRequests;
    std::vector<RecordQuery> gridQueries;
    std::vector<RunId> cancelled;
    std::vector<RunId> confirmed;
    std::vector<ConnectionDef> savedConnections;
    std::vector<ValueObject> savedSecrets;
    int pageRequests = 0;
    [[nodiscard]] int callCount(const std::string &method) const;

    /** From now on answers wait. */
    void hold() { m_isHeld = true; }
    /** Gives the answers that wait, and goes on as usual. */
    void release();

    // Things that happen by themselves.
    void setProject(ProjectDef changed);
    void addLog(LogLevel level, const std::string &text, RunId run = noRun);
    /** Adds or replaces, and tells. */
    void setRun(const RunInfo &run);
    void touch(const std::string &model, const std::vector<std::int64_t> &ids);

    [[nodiscard]] ProjectPtr project() const override { return m_project; }
    [[nodiscard]] ProjectPtr inForce() const override { return m_project; }
    [[nodiscard]] std::filesystem::path folder() const override { return "/projects/shop"; }
    [[nodiscard]] std::string environment() const override { return "development"; }
    [[nodiscard]] bool isReadOnly() const override { return readOnly; }
    bool readOnly = false;
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
    [[nodiscard]] const std::vector<ApiEntry> &apiEntries() const override { return apiList; }
    std::vector<ApiEntry> apiList;
    std::vector<ScriptProblem> scriptProblems;
    /** When set, what checkScript() finds in a text. */
    std::function<std::vector<ScriptProblem>(const std::string &text)> checkText;
    /** Another program writes or (nullopt) removes a file, and the watcher tells. */
    void changeOutside(const std::string &path, std::optional<std::string> text);
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
    QFuture<Result<RecordCheck>> checkRecords(std::string model) override;
    QFuture<Result<Value>> keepFile(std::filesystem::path path) override;
    QFuture<Result<std::string>> fileContent(Value file, std::int64_t atMost) override;
    QFuture<Result<DoctorFinding>> collectFiles() override;
    QFuture<Result<std::vector<ModelCount>>> modelCounts() override;
    [[nodiscard]] Transfers &transfers() override { return fakeTransfers; }
    FakeTransfers fakeTransfers;
    /** The further doors: a test that opens one plugs in its fake. */
    Schemas *schemasDoor = nullptr;
    [[nodiscard]] Schemas &schemas() override { return *schemasDoor; }
    FakeHistories fakeHistories;
    Histories *historiesDoor = &fakeHistories;
    [[nodiscard]] Histories &histories() override { return *historiesDoor; }
    FakeEdits fakeEdits;
    Edits *editsDoor = &fakeEdits;
    [[nodiscard]] Edits &edits() override { return *editsDoor; }
    FakeLookups fakeLookups;
    Lookups *lookupsDoor = &fakeLookups;
    [[nodiscard]] Lookups &lookups() override { return *lookupsDoor; }
    Views *viewsDoor = nullptr;
    [[nodiscard]] Views &views() override { return *viewsDoor; }
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
    [[nodiscard]] EngineStatus status() const override { return statusNow; }
    void close() override { isClosed = true; }
    bool isClosed = false;

private:
    struct Grid
    {
        std::string model;
        RecordQuery query;
        std::vector<RecordRow> rows; ///< Filtered and sorted; unused for virtual tables.
    };

    /** Records the call; answers @p make() in the next turn, later when held, or the failure set
     * for @p method. */
    template <typename Make>
    auto answer(const std::string &method, Make make) -> QFuture<std::invoke_result_t<Make>>;
    RecordRow addRow(const std::string &model, const ValueObject &params);
    EditOutcome applyEdits(const EditRequest &request);
    EditResult applyEdit(const RecordEdit &edit);
    void deliver(std::function<void()> what);
    [[nodiscard]] std::vector<RecordRow> select(const std::string &model,
                                                const RecordQuery &query) const;
    void updateProject();

    ProjectPtr m_project;
    std::map<std::int64_t, Grid> m_grids;
    std::int64_t m_nextGrid = 1;
    std::int64_t m_nextRun = 1000;
    bool m_isHeld = false;
    std::deque<std::function<void()>> m_waiting;
};

template <typename Make>
auto FakeEngine::answer(const std::string &method, Make make) -> QFuture<std::invoke_result_t<Make>>
{
    using Answer = std::invoke_result_t<Make>;
    calls.push_back(method);
    auto promise = std::make_shared<QPromise<Answer>>();
    promise->start();
    deliver([this, promise, method, make = std::move(make)]() mutable {
        const auto failure = failures.find(method);
        if (failure != failures.end())
            promise->addResult(Answer(failure->second));
        else
            promise->addResult(make());
        promise->finish();
    });
    return promise->future();
}

/** Whether @p row is in @p filter; for FakeEngine. */
bool matches(const Filter &filter, const RecordRow &row);

} // namespace syncline
