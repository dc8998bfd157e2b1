#include "core/record/RecordInput.h"

#include "core/base/Ids.h"
#include "core/base/Json.h"
#include "core/base/TextSafe.h"
#include "core/base/Time.h"
#include "core/model/RuleChecker.h"
#include "core/record/SpecialFields.h"
#include "core/record/SystemTables.h"

#include <algorithm>

namespace syncline {

namespace {

constexpr std::size_t shownErrors = 3;
constexpr std::string_view notUniqueWords = "is not unique";

std::optional<DateTime> timeFrom(const Value &value)
{
    if (value.isDateTime())
        return value.asDateTime();
    return value.isString() ? iso::parseDateTime(value.asString()) : std::nullopt;
}

std::int64_t idFrom(const Value &value)
{
    return value.isString() ? idFromText(value.asString()) : value.intOr(0);
}

/** Reads one set of fields; lives for one call. */
class InputReader
{
public:
    explicit InputReader(const InputContext &context)
        : m_context(context)
    {
    }

    Result<RecordInput> read(const ValueObject &fields)
    {
        for (const auto &[name, value] : fields) {
            if (takeSystem(name, value))
                continue;
            const FieldColumn *column = m_context.table.find(name);
            if (column == nullptr) {
                failUnknown(name);
                continue;
            }
            SYNCLINE_CHECK(take(*column, value));
        }
        if (m_context.existing == nullptr)
            SYNCLINE_CHECK(addDefaults());
        checkRequired();
        checkRules();
        SYNCLINE_CHECK(checkUnique());
        return std::move(m_input);
    }

private:
    bool takeSystem(const std::string &name, const Value &value)
    {
        const bool isOwn = name == "connection" || name == "locale";
        if (!isSystemField(name) && name != "_locale" && !(m_context.internal && isOwn))
            return false;
        if (isOwn && m_context.table.find(name) != nullptr)
            return false; // the model has a field of that name
        if (!m_context.internal) {
            m_input.fail(name, "is set by the system");
            return true;
        }
        if (name == "id")
            takeId(value);
        else if (name == "createdAt" || name == "updatedAt")
            takeTime(name, value);
        else if (!value.isString())
            m_input.fail(name, "must be text");
        else if (name == "remoteId")
            m_input.remoteId = value.asString();
        else if (name == "connection")
            m_input.connection = value.asString();
        else
            m_input.locale = value.asString();
        return true;
    }

    void takeId(const Value &value)
    {
        const std::int64_t id = idFrom(value);
        if (id > 0)
            m_input.id = RecordId{id};
        else
            m_input.fail("id", "must be a positive whole number");
    }

    void takeTime(const std::string &name, const Value &value)
    {
        const auto time = timeFrom(value);
        if (!time)
            m_input.fail(name, "must be a date and time");
        else
            (name == "createdAt" ? m_input.createdAt : m_input.updatedAt) = time;
    }

    void failUnknown(const std::string &name)
    {
        const FieldDef *field = m_context.table.model().findField(name);
        if (field == nullptr)
            m_input.fail(name, "is not a field of " + m_context.table.model().name);
        else if (field->type == FieldType::Computed)
            m_input.fail(name, "is computed and cannot be set");
        else
            m_input.fail(name,
                         "cannot be set here: it lists the records that refer to this one, and "
                         "only the model's actions change them with it");
    }

    Result<void> take(const FieldColumn &column, const Value &value)
    {
        if (column.kind == ColumnKind::Reference)
            return takeReference(column, value);
        if (column.field->type == FieldType::Union)
            return takeUnion(column, value);
        if (value.isNull()) {
            put({.column = &column, .value = {}});
            return {};
        }
        auto coerced = column.field->type == FieldType::BelongsTo ? idList(column, value)
                                                                  : coerce(*column.field, value);
        if (coerced && column.field->type == FieldType::File) {
            coerced = keepFiles(m_context.vault, *column.field, std::move(coerced).value());
            if (!coerced && coerced.error().is(errc::storage))
                return std::move(coerced).error();
        }
        if (!coerced)
            m_input.fail(column.field->name, coerced.error().message());
        else
            put({.column = &column, .value = std::move(coerced).value()});
        return {};
    }

