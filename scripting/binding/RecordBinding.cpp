#include "scripting/binding/RecordBinding.h"

#include "scripting/binding/Binding.h"
#include "scripting/binding/Modules.h"
#include "scripting/binding/ResultBinding.h"
#include "scripting/binding/Userdata.h"
#include "scripting/lua/LuaValue.h"
#include "scripting/runtime/LuaSession.h"
#include "scripting/runtime/ModelFields.h"
#include "scripting/task/Wait.h"

namespace syncline {

namespace {

/** A record as a script holds it. User value 1: loaded relationships by field. */
class RecordHandle final : public Handle
{
public:
    static constexpr const char *typeName = "syncline.record";
    static void open(lua_State *lua);

    RecordHandle(LuaSession &session, ScriptRecordPtr scriptRecord)
        : record(std::move(scriptRecord)),
          m_session(session)
    {
        session.handles().add(*this);
    }
    void release() override { record.reset(); }
    /** While it is live. */
    [[nodiscard]] const ModelFields &fields() const
    {
        return m_session.modelFields(record->modelName());
    }

    ScriptRecordPtr record;

private:
    LuaSession &m_session;
};

RecordHandle &liveHandle(lua_State *lua, int index)
{
    auto &handle = lua::checkObject<RecordHandle>(lua, index);
    if (!handle.record)
        lua::raiseStale("This record");
    return handle;
}

ScriptRecord::Since sinceAt(lua_State *lua, int index)
{
    if (lua_isnoneornil(lua, index))
        return ScriptRecord::Since::Loaded;
    const std::string_view since = lua::checkText(lua, index);
    if (since == "loaded")
        return ScriptRecord::Since::Loaded;
    if (since == "persisted")
        return ScriptRecord::Since::Persisted;
    throw lua::ScriptRaise(Error(errc::invalidInput, "\"%1\" must be \"loaded\" or \"persisted\".",
                                 {std::string(since)}));
}

int changed(lua_State *lua)
{
    const RecordHandle &handle = liveHandle(lua, 1);
    const std::string_view field =
        lua_isnoneornil(lua, 2) ? std::string_view() : lua::checkText(lua, 2);
    lua_pushboolean(lua, handle.record->changed(field, sinceAt(lua, 3)) ? 1 : 0);
    return 1;
}

int changes(lua_State *lua)
{
    const RecordHandle &handle = liveHandle(lua, 1);
    ValueObject all = handle.record->changes(sinceAt(lua, 3));
    if (lua_isnoneornil(lua, 2)) {
        lua::pushValue(lua, std::move(all));
        return 1;
    }
    Value *one = all.find(lua::checkText(lua, 2));
    ValueObject answer = one != nullptr && one->isObject() ? one->asObject() : ValueObject{};
    answer.set("changed", one != nullptr);
    lua::pushValue(lua, std::move(answer));
    return 1;
}

int touch(lua_State *lua)
{
    liveHandle(lua, 1).record->touch();
    return 0;
}

int revertChanges(lua_State *lua)
{
    liveHandle(lua, 1).record->revertChanges();
    return 0;
}

int toTable(lua_State *lua)
{
    lua::pushValue(lua, liveHandle(lua, 1).record->toObject());
    return 1;
}

int toChangedTable(lua_State *lua)
{
    ValueObject changed;
    for (const auto &[field, change] :
         liveHandle(lua, 1).record->changes(ScriptRecord::Since::Loaded))
        changed.append(field, change["current"]);
    lua::pushValue(lua, std::move(changed));
    return 1;
}

int isEmpty(lua_State *lua)
{
    const ScriptRecordPtr record = liveHandle(lua, 1).record;
    bool empty = true;
    for (const auto &[field, value] : record->toObject())
        empty = empty && (value.isNull() || field == "id");
    lua_pushboolean(lua, empty ? 1 : 0);
    return 1;
}

/** Of which record a relationship is asked for: core loads it for the whole page of that record. */
void sayWhose(ApiRequest &request, const std::string &model, const std::string &field,
              const Value &id)
{
    if (!request.options.isObject())
        request.options = ValueObject{};
    request.options.asObject().set("of",
                                   ValueObject{{"model", model}, {"field", field}, {"id", id}});
}

/** The same document in other locales. */
int loadTranslations(lua_State *lua, const RecordHandle &handle)
{
    const Result<Value> remoteId = handle.record->get("remoteId");
    const Result<Value> locale = handle.record->get("_locale");
    if (!remoteId)
        throw lua::ScriptRaise(remoteId.error());
    if (!locale)
        throw lua::ScriptRaise(locale.error());
    if (remoteId->isNull())
        return 0;
    ApiRequest request;
    request.model = handle.record->modelName();
    request.operation = "find_many";
    request.options = ValueObject{
        {"filter", ValueObject{{"remoteId", ValueObject{{"equals", remoteId.value()}}},
                               {"_locale", ValueObject{{"notEquals", locale->stringOr()}}}}},
        {"sort", ValueObject{{"_locale", "Ascending"}}}};
    ApiRequest again = request;
    return awaitTask(lua, "reading translations",
                     LuaSession::of(lua).scope().api(std::move(request)),
                     [again = std::move(again)](lua_State *state, Result<ScriptResult> answer) {
                         pushResult(state, std::move(answer), again);
                         return 1;
                     });
}

/** Loads the other record or records; kept in user value 1. */
int loadRelated(lua_State *lua, const RecordHandle &handle, const ModelFields::Relation &relation)
{
    lua_settop(lua, 2);
    if (lua_getiuservalue(lua, 1, 1) == LUA_TTABLE) {
        lua_pushvalue(lua, 2);
        if (lua_rawget(lua, -2) != LUA_TNIL)
            return 1;
    }
    lua_settop(lua, 2);
    LuaSession &session = LuaSession::of(lua);
    const Result<Value> self = handle.record->get("id");
    ApiRequest request;
    request.model = relation.model;
    bool isOfPage = true; // what others of the record's page refer to is loaded with it
    if (relation.kind == ModelFields::Relation::Kind::Union) {
        const Result<Value> leads = handle.record->get(relation.field);
        if (!leads)
            throw lua::ScriptRaise(leads.error());
        if (!(*leads)["id"].isString()) // not set, or not there yet
            return 0;
        request.model = (*leads)["__typename"].stringOr();
        request.operation = "maybe_find_one";
        request.id = (*leads)["id"].asString();
        isOfPage = false;
    } else if (relation.kind == ModelFields::Relation::Kind::BelongsTo) {
        Result<Value> id = handle.record->get(relation.field);
        if (!id)
            throw lua::ScriptRaise(std::move(id).error());
        if (id->isNull())
            return 0;
        request.operation = "maybe_find_one";
        request.id = id->isInt() ? std::to_string(id->asInt()) : id->stringOr();
    } else {
        if (!self || self->isNull())
            return 0;
        request.operation =
            relation.kind == ModelFields::Relation::Kind::HasOne ? "maybe_find_first" : "find_many";
        if (relation.kind == ModelFields::Relation::Kind::HasManyThrough)
            request.options =
                ValueObject{{"linkedBy", ValueObject{{"model", handle.record->modelName()},
                                                     {"field", relation.field},
                                                     {"id", self.value()}}}};
        else
            request.options = ValueObject{
                {"filter",
                 ValueObject{{relation.inverse + "Id", ValueObject{{"equals", self.value()}}}}}};
    }
    ApiRequest again = request; // The pages that follow are asked for one by one.
    if (isOfPage && self && !self->isNull())
        sayWhose(request, handle.record->modelName(), relation.field, self.value());
    return awaitTask(lua, "reading a relationship", session.scope().api(std::move(request)),
                     [again = std::move(again)](lua_State *state, Result<ScriptResult> answer) {
                         pushResult(state, std::move(answer), again);
                         if (lua_isnil(state, -1))
                             return 1;
                         if (lua_getiuservalue(state, 1, 1) != LUA_TTABLE) {
                             lua_pop(state, 1);
                             lua_newtable(state);
                             lua_pushvalue(state, -1);
                             lua_setiuservalue(state, 1, 1);
                         }
                         lua_pushvalue(state, 2);
                         lua_pushvalue(state, -3);
                         lua_rawset(state, -3);
                         lua_pop(state, 1);
                         return 1;
                     });
}

int pushField(lua_State *lua, const RecordHandle &handle, std::string_view field)
{
    const Result<Value> value = handle.record->get(field);
    const bool isPlain = value && (value->isInt() || value->isDouble() || value->isBool());
    if (!isPlain) {
        if (const ModelFields::Relation *relation = handle.fields().relation(field))
            return loadRelated(lua, handle, *relation);
    }
    if (!value)
        throw lua::ScriptRaise(value.error());
    lua::pushValue(lua, value.value());
    return 1;
}

int get(lua_State *lua)
{
    const RecordHandle &handle = liveHandle(lua, 1);
    return pushField(lua, handle, lua::checkText(lua, 2));
}

int verifyPassword(lua_State *lua)
{
    const std::string_view field = lua::checkText(lua, 2);
    const std::string_view text = lua::checkText(lua, 3);
    const ScriptRecordPtr record = liveHandle(lua, 1).record;
    // Too slow for a transaction that others wait for.
    LuaSession::of(lua).aboutToWait(lua);
    StateContext &context = StateContext::of(lua);
    Result<bool> verified = [&] {
        const HostCall call(context);
        return record->isPassword(field, text);
    }();
    context.throwIfStopped();
    if (!verified)
        throw lua::ScriptRaise(std::move(verified).error());
    lua_pushboolean(lua, *verified ? 1 : 0);
    return 1;
}

void setField(lua_State *lua, const RecordHandle &handle, std::string_view field, int index)
{
    Value value = lua::toValue(lua, index, field, lua::ValueUse::Input);
    const ModelFields::Relation *relation = handle.fields().relation(field);
    if (relation != nullptr && relation->kind == ModelFields::Relation::Kind::Union) {
        if (const ScriptRecordPtr other = findRecord(lua, index))
            value = ValueObject{{"__typename", other->modelName()}, {"id", value["_link"]}};
    }
    if (value.isObject() && value.asObject().empty() && handle.fields().isList(field))
        value = ValueList{};
    const Result<void> set = handle.record->set(field, std::move(value));
    if (!set)
        throw lua::ScriptRaise(set.error());
}

/** A relationship that was loaded may be another now. */
void forgetRelated(lua_State *lua)
{
    lua_pushnil(lua);
    lua_setiuservalue(lua, 1, 1);
}

int set(lua_State *lua)
{
    const RecordHandle &handle = liveHandle(lua, 1);
    setField(lua, handle, lua::checkText(lua, 2), 3);
    forgetRelated(lua);
    return 0;
}

constexpr Binding methods[] = {
    {"changed", lua::entry<changed>,
     "record:changed(field?: string, since?: \"loaded\"|\"persisted\"): boolean",
     "Whether the field, or any field, differs from when the record was loaded (or last saved).",
     "", "if record:changed(\"price\") then logger.info(\"new price\") end"},
    {"changes", lua::entry<changes>,
     "record:changes(field?: string, since?: \"loaded\"|\"persisted\"): table",
     "What changed: {title = {current = …, previous = …}}; for one field {changed =, current =, "
     "previous =}.",
     "", "for field, change in pairs(record:changes()) do print(field, change.current) end"},
    {"touch", lua::entry<touch>, "record:touch(): nil",
     "Lets the next save write updatedAt even when nothing changed.", "",
     "record:touch() save(record)"},
    {"revert_changes", lua::entry<revertChanges>, "record:revert_changes(): nil",
     "Sets every field back to what is stored.", "", "record:revert_changes()"},
    {"to_table", lua::entry<toTable>, "record:to_table(): table", "The fields as a plain table.",
     "", "json.encode(record:to_table())"},
    {"to_changed_table", lua::entry<toChangedTable>, "record:to_changed_table(): table",
     "Only the fields that changed since the record was loaded.", "",
     "logger.info({ changed = record:to_changed_table() }, \"saving\")"},
    {"is_empty", lua::entry<isEmpty>, "record:is_empty(): boolean", "Whether no field has a value.",
     "", "if record:is_empty() then return end"},
    {"get", lua::entry<get>, "record:get(field: string): any",
     "A field by name, also one that is named like a method.",
     "GGT_INVALID_RECORD: the model has no such field", "record:get(\"title\")"},
    {"set", lua::entry<set>, "record:set(field: string, value: any): nil",
     "Sets a field by name; saves nothing.",
     "GGT_INVALID_RECORD: no such field, or a value of the wrong type",
     "record:set(\"title\", \"Blue\")"},
    {"verify_password", lua::entry<verifyPassword>,
     "record:verify_password(field: string, text: string): boolean",
     "Whether the text is the password that the field holds, which nobody can read; false when it "
     "holds none. Slow by design: each call takes about a tenth of a second of the run's time, "
     "whatever it answers.",
     "GGT_INVALID_RECORD: no such field, or one that is no password",
     "local known = user ~= nil and user:verify_password(\"password\", ctx.params.password)\nif "
     "not "
     "known then error(\"The e-mail address or the password is wrong.\") end"},
};

// Upvalue 1: the methods.
int index(lua_State *lua)
{
    const RecordHandle &handle = liveHandle(lua, 1);
    lua_pushvalue(lua, 2);
    if (lua_rawget(lua, lua_upvalueindex(1)) != LUA_TNIL)
        return 1;
    lua_pop(lua, 1);
    const std::string_view field = lua::checkText(lua, 2);
    if (field == "__typename") {
        lua::pushText(lua, handle.record->modelName());
        return 1;
    }
    if (field == "_translations" && handle.fields().isLocalized)
        return loadTranslations(lua, handle);
    return pushField(lua, handle, field);
}

int newIndex(lua_State *lua)
{
    const RecordHandle &handle = liveHandle(lua, 1);
    setField(lua, handle, lua::checkText(lua, 2), 3);
    forgetRelated(lua);
    return 0;
}

int equals(lua_State *lua)
{
    const auto *left = lua::testObject<RecordHandle>(lua, 1);
    const auto *right = lua::testObject<RecordHandle>(lua, 2);
    lua_pushboolean(lua, left != nullptr && right != nullptr && left->record == right->record);
    return 1;
}

int toText(lua_State *lua)
{
    const RecordHandle &handle = liveHandle(lua, 1);
    const Result<Value> id = handle.record->get("id");
    lua::pushText(lua, handle.record->modelName() + " " +
                           (id && id->isString() ? id->asString() : std::string("(new)")));
    return 1;
}

int nextField(lua_State *lua)
{
    lua_settop(lua, 2);
    return lua_next(lua, 1) != 0 ? 2 : 0;
}

/** Goes over the fields as pairs() does over a table. */
int pairs(lua_State *lua)
{
    lua_pushcfunction(lua, nextField);
    lua::pushValue(lua, liveHandle(lua, 1).record->toObject());
    return 2;
}

Value asValue(lua_State *lua, int index, lua::ValueUse use)
{
    const ScriptRecordPtr record = liveHandle(lua, index).record;
    if (use == lua::ValueUse::Data)
        return record->toObject();
    const Result<Value> id = record->get("id");
    if (!id || id->isNull()) {
        throw lua::ScriptRaise(Error(errc::invalidInput,
                                     "A new %1 cannot be linked: save it first.",
                                     {record->modelName()}));
    }
    return ValueObject{{"_link", id.value()}};
}

constexpr lua::ValueConverter converter{asValue};

void RecordHandle::open(lua_State *lua)
{
    lua_newtable(lua);
    for (const Binding &method : methods) {
        lua_pushcfunction(lua, method.function);
        lua_setfield(lua, -2, method.name);
    }
    lua_pushcclosure(lua, lua::entry<index>, 1);
    lua_setfield(lua, -2, "__index");
    constexpr luaL_Reg metamethods[] = {{"__newindex", lua::entry<newIndex>},
                                        {"__eq", lua::entry<equals>},
                                        {"__tostring", lua::entry<toText>},
                                        {"__pairs", lua::entry<pairs>},
                                        {nullptr, nullptr}};
    luaL_setfuncs(lua, metamethods, 0);
    lua::setConverter(lua, converter);
}

} // namespace

void pushRecord(lua_State *lua, LuaSession &session, ScriptRecordPtr record)
{
    lua::pushObject<RecordHandle>(lua, 1, session, std::move(record));
}

ScriptRecordPtr checkRecord(lua_State *lua, int index)
{
    return liveHandle(lua, index).record;
}

ScriptRecordPtr findRecord(lua_State *lua, int index)
{
    auto *handle = lua::testObject<RecordHandle>(lua, index);
    if (handle == nullptr)
        return nullptr;
    if (!handle->record)
        lua::raiseStale("This record");
    return handle->record;
}

const Module recordModule{"record", Module::Kind::Class,
                          "A record in hand. Fields are read and set by name (record.title = "
                          "\"x\"); nothing is saved by itself. A relationship loads the other "
                          "record or records on first use, for all records of its page with one "
                          "query; <field>Id never queries. A union loads the record that it leads "
                          "to, and takes a record or { __typename =, id = }. A localized record "
                          "has _locale and _translations, the records of its document in other "
                          "locales.",
                          methods, nullptr};

} // namespace syncline
