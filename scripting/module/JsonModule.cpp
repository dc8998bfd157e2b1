#include "scripting/module/JsonModule.h"

#include "scripting/binding/Binding.h"
#include "scripting/binding/Modules.h"
#include "scripting/binding/Userdata.h"
#include "scripting/lua/LuaValue.h"
#include "scripting/lua/OutsideMemory.h"
#include "scripting/module/JsonShaping.h"

#include <vector>

namespace syncline {

namespace {

/** A JSON document, or a part of one, that is read in place. */
class JsonHandle
{
public:
    static constexpr const char *typeName = "syncline.json";
    static void open(lua_State *lua);

    explicit JsonHandle(json::Handle jsonHandle)
        : handle(std::move(jsonHandle))
    {
    }

    /** Items are found from the front, so positions are kept once they are asked for. */
    const std::vector<json::Handle> &items()
    {
        if (!m_hasItems) {
            m_hasItems = true;
            m_items.reserve(handle.size());
            handle.eachItem([this](const json::Handle &item) {
                m_items.push_back(item);
                return true;
            });
        }
        return m_items;
    }

    const json::Handle handle;

private:
    std::vector<json::Handle> m_items;
    bool m_hasItems = false;
};

/** pairs() over a handle. */
class JsonIterator
{
public:
    static constexpr const char *typeName = "syncline.json.iterator";
    static void open(lua_State * /*lua*/) {}

