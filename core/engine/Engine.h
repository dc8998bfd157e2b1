#pragma once

#include "core/base/Ids.h"
#include "core/base/Result.h"
#include "core/base/Value.h"
#include "core/engine/EngineTypes.h"
#include "core/log/LogTypes.h"
#include "core/model/Filter.h"
#include "core/net/HttpTypes.h"
#include "core/project/ProjectDef.h"
#include "core/record/RecordTypes.h"
#include "core/script/ScriptHost.h"

#include <QFuture>
#include <QObject>

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace syncline {

class Edits;
class Histories;
class Lookups;
class Schemas;
class Transfers;
class Views;

/**
 * The only door to an open project, for the window and the command line. Asynchronous and
 * thread-safe: every question is answered through a QFuture, never on the caller's thread (use
 * whenDone from ui/base, never QFuture::then with a context); every signal is emitted on the
 * engine's own thread, coalesced to at most ten a second (connect queued). Errors of questions are
 * in their Result; errors of background work are log entries and run states.
 */
class Engine : public QObject
{
    Q_OBJECT

public:
    ~Engine() override = default;

    // --- project ---
    [[nodiscard]] virtual ProjectPtr project() const = 0; ///< Newest state; cheap.
    /** The same with the models that the records have now: while a change waits, or a model's file
     * cannot be understood, as they were before; cheap. */
    [[nodiscard]] virtual ProjectPtr inForce() const = 0;
    [[nodiscard]] virtual std::filesystem::path folder() const = 0;
    [[nodiscard]] virtual std::string environment() const = 0;
    [[nodiscard]] virtual bool isReadOnly() const = 0;
    /** Files as the watcher would find them now. */
    virtual QFuture<Result<ProjectPtr>> reload() = 0;
    virtual QFuture<Result<void>> saveModel(ModelDef model) = 0;
    virtual QFuture<Result<void>> saveAction(ActionDef action) = 0;
    virtual QFuture<Result<std::string>> readFile(std::string path) = 0;
    virtual QFuture<Result<void>> writeFile(std::string path, std::string text) = 0;
    /** writeFile(), but only while the file still holds @p before (nullopt: while there is none);
     * SYNC_CONFLICT else. */
    virtual QFuture<Result<void>> replaceFile(std::string path, std::optional<std::string> before,
                                              std::string text) = 0;
    /** Project problems plus script problems. */
    virtual QFuture<Result<std::vector<Problem>>> check() = 0;
    virtual QFuture<Result<std::vector<ScriptProblem>>> checkScript(std::string path,
                                                                    std::string text) = 0;
    [[nodiscard]] virtual const std::vector<ApiEntry> &apiEntries() const = 0;

    // --- schema ---
    virtual QFuture<Result<SchemaPlan>> planSchema() = 0;
    /** Refused (SYNC_NEEDS_CONFIRMATION) when the plan loses data and @p confirmLoss is not given.
     */
    virtual QFuture<Result<void>> applySchema(Confirm confirmLoss) = 0;

    // --- records ---
    virtual QFuture<Result<GridInfo>> openGrid(std::string model, RecordQuery query) = 0;
    virtual QFuture<Result<GridPage>> gridPage(GridId grid, std::int64_t position, int size) = 0;
    virtual void closeGrid(GridId grid) = 0;
    /** Cancels page requests and anchor building of this grid that are under way. */
    virtual void cancelGrid(GridId grid) = 0;
    virtual QFuture<Result<RecordPage>> records(std::string model, RecordQuery query) = 0;
    virtual QFuture<Result<std::int64_t>> count(std::string model, Filter filter,
                                                std::string search) = 0;
    virtual QFuture<Result<RecordRow>> record(std::string model, RecordId id) = 0;
    virtual QFuture<Result<std::vector<Delta>>> history(std::string model, RecordId id) = 0;
    virtual QFuture<Result<std::vector<ModelCount>>> modelCounts() = 0;
    /** Which stored records the model, as its file is now, would refuse. Long for many records. */
    virtual QFuture<Result<RecordCheck>> checkRecords(std::string model) = 0;

    // --- contents of file fields ---
    /** Stores what @p path holds, once; answers the value {fileName, mimeType, byteSize, hash} that
     * a file field takes. */
    virtual QFuture<Result<Value>> keepFile(std::filesystem::path path) = 0;
    /** The first @p atMost bytes of a file field's value. */
    virtual QFuture<Result<std::string>> fileContent(Value file, std::int64_t atMost) = 0;
    /** Deletes contents that nothing refers to any more; answers what doctor() says of them. */
    virtual QFuture<Result<DoctorFinding>> collectFiles() = 0;

    /** Import and export; lives as long as the engine. */
    [[nodiscard]] virtual Transfers &transfers() = 0;
    /** Changes of models, with their preview and undo; likewise. */
    [[nodiscard]] virtual Schemas &schemas() = 0;
    /** What became of records, and bringing it back; likewise. */
    [[nodiscard]] virtual Histories &histories() = 0;
    /** Edits by hand of many records at once; likewise. */
    [[nodiscard]] virtual Edits &edits() = 0;
    /** Saved filters, facets, and finding a record by anything of it; likewise. */
    [[nodiscard]] virtual Lookups &lookups() = 0;
    /** Named read-only queries; likewise. */
    [[nodiscard]] virtual Views &views() = 0;

    // --- actions and scripts ---
    virtual QFuture<Result<ActionOutcome>> runAction(ActionCall call) = 0;
    /** Preconditions only. */
    virtual QFuture<Result<ActionOutcome>> canRunAction(ActionCall call) = 0;
    virtual QFuture<Result<EvalOutcome>> evaluate(std::string source, EvalMode mode) = 0;

    // --- connections and syncs ---
    /** Built-in connectors and those of the project. */
    virtual QFuture<Result<std::vector<ConnectorInfo>>> connectors() = 0;
    virtual QFuture<Result<void>> saveConnection(ConnectionDef connection, ValueObject secrets) = 0;
    virtual QFuture<Result<void>> removeConnection(std::string name) = 0;
    virtual QFuture<Result<std::string>> testConnection(std::string name) = 0;
    /** What the connector proposes against what the project has; saving is updateModels. */
    virtual QFuture<Result<ModelProposal>> proposeModels(std::string connection) = 0;
    virtual QFuture<Result<ModelProposal>> updateModels(std::string connection) = 0;
    /** Which secret options have a value. */
    virtual QFuture<Result<std::vector<std::string>>> storedSecrets(std::string connection) = 0;
    /** Answers as soon as the run exists; follow it by runChanged. */
    virtual QFuture<Result<RunId>> startSync(SyncRequest request) = 0;
    virtual void cancelRun(RunId run) = 0;
    /** Lets a run that waits for confirmation delete what it listed. */
    virtual QFuture<Result<RunId>> confirmSync(RunId run) = 0;
    virtual QFuture<Result<std::vector<QuarantinedRecord>>> quarantined(RunId run) = 0;

    // --- runs and logs ---
    virtual QFuture<Result<std::vector<RunInfo>>> runs(RunQuery query) = 0;
    virtual QFuture<Result<RunInfo>> run(RunId run) = 0;
    virtual QFuture<Result<std::vector<LogEntry>>> logs(LogQuery query) = 0;
    virtual QFuture<Result<std::vector<HttpCapture>>> captures(RunId run, std::int64_t before,
                                                               int limit) = 0;

    // --- environment, care ---
    virtual QFuture<Result<std::vector<VariableInfo>>> variables() = 0;
    virtual QFuture<Result<void>> setVariable(std::string name, std::string value,
                                              Secrecy secrecy) = 0;
    virtual QFuture<Result<void>> unsetVariable(std::string name) = 0;
    virtual QFuture<Result<std::vector<DoctorFinding>>> doctor() = 0;
    /** What the engine does now, for the status bar; cheap. */
    [[nodiscard]] virtual EngineStatus status() const = 0;
    /** Cancels what runs and waits for it (at most 2 s), then closes. Afterwards every question
     * answers SYNC_CANCELLED. */
    virtual void close() = 0;

Q_SIGNALS:
    void projectChanged();
    void problemsChanged();
    void recordsChanged(const syncline::RecordsChange &change);
    void runChanged(const syncline::RunInfo &run);
    void gridCountChanged(qint64 grid, qint64 rows, bool exact);
    void logsAppended(qint64 newestId);
    void statusChanged();
    /** Files changed so that the data would lose something: ask before applySchema. */
    void schemaNeedsConfirmation(const syncline::SchemaPlan &plan);
};

/** Opens a project. @p options.scripts is the script engine that `app` plugs in. Blocking (≤ 1 s
 * without recovery); call it off the UI thread. */
struct EngineOptions
{
    std::filesystem::path folder;
    std::string environment = "development";
    bool readOnly = false;
    /** How long to wait for another instance that is about to end. */
    std::chrono::milliseconds lockPatience{0};
    std::filesystem::path resources; ///< Where resources/ is installed; empty: built-in.
    std::string secretPassphrase;    ///< For the sealed file, when there is no Secret Service.
};
/** Makes the script host once the engine's services exist. */
using MakeScriptHost = std::function<std::unique_ptr<ScriptHost>(const ScriptServices &)>;
Result<std::unique_ptr<Engine>> openEngine(EngineOptions options,
                                           const MakeScriptHost &makeScriptHost);

} // namespace syncline
