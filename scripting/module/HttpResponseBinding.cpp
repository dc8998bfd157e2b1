#include "scripting/module/HttpResponseBinding.h"

#include "core/base/TextSafe.h"
#include "core/net/Redaction.h"
#include "scripting/binding/Binding.h"
#include "scripting/binding/Modules.h"
#include "scripting/binding/Userdata.h"
#include "scripting/lua/LuaValue.h"
#include "scripting/lua/OutsideMemory.h"
#include "scripting/module/JsonModule.h"

#include <algorithm>
#include <cctype>

namespace syncline {

namespace {

/** A response; its body stays outside of Lua's memory until it is read. User value 1: its headers.
 */
class ResponseObject
{
public:
    static constexpr const char *typeName = "syncline.response";
    static void open(lua_State *lua);

    ResponseObject(HttpResponse httpResponse, const ResponseOrigin &responseOrigin)
        : response(std::move(httpResponse)),
          origin(responseOrigin)
    {
    }
    HttpResponse response;
    ResponseOrigin origin;
    json::Handle parsed;
};

std::string lower(std::string_view text)
{
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return out;
}

int findHeaderByName(lua_State *lua)
{
    lua::pushText(lua, lower(lua::checkText(lua, 2)));
    lua_rawget(lua, 1);
    return 1;
}

void pushHeaders(lua_State *lua, const HttpHeaders &headers)
{
    ValueObject all;
    for (const auto &[name, value] : headers) {
        const std::string key = lower(name);
        const std::string before = all.at(key).stringOr();
        all.set(key, before.empty() ? value : before + ", " + value);
    }
    lua::pushValue(lua, std::move(all));
    constexpr luaL_Reg metamethods[] = {{"__index", lua::entry<findHeaderByName>},
                                        {nullptr, nullptr}};
    lua::setClass(lua, "syncline.headers", metamethods);
}

/** What an answer is that should be JSON and is none, in one sentence. */
Error noJson(const ResponseObject &object, const Error &parseError)
{
    const std::string request = object.origin.method + " " + Redactor({}).url(object.origin.url);
    const std::string status = std::to_string(object.response.status);
    std::string_view body = object.response.body;
    while (!body.empty() && std::isspace(static_cast<unsigned char>(body.front())) != 0)
        body.remove_prefix(1);
    if (body.empty()) {
        return {errc::badJson,
                "%1 answered %2 with an empty body where JSON was expected.",
                {request, status}};
    }
    if (body.front() == '<') {
        return {errc::badJson,
                "%1 answered %2 with HTML or XML instead of JSON; the address is probably wrong, "
                "or a login page or proxy answered.",
                {request, status}};
    }
    Error error(errc::badJson, "%1 answered %2 with a body that is no valid JSON: %3",
                {request, status, parseError.message()});
    error.detail = text::displayLine(body, 300);
    return error;
}

int json(lua_State *lua)
{
    auto &object = lua::checkObject<ResponseObject>(lua, 1);
    if (!object.parsed.valid()) {
        Result<json::Handle> parsed = json::Handle::parse(object.response.body);
        if (!parsed)
            throw lua::ScriptRaise(noJson(object, parsed.error()));
        object.parsed = std::move(parsed).value();
        pushDocument(lua, object.parsed, object.response.body.size() * lua::parsedTimes);
        return 1;
    }
    pushJson(lua, object.parsed);
    return 1;
}

// Upvalues: 1 the response, 2 the position.
int nextLine(lua_State *lua)
{
    const auto &object = lua::checkObject<ResponseObject>(lua, lua_upvalueindex(1));
    const std::string_view body = object.response.body;
    const auto from = static_cast<std::size_t>(lua_tointeger(lua, lua_upvalueindex(2)));
    if (from >= body.size())
        return 0;
    const std::size_t end = std::min(body.find('\n', from), body.size());
    std::string_view line = body.substr(from, end - from);
    if (line.ends_with('\r'))
        line.remove_suffix(1);
    lua_pushinteger(lua, static_cast<lua_Integer>(end) + 1);
    lua_replace(lua, lua_upvalueindex(2));
    lua::pushText(lua, line);
    return 1;
}

int lines(lua_State *lua)
{
    lua::checkObject<ResponseObject>(lua, 1);
    lua_settop(lua, 1);
    lua_pushinteger(lua, 0);
    lua_pushcclosure(lua, lua::entry<nextLine>, 2);
    return 1;
}

constexpr Binding methods[] = {
    {"status", nullptr, "response.status: integer", "The HTTP status.", "",
     "if response.status == 404 then return end"},
    {"ok", nullptr, "response.ok: boolean", "Whether the status is 200 to 299.", "", ""},
    {"headers", nullptr, "response.headers: table",
     "The headers; upper and lower case are the same.", "", "response.headers[\"Date\"]"},
    {"body", nullptr, "response.body: string", "The bytes of the body.", "", ""},
    {"tries", nullptr, "response.tries: integer", "How often it was sent.", "", ""},
    {"json", lua::entry<json>, "response:json(): json", "The body as JSON, read in place.",
     "SYNC_BAD_JSON says what came instead",
     "for _, item in ipairs(response:json().items) do … end"},
    {"lines", lua::entry<lines>, "response:lines(): fun(): string",
     "Walks over the lines of the body.", "", "for line in response:lines() do … end"},
};

// Upvalue 1: the methods.
int index(lua_State *lua)
{
    auto &object = lua::checkObject<ResponseObject>(lua, 1);
    const std::string_view key = lua::checkText(lua, 2);
    if (key == "status") {
        lua_pushinteger(lua, object.response.status);
    } else if (key == "ok") {
        lua_pushboolean(lua, object.response.status >= 200 && object.response.status < 300);
    } else if (key == "body") {
        lua::pushText(lua, object.response.body);
    } else if (key == "tries") {
        lua_pushinteger(lua, object.response.tries);
    } else if (key == "headers") {
        if (lua_getiuservalue(lua, 1, 1) == LUA_TTABLE)
            return 1;
        pushHeaders(lua, object.response.headers);
        lua_pushvalue(lua, -1);
        lua_setiuservalue(lua, 1, 1);
    } else {
        lua_settop(lua, 2);
        lua_rawget(lua, lua_upvalueindex(1));
    }
    return 1;
}

void ResponseObject::open(lua_State *lua)
{
    lua_newtable(lua);
    for (const Binding &method : methods) {
        if (method.function == nullptr)
            continue;
        lua_pushcfunction(lua, method.function);
        lua_setfield(lua, -2, method.name);
    }
    lua_pushcclosure(lua, lua::entry<index>, 1);
    lua_setfield(lua, -2, "__index");
}

} // namespace

void pushResponse(lua_State *lua, HttpResponse response, const ResponseOrigin &origin)
{
    lua::noteOutside(lua, response.body.size());
    lua::pushObject<ResponseObject>(lua, 1, std::move(response), origin);
}

const Module responseModule{"response", Module::Kind::Class, "The answer to a request.", methods,
                            nullptr};

} // namespace syncline
