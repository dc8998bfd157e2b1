#include "core/base/TextSafe.h"
#include "core/engine/Connectors.h"
#include "core/engine/EngineTypes.h"

#include <algorithm>
#include <array>
#include <set>

namespace syncline {

namespace {

struct NamedType
{
    std::string_view name;
    FieldType type;
    bool integer = false;
};

/** The kit's scalar names (lua-api.md 6, catalogue 8.3), lower case. */
constexpr std::array scalarTypes{
    NamedType{"id", FieldType::String},        NamedType{"string", FieldType::String},
    NamedType{"int", FieldType::Number, true}, NamedType{"integer", FieldType::Number, true},
    NamedType{"float", FieldType::Number},     NamedType{"number", FieldType::Number},
    NamedType{"boolean", FieldType::Boolean},  NamedType{"json", FieldType::Json},
    NamedType{"date", FieldType::Date},        NamedType{"datetime", FieldType::DateTime},
    NamedType{"slug", FieldType::String},      NamedType{"url", FieldType::Url},
    NamedType{"text", FieldType::String},      NamedType{"markdown", FieldType::String},
    NamedType{"color", FieldType::Color},      NamedType{"html", FieldType::String},
    NamedType{"email", FieldType::Email},      NamedType{"richtext", FieldType::String},
    NamedType{"enum", FieldType::Enum},        NamedType{"object", FieldType::Object},
};

std::string lower(std::string_view text)
{
    std::string out(text);
    for (char &c : out) {
        if (c >= 'A' && c <= 'Z')
            c = static_cast<char>(c - 'A' + 'a');
    }
    return out;
}

/** Turns a connector's proposal into definitions. */
class Merge
{
public:
    Merge(const ProjectDef &project, const ConnectionDef &connection,
          const ProposedModels &proposed,
          const std::function<std::string(std::string_view)> &newKey)
        : m_project(project),
          m_connection(connection),
          m_newKey(newKey)
    {
        if (proposed.documents.isList())
            m_documents = proposed.documents.asList();
        for (const Value &document : m_documents)
            m_names.insert(document["name"].stringOr());
        if (proposed.locales.isList()) {
            for (const Value &code : proposed.locales.asList())
                m_locales.push_back(code.stringOr());
        }
    }

    Result<ModelProposal> run()
    {
        for (const Value &document : m_documents) {
            const std::string name = document["name"].stringOr();
            const auto &kept = m_connection.models;
            if (!kept.empty() && std::ranges::find(kept, name) == kept.end() &&
                std::ranges::find(kept, modelName(name)) == kept.end())
                continue;
            SYNCLINE_CHECK(model(document));
        }
        return std::move(m_proposal);
    }

private:
    [[nodiscard]] std::string modelName(std::string_view document) const
    {
        for (const auto &model : m_project.models) {
            if (model->source.connection == m_connection.name && model->source.document == document)
                return model->name;
        }
        return text::camelCase(m_connection.typePrefix + std::string(document));
    }

    Result<FieldDef> field(const std::string &name, const Value &spec)
    {
        FieldDef def;
        def.name = name;
        def.owner = m_connection.name;
        def.required = spec["required"].boolOr();
        def.list = spec["list"].boolOr() || spec["list"].isString();
        def.comment = spec["description"].stringOr();
        def.from = spec["from"].stringOr();
        def.unique = spec["unique"].boolOr();
        const std::string type = spec["type"].stringOr("String");
        if (lower(type) == "union") {
            // As a list of references is: kept as it came. So is what holds objects.
            const Value &documents = spec["models"];
            def.type = def.list || !documents.isList() ? FieldType::Json : FieldType::Union;
            def.list = false;
            if (def.type == FieldType::Union) {
                for (const Value &document : documents.asList())
                    def.members.push_back(
                        {.model = modelName(document.stringOr()), .key = {}, .document = {}});
            }
            return def;
        }
        if (m_names.contains(type)) {
            // A list of references is kept as the list of raw ids.
            def.type = def.list ? FieldType::Json : FieldType::BelongsTo;
            def.list = false;
            if (def.type == FieldType::BelongsTo)
                def.relatedModel = modelName(type);
            return def;
        }
        const auto scalar = std::ranges::find(scalarTypes, lower(type), &NamedType::name);
        if (scalar == scalarTypes.end()) {
            return Error(errc::invalidInput,
                         "The connector's field %1 has the type \"%2\", which is neither a known "
                         "type nor one of its documents.",
                         {name, type});
        }
        def.type = scalar->type;
        def.integer = scalar->integer;
        const Value &options = spec["options"].isNull() ? spec["values"] : spec["options"];
        if (options.isList()) {
            for (const Value &option : options.asList()) {
                def.options.push_back(
                    {.value = option.isObject() ? option["value"].stringOr() : option.stringOr(),
                     .label = option["label"].stringOr(),
                     .color = option["color"].stringOr()});
            }
        }
        if (spec["fields"].isObject()) {
            for (const auto &[inner, innerSpec] : spec["fields"].asObject()) {
                SYNCLINE_TRY(FieldDef member, field(inner, innerSpec));
                member.owner.clear();
                def.fields.push_back(std::move(member));
            }
        }
        if (def.type == FieldType::Object && def.fields.empty())
            def.type = FieldType::Json;
        return def;
    }

