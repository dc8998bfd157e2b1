#include "scripting/runtime/EffectBody.h"

#include "scripting/binding/ContextBinding.h"
#include "scripting/lua/LuaValue.h"
#include "scripting/runtime/LuaSession.h"
#include "scripting/sandbox/Sandbox.h"
#include "scripting/task/StateContext.h"

namespace syncline {

namespace {

lua_KContext contextOf(void *self)
{
    return reinterpret_cast<lua_KContext>(self); // NOLINT: what continuations take
}

/**
 * The body, to go on with what the file answered. A thread that was given up while a library
 * function held it ends here: its run is over and the body gone.
 */
template <typename T>
T &bodyOf(lua_State *lua, lua_KContext context)
{
    StateContext::of(lua).throwIfStopped();
    return *reinterpret_cast<T *>(context); // NOLINT: from contextOf()
}

[[noreturn]] void refuseFile(const std::string &file, std::string_view why)
{
    throw lua::ScriptRaise(Error(errc::misconfiguredAction, "%1 %2.", {file, std::string(why)})
                               .withPlace(file + ":1"));
}

} // namespace

int EffectBody::begin(lua_State *lua)
{
    if (pushKeptFile(lua))
        return call(lua);
    m_session.pushFileChunk(lua, m_call.file);
    lua_callk(lua, 0, 1, contextOf(this), lua::entryK<afterLoad>);
    return afterLoad(lua, LUA_OK, contextOf(this));
}

int EffectBody::afterLoad(lua_State *lua, int /*status*/, lua_KContext self)
{
    auto &body = bodyOf<EffectBody>(lua, self);
    body.keepFile(lua);
    return body.call(lua);
}

// The run's table "files" holds path → function, and "path?params" → params.
bool EffectBody::pushKeptFile(lua_State *lua)
{
    m_session.pushRunTable(lua, "files");
    lua::pushText(lua, m_call.file);
    if (lua_rawget(lua, -2) == LUA_TNIL) {
        lua_settop(lua, 0);
        return false;
    }
    lua_remove(lua, -2);
    return true;
}

void EffectBody::keepFile(lua_State *lua)
{
    // stack: what the file returned
    m_session.pushRunTable(lua, "files");
    if (lua_istable(lua, 1)) {
        lua_getfield(lua, 1, "params");
        if (!lua_isnil(lua, -1) && !lua_istable(lua, -1))
            refuseFile(m_call.file, "has params that are no table");
        lua::pushText(lua, m_call.file + "?params");
        lua_insert(lua, -2);
        lua_rawset(lua, 2);
        lua_getfield(lua, 1, "run");
        lua_replace(lua, 1);
    }
    if (!lua_isfunction(lua, 1)) {
        refuseFile(m_call.file, "must return a function(ctx), or a table {params = {…}, run = "
                                "function(ctx) … end}");
    }
    lua::pushText(lua, m_call.file);
    lua_pushvalue(lua, 1);
    lua_rawset(lua, 2);
    lua_settop(lua, 1);
}

int EffectBody::call(lua_State *lua)
{
    if (m_kind == Kind::ParamsOnly) {
        m_session.pushRunTable(lua, "files");
        lua::pushText(lua, m_call.file + "?params");
        lua_rawget(lua, -2);
        result = lua::optionalObject(lua, -1, "params");
        return 0;
    }
    pushContext(lua, m_session, m_call); // stays at index 1, below the function
    lua_insert(lua, 1);
    lua_pushvalue(lua, 1);
    lua_callk(lua, 1, m_kind == Kind::Validation ? 0 : 1, contextOf(this), lua::entryK<afterCall>);
    return afterCall(lua, LUA_OK, contextOf(this));
}

int EffectBody::afterCall(lua_State *lua, int /*status*/, lua_KContext self)
{
    return bodyOf<EffectBody>(lua, self).finish(lua);
}

int EffectBody::finish(lua_State *lua)
{
    finishContext(lua, 1);
    if (m_kind == Kind::Precondition) {
        if (!lua_isboolean(lua, -1)) {
            throw lua::ScriptRaise(Error(errc::misconfiguredAction,
                                         "The precondition %1 must return true or false, but "
                                         "returned %2.",
                                         {m_call.file, luaL_typename(lua, -1)})
                                       .withPlace(m_call.file + ":1"));
        }
        holds = lua_toboolean(lua, -1) != 0;
    } else if (m_kind == Kind::Effect) {
        result = lua::toValue(lua, -1, "The result");
    }
    return 0;
}

int EvaluateBody::begin(lua_State *lua)
{
    // An expression first, as consoles do; what does not parse so are statements.
    const std::string expression = "return " + m_source;
    if (luaL_loadbufferx(lua, expression.data(), expression.size(), "=eval", "t") == LUA_OK) {
        lua_settop(lua, 0);
        m_session.pushSourceChunk(lua, m_name, expression);
    } else {
        lua_settop(lua, 0);
        m_session.pushSourceChunk(lua, m_name, m_source);
    }
    lua_callk(lua, 0, 1, contextOf(this), lua::entryK<afterCall>);
    return afterCall(lua, LUA_OK, contextOf(this));
}

int EvaluateBody::afterCall(lua_State *lua, int /*status*/, lua_KContext self)
{
    auto &body = bodyOf<EvaluateBody>(lua, self);
    switch (lua_type(lua, -1)) {
    case LUA_TFUNCTION:
    case LUA_TTHREAD:
        sandbox::pushDisplay(lua, -1);
        break;
    default:
        break;
    }
    body.result = lua::toValue(lua, -1, "The result");
    return 0;
}

namespace {

/** The same with a result of its own. */
Result<void> taken(Task<Result<void>> task)
{
    task.start();
    if (!task.done())
        return Error(errc::cannotWaitHere, "A file waits for something while it is loaded.");
    return task.take();
}

} // namespace

Task<Result<Value>> LuaSession::runEffect(EffectCall call)
{
    EffectBody body(*this, EffectBody::Kind::Effect, call);
    Result<void> done = co_await execute(body);
    if (!done)
        co_return std::move(done).error();
    co_return std::move(body.result);
}

Task<Result<bool>> LuaSession::runPrecondition(EffectCall call)
{
    EffectBody body(*this, EffectBody::Kind::Precondition, call);
    Result<void> done = co_await execute(body);
    if (!done)
        co_return std::move(done).error();
    co_return body.holds;
}

Task<Result<void>> LuaSession::runValidation(EffectCall call)
{
    EffectBody body(*this, EffectBody::Kind::Validation, call);
    Result<void> done = co_await execute(body);
    co_return done;
}

Task<Result<Value>> LuaSession::evaluate(std::string chunkName, std::string source)
{
    EvaluateBody body(*this, std::move(chunkName), std::move(source));
    Result<void> done = co_await execute(body);
    if (!done)
        co_return std::move(done).error();
    co_return std::move(body.result);
}

Result<ValueObject> LuaSession::effectParams(const std::string &file)
{
    const Result<const ScriptSource::Text *> text = source(file);
    if (text && m_shared.pool->hasNoParams(file, *text.value()))
        return ValueObject();
    EffectCall call;
    call.file = file;
    EffectBody body(*this, EffectBody::Kind::ParamsOnly, call);
    SYNCLINE_CHECK(taken(execute(body)));
    if (text && (!body.result.isObject() || body.result.asObject().empty()))
        m_shared.pool->noteNoParams(file, *text.value());
    if (!body.result.isObject())
        return ValueObject{};
    return std::move(body.result.asObject());
}

} // namespace syncline
