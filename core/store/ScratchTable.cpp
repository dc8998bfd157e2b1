#include "core/store/ScratchTable.h"

#include <algorithm>

namespace syncline {

namespace {

/** What follows the name in "CREATE TABLE name (…) STRICT". */
std::string_view afterName(std::string_view createSql)
{
    constexpr std::string_view lead = "CREATE TABLE "; // as SQLite stores it
    std::size_t at = createSql.starts_with(lead) ? lead.size() : createSql.size();
    if (at >= createSql.size())
        return {};
    const char open = createSql[at];
    const char close = open == '[' ? ']' : open;
    if (open == '"' || open == '`' || open == '[' || open == '\'') {
        for (++at; at < createSql.size(); ++at) {
            if (createSql[at] != close)
                continue;
            if (close == ']' || at + 1 >= createSql.size() || createSql[at + 1] != close)
                break;
            ++at; // a doubled quote
        }
        return createSql.substr(std::min(at + 1, createSql.size()));
    }
    at = createSql.find_first_of(" \t\r\n(", at);
    return at == std::string_view::npos ? std::string_view() : createSql.substr(at);
}

} // namespace

ScratchTable::ScratchTable(std::string_view table)
    : m_name(table),
      m_view("temp." + quoteName(table)),
      m_main("main." + quoteName(table)),
      m_kept("temp." + quoteName("scratch " + m_name)),
      m_gone("temp." + quoteName("scratch gone " + m_name))
{
}

Result<ScratchTable> ScratchTable::create(Database &database, std::string_view table)
{
    ScratchTable scratch(table);
    SYNCLINE_CHECK(scratch.readColumns(database));
    SYNCLINE_CHECK(scratch.readUniqueKeys(database));
    SYNCLINE_CHECK(scratch.createOverlay(database));
    SYNCLINE_CHECK(scratch.createView(database));
    SYNCLINE_CHECK(scratch.createTriggers(database));
    return scratch;
}

Result<void> ScratchTable::readColumns(Database &database)
{
    SYNCLINE_TRY(
        Statement select,
        database.prepare("SELECT name, upper(type), \"notnull\", dflt_value, pk, hidden FROM "
                         "pragma_table_xinfo(?1, 'main') ORDER BY cid"));
    select.bindText(1, m_name);
    int keys = 0;
    for (;;) {
        SYNCLINE_TRY(const bool row, select.step());
        if (!row)
            break;
        Column column;
        column.name = select.text(0);
        column.generated = select.integer(5) > 1;
        if (select.integer(2) != 0)
            column.defaultSql = select.text(3);
        if (select.integer(4) != 0) {
            ++keys;
            if (select.text(1) == "INTEGER") {
                m_keyName = column.name;
                m_key = quoteName(column.name);
            }
        }
        m_columns.push_back(std::move(column));
    }
    if (m_columns.empty())
        return Error(errc::notFound, "There is no table %1 to try things out on.", {m_name});
    if (keys != 1 || m_key.empty()) {
        return Error(errc::storage,
                     "Table %1 has no INTEGER PRIMARY KEY, so nothing can be tried out "
                     "on it.",
                     {m_name});
    }
    return {};
}

Result<void> ScratchTable::readUniqueKeys(Database &database)
{
    SYNCLINE_TRY(
        Statement select,
        database.prepare("SELECT name FROM pragma_index_list(?1, 'main') WHERE \"unique\" AND "
                         "NOT partial"));
    select.bindText(1, m_name);
    std::vector<std::string> indexes;
    for (;;) {
        SYNCLINE_TRY(const bool row, select.step());
        if (!row)
            break;
        indexes.emplace_back(select.text(0));
    }
    for (const std::string &index : indexes) {
        SYNCLINE_TRY(UniqueKey key, readUniqueKey(database, index));
        if (!key.empty())
            m_uniqueKeys.push_back(std::move(key));
    }
    return {};
}

Result<ScratchTable::UniqueKey> ScratchTable::readUniqueKey(Database &database,
                                                            const std::string &index) const
{
    UniqueKey key;
    SYNCLINE_TRY(Statement select, database.prepare("SELECT cid, coll FROM pragma_index_xinfo(?1, "
                                                    "'main') WHERE \"key\" ORDER BY seqno"));
    select.bindText(1, index);
    for (;;) {
        SYNCLINE_TRY(const bool row, select.step());
        if (!row)
            return key;
        const std::int64_t at = select.integer(0);
        if (at < 0 || m_columns[static_cast<std::size_t>(at)].generated)
            return UniqueKey{}; // on an expression
        key.emplace_back(m_columns[static_cast<std::size_t>(at)], select.text(1));
    }
}

Result<void> ScratchTable::createOverlay(Database &database) const
{
    SYNCLINE_TRY(Statement select,
                 database.prepare("SELECT sql FROM main.sqlite_schema WHERE type = "
                                  "'table' AND name = ?1 COLLATE NOCASE"));
    SYNCLINE_TRY(const bool row, select.bindText(1, m_name).step());
    const std::string shape(row ? afterName(select.text(0)) : std::string_view());
    if (shape.empty())
        return Error(errc::storage, "Table %1 cannot be copied.", {m_name});
    SYNCLINE_CHECK(database.exec("CREATE TABLE " + m_kept + shape));
    return database.exec("CREATE TABLE " + m_gone + "(id INTEGER PRIMARY KEY)");
}

std::string ScratchTable::columnList(std::string_view prefix, bool withGenerated) const
{
    std::string list;
    for (const Column &column : m_columns) {
        if (column.generated && !withGenerated)
            continue;
        if (!list.empty())
            list += ", ";
        list.append(prefix) += quoteName(column.name);
    }
    return list;
}

Result<void> ScratchTable::createView(Database &database) const
{
    return database.exec(
        "CREATE TEMP VIEW " + quoteName(m_name) + " AS SELECT " + columnList("m.", true) +
        " FROM " + m_main + " m WHERE NOT EXISTS (SELECT 1 FROM " + m_gone + " g WHERE g.id = m." +
        m_key + ") UNION ALL SELECT " + columnList("s.", true) + " FROM " + m_kept + " s");
}

std::string ScratchTable::newValue(const Column &column) const
{
    std::string value = "NEW." + quoteName(column.name);
    if (column.name == m_keyName)
        return "coalesce(" + value + ", scratch_id())";
    if (!column.defaultSql.empty())
        return "coalesce(" + value + ", " + column.defaultSql + ')';
    return value;
}

std::string ScratchTable::newValues() const
{
    std::string list;
    for (const Column &column : m_columns) {
        if (column.generated)
            continue;
        if (!list.empty())
            list += ", ";
        list += newValue(column);
    }
    return list;
}

std::string ScratchTable::uniqueChecks(std::string_view exceptRow) const
{
    std::string checks;
    const auto add = [&](const UniqueKey &key) {
        std::string names;
        std::string same;
        for (const auto &[column, collation] : key) {
            names += (names.empty() ? "" : ", ") + m_name + '.' + column.name;
            same += " AND o." + quoteName(column.name) + " = " + newValue(column) + " COLLATE " +
                    quoteName(collation);
        }
        checks += "SELECT RAISE(ABORT, " + quoteText("UNIQUE constraint failed: " + names) +
                  ") WHERE EXISTS (SELECT 1 FROM " + m_view + " o WHERE 1" + same;
        checks.append(exceptRow) += ");\n";
    };
    for (const UniqueKey &key : m_uniqueKeys)
        add(key);
    checks += "SELECT RAISE(ABORT, " +
              quoteText("UNIQUE constraint failed: " + m_name + '.' + m_keyName) +
              ") WHERE EXISTS (SELECT 1 FROM " + m_view + " o WHERE o." + m_key + " = NEW." + m_key;
    checks.append(exceptRow) += ");\n";
    return checks;
}

std::string ScratchTable::hideMainRow(std::string_view id) const
{
    return "INSERT OR IGNORE INTO " + quoteName("scratch gone " + m_name) + "(id) SELECT " +
           std::string(id) + " WHERE EXISTS (SELECT 1 FROM " + m_main + " WHERE " + m_key + " = " +
           std::string(id) + ");\n";
}

Result<void> ScratchTable::createTriggers(Database &database) const
{
    // Inside a trigger the target of a write may not carry a schema; temp is looked into first.
    const std::string kept = quoteName("scratch " + m_name);
    const std::string oldId = "OLD." + m_key;
    const std::string insert =
        "INSERT INTO " + kept + '(' + columnList("", false) + ") VALUES (" + newValues() + ");\n";
    const std::string remove = "DELETE FROM " + kept + " WHERE " + m_key + " = " + oldId + ";\n";
    const auto trigger = [&](const char *event, const std::string &body) {
        return database.exec("CREATE TEMP TRIGGER " +
                             quoteName(std::string("scratch ") + event + m_name) + " INSTEAD OF " +
                             event + " ON " + m_view + " BEGIN\n" + body + "END");
    };
    SYNCLINE_CHECK(trigger("INSERT ", uniqueChecks("") + insert));
    SYNCLINE_CHECK(trigger("UPDATE ", uniqueChecks(" AND o." + m_key + " <> " + oldId) +
                                          hideMainRow(oldId) + remove + insert));
    return trigger("DELETE ", hideMainRow(oldId) + remove);
}

Result<void> ScratchTable::collectChanges(Database &database,
                                          std::vector<Store::Scratch::Change> &out) const
{
    const auto first = static_cast<std::ptrdiff_t>(out.size());
    SYNCLINE_CHECK(collectKept(database, out));
    SYNCLINE_CHECK(collectDeleted(database, out));
    std::stable_sort(out.begin() + first, out.end(),
                     [](const auto &a, const auto &b) { return a.rowid < b.rowid; });
    return {};
}

Result<void> ScratchTable::collectKept(Database &database,
                                       std::vector<Store::Scratch::Change> &out) const
{
    using Kind = Store::Scratch::Change::Kind;
    SYNCLINE_TRY(Statement select,
                 database.prepare("SELECT s." + m_key + ", m." + m_key + ", " +
                                  columnList("s.", false) + ", " + columnList("m.", false) +
                                  " FROM " + m_kept + " s LEFT JOIN " + m_main + " m ON m." +
                                  m_key + " = s." + m_key));
    for (;;) {
        SYNCLINE_TRY(const bool row, select.step());
        if (!row)
            return {};
        const bool isNew = select.isNull(1);
        Store::Scratch::Change change;
        change.table = m_name;
        change.rowid = select.integer(0);
        change.kind = isNew ? Kind::Insert : Kind::Update;
        const int count = (select.columnCount() - 2) / 2;
        for (int i = 0; i < count; ++i) {
            Value after = select.value(2 + i);
            Value before = select.value(2 + count + i);
            const std::string name(select.columnName(2 + i));
            if (isNew) {
                change.after.append(name, std::move(after));
            } else if (!after.identicalTo(before)) {
                change.before.append(name, std::move(before));
                change.after.append(name, std::move(after));
            }
        }
        if (isNew || !change.after.empty())
            out.push_back(std::move(change));
    }
}

Result<void> ScratchTable::collectDeleted(Database &database,
                                          std::vector<Store::Scratch::Change> &out) const
{
    SYNCLINE_TRY(Statement select,
                 database.prepare("SELECT g.id, " + columnList("m.", false) + " FROM " + m_gone +
                                  " g JOIN " + m_main + " m ON m." + m_key +
                                  " = g.id WHERE NOT EXISTS (SELECT 1 FROM " + m_kept +
                                  " s WHERE s." + m_key + " = g.id)"));
    for (;;) {
        SYNCLINE_TRY(const bool row, select.step());
        if (!row)
            return {};
        Store::Scratch::Change change;
        change.table = m_name;
        change.rowid = select.integer(0);
        change.kind = Store::Scratch::Change::Kind::Delete;
        for (int i = 1; i < select.columnCount(); ++i)
            change.before.append(std::string(select.columnName(i)), select.value(i));
        out.push_back(std::move(change));
    }
}

} // namespace syncline
