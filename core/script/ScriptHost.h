#pragma once

#include "core/base/Executor.h"
#include "core/base/Ids.h"
#include "core/base/Json.h"
#include "core/base/Result.h"
#include "core/base/Task.h"
#include "core/base/Value.h"

#include <chrono>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <variant>
#include <vector>

/**
 * What core asks of a script engine, and what scripts may ask of core. `scripting` implements
 * ScriptHost and ScriptSession; core implements RunScope, ScriptRecord, ScriptApi and SyncScope.
 * Everything of one root run happens on its session's executor.
 */
namespace syncline {

enum class LogLevel : std::uint8_t { Trace, Debug, Info, Warn, Error, Fatal };

/** A record as a script holds it (lua-api.md 3). Lives as long as its run; scripts keep weak
 * handles. */
class ScriptRecord
{
public:
    enum class Since : std::uint8_t { Loaded, Persisted };
    virtual ~ScriptRecord() = default;
    [[nodiscard]] virtual const std::string &modelName() const = 0;
    /** A field, `id`, `createdAt`, `updatedAt`, `<belongsTo>Id`. Error names an unknown field. Null
     * when unset. */
    [[nodiscard]] virtual Result<Value> get(std::string_view field) const = 0;
    /** Whether @p text is the password that the field holds; false, and as slowly, when it holds
     * none. Error: no password field. */
    [[nodiscard]] virtual Result<bool> isPassword(std::string_view field,
                                                  std::string_view text) const = 0;
    /** Checks field and type at once; saves nothing. */
    virtual Result<void> set(std::string_view field, Value value) = 0;
    [[nodiscard]] virtual bool changed(std::string_view field, Since since) const = 0;
    /** name → {current, previous}. */
    [[nodiscard]] virtual ValueObject changes(Since since) const = 0;
    virtual void touch() = 0;
    virtual void revertChanges() = 0;
    [[nodiscard]] virtual ValueObject toObject() const = 0;
};
using ScriptRecordPtr = std::shared_ptr<ScriptRecord>;

/** A page of records with its cursors. */
struct ScriptRecordList
{
    std::vector<ScriptRecordPtr> records;
    bool hasNextPage = false;
    bool hasPreviousPage = false;
    std::string startCursor;
    std::string endCursor;
};

/** What an api call answers. */
using ScriptResult = std::variant<Value, ScriptRecordPtr, ScriptRecordList>;

/** One call of `api.…` (lua-api.md 4). */
struct ApiRequest
{
    std::string model;     ///< Empty: a global action or transaction control.
    std::string operation; ///< find_one, find_many, count, create, update, <custom action>,
                           ///< <globalAction>, …
    bool internal = false; ///< api.internal.…: no actions, no permission.
    std::string id;
    Value input;   ///< Fields and params, as written.
    Value options; ///< filter, sort, first, after, last, before, select, search, on.
};

/** What a run's scripts may call. One per root run; called on the session's executor. */
class RunScope
{
public:
    virtual ~RunScope() = default;
    [[nodiscard]] virtual RunId runId() const = 0;
    [[nodiscard]] virtual std::stop_token stopToken() const = 0;
    /** Names of the models, with their fields, for `ctx.model` and for `api.<name>` to exist or
     * not. */
    [[nodiscard]] virtual Value modelInfo(std::string_view model) const = 0;
    [[nodiscard]] virtual bool hasModel(std::string_view model) const = 0;
    [[nodiscard]] virtual bool hasAction(std::string_view fullName) const = 0;
    virtual void log(LogLevel level, ValueObject fields, std::string text) = 0;
    /** An environment variable; nullopt when unset. Secret ones are readable here. */
    [[nodiscard]] virtual std::optional<std::string> config(std::string_view name) const = 0;
    virtual Task<Result<ScriptResult>> api(ApiRequest request) = 0;
    /** api.transaction: begin is a savepoint when a transaction is open. */
    virtual Task<Result<void>> beginTransaction() = 0;
    virtual Task<Result<void>> endTransaction(bool commit) = 0;
    /**
     * Called before every wait for the outside (HTTP, sleep). Inside a shared commit batch it fails
     * with SYNC_RESTART: the caller must unwind the whole root run, which then starts again alone
     * (architecture 3, group commit).
     */
    virtual Result<void> aboutToWait() = 0;
    /** Helpers of effects: save(record), delete_record(record), apply_params(params, record). */
    virtual Task<Result<void>> save(ScriptRecordPtr record) = 0;
    virtual Task<Result<void>> deleteRecord(ScriptRecordPtr record) = 0;
    virtual Result<void> applyParams(const Value &params, ScriptRecordPtr record) = 0;
};

/** A validation's `ctx.errors`. */
struct ValidationErrors
{
    std::vector<std::pair<std::string, std::string>> items; ///< field → message
};

/** One call of an effect, precondition or validation file. */
struct EffectCall
{
    std::string file;  ///< Project path of the Lua file.
    std::string phase; ///< "precondition", "run", "success", "failure", "validation".
    std::string model; ///< Empty for global actions.
    std::string action;
    ScriptRecordPtr record;       ///< Null for global actions.
    Value params;                 ///< Validated.
    ValueObject trigger;          ///< {type = …, …}
    std::shared_ptr<Value> scope; ///< ctx.scope: shared by the effects of one execution.
    std::string field;            ///< Validation of one field.
    ValidationErrors *errors = nullptr;
    Value error; ///< Failure effects: {code, message}.
};

/** Limits of one root run. */
struct ScriptLimits
{
    std::chrono::milliseconds timeout{180'000};
    std::string timeoutCode{errc::actionTimeout};
    std::size_t memoryBytes = 64U * 1024 * 1024;
};

/** A connector's options form, one entry (lua-api.md 6). */
struct ConnectorOption
{
    std::string name;
    std::string type; ///< string, number, boolean, enum, list, object, file, folder
    std::string label;
    std::string help;
    std::string group;
    bool secret = false;
    bool optional = false;
    Value defaultValue;
    std::optional<double> min;
    std::optional<double> max;
    std::vector<std::string> values; ///< enum
    std::string placeholder;
};

/** What a connector file registers when it is loaded. */
struct ConnectorInfo
{
    std::string kind;
    std::string title;
    std::string summary;
    std::string icon;
    std::string docs;
    bool deltaSync = false;
    std::vector<ConnectorOption> options;
    Value auth;      ///< {kind="bearer", token="apiToken"}; null: none.
    Value rateLimit; ///< {kind=…}; null: none.
    bool hasTest = false;
    bool hasFetchOne = false;
    std::string file; ///< Project path, or "syncline:connectors/rest.lua" for a built-in one.
};

/** One field or document a connector's model function proposes; nested for objects and inline
 * kinds. */
struct ProposedModels
{
    Value documents; ///< [{name, cacheField, idFromRemote, localized, description,
                     ///< fields:{name:{type, list, required, from, options, fields, …}}}]
    Value locales;
};

/** What a connector's sync asks of core. Called on the session's executor. */
class SyncScope : public RunScope
{
public:
    struct ModelInfo
    {
        std::string document; ///< The connector's name.
        std::string model;    ///< The project's model.
        Value fields;
    };
    [[nodiscard]] virtual const std::vector<ModelInfo> &models() const = 0;
    [[nodiscard]] virtual const ValueObject &options() const = 0; ///< With secrets.
    [[nodiscard]] virtual const ConnectorInfo &connector() const = 0;
    [[nodiscard]] virtual std::string connectionName() const = 0;
    [[nodiscard]] virtual bool isInitialSync() const = 0;
    [[nodiscard]] virtual std::string mode() const = 0; ///< "full", "delta"
    [[nodiscard]] virtual std::optional<std::string> since() const = 0;
    [[nodiscard]] virtual Value webhookBody() const = 0;
    [[nodiscard]] virtual Value resume() const = 0; ///< null unless resumed.
    /** A page of documents: one object or a list of them. */
    virtual Task<Result<void>> insert(std::string document, json::Handle page) = 0;
    virtual Task<Result<void>> remove(std::string document, std::vector<std::string> remoteIds) = 0;
    [[nodiscard]] virtual Value cacheGet(std::string_view key) const = 0;
    virtual void cacheSet(std::string_view key, Value value) = 0;
    /** Commits rows so far together with @p state. */
    virtual Task<Result<void>> checkpoint(Value state) = 0;
    /** {model=, total=, done=, text=} all optional. */
    virtual void progress(const ValueObject &what) = 0;
};

/**
 * The scripts of one root run: one Lua state, on one worker. Destroy on any thread; after a fatal
 * stop the state is thrown away. All Tasks run on executor().
 */
class ScriptSession
{
public:
    virtual ~ScriptSession() = default;
    [[nodiscard]] virtual Executor &executor() = 0;
    /** Result of a function effect (null when none). Errors: GGT_UNKNOWN with place and traceback,
     * GGT_…_TIMEOUT, SYNC_SCRIPT_MEMORY, SYNC_CANCELLED, SYNC_RESTART. */
    virtual Task<Result<Value>> runEffect(EffectCall call) = 0;
    virtual Task<Result<bool>> runPrecondition(EffectCall call) = 0;
    virtual Task<Result<void>> runValidation(EffectCall call) = 0;
    /** `syncline eval`, the console: an expression or statements, `api`, `logger`, … ready. */
    virtual Task<Result<Value>> evaluate(std::string chunkName, std::string source) = 0;
    /** The params table of an effect file that returns a table; empty object else. */
    virtual Result<ValueObject> effectParams(const std::string &file) = 0;
    /** Starts a tighter limit (the 5 s of a transaction) that nests; pop ends it. */
    virtual void pushLimit(std::chrono::milliseconds limit, std::string code) = 0;
    virtual void popLimit() = 0;
    /** Forgets what an abandoned start left behind (fresh environment), for SYNC_RESTART. */
    virtual void reset() = 0;
    /** The run waits and may be over: the state may serve others. A call after it begins with a
     * fresh environment. Nothing while a script is under way. */
    virtual void rest() = 0;