    /** A list of references: the ids as texts; nobody checks whether the records are there. */
    static Result<Value> idList(const FieldColumn &column, const Value &value)
    {
        const Error wrong(errc::invalidRecord, "must be a list of ids of %1",
                          {column.field->relatedModel});
        if (!value.isList())
            return wrong;
        ValueList ids;
        for (const Value &item : value.asList()) {
            const Value &id = item.isObject() ? item["id"] : item;
            if (!id.isInt() && id.stringOr().empty())
                return wrong;
            ids.emplace_back(id.isInt() ? std::to_string(id.asInt()) : id.asString());
        }
        return Value(std::move(ids));
    }

    void put(ColumnInput made)
    {
        std::erase_if(m_input.columns,
                      [&](const ColumnInput &other) { return other.column == made.column; });
        m_input.columns.push_back(std::move(made));
    }

    Result<void> takeReference(const FieldColumn &column, const Value &value)
    {
        if (value.isNull()) {
            put({.column = &column, .value = {}});
            return {};
        }
        const std::string &related = column.field->relatedModel;
        SYNCLINE_TRY(const auto key, modelKeyByName(m_context.database, related));
        if (!key) {
            m_input.fail(column.field->name,
                         "refers to the model " + related + ", which is not there");
            return {};
        }
        if (value.isObject() && value.asObject().contains("remoteId"))
            return takeRaw(column, *key, value["remoteId"]);
        if (value.isObject() && !value.asObject().contains("_link") &&
            !value.asObject().contains("id")) {
            m_input.fail(column.field->name,
                         "takes a link here, such as {\"_link\": \"12\"}: only the model's actions "
                         "create, change or delete related records");
            return {};
        }

        const Value &link = value.isObject() && value.asObject().contains("_link") ? value["_link"]
                            : value.isObject()                                     ? value["id"]
                                                                                   : value;
        if (value.isObject() && link.isNull()) {
            put({.column = &column, .value = {}});
            return {};
        }
        const std::int64_t id = idFrom(link);
        if (id > 0) {
            SYNCLINE_TRY(auto query,
                         m_context.database.prepare("SELECT _remote_id FROM " + quoteName(*key) +
                                                    " WHERE id = ?1"));
            query.bind(1, id);
            SYNCLINE_TRY(const bool found, query.step());
            if (found) {
                put({.column = &column, .value = std::to_string(id), .remote = query.value(0)});
                return {};
            }
        }
        m_input.fail(
            column.field->name,
            "refers to a " + related + " that does not exist (" +
                text::displayLine(link.isString() ? link.asString() : json::write(link), 40) + ")");
        return {};
    }

    Result<void> takeRaw(const FieldColumn &column, const std::string &key, const Value &given)
    {
        const std::string remote = given.isInt() ? std::to_string(given.asInt()) : given.stringOr();
        if (remote.empty()) {
            m_input.fail(column.field->name, "needs the remote id as text or a whole number");
            return {};
        }
        SYNCLINE_TRY(auto query,
                     m_context.database.prepare("SELECT id FROM " + quoteName(key) +
                                                " WHERE _connection = ?1 AND _remote_id = ?2"
                                                " ORDER BY _locale = ?3 DESC LIMIT 1"));
        query.bindText(1, connection()).bindText(2, remote).bindText(3, locale());
        SYNCLINE_TRY(const bool found, query.step());
        put({.column = &column,
             .value = found ? Value(std::to_string(query.integer(0))) : Value(),
             .remote = remote});
        return {};
    }

