#include "core/record/schema/TakenData.h"

namespace syncline {

namespace {

using StepKind = SchemaStep::Kind;

bool equalCell(const Statement &a, const Statement &b, int column)
{
    if (a.type(column) != b.type(column))
        return false;
    switch (a.type(column)) {
    case SQLITE_NULL:
        return true;
    case SQLITE_INTEGER:
        return a.integer(column) == b.integer(column);
    case SQLITE_FLOAT:
        return a.value(column).identicalTo(b.value(column));
    default:
        return a.text(column) == b.text(column);
    }
}

Result<bool> equalRows(Database &writer, Database &backup, const std::string &sql)
{
    SYNCLINE_TRY(auto mine, writer.prepare(sql));
    SYNCLINE_TRY(auto kept, backup.prepare(sql));
    for (;;) {
        SYNCLINE_TRY(const bool more, mine.step());
        SYNCLINE_TRY(const bool moreKept, kept.step());
        if (more != moreKept)
            return false;
        if (!more)
            return true;
        for (int i = 0; i < mine.columnCount(); ++i) {
            if (!equalCell(mine, kept, i))
                return false;
        }
    }
}

/** The rows that a change takes away; empty: none. */
std::string takenSql(const SchemaChange &change)
{
    if (change.kind == StepKind::RemoveModel)
        return "SELECT * FROM " + quoteName(change.before->storageKey) + " ORDER BY id";
    const bool takes = change.kind == StepKind::RemoveField ||
                       (change.kind == StepKind::RetypeField &&
                        changesColumn(*change.fieldBefore, *change.fieldAfter));
    if (!takes)
        return {};
    const FieldColumn column = fieldColumn(*change.fieldBefore);
    const std::string quoted = quoteName(column.name);
    std::string columns = quoted;
    std::string set = quoted + " IS NOT NULL";
    if (!column.remote.empty()) {
        columns += ", " + quoteName(column.remote);
        set += " OR " + quoteName(column.remote) + " IS NOT NULL";
    }
    return "SELECT id, " + columns + " FROM " + quoteName(change.before->storageKey) + " WHERE " +
           set + " ORDER BY id";
}

} // namespace

Result<bool> holdsWhatGoes(Database &writer, Database &backup,
                           const std::vector<SchemaChange> &changes)
{
    for (const SchemaChange &change : changes) {
        const std::string sql = takenSql(change);
        if (sql.empty())
            continue;
        SYNCLINE_TRY(const bool equal, equalRows(writer, backup, sql));
        if (!equal)
            return false;
    }
    return true;
}

} // namespace syncline
