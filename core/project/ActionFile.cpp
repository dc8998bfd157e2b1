#include "core/project/ActionFile.h"

#include "core/project/FieldFile.h"
#include "core/project/Names.h"
#include "core/project/ParamsSpec.h"
#include "core/project/ProjectFormat.h"

namespace syncline {

namespace {

constexpr int maxTimeoutMs = 900'000;
constexpr int defaultTimeoutMs = 180'000;
constexpr int defaultTransactionMs = 5'000;

/** "flag-large.lua" is a file beside the action, any other word a built-in effect. */
EffectDef effectFromText(const std::string &folder, const std::string &text)
{
    EffectDef effect;
    if (text.ends_with(".lua"))
        effect.file = projectPath(folder, text);
    else
        effect.builtin = text;
    return effect;
}

/** Reads the lists of one action; remembers whether one of them was not understood. */
class EffectReader
{
public:
    EffectReader(JsonFile &file, std::string folder)
        : m_file(file),
          m_folder(std::move(folder))
    {
    }

    [[nodiscard]] bool failed() const { return m_failed; }

    std::vector<EffectDef> effects(const Value &list, const std::string &pointer)
    {
        std::vector<EffectDef> result;
        if (!list.isList()) {
            fail("An effect list must be a list, but is " + std::string(list.kindName()) + ".",
                 pointer);
            return result;
        }
        for (std::size_t i = 0; i < list.asList().size(); ++i)
            addEffect(result, list.asList()[i], ObjectReader::join(pointer, i));
        return result;
    }

    /** A plain list, or {"transactional": …, "effects": […]}. */
    EffectList list(ObjectReader &action, std::string_view key, const EffectList &standard)
    {
        const Value &value = action.take(key);
        if (!action.has(key))
            return standard;
        const std::string pointer = action.pointerTo(key);
        if (!value.isObject())
            return {.effects = effects(value, pointer), .transactional = standard.transactional};
        ObjectReader reader(m_file, value.asObject(), pointer);
        EffectList result{.effects = {},
                          .transactional = reader.flag("transactional", standard.transactional)};
        if (reader.has("effects"))
            result.effects = effects(reader.take("effects"), reader.pointerTo("effects"));
        else
            result.effects = standard.effects;
        if (!reader.rest().empty())
            fail("An effect list has only \"transactional\" and \"effects\".", pointer);
        return result;
    }

private:
    void fail(std::string message, const std::string &pointer)
    {
        m_failed = true;
        m_file.leaveOut("bad_effect", std::move(message) + " The action is left out.", pointer);
    }

    void addEffect(std::vector<EffectDef> &effects, const Value &item, const std::string &pointer)
    {
        if (item.isString() && !item.asString().empty()) {
            effects.push_back(effectFromText(m_folder, item.asString()));
            return;
        }
        if (!item.isObject()) {
            fail("An effect is the name of a built-in one, the name of a Lua file, or an object "
                 "with "
                 "\"effect\".",
                 pointer);
            return;
        }
        ObjectReader reader(m_file, item.asObject(), pointer);
        const std::string name = reader.text("effect");
        if (name.empty()) {
            fail("The effect does not say which one it is: \"effect\" is missing.", pointer);
            return;
        }
        EffectDef effect = effectFromText(m_folder, name);
        effect.settings = reader.object("settings");
        if (!reader.rest().empty()) {
            fail("An effect has only \"effect\" and \"settings\".", pointer);
            return;
        }
        effects.push_back(std::move(effect));
    }

