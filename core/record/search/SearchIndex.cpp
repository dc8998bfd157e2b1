#include "core/record/search/SearchIndex.h"

#include "core/base/Json.h"
#include "core/record/search/SearchNames.h"

#include <algorithm>
#include <sstream>

namespace syncline {

namespace {

/** More trigrams of a long text would not make it rarer. */
constexpr std::size_t maxTrigrams = 24;

/** Where the character after the one at @p at begins. */
std::size_t nextCharacter(std::string_view text, std::size_t at)
{
    do
        ++at;
    while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U);
    return at;
}

std::string quotedPhrase(std::string_view text)
{
    std::string quoted = "\"";
    for (const char c : text)
        quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
    return quoted + "\"";
}

/** Whether all that belongs to an index is there: an older program, or a person, may have removed
 * some of it. */
bool isIndexWhole(Database &database, std::string_view modelKey)
{
    auto parts = database.prepare("SELECT count(*) FROM main.sqlite_schema WHERE name IN (?1, ?2, "
                                  "?3, ?4, ?5)");
    if (!parts)
        return false;
    const std::string names[] = {std::string(searchTable), searchIndexName(modelKey),
                                 searchChangesName(modelKey), searchInsertTrigger(modelKey),
                                 searchUpdateTrigger(modelKey)};
    for (int i = 0; i < 5; ++i)
        parts->bindText(i + 1, names[i]);
    const Result<bool> row = parts->step();
    return row && *row && parts->integer(0) == 5;
}

/** Whether a scratch session laid a view over the model's table. */
bool isOverlaid(Database &database, std::string_view modelKey)
{
    auto view = database.prepare("SELECT 1 FROM temp.sqlite_schema WHERE name = ?1");
    if (!view)
        return true;
    view->bindText(1, modelKey);
    const Result<bool> row = view->step();
    return !row || *row;
}

} // namespace

bool isSearched(const FieldColumn &column)
{
    return column.kind == ColumnKind::Text && column.field->searchable;
}

std::vector<std::string> searchWords(std::string_view text)
{
    std::istringstream stream{std::string(text)};
    std::vector<std::string> words;
    std::string word;
    while (stream >> word)
        words.push_back(word);
    return words;
}

std::vector<std::string> searchedColumns(const ModelTable &table)
{
    std::vector<std::string> columns;
    for (const FieldColumn &column : table.columns()) {
        if (isSearched(column))
            columns.push_back(column.name);
    }
    std::ranges::sort(columns);
    return columns;
}

std::string searchColumnsText(const std::vector<std::string> &columns)
{
    return json::write(ValueList(columns.begin(), columns.end()));
}

std::string trigramQuery(std::string_view text)
{
    if (text.find('\0') != std::string_view::npos)
        return {}; // SQLite's texts end there
    std::vector<std::size_t> begins;
    for (std::size_t at = 0; at < text.size(); at = nextCharacter(text, at))
        begins.push_back(at);
    begins.push_back(text.size());
    std::vector<std::string> trigrams;
    for (std::size_t i = 0; i + 3 < begins.size(); ++i)
        trigrams.push_back(quotedPhrase(text.substr(begins[i], begins[i + 3] - begins[i])));
    std::string query;
    const std::size_t step = trigrams.size() / maxTrigrams + 1;
    for (std::size_t i = 0; i < trigrams.size(); i += step)
        query += (query.empty() ? "" : " AND ") + trigrams[i];
    return query;
}

std::optional<SearchIndex> SearchIndex::open(Database &database, const ModelTable &table)
{
    SearchIndex index(database, table);
    if (!isIndexWhole(database, index.m_key) || isOverlaid(database, index.m_key))
        return std::nullopt;
    auto state = database.prepare("SELECT columns, stamp FROM _search WHERE model = ?1 AND built");
    if (!state)
        return std::nullopt;
    state->bindText(1, index.m_key);
    const Result<bool> row = state->step();
    if (!row || !*row)
        return std::nullopt;
    const Result<Value> columns = json::parse(state->text(0));
    if (!columns || !columns->isList())
        return std::nullopt;
    for (const Value &column : columns->asList())
        index.m_columns.push_back(column.stringOr());
    index.m_stamp = state->integer(1);
    auto changes = database.prepare("SELECT 1 FROM " + quoteName(searchChangesName(index.m_key)) +
                                    " LIMIT 1 OFFSET " + std::to_string(maxCandidates));
    if (!changes)
        return std::nullopt;
    const Result<bool> many = changes->step();
    if (!many || *many)
        return std::nullopt;
    return index;
}

bool SearchIndex::covers(const FieldColumn &column) const
{
    return std::ranges::find(m_columns, column.name) != m_columns.end();
}

bool SearchIndex::coversSearch(const ModelTable &table) const
{
    return std::ranges::all_of(table.columns(), [&](const FieldColumn &column) {
        return !isSearched(column) || covers(column);
    });
}

std::optional<std::string> SearchIndex::condition(const std::string &match,
                                                  std::vector<Value> &parameters) const
{
    const std::string name = quoteName(searchIndexName(m_key));
    // Without an order: the ids come ascending as they are.
    auto query = m_database->prepare("SELECT rowid FROM " + name + " WHERE " + name +
                                     " MATCH ?1 LIMIT " + std::to_string(maxCandidates + 1));
    if (!query)
        return std::nullopt;
    query->bindText(1, match);
    std::string ids = "[";
    for (std::size_t count = 0;; ++count) {
        const Result<bool> more = query->step();
        if (!more || count > maxCandidates)
            return std::nullopt; // damaged, cancelled (as what comes next will be), or frequent
        if (!*more)
            break;
        ids += (count == 0 ? "" : ",") + std::to_string(query->integer(0));
    }
    parameters.emplace_back(ids + "]");
    m_wasUsed = true;
    return "id IN (SELECT value FROM json_each(?) UNION ALL SELECT id FROM " +
           quoteName(searchChangesName(m_key)) + ")";
}

std::optional<std::string> SearchIndex::holding(const FieldColumn &column, std::string_view text,
                                                std::vector<Value> &parameters) const
{
    const auto found = std::ranges::find(m_columns, column.name);
    const std::string query = trigramQuery(text);
    if (found == m_columns.end() || query.empty())
        return std::nullopt;
    const auto position = static_cast<std::size_t>(found - m_columns.begin());
    return condition("{" + searchColumn(position) + "} : (" + query + ")", parameters);
}

std::optional<std::string> SearchIndex::holdingAll(const std::vector<std::string> &words,
                                                   std::vector<Value> &parameters) const
{
    std::string query;
    for (const std::string &word : words) {
        const std::string one = trigramQuery(word);
        if (!one.empty())
            query += (query.empty() ? "" : " AND ") + one;
    }
    if (query.empty())
        return std::nullopt;
    return condition(query, parameters);
}

std::int64_t searchStamp(Database &database, std::string_view modelKey)
{
    if (!isIndexWhole(database, modelKey))
        return 0;
    auto state = database.prepare("SELECT stamp FROM _search WHERE model = ?1 AND built");
    if (!state)
        return 0;
    state->bindText(1, modelKey);
    const Result<bool> row = state->step();
    return row && *row ? state->integer(0) : 0;
}

} // namespace syncline
