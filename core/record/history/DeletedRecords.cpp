#include "core/base/CaseFold.h"
#include "core/base/Json.h"
#include "core/record/history/RecordState.h"
#include "core/record/history/Timeline.h"

#include <algorithm>
#include <limits>
#include <stop_token>

namespace syncline {

namespace {

/** Whether some value within @p value holds @p folded, whatever the case. */
bool holds(const Value &value, const std::string &folded)
{
    if (value.isString())
        return text::folded(value.asString()).find(folded) != std::string::npos;
    if (value.isList())
        return std::ranges::any_of(value.asList(),
                                   [&](const Value &item) { return holds(item, folded); });
    if (value.isObject())
        return std::ranges::any_of(
            value.asObject(), [&](const auto &member) { return holds(member.second, folded); });
    return !value.isNull() && json::write(value).find(folded) != std::string::npos;
}

/** What people see of a row; digests and the like match nothing. */
bool rowHolds(const ModelTable &table, const ValueObject &row, const std::string &folded)
{
    return std::ranges::any_of(row, [&](const auto &member) {
        const FieldColumn *field = table.findByKey(member.first);
        const bool isSecret = field != nullptr && field->field->isSecret();
        return !isSecret && (!isInnerColumn(member.first) || member.first == "id") &&
               holds(member.second, folded);
    });
}

DeletedRecord deletedRecord(const ModelTable &table, const Statement &row,
                            const ValueObject &columns)
{
    DeletedRecord record;
    record.entry = row.integer(0);
    record.record = RecordId{row.integer(1)};
    record.run = RunId{row.integer(3)};
    record.time = DateTime{row.integer(4)};
    record.title = titleOf(table, record.record, columns);
    record.connection = columns.at("_connection").stringOr();
    record.remoteId = columns.at("_remote_id").stringOr();
    record.locale = columns.at("_locale").stringOr();
    return record;
}

/** Deletions of records that are not there now, the last one of each. "+": not by that index. */
std::string deletedSql(const ModelTable &table, bool ofRun)
{
    const std::string from =
        ofRun ? "_delta AS d WHERE d.run = ?3 AND +d.model = ?1" : "_delta AS d WHERE d.model = ?1";
    return "SELECT d.sequence, d.record, d.old_value, d.run, d.time FROM " + from +
           " AND d.field = '' AND d.old_value IS NOT NULL AND d.sequence < ?2 AND "
           "NOT EXISTS (SELECT 1 FROM " +
           table.name() +
           " AS r WHERE r.id = d.record) AND NOT EXISTS (SELECT 1 FROM _delta AS later WHERE "
           "later.model = ?1 AND later.record = d.record AND later.field = '' AND later.sequence > "
           "d.sequence) ORDER BY d.sequence DESC";
}

} // namespace

Result<DeletedPage> readDeleted(Database &database, const ModelDef &model,
                                const DeletedQuery &query, const std::stop_token &stop)
{
    const ModelTable table(model);
    const std::string folded = text::folded(query.search);
    SYNCLINE_TRY(auto rows, database.prepare(deletedSql(table, query.run != noRun)));
    rows.bindText(1, model.storageKey)
        .bind(2, query.before > 0 ? query.before : std::numeric_limits<std::int64_t>::max());
    if (query.run != noRun)
        rows.bind(3, raw(query.run));
    DeletedPage page;
    const auto limit = static_cast<std::size_t>(std::max(query.limit, 1));
    for (;;) {
        if (stop.stop_requested())
            return Error(errc::cancelled, "The search was cancelled.");
        SYNCLINE_TRY(const bool more, rows.step());
        if (!more)
            break;
        const ValueObject columns = rowFromHistory(rows.value(2));
        if (!folded.empty() && !rowHolds(table, columns, folded))
            continue;
        if (page.records.size() == limit) {
            page.next = page.records.back().entry;
            break;
        }
        page.records.push_back(deletedRecord(table, rows, columns));
    }
    for (const DeletedRecord &record : page.records)
        SYNCLINE_CHECK(addRun(database, record.run, page.runs));
    return page;
}

} // namespace syncline