    Result<void> takeUnion(const FieldColumn &column, const Value &value)
    {
        const FieldDef &field = *column.field;
        if (value.isNull()) {
            put({.column = &column, .value = {}});
            return {};
        }
        if (value.isObject() && value.asObject().contains("remoteId"))
            return takeRawUnion(column, value);
        Result<Value> coerced = coerce(field, value);
        if (!coerced) {
            m_input.fail(field.name, coerced.error().message());
            return {};
        }
        const UnionMember &member = *field.findMember((*coerced)["__typename"].stringOr());
        const std::string id = (*coerced)["id"].stringOr();
        SYNCLINE_TRY(auto query,
                     m_context.database.prepare("SELECT _remote_id FROM " + quoteName(member.key) +
                                                " WHERE id = ?1"));
        query.bind(1, idFromText(id));
        SYNCLINE_TRY(const bool found, query.step());
        if (!found) {
            m_input.fail(field.name,
                         "refers to a " + member.model + " that does not exist (" + id + ")");
            return {};
        }
        Value remote = query.value(0);
        if (!remote.isNull())
            remote = unionPrefix(member.key) + remote.stringOr();
        put({.column = &column, .value = std::move(coerced).value(), .remote = std::move(remote)});
        return {};
    }

    /** `{__typename, remoteId}`: a record that may not have arrived. */
    Result<void> takeRawUnion(const FieldColumn &column, const Value &value)
    {
        const FieldDef &field = *column.field;
        const UnionMember *member = field.findMember(value["__typename"].stringOr());
        const Value &given = value["remoteId"];
        const std::string remote = given.isInt() ? std::to_string(given.asInt()) : given.stringOr();
        if (member == nullptr || remote.empty()) {
            m_input.fail(field.name,
                         "needs a remote id and a \"__typename\" among " + memberNames(field));
            return {};
        }
        SYNCLINE_TRY(auto query,
                     m_context.database.prepare("SELECT id FROM " + quoteName(member->key) +
                                                " WHERE _connection = ?1 AND _remote_id = ?2"
                                                " ORDER BY _locale = ?3 DESC LIMIT 1"));
        query.bindText(1, connection()).bindText(2, remote).bindText(3, locale());
        SYNCLINE_TRY(const bool found, query.step());
        put({.column = &column,
             .value = found ? unionValue(member->model, std::to_string(query.integer(0))) : Value(),
             .remote = unionPrefix(member->key) + remote});
        return {};
    }

    [[nodiscard]] std::string_view connection() const
    {
        if (m_input.connection)
            return *m_input.connection;
        if (m_context.existing != nullptr && !m_context.existing->connection.empty())
            return m_context.existing->connection;
        return m_context.table.model().source.connection;
    }

    [[nodiscard]] std::string_view locale() const
    {
        if (m_input.locale)
            return *m_input.locale;
        return m_context.existing != nullptr ? std::string_view(m_context.existing->locale)
                                             : std::string_view();
    }

    Result<void> addDefaults()
    {
        for (const FieldColumn &column : m_context.table.columns()) {
            const Value value = column.field->initialValue();
            if (!value.isNull() && !failed(column.field->name) && m_input.find(column) == nullptr)
                SYNCLINE_CHECK(take(column, value));
        }
        return {};
    }

    /** The field by which a source says that a document changed means nothing for a record that
     * no source knows. */
    [[nodiscard]] bool isOfSource(const FieldColumn &column) const
    {
        const bool known = m_input.remoteId.has_value() ||
                           (m_context.existing != nullptr && !m_context.existing->remoteId.empty());
        return !known && column.field->name == m_context.table.model().source.cacheField;
    }

    void checkRequired()
    {
        for (const FieldColumn &column : m_context.table.columns()) {
            if (!column.field->required || isOfSource(column))
                continue;
            const std::string &name = column.field->name;
            const ColumnInput *given = m_input.find(column);
            const bool empty = given != nullptr ? given->value.isNull() && given->remote.isNull()
                                                : m_context.existing == nullptr ||
                                                      m_context.existing->fields.at(name).isNull();
            if (empty && !failed(name))
                m_input.fail(name, "is required");
        }
    }

    [[nodiscard]] bool failed(std::string_view name) const
    {
        return std::ranges::any_of(m_input.errors,
                                   [&](const auto &error) { return error.first == name; });
    }

    /** What the record would hold. */
    [[nodiscard]] const Value &valueOf(const FieldColumn &column) const
    {
        if (const ColumnInput *given = m_input.find(column))
            return given->value;
        return m_context.existing != nullptr ? m_context.existing->fields.at(column.field->name)
                                             : Value::null;
    }

