#include "core/record/RecordFinder.h"

#include "core/record/CompareSql.h"
#include "core/record/FacetReader.h"
#include "core/record/ModelTable.h"
#include "core/record/search/SearchIndex.h"

#include <algorithm>
#include <optional>
#include <set>

namespace syncline {

namespace {

/** Tables with at most so many records are looked through. */
constexpr std::int64_t smallTable = 20'000;

enum class Match : std::uint8_t { Exact, Prefix };

Result<bool> isSmall(Database &database, const ModelTable &table)
{
    SYNCLINE_TRY(auto rows,
                 database.prepare("SELECT 1 FROM " + table.name() + " LIMIT 1 OFFSET ?1"));
    rows.bind(1, smallTable);
    SYNCLINE_TRY(const bool more, rows.step());
    return !more;
}

/** Whether an index begins with @p column and compares its bytes. */
bool isIndexed(const ModelTable &table, const FieldColumn &column)
{
    const bool foldsCase = column.field->rules.uniqueIgnoresCase;
    if (column.field->unique && !foldsCase && table.scopeOf(column) == nullptr)
        return true;
    return std::ranges::any_of(table.model().indexes, [&](const std::vector<std::string> &index) {
        return !index.empty() && table.find(index.front()) == &column;
    });
}

/** The columns that name a record: unique values, e-mails, the title. */
std::vector<const FieldColumn *> namingColumns(const ModelTable &table)
{
    const FieldDef *display = table.model().display();
    std::vector<const FieldColumn *> columns;
    for (const FieldColumn &column : table.columns()) {
        const bool names = column.field->unique || column.field->type == FieldType::Email ||
                           column.field == display;
        if (names && (column.kind == ColumnKind::Text || column.kind == ColumnKind::Number))
            columns.push_back(&column);
    }
    return columns;
}

class Finder
{
public:
    Finder(Database &database, std::string_view text, std::size_t atMost)
        : m_database(database),
          m_text(text),
          m_atMost(atMost)
    {
    }

    Result<void> look(const std::shared_ptr<const ModelDef> &model, Match match)
    {
        const ModelTable table(*model);
        if (match == Match::Exact) {
            SYNCLINE_CHECK(byId(model, table));
            SYNCLINE_CHECK(byRemoteId(model, table));
        }
        SYNCLINE_TRY(const bool small, isSmall(m_database, table));
        const std::optional<SearchIndex> index = SearchIndex::open(m_database, table);
        for (const FieldColumn *column : namingColumns(table)) {
            if (isFull())
                break;
            std::vector<Value> parameters;
            const std::string where =
                condition(table, *column, match, small, index ? &*index : nullptr, parameters);
            if (!where.empty())
                SYNCLINE_CHECK(collect(model, table, column->field->name, quoteName(column->name),
                                       where, parameters));
        }
        return {};
    }

    [[nodiscard]] bool isFull() const { return m_found.size() >= m_atMost; }
    std::vector<RecordMatch> take() { return std::move(m_found); }

private:
    Result<void> byId(const std::shared_ptr<const ModelDef> &model, const ModelTable &table)
    {
        const std::int64_t id = idFromText(m_text);
        if (id <= 0)
            return {};
        return collect(model, table, "id", "id", "id = ?", {Value(id)});
    }

    Result<void> byRemoteId(const std::shared_ptr<const ModelDef> &model, const ModelTable &table)
    {
        if (model->source.connection.empty())
            return {};
        return collect(model, table, "remoteId", "_remote_id",
                       "_connection = ? AND _remote_id = ? AND _remote_id IS NOT NULL",
                       {Value(model->source.connection), Value(m_text)});
    }

    /** Empty: nothing quick says it. */
    std::string condition(const ModelTable &table, const FieldColumn &column, Match match,
                          bool small, const SearchIndex *index, std::vector<Value> &parameters)
    {
        const std::string name = quoteName(column.name);
        const bool indexed = isIndexed(table, column);
        if (column.kind == ColumnKind::Number) {
            const auto number = readNumber();
            if (match == Match::Prefix || !number || (!indexed && !small))
                return {};
            parameters.push_back(*number);
            return name + " = ?";
        }
        const std::string pattern = escapeLike(m_text) + (match == Match::Prefix ? "%" : "");
        std::string proposed;
        if (!small && index != nullptr) {
            if (const auto some = index->holding(column, m_text, parameters))
                proposed = *some + " AND ";
        }
        if (small || !proposed.empty()) {
            parameters.emplace_back(pattern);
            return proposed + name + " LIKE ? ESCAPE '\\'";
        }
        if (!indexed)
            return {};
        parameters.emplace_back(m_text);
        if (match == Match::Exact)
            return name + " = ?";
        parameters.emplace_back(m_text + "\xF4\x8F\xBF\xBF"); // behind every other character
        return name + " >= ? AND " + name + " < ?";
    }

    [[nodiscard]] std::optional<Value> readNumber() const
    {
        FieldDef number;
        number.type = FieldType::Number;
        const Result<Filter> read = parseQuickFilter(number, "=" + m_text);
        if (!read || read->kind != Filter::Kind::Compare || read->op != FilterOp::Equals)
            return std::nullopt;
        return read->operand;
    }

    Result<void> collect(const std::shared_ptr<const ModelDef> &model, const ModelTable &table,
                         const std::string &field, const std::string &column,
                         const std::string &where, const std::vector<Value> &parameters)
    {
        const FieldDef *display = model->display();
        const FieldColumn *title = display != nullptr ? table.find(display->name) : nullptr;
        SYNCLINE_TRY(auto rows,
                     m_database.prepare("SELECT id, " + column + ", " +
                                        (title != nullptr ? quoteName(title->name) : "NULL") +
                                        " FROM " + table.name() + " WHERE " + where + " LIMIT ?"));
        int position = 1;
        for (const Value &value : parameters)
            rows.bindValue(position++, value);
        rows.bind(position, static_cast<std::int64_t>(m_atMost));
        while (!isFull()) {
            SYNCLINE_TRY(const bool more, rows.step());
            if (!more)
                break;
            const RecordId id{rows.integer(0)};
            if (!m_seen.emplace(model->storageKey, raw(id)).second)
                continue;
            const Value named = title != nullptr ? readColumn(rows, 2, *title) : Value();
            m_found.push_back({.model = model,
                               .record = id,
                               .title = named.isNull() ? std::string() : valueText(named),
                               .field = field,
                               .text = valueText(rows.value(1))});
        }
        return {};
    }

    Database &m_database;
    std::string m_text;
    std::size_t m_atMost;
    std::vector<RecordMatch> m_found;
    std::set<std::pair<std::string, std::int64_t>> m_seen;
};

} // namespace

Result<std::vector<RecordMatch>> findByText(Database &database,
                                            std::span<const std::shared_ptr<const ModelDef>> models,
                                            std::string_view text, std::size_t atMost)
{
    constexpr std::size_t longest = 500;
    constexpr std::string_view spaces = " \t\r\n";
    const std::size_t begin = text.find_first_not_of(spaces);
    if (begin == std::string_view::npos || text.size() > longest || atMost == 0)
        return std::vector<RecordMatch>();
    text = text.substr(begin, text.find_last_not_of(spaces) - begin + 1);
    if (text.find('\0') != std::string_view::npos)
        return std::vector<RecordMatch>(); // no id, no name
    Finder finder(database, text, atMost);
    for (const Match match : {Match::Exact, Match::Prefix}) {
        for (const auto &model : models) {
            if (!finder.isFull())
                SYNCLINE_CHECK(finder.look(model, match));
        }
    }
    return finder.take();
}

} // namespace syncline
