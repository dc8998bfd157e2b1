#include "core/record/RecordReader.h"

#include "core/record/Keyset.h"
#include "core/record/PageReader.h"

#include <algorithm>

namespace syncline {

namespace {

/** One row or none of a statement that is bound already. */
Result<std::optional<RecordRow>> oneRow(Statement &statement,
                                        std::span<const FieldColumn *const> fields)
{
    SYNCLINE_TRY(const bool found, statement.step());
    if (!found)
        return std::optional<RecordRow>();
    return std::optional<RecordRow>(ModelTable::readRow(statement, fields));
}

} // namespace

namespace {

/** Filter, order and search, and the join if one is asked for. */
Result<CompiledQuery> compile(Database &database, const ModelDef &model, const RecordQuery &query)
{
    SYNCLINE_TRY(CompiledQuery compiled,
                 compileQuery(model, query.filter, query.sort, query.search, &database));
    if (!query.linkedBy)
        return compiled;
    const LinkedBy &by = *query.linkedBy;
    // The parameters' order is that of the marks: the join stands last.
    compiled.where = (compiled.where.empty() ? std::string() : "(" + compiled.where + ") AND ") +
                     "id IN (SELECT " + quoteName(by.to) + " FROM " + quoteName(by.table) +
                     " WHERE " + quoteName(by.from) + " = ?)";
    compiled.parameters.emplace_back(raw(by.record));
    return compiled;
}

} // namespace

RecordReader::RecordReader(Database &database, const ModelDef &model)
    : m_database(database),
      m_table(model)
{
}

Result<std::optional<RecordRow>> RecordReader::find(RecordId id)
{
    const auto fields = m_table.pick({});
    SYNCLINE_TRY(auto statement, m_database.prepare("SELECT " + ModelTable::selectList(fields) +
                                                    " FROM " + m_table.name() + " WHERE id = ?1"));
    statement.bind(1, raw(id));
    return oneRow(statement, fields);
}

Result<Value> RecordReader::computed(RecordId id, std::string_view field)
{
    const FieldColumn *column = m_table.findComputed(field);
    if (column == nullptr)
        return Value();
    SYNCLINE_TRY(auto statement, m_database.prepare("SELECT " + column->sql + " FROM " +
                                                    m_table.name() + " WHERE id = ?1"));
    statement.bind(1, raw(id));
    SYNCLINE_TRY(const bool found, statement.step());
    return found ? readColumn(statement, 0, *column) : Value();
}

Result<std::string> RecordReader::passwordHash(RecordId id, std::string_view field)
{
    const FieldColumn *column = m_table.find(field);
    if (column == nullptr || column->kind != ColumnKind::Password)
        return std::string();
    SYNCLINE_TRY(auto statement, m_database.prepare("SELECT " + quoteName(column->name) + " FROM " +
                                                    m_table.name() + " WHERE id = ?1"));
    statement.bind(1, raw(id));
    SYNCLINE_TRY(const bool found, statement.step());
    return found ? std::string(statement.text(0)) : std::string();
}

Result<std::optional<RecordRow>> RecordReader::findByRemoteId(std::string_view connection,
                                                              std::string_view remoteId)
{
    const auto fields = m_table.pick({});
    SYNCLINE_TRY(auto statement,
                 m_database.prepare("SELECT " + ModelTable::selectList(fields) + " FROM " +
                                    m_table.name() +
                                    " WHERE _connection = ? AND _remote_id = ? ORDER BY _locale"));
    statement.bindText(1, connection).bindText(2, remoteId);
    return oneRow(statement, fields);
}

Result<RecordPage> RecordReader::page(const RecordQuery &query)
{
    if (query.first < 0)
        return Error(errc::invalidQueryInput, "A page cannot have %1 records.",
                     {std::to_string(query.first)});
    const std::string &cursor = query.backwards ? query.before : query.after;
    if (!(query.backwards ? query.after : query.before).empty())
        return Error(errc::invalidQueryInput,
                     "A page is asked for with first and after, or with last and before.");
    SYNCLINE_TRY(const auto compiled, compile(m_database, m_table.model(), query));
    SYNCLINE_TRY(const Keyset keyset, Keyset::create(m_table, query.sort));
    std::vector<Value> place;
    if (!cursor.empty()) {
        SYNCLINE_TRY(place, keyset.parseCursor(cursor));
    }
    const auto fields = m_table.pick(query.select);
    const PageSource source{m_table, compiled, keyset, fields};
    SYNCLINE_TRY(auto rows, readPage(m_database, source,
                                     {.place = cursor.empty() ? nullptr : &place,
                                      .backwards = query.backwards},
                                     std::int64_t{query.first} + 1));

    RecordPage page;
    const bool more = rows.size() > static_cast<std::size_t>(query.first);
    if (more)
        rows.pop_back();
    (query.backwards ? page.hasPrevious : page.hasNext) = more;
    (query.backwards ? page.hasNext : page.hasPrevious) = !cursor.empty();
    if (query.backwards)
        std::ranges::reverse(rows);
    if (!rows.empty()) {
        page.startCursor = keyset.cursor(rows.front().place);
        page.endCursor = keyset.cursor(rows.back().place);
    }
    page.rows.reserve(rows.size());
    for (PlacedRow &row : rows)
        page.rows.push_back(std::move(row.row));
    return page;
}

Result<std::int64_t> RecordReader::count(const Filter &filter, std::string_view search)
{
    SYNCLINE_TRY(const auto compiled,
                 compileQuery(m_table.model(), filter, {}, search, &m_database));
    SYNCLINE_TRY(auto statement, m_database.prepare("SELECT count(*) FROM " + m_table.name() +
                                                    whereClause(compiled.where)));
    bindAll(statement, 1, compiled.parameters);
    SYNCLINE_CHECK(statement.step());
    return statement.integer(0);
}

Result<void> RecordReader::each(const RecordQuery &query,
                                const std::function<bool(const RecordRow &)> &visit)
{
    SYNCLINE_TRY(const auto compiled, compile(m_database, m_table.model(), query));
    const auto fields = m_table.pick(query.select);
    SYNCLINE_TRY(auto statement,
                 m_database.prepare("SELECT " + ModelTable::selectList(fields) + " FROM " +
                                    m_table.name() + whereClause(compiled.where) + " ORDER BY " +
                                    compiled.orderBy));
    bindAll(statement, bindAll(statement, 1, compiled.parameters), compiled.orderParameters);
    for (;;) {
        SYNCLINE_TRY(const bool more, statement.step());
        if (!more || !visit(ModelTable::readRow(statement, fields)))
            return {};
    }
}

} // namespace syncline