    JsonFile &m_file;
    std::string m_folder;
    bool m_failed = false;
};

std::optional<ActionKind> readKind(ObjectReader &reader, std::string_view model,
                                   std::string_view name)
{
    const std::string word = reader.text("kind");
    const ActionKind standard = kindFromName(model, name);
    if (word.empty())
        return standard;
    for (const ActionKind kind : {ActionKind::Create, ActionKind::Update, ActionKind::Delete,
                                  ActionKind::Custom, ActionKind::Global}) {
        const bool fits = (kind == ActionKind::Global) == model.empty();
        if (fits && actionKindName(kind) == word)
            return kind;
    }
    reader.file().leaveOut("unknown_action_kind",
                           "The kind " + inQuotes(word) +
                               (model.empty() ? " is not that of a global action"
                                              : " is none of create, update, delete and custom") +
                               ", so the action is left out.",
                           reader.pointerTo("kind"));
    return std::nullopt;
}

void readLimits(ObjectReader &reader, ActionDef &action)
{
    action.timeoutMs = reader.integer("timeoutMs", defaultTimeoutMs, 1, maxTimeoutMs);
    action.transactionTimeoutMs =
        reader.integer("transactionTimeoutMs", defaultTransactionMs, 1, maxTimeoutMs);
    action.returnsResult = reader.flag("returnsResult", action.kind == ActionKind::Global);
}

Value writeEffect(const EffectDef &effect, const std::string &folder)
{
    const std::string name =
        effect.file.empty() ? effect.builtin : relativePath(folder, effect.file);
    if (effect.settings.empty())
        return name;
    return ValueObject{{"effect", name}, {"settings", effect.settings}};
}

void putEffects(ValueObject &object, std::string_view key, const EffectList &list,
                const EffectList &standard, const std::string &folder)
{
    if (list == standard)
        return;
    ValueList effects;
    for (const EffectDef &effect : list.effects)
        effects.push_back(writeEffect(effect, folder));
    if (list.transactional == standard.transactional) {
        object.append(std::string(key), std::move(effects));
        return;
    }
    ValueObject whole{{"transactional", list.transactional}};
    if (list.effects != standard.effects)
        whole.append("effects", std::move(effects));
    object.append(std::string(key), std::move(whole));
}

const EffectList afterwards{.effects = {}, .transactional = false};

} // namespace

std::string actionFolder(std::string_view model, std::string_view name)
{
    if (model.empty())
        return "actions/" + std::string(name);
    return "models/" + std::string(model) + '/' + std::string(name);
}

std::string actionPath(std::string_view model, std::string_view name)
{
    return actionFolder(model, name) + "/action.json";
}

ActionKind kindFromName(std::string_view model, std::string_view name)
{
    if (model.empty())
        return ActionKind::Global;
    if (name == "create")
        return ActionKind::Create;
    if (name == "update")
        return ActionKind::Update;
    if (name == "delete")
        return ActionKind::Delete;
    return ActionKind::Custom;
}

ActionDef defaultAction(std::string_view model, std::string_view name)
{
    ActionDef action;
    action.name = name;
    action.model = model;
    action.kind = kindFromName(model, name);
    action.run = defaultRun(action.kind);
    action.returnsResult = action.kind == ActionKind::Global;
    action.isDefault = true;
    return action;
}

std::optional<ActionDef> readAction(JsonFile &file, std::string_view model, std::string_view name)
{
    const Value *value = file.parse();
    if (!value)
        return std::nullopt;
    ObjectReader reader(file, value->asObject(), {});
    reader.take("format");
    if (const auto fault =
            nameFault(model.empty() ? NameKind::GlobalAction : NameKind::Action, name)) {
        file.leaveOut(fault->find("reserved") == std::string::npos ? "bad_identifier"
                                                                   : "reserved_name",
                      *fault + " The action is left out.", {});
        return std::nullopt;
    }
    const std::optional<ActionKind> kind = readKind(reader, model, name);
    if (!kind)
        return std::nullopt;

    ActionDef action;
    action.name = name;
    action.model = model;
    action.kind = *kind;
    action.comment = reader.text("comment");
    action.params = readParams(reader, "params");
    EffectReader effects(file, actionFolder(model, name));
    if (reader.has("preconditions"))
        action.preconditions = effects.effects(reader.take("preconditions"), "/preconditions");
    action.run = effects.list(reader, "run", defaultRun(action.kind));
    action.success = effects.list(reader, "success", afterwards);
    action.failure = effects.list(reader, "failure", afterwards);
    action.triggers = reader.object("triggers");
    readLimits(reader, action);
    action.extra = reader.rest();
    if (effects.failed())
        return std::nullopt;
    return action;
}

std::string writeAction(const ActionDef &action)
{
    const std::string folder = actionFolder(action.model, action.name);
    ValueObject object{{"format", projectFormat}};
    if (action.kind != kindFromName(action.model, action.name))
        object.append("kind", std::string(actionKindName(action.kind)));
    putText(object, "comment", action.comment);
    putObject(object, "params", action.params);
    if (!action.preconditions.empty()) {
        const EffectList none;
        putEffects(object, "preconditions",
                   {.effects = action.preconditions, .transactional = none.transactional}, none,
                   folder);
    }
    putEffects(object, "run", action.run, defaultRun(action.kind), folder);
    putEffects(object, "success", action.success, afterwards, folder);
    putEffects(object, "failure", action.failure, afterwards, folder);
    putObject(object, "triggers", action.triggers);
    if (action.timeoutMs != defaultTimeoutMs)
        object.append("timeoutMs", action.timeoutMs);
    if (action.transactionTimeoutMs != defaultTransactionMs)
        object.append("transactionTimeoutMs", action.transactionTimeoutMs);
    putFlag(object, "returnsResult", action.returnsResult, action.kind == ActionKind::Global);
    putExtra(object, action.extra);
    return fileText(object);
}

} // namespace syncline