    /** Of every field, given or not: a record is valid as a whole or not saved. */
    void checkRules()
    {
        for (const FieldColumn &column : m_context.table.columns()) {
            if (!RuleChecker::needed(*column.field) || failed(column.field->name))
                continue;
            BrokenRules broken;
            RuleChecker(*column.field).check(valueOf(column), broken);
            for (BrokenRule &rule : broken)
                m_input.fail(column.field->name, std::move(rule.message));
        }
    }

    Result<void> checkUnique()
    {
        for (const FieldColumn &column : m_context.table.columns()) {
            if (!column.field->unique || failed(column.field->name))
                continue;
            const FieldColumn *scope = m_context.table.scopeOf(column);
            const bool given = m_input.find(column) != nullptr ||
                               (scope != nullptr && m_input.find(*scope) != nullptr);
            if (given && !valueOf(column).isNull())
                SYNCLINE_CHECK(checkUnique(column, scope));
        }
        return {};
    }

    Result<void> checkUnique(const FieldColumn &column, const FieldColumn *scope)
    {
        const Value within = scope != nullptr ? toRaw(scope->kind, valueOf(*scope)) : Value();
        if (scope != nullptr && within.isNull())
            return {};
        std::string sql = "SELECT 1 FROM " + m_context.table.name() + " WHERE " +
                          ModelTable::comparedAs(column) + " = ?1 AND _locale = ?2 AND id <> ?3";
        if (scope != nullptr)
            sql += " AND " + quoteName(scope->name) + " = ?4";
        SYNCLINE_TRY(auto query, m_context.database.prepare(sql + " LIMIT 1"));
        const Value kept = toRaw(column.kind, valueOf(column));
        const std::int64_t self = m_context.existing != nullptr ? raw(m_context.existing->id) : 0;
        query.bindValue(1, kept).bindText(2, locale()).bind(3, self);
        if (scope != nullptr)
            query.bindValue(4, within);
        SYNCLINE_TRY(const bool found, query.step());
        if (found)
            m_input.fail(column.field->name, std::string(notUniqueWords));
        return {};
    }

    const InputContext &m_context;
    RecordInput m_input;
};

} // namespace

const ColumnInput *RecordInput::find(const FieldColumn &column) const
{
    const auto found = std::ranges::find(columns, &column, &ColumnInput::column);
    return found == columns.end() ? nullptr : &*found;
}

void RecordInput::fail(std::string_view field, std::string message)
{
    errors.emplace_back(field, std::move(message));
}

Result<RecordInput> readInput(const InputContext &context, const ValueObject &fields)
{
    return InputReader(context).read(fields);
}

Error invalidRecord(std::string_view model, std::vector<std::pair<std::string, std::string>> errors)
{
    std::string list;
    for (std::size_t i = 0; i < std::min(errors.size(), shownErrors); ++i)
        list += (i == 0 ? "" : ", ") + errors[i].first + " " + errors[i].second;
    if (errors.size() > shownErrors) {
        const std::size_t more = errors.size() - shownErrors;
        list +=
            ", and " + std::to_string(more) +
            (more == 1 ? " more error needs to be corrected" : " more errors need to be corrected");
    }
    Error error(errc::invalidRecord, "%1 is invalid and can't be saved. %2.",
                {std::string(model), std::move(list)});
    error.fields = std::move(errors);
    return error;
}

Error notUnique(const ModelTable &table, Error error)
{
    if (!error.is(errc::nonUniqueData))
        return error;
    // "m_order.f_email, m_order.f_shop, m_order._locale": the field itself stands first.
    const std::string_view first =
        std::string_view(error.detail).substr(0, error.detail.find(", "));
    const FieldColumn *column = table.findByKey(first.substr(first.rfind('.') + 1));
    if (column != nullptr)
        return invalidRecord(table.model().name,
                             {{column->field->name, std::string(notUniqueWords)}});
    const bool byRemote = error.detail.find("._remote_id") != std::string::npos;
    return invalidRecord(table.model().name,
                         {{byRemote ? "remoteId" : "id", std::string(notUniqueWords)}});
}

} // namespace syncline
