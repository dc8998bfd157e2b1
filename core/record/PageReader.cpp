#include "core/record/PageReader.h"

namespace syncline {

namespace {

constexpr int systemColumnCount = 6;

/** Reads one index range; takes what it read off @p skip and @p limit. */
Result<void> readSegment(Database &database, const PageSource &source, const PageStart &start,
                         const Keyset::Segment &segment, std::int64_t &skip, std::int64_t limit,
                         std::vector<PlacedRow> &rows)
{
    const std::string sql = "SELECT " + ModelTable::selectList(source.fields) + ", " +
                            source.keyset.columns() + " FROM " + source.table.name() +
                            whereClause(source.query.where, segment.where) + " ORDER BY " +
                            source.keyset.orderBy(start.backwards) + " LIMIT ? OFFSET ?";
    SYNCLINE_TRY(auto statement, database.prepare(sql));
    const std::vector<Value> order = source.keyset.orderParameters();
    int index = bindAll(statement, 1, order);
    index = bindAll(statement, index, source.query.parameters);
    index = bindAll(statement, index, segment.parameters);
    index = bindAll(statement, index, order);
    const auto before = static_cast<std::int64_t>(rows.size());
    statement.bind(index, limit - before).bind(index + 1, skip);
    const int placeColumn = systemColumnCount + static_cast<int>(source.fields.size());
    for (;;) {
        SYNCLINE_TRY(const bool more, statement.step());
        if (!more)
            break;
        rows.push_back({.row = ModelTable::readRow(statement, source.fields),
                        .place = source.keyset.place(statement, placeColumn)});
    }
    return {};
}

/** How many rows a range has that yielded nothing beyond @p skip. */
Result<std::int64_t> countSegment(Database &database, const PageSource &source,
                                  const Keyset::Segment &segment)
{
    SYNCLINE_TRY(auto statement, database.prepare("SELECT count(*) FROM " + source.table.name() +
                                                  whereClause(source.query.where, segment.where)));
    const int index = bindAll(statement, 1, source.query.parameters);
    bindAll(statement, index, segment.parameters);
    SYNCLINE_CHECK(statement.step());
    return statement.integer(0);
}

} // namespace

Result<std::optional<RecordRow>> findRow(Database &database, const ModelTable &table, RecordId id)
{
    const auto fields = table.stored();
    SYNCLINE_TRY(auto statement, database.prepare("SELECT " + ModelTable::selectList(fields) +
                                                  " FROM " + table.name() + " WHERE id = ?"));
    statement.bind(1, raw(id));
    SYNCLINE_TRY(const bool found, statement.step());
    if (!found)
        return std::optional<RecordRow>();
    return std::optional<RecordRow>(ModelTable::readRow(statement, fields));
}

std::string whereClause(std::string_view first, std::string_view second)
{
    if (first.empty() && second.empty())
        return {};
    std::string sql = " WHERE ";
    if (!first.empty())
        sql += "(" + std::string(first) + ")";
    if (!first.empty() && !second.empty())
        sql += " AND ";
    if (!second.empty())
        sql += second;
    return sql;
}

int bindAll(Statement &statement, int index, const std::vector<Value> &values)
{
    for (const Value &value : values)
        statement.bindValue(index++, value);
    return index;
}

Result<std::vector<PlacedRow>> readPage(Database &database, const PageSource &source,
                                        const PageStart &start, std::int64_t limit)
{
    std::vector<Keyset::Segment> segments;
    if (start.place != nullptr)
        segments = source.keyset.after(*start.place, start.backwards, start.inclusive);
    else
        segments.emplace_back();

    std::vector<PlacedRow> rows;
    std::int64_t skip = start.skip;
    for (const Keyset::Segment &segment : segments) {
        const std::size_t before = rows.size();
        SYNCLINE_CHECK(readSegment(database, source, start, segment, skip, limit, rows));
        if (static_cast<std::int64_t>(rows.size()) >= limit)
            break;
        if (rows.size() > before) {
            skip = 0;
        } else if (skip > 0) {
            SYNCLINE_TRY(const std::int64_t passed, countSegment(database, source, segment));
            skip = std::max<std::int64_t>(0, skip - passed);
        }
    }
    return rows;
}

} // namespace syncline
