#include "scripting/runtime/ScriptState.h"

#include "scripting/runtime/LeaveBehind.h"

namespace syncline {

namespace {

constexpr int maxUses = 2000;
constexpr std::size_t maxIdleBytes = 4U * 1024 * 1024;
constexpr std::size_t maxIdleStates = 64; ///< As many as share a commit, which all hold one.
constexpr std::size_t maxChunks = 1000;
constexpr std::size_t maxKnownFiles = 10'000;
constexpr const char *threadsKey = "syncline.threads";

std::string keyOf(const std::string &path, const ScriptSource::Text &source)
{
    std::string key = path;
    key += '\0';
    key += source.hash;
    return key;
}

} // namespace

Result<std::unique_ptr<ScriptState>> ScriptState::create(void (*prepareTest)(lua_State *))
{
    auto state = std::unique_ptr<ScriptState>(new ScriptState);
    SYNCLINE_TRY(state->m_lua, LuaState::create());
    SYNCLINE_CHECK(state->m_lua->protect([prepareTest](lua_State *lua) {
        lua_newtable(lua);
        lua_setfield(lua, LUA_REGISTRYINDEX, threadsKey);
        sandbox::prepareState(lua);
        if (prepareTest != nullptr)
            prepareTest(lua);
    }));
    return state;
}

Result<lua_State *> ScriptState::takeThread()
{
    if (!m_threads.empty()) {
        lua_State *thread = m_threads.back();
        m_threads.pop_back();
        return thread;
    }
    lua_State *made = nullptr;
    SYNCLINE_CHECK(m_lua->protect([&made](lua_State *lua) {
        lua_getfield(lua, LUA_REGISTRYINDEX, threadsKey);
        made = lua_newthread(lua); // kept by the table: thread → true
        lua_pushboolean(lua, 1);
        lua_rawset(lua, -3);
    }));
    return made;
}

void ScriptState::keepThread(lua_State *thread)
{
    lua_settop(thread, 0);
    m_threads.push_back(thread);
}

sandbox::Names ScriptState::pushChunk(lua_State *lua, const std::string &path,
                                      const ScriptSource::Text &source)
{
    std::string key = keyOf(path, source);
    if (const auto found = m_chunks.find(key); found != m_chunks.end()) {
        lua_rawgeti(lua, LUA_REGISTRYINDEX, found->second.reference);
        return found->second.names;
    }
    const std::string name = "@" + path;
    const int status =
        luaL_loadbufferx(lua, source.text.data(), source.text.size(), name.c_str(), "t");
    if (status == LUA_ERRMEM)
        context().stopForMemory();
    if (status != LUA_OK)
        lua_error(lua);
    if (m_chunks.size() >= maxChunks) {
        for (const auto &[file, chunk] : m_chunks)
            luaL_unref(lua, LUA_REGISTRYINDEX, chunk.reference);
        m_chunks.clear();
    }
    const sandbox::Names names = sandbox::namesIn(lua, source.text);
    lua_pushvalue(lua, -1);
    m_chunks.emplace(std::move(key), Chunk{luaL_ref(lua, LUA_REGISTRYINDEX), names});
    return names;
}

bool ScriptState::isFresh() const
{
    return m_uses < maxUses && m_lua->context().bytes < maxIdleBytes;
}

void ScriptState::abandon(std::unique_ptr<ScriptState> state, std::shared_ptr<void> control)
{
    state->m_kept = std::move(control);
    leaveBehind(std::move(state));
}

Result<std::unique_ptr<ScriptState>> StatePool::take()
{
    {
        const std::lock_guard lock(m_mutex);
        if (!m_idle.empty()) {
            std::unique_ptr<ScriptState> state = std::move(m_idle.back());
            m_idle.pop_back();
            return state;
        }
    }
    return ScriptState::create(m_prepareTest);
}

void StatePool::giveBack(std::unique_ptr<ScriptState> state)
{
    if (!state->isFresh())
        return;
    const std::lock_guard lock(m_mutex);
    if (m_idle.size() < maxIdleStates)
        m_idle.push_back(std::move(state));
}

bool StatePool::hasNoParams(const std::string &path, const ScriptSource::Text &source)
{
    const std::string key = keyOf(path, source);
    const std::lock_guard lock(m_mutex);
    return m_noParams.contains(key);
}

void StatePool::noteNoParams(const std::string &path, const ScriptSource::Text &source)
{
    // What another file or made code returns may differ the next time.
    for (const char *word : {"params", "require", "load"}) {
        if (source.text.find(word) != std::string::npos)
            return;
    }
    std::string key = keyOf(path, source);
    const std::lock_guard lock(m_mutex);
    if (m_noParams.size() >= maxKnownFiles)
        m_noParams.clear();
    m_noParams.insert(std::move(key));
}

} // namespace syncline
