#include "core/action/NestedWrites.h"

#include "core/base/TextSafe.h"

#include <algorithm>
#include <optional>

namespace syncline {

namespace {

constexpr std::string_view located = "%1: %2";

/** Decimal text of an id, given as text or as a whole number; nullopt: neither. */
std::optional<std::string> idFrom(const Value &value)
{
    if (value.isInt())
        return std::to_string(value.asInt());
    if (value.isString() && !value.asString().empty())
        return value.asString();
    return std::nullopt;
}

bool isList(const FieldDef &field)
{
    return field.type == FieldType::HasMany || field.type == FieldType::HasManyThrough;
}

/** Reads what one relationship is asked; lives for one call. */
class NestedReader
{
public:
    NestedReader(const ProjectDef &project, const FieldDef &field, std::string base)
        : m_project(project),
          m_field(field),
          m_base(std::move(base))
    {
    }

    Result<std::vector<NestedWrite>> read(const Value &value)
    {
        if (!isList(m_field)) {
            SYNCLINE_CHECK(readOne(value, m_field.name));
            return std::move(m_writes);
        }
        if (value.isNull() || (value.isObject() && value.asObject().empty()))
            return std::move(m_writes);
        if (!value.isList()) {
            SYNCLINE_CHECK(readOne(value, m_field.name));
            return std::move(m_writes);
        }
        std::size_t index = 0;
        for (const Value &item : value.asList())
            SYNCLINE_CHECK(readOne(item, m_field.name + "[" + std::to_string(index++) + "]"));
        return std::move(m_writes);
    }

private:
    Result<void> readOne(const Value &value, const std::string &path)
    {
        if (value.isNull() && m_field.type == FieldType::HasOne) {
            add(NestedWrite::Kind::Unlink, path);
            return {};
        }
        if (!value.isObject() || value.asObject().size() != 1) {
            return fault(path, "takes one of " + verbs() + ", such as {\"create\": {…}}, but got " +
                                   (value.isObject()
                                        ? std::to_string(value.asObject().size()) + " at once"
                                        : std::string(value.kindName())));
        }
        const auto &[verb, input] = *value.asObject().begin();
        if (verb == "_converge" && isList(m_field))
            return readConverge(input, path);
        const bool links = verb == "_link" || (verb == "_relink" && !isList(m_field));
        if (links || (verb == "_unlink" && m_field.type != FieldType::BelongsTo))
            return readLink(verb, input, path);
        return readAction(verb, input, path);
    }

    Result<void> readLink(const std::string &verb, const Value &input, const std::string &path)
    {
        const Value &given = input.isObject() && input.asObject().contains("_link") ? input["_link"]
                             : input.isObject()                                     ? input["id"]
                                                                                    : input;
        const std::optional<std::string> id = idFrom(given);
        if (!id) {
            return fault(path, verb + " takes the id of a " + m_field.relatedModel + ", such as {" +
                                   "\"" + verb + "\": \"12\"}");
        }
        add(verb == "_unlink" ? NestedWrite::Kind::Unlink : NestedWrite::Kind::Link, path).id = *id;
        return {};
    }

    Result<void> readAction(const std::string &verb, const Value &input, const std::string &path)
    {
        const auto action = m_project.findAction(m_field.relatedModel + "." + verb);
        if (!action) {
            return fault(path, "the model " + m_field.relatedModel + " has no action \"" +
                                   text::displayLine(verb, 40) + "\"; it takes " + verbs());
        }
        if (!input.isObject() && !input.isNull())
            return fault(path, verb + " takes an object of fields and params");
        NestedWrite &write = add(NestedWrite::Kind::Action, path);
        write.action = action;
        if (input.isObject())
            write.params = input.asObject();
        const Value given = write.params.at("id");
        write.params.remove("id");
        if (write.creates())
            return {};
        if (const auto id = idFrom(given))
            write.id = *id;
        if (write.id.empty() && (!given.isNull() || isList(m_field))) {
            return fault(path, verb + " needs the id of a " + m_field.relatedModel +
                                   ", such as {\"" + verb + "\": {\"id\": \"12\"}}");
        }
        return {};
    }

