#include "core/action/ActionRecord.h"

#include "core/model/ModelDef.h"
#include "core/record/SpecialFields.h"

#include <iterator>

namespace syncline {

const FieldDef *fieldOfName(const ModelDef &model, std::string_view name)
{
    if (const FieldDef *field = model.findField(name))
        return field;
    if (name.size() > 2 && name.ends_with("Id")) {
        const FieldDef *field = model.findField(name.substr(0, name.size() - 2));
        if (field != nullptr && field->type == FieldType::BelongsTo)
            return field;
    }
    return nullptr;
}

namespace {

/** A link as the column keeps it: an id, `{_link: id}` or `{id: id}`; of a list, a list of them. */
Result<Value> readLink(const FieldDef &field, const Value &value)
{
    if (field.list && value.isList()) {
        ValueList ids;
        FieldDef one = field;
        one.list = false;
        for (const Value &item : value.asList()) {
            SYNCLINE_TRY(Value id, readLink(one, item));
            ids.push_back(std::move(id));
        }
        return Value(std::move(ids));
    }
    if (isNestedWrite(field, value)) {
        return Error(errc::invalidRecord,
                     "takes the id of a %1 here, such as {\"_link\": \"12\"}; what creates or "
                     "changes it stands in the input of an action",
                     {field.relatedModel});
    }
    const bool linked = value.isObject() && value.asObject().contains("_link");
    const Value &id = linked ? value["_link"] : value.isObject() ? value["id"] : value;
    return coerce(field, id);
}

} // namespace

ActionRecord::ActionRecord(std::shared_ptr<const ModelDef> model)
    : m_model(std::move(model))
{
    for (const FieldDef &field : m_model->fields) {
        if (field.isStored())
            m_row.fields.append(field.name, field.initialValue());
    }
    // Against nothing: a default counts as a change, since it will be written.
    for (const FieldDef &field : m_model->fields) {
        if (field.isStored())
            m_loaded.append(field.name, Value());
    }
    m_persisted = m_loaded;
}

ActionRecord::ActionRecord(std::shared_ptr<const ModelDef> model, RecordRow row,
                           RecordSources sources)
    : m_model(std::move(model)),
      m_row(std::move(row)),
      m_loaded(m_row.fields),
      m_persisted(m_row.fields),
      m_sources(std::move(sources))
{
}

Result<Value> ActionRecord::get(std::string_view field) const
{
    if (field == "id")
        return isNew() ? Value() : Value(toText(m_row.id));
    if (field == "createdAt")
        return isNew() ? Value() : Value(m_row.createdAt);
    if (field == "updatedAt")
        return isNew() ? Value() : Value(m_row.updatedAt);
    if (field == "remoteId")
        return m_row.remoteId.empty() ? Value() : Value(m_row.remoteId);
    if (field == "_locale")
        return m_row.locale.empty() ? Value() : Value(m_row.locale);
    if (const FieldDef *def = fieldOfName(*m_model, field)) {
        if (def->type == FieldType::Computed && !isNew() && m_sources.computed)
            return m_sources.computed(*m_model, m_row.id, def->name);
        const Value &value = m_row.fields.at(def->name);
        const bool sealed = def->type == FieldType::EncryptedString && value.isString() &&
                            value.asString().starts_with(sealedPrefix);
        if (!sealed)
            return value;
        SYNCLINE_TRY(std::string plain, openSealed(m_sources.vault, m_model->storageKey,
                                                   def->storageKey, m_row.id, value.asString()));
        return Value(std::move(plain));
    }
    return Error(errc::invalidRecord, "The model %1 has no field \"%2\".",
                 {m_model->name, std::string(field)});
}

Result<bool> ActionRecord::isPassword(std::string_view field, std::string_view text) const
{
    const FieldDef *def = fieldOfName(*m_model, field);
    if (def == nullptr) {
        return Error(errc::invalidRecord, "The model %1 has no field \"%2\".",
                     {m_model->name, std::string(field)});
    }
    if (def->type != FieldType::Password) {
        return Error(errc::invalidRecord,
                     "The field \"%1\" of %2 is no password, so there is nothing to verify.",
                     {std::string(field), m_model->name});
    }
    const Value &value = m_row.fields.at(def->name);
    if (value.isString())
        return value.asString() == text;
    if (m_sources.vault == nullptr) {
        return Error(errc::internalError,
                     "Without the project's secrets no password can be verified here.");
    }
    std::string hash;
    if (!value.isNull() && !isNew() && m_sources.passwordHash) {
        SYNCLINE_TRY(hash, m_sources.passwordHash(*m_model, m_row.id, def->name));
    }
    return m_sources.vault->isPassword(hash, text);
}

Result<void> ActionRecord::set(std::string_view field, Value value)
{
    if (isSystemField(field)) {
        return Error(errc::invalidRecord,
                     "The field \"%1\" of %2 is kept by the engine and cannot be set.",
                     {std::string(field), m_model->name});
    }
    const FieldDef *def = fieldOfName(*m_model, field);
    if (def == nullptr) {
        return Error(errc::invalidRecord, "The model %1 has no field \"%2\".",
                     {m_model->name, std::string(field)});
    }
    if (def->type == FieldType::Computed) {
        return Error(errc::invalidRecord, "The field \"%1\" of %2 is computed and cannot be set.",
                     {std::string(field), m_model->name});
    }
    if (def->type == FieldType::HasManyThrough) {
        return Error(errc::invalidRecord,
                     "The field \"%1\" of %2 lists records by way of %3: create or delete "
                     "records of that model instead.",
                     {std::string(field), m_model->name, def->joinModel});
    }
    if (!def->isStored()) {
        return Error(errc::invalidRecord,
                     "The field \"%1\" of %2 is the other side of a relationship: "
                     "set \"%3\" of %4 instead.",
                     {std::string(field), m_model->name, def->inverseField, def->relatedModel});
    }
    if (def->type == FieldType::RecordState) {
        return Error(errc::invalidRecord,
                     "The field \"%1\" of %2 is a state: the actions of its transitions change it.",
                     {std::string(field), m_model->name});
    }
    if (def->type == FieldType::BelongsTo || def->type == FieldType::Union) {
        std::erase_if(m_asked, [def](const auto &write) { return write.field == def; });
        m_remote.remove(def->name);
        if (value.isObject() && value.asObject().contains("remoteId")) {
            m_remote.set(def->name, std::move(value));
            m_row.fields.set(def->name, Value());
            return {};
        }
    }
    Result<Value> coerced =
        def->type == FieldType::BelongsTo ? readLink(*def, value) : coerce(*def, value);
    if (!coerced) {
        return Error(errc::invalidRecord, wrongValue,
                     {std::string(field), m_model->name, coerced.error().message()});
    }
    m_row.fields.set(def->name, std::move(coerced).value());
    return {};
}

bool ActionRecord::changed(std::string_view field, Since since) const
{
    const ValueObject &old = base(since);
    if (!field.empty()) {
        const FieldDef *def = fieldOfName(*m_model, field);
        return def != nullptr && !(m_row.fields.at(def->name) == old.at(def->name));
    }
    for (const auto &[name, value] : m_row.fields) {
        if (!(value == old.at(name)))
            return true;
    }
    return false;
}

ValueObject ActionRecord::changes(Since since) const
{
    ValueObject all;
    const ValueObject &old = base(since);
    for (const auto &[name, value] : m_row.fields) {
        const Value &previous = old.at(name);
        if (!(value == previous))
            all.append(name, ValueObject{{"current", value}, {"previous", previous}});
    }
    return all;
}

void ActionRecord::revertChanges()
{
    m_row.fields = m_persisted;
    m_remote = {};
    m_asked.clear();
    m_touched = false;
}

void ActionRecord::ask(const FieldDef &field, std::vector<NestedWrite> writes)
{
    std::erase_if(m_asked, [&field](const auto &write) { return write.field == &field; });
    m_asked.insert(m_asked.end(), std::make_move_iterator(writes.begin()),
                   std::make_move_iterator(writes.end()));
}

ValueObject ActionRecord::toObject() const
{
    return shownRow().toObject();
}

RecordRow ActionRecord::shownRow() const
{
    RecordRow row = m_row;
    for (const FieldDef &field : m_model->fields) {
        if (field.isSecret())
            row.fields.set(field.name, m_persisted.at(field.name));
    }
    return row;
}

RecordRow ActionRecord::persistedRow() const
{
    return {.id = m_row.id,
            .createdAt = m_row.createdAt,
            .updatedAt = m_row.updatedAt,
            .connection = m_row.connection,
            .remoteId = m_row.remoteId,
            .locale = m_row.locale,
            .fields = m_persisted};
}

void ActionRecord::setState(const FieldDef &field, std::string state)
{
    m_row.fields.set(field.name, Value(std::move(state)));
}

ValueObject ActionRecord::unsavedStates() const
{
    ValueObject states;
    for (const FieldDef &field : m_model->fields) {
        const bool moved = field.type == FieldType::RecordState &&
                           !(m_row.fields.at(field.name) == m_persisted.at(field.name));
        if (moved)
            states.append(field.name, m_row.fields.at(field.name));
    }
    return states;
}

void ActionRecord::persistedStates()
{
    for (const auto &[name, state] : unsavedStates())
        m_persisted.set(name, state);
}

void ActionRecord::takeAsIs(const ValueObject &given)
{
    for (const auto &[name, value] : given) {
        const FieldDef *field = m_model->findField(name);
        if (field == nullptr)
            m_system.set(name, value);
        else if (!value.isNull())
            m_row.fields.set(name, value);
    }
}

ValueObject ActionRecord::unsaved() const
{
    ValueObject fields;
    for (const auto &[name, value] : m_row.fields) {
        if (isNew() ? !value.isNull() : !value.identicalTo(m_persisted.at(name)))
            fields.append(name, value);
    }
    for (const auto &[name, remote] : m_remote)
        fields.set(name, remote);
    return fields;
}

void ActionRecord::persisted(RecordRow row)
{
    m_row = std::move(row);
    m_persisted = m_row.fields;
    m_system = {};
    m_remote = {};
    m_touched = false;
}

} // namespace syncline