    Result<void> model(const Value &document)
    {
        const std::string name = modelName(document["name"].stringOr());
        const std::shared_ptr<const ModelDef> old = m_project.findModel(name);
        if (old && old->source.connection != m_connection.name) {
            return Error(errc::invalidInput,
                         "The connection %1 would make the model %2, but the project has one of "
                         "that name already. Give the connection a type prefix.",
                         {m_connection.name, name});
        }
        ModelDef def = old ? *old : ModelDef{};
        def.name = name;
        if (def.storageKey.empty())
            def.storageKey = m_newKey("m_");
        if (def.plural.empty())
            def.plural = text::plural(name);
        if (def.comment.empty())
            def.comment = document["description"].stringOr();
        def.source.connection = m_connection.name;
        def.source.document = document["name"].stringOr();
        def.source.cacheField = document["cacheField"].stringOr();
        def.source.idFromRemote = document["idFromRemote"].boolOr();
        def.source.localized = document["localized"].boolOr();
        def.source.locales = def.source.localized ? m_locales : std::vector<std::string>();
        if (def.source.localized && m_locales.empty() && m_project.locales.empty()) {
            return Error(errc::invalidInput,
                         "The documents %1 of the connection %2 are localized, but nobody says in "
                         "which locales: neither the connector, by define.locales, nor \"locales\" "
                         "in syncline.json.",
                         {def.source.document, m_connection.name});
        }
        if (!old)
            note(name, {}, "new model");
        if (document["fields"].isObject()) {
            for (const auto &[fieldName, spec] : document["fields"].asObject()) {
                if (isSystemField(fieldName))
                    continue;
                SYNCLINE_TRY(FieldDef wanted, field(fieldName, spec));
                mergeField(def, std::move(wanted), old != nullptr);
            }
            dropGone(def, document["fields"].asObject());
        }
        if (def.displayField.empty() && document["displayField"].isString())
            def.displayField = document["displayField"].asString();
        if (!old || !(def == *old))
            m_proposal.models.push_back(std::move(def));
        return {};
    }

    void mergeField(ModelDef &def, FieldDef wanted, bool existing)
    {
        const auto place = std::ranges::find(def.fields, wanted.name, &FieldDef::name);
        if (place == def.fields.end()) {
            wanted.storageKey = wanted.isStored() ? m_newKey("f_") : std::string();
            if (existing)
                note(def.name, wanted.name,
                     "new field (" + std::string(fieldTypeName(wanted.type)) + ")");
            def.fields.push_back(std::move(wanted));
            return;
        }
        if (place->owner != m_connection.name)
            return; // The user's own field of the same name stays as it is.
        wanted.storageKey = place->storageKey;
        wanted.extra = place->extra;
        wanted.validations = place->validations;
        wanted.filterable = place->filterable;
        wanted.searchable = place->searchable;
        wanted.unique = place->unique || wanted.unique;
        wanted.defaultValue = place->defaultValue;
        wanted.decimals = place->decimals;
        wanted.rules = place->rules;
        wanted.allowUnlisted = place->allowUnlisted;
        wanted.dependent = place->dependent;
        wanted.inverseField = place->inverseField;
        if (wanted.comment.empty())
            wanted.comment = place->comment;
        if (wanted.from.empty())
            wanted.from = place->from;
        for (EnumOption &option : wanted.options) {
            const auto before = std::ranges::find(place->options, option.value, &EnumOption::value);
            if (before != place->options.end() && option.color.empty())
                option.color = before->color;
        }
        if (wanted == *place)
            return;
        const std::string from(fieldTypeName(place->type));
        const std::string to(fieldTypeName(wanted.type));
        note(def.name, wanted.name, from == to ? "changed" : from + " → " + to);
        *place = std::move(wanted);
    }

    /** Fields that the source no longer has are kept, with their data, and become the user's. */
    void dropGone(ModelDef &def, const ValueObject &present)
    {
        for (FieldDef &field : def.fields) {
            if (field.owner != m_connection.name || present.contains(field.name))
                continue;
            field.owner.clear();
            field.required = false;
            note(def.name, field.name, "gone at the source; kept as a field of your own");
        }
    }

    void note(const std::string &model, const std::string &field, std::string what)
    {
        m_proposal.changes.push_back({.model = model, .field = field, .what = std::move(what)});
    }

    const ProjectDef &m_project;
    const ConnectionDef &m_connection;
    const std::function<std::string(std::string_view)> &m_newKey;
    ValueList m_documents;
    std::set<std::string> m_names;
    std::vector<std::string> m_locales; ///< The default first.
    ModelProposal m_proposal;
};

} // namespace

Result<ModelProposal> mergeProposal(const ProjectDef &project, const ConnectionDef &connection,
                                    const ProposedModels &proposed,
                                    const std::function<std::string(std::string_view)> &newKey)
{
    return Merge(project, connection, proposed, newKey).run();
}

} // namespace syncline