    Result<void> readConverge(const Value &input, const std::string &path)
    {
        if (!input.isObject() || !input["values"].isList()) {
            return fault(path, "_converge takes {\"values\": […]}, the list to arrive at");
        }
        NestedWrite write;
        write.kind = NestedWrite::Kind::Converge;
        write.field = &m_field;
        write.path = path;
        SYNCLINE_TRY(write.createAction, actionFor(input["actions"], "create", path));
        SYNCLINE_TRY(write.updateAction, actionFor(input["actions"], "update", path));
        const bool through = m_field.type == FieldType::HasManyThrough;
        if (!through || !input["actions"]["delete"].isNull()) {
            SYNCLINE_TRY(write.deleteAction, actionFor(input["actions"], "delete", path));
        }
        std::size_t index = 0;
        for (const Value &value : input["values"].asList()) {
            const std::string at = path + "._converge.values[" + std::to_string(index++) + "]";
            SYNCLINE_TRY(NestedWrite::Wanted wanted, readWanted(value, at));
            const auto same = [&wanted](const auto &other) { return other.id == wanted.id; };
            if (!wanted.id.empty() && std::ranges::any_of(write.values, same))
                return fault(at, "the " + m_field.relatedModel + " " + wanted.id + " stands twice");
            write.values.push_back(std::move(wanted));
        }
        m_writes.push_back(std::move(write));
        return {};
    }

    Result<NestedWrite::Wanted> readWanted(const Value &value, const std::string &path) const
    {
        NestedWrite::Wanted wanted;
        wanted.path = path;
        if (!value.isObject())
            return fault(path, "a value is an object of fields, with the id of the " +
                                   m_field.relatedModel + " that it is, or without for a new one");
        wanted.fields = value.asObject();
        wanted.link = wanted.fields.contains("_link");
        const std::string key = wanted.link ? "_link" : "id";
        const Value given = wanted.fields.at(key);
        wanted.fields.remove(key);
        if (const auto id = idFrom(given))
            wanted.id = *id;
        if (wanted.id.empty() && (wanted.link || !given.isNull()))
            return fault(path, key + " must be the id of a " + m_field.relatedModel);
        return wanted;
    }

    Result<std::string> actionFor(const Value &actions, std::string_view role,
                                  const std::string &path) const
    {
        const std::string name = actions[role].stringOr(role);
        const auto action = m_project.findAction(m_field.relatedModel + "." + name);
        const bool creates = action && action->kind == ActionKind::Create;
        if (!action || creates != (role == "create")) {
            return fault(path, "the model " + m_field.relatedModel + " has no action \"" +
                                   text::displayLine(name, 40) + "\" that could " +
                                   std::string(role) + " its records");
        }
        return action->fullName();
    }

    /** What may stand here: the actions of the other model, and the words of this relationship. */
    [[nodiscard]] std::string verbs() const
    {
        std::string names;
        for (const auto &action : m_project.actions) {
            if (action->model == m_field.relatedModel)
                names += (names.empty() ? "" : ", ") + action->name;
        }
        if (isList(m_field))
            return names + ", _converge, _link, _unlink";
        return names + (m_field.type == FieldType::HasOne ? ", _relink, _unlink" : ", _link");
    }

    NestedWrite &add(NestedWrite::Kind kind, const std::string &path)
    {
        NestedWrite write;
        write.kind = kind;
        write.field = &m_field;
        write.path = path;
        m_writes.push_back(std::move(write));
        return m_writes.back();
    }

    [[nodiscard]] Error fault(const std::string &path, std::string what) const
    {
        return {errc::invalidActionInput, located, {m_base + "." + path, std::move(what) + "."}};
    }

    const ProjectDef &m_project;
    const FieldDef &m_field;
    const std::string m_base;
    std::vector<NestedWrite> m_writes;
};

} // namespace

bool isNestedWrite(const FieldDef &field, const Value &value)
{
    if (field.type != FieldType::BelongsTo)
        return field.isRelationship();
    if (field.list || !value.isObject())
        return false;
    const ValueObject &object = value.asObject();
    const bool link = object.contains("_link") || object.contains("id");
    return !(object.size() == 1 && (link || object.contains("remoteId")));
}

Result<std::vector<NestedWrite>> parseNested(const ProjectDef &project, const FieldDef &field,
                                             const Value &value, const std::string &base)
{
    return NestedReader(project, field, base).read(value);
}

Error locatedAt(const std::string &path, Error error)
{
    if (error.sentence == located)
        return error;
    std::string message = error.message();
    error.sentence = located;
    error.args = {path, std::move(message)};
    return error;
}

bool collectErrors(PathErrors &errors, const std::string &path, const Error &error)
{
    if (!error.is(errc::invalidRecord))
        return false;
    const std::string prefix = path.empty() ? std::string() : path + ".";
    for (const auto &[field, message] : error.fields)
        errors.emplace_back(prefix + field, message);
    if (error.fields.empty())
        errors.emplace_back(path, error.message());
    return true;
}

} // namespace syncline
