#include "scripting/binding/ContextBinding.h"

#include "scripting/binding/Binding.h"
#include "scripting/binding/Modules.h"
#include "scripting/binding/RecordBinding.h"
#include "scripting/binding/Userdata.h"
#include "scripting/lua/LuaValue.h"
#include "scripting/runtime/LuaSession.h"

#include <array>
#include <iterator>

namespace syncline {

namespace {

/** `ctx` of one call. User value 1: the record's proxy; 2: a table of the other keys that were
 * read. */
class ContextHandle final : public Handle
{
public:
    static constexpr const char *typeName = "syncline.context";
    static void open(lua_State *lua);

    ContextHandle(LuaSession &owner, EffectCall &effectCall)
        : session(&owner),
          call(&effectCall)
    {
        owner.handles().add(*this);
    }
    void release() override { call = nullptr; }

    LuaSession *session;
    EffectCall *call;
    bool scopeRead = false;
};

/** `ctx.errors` of a validation. */
class ErrorsHandle final : public Handle
{
public:
    static constexpr const char *typeName = "syncline.errors";
    static void open(lua_State *lua);

    ErrorsHandle(LuaSession &session, ValidationErrors &validationErrors)
        : errors(&validationErrors)
    {
        session.handles().add(*this);
    }
    void release() override { errors = nullptr; }

