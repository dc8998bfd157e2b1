#include "scripting/binding/ApiBinding.h"

#include "scripting/binding/Binding.h"
#include "scripting/binding/Modules.h"
#include "scripting/binding/RecordBinding.h"
#include "scripting/binding/ResultBinding.h"
#include "scripting/binding/Userdata.h"
#include "scripting/lua/LuaValue.h"
#include "scripting/runtime/LuaSession.h"
#include "scripting/task/Wait.h"

namespace syncline {

namespace {

constexpr const char *apiType = "syncline.api";
constexpr const char *modelType = "syncline.api.model";

std::string idAt(lua_State *lua, int index)
{
    if (const ScriptRecordPtr record = findRecord(lua, index)) {
        const Result<Value> id = record->get("id");
        return id && id->isString() ? id->asString() : std::string();
    }
    if (lua_isinteger(lua, index) != 0)
        return std::to_string(lua_tointeger(lua, index));
    if (lua_type(lua, index) == LUA_TSTRING)
        return std::string(lua::textAt(lua, index));
    throw lua::ScriptRaise(Error(errc::invalidInput,
                                 "An id is a string, a whole number or a record, not a %1.",
                                 {luaL_typename(lua, index)}));
}

void makeList(Value &value)
{
    if (value.isObject() && value.asObject().empty())
        value = ValueList{};
}

void readLists(LuaSession &session, const std::string &model, ValueObject &input);

/** What an input asks of a relationship: a verb with fields of the other model, or a list of them.
 */
void readNestedLists(LuaSession &session, const std::string &model, Value &value)
{
    if (value.isList()) {
        for (Value &item : value.asList())
            readNestedLists(session, model, item);
    }
    if (!value.isObject())
        return;
    for (auto &[verb, given] : value.asObject()) {
        Value *values = given.isObject() ? given.asObject().find("values") : nullptr;
        if (verb != "_converge" && given.isObject())
            readLists(session, model, given.asObject());
        if (verb != "_converge" || values == nullptr)
            continue;
        makeList(*values);
        for (std::size_t i = 0; values->isList() && i < values->asList().size(); ++i) {
            if (values->asList()[i].isObject())
                readLists(session, model, values->asList()[i].asObject());
        }
    }
}

/** An empty table says nothing about its kind; the field does. */
void readLists(LuaSession &session, const std::string &model, ValueObject &input)
{
    const ModelFields &fields = session.modelFields(model);
    for (auto &[name, value] : input) {
        if (const ModelFields::Relation *relation = fields.relation(name))
            readNestedLists(session, relation->model, value);
        else if (fields.isList(name))
            makeList(value);
        else if (name == model && value.isObject())
            readLists(session, model, value.asObject());
    }
}

ValueObject inputAt(lua_State *lua, int index, const std::string &model)
{
    ValueObject input = lua::optionalObject(lua, index, model, lua::ValueUse::Input);
    readLists(LuaSession::of(lua), model, input);
    return input;
}

int call(lua_State *lua, const std::string &what, ApiRequest request)
{
    LuaSession &session = LuaSession::of(lua);
    ApiRequest again;
    if (request.operation == "find_many")
        again = request;
    return awaitTask(lua, what.c_str(), session.scope().api(std::move(request)),
                     [again = std::move(again)](lua_State *state, Result<ScriptResult> answer) {
                         return pushResult(state, std::move(answer), again);
                     });
}

void readFindArguments(lua_State *lua, ApiRequest &request)
{
    const std::string_view name = request.operation;
    if (name.ends_with("find_one")) {
        request.id = idAt(lua, 1);
        request.options = lua::optionalObject(lua, 2, "options");
    } else if (name.ends_with("find_by")) {
        request.options =
            ValueObject{{"field", lua::checkText(lua, 1)},
                        {"value", lua::toValue(lua, 2, "value", lua::ValueUse::Input)}};
    } else {
        request.options = lua::optionalObject(lua, 1, "options", lua::ValueUse::Input);
    }
}

void readArguments(lua_State *lua, ApiRequest &request)
{
    const std::string_view name = request.operation;
    if (name.starts_with("find_") || name.starts_with("maybe_find_") || name == "count") {
        readFindArguments(lua, request);
    } else if (name == "create" || name == "upsert") {
        request.input = inputAt(lua, 1, request.model);
        request.options = lua::optionalObject(lua, 2, "options");
    } else if (lua_istable(lua, 1) && lua_isnoneornil(lua, 2)) {
        request.input = inputAt(lua, 1, request.model);
    } else {
        request.id = idAt(lua, 1);
        request.input = inputAt(lua, 2, request.model);
        request.options = lua::optionalObject(lua, 3, "options");
    }
}

// Upvalues: 1 model, 2 operation, 3 internal.
int callModel(lua_State *lua)
{
    ApiRequest request;
    request.model = lua::textAt(lua, lua_upvalueindex(1));
    request.operation = lua::textAt(lua, lua_upvalueindex(2));
    request.internal = lua_toboolean(lua, lua_upvalueindex(3)) != 0;
    readArguments(lua, request);
    const std::string what = "api." + request.model + "." + request.operation;
    return call(lua, what, std::move(request));
}

// Upvalue 1: the action.
int callGlobal(lua_State *lua)
{
    ApiRequest request;
    request.operation = lua::textAt(lua, lua_upvalueindex(1));
    request.input = lua::optionalObject(lua, 1, "params", lua::ValueUse::Input);
    const std::string what = "api." + request.operation;
    return call(lua, what, std::move(request));
}

constexpr const char *readOperations[] = {"find_one",  "maybe_find_one",   "find_first",
                                          "find_many", "maybe_find_first", "find_by",
                                          "count",     "maybe_find_by"};
constexpr const char *writeOperations[] = {"create", "update", "delete", "upsert"};

template <std::size_t Count>
bool isOneOf(std::string_view name, const char *const (&names)[Count])
{
    for (const char *candidate : names) {
        if (name == candidate)
            return true;
    }
    return false;
}

bool hasOperation(LuaSession &session, const std::string &model, const std::string &name,
                  bool internal)
{
    if (isOneOf(name, readOperations))
        return true;
    if (internal)
        return isOneOf(name, writeOperations) || name == "delete_many" || name == "bulk_create";
    return name == "upsert" || session.scope().hasAction(model + "." + name);
}

/** Keeps the value on the top in the table at 1 under the key at 2: it is made once per run. */
int keepMember(lua_State *lua)
{
    lua_pushvalue(lua, 2);
    lua_pushvalue(lua, -2);
    lua_rawset(lua, 1);
    return 1;
}

// Upvalues: 1 model, 2 internal.
int indexModel(lua_State *lua)
{
    const std::string model(lua::textAt(lua, lua_upvalueindex(1)));
    const bool internal = lua_toboolean(lua, lua_upvalueindex(2)) != 0;
    const std::string name(lua::checkText(lua, 2));
    if (!hasOperation(LuaSession::of(lua), model, name, internal)) {
        throw lua::ScriptRaise(Error(errc::notFound, "The model %1 has no action \"%2\".",
                                     {(internal ? "api.internal." : "") + model, name}));
    }
    lua::pushText(lua, model);
    lua::pushText(lua, name);
    lua_pushboolean(lua, internal ? 1 : 0);
    lua_pushcclosure(lua, lua::entry<callModel>, 3);
    return keepMember(lua);
}

int refuseSetting(lua_State *lua)
{
    return luaL_error(lua, "api cannot be changed");
}

/** Pushes a table whose members come from @p index, a closure's function, with the upvalues on the
 * top. */
void pushIndexed(lua_State *lua, lua_CFunction index, int upvalues)
{
    lua_pushcclosure(lua, index, upvalues);
    lua_newtable(lua);
    lua_insert(lua, -2);
    lua_createtable(lua, 0, 3);
    lua_insert(lua, -2);
    lua_setfield(lua, -2, "__index");
    lua_pushcfunction(lua, refuseSetting);
    lua_setfield(lua, -2, "__newindex");
    lua_pushboolean(lua, 0);
    lua_setfield(lua, -2, "__metatable");
    lua_setmetatable(lua, -2);
}

void pushModel(lua_State *lua, const std::string &model, bool internal)
{
    lua::pushText(lua, model);
    lua_pushboolean(lua, internal ? 1 : 0);
    pushIndexed(lua, lua::entry<indexModel>, 2);
}

int indexInternal(lua_State *lua)
{
    const std::string name(lua::checkText(lua, 2));
    if (!LuaSession::of(lua).scope().hasModel(name))
        throw lua::ScriptRaise(Error(errc::notFound, "The project has no model \"%1\".", {name}));
    pushModel(lua, name, true);
    return keepMember(lua);
}

int view(lua_State *lua)
{
    ApiRequest request;
    request.operation = "view";
    request.id = lua::checkText(lua, 1);
    request.input = lua::optionalObject(lua, 2, "params", lua::ValueUse::Input);
    return call(lua, "api.view", std::move(request));
}

int finishTransaction(lua_State *lua, int status, lua_KContext /*context*/)
{
    StateContext &context = StateContext::of(lua);
    context.throwIfStopped();
    if (status == LUA_ERRMEM)
        context.stopForMemory();
    const bool good = status == LUA_OK || status == LUA_YIELD;
    return awaitTask(lua, "api.transaction", LuaSession::of(lua).scope().endTransaction(good),
                     [good](lua_State *state, Result<void> ended) {
                         if (!good)
                             return lua_error(state);
                         if (!ended)
                             LuaSession::of(state).raise(state, std::move(ended).error());
                         return lua_gettop(state);
                     });
}

int transaction(lua_State *lua)
{
    luaL_checktype(lua, 1, LUA_TFUNCTION);
    lua_settop(lua, 1);
    return awaitTask(lua, "api.transaction", LuaSession::of(lua).scope().beginTransaction(),
                     [](lua_State *state, Result<void> begun) {
                         if (!begun)
                             LuaSession::of(state).raise(state, std::move(begun).error());
                         const int status = lua_pcallk(state, 0, LUA_MULTRET, 0, 0,
                                                       lua::entryK<finishTransaction>);
                         return finishTransaction(state, status, 0);
                     });
}

int indexApi(lua_State *lua)
{
    LuaSession &session = LuaSession::of(lua);
    const std::string name(lua::checkText(lua, 2));
    if (session.scope().hasModel(name)) {
        pushModel(lua, name, false);
        return keepMember(lua);
    }
    if (session.scope().hasAction(name)) {
        lua::pushText(lua, name);
        lua_pushcclosure(lua, lua::entry<callGlobal>, 1);
        return keepMember(lua);
    }
    throw lua::ScriptRaise(
        Error(errc::notFound, "The project has no model and no global action \"%1\".", {name}));
}

constexpr Binding bindings[] = {
    {"<model>.find_one", nullptr, "api.<model>.find_one(id: string|integer): record",
     "The record with this id.", "GGT_RECORD_NOT_FOUND",
     "local order = api.order.find_one(\"12\")"},
    {"<model>.maybe_find_one", nullptr,
     "api.<model>.maybe_find_one(id: string|integer): record|nil",
     "The record with this id, or nil.", "", ""},
    {"<model>.find_first", nullptr, "api.<model>.find_first(options?: table): record",
     "The first match of { filter =, sort =, search =, saved =, select = }.",
     "GGT_RECORD_NOT_FOUND", "api.order.find_first{ filter = { price = { greaterThan = 5 } } }"},
    {"<model>.maybe_find_first", nullptr,
     "api.<model>.maybe_find_first(options?: table): record|nil", "The same, or nil.", "", ""},
    {"<model>.find_many", nullptr, "api.<model>.find_many(options?: table): list",
     "A page of matches: { filter =, sort =, search =, saved =, first =, after =, last =, "
     "before =, select = }; 50 unless told, at most 250.",
     "GGT_INVALID_QUERY_INPUT",
     "for order in api.order.find_many{ sort = { price = \"Descending\" } }:each() do … end"},
    {"<model>.find_by", nullptr, "api.<model>.find_by(field: string, value: any): record",
     "The one record whose field has this value.", "GGT_RECORD_NOT_FOUND, GGT_NON_UNIQUE_DATA",
     "api.customer.find_by(\"email\", \"a@example.com\")"},
    {"<model>.maybe_find_by", nullptr,
     "api.<model>.maybe_find_by(field: string, value: any): record|nil", "The same, or nil.",
     "GGT_NON_UNIQUE_DATA", ""},
    {"<model>.count", nullptr, "api.<model>.count(options?: table): integer",
     "How many records match { filter =, search =, saved = }.", "", "api.order.count()"},
    {"<model>.create", nullptr, "api.<model>.create(fields: table): record",
     "Runs the model's create action. A relationship takes _link, or actions of the other model, "
     "which run in the same transaction: create, update, delete, custom ones, and of lists _link, "
     "_unlink and _converge (the help page Relationships has them all).",
     "GGT_INVALID_RECORD, GGT_PRECONDITION_FAILED",
     "api.order.create{ customer = { _link = \"5\" }, lines = { { create = { sku = \"a\" } } } }"},
    {"<model>.update", nullptr, "api.<model>.update(id: string|integer, fields: table): record",
     "Runs the model's update action; relationships as with create.",
     "GGT_RECORD_NOT_FOUND, GGT_INVALID_RECORD",
     "api.order.update(order.id, { lines = { _converge = { values = { { id = \"7\", sku = \"b\" } "
     "} "
     "} } })"},
    {"<model>.delete", nullptr, "api.<model>.delete(id: string|integer): nil",
     "Runs the model's delete action, and those of the records that go with it.",
     "GGT_RECORD_NOT_FOUND, SYNC_DEPENDENT_RECORDS", "api.order.delete(\"12\")"},
    {"<model>.upsert", nullptr, "api.<model>.upsert(fields: table, options?: table): record",
     "Updates the record that has the same values in the fields of `on`, else creates one.",
     "GGT_INVALID_RECORD", "api.customer.upsert({ email = e, name = n }, { on = { \"email\" } })"},
    {"<model>.<action>", nullptr, "api.<model>.<action>(id: string|integer, params?: table): any",
     "Runs a custom action of the model.", "what the action raises",
     "api.order.publish(order.id, { notify = true })"},
    {"<action>", nullptr, "api.<action>(params?: table): any",
     "Runs a global action; gives its result.", "what the action raises",
     "api.flipAll{ why = \"test\" }"},
    {"internal", nullptr, "api.internal.<model>.<operation>(...): any",
     "The same names without actions, validations and permissions. Relationships take _link only, "
     "and a deletion takes nothing along.",
     "", "api.internal.order.update(id, { stock = 4 })"},
    {"transaction", lua::entry<transaction>, "api.transaction(run: fun(): any): any",
     "All that the function writes is kept, or nothing when it raises.",
     "GGT_TRANSACTION_TIMEOUT after 5 s", "api.transaction(function() … end)"},
    {"view", lua::entry<view>, "api.view(name: string, params?: table): table",
     "The rows of a view of the project, each a table by column; what is committed, not what this "
     "run is about to write.",
     "SYNC_NOT_FOUND, SYNC_TIMEOUT after 10 s, GGT_GELLY_RESULT_TRUNCATED for more than 10,000 "
     "rows",
     "for _, row in ipairs(api.view(\"lowStock\", { below = 5 })) do … end"},
};

} // namespace

void pushApi(lua_State *lua)
{
    pushIndexed(lua, lua::entry<indexApi>, 0);
    lua_pushliteral(lua, "transaction");
    lua_pushcfunction(lua, lua::entry<transaction>);
    lua_rawset(lua, -3);
    lua_pushliteral(lua, "view");
    lua_pushcfunction(lua, lua::entry<view>);
    lua_rawset(lua, -3);
    lua_pushliteral(lua, "internal");
    pushIndexed(lua, lua::entry<indexInternal>, 0);
    lua_rawset(lua, -3);
}

const Module apiModule{"api", Module::Kind::Keys, "The project's models and actions.", bindings,
                       nullptr};

} // namespace syncline
