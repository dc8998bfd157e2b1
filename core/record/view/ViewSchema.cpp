#include "core/record/view/ViewSchema.h"

#include "core/base/Time.h"
#include "core/record/ComputedSql.h"
#include "core/record/view/SqlTokens.h"
#include "core/store/DatabaseError.h"

#include <sqlite3.h>

namespace syncline {

namespace {

constexpr const char *timeFunction = "iso_time";
constexpr const char *dateFunction = "iso_date";

void giveText(sqlite3_context *context, const std::string &text)
{
    // NOLINTNEXTLINE(performance-no-int-to-ptr): SQLite's own definition of SQLITE_TRANSIENT
    const auto copied = reinterpret_cast<sqlite3_destructor_type>(std::intptr_t{-1});
    sqlite3_result_text64(context, text.data(), text.size(), copied, SQLITE_UTF8);
}

void isoTime(sqlite3_context *context, int /*count*/, sqlite3_value **values)
{
    if (sqlite3_value_type(values[0]) == SQLITE_INTEGER)
        giveText(context, iso::format(DateTime{sqlite3_value_int64(values[0])}));
}

void isoDate(sqlite3_context *context, int /*count*/, sqlite3_value **values)
{
    if (sqlite3_value_type(values[0]) == SQLITE_INTEGER)
        giveText(context,
                 iso::format(Date{static_cast<std::int32_t>(sqlite3_value_int64(values[0]))}));
}

Result<void> addFunctions(sqlite3 *handle)
{
    constexpr int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS;
    int code = sqlite3_create_function_v2(handle, timeFunction, 1, flags, nullptr, isoTime, nullptr,
                                          nullptr, nullptr);
    if (code == SQLITE_OK)
        code = sqlite3_create_function_v2(handle, dateFunction, 1, flags, nullptr, isoDate, nullptr,
                                          nullptr, nullptr);
    if (code != SQLITE_OK)
        return databaseError(handle, code, "prepare the models for a view");
    return {};
}

std::string wrapped(const char *function, const std::string &sql)
{
    return std::string(function) + "(" + sql + ")";
}

std::string shownAs(ColumnKind kind, const std::string &sql)
{
    if (kind == ColumnKind::Date)
        return wrapped(dateFunction, sql);
    return kind == ColumnKind::DateTime ? wrapped(timeFunction, sql) : sql;
}

std::string computedAs(const FieldColumn &column, const std::string &sql)
{
    if (column.yields == FieldType::Date)
        return wrapped(dateFunction, sql);
    return column.yields == FieldType::DateTime ? wrapped(timeFunction, sql) : sql;
}

} // namespace

ViewSchema::ViewSchema(Models models, std::string secret)
    : m_models(std::move(models)),
      m_secret(std::move(secret))
{
    m_tables.reserve(m_models.size());
    for (const auto &model : m_models) {
        m_tables.emplace_back(*model);
        m_byName.emplace(sqlFolded(model->name), model.get());
    }
}

std::string ViewSchema::innerName(const ModelDef &model) const
{
    return m_secret + "." + model.name;
}

std::string ViewSchema::innerSql(const ModelTable &table) const
{
    std::set<std::string> names;
    std::string list;
    const auto add = [&](const std::string &sql, const std::string &name) {
        if (names.insert(sqlFolded(name)).second)
            list += (list.empty() ? "" : ", ") + sql + " AS " + quoteName(name);
    };
    const std::string row = table.name() + ".";
    add(row + "id", "id");
    const ModelDef &model = table.model();
    // Fields first: one may be called like what a reference would be.
    std::set<std::string> fields;
    for (const FieldDef &field : model.fields)
        fields.insert(sqlFolded(field.name));
    for (const FieldDef &field : model.fields) {
        if (field.isSecret() || !field.hasValue())
            continue;
        if (field.type == FieldType::Computed) {
            const std::string sql =
                field.computation ? computedSql(*field.computation, table.name(), "main") : "NULL";
            FieldColumn column;
            column.yields = field.computation ? field.computation->type : FieldType::Number;
            add(computedAs(column, sql), field.name);
            continue;
        }
        const FieldColumn *column = table.findByKey(field.storageKey);
        if (column == nullptr)
            continue;
        const std::string sql = row + quoteName(column->name);
        if (column->kind != ColumnKind::Reference)
            add(shownAs(column->kind, sql), field.name);
        else if (!fields.contains(sqlFolded(field.name + "Id")))
            add(sql, field.name + "Id");
    }
    add(wrapped(timeFunction, row + "created_at"), "createdAt");
    add(wrapped(timeFunction, row + "updated_at"), "updatedAt");
    add(row + "_remote_id", "remoteId");
    return "CREATE TEMP VIEW IF NOT EXISTS " + quoteName(innerName(model)) + " AS SELECT " + list +
           " FROM main." + table.name();
}

Result<void> ViewSchema::create(Database &database)
{
    SYNCLINE_CHECK(addFunctions(database.handle()));
    // Table functions declare themselves when first used, which no guard would let through.
    SYNCLINE_CHECK(database.exec("SELECT 1 FROM json_each('[]'), json_tree('[]')"));
    {
        SYNCLINE_TRY(Statement tables, database.prepare("SELECT name FROM main.sqlite_schema"));
        for (;;) {
            SYNCLINE_TRY(const bool more, tables.step());
            if (!more)
                break;
            m_raw.insert(sqlFolded(tables.text(0)));
        }
    }
    for (const ModelTable &table : m_tables) {
        if (!m_raw.contains(sqlFolded(table.model().storageKey)) ||
            sqlFolded(table.model().name).starts_with("sqlite_"))
            continue; // Not in this database yet, or a name that SQLite keeps for itself.
        SYNCLINE_CHECK(database.exec(innerSql(table)));
        SYNCLINE_CHECK(database.exec("CREATE TEMP VIEW IF NOT EXISTS " +
                                     quoteName(table.model().name) + " AS SELECT * FROM temp." +
                                     quoteName(innerName(table.model()))));
    }
    return {};
}

bool ViewSchema::isView(std::string_view name) const
{
    return m_byName.contains(sqlFolded(name)) || isInner(name);
}

bool ViewSchema::isInner(std::string_view name) const
{
    return name.starts_with(m_secret) && name.size() > m_secret.size() &&
           name[m_secret.size()] == '.';
}

bool ViewSchema::isRaw(std::string_view name) const
{
    const std::string folded = sqlFolded(name);
    return m_raw.contains(folded) || folded.starts_with("sqlite_") ||
           folded.starts_with("pragma_") || folded == "dbstat";
}

const ModelTable *ViewSchema::tableOf(std::string_view storageKey) const
{
    for (const ModelTable &table : m_tables) {
        if (table.model().storageKey == storageKey)
            return &table;
    }
    return nullptr;
}

const ModelDef *ViewSchema::modelNamed(std::string_view name) const
{
    const auto found = m_byName.find(sqlFolded(name));
    return found == m_byName.end() ? nullptr : found->second;
}

} // namespace syncline
