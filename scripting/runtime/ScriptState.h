#pragma once

#include "core/script/ScriptHost.h"
#include "scripting/lua/LuaState.h"
#include "scripting/sandbox/Environment.h"

#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace syncline {

/**
 * A Lua state ready for runs: libraries open, compiled chunks kept from run to run by path and
 * content, coroutines for tasks kept for reuse. Serves one root run at a time, on one thread at a
 * time.
 */
class ScriptState
{
public:
    static Result<std::unique_ptr<ScriptState>> create(void (*prepareTest)(lua_State *));

    [[nodiscard]] LuaState &lua() const { return *m_lua; }
    [[nodiscard]] StateContext &context() const { return m_lua->context(); }
    [[nodiscard]] lua_State *main() const { return m_lua->main(); }

    /** A coroutine with an empty stack. */
    Result<lua_State *> takeThread();
    /** Gives back one that ended well (or was reset). */
    void keepThread(lua_State *thread);

    /** Pushes the compiled chunk of @p path, and says which names it needs; raises the syntax
     * error. Protected context. */
    sandbox::Names pushChunk(lua_State *lua, const std::string &path,
                             const ScriptSource::Text &source);

    /** Whether it may serve another run. */
    [[nodiscard]] bool isFresh() const;
    void countUse() { ++m_uses; }
    /**
     * The state belongs to a thread that was given up: neither it nor @p control, which the thread
     * reads when it comes back (to learn that it must park), is ever freed.
     */
    static void abandon(std::unique_ptr<ScriptState> state, std::shared_ptr<void> control);

private:
    struct Chunk
    {
        int reference; ///< In the registry.
        sandbox::Names names;
    };

    ScriptState() = default;

    std::unique_ptr<LuaState> m_lua;
    std::unordered_map<std::string, Chunk> m_chunks; ///< By path, NUL, hash.
    std::vector<lua_State *> m_threads;
    int m_uses = 0;
    std::shared_ptr<void> m_kept; ///< Only of an abandoned state.
};

/** Idle states. Thread-safe. */
class StatePool
{
public:
    explicit StatePool(void (*prepareTest)(lua_State *))
        : m_prepareTest(prepareTest)
    {
    }
    Result<std::unique_ptr<ScriptState>> take();
    void giveBack(std::unique_ptr<ScriptState> state);

    /** Whether the file @p path was loaded well with this text before, and cannot have params. */
    [[nodiscard]] bool hasNoParams(const std::string &path, const ScriptSource::Text &source);
    void noteNoParams(const std::string &path, const ScriptSource::Text &source);

private:
    void (*const m_prepareTest)(lua_State *);
    std::mutex m_mutex;
    std::vector<std::unique_ptr<ScriptState>> m_idle;
    std::unordered_set<std::string> m_noParams; ///< Path and hash.
};

} // namespace syncline