    ValidationErrors *errors;
};

ValidationErrors &liveErrors(lua_State *lua)
{
    auto &handle = lua::checkObject<ErrorsHandle>(lua, 1);
    if (handle.errors == nullptr)
        lua::raiseStale("ctx.errors");
    return *handle.errors;
}

int addError(lua_State *lua)
{
    ValidationErrors &errors = liveErrors(lua);
    errors.items.emplace_back(lua::checkText(lua, 2), lua::checkText(lua, 3));
    return 0;
}

int hasNoErrors(lua_State *lua)
{
    lua_pushboolean(lua, liveErrors(lua).items.empty() ? 1 : 0);
    return 1;
}

int listErrors(lua_State *lua)
{
    ValueList list;
    for (const auto &[field, message] : liveErrors(lua).items)
        list.push_back(ValueObject{{"field", field}, {"message", message}});
    lua::pushValue(lua, std::move(list));
    return 1;
}

constexpr Binding errorMethods[] = {
    {"add", lua::entry<addError>, "ctx.errors:add(field: string, message: string): nil",
     "Says what is wrong with a field; the record is then not saved.", "",
     "ctx.errors:add(\"price\", \"must not be negative\")"},
    {"is_empty", lua::entry<hasNoErrors>, "ctx.errors:is_empty(): boolean",
     "Whether nothing was found so far.", "", "if ctx.errors:is_empty() then … end"},
    {"list", lua::entry<listErrors>, "ctx.errors:list(): table",
     "What was found so far: {{field =, message =}, …}.", "",
     "for _, item in ipairs(ctx.errors:list()) do print(item.field) end"},
};

void ErrorsHandle::open(lua_State *lua)
{
    lua::setMethods(lua, errorMethods);
}

/** Each pushes the value of one key. */
using KeyPusher = void (*)(lua_State *, ContextHandle &);

struct Key
{
    Binding binding;
    KeyPusher push;
};

constexpr Key keys[] = {
    {{"record", nullptr, "ctx.record: record", "Model actions: the loaded or new record.", "",
      "ctx.record.title = \"Blue\""},
     [](lua_State *lua, ContextHandle &context) {
         if (context.call->record)
             pushRecord(lua, *context.session, context.call->record);
         else
             lua_pushnil(lua);
     }},
    {{"params", nullptr, "ctx.params: table", "The incoming data, validated.", "",
      "if ctx.params.notify then … end"},
     [](lua_State *lua, ContextHandle &context) {
         lua::pushValue(lua, context.call->params.isNull() ? Value(ValueObject{})
                                                           : context.call->params);
     }},
    {{"api", nullptr, "ctx.api: api", "The project's API, as system admin.", "",
      "ctx.api.order.find_one(\"1\")"},
     [](lua_State *lua, ContextHandle &context) { context.session->pushGlobal(lua, "api"); }},
    {{"logger", nullptr, "ctx.logger: logger", "The run's log.", "", "ctx.logger.info(\"done\")"},
     [](lua_State *lua, ContextHandle &context) { context.session->pushGlobal(lua, "logger"); }},
    {{"config", nullptr, "ctx.config: table",
      "Environment variables: strings, nil when unset. Secret ones are readable here and shown "
      "nowhere.",
      "", "ctx.config.SHOP_TOKEN"},
     [](lua_State *lua, ContextHandle &context) { context.session->pushGlobal(lua, "config"); }},
    {{"model", nullptr, "ctx.model: table",
      "About the model: api_identifier, fields[name].{type, required, list, is}.", "",
      "ctx.model.fields.title.required"},
     [](lua_State *lua, ContextHandle &context) {
         if (context.call->model.empty())
             lua_pushnil(lua);
         else
             context.session->pushModelInfo(lua, context.call->model);
     }},
    {{"trigger", nullptr, "ctx.trigger: table", "What started the run: type and more by type.", "",
      "if ctx.trigger.type == \"webhook\" then … end"},
     [](lua_State *lua, ContextHandle &context) { lua::pushValue(lua, context.call->trigger); }},
    {{"scope", nullptr, "ctx.scope: table",
      "A table of plain data that all effects of one execution share.", "", "ctx.scope.total = 5"},
     [](lua_State *lua, ContextHandle &context) {
         context.scopeRead = true;
         const std::shared_ptr<Value> &scope = context.call->scope;
         lua::pushValue(lua, scope && scope->isObject() ? *scope : Value(ValueObject{}));
     }},
    {{"phase", nullptr, "ctx.phase: string",
      "\"precondition\", \"run\", \"success\", \"failure\" or \"validation\".", "", ""},
     [](lua_State *lua, ContextHandle &context) { lua::pushText(lua, context.call->phase); }},
    {{"run_id", nullptr, "ctx.run_id: string", "The id of the root run.", "", ""},
     [](lua_State *lua, ContextHandle &context) {
         lua::pushText(lua, toText(context.session->scope().runId()));
     }},
    {{"action", nullptr, "ctx.action: string", "The name of the action.", "", ""},
     [](lua_State *lua, ContextHandle &context) { lua::pushText(lua, context.call->action); }},
    {{"errors", nullptr, "ctx.errors: errors", "Validations: where to say what is wrong.", "",
      "ctx.errors:add(\"title\", \"is too short\")"},
     [](lua_State *lua, ContextHandle &context) {
         if (context.call->errors != nullptr)
             lua::pushObject<ErrorsHandle>(lua, 0, *context.session, *context.call->errors);
         else
             lua_pushnil(lua);
     }},
    {{"field", nullptr, "ctx.field: string", "Validations of one field: its name.", "", ""},
     [](lua_State *lua, ContextHandle &context) {
         if (context.call->field.empty())
             lua_pushnil(lua);
         else
             lua::pushText(lua, context.call->field);
     }},
    {{"error", nullptr, "ctx.error: table",
      "Failure effects: what the action failed with, {code =, message =}.", "",
      "logger.warn(ctx.error.message)"},
     [](lua_State *lua, ContextHandle &context) { lua::pushValue(lua, context.call->error); }},
};

const Key *findKey(std::string_view name)
{
    for (const Key &key : keys) {
        if (name == key.binding.name)
            return &key;
    }
    return nullptr;
}

ContextHandle &liveContext(lua_State *lua)
{
    auto &handle = lua::checkObject<ContextHandle>(lua, 1);
    if (handle.call == nullptr)
        lua::raiseStale("This ctx");
    return handle;
}

int index(lua_State *lua)
{
    ContextHandle &handle = liveContext(lua);
    const std::string_view name = lua::checkText(lua, 2);
    if (name == "record") {
        if (lua_getiuservalue(lua, 1, 1) != LUA_TNIL)
            return 1;
        keys[0].push(lua, handle);
        lua_pushvalue(lua, -1);
        lua_setiuservalue(lua, 1, 1);
        return 1;
    }
    if (lua_getiuservalue(lua, 1, 2) != LUA_TTABLE) {
        lua_pop(lua, 1);
        lua_newtable(lua);
        lua_pushvalue(lua, -1);
        lua_setiuservalue(lua, 1, 2);
    }
    lua_pushvalue(lua, 2);
    if (lua_rawget(lua, 3) != LUA_TNIL)
        return 1;
    const Key *key = findKey(name);
    if (key == nullptr)
        return 1; // nil
    key->push(lua, handle);
    lua_pushvalue(lua, 2);
    lua_pushvalue(lua, -2);
    lua_rawset(lua, 3);
    return 1;
}

int newIndex(lua_State *lua)
{
    throw lua::ScriptRaise(Error(errc::invalidInput,
                                 "ctx.%1 cannot be set; share data between effects with ctx.scope.",
                                 {std::string(lua::checkText(lua, 2))}));
}

void ContextHandle::open(lua_State *lua)
{
    constexpr luaL_Reg metamethods[] = {
        {"__index", lua::entry<index>}, {"__newindex", lua::entry<newIndex>}, {nullptr, nullptr}};
    luaL_setfuncs(lua, metamethods, 0);
}

constexpr auto keyBindings = [] {
    std::array<Binding, std::size(keys)> bindings{};
    for (std::size_t i = 0; i < bindings.size(); ++i)
        bindings[i] = keys[i].binding;
    return bindings;
}();

} // namespace

void pushContext(lua_State *lua, LuaSession &session, EffectCall &call)
{
    lua::pushObject<ContextHandle>(lua, 2, session, call);
}

void finishContext(lua_State *lua, int index)
{
    auto &handle = lua::checkObject<ContextHandle>(lua, index);
    if (handle.scopeRead && handle.call->scope) {
        lua_getiuservalue(lua, index, 2);
        lua_getfield(lua, -1, "scope");
        *handle.call->scope = lua::optionalObject(lua, -1, "ctx.scope");
        lua_pop(lua, 2);
    }
    handle.call = nullptr;
}

const Module contextModule{"ctx", Module::Kind::Keys,
                           "What an effect, precondition or validation gets as its argument.",
                           keyBindings, nullptr};
const Module errorsModule{"errors", Module::Kind::Class, "Where a validation says what is wrong.",
                          errorMethods, nullptr};

} // namespace syncline
