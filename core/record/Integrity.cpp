#include "core/record/Integrity.h"

#include "core/record/ModelTable.h"

namespace syncline {

namespace {

/** The first @p limit ids of a query that gives ids, and whether there are more. */
Result<std::string> examples(Database &database, const std::string &sql)
{
    constexpr int limit = 5;
    SYNCLINE_TRY(Statement select, database.prepare(sql + " LIMIT " + std::to_string(limit + 1)));
    std::string ids;
    for (int found = 0;; ++found) {
        SYNCLINE_TRY(const bool more, select.step());
        if (!more)
            return ids;
        if (found == limit)
            return ids + ", …";
        ids += (ids.empty() ? "" : ", ") + std::string(select.text(0));
    }
}

Result<void> checkReference(Database &database, const ModelTable &table, const FieldColumn &column,
                            const ModelDef &target, std::vector<std::string> &faults)
{
    const std::string quoted = quoteName(column.name);
    std::string all = "SELECT id FROM " + quoteName(target.storageKey);
    std::string some = quoted + " IS NOT NULL";
    if (column.field->type == FieldType::Union) {
        const std::string start = "{\"__typename\":\"" + target.name + "\",\"id\":\"";
        all = "SELECT '" + start + "' || id || '\"}' FROM " + quoteName(target.storageKey);
        some = "substr(" + quoted + ", 1, " + std::to_string(start.size()) + ") = '" + start + "'";
    }
    const std::string sql = "SELECT id FROM " + table.name() + " WHERE " + some + " AND " + quoted +
                            " NOT IN (" + all + ")";
    SYNCLINE_TRY(const std::string ids, examples(database, sql));
    if (!ids.empty()) {
        faults.push_back(table.model().name + "." + column.field->name + " refers to a " +
                         target.name + " that does not exist, in: " + ids);
    }
    return {};
}

} // namespace

Result<std::vector<std::string>> checkModel(Database &database, const ModelDef &model,
                                            const ProjectDef &project)
{
    std::vector<std::string> faults;
    const ModelTable table(model);
    SYNCLINE_TRY(
        const std::string doubled,
        examples(database,
                 "SELECT min(id) FROM " + table.name() +
                     " WHERE _remote_id IS NOT NULL GROUP BY _connection, _remote_id, _locale "
                     "HAVING count(*) > 1"));
    if (!doubled.empty())
        faults.push_back(model.name + ": a source id stands twice, first in: " + doubled);
    for (const FieldColumn &column : table.columns()) {
        for (const UnionMember &member : column.field->members) {
            if (const auto target = project.findModel(member.model))
                SYNCLINE_CHECK(checkReference(database, table, column, *target, faults));
        }
        if (column.kind != ColumnKind::Reference)
            continue;
        if (const auto target = project.findModel(column.field->relatedModel))
            SYNCLINE_CHECK(checkReference(database, table, column, *target, faults));
    }
    return faults;
}

} // namespace syncline
