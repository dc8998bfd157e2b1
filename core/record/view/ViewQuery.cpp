#include "core/record/view/ViewQuery.h"

#include "core/base/TextSafe.h"
#include "core/base/Time.h"
#include "core/project/ViewFile.h"
#include "core/record/view/SqlTokens.h"
#include "core/store/DatabaseError.h"

#include <cmath>
#include <set>
#include <sqlite3.h>

namespace syncline {

namespace {

/** What @p words say behind @p intro; empty: something else. */
std::string_view behind(std::string_view words, std::string_view intro)
{
    return words.starts_with(intro) ? words.substr(intro.size()) : std::string_view();
}

/** "main.order" → "order". */
std::string_view lastPart(std::string_view name)
{
    const std::size_t dot = name.rfind('.');
    return dot == std::string_view::npos ? name : name.substr(dot + 1);
}

/** Where the name @p word first stands in @p sql; else where the SQL begins. */
std::size_t offsetOf(std::string_view sql, std::string_view word)
{
    const std::string folded = sqlFolded(word);
    SqlTokens tokens(sql);
    const SqlToken first = tokens.next();
    for (SqlToken token = first; !word.empty() && token.kind != SqlToken::Kind::End;
         token = tokens.next()) {
        const bool isName =
            token.kind == SqlToken::Kind::Word || token.kind == SqlToken::Kind::Quoted;
        if ((isName && sqlFolded(token.name()) == folded) ||
            (token.kind == SqlToken::Kind::Param && token.text == word))
            return token.at;
    }
    return first.at;
}

std::string isoText(const Value &value)
{
    if (value.isDate())
        return iso::format(value.asDate());
    return value.isDateTime() ? iso::format(value.asDateTime()) : value.stringOr();
}

std::string hexText(std::string_view bytes)
{
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text = "x'";
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        text += digits[byte >> 4U];
        text += digits[byte & 15U];
    }
    return text + "'";
}

} // namespace

ViewQuery::ViewQuery(Database &database, const ViewSchema &schema, const Clock &clock,
                     ViewLimits limits, const ViewDef &view)
    : m_handle(database.handle()),
      m_schema(schema),
      m_view(view),
      m_guard(database, schema, clock, std::move(limits))
{
}

ViewQuery::~ViewQuery()
{
    sqlite3_finalize(m_statement);
}

Result<std::unique_ptr<ViewQuery>> ViewQuery::prepare(Database &database, const ViewSchema &schema,
                                                      const Clock &clock, ViewLimits limits,
                                                      const ViewDef &view)
{
    std::unique_ptr<ViewQuery> query(
        new ViewQuery(database, schema, clock, std::move(limits), view));
    SYNCLINE_CHECK(query->compile());
    query->readColumns();
    return query;
}

Result<void> ViewQuery::compile()
{
    const std::string &sql = m_view.text;
    if (const std::size_t nul = sql.find('\0'); nul != std::string::npos)
        return refused("The text has a NUL character, which SQL cannot have.", nul);
    const char *tail = nullptr;
    const int code = sqlite3_prepare_v3(m_handle, sql.data(), static_cast<int>(sql.size()), 0,
                                        &m_statement, &tail);
    if (code != SQLITE_OK)
        return failed(code);
    return checkStatement(static_cast<std::size_t>(tail - sql.data()));
}

Result<void> ViewQuery::checkStatement(std::size_t used)
{
    const std::size_t begin = offsetOf(m_view.text, {});
    if (m_statement == nullptr)
        return refused("The view has no query: write a SELECT below its header.", begin);
    SqlTokens rest(m_view.text, used);
    for (SqlToken token = rest.next(); token.kind != SqlToken::Kind::End; token = rest.next()) {
        if (token.text != ";")
            return refused("A view is one query; a second statement begins here.", token.at);
    }
    if (sqlite3_stmt_isexplain(m_statement) != 0 || sqlite3_column_count(m_statement) == 0 ||
        sqlite3_stmt_readonly(m_statement) == 0)
        return refused("A view is a query: a SELECT, maybe behind WITH.", begin);
    return checkParams();
}

