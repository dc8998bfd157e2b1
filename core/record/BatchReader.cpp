#include "core/record/BatchReader.h"

#include "core/base/Json.h"
#include "core/record/Keyset.h"
#include "core/record/ModelTable.h"

namespace syncline {

namespace {

constexpr int systemColumnCount = 6;

std::string idList(const std::vector<std::int64_t> &ids)
{
    return json::write(ValueList(ids.begin(), ids.end()));
}

/** The ids that one owner lists, as a subquery that knows the owner as `_owner`. */
std::string listedIds(const ModelTable &table, const ListedBy &by)
{
    const std::string from = " FROM " + table.name() + " AS i WHERE ";
    if (!by.column.empty())
        return "SELECT i.id" + from + "i." + quoteName(by.column) + " = _owner";
    return "SELECT i.id" + from + "i.id IN (SELECT j." + quoteName(by.join.to) + " FROM " +
           quoteName(by.join.table) + " AS j WHERE j." + quoteName(by.join.from) + " = _owner)";
}

/** What was read too much, and the cursors. */
void finishPage(RecordPage &page, const Keyset &keyset, std::size_t first)
{
    page.hasNext = page.rows.size() > first;
    if (page.hasNext)
        page.rows.pop_back();
    if (page.rows.empty())
        return;
    page.startCursor = keyset.cursor({Value(raw(page.rows.front().id))});
    page.endCursor = keyset.cursor({Value(raw(page.rows.back().id))});
}

} // namespace

Result<std::vector<RecordRow>> readRecords(Database &database, const ModelDef &model,
                                           const std::vector<std::int64_t> &ids)
{
    const ModelTable table(model);
    const auto fields = table.pick({});
    const std::string wanted = idList(ids);
    SYNCLINE_TRY(auto statement,
                 database.prepare("SELECT " + ModelTable::selectList(fields) + " FROM " +
                                  table.name() +
                                  " WHERE id IN (SELECT value FROM json_each(?1)) ORDER BY id"));
    statement.bindText(1, wanted);
    std::vector<RecordRow> rows;
    for (;;) {
        SYNCLINE_TRY(const bool more, statement.step());
        if (!more)
            return rows;
        rows.push_back(ModelTable::readRow(statement, fields));
    }
}

Result<std::unordered_map<std::int64_t, RecordPage>>
readLists(Database &database, const ModelDef &model, const ListedBy &by,
          const std::vector<std::int64_t> &owners, int first)
{
    const ModelTable table(model);
    const auto fields = table.pick({});
    SYNCLINE_TRY(const Keyset keyset, Keyset::create(table, {}));
    const std::string wanted = idList(owners);
    // CROSS JOIN: the owners are the outer loop, and each is one range of an index.
    SYNCLINE_TRY(auto statement,
                 database.prepare("WITH p(_owner) AS (SELECT value FROM json_each(?1)) SELECT " +
                                  ModelTable::selectList(fields) + ", _owner FROM p CROSS JOIN " +
                                  table.name() + " WHERE " + table.name() + ".id IN (" +
                                  listedIds(table, by) +
                                  " ORDER BY i.id LIMIT ?2) ORDER BY _owner, id"));
    statement.bindText(1, wanted).bind(2, std::int64_t{first} + 1);
    const int ownerColumn = systemColumnCount + static_cast<int>(fields.size());
    std::unordered_map<std::int64_t, RecordPage> lists;
    for (const std::int64_t owner : owners)
        lists.try_emplace(owner);
    for (;;) {
        SYNCLINE_TRY(const bool more, statement.step());
        if (!more)
            break;
        lists[statement.integer(ownerColumn)].rows.push_back(
            ModelTable::readRow(statement, fields));
    }
    for (auto &[owner, page] : lists)
        finishPage(page, keyset, static_cast<std::size_t>(first));
    return lists;
}

} // namespace syncline
