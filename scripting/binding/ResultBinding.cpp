#include "scripting/binding/ResultBinding.h"

#include "scripting/binding/Binding.h"
#include "scripting/binding/Modules.h"
#include "scripting/binding/RecordBinding.h"
#include "scripting/binding/Userdata.h"
#include "scripting/lua/LuaValue.h"
#include "scripting/runtime/LuaSession.h"
#include "scripting/task/Wait.h"

namespace syncline {

namespace {

/** What a list remembers of where it came from; behind the list's metatable, out of a script's
 * reach. */
class ListOrigin
{
public:
    static constexpr const char *typeName = "syncline.list";
    static void open(lua_State * /*lua*/) {}

    explicit ListOrigin(ApiRequest question)
        : request(std::move(question))
    {
    }
    ApiRequest request;
    bool hasNext = false;
    bool hasPrevious = false;
    std::string start;
    std::string end;
};

// The list's methods find the origin as their upvalue 1: metatable and methods belong to one list.
ListOrigin &originOf(lua_State *lua)
{
    return *static_cast<ListOrigin *>(lua_touserdata(lua, lua_upvalueindex(1)));
}

ApiRequest following(const ListOrigin &origin)
{
    ApiRequest request = origin.request;
    if (!request.options.isObject())
        request.options = ValueObject{};
    ValueObject &options = request.options.asObject();
    if (options.contains("last")) {
        options.set("first", options.at("last"));
        options.remove("last");
    }
    options.remove("before");
    options.set("after", origin.end);
    return request;
}

ApiRequest preceding(const ListOrigin &origin)
{
    ApiRequest request = origin.request;
    if (!request.options.isObject())
        request.options = ValueObject{};
    ValueObject &options = request.options.asObject();
    if (options.contains("first")) {
        options.set("last", options.at("first"));
        options.remove("first");
    } else if (!options.contains("last")) {
        options.set("last", 50);
    }
    options.remove("after");
    options.set("before", origin.start);
    return request;
}

int ask(lua_State *lua, ApiRequest request)
{
    LuaSession &session = LuaSession::of(lua);
    ApiRequest again = request;
    return awaitTask(lua, "reading a page", session.scope().api(std::move(request)),
                     [again = std::move(again)](lua_State *state, Result<ScriptResult> answer) {
                         return pushResult(state, std::move(answer), again);
                     });
}

int nextPage(lua_State *lua)
{
    const ListOrigin &origin = originOf(lua);
    if (!origin.hasNext)
        return 0;
    return ask(lua, following(origin));
}

int previousPage(lua_State *lua)
{
    const ListOrigin &origin = originOf(lua);
    if (!origin.hasPrevious)
        return 0;
    return ask(lua, preceding(origin));
}

// Upvalues of the iterator: 1 the list at hand, 2 the position in it.
int eachNext(lua_State *lua);

/** With the list at stack index 1, which may be nil: its first record, or the end. */
int eachFrom(lua_State *lua, int list)
{
    if (!lua_istable(lua, list))
        return 0;
    lua_pushvalue(lua, list);
    lua_replace(lua, lua_upvalueindex(1));
    lua_pushinteger(lua, 1);
    lua_replace(lua, lua_upvalueindex(2));
    lua_rawgeti(lua, list, 1);
    return 1;
}

int eachNextPage(lua_State *lua, int /*status*/, lua_KContext /*context*/)
{
    return eachFrom(lua, lua_gettop(lua));
}

int eachNext(lua_State *lua)
{
    const lua_Integer position = lua_tointeger(lua, lua_upvalueindex(2)) + 1;
    if (lua_rawgeti(lua, lua_upvalueindex(1), position) != LUA_TNIL) {
        lua_pushinteger(lua, position);
        lua_replace(lua, lua_upvalueindex(2));
        return 1;
    }
    lua_settop(lua, 0);
    lua_getfield(lua, lua_upvalueindex(1), "next_page");
    lua_pushvalue(lua, lua_upvalueindex(1));
    lua_callk(lua, 1, 1, 0, lua::entryK<eachNextPage>);
    return eachNextPage(lua, LUA_OK, 0);
}

int each(lua_State *lua)
{
    luaL_checktype(lua, 1, LUA_TTABLE);
    lua_settop(lua, 1);
    lua_pushinteger(lua, 0);
    lua_pushcclosure(lua, lua::entry<eachNext>, 2);
    return 1;
}

constexpr Binding methods[] = {
    {"next_page", lua::entry<nextPage>, "list:next_page(): list|nil",
     "The page after this one; nil when this is the last.", "", "local more = list:next_page()"},
    {"previous_page", lua::entry<previousPage>, "list:previous_page(): list|nil",
     "The page before this one; nil when this is the first.", "", ""},
    {"each", lua::entry<each>, "list:each(): fun(): record",
     "Walks over this page and all after it.", "",
     "for order in api.order.find_many():each() do print(order.id) end"},
    {"has_next_page", nullptr, "list.has_next_page: boolean", "Whether there is a page after.", "",
     ""},
    {"has_previous_page", nullptr, "list.has_previous_page: boolean",
     "Whether there is a page before.", "", ""},
    {"start_cursor", nullptr, "list.start_cursor: string", "Cursor of the first record.", "", ""},
    {"end_cursor", nullptr, "list.end_cursor: string", "Cursor of the last record.", "", ""},
};

void pushList(lua_State *lua, LuaSession &session, ScriptRecordList list, const ApiRequest &request)
{
    lua_createtable(lua, static_cast<int>(list.records.size()), 0);
    lua_Integer position = 0;
    for (ScriptRecordPtr &record : list.records) {
        pushRecord(lua, session, std::move(record));
        lua_rawseti(lua, -2, ++position);
    }
    lua_createtable(lua, 0, 2); // metatable
    lua_newtable(lua);          // its __index
    auto &origin = lua::pushObject<ListOrigin>(lua, 0, request);
    origin.hasNext = list.hasNextPage;
    origin.hasPrevious = list.hasPreviousPage;
    origin.start = std::move(list.startCursor);
    origin.end = std::move(list.endCursor);
    for (const Binding &method : methods) {
        if (method.function == nullptr)
            continue;
        lua_pushvalue(lua, -1);
        lua_pushcclosure(lua, method.function, 1);
        lua_setfield(lua, -3, method.name);
    }
    lua_pop(lua, 1);
    lua_pushboolean(lua, origin.hasNext ? 1 : 0);
    lua_setfield(lua, -2, "has_next_page");
    lua_pushboolean(lua, origin.hasPrevious ? 1 : 0);
    lua_setfield(lua, -2, "has_previous_page");
    lua::pushText(lua, origin.start);
    lua_setfield(lua, -2, "start_cursor");
    lua::pushText(lua, origin.end);
    lua_setfield(lua, -2, "end_cursor");
    lua_setfield(lua, -2, "__index");
    lua_pushboolean(lua, 0);
    lua_setfield(lua, -2, "__metatable");
    lua_setmetatable(lua, -2);
}

} // namespace

int pushResult(lua_State *lua, Result<ScriptResult> answer, const ApiRequest &request)
{
    LuaSession &session = LuaSession::of(lua);
    if (!answer)
        session.raise(lua, std::move(answer).error());
    ScriptResult &result = answer.value();
    if (const auto *value = std::get_if<Value>(&result))
        lua::pushValue(lua, *value);
    else if (auto *record = std::get_if<ScriptRecordPtr>(&result))
        pushRecord(lua, session, std::move(*record));
    else
        pushList(lua, session, std::move(std::get<ScriptRecordList>(result)), request);
    return 1;
}

const Module listModule{"list", Module::Kind::Class,
                        "A page of records: an array with cursors and ways to the other pages.",
                        methods, nullptr};

} // namespace syncline
