#include "core/record/search/SearchBuild.h"

#include "core/record/SystemTables.h"
#include "core/record/search/SearchNames.h"

#include <algorithm>
#include <limits>
#include <optional>

namespace syncline {

namespace {

/** Models with fewer records are scanned as quickly. */
constexpr std::int64_t worthwhile = 20'000;

struct State
{
    std::string columns;
    std::int64_t upTo = 0;
    bool built = false;
    std::int64_t entries = 0; ///< Records that were brought in, each time counted.
};

Result<std::optional<State>> readState(Database &database, std::string_view modelKey)
{
    {
        SYNCLINE_TRY(auto table,
                     database.prepare("SELECT 1 FROM main.sqlite_schema WHERE name = ?1"));
        table.bindText(1, searchTable);
        SYNCLINE_TRY(const bool there, table.step());
        if (!there) // a database of an earlier version, opened for reading only
            return std::optional<State>();
    }
    SYNCLINE_TRY(
        auto query,
        database.prepare("SELECT columns, up_to, built, entries FROM _search WHERE model = ?1"));
    query.bindText(1, modelKey);
    SYNCLINE_TRY(const bool found, query.step());
    if (!found)
        return std::optional<State>();
    return std::optional(State{.columns = std::string(query.text(0)),
                               .upTo = query.integer(1),
                               .built = query.integer(2) != 0,
                               .entries = query.integer(3)});
}

Result<bool> isWhole(Database &database, std::string_view modelKey)
{
    SYNCLINE_TRY(auto parts, database.prepare("SELECT count(*) FROM main.sqlite_schema WHERE name "
                                              "IN (?1, ?2, ?3, ?4)"));
    const std::string names[] = {searchIndexName(modelKey), searchChangesName(modelKey),
                                 searchInsertTrigger(modelKey), searchUpdateTrigger(modelKey)};
    for (int i = 0; i < 4; ++i)
        parts.bindText(i + 1, names[i]);
    SYNCLINE_CHECK(parts.step());
    return parts.integer(0) == 4;
}

Result<void> dropTables(Database &writer, std::string_view modelKey)
{
    SYNCLINE_CHECK(
        writer.exec("DROP TRIGGER IF EXISTS " + quoteName(searchInsertTrigger(modelKey))));
    SYNCLINE_CHECK(
        writer.exec("DROP TRIGGER IF EXISTS " + quoteName(searchUpdateTrigger(modelKey))));
    SYNCLINE_CHECK(writer.exec("DROP TABLE IF EXISTS " + quoteName(searchChangesName(modelKey))));
    return writer.exec("DROP TABLE IF EXISTS " + quoteName(searchIndexName(modelKey)));
}

/** Notes what a statement changes, whoever it is from. */
Result<void> createTriggers(Database &writer, const ModelTable &table,
                            const std::vector<std::string> &columns)
{
    const std::string &key = table.model().storageKey;
    const std::string noteChange = " BEGIN INSERT OR IGNORE INTO " +
                                   quoteName(searchChangesName(key)) + " (id) VALUES (new.id); END";
    std::string of;
    std::string when;
    for (const std::string &column : columns) {
        of += (of.empty() ? "" : ", ") + quoteName(column);
        when += (when.empty() ? "" : " OR ") + ("new." + quoteName(column)) + " IS NOT old." +
                quoteName(column);
    }
    SYNCLINE_CHECK(writer.exec("CREATE TRIGGER " + quoteName(searchInsertTrigger(key)) +
                               " AFTER INSERT ON " + table.name() + noteChange));
    return writer.exec("CREATE TRIGGER " + quoteName(searchUpdateTrigger(key)) +
                       " AFTER UPDATE OF " + of + " ON " + table.name() + " WHEN " + when +
                       noteChange);
}

/** Records of one step, read before any is written. */
struct Batch
{
    std::vector<std::int64_t> ids;
    std::vector<Value> texts; ///< A row of them per id.
};

Result<Batch> readBatch(Database &writer, const ModelTable &table,
                        const std::vector<std::string> &columns, const std::string &from,
                        std::int64_t after, std::int64_t rows)
{
    std::string list = "t.id";
    for (const std::string &column : columns)
        list += ", t." + quoteName(column);
    SYNCLINE_TRY(auto query, writer.prepare("SELECT " + list + " FROM " + from + table.name() +
                                            " AS t" + (from.empty() ? "" : " USING (id)") +
                                            " WHERE t.id > ?1 ORDER BY t.id LIMIT ?2"));
    query.bind(1, after).bind(2, rows);
    Batch batch;
    for (;;) {
        SYNCLINE_TRY(const bool more, query.step());
        if (!more)
            return batch;
        batch.ids.push_back(query.integer(0));
        for (std::size_t i = 0; i < columns.size(); ++i)
            batch.texts.push_back(query.value(static_cast<int>(i) + 1));
    }
}

Result<void> insertBatch(Database &writer, std::string_view modelKey, std::size_t columns,
                         const Batch &batch)
{
    std::string names = "rowid";
    std::string marks = "?";
    for (std::size_t i = 0; i < columns; ++i) {
        names += ", " + searchColumn(i);
        marks += ", ?";
    }
    SYNCLINE_TRY(auto insert, writer.prepare("INSERT INTO " + quoteName(searchIndexName(modelKey)) +
                                             " (" + names + ") VALUES (" + marks + ")"));
    for (std::size_t row = 0; row < batch.ids.size(); ++row) {
        insert.bind(1, batch.ids[row]);
        for (std::size_t i = 0; i < columns; ++i)
            insert.bindValue(static_cast<int>(i) + 2, batch.texts[row * columns + i]);
        SYNCLINE_CHECK(insert.run());
        insert.reset();
    }
    return {};
}

Result<void> noteStep(Database &writer, std::string_view modelKey, std::int64_t upTo, bool built,
                      std::size_t brought)
{
    SYNCLINE_TRY(auto note, writer.prepare("UPDATE _search SET up_to = ?2, built = ?3, stamp = "
                                           "stamp + 1, entries = entries + ?4 WHERE model = ?1"));
    note.bindText(1, modelKey)
        .bind(2, upTo)
        .bind(3, std::int64_t{built ? 1 : 0})
        .bind(4, static_cast<std::int64_t>(brought));
    return note.run();
}

/** Goes on behind the last record that is in. */
Result<bool> build(Database &writer, const ModelTable &table,
                   const std::vector<std::string> &columns, const State &state, std::int64_t rows)
{
    const std::string &key = table.model().storageKey;
    SYNCLINE_TRY(const Batch batch, readBatch(writer, table, columns, {}, state.upTo, rows));
    SYNCLINE_CHECK(insertBatch(writer, key, columns.size(), batch));
    const bool atEnd = static_cast<std::int64_t>(batch.ids.size()) < rows;
    const std::int64_t upTo = batch.ids.empty() ? state.upTo : batch.ids.back();
    SYNCLINE_CHECK(noteStep(writer, key, upTo, atEnd, batch.ids.size()));
    return false; // what changed meanwhile comes next
}

/** Brings changed records in once more: their old words stay and propose them in vain. */
Result<bool> bringIn(Database &writer, const ModelTable &table,
                     const std::vector<std::string> &columns, const State &state, std::int64_t rows)
{
    const std::string &key = table.model().storageKey;
    const std::string changes = quoteName(searchChangesName(key));
    std::int64_t last = 0;
    std::int64_t count = 0;
    {
        SYNCLINE_TRY(auto range, writer.prepare("SELECT max(id), count(*) FROM (SELECT id FROM " +
                                                changes + " ORDER BY id LIMIT ?1)"));
        range.bind(1, rows);
        SYNCLINE_CHECK(range.step());
        last = range.integer(0);
        count = range.integer(1);
    }
    if (count == 0)
        return true;
    // Before the first id there is none, whatever ids records brought along.
    constexpr std::int64_t before = std::numeric_limits<std::int64_t>::min();
    SYNCLINE_TRY(const Batch batch, readBatch(writer, table, columns,
                                              "(SELECT id FROM " + changes + " ORDER BY id LIMIT " +
                                                  std::to_string(rows) + ") JOIN ",
                                              before, rows));
    SYNCLINE_CHECK(insertBatch(writer, key, columns.size(), batch));
    SYNCLINE_TRY(auto done, writer.prepare("DELETE FROM " + changes + " WHERE id <= ?1"));
    done.bind(1, last);
    SYNCLINE_CHECK(done.run());
    SYNCLINE_CHECK(noteStep(writer, key, state.upTo, true, batch.ids.size()));
    return count < rows;
}

/** Whether more words of old lie in the index than of now. */
Result<bool> isWornOut(Database &writer, const ModelTable &table, const State &state)
{
    if (state.entries < worthwhile)
        return false;
    SYNCLINE_TRY(auto rows, writer.prepare("SELECT 1 FROM " + table.name() + " LIMIT 1 OFFSET ?1"));
    rows.bind(1, state.entries / 3);
    SYNCLINE_TRY(const bool more, rows.step());
    return !more;
}

/** Some whole characters. */
std::string beginning(std::string text)
{
    constexpr std::size_t most = 200;
    std::size_t end = std::min(text.size(), most);
    while (end < text.size() && end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U)
        --end;
    text.resize(end);
    return text;
}

} // namespace

Result<SearchState> searchState(Database &database, const ModelTable &table)
{
    const std::string &key = table.model().storageKey;
    SYNCLINE_TRY(const auto state, readState(database, key));
    if (!state)
        return SearchState::None;
    SYNCLINE_TRY(const bool whole, isWhole(database, key));
    if (!whole || state->columns != searchColumnsText(searchedColumns(table)))
        return SearchState::Wanted;
    return state->built ? SearchState::Ready : SearchState::Building;
}

Result<bool> deservesSearchIndex(Database &database, const ModelTable &table)
{
    if (searchedColumns(table).empty())
        return false;
    SYNCLINE_TRY(auto rows,
                 database.prepare("SELECT 1 FROM " + table.name() + " LIMIT 1 OFFSET ?1"));
    rows.bind(1, worthwhile - 1);
    return rows.step();
}

Result<void> createSearchIndex(Database &writer, const ModelTable &table)
{
    const std::string &key = table.model().storageKey;
    SYNCLINE_CHECK(dropTables(writer, key));
    const std::vector<std::string> columns = searchedColumns(table);
    if (columns.empty())
        return forgetSearchIndex(writer, key);
    std::string list;
    for (std::size_t i = 0; i < columns.size(); ++i)
        list += searchColumn(i) + ", ";
    // It keeps no text of its own: what it proposes is looked at in the model's table.
    SYNCLINE_CHECK(writer.exec("CREATE VIRTUAL TABLE " + quoteName(searchIndexName(key)) +
                               " USING fts5(" + list +
                               "content='', columnsize=0, detail=column, tokenize='trigram')"));
    SYNCLINE_CHECK(writer.exec("CREATE TABLE " + quoteName(searchChangesName(key)) +
                               " (id INTEGER PRIMARY KEY) STRICT"));
    SYNCLINE_CHECK(createTriggers(writer, table, columns));
    const std::string text = searchColumnsText(columns);
    SYNCLINE_TRY(
        auto note,
        writer.prepare("INSERT INTO _search (model, columns) VALUES (?1, ?2) ON CONFLICT (model) "
                       "DO UPDATE SET columns = excluded.columns, up_to = 0, built = 0, entries = "
                       "0, stamp = stamp + 1"));
    note.bindText(1, key).bindText(2, text);
    return note.run();
}

Result<void> dropSearchIndex(Database &writer, std::string_view modelKey)
{
    SYNCLINE_TRY(const auto state, readState(writer, modelKey));
    if (!state)
        return {};
    SYNCLINE_CHECK(dropTables(writer, modelKey));
    SYNCLINE_TRY(auto note, writer.prepare("UPDATE _search SET columns = '', up_to = 0, built = 0, "
                                           "entries = 0, stamp = stamp + 1 WHERE model = ?1"));
    note.bindText(1, modelKey);
    return note.run();
}

Result<void> forgetSearchIndex(Database &writer, std::string_view modelKey)
{
    SYNCLINE_CHECK(dropSearchIndex(writer, modelKey));
    SYNCLINE_TRY(const auto state, readState(writer, modelKey));
    if (!state)
        return {};
    SYNCLINE_TRY(auto gone, writer.prepare("DELETE FROM _search WHERE model = ?1"));
    gone.bindText(1, modelKey);
    return gone.run();
}

Result<bool> stepSearchIndex(Database &writer, const ModelTable &table, std::int64_t rows)
{
    const std::string &key = table.model().storageKey;
    SYNCLINE_CHECK(ensureSystemTables(writer)); // an earlier version's database has no _search
    SYNCLINE_TRY(const SearchState now, searchState(writer, table));
    if (now == SearchState::None || now == SearchState::Wanted) {
        SYNCLINE_TRY(const bool worth, deservesSearchIndex(writer, table));
        if (!worth)
            return true;
        SYNCLINE_CHECK(createSearchIndex(writer, table));
    }
    SYNCLINE_TRY(const auto state, readState(writer, key));
    if (!state)
        return true;
    const std::vector<std::string> columns = searchedColumns(table);
    if (!state->built)
        return build(writer, table, columns, *state, rows);
    SYNCLINE_TRY(const bool worn, isWornOut(writer, table, *state));
    if (!worn)
        return bringIn(writer, table, columns, *state, rows);
    SYNCLINE_CHECK(createSearchIndex(writer, table));
    return false;
}

Result<std::vector<std::string>> checkSearchIndex(Database &database, const ModelTable &table)
{
    constexpr std::int64_t samples = 200;
    std::vector<std::string> faults;
    SYNCLINE_TRY(const SearchState now, searchState(database, table));
    if (now != SearchState::Ready)
        return faults;
    const std::string &key = table.model().storageKey;
    const std::vector<std::string> columns = searchedColumns(table);
    const std::string index = quoteName(searchIndexName(key));
    // Spread over the table by their ids.
    SYNCLINE_TRY(const Batch batch,
                 readBatch(database, table, columns,
                           "(SELECT id FROM " + table.name() + " WHERE id NOT IN (SELECT id FROM " +
                               quoteName(searchChangesName(key)) + ") AND id % (SELECT max(id) / " +
                               std::to_string(samples) + " + 1 FROM " + table.name() +
                               ") = 0) JOIN ",
                           0, samples));
    SYNCLINE_TRY(auto look, database.prepare("SELECT 1 FROM " + index + " WHERE " + index +
                                             " MATCH ?1 AND rowid = ?2"));
    for (std::size_t row = 0; row < batch.ids.size(); ++row) {
        for (std::size_t i = 0; i < columns.size(); ++i) {
            const Value &text = batch.texts[row * columns.size() + i];
            const std::string query = trigramQuery(beginning(text.stringOr()));
            if (query.empty())
                continue;
            const std::string match = "{" + searchColumn(i) + "} : (" + query + ")";
            look.bindText(1, match).bind(2, batch.ids[row]);
            const Result<bool> found = look.step();
            if (!found && found.error().is(errc::cancelled))
                return found.error();
            if (!found || !*found) {
                faults.push_back("The search index of " + table.model().name +
                                 " does not know the record " + std::to_string(batch.ids[row]) +
                                 ".");
                return faults; // one is enough to build it anew
            }
            look.reset();
        }
    }
    return faults;
}

} // namespace syncline
