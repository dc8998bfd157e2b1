#include "scripting/task/StateContext.h"

#include <csignal>
#include <cstdlib>
#include <mutex>

#include <unistd.h>

namespace syncline {

namespace {

// What runs on this thread; read by the signal handler, on the same thread.
constinit thread_local StateContext *volatile s_context = nullptr;
constinit thread_local lua_State *volatile s_running = nullptr;

void stopHook(lua_State *lua, lua_Debug *activation)
{
    StateContext &context = StateContext::of(lua);
    RunControl *control = context.control;
    if (control == nullptr || !control->stopDue()) {
        lua_sethook(lua, nullptr, 0, 0);
        return;
    }
    if (control->condemned.load())
        parkThread();
    if (lua_getinfo(lua, "Sl", activation) != 0 && activation->currentline > 0)
        control->noteStopPlace(activation->source + (*activation->source == '@' ? 1 : 0),
                               activation->currentline);
    throw lua::FatalStop{};
}

/** Setting the hook walks over all calls of the coroutine: not again and again on a deep recursion.
 */
void arm(lua_State *lua)
{
    if (lua_gethook(lua) != stopHook)
        lua_sethook(lua, stopHook, LUA_MASKCOUNT, 1);
}

void handleSignal(int /*signal*/)
{
    const StateContext *context = s_context;
    if (context == nullptr)
        return;
    lua_State *running = s_running;
    if (running != nullptr && context->stopDue())
        arm(running);
}

} // namespace

void parkThread()
{
    for (;;)
        pause();
}

int StateContext::stopSignal()
{
    return SIGRTMIN + 6;
}

void StateContext::installSignal()
{
    static std::once_flag once;
    std::call_once(once, [] {
        struct sigaction action = {};
        action.sa_handler = handleSignal;
        action.sa_flags = SA_RESTART;
        sigemptyset(&action.sa_mask);
        sigaction(stopSignal(), &action, nullptr);
    });
}

Running::Running(StateContext &context, lua_State *lua)
    : m_context(context),
      m_previousContext(s_context),
      m_previous(s_running),
      m_previousInHost(false)
{
    if (context.control != nullptr)
        m_previousInHost = context.control->inHost.exchange(false, std::memory_order_relaxed);
    context.chain.push_back(lua);
    s_running = nullptr; // never a state under the wrong context
    s_context = &context;
    s_running = lua;
    std::atomic_signal_fence(std::memory_order_seq_cst);
    if (context.stopDue())
        arm(lua);
}

Running::~Running()
{
    s_running = nullptr;
    s_context = m_previousContext;
    s_running = m_previous;
    m_context.chain.pop_back();
    if (m_context.control != nullptr) {
        m_context.control->inHost.store(m_previousInHost, std::memory_order_relaxed);
        if (m_context.control->condemned.load(std::memory_order_relaxed))
            parkThread();
    }
    std::atomic_signal_fence(std::memory_order_seq_cst);
    if (m_previous != nullptr && m_previousContext != nullptr && m_previousContext->stopDue())
        arm(m_previous);
}

void StateContext::throwStop() const
{
    if (control->condemned.load())
        parkThread();
    lua_Debug activation = {};
    lua_State *running = chain.empty() ? main : chain.back();
    for (int level = 0; lua_getstack(running, level, &activation) != 0; ++level) {
        if (lua_getinfo(running, "Sl", &activation) != 0 && activation.currentline > 0) {
            control->noteStopPlace(activation.source + (*activation.source == '@' ? 1 : 0),
                                   activation.currentline);
            break;
        }
    }
    throw lua::FatalStop{};
}

void StateContext::stop(StopReason reason, Error error)
{
    if (control == nullptr)
        throw lua::ScriptRaise(std::move(error));
    control->requestStop(reason, std::move(error));
    throwStop();
}

void StateContext::stopForMemory()
{
    stop(StopReason::Memory,
         Error(errc::scriptMemory,
               "The code needed more than its limit of %1 MB of memory and was stopped.",
               {std::to_string(memoryLimit >> 20U)}));
}

bool StateContext::canWait() const
{
    if (task == nullptr)
        return false;
    for (std::size_t i = taskBase; i < chain.size(); ++i) {
        if (lua_isyieldable(chain[i]) == 0)
            return false;
    }
    return true;
}

void StateContext::checkCanWait(const char *what) const
{
    throwIfStopped();
    if (!canWait()) {
        throw lua::ScriptRaise(Error(
            errc::cannotWaitHere,
            "%1 may have to wait, and code called back by a library function (a sort order, a "
            "gsub replacement, a metamethod, a loading file) cannot wait; call it before.",
            {what}));
    }
}

bool StateContext::refuse()
{
    // Lua answers the first refusal with a full collection and asks again.
    if (++failedInARow >= 2 && control != nullptr) {
        control->requestStop(
            StopReason::Memory,
            Error(errc::scriptMemory,
                  "The code needed more than its limit of %1 MB of memory and was stopped.",
                  {std::to_string(memoryLimit >> 20U)}));
        if (s_context == this && s_running != nullptr)
            arm(s_running);
    }
    return false;
}

void *StateContext::allocate(void *context, void *block, std::size_t oldSize, std::size_t newSize)
{
    auto &self = *static_cast<StateContext *>(context);
    const std::size_t old = block != nullptr ? oldSize : 0;
    if (newSize == 0) {
        self.bytes -= old;
        std::free(block); // NOLINT: this is Lua's allocator
        return nullptr;
    }
    if (newSize > old && self.memoryLimit != 0 && self.bytes + (newSize - old) > self.memoryLimit) {
        self.refuse();
        return nullptr;
    }
    void *grown = std::realloc(block, newSize); // NOLINT: this is Lua's allocator
    if (grown == nullptr)
        return newSize <= old ? block : nullptr;
    self.bytes = self.bytes - old + newSize;
    if (newSize > old)
        self.failedInARow = 0;
    return grown;
}

} // namespace syncline