Result<void> ViewQuery::checkParams() const
{
    for (int i = 1; i <= sqlite3_bind_parameter_count(m_statement); ++i) {
        const std::string_view name = orEmpty(sqlite3_bind_parameter_name(m_statement, i));
        if (name.empty() || name.starts_with('?')) {
            const std::string_view sign = name.empty() ? std::string_view("?") : name;
            return refused("A view's parameters have names: write :name instead of ?.",
                           offsetOf(m_view.text, sign));
        }
        if (m_view.findParam(name.substr(1)) == nullptr) {
            return refused("The parameter " + std::string(name) +
                               " is not declared: add \"-- param: " + std::string(name.substr(1)) +
                               " string\" to the comments at the top.",
                           offsetOf(m_view.text, name));
        }
    }
    return {};
}

bool ViewQuery::uses(std::string_view name) const
{
    for (int i = 1; i <= sqlite3_bind_parameter_count(m_statement); ++i) {
        const std::string_view bound = orEmpty(sqlite3_bind_parameter_name(m_statement, i));
        if (!bound.empty() && bound.substr(1) == name)
            return true;
    }
    return false;
}

void ViewQuery::readColumns()
{
    std::set<std::string> names;
    const int count = sqlite3_column_count(m_statement);
    m_fields.assign(static_cast<std::size_t>(count), nullptr);
    for (int i = 0; i < count; ++i) {
        ViewColumn column;
        const std::string name = text::toUtf8(orEmpty(sqlite3_column_name(m_statement, i)));
        const std::string base = name.empty() ? "column" : name;
        column.name = base;
        for (int number = 2; !names.insert(column.name).second; ++number)
            column.name = base + "_" + std::to_string(number);
        describeColumn(i, column);
        if (column.model.empty() && name.ends_with("Id")) {
            const std::string_view model = std::string_view(name).substr(0, name.size() - 2);
            const ModelDef *found = m_schema.modelNamed(model);
            if (found != nullptr && found->name == model)
                column.model = found->name;
        }
        m_columns.push_back(std::move(column));
    }
}

/** What the field says of it, when the column is one of a model. */
void ViewQuery::describeColumn(int index, ViewColumn &column)
{
    const ModelTable *table =
        m_schema.tableOf(orEmpty(sqlite3_column_table_name(m_statement, index)));
    if (table == nullptr)
        return;
    const std::string_view origin = orEmpty(sqlite3_column_origin_name(m_statement, index));
    if (origin == "id") {
        column.type = ViewColumnType::Number;
        column.model = table->model().name;
        return;
    }
    const FieldColumn *field = table->findByKey(origin);
    if (field == nullptr)
        return;
    m_fields[static_cast<std::size_t>(index)] = field;
    switch (field->kind) {
    case ColumnKind::Text:
        column.type = ViewColumnType::Text;
        break;
    case ColumnKind::Number:
        column.type = ViewColumnType::Number;
        break;
    case ColumnKind::Boolean:
        column.type = ViewColumnType::Boolean;
        break;
    case ColumnKind::Json:
        column.type = ViewColumnType::Json;
        break;
    case ColumnKind::Reference:
        column.type = ViewColumnType::Number;
        column.model = field->field->relatedModel;
        break;
    case ColumnKind::Date:
    case ColumnKind::DateTime:
    case ColumnKind::Sealed:
    case ColumnKind::Password:
        break;
    }
}

Result<void> ViewQuery::bind(const ValueObject &values)
{
    // NOLINTNEXTLINE(performance-no-int-to-ptr): SQLite's own definition of SQLITE_TRANSIENT
    const auto copied = reinterpret_cast<sqlite3_destructor_type>(std::intptr_t{-1});
    for (int i = 1; i <= sqlite3_bind_parameter_count(m_statement); ++i) {
        const std::string_view name =
            orEmpty(sqlite3_bind_parameter_name(m_statement, i)).substr(1);
        const Value *given = values.find(name);
        const Value &value = given == nullptr ? Value::null : *given;
        int code = SQLITE_OK;
        if (value.isNull()) {
            code = sqlite3_bind_null(m_statement, i);
        } else if (value.isBool() || value.isInt()) {
            code =
                sqlite3_bind_int64(m_statement, i, value.isBool() ? value.asBool() : value.asInt());
        } else if (value.isDouble()) {
            code = sqlite3_bind_double(m_statement, i, value.asDouble());
        } else {
            const std::string text = isoText(value);
            code =
                sqlite3_bind_text64(m_statement, i, text.data(), text.size(), copied, SQLITE_UTF8);
        }
        if (code != SQLITE_OK)
            return Error(errc::invalidInput, "The parameter %1 cannot be given to SQL: %2.",
                         {std::string(name), sqlite3_errstr(code)});
    }
    return {};
}

