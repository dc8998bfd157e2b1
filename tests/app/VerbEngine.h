#pragma once

#include "core/engine/Engine.h"
#include "tests/support/FakeHistories.h"
#include "tests/support/FakeTransfers.h"

#include <QPromise>

#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <vector>

namespace syncline {

/**
 * An Engine in memory for tests of the command line: answers with what stands in its members, in
 * the next turn of the event loop, and records what it was asked. Verbs may run on another thread
 * than the test; then set its members before.
 */
class VerbEngine final : public Engine
{
    Q_OBJECT

public:
    VerbEngine();

    // What it answers; set freely.
    ProjectDef def; ///< A model "product", an action "product.update", a connection "shop".
    std::filesystem::path where = "/projects/shop";
    bool readOnly = false;
    std::map<std::string, Error> failures; ///< By the method's name.
    std::vector<RecordRow> rows;           ///< Of every model; cursors are positions.
    std::vector<Problem> problems;
    SchemaPlan plan;
    EngineStatus statusNow;
    std::vector<Delta> deltas;
    ActionOutcome outcome;
    EvalOutcome evaluated;
    std::vector<ConnectorInfo> connectorList;
    std::vector<std::string> secretNames;
    ModelProposal proposal;
    std::vector<RunInfo> runList;  ///< Newest first.
    std::vector<LogEntry> logList; ///< Oldest first.
    std::vector<QuarantinedRecord> failed;
    std::vector<VariableInfo> variableList;
    std::vector<DoctorFinding> findings;
    RecordCheck recordCheck;
    RunInfo syncEnd;      ///< What a sync ends as, when syncEnds.
    bool syncEnds = true; ///< Else it runs until it is cancelled.
    bool actionEnds = true;

    // What it was asked.
    std::vector<std::string> calls; ///< "startSync shop", …
    std::vector<ValueObject> savedSecrets;
    ValueObject lastParams;
    RecordQuery lastQuery;
    SyncRequest lastSync;

    [[nodiscard]] bool wasCalled(const std::string &call) const;
    void addLog(LogLevel level, const std::string &text, RunId run = noRun);
    void setRun(const RunInfo &run);
    /** Ends the run @p run as @p state, and answers who waits for it. */
    void endRun(RunId run, RunState state);

    [[nodiscard]] ProjectPtr project() const override { return std::make_shared<ProjectDef>(def); }
    [[nodiscard]] ProjectPtr inForce() const override { return project(); }
    [[nodiscard]] std::filesystem::path folder() const override { return where; }
    [[nodiscard]] std::string environment() const override { return "development"; }
    [[nodiscard]] bool isReadOnly() const override { return readOnly; }
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
    [[nodiscard]] const std::vector<ApiEntry> &apiEntries() const override { return m_apiEntries; }
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
    Edits *editsDoor = nullptr;
    [[nodiscard]] Edits &edits() override { return *editsDoor; }
    Lookups *lookupsDoor = nullptr;
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
    void close() override { calls.emplace_back("close"); }

private:
    /** Records @p call ("method argument"); answers @p value, or the failure set for the method. */
    template <typename T>
    QFuture<Result<T>> answer(const std::string &call, Result<T> value);
    QFuture<Result<RunId>> begin(RunKind kind, const std::string &subject,
                                 const ValueObject &trigger);

    mutable std::recursive_mutex m_mutex;
    std::vector<ApiEntry> m_apiEntries;
    std::function<void(RunState)> m_waiting; ///< Who waits for the action that runs.
};

} // namespace syncline
