#include "ui/code/ApiCatalog.h"

#include "ui/code/ApiType.h"

#include <algorithm>
#include <utility>

namespace syncline::ui {

namespace {

using Kind = ApiMember::Kind;
using api::modelOperations;

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
    else if (field.type == FieldType::HasMany || field.type == FieldType::HasManyThrough)
        type = "list:" + field.relatedModel;
    else if (field.type == FieldType::String)
        type = "string";
    return {field.name, Kind::Field, type, field.name + ": " + fieldTypeText(field),
            fieldSummary(field)};
}

} // namespace

const std::vector<ApiMember> &ApiCatalog::members(const std::string &type) const
{
    const auto known = m_known.find(type);
    return known != m_known.end() ? known->second : m_known[type] = collect(type);
}

std::vector<ApiMember> ApiCatalog::collect(const std::string &type) const
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
    api::sortByName(found);
    return found;
}

std::optional<ApiMember> ApiCatalog::find(const std::string &type, std::string_view name) const
{
    const std::vector<ApiMember> &all = members(type);
    const auto found = std::lower_bound(
        all.begin(), all.end(), name,
        [](const ApiMember &member, std::string_view wanted) { return member.name < wanted; });
    return found == all.end() || found->name != name ? std::nullopt : std::optional(*found);
}

std::vector<ApiMember> ApiCatalog::bound(const std::string &type, const std::string &model) const
{
    std::vector<ApiMember> found;
    const auto known = m_types.find(type);
    if (known == m_types.end())
        return found;
    for (ApiMember member : known->second) {
        if (api::isPlaceholder(member.name))
            continue;
        if (!model.empty())
            member.type = api::bindType(member.type, model);
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
    if (def->source.localized) {
        found.push_back({"_locale", Kind::Field, "string", "_locale: string",
                         "The locale of this record's document."});
        found.push_back({"_translations", Kind::Field, "list:" + model, "_translations: list",
                         "The records of the same document in other locales."});
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

std::string ApiCatalog::typeOfName(const std::string &name) const
{
    if (name == "record")
        return m_model.empty() ? name : "record:" + m_model;
    if (name == "params" || name == "config" || name == "ctx")
        return name;
    return m_types.contains(name) ? name : std::string();
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
