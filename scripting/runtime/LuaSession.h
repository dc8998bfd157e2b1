#pragma once

#include "core/script/ScriptHost.h"
#include "scripting/binding/Handle.h"
#include "scripting/runtime/ModelFields.h"
#include "scripting/runtime/ScriptState.h"
#include "scripting/runtime/WatchedRun.h"
#include "scripting/task/TaskRun.h"

#include <memory>
#include <stop_token>
#include <string>
#include <unordered_map>
#include <vector>

namespace syncline {

class RateLimiters;
class Watchdog;

/** What all sessions of one host share; outlives them. */
struct SessionServices
{
    ScriptServices services;
    StatePool *pool = nullptr;
    Watchdog *watchdog = nullptr;
    RateLimiters *limiters = nullptr;
};

/**
 * The scripts of one root run (see ScriptSession). The Lua state is taken from the pool with the
 * first call; the files that the run uses stay those of their first use, whatever is saved
 * meanwhile.
 */
class LuaSession final : public ScriptSession
{
public:
    LuaSession(const SessionServices &shared, RunScope &scope, ScriptLimits limits,
               WorkerSlot &slot);
    ~LuaSession() override;
    LuaSession(const LuaSession &) = delete;
    LuaSession &operator=(const LuaSession &) = delete;

    static LuaSession &of(lua_State *lua) { return *StateContext::of(lua).session; }

    // ScriptSession
    [[nodiscard]] Executor &executor() override { return m_watched->slot; }
    Task<Result<Value>> runEffect(EffectCall call) override;
    Task<Result<bool>> runPrecondition(EffectCall call) override;
    Task<Result<void>> runValidation(EffectCall call) override;
    Task<Result<Value>> evaluate(std::string chunkName, std::string source) override;
    Result<ValueObject> effectParams(const std::string &file) override;
    void pushLimit(std::chrono::milliseconds limit, std::string code) override;
    void popLimit() override;
    void reset() override;
    void rest() override;
    Task<Result<ProposedModels>> proposeModels(std::string connectorFile,
                                               ValueObject options) override;
    Task<Result<std::string>> testConnection(std::string connectorFile) override;
    Task<Result<void>> runSync(std::string connectorFile) override;

    /** Loads a connector file and reads what it registered. */
    Task<Result<ConnectorInfo>> describe(std::string connectorFile);

    // --- for bindings, on the run's thread ---
    [[nodiscard]] RunScope &scope() const { return m_scope; }
    /** The scope when it is a sync's; else nullptr. */
    [[nodiscard]] SyncScope *syncScope() const { return m_syncScope; }
    [[nodiscard]] const ScriptServices &services() const { return m_shared.services; }
    [[nodiscard]] RateLimiters &limiters() const { return *m_shared.limiters; }
    [[nodiscard]] std::stop_token waitStop() const { return m_watched->control.stopToken(); }
    [[nodiscard]] HandleList &handles() { return *m_handles; }
    /** Before a wait for the outside: ends the run (to start again alone) when it may not wait now.
     */
    void aboutToWait(lua_State *lua);
    /** Turns an error of core into what it is for the script: mostly raised, sometimes the end of
     * the run. */
    [[noreturn]] void raise(lua_State *lua, Error error);
    /** One line of the run's log, unless the run has logged too much already. */
    void log(LogLevel level, ValueObject fields, std::string text);
    [[nodiscard]] const ModelFields &modelFields(const std::string &model);
    /** Pushes the model's description, made once per run. */
    void pushModelInfo(lua_State *lua, const std::string &model);

    // --- files ---
    /** Pushes the chunk of a project file, its globals being the run's. Raises. */
    void pushFileChunk(lua_State *lua, const std::string &path);
    /** Pushes the chunk of @p source under @p name. Raises. */
    void pushSourceChunk(lua_State *lua, const std::string &name, const std::string &source);
    [[nodiscard]] bool fileExists(const std::string &path);
    /** Pushes the run's table for @p what ("modules", "files", …), made on first use. */
    void pushRunTable(lua_State *lua, const char *what);
    void pushEnvironmentTable(lua_State *lua);
    /** Pushes the global @p name as the run has it, whether its code names it or not. */
    void pushGlobal(lua_State *lua, const char *name);

private:
    friend class SliceAwaiter;
    friend class TaskGuard;
    using Driver = std::coroutine_handle<detail::TaskPromise<Result<void>>>;

    Result<void> ensureState();
    void releaseState();
    /** Runs @p body as one Lua task to its end. */
    Task<Result<void>> execute(TaskBody &body);
    /** Runs Lua until the task ends or waits. False: the coroutine @p driver goes on at once. */
    void runSlice(TaskRun &task, Driver driver);
    void endSlice(TaskRun &task, int status, bool isOutermost);
    Result<const ScriptSource::Text *> source(const std::string &path);
    /** Sees to it that the run's environment has @p names. */
    void addNames(lua_State *lua, const sandbox::Names &names);

    const SessionServices &m_shared;
    RunScope &m_scope;
    SyncScope *const m_syncScope;
    const ScriptLimits m_limits;
    std::shared_ptr<WatchedRun> m_watched;
    std::unique_ptr<ScriptState> m_state;
    sandbox::Names m_names;     ///< What the run's environment has.
    int m_runTable = LUA_NOREF; ///< Registry reference: {environment, carrier, files, modules, …}.
    std::unique_ptr<HandleList> m_handles = std::make_unique<HandleList>();
    std::unordered_map<std::string, ScriptSource::Text> m_sources;
    std::unordered_map<std::string, ModelFields> m_modelFields;
    std::size_t m_logLines = 0;
    std::size_t m_logBytes = 0;
    bool m_started = false;
    bool m_dirty = false; ///< A task was left in the middle: the state cannot be used again.
    std::unique_ptr<std::stop_callback<std::function<void()>>> m_cancel;
};

} // namespace syncline
