#include "scripting/connector/NativeModule.h"
#include "scripting/binding/Binding.h"
#include "scripting/binding/Modules.h"
#include "scripting/connector/RateLimiters.h"
#include "scripting/lua/LuaValue.h"
#include "scripting/module/HttpModule.h"
#include "scripting/module/JsonModule.h"
#include "scripting/runtime/LuaSession.h"
#include "scripting/task/Wait.h"

/** What resources/lua/connector.lua stands on: the sync's scope, as functions. */
namespace syncline {

namespace {

SyncScope &syncOf(lua_State *lua)
{
    SyncScope *scope = LuaSession::of(lua).syncScope();
    if (scope == nullptr) {
        throw lua::ScriptRaise(
            Error(errc::invalidInput, "This is only available in the functions of a connector."));
    }
    return *scope;
}

int finish(lua_State *lua, Result<void> done)
{
    if (!done)
        LuaSession::of(lua).raise(lua, std::move(done).error());
    return 0;
}

json::Handle documentsAt(lua_State *lua, int index)
{
    if (const json::Handle *handle = findJson(lua, index))
        return *handle;
    Value value = lua::toValue(lua, index, "The documents");
    if (value.isObject() && value.asObject().empty())
        value = ValueList{}; // {} says nothing of its kind; an object without an id is none
    if (value.isList())
        std::erase_if(value.asList(), [](const Value &item) { return item.isNull(); });
    return json::Handle::fromValue(std::move(value));
}

int insert(lua_State *lua)
{
    std::string document(lua::checkText(lua, 1));
    json::Handle documents = documentsAt(lua, 2);
    const Value::Kind kind = documents.kind();
    if (kind == Value::Kind::Null || (kind == Value::Kind::List && documents.size() == 0))
        return 0;
    return awaitTask(lua, "insert", syncOf(lua).insert(std::move(document), std::move(documents)),
                     finish);
}

std::string idText(const Value &id)
{
    if (id.isString() && !id.asString().empty())
        return id.asString();
    if (id.isInt())
        return std::to_string(id.asInt());
    throw lua::ScriptRaise(Error(errc::invalidInput,
                                 "delete: an id is a string or a whole number, not a %1.",
                                 {std::string(id.kindName())}));
}

int remove(lua_State *lua)
{
    std::string document(lua::checkText(lua, 1));
    const Value ids = lua::toValue(lua, 2, "The ids");
    std::vector<std::string> texts;
    if (ids.isList()) {
        for (const Value &id : ids.asList())
            texts.push_back(idText(id));
    } else if (!(ids.isObject() && ids.asObject().empty())) {
        texts.push_back(idText(ids));
    }
    if (texts.empty())
        return 0;
    return awaitTask(lua, "delete", syncOf(lua).remove(std::move(document), std::move(texts)),
                     finish);
}

int checkpoint(lua_State *lua)
{
    Value state = lua::toValue(lua, 1, "The checkpoint");
    return awaitTask(lua, "checkpoint", syncOf(lua).checkpoint(std::move(state)), finish);
}

int progress(lua_State *lua)
{
    syncOf(lua).progress(lua::optionalObject(lua, 1, "progress"));
    return 0;
}

int models(lua_State *lua)
{
    ValueList list;
    for (const SyncScope::ModelInfo &model : syncOf(lua).models()) {
        list.push_back(ValueObject{
            {"document", model.document}, {"model", model.model}, {"fields", model.fields}});
    }
    lua::pushValue(lua, std::move(list));
    return 1;
}

int cacheGet(lua_State *lua)
{
    lua::pushValue(lua, syncOf(lua).cacheGet(lua::checkText(lua, 1)));
    return 1;
}

int cacheSet(lua_State *lua)
{
    const std::string key(lua::checkText(lua, 1));
    syncOf(lua).cacheSet(key, lua::toValue(lua, 2, "cache." + key));
    return 0;
}

int cancelled(lua_State *lua)
{
    const bool stopped = LuaSession::of(lua).scope().stopToken().stop_requested();
    lua_pushboolean(lua, stopped ? 1 : 0);
    return 1;
}

/** native.request(request, {base, auth, rate_limit, options}) */
int request(lua_State *lua)
{
    const ValueObject options = lua::optionalObject(lua, 1, "request");
    const ValueObject connection = lua::optionalObject(lua, 2, "connection");
    LuaSession &session = LuaSession::of(lua);
    RequestExtras extras;
    extras.auth = connection.at("auth");
    extras.base = connection.at("base").stringOr();
    if (connection.at("options").isObject())
        extras.options = connection.at("options").asObject();
    const std::string name =
        session.syncScope() != nullptr ? session.syncScope()->connectionName() : std::string();
    Result<std::shared_ptr<RateLimiter>> limiter =
        session.limiters().find(name, connection.at("rate_limit"), *session.services().clock);
    if (!limiter)
        throw lua::ScriptRaise(std::move(limiter).error());
    extras.limiter = std::move(limiter).value();
    return performRequest(lua, options, extras);
}

void setField(lua_State *lua, const char *key, const Value &value)
{
    lua::pushValue(lua, value);
    lua_setfield(lua, -2, key);
}

int syncInfo(lua_State *lua)
{
    const SyncScope &scope = syncOf(lua);
    lua_newtable(lua);
    setField(lua, "connection", scope.connectionName());
    setField(lua, "is_initial_sync", scope.isInitialSync());
    setField(lua, "mode", scope.mode());
    if (const auto since = scope.since())
        setField(lua, "since", *since);
    setField(lua, "resume", scope.resume());
    setField(lua, "webhook_body", scope.webhookBody());
    return 1;
}

constexpr luaL_Reg functions[] = {{"insert", lua::entry<insert>},
                                  {"delete", lua::entry<remove>},
                                  {"checkpoint", lua::entry<checkpoint>},
                                  {"progress", lua::entry<progress>},
                                  {"models", lua::entry<models>},
                                  {"cache_get", lua::entry<cacheGet>},
                                  {"cache_set", lua::entry<cacheSet>},
                                  {"cancelled", lua::entry<cancelled>},
                                  {"request", lua::entry<request>},
                                  {"sync_info", lua::entry<syncInfo>},
                                  {nullptr, nullptr}};

constexpr const char *syncErrors = "what core refuses; a bad document is set aside, no error";

constexpr Binding kitBindings[] = {
    {"info", nullptr, "connector.info(info: table): nil",
     "What the connector is: { kind =, title =, summary =, icon =, docs =, delta_sync = }. Without "
     "delta_sync every complete sync removes what was not inserted again.",
     "SYNC_INVALID_CONNECTOR", "connector.info { kind = \"acme\", title = \"Acme\" }"},
    {"options", nullptr, "connector.options(options: table): nil",
     "The form that people fill in: a list of { name =, type = string|number|boolean|enum|list|"
     "object|file|folder, label =, help =, group =, placeholder =, secret =, optional =, default "
     "=, "
     "min =, max =, values = }.",
     "SYNC_INVALID_CONNECTOR",
     "connector.options { { name = \"apiToken\", label = \"API token\", secret = true } }"},
    {"auth", nullptr, "connector.auth(auth: table|function): nil",
     "How requests say who they are: { kind = \"bearer\", token = } | { kind = \"basic\", username "
     "=, password = } | { kind = \"api_key\", key =, header = | query = } | { kind = \"none\" }, "
     "with "
     "names of options; or a function(options) that returns one.",
     "SYNC_INVALID_CONNECTOR", "connector.auth { kind = \"bearer\", token = \"apiToken\" }"},
    {"rate_limit", nullptr, "connector.rate_limit(limit: table|function): nil",
     "{ kind = \"fixed\", requests =, seconds = }: evenly spaced; { kind = \"leaky_bucket\", "
     "header "
     "=, leak = }: the header says used/size, `leak` a second drain.",
     "SYNC_INVALID_CONNECTOR",
     "connector.rate_limit { kind = \"fixed\", requests = 40, seconds = 60 }"},
    {"base_url", nullptr, "connector.base_url(url: string|function): nil",
     "Where paths of ctx.client begin; the option baseUrl unless told.", "",
     "connector.base_url(\"https://api.acme.example/v1\")"},
    {"test", nullptr, "connector.test(run: function): nil",
     "The \"Test connection\" button: function(ctx) returns a line to show.", "",
     "connector.test(function(ctx) return ctx.client:get(\"/me\"):json().name end)"},
    {"model", nullptr, "connector.model(run: function): nil",
     "function(define, options, ctx) says which documents there are: define.document, object, "
     "enum, union (of documents: a field that leads to one of them), inline_object, inline_enum, "
     "inline_union, locales { { code =, default = true }, … }.",
     "SYNC_INVALID_CONNECTOR",
     "connector.model(function(define) define.document { name = \"Post\", fields = { title = "
     "\"String\" } } end)"},
    {"sync", nullptr, "connector.sync(run: function): nil",
     "function(ctx) fetches: ctx.models, cache, options, client, checkpoint, progress, mode, "
     "since, "
     "resume, is_initial_sync, webhook_body, cancelled.",
     syncErrors,
     "connector.sync(function(ctx) ctx.models.Post:insert(ctx.client:get(\"/posts\"):json()) end)"},
};

constexpr Binding syncBindings[] = {
    {"models", nullptr, "ctx.models.<Document>:insert(documents: table|json): nil",
     "Stores a document or a list of them, whole pages at once; the lazy JSON of a response is the "
     "fastest. Every document has an id.",
     syncErrors, "ctx.models.Post:insert(response:json().items)"},
    {"models", nullptr, "ctx.models.<Document>:delete(ids: any): nil",
     "Removes documents by their ids at the source.", "", "ctx.models.Post:delete(\"7\")"},
    {"models", nullptr, "ctx.models:each(): function",
     "Walks over the models that this sync keeps.", "",
     "for model in ctx.models:each() do print(model.document) end"},
    {"client", nullptr, "ctx.client:get(path: string, options?: table): response",
     "A request below the base address with the connection's credentials and rate limit; also "
     "post, put, patch, delete. A status of 400 or more is an error unless it is in allow.",
     "SYNC_HTTP_STATUS, SYNC_NETWORK", "ctx.client:get(\"/posts\", { query = { page = 2 } })"},
    {"checkpoint", nullptr, "ctx.checkpoint(state: table): nil",
     "Commits what was stored so far together with this state, which ctx.resume has when the run "
     "goes on after an interruption.",
     "", "ctx.checkpoint { cursor = cursor }"},
    {"cache", nullptr, "ctx.cache:get(key: string): any",
     "What an earlier successful sync kept with ctx.cache:set(key, value); :delete(key).", "",
     "local since = ctx.cache:get(\"since\")"},
    {"progress", nullptr, "ctx.progress(what: table): nil",
     "Shows { model =, total =, done =, text = }.", "",
     "ctx.progress { model = \"Post\", total = 500 }"},
};

} // namespace

void pushNative(lua_State *lua)
{
    lua_newtable(lua);
    luaL_setfuncs(lua, functions, 0);
}

const Module connectorModule{"connector", Module::Kind::Loadable,
                             "require \"syncline.connector\": what a connector file says.",
                             kitBindings, nullptr};
const Module syncModule{"sync", Module::Kind::Keys, "What a connector's sync function gets.",
                        syncBindings, nullptr};

} // namespace syncline
