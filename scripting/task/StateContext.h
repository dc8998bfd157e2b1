#pragma once

#include "scripting/lua/Lua.h"
#include "scripting/task/RunControl.h"

#include <cstddef>
#include <memory>
#include <unordered_set>
#include <vector>

namespace syncline {

class LuaSession;
class TaskRun;

/**
 * What belongs to one Lua state: its memory account, the run it serves now, and which coroutine
 * runs. Every thread of the state holds a pointer to it in its extra space. Used on the thread that
 * runs the state, except in the signal handler.
 */
class StateContext
{
public:
    static StateContext &of(lua_State *lua)
    {
        return **static_cast<StateContext **>(lua_getextraspace(lua));
    }
    static void *allocate(void *context, void *block, std::size_t oldSize, std::size_t newSize);

    /** Installs the handler of the watchdog's signal; once per process, idempotent. */
    static void installSignal();
    static int stopSignal();

    [[nodiscard]] bool stopDue() const { return control != nullptr && control->stopDue(); }
    void throwIfStopped() const
    {
        if (stopDue()) [[unlikely]]
            throwStop();
    }
    /** Asks for a fatal stop and throws it. */
    [[noreturn]] void stop(StopReason reason, Error error);
    /** For library functions that meet LUA_ERRMEM. */
    [[noreturn]] void stopForMemory();

    /** Whether a wait can leave through every coroutine between here and the task's base. */
    [[nodiscard]] bool canWait() const;
    void checkCanWait(const char *what) const;

    // --- memory ---
    std::size_t bytes = 0;
    std::size_t memoryLimit = 0; ///< 0: none.
    int failedInARow = 0;

    // --- the run ---
    lua_State *main = nullptr;
    RunControl *control = nullptr;
    LuaSession *session = nullptr;
    TaskRun *task = nullptr; ///< The task whose code runs now.
    /** Coroutines on the C stack, outermost first; those of the task begin at taskBase. */
    std::vector<lua_State *> chain;
    std::size_t taskBase = 0;
    /** User coroutines that a wait of the system left suspended: scripts may not resume or close
     * them. */
    std::unordered_set<lua_State *> waiting;
    int closeDepth = 0;

private:
    [[noreturn]] void throwStop() const;
    bool refuse();
};

/** For a thread that was given up and came back: its run has long been answered for by another. */
[[noreturn]] void parkThread();

/** While it lives, @p lua is what runs on this thread: the watchdog's hook goes there. */
class Running
{
public:
    Running(StateContext &context, lua_State *lua);
    ~Running();
    Running(const Running &) = delete;
    Running &operator=(const Running &) = delete;

private:
    StateContext &m_context;
    StateContext *m_previousContext;
    lua_State *m_previous;
    bool m_previousInHost;
};

/** While it lives, the run is inside a call of core and the worker is not condemned. */
class HostCall
{
public:
    explicit HostCall(StateContext &context)
        : m_control(context.control)
    {
        if (m_control != nullptr)
            m_previous = m_control->inHost.exchange(true, std::memory_order_relaxed);
    }
    ~HostCall()
    {
        if (m_control != nullptr)
            m_control->inHost.store(m_previous, std::memory_order_relaxed);
    }
    HostCall(const HostCall &) = delete;
    HostCall &operator=(const HostCall &) = delete;

private:
    RunControl *m_control;
    bool m_previous = false;
};

} // namespace syncline
