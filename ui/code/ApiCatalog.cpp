#include "ui/code/ApiCatalog.h"

#include "ui/code/LuaStandard.h"

#include <algorithm>
#include <utility>

namespace syncline::ui {

namespace {

using Kind = ApiMember::Kind;

constexpr std::string_view modelOperations = "api.<model>";
/** Heads that name what a variable holds, not something that is there by itself. */
constexpr std::string_view typeOnly[] = {"ctx", "record", "list", "response", "errors"};
/** What only connectors have. */
constexpr std::string_view ofConnectors[] = {"connector", "source"};

template <typename Names>
bool isOneOf(std::string_view name, const Names &names)
{
    return std::find(std::begin(names), std::end(names), name) != std::end(names);
}

/** "api.<model>.find_one" → its words, and the sign before each. */
struct Head
{
    std::vector<std::string> words;
    std::vector<char> signs;
};

Head splitHead(std::string_view head)
{
    Head split;
    char sign = '\0';
    while (!head.empty()) {
        const std::size_t end = head.find_first_of(".:");
        split.words.emplace_back(head.substr(0, end));
        split.signs.push_back(sign);
        if (end == std::string_view::npos)
            break;
        sign = head[end];
        head.remove_prefix(end + 1);
    }
    return split;
}

bool isPlaceholder(std::string_view word)
{
    return word.starts_with('<');
}

/** "record|nil" → "record": the first of several, and not nil. */
std::string firstType(std::string_view type)
{
    if (type.starts_with("fun("))
        return std::string(type);
    const std::size_t comma = type.find(',');
    type = type.substr(0, comma);
    while (type.ends_with("|nil"))
        type.remove_suffix(4);
    return std::string(type);
}

/** @p type with records and lists of @p model. */
std::string bindType(const std::string &type, const std::string &model)
{
    for (const std::string word : {"record", "list"}) {
        if (type == word)
            return word + ":" + model;
        if (type == "fun(): " + word)
            return type + ":" + model;
    }
    return type;
}

std::string modelIn(const std::string &type)
{
    const std::size_t colon = type.rfind(':');
    return colon == std::string::npos ? std::string() : type.substr(colon + 1);
}

std::string baseOf(const std::string &type)
{
    return type.substr(0, type.rfind(':'));
}

std::string fieldTypeText(const FieldDef &field)
{
    std::string text(fieldTypeName(field.type));
    if (field.isRelationship() && !field.relatedModel.empty())
        text += " " + field.relatedModel;
    if (field.list)
        text += " list";
    if (field.required)
        text += ", required";
    return text;
}

std::string fieldSummary(const FieldDef &field)
{
    if (!field.comment.empty() || field.options.empty())
        return field.comment;
    std::string values;
    for (const EnumOption &option : field.options)
        values += (values.empty() ? "" : ", ") + option.value;
    return values;
}

ApiMember fieldMember(const FieldDef &field)
{
    std::string type;
    if (field.type == FieldType::BelongsTo || field.type == FieldType::HasOne)
        type = "record:" + field.relatedModel;
    else if (field.type == FieldType::HasMany)
        type = "list:" + field.relatedModel;
    else if (field.type == FieldType::String)
        type = "string";
    return {field.name, Kind::Field, type, field.name + ": " + fieldTypeText(field),
            fieldSummary(field)};
}

void sortByName(std::vector<ApiMember> &members)
{
    std::stable_sort(members.begin(), members.end(),
                     [](const ApiMember &a, const ApiMember &b) { return a.name < b.name; });
    const auto isSame = [](const ApiMember &a, const ApiMember &b) { return a.name == b.name; };
    members.erase(std::unique(members.begin(), members.end(), isSame), members.end());
}

} // namespace

ApiCatalog::ApiCatalog(const std::vector<ApiEntry> &entries, ProjectPtr project,
                       const std::string &path)
    : m_project(project ? std::move(project) : std::make_shared<const ProjectDef>())
{
    for (const ApiEntry &entry : entries)
        addSignature(entry);
    for (const ApiEntry &entry : luaStandardEntries())
        addSignature(entry);
    findOwner(path);
    for (const std::string &module : m_modules) {
        const bool isHidden =
            isOneOf(module, typeOnly) || (isOneOf(module, ofConnectors) && m_connection.empty());
        if (!isHidden)
            m_globals.push_back({module, Kind::Module, module, module, {}});
    }
    m_globals.push_back({"null", Kind::Field, "null", "null", "JSON's null; nil means absent."});
    sortByName(m_globals);
}

/** "ctx.errors:add(field: string): nil" becomes a method of the type that ctx.errors has. */
void ApiCatalog::addSignature(const ApiEntry &entry)
{
    const std::string &signature = entry.signature;
    const std::size_t paren = signature.find('(');
    std::size_t headEnd = paren;
    const std::size_t fieldEnd = signature.find(": ");
    if (fieldEnd != std::string::npos && (paren == std::string::npos || fieldEnd < paren))
        headEnd = fieldEnd;
    const bool isCalled = headEnd == paren && paren != std::string::npos;
    const std::size_t resultAt = isCalled ? signature.rfind("): ") : fieldEnd;
    std::string result;
    if (resultAt != std::string::npos)
        result = firstType(std::string_view(signature).substr(resultAt + (isCalled ? 3 : 2)));
    if (isCalled && signature.find("): fun(): ") != std::string::npos)
        result = signature.substr(signature.find("): fun(): ") + 3);

    const Head head = splitHead(std::string_view(signature).substr(0, headEnd));
    ApiMember member{head.words.back(), Kind::Field, result, signature, entry.summary};
    if (isCalled)
        member.kind = head.signs.back() == ':' ? Kind::Method : Kind::Function;
    if (head.words.size() == 1) {
        m_globals.push_back(std::move(member));
        return;
    }
    std::string owner = head.words.front();
    if (head.signs.back() == '.' && head.words.size() == 2)
        m_modules.insert(owner);
    for (std::size_t i = 1; i + 1 < head.words.size(); ++i) {
        const std::string &word = head.words[i];
        const std::string inner = owner + "." + word;
        if (!isPlaceholder(word)) {
            auto &known = m_types[owner];
            const auto found = std::find_if(known.begin(), known.end(),
                                            [&word](const auto &m) { return m.name == word; });
            if (found == known.end())
                known.push_back({word, Kind::Module, inner, inner, {}});
            else if (m_types.contains(found->type) || found->type != "table") {
                owner = found->type;
                continue;
            }
        }
        owner = inner;
    }
    if (!isPlaceholder(member.name) || owner == modelOperations)
        m_types[owner].push_back(std::move(member));
    else
        m_types.try_emplace(owner);
}

void ApiCatalog::findOwner(const std::string &path)
{
    const auto names = [&path](const EffectDef &effect) { return effect.file == path; };
    std::set<std::string> models;
    for (const auto &action : m_project->actions) {
        const bool isUsed =
            std::any_of(action->preconditions.begin(), action->preconditions.end(), names) ||
            std::any_of(action->run.effects.begin(), action->run.effects.end(), names) ||
            std::any_of(action->success.effects.begin(), action->success.effects.end(), names) ||
            std::any_of(action->failure.effects.begin(), action->failure.effects.end(), names);
        if (isUsed) {
            models.insert(action->model);
            m_action = action;
        }
    }
    const Head parts = splitHead([path] {
        std::string dotted = path;
        std::replace(dotted.begin(), dotted.end(), '.', ' ');
        std::replace(dotted.begin(), dotted.end(), '/', '.');
        return dotted;
    }());
    const auto part = [&parts](std::size_t i) {
        return i < parts.words.size() ? parts.words[i] : std::string();
    };
    if (part(0) == "connections")
        m_connection = part(1);
    if (models.empty() && part(0) == "models") {
        models.insert(part(1));
        m_action = m_project->findAction(part(1) + "." + part(2));
    } else if (models.empty() && part(0) == "actions") {
        m_action = m_project->findAction(part(1));
    }
    if (models.size() == 1)
        m_model = *models.begin();
    else
        m_action.reset();
}

std::vector<ApiMember> ApiCatalog::members(const std::string &type) const
{
    std::vector<ApiMember> found;
    const std::string base = baseOf(type);
    const std::string model = type == base ? std::string() : modelIn(type);
    if (type == "api")
        found = apiMembers();
    else if (type == "config")
        found = variableMembers();
    else if (type == "params")
        found = paramMembers();
    else if (type == "ctx.models")
        found = documentMembers();
    else if (base == "fields")
        found = fieldsOf(model);
    else if (base == "record" || type == "record")
        found = recordMembers(model);
    else if (base == modelOperations)
        found = modelMembers(model);
    else if (type == "api.internal") {
        for (const auto &def : m_project->models)
            found.push_back({def->name, Kind::Model, "api.internal.<model>:" + def->name, def->name,
                             def->comment});
    } else if (base == "api.internal.<model>") {
        found = bound(std::string(modelOperations), model);
    } else {
        found = bound(base, model);
    }
    sortByName(found);
    return found;
}

std::optional<ApiMember> ApiCatalog::find(const std::string &type, std::string_view name) const
{
    const std::vector<ApiMember> all = members(type);
    const auto found = std::find_if(
        all.begin(), all.end(), [name](const ApiMember &member) { return member.name == name; });
    return found == all.end() ? std::nullopt : std::optional(*found);
}

std::vector<ApiMember> ApiCatalog::bound(const std::string &type, const std::string &model) const
{
    std::vector<ApiMember> found;
    const auto known = m_types.find(type);
    if (known == m_types.end())
        return found;
    for (ApiMember member : known->second) {
        if (isPlaceholder(member.name))
            continue;
        if (!model.empty())
            member.type = bindType(member.type, model);
        if (type == "ctx" && member.name == "record" && !m_model.empty())
            member.type = "record:" + m_model;
        if (type == "ctx" && (member.name == "params" || member.name == "config"))
            member.type = member.name;
        found.push_back(std::move(member));
    }
    return found;
}

std::vector<ApiMember> ApiCatalog::fieldsOf(const std::string &model) const
{
    std::vector<ApiMember> fields;
    const auto def = m_project->findModel(model);
    for (const FieldDef &field : def ? def->fields : std::vector<FieldDef>())
        fields.push_back(fieldMember(field));
    return fields;
}

std::vector<ApiMember> ApiCatalog::recordMembers(const std::string &model) const
{
    std::vector<ApiMember> found = bound("record", model);
    const auto def = m_project->findModel(model);
    if (!def)
        return found;
    for (const FieldDef &field : def->fields) {
        found.push_back(fieldMember(field));
        if (field.type == FieldType::BelongsTo)
            found.push_back({field.name + "Id", Kind::Field, "string", field.name + "Id: string",
                             "The id of " + field.relatedModel + ", without a query."});
    }
    for (const std::string_view name : systemFields) {
        const auto field = systemFieldDef(name);
        if (field)
            found.push_back(fieldMember(*field));
    }
    found.push_back({"__typename", Kind::Field, "string", "__typename: string", "The model."});
    return found;
}

std::vector<ApiMember> ApiCatalog::apiMembers() const
{
    std::vector<ApiMember> found = bound("api", {});
    for (const auto &def : m_project->models)
        found.push_back({def->name, Kind::Model, std::string(modelOperations) + ":" + def->name,
                         "api." + def->name, def->comment});
    for (const auto &action : m_project->actions) {
        if (action->model.empty())
            found.push_back({action->name,
                             Kind::Action,
                             {},
                             "api." + action->name + "(params?: table): any",
                             action->comment});
    }
    return found;
}

std::vector<ApiMember> ApiCatalog::modelMembers(const std::string &model) const
{
    std::vector<ApiMember> found = bound(std::string(modelOperations), model);
    for (ApiMember &member : found) {
        const std::size_t at = member.signature.find("<model>");
        if (at != std::string::npos)
            member.signature.replace(at, 7, model);
    }
    for (const auto &action : m_project->actions) {
        if (action->model != model || action->kind != ActionKind::Custom)
            continue;
        std::string params;
        for (const auto &[name, spec] : action->params)
            params += (params.empty() ? " " : ", ") + name + " = " + spec["type"].stringOr();
        found.push_back({action->name,
                         Kind::Action,
                         {},
                         "api." + model + "." + action->name + "(id: string|integer" +
                             (params.empty() ? std::string() : ", {" + params + " }") + "): any",
                         action->comment});
    }
    return found;
}

std::vector<ApiMember> ApiCatalog::paramMembers() const
{
    std::vector<ApiMember> found;
    if (!m_action)
        return found;
    for (const auto &[name, spec] : m_action->params) {
        const std::string type = spec["type"].stringOr();
        found.push_back(
            {name, Kind::Field, type == "string" ? type : std::string(), name + ": " + type, {}});
    }
    const bool takesFields =
        m_action->kind == ActionKind::Create || m_action->kind == ActionKind::Update;
    if (takesFields)
        found.push_back({m_action->model, Kind::Field, "fields:" + m_action->model,
                         m_action->model + ": table", "The fields that were given."});
    if (!m_action->model.empty() && m_action->kind != ActionKind::Create)
        found.push_back({"id", Kind::Field, "string", "id: string", "The record's id."});
    return found;
}

std::vector<ApiMember> ApiCatalog::variableMembers() const
{
    std::vector<ApiMember> found;
    for (const EnvironmentDef &environment : m_project->environments) {
        for (const EnvironmentVariable &variable : environment.variables)
            found.push_back({variable.name, Kind::Field, "string", variable.name + ": string",
                             variable.secret ? "A secret." : variable.value});
    }
    return found;
}

std::vector<ApiMember> ApiCatalog::documentMembers() const
{
    std::vector<ApiMember> found = bound("ctx.models", {});
    for (const auto &def : m_project->models) {
        if (def->source.connection == m_connection && !m_connection.empty())
            found.push_back({def->source.document, Kind::Model, "ctx.models.<Document>",
                             "ctx.models." + def->source.document, def->comment});
    }
    return found;
}

std::vector<ApiMember> ApiCatalog::globals() const
{
    return m_globals;
}

std::string ApiCatalog::typeOfName(const std::string &name) const
{
    if (name == "record")
        return m_model.empty() ? name : "record:" + m_model;
    if (name == "params" || name == "config" || name == "ctx")
        return name;
    return m_types.contains(name) ? name : std::string();
}

std::string ApiCatalog::elementOf(const std::string &type)
{
    constexpr std::string_view iterator = "fun(): ";
    if (type.starts_with(iterator))
        return firstType(std::string_view(type).substr(iterator.size()));
    if (type.starts_with("list:"))
        return "record:" + type.substr(5);
    return type == "list" ? "record" : std::string();
}

std::vector<std::string> ApiCatalog::modules() const
{
    std::vector<std::string> names{"syncline.config", "syncline.connector"};
    for (const auto &[path, hash] : m_project->scripts) {
        const bool isModule = path.starts_with("lib/") || path.starts_with("models/");
        if (!isModule || !path.ends_with(".lua"))
            continue;
        std::string name = path.substr(0, path.size() - 4);
        std::replace(name.begin(), name.end(), '/', '.');
        names.push_back(std::move(name));
    }
    return names;
}

} // namespace syncline::ui