Result<std::optional<ViewRow>> ViewQuery::next()
{
    if (const auto interrupted = m_guard.interruption())
        return *interrupted;
    const int code = sqlite3_step(m_statement);
    if (code == SQLITE_DONE)
        return std::optional<ViewRow>();
    if (code != SQLITE_ROW)
        return failed(code);
    ViewRow row;
    row.reserve(m_columns.size());
    for (int i = 0; i < static_cast<int>(m_columns.size()); ++i)
        row.push_back(cell(i));
    return std::optional(std::move(row));
}

Value ViewQuery::cell(int index) const
{
    const FieldColumn *field = m_fields[static_cast<std::size_t>(index)];
    const auto bytes = [&](const void *data) {
        const auto size = static_cast<std::size_t>(sqlite3_column_bytes(m_statement, index));
        return data == nullptr ? std::string_view()
                               : std::string_view(static_cast<const char *>(data), size);
    };
    switch (sqlite3_column_type(m_statement, index)) {
    case SQLITE_NULL:
        return {};
    case SQLITE_INTEGER: {
        const std::int64_t number = sqlite3_column_int64(m_statement, index);
        if (field != nullptr && field->kind == ColumnKind::Boolean)
            return number != 0;
        return number;
    }
    case SQLITE_FLOAT: {
        const double number = sqlite3_column_double(m_statement, index);
        if (!std::isfinite(number))
            return number < 0 ? "-Infinity" : "Infinity";
        return number;
    }
    case SQLITE_BLOB:
        return hexText(bytes(sqlite3_column_blob(m_statement, index)));
    default:
        break;
    }
    Value text(text::toUtf8(bytes(sqlite3_column_text(m_statement, index))));
    return field != nullptr && field->kind == ColumnKind::Json ? fromRaw(*field, text) : text;
}

Error ViewQuery::refused(std::string_view sentence, std::size_t offset) const
{
    const auto [line, column] = placeIn(m_view.text, offset);
    const std::string file = m_view.name.empty() ? "query" : viewPath(m_view.name);
    return Error(errc::invalidQueryInput, "%1", {std::string(sentence)})
        .withPlace(file + ":" + std::to_string(line) + ":" + std::to_string(column));
}

Error ViewQuery::failed(int code) const
{
    if (const auto interrupted = m_guard.interruption())
        return *interrupted;
    if (const auto &refusal = m_guard.refusal())
        return refused(*refusal, offsetOf(m_view.text, m_guard.refusedWord()));
    return failedSql(code, orEmpty(sqlite3_errmsg(m_handle)), sqlite3_error_offset(m_handle));
}

Error ViewQuery::failedSql(int code, std::string_view words, int offset) const
{
    const auto at = [&](std::string_view word) {
        return offset >= 0 ? static_cast<std::size_t>(offset) : offsetOf(m_view.text, word);
    };
    switch (code & 0xff) {
    case SQLITE_ERROR:
        break;
    case SQLITE_TOOBIG:
        return refused("A text of more than 16 MB came up, which a view cannot hold.", at({}));
    case SQLITE_NOMEM:
        return Error(errc::storage, "The view needs more memory than there is.");
    default:
        return databaseError(m_handle, code, "run the view");
    }
    if (const auto table = behind(words, "no such table: "); !table.empty()) {
        const std::string_view name = lastPart(table);
        return refused("There is no model \"" + std::string(name) + "\".", at(name));
    }
    if (const auto column = behind(words, "no such column: "); !column.empty()) {
        return refused("There is no field or column \"" + std::string(column) + "\".",
                       at(lastPart(column)));
    }
    if (const auto function = behind(words, "no such function: "); !function.empty())
        return refused("There is no function " + std::string(function) + "().", at(function));
    return refused("The SQL is not understood: " + text::toUtf8(words) + ".", at({}));
}

} // namespace syncline