    // Connectors: the SyncScope given to openSession.
    virtual Task<Result<ProposedModels>> proposeModels(std::string connectorFile,
                                                       ValueObject options) = 0;
    virtual Task<Result<std::string>> testConnection(std::string connectorFile) = 0;
    virtual Task<Result<void>> runSync(std::string connectorFile) = 0;
};

struct ScriptProblem
{
    int line = 0;
    int column = 0;
    std::string message;
    bool warning = false;
};

/** One entry of the API table: completion, call tips, the in-app reference and the stubs come from
 * it. */
struct ApiEntry
{
    std::string name;      ///< "ctx.record:changed", "logger.info"
    std::string signature; ///< "record:changed(field?, since?) → boolean"
    std::string summary;
    std::string errors;
    std::string example;
};

/** Where scripts' sources come from: the project, the shipped modules. Thread-safe. */
class ScriptSource
{
public:
    virtual ~ScriptSource() = default;
    /** The text of a project file ("lib/pad.lua") or shipped file ("syncline:connectors/rest.lua"),
     * with its content hash. */
    struct Text
    {
        std::string text;
        std::string hash;
    };
    virtual Result<Text> read(std::string_view path) = 0;
    /** Where a project file or folder ("assets/rates.csv") lies on disk, for reading it in pieces.
     */
    virtual Result<std::filesystem::path> filePath(std::string_view path)
    {
        return Error(errc::notFound, "There is no file \"%1\".", {std::string(path)});
    }
};

class HttpClient;
class Clock;
class Random;

/** What the script engine works with; all of it outlives the engine. */
struct ScriptServices
{
    HttpClient *http = nullptr;
    Clock *clock = nullptr;
    Random *random = nullptr;
    ScriptSource *sources = nullptr;
};

/** The script engine. Thread-safe. */
class ScriptHost
{
public:
    virtual ~ScriptHost() = default;
    /** A session for one root run; @p scope must outlive it. Picks the least busy worker. */
    virtual std::unique_ptr<ScriptSession> openSession(RunScope &scope, ScriptLimits limits) = 0;
    /** Loads a connector file far enough to know what it registers. Blocking, quick (its own
     * limits: 2 s). */
    virtual Result<ConnectorInfo> describeConnector(const std::string &file) = 0;
    /** Syntax (and what a static look can find). Thread-safe, no run. */
    virtual std::vector<ScriptProblem> check(std::string_view chunkName,
                                             std::string_view source) = 0;
    [[nodiscard]] virtual const std::vector<ApiEntry> &apiEntries() const = 0;
};

} // namespace syncline
