#include "core/record/ModelTable.h"

#include "core/base/Json.h"
#include "core/record/ComputedSql.h"
#include "core/store/Database.h"

#include <algorithm>

namespace syncline {

namespace {

constexpr std::string_view systemColumnsSql =
    "id INTEGER PRIMARY KEY, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, "
    "_created_run INTEGER NOT NULL DEFAULT 0, _connection TEXT, _remote_id TEXT, "
    "_locale TEXT NOT NULL DEFAULT '', _digest INTEGER, _remote_version TEXT";

constexpr int fixedColumns = 6;

/** Dates, and doubles that JSON may show as whole numbers. */
bool isMoreThanJson(const FieldDef &field)
{
    if (field.type == FieldType::Date || field.type == FieldType::DateTime ||
        field.type == FieldType::Vector)
        return true;
    return field.type == FieldType::Object && std::ranges::any_of(field.fields, isMoreThanJson);
}

Value parsedJson(std::string_view text, const FieldColumn &column)
{
    auto parsed = json::parse(text);
    if (!parsed)
        return Value(text);
    if (!column.typed)
        return std::move(parsed).value();
    auto typed = coerce(*column.field, *parsed, Coercion::Lenient);
    return typed ? std::move(typed).value() : std::move(parsed).value();
}

std::string indexName(const ModelDef &model, std::string_view rest)
{
    return model.storageKey + "." + std::string(rest);
}

IndexSpec makeIndex(const ModelDef &model, std::string_view rest, bool unique, std::string_view on)
{
    IndexSpec spec;
    spec.name = indexName(model, rest);
    spec.unique = unique;
    spec.sql =
        std::string(unique ? "CREATE UNIQUE INDEX IF NOT EXISTS " : "CREATE INDEX IF NOT EXISTS ") +
        quoteName(spec.name) + " ON " + quoteName(model.storageKey) + " " + std::string(on);
    return spec;
}

} // namespace

FieldColumn fieldColumn(const FieldDef &field)
{
    FieldColumn column;
    column.field = &field;
    column.kind = columnKind(field);
    column.name = field.storageKey;
    if (field.isReference())
        column.remote = field.storageKey + "__remote";
    column.typed = column.kind == ColumnKind::Json && isMoreThanJson(field);
    return column;
}

namespace {

FieldColumn computedColumn(const FieldDef &field, const std::string &table)
{
    FieldColumn column;
    column.field = &field;
    column.sql = field.computation ? computedSql(*field.computation, table) : "NULL";
    column.yields = field.computation ? field.computation->type : FieldType::Number;
    return column;
}

} // namespace

ColumnKind columnKind(const FieldDef &field)
{
    if (field.list)
        return ColumnKind::Json;
    switch (field.type) {
    case FieldType::String:
    case FieldType::Enum:
    case FieldType::Email:
    case FieldType::Url:
    case FieldType::Color:
    case FieldType::RichText:
    case FieldType::RecordState:
        return ColumnKind::Text;
    case FieldType::EncryptedString:
        return ColumnKind::Sealed;
    case FieldType::Password:
        return ColumnKind::Password;
    case FieldType::Number:
        return ColumnKind::Number;
    case FieldType::Boolean:
        return ColumnKind::Boolean;
    case FieldType::Date:
        return ColumnKind::Date;
    case FieldType::DateTime:
        return ColumnKind::DateTime;
    case FieldType::BelongsTo:
        return ColumnKind::Reference;
    case FieldType::Json:
    case FieldType::Object:
    case FieldType::HasOne:
    case FieldType::HasMany:
    case FieldType::RoleList:
    case FieldType::Vector:
    case FieldType::File:
    case FieldType::HasManyThrough:
    case FieldType::Computed:
    case FieldType::Union:
        break;
    }
    return ColumnKind::Json;
}

std::string unionPrefix(std::string_view modelKey)
{
    return std::string(modelKey) + ":";
}

std::string_view modelOfRaw(std::string_view unionRemote)
{
    return unionRemote.substr(0, unionRemote.find(':'));
}

std::string_view idOfRaw(std::string_view unionRemote)
{
    const std::size_t colon = unionRemote.find(':');
    return colon == std::string_view::npos ? std::string_view() : unionRemote.substr(colon + 1);
}

ModelTable::ModelTable(const ModelDef &model)
    : m_model(&model),
      m_name(quoteName(model.storageKey))
{
    m_columns.reserve(model.fields.size());
    for (const FieldDef &field : model.fields) {
        if (field.isStored())
            m_columns.push_back(fieldColumn(field));
        else if (field.type == FieldType::Computed)
            m_computed.push_back(computedColumn(field, m_name));
    }
}

const FieldColumn *ModelTable::find(std::string_view fieldName) const
{
    for (const FieldColumn &column : m_columns) {
        if (column.field->name == fieldName)
            return &column;
    }
    if (!fieldName.ends_with("Id"))
        return nullptr;
    const std::string_view bare = fieldName.substr(0, fieldName.size() - 2);
    for (const FieldColumn &column : m_columns) {
        if (column.kind == ColumnKind::Reference && column.field->name == bare)
            return &column;
    }
    return nullptr;
}

const FieldColumn *ModelTable::findByKey(std::string_view storageKey) const
{
    const auto found = std::ranges::find(m_columns, storageKey, &FieldColumn::name);
    return found == m_columns.end() ? nullptr : &*found;
}

std::vector<std::string> ModelTable::columnSql(const FieldColumn &column)
{
    const std::string quoted = quoteName(column.name);
    switch (column.kind) {
    case ColumnKind::Text:
    case ColumnKind::Sealed:
    case ColumnKind::Password:
        return {quoted + " TEXT"};
    case ColumnKind::Number:
        // Two names, not the three that may be: SQLite makes a table for a list of three, once
        // for each statement.
        return {quoted + " ANY CHECK (typeof(" + quoted + ") NOT IN ('text', 'blob'))"};
    case ColumnKind::Boolean:
        return {quoted + " INTEGER CHECK (" + quoted + " IN (0, 1))"};
    case ColumnKind::Date:
    case ColumnKind::DateTime:
        return {quoted + " INTEGER"};
    case ColumnKind::Json: // no json_valid(): an untrusted schema may not call it
        if (!column.remote.empty())
            return {quoted + " TEXT", quoteName(column.remote) + " TEXT"};
        return {quoted + " TEXT"};
    case ColumnKind::Reference:
        return {quoted + " INTEGER", quoteName(column.remote) + " TEXT"};
    }
    return {};
}

std::string ModelTable::createSql() const
{
    std::string sql = "CREATE TABLE " + m_name + " (" + std::string(systemColumnsSql);
    for (const FieldColumn &column : m_columns) {
        for (const std::string &definition : columnSql(column))
            sql += ", " + definition;
    }
    return sql + ") STRICT";
}

std::string ModelTable::comparedAs(const FieldColumn &column)
{
    const std::string quoted = quoteName(column.name);
    const bool folds = column.field->rules.uniqueIgnoresCase && column.kind == ColumnKind::Text;
    return folds ? quoted + " COLLATE " + foldCollation : quoted;
}

const FieldColumn *ModelTable::scopeOf(const FieldColumn &column) const
{
    return column.field->rules.uniqueWithin.empty() ? nullptr
                                                    : find(column.field->rules.uniqueWithin);
}

std::string ModelTable::uniqueOn(const FieldColumn &column) const
{
    const FieldColumn *scope = scopeOf(column);
    return "(" + comparedAs(column) + (scope ? ", " + quoteName(scope->name) : std::string()) +
           ", _locale)";
}

std::vector<IndexSpec> ModelTable::indexes() const
{
    std::vector<IndexSpec> specs;
    IndexSpec remote = makeIndex(*m_model, "remote", true,
                                 "(_connection, _remote_id, _locale) WHERE _remote_id IS NOT NULL");
    remote.unique = false; // the ids' own map holds uniqueness during a first load
    specs.push_back(std::move(remote));
    for (const FieldColumn &column : m_columns) {
        const std::string quoted = quoteName(column.name);
        if (!column.remote.empty()) {
            specs.push_back(makeIndex(*m_model, column.name + ".ref", false,
                                      "(" + quoted + ") WHERE " + quoted + " IS NOT NULL"));
            specs.push_back(makeIndex(*m_model, column.name + ".open", false,
                                      "(" + quoteName(column.remote) + ") WHERE " + quoted +
                                          " IS NULL AND " + quoteName(column.remote) +
                                          " IS NOT NULL"));
        }
        if (column.field->unique)
            specs.push_back(makeIndex(*m_model, column.name + ".unique", true, uniqueOn(column)));
    }
    for (const std::vector<std::string> &fields : m_model->indexes) {
        std::string rest = "by";
        std::string on;
        for (const std::string &field : fields) {
            const FieldColumn *column = find(field);
            const std::string_view system = systemColumn(field);
            if (column == nullptr && system.empty())
                continue;
            const std::string name = column != nullptr ? column->name : std::string(system);
            rest += "." + name;
            on += (on.empty() ? "(" : ", ") + quoteName(name);
        }
        if (!on.empty())
            specs.push_back(makeIndex(*m_model, rest, false, on + ")"));
    }
    return specs;
}

std::vector<const FieldColumn *> ModelTable::pick(const std::vector<std::string> &select) const
{
    std::vector<const FieldColumn *> picked;
    picked.reserve(select.empty() ? m_columns.size() : select.size());
    for (const FieldColumn &column : m_columns) {
        const bool wanted = select.empty() || std::ranges::any_of(select, [&](const auto &name) {
                                return find(name) == &column;
                            });
        if (wanted)
            picked.push_back(&column);
    }
    for (const FieldColumn &column : m_computed) {
        if (select.empty() || std::ranges::find(select, column.field->name) != select.end())
            picked.push_back(&column);
    }
    return picked;
}

std::vector<const FieldColumn *> ModelTable::stored() const
{
    std::vector<const FieldColumn *> all;
    all.reserve(m_columns.size());
    for (const FieldColumn &column : m_columns)
        all.push_back(&column);
    return all;
}

const FieldColumn *ModelTable::findComputed(std::string_view fieldName) const
{
    const auto found = std::ranges::find_if(
        m_computed, [&](const FieldColumn &column) { return column.field->name == fieldName; });
    return found == m_computed.end() ? nullptr : &*found;
}

std::string ModelTable::selectList(std::span<const FieldColumn *const> fields)
{
    std::string list = "id, created_at, updated_at, _connection, _remote_id, _locale";
    for (const FieldColumn *column : fields)
        list += ", " + (column->sql.empty() ? quoteName(column->name) : column->sql);
    return list;
}

RecordRow ModelTable::readRow(const Statement &row, std::span<const FieldColumn *const> fields)
{
    RecordRow record;
    record.id = RecordId{row.integer(0)};
    record.createdAt = DateTime{row.integer(1)};
    record.updatedAt = DateTime{row.integer(2)};
    record.connection = std::string(row.text(3));
    record.remoteId = std::string(row.text(4));
    record.locale = std::string(row.text(5));
    record.fields.reserve(fields.size());
    for (std::size_t i = 0; i < fields.size(); ++i) {
        record.fields.append(fields[i]->field->name,
                             readColumn(row, fixedColumns + static_cast<int>(i), *fields[i]));
    }
    return record;
}

std::string_view systemColumn(std::string_view fieldName)
{
    if (fieldName == "id")
        return "id";
    if (fieldName == "createdAt")
        return "created_at";
    if (fieldName == "updatedAt")
        return "updated_at";
    if (fieldName == "remoteId")
        return "_remote_id";
    if (fieldName == "_locale")
        return "_locale";
    return {};
}

Value readColumn(const Statement &row, int index, const FieldColumn &column)
{
    if (!column.sql.empty())
        return readComputed(row, index, column.yields);
    if (row.isNull(index))
        return {};
    switch (column.kind) {
    case ColumnKind::Text:
    case ColumnKind::Sealed:
        return row.text(index);
    case ColumnKind::Password:
        return true;
    case ColumnKind::Number:
        return row.value(index);
    case ColumnKind::Boolean:
        return row.integer(index) != 0;
    case ColumnKind::Date:
        return Date{static_cast<std::int32_t>(row.integer(index))};
    case ColumnKind::DateTime:
        return DateTime{row.integer(index)};
    case ColumnKind::Json:
        return parsedJson(row.text(index), column);
    case ColumnKind::Reference:
        return std::to_string(row.integer(index));
    }
    return {};
}

Value fromRaw(const FieldColumn &column, const Value &raw)
{
    switch (column.kind) {
    case ColumnKind::Boolean:
        return raw.isInt() ? Value(raw.asInt() != 0) : raw;
    case ColumnKind::Date:
        return raw.isInt() ? Value(Date{static_cast<std::int32_t>(raw.asInt())}) : raw;
    case ColumnKind::DateTime:
        return raw.isInt() ? Value(DateTime{raw.asInt()}) : raw;
    case ColumnKind::Json:
        return raw.isString() ? parsedJson(raw.asString(), column) : raw;
    case ColumnKind::Reference:
        return raw.isInt() ? Value(std::to_string(raw.asInt())) : raw;
    case ColumnKind::Password:
        return raw.isNull() ? raw : Value(true);
    case ColumnKind::Text:
    case ColumnKind::Sealed:
    case ColumnKind::Number:
        break;
    }
    return raw;
}

Value toRaw(ColumnKind kind, const Value &value)
{
    if (value.isNull())
        return value;
    if (kind == ColumnKind::Json)
        return json::write(value);
    if (kind == ColumnKind::Reference && value.isString())
        return idFromText(value.asString());
    if (value.isBool())
        return value.asBool() ? 1 : 0;
    if (value.isDate())
        return value.asDate().days;
    if (value.isDateTime())
        return value.asDateTime().ms;
    return value;
}

} // namespace syncline