    std::vector<std::pair<std::string, json::Handle>> members;
    std::size_t next = 0;
};

int encode(lua_State *lua)
{
    luaL_checkany(lua, 1);
    const ValueObject options = lua::optionalObject(lua, 2, "options");
    const json::Layout layout =
        options.at("indent").boolOr() ? json::Layout::Indented : json::Layout::Compact;
    lua::pushText(lua, json::write(lua::toValue(lua, 1, "The value"), layout));
    return 1;
}

int decode(lua_State *lua)
{
    Result<Value> value = json::parse(lua::checkText(lua, 1));
    if (!value)
        throw lua::ScriptRaise(std::move(value).error());
    lua::pushItem(lua, value.value());
    return 1;
}

int lazy(lua_State *lua)
{
    const std::string_view text = lua::checkText(lua, 1);
    Result<json::Handle> handle = json::Handle::parse(std::string(text));
    if (!handle)
        throw lua::ScriptRaise(std::move(handle).error());
    pushDocument(lua, handle.value(), text.size() * lua::parsedTimes);
    return 1;
}

int array(lua_State *lua)
{
    if (lua_isnoneornil(lua, 1)) {
        lua_settop(lua, 0);
        lua_newtable(lua);
    }
    luaL_checktype(lua, 1, LUA_TTABLE);
    lua_settop(lua, 1);
    lua::markArray(lua);
    return 1;
}

constexpr Binding bindings[] = {
    {"encode", lua::entry<encode>, "json.encode(value: any, options?: table): string",
     "JSON text of a value; { indent = true } over several lines. An empty table is {}; "
     "json.array{} is [].",
     "SYNC_INVALID_INPUT: functions, cycles, mixed keys", "json.encode{ a = 1, b = json.null }"},
    {"decode", lua::entry<decode>, "json.decode(text: string): any",
     "The value of a JSON text; null inside is json.null.", "SYNC_BAD_JSON with line and column",
     "local order = json.decode(text)"},
    {"lazy", lua::entry<lazy>, "json.lazy(text: string): json",
     "Parses once and reads in place: for large texts. Index, pairs, ipairs and # work; "
     ":to_table() makes a table.",
     "SYNC_BAD_JSON", "for _, item in ipairs(json.lazy(text).items) do … end"},
    {"array", lua::entry<array>, "json.array(list?: table): table",
     "Marks a table as a list, so that it stays one when empty.", "", "tags = json.array{}"},
    {"collect", lua::entry<collectJson>, "json.collect(documents: json|table, path: string): json",
     "One list of all items of the lists at this path of each document: the variants of all "
     "products.",
     "", "ctx.models.Variant:insert(json.collect(body.products, \"variants\"))"},
    {"numbers", lua::entry<numbersOfJson>,
     "json.numbers(documents: json|table, names: table): json",
     "A copy in which these members are numbers where they are texts of numbers: for APIs that "
     "send "
     "prices as text.",
     "SYNC_INVALID_INPUT", "json.numbers(body.products, { \"price\" })"},
    {"null", nullptr, "json.null: null", "JSON's null, also as the global null.", "",
     "if value == json.null then … end"},
};

void addNull(lua_State *lua)
{
    lua::pushNull(lua);
    lua_setfield(lua, -2, "null");
}

int toTable(lua_State *lua)
{
    lua::pushItem(lua, lua::checkObject<JsonHandle>(lua, 1).handle.toValue());
    return 1;
}

constexpr Binding methods[] = {
    {"to_table", lua::entry<toTable>, "json:to_table(): table", "A plain table of the whole value.",
     "", "local order = body.order:to_table()"},
};

// Upvalue 1: the methods.
int index(lua_State *lua)
{
    auto &object = lua::checkObject<JsonHandle>(lua, 1);
    if (lua_isinteger(lua, 2) != 0) {
        const lua_Integer position = lua_tointeger(lua, 2);
        const auto &items = object.items();
        if (position < 1 || static_cast<std::size_t>(position) > items.size())
            return 0;
        pushJson(lua, items[static_cast<std::size_t>(position) - 1]);
        return 1;
    }
    if (const auto member = object.handle.member(lua::textAt(lua, 2))) {
        pushJson(lua, *member);
        return 1;
    }
    lua_settop(lua, 2);
    lua_rawget(lua, lua_upvalueindex(1));
    return 1;
}

int length(lua_State *lua)
{
    const auto &object = lua::checkObject<JsonHandle>(lua, 1);
    lua_pushinteger(lua, static_cast<lua_Integer>(object.handle.size()));
    return 1;
}

int nextMember(lua_State *lua)
{
    auto &iterator = lua::checkObject<JsonIterator>(lua, 1);
    if (iterator.next >= iterator.members.size())
        return 0;
    const auto &[key, value] = iterator.members[iterator.next++];
    lua::pushText(lua, key);
    pushJson(lua, value);
    return 2;
}

int nextItem(lua_State *lua)
{
    lua_settop(lua, 2);
    const lua_Integer position = lua_tointeger(lua, 2) + 1;
    lua_pushinteger(lua, position);
    lua_replace(lua, 2);
    const auto &items = lua::checkObject<JsonHandle>(lua, 1).items();
    if (static_cast<std::size_t>(position) > items.size())
        return 0;
    pushJson(lua, items[static_cast<std::size_t>(position) - 1]);
    return 2;
}

int pairs(lua_State *lua)
{
    const auto &object = lua::checkObject<JsonHandle>(lua, 1);
    if (object.handle.kind() == Value::Kind::List) {
        lua_pushcfunction(lua, lua::entry<nextItem>);
        lua_pushvalue(lua, 1);
        lua_pushinteger(lua, 0);
        return 3;
    }
    lua_pushcfunction(lua, lua::entry<nextMember>);
    auto &iterator = lua::pushObject<JsonIterator>(lua, 0);
    object.handle.eachMember([&iterator](std::string_view key, const json::Handle &value) {
        iterator.members.emplace_back(std::string(key), value);
        return true;
    });
    return 2;
}

int toText(lua_State *lua)
{
    lua::pushText(lua, lua::checkObject<JsonHandle>(lua, 1).handle.toJson());
    return 1;
}

Value asValue(lua_State *lua, int index, lua::ValueUse /*use*/)
{
    return lua::checkObject<JsonHandle>(lua, index).handle.toValue();
}

constexpr lua::ValueConverter converter{asValue};

void JsonHandle::open(lua_State *lua)
{
    lua_newtable(lua);
    for (const Binding &method : methods) {
        lua_pushcfunction(lua, method.function);
        lua_setfield(lua, -2, method.name);
    }
    lua_pushcclosure(lua, lua::entry<index>, 1);
    lua_setfield(lua, -2, "__index");
    constexpr luaL_Reg metamethods[] = {{"__len", lua::entry<length>},
                                        {"__pairs", lua::entry<pairs>},
                                        {"__tostring", lua::entry<toText>},
                                        {nullptr, nullptr}};
    luaL_setfuncs(lua, metamethods, 0);
    lua::setConverter(lua, converter);
}

} // namespace

void pushJson(lua_State *lua, const json::Handle &handle)
{
    switch (handle.kind()) {
    case Value::Kind::List:
    case Value::Kind::Object:
        lua::pushObject<JsonHandle>(lua, 0, handle);
        break;
    default:
        lua::pushItem(lua, handle.toValue());
        break;
    }
}

void pushDocument(lua_State *lua, const json::Handle &handle, std::size_t size)
{
    lua::noteOutside(lua, size);
    pushJson(lua, handle);
}

const json::Handle *findJson(lua_State *lua, int index)
{
    const auto *object = lua::testObject<JsonHandle>(lua, index);
    return object != nullptr ? &object->handle : nullptr;
}

const Module jsonModule{"json", Module::Kind::Library, "JSON text and lazy JSON documents.",
                        bindings, addNull};
const Module jsonHandleModule{"json handle", Module::Kind::Class,
                              "A JSON document that is read in place.", methods, nullptr};

} // namespace syncline
