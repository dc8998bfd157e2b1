#include "scripting/runtime/LuaSession.h"

#include "core/base/TextSafe.h"
#include "scripting/lua/LuaValue.h"
#include "scripting/runtime/Failure.h"
#include "scripting/runtime/LeaveBehind.h"
#include "scripting/runtime/Watchdog.h"
#include "scripting/sandbox/Environment.h"

#include <algorithm>

namespace syncline {

namespace {

constexpr std::size_t maxLogLines = 10'000;
constexpr std::size_t maxLogBytes = 5U * 1000 * 1000;
constexpr std::size_t maxLogText = 64U * 1024;

int runBody(lua_State *lua)
{
    auto &body = *static_cast<TaskBody *>(lua_touserdata(lua, 1));
    lua_settop(lua, 0);
    return body.begin(lua);
}

/**
 * While Lua runs in the outermost slice, the watchdog may give the thread up and go on with the run
 * itself. What it does then begins only when this thread touches nothing of the task: it claims
 * before Lua runs, and comes back from there only with the claim.
 */
class Claimed
{
public:
    Claimed(WatchedRun &run, bool isOutermost)
        : m_run(isOutermost ? &run : nullptr)
    {
        if (m_run)
            m_run->claim.store(WatchedRun::Claim::InSlice, std::memory_order_release);
    }
    ~Claimed()
    {
        auto expected = WatchedRun::Claim::InSlice;
        if (m_run && !m_run->claim.compare_exchange_strong(expected, WatchedRun::Claim::Idle))
            parkThread();
    }
    Claimed(const Claimed &) = delete;
    Claimed &operator=(const Claimed &) = delete;

private:
    WatchedRun *m_run;
};

/** Until the task's wait is over. */
struct WaitAwaiter
{
    TaskRun &task;
    [[nodiscard]] bool await_ready() const { return task.wait->done(); }
    bool await_suspend(std::coroutine_handle<> driver) const
    {
        task.waiter = driver;
        return task.wait->resumeWhenDone(driver);
    }
    void await_resume() const { task.waiter = {}; }
};

} // namespace

/**
 * Runs the slice inside await_suspend: the coroutine counts as suspended meanwhile, so that the
 * watchdog can go on with it on a fresh thread when this one gets stuck.
 */
class SliceAwaiter
{
public:
    SliceAwaiter(LuaSession &session, TaskRun &task)
        : m_session(session),
          m_task(task)
    {
    }
    [[nodiscard]] bool await_ready() const { return false; }
    bool await_suspend(LuaSession::Driver driver)
    {
        m_session.runSlice(m_task, driver);
        return false;
    }
    void await_resume() const {}

private:
    LuaSession &m_session;
    TaskRun &m_task;
};

/** A task's coroutine and its place in the list of tasks under way. */
class TaskGuard
{
public:
    TaskGuard(LuaSession &session, TaskRun &task)
        : m_session(session),
          m_task(task)
    {
        session.m_watched->tasks.push_back(&task);
    }
    ~TaskGuard()
    {
        std::erase(m_session.m_watched->tasks, &m_task);
        if (m_session.m_watched->broken || m_task.thread == nullptr)
            return;
        if (m_task.state == TaskRun::State::Done || m_task.state == TaskRun::State::Failed)
            m_session.m_state->keepThread(m_task.thread);
        else
            m_session.m_dirty = true;
    }
    TaskGuard(const TaskGuard &) = delete;
    TaskGuard &operator=(const TaskGuard &) = delete;

private:
    LuaSession &m_session;
    TaskRun &m_task;
};

LuaSession::LuaSession(const SessionServices &shared, RunScope &scope, ScriptLimits limits,
                       WorkerSlot &slot)
    : m_shared(shared),
      m_scope(scope),
      m_syncScope(dynamic_cast<SyncScope *>(&scope)),
      m_limits(std::move(limits)),
      m_watched(std::make_shared<WatchedRun>(slot))
{
    slot.sessions.fetch_add(1);
    m_watched->control.pushLimit(std::chrono::steady_clock::now() + m_limits.timeout,
                                 m_limits.timeout, m_limits.timeoutCode);
}

LuaSession::~LuaSession()
{
    m_cancel.reset();
    if (m_started)
        m_shared.watchdog->unwatch(m_watched);
    releaseState();
    m_watched->slot.sessions.fetch_sub(1);
}

Result<void> LuaSession::ensureState()
{
    if (m_watched->control.stopDue())
        return m_watched->control.stopError();
    if (m_state)
        return {};
    SYNCLINE_TRY(m_state, m_shared.pool->take());
    StateContext &context = m_state->context();
    context.control = &m_watched->control;
    context.session = this;
    context.memoryLimit = m_limits.memoryBytes;
    context.failedInARow = 0;
    SYNCLINE_CHECK(m_state->lua().protect([this](lua_State *lua) {
        lua_newtable(lua);
        sandbox::pushEnvironment(lua);
        lua_pushvalue(lua, -1);
        lua_setfield(lua, 1, "environment");
        sandbox::makeCarrier(lua);
        lua_setfield(lua, 1, "carrier");
        m_runTable = luaL_ref(lua, LUA_REGISTRYINDEX);
    }));
    if (!m_started) {
        m_started = true;
        m_shared.watchdog->watch(m_watched);
        m_cancel = std::make_unique<std::stop_callback<std::function<void()>>>(
            m_scope.stopToken(), [watched = m_watched, watchdog = m_shared.watchdog] {
                watched->control.requestStop(StopReason::Cancelled,
                                             Error(errc::cancelled, "The run was cancelled."));
                watchdog->wake();
            });
    }
    return {};
}

void LuaSession::releaseState()
{
    if (!m_state)
        return;
    if (m_watched->broken) {
        leaveBehind(std::move(m_handles)); // linked into memory of the state
        m_handles = std::make_unique<HandleList>();
        ScriptState::abandon(std::move(m_state), m_watched);
        return;
    }
    m_handles->releaseAll();
    StateContext &context = m_state->context();
    const bool isClean = !m_dirty && !m_watched->control.stopDue() && context.waiting.empty();
    context.control = nullptr;
    context.session = nullptr;
    context.memoryLimit = 0;
    if (isClean && m_state->lua().protect([this](lua_State *lua) {
            luaL_unref(lua, LUA_REGISTRYINDEX, m_runTable);
        })) {
        m_state->countUse();
        m_shared.pool->giveBack(std::move(m_state));
    }
    m_state.reset();
    m_runTable = LUA_NOREF;
    m_names.reset();
    m_dirty = false;
}

void LuaSession::reset()
{
    releaseState();
    m_watched->control.clearStop();
    m_sources.clear();
}

void LuaSession::rest()
{
    if (m_watched->tasks.empty())
        releaseState();
}

void LuaSession::pushLimit(std::chrono::milliseconds limit, std::string code)
{
    const auto deadline = std::chrono::steady_clock::now() + limit;
    m_watched->control.pushLimit(deadline, limit, std::move(code));
    if (m_started)
        m_shared.watchdog->wakeFor(deadline);
}

void LuaSession::popLimit()
{
    m_watched->control.popLimit();
}

Task<Result<void>> LuaSession::execute(TaskBody &body)
{
    Result<void> ready = ensureState();
    if (!ready)
        co_return std::move(ready).error();
    TaskRun task(body);
    const TaskGuard guard(*this, task);
    Result<lua_State *> thread = m_state->takeThread();
    if (!thread)
        co_return std::move(thread).error();
    task.thread = thread.value();
    for (;;) {
        co_await SliceAwaiter(*this, task);
        if (task.state != TaskRun::State::Waiting)
            break;
        co_await WaitAwaiter{task};
    }
    if (task.state == TaskRun::State::Done)
        co_return {};
    co_return std::move(*task.error);
}

void LuaSession::runSlice(TaskRun &task, Driver driver)
{
    WatchedRun &watched = *m_watched;
    if (watched.control.stopDue()) {
        task.state = TaskRun::State::Stopped;
        task.error = watched.control.stopError();
        return;
    }
    StateContext &context = m_state->context();
    const bool isOutermost = watched.control.slices.fetch_add(1) == 0;
    const bool isFresh = task.state == TaskRun::State::Fresh;
    lua_State *const thread = task.thread;
    TaskBody *const body = &task.body;
    task.propagating = false;
    TaskRun *const outerTask = std::exchange(context.task, &task);
    const std::size_t outerBase = std::exchange(context.taskBase, context.chain.size());
    lua_State *from = context.chain.empty() ? nullptr : context.chain.back();
    if (isOutermost) {
        watched.sliceDriver = driver;
        watched.sliceTask = &task;
    }
    int status = LUA_OK;
    {
        const Claimed claimed(watched, isOutermost);
        const Running running(context, thread);
        int arguments = 0;
        if (isFresh) {
            lua_pushcfunction(thread, lua::entry<runBody>);
            lua_pushlightuserdata(thread, body);
            arguments = 1;
        }
        int results = 0;
        status = lua_resume(thread, from, arguments, &results);
    }
    endSlice(task, status, isOutermost);
    context.task = outerTask;
    context.taskBase = outerBase;
    watched.control.slices.fetch_sub(1);
}

void LuaSession::endSlice(TaskRun &task, int status, bool isOutermost)
{
    RunControl &control = m_watched->control;
    StateContext &context = m_state->context();
    if (status == LUA_ERRMEM && !control.stopDue()) {
        control.requestStop(StopReason::Memory,
                            Error(errc::scriptMemory,
                                  "The code needed more than its limit of %1 MB of memory.",
                                  {std::to_string(m_limits.memoryBytes >> 20U)}));
    }
    if (!control.stopDue() && status != LUA_OK && status != LUA_YIELD) {
        task.error = describeFailure(m_state->lua(), task.thread);
        task.state = TaskRun::State::Failed;
        lua_State *const thread = task.thread;
        const Claimed claimed(*m_watched, isOutermost);
        const Running running(context, thread);
        lua_resetthread(thread); // closes what it left open; that code may be stopped, too
    }
    if (control.stopDue()) {
        task.state = TaskRun::State::Stopped;
        task.error = control.stopError();
    } else if (status == LUA_OK) {
        task.state = TaskRun::State::Done;
    } else if (status == LUA_YIELD) {
        task.state = TaskRun::State::Waiting;
    }
}

void LuaSession::aboutToWait(lua_State *lua)
{
    Result<void> may = m_scope.aboutToWait();
    if (!may)
        raise(lua, std::move(may).error());
}

void LuaSession::raise(lua_State *lua, Error error)
{
    StateContext &context = StateContext::of(lua);
    context.throwIfStopped();
    if (error.is(errc::restart))
        context.stop(StopReason::Restart, std::move(error));
    if (error.is(errc::cancelled) && m_scope.stopToken().stop_requested())
        context.stop(StopReason::Cancelled, std::move(error));
    throw lua::ScriptRaise(std::move(error));
}

void LuaSession::log(LogLevel level, ValueObject fields, std::string text)
{
    if (m_logLines > maxLogLines || m_logBytes > maxLogBytes)
        return;
    if (text.size() > maxLogText) {
        const std::size_t whole = text.size();
        text = std::string(text::cut(text, maxLogText)) + "… (" + text::humanSize(whole) + ")";
    }
    ++m_logLines;
    m_logBytes += text.size() + fields.size() * 32;
    if (m_logLines > maxLogLines || m_logBytes > maxLogBytes) {
        m_scope.log(LogLevel::Warn, {},
                    "This run logs more than 10,000 lines or 5 MB; further lines are left out.");
        return;
    }
    m_scope.log(level, std::move(fields), std::move(text));
}

const ModelFields &LuaSession::modelFields(const std::string &model)
{
    const auto found = m_modelFields.find(model);
    if (found != m_modelFields.end())
        return found->second;
    return m_modelFields.emplace(model, ModelFields::fromInfo(m_scope.modelInfo(model)))
        .first->second;
}

void LuaSession::pushModelInfo(lua_State *lua, const std::string &model)
{
    pushRunTable(lua, "models");
    if (lua_getfield(lua, -1, model.c_str()) == LUA_TNIL) {
        lua_pop(lua, 1);
        lua::pushValue(lua, m_scope.modelInfo(model));
        lua_pushvalue(lua, -1);
        lua_setfield(lua, -3, model.c_str());
    }
    lua_remove(lua, -2);
}

} // namespace syncline
