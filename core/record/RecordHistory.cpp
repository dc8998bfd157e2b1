#include "core/record/RecordWriter.h"

#include "core/base/Json.h"
#include "core/record/history/RecordState.h"

namespace syncline {

namespace {

/** A row by field names: what the record showed when it went or came back. */
Value keptRow(const ModelTable &table, const Value &stored)
{
    auto parsed = json::parse(stored.stringOr());
    if (!parsed || !parsed->isObject())
        return stored;
    ValueObject row;
    for (const auto &[key, value] : parsed->asObject()) {
        const FieldColumn *column = table.findByKey(key);
        if (column != nullptr)
            row.set(column->field->name, fromRaw(*column, value));
        else if (key == "id")
            row.set("id", std::to_string(value.intOr()));
        else if (key == "created_at")
            row.set("createdAt", DateTime{value.intOr()});
        else if (key == "updated_at")
            row.set("updatedAt", DateTime{value.intOr()});
        else if (key == "_remote_id")
            row.set("remoteId", value);
        else if (!key.starts_with('_') && !key.ends_with("__remote"))
            row.set(key, value);
    }
    return row;
}

} // namespace

Result<std::vector<Delta>> recordHistory(Database &database, const ModelDef &model, RecordId id,
                                         int limit)
{
    const ModelTable table(model);
    SYNCLINE_TRY(
        auto query,
        database.prepare("SELECT sequence, field, old_value, new_value, run, time FROM _delta "
                         "WHERE model = ?1 AND record = ?2 ORDER BY sequence DESC LIMIT ?3"));
    query.bindText(1, model.storageKey).bind(2, raw(id)).bind(3, std::int64_t{limit});
    std::vector<Delta> history;
    for (;;) {
        SYNCLINE_TRY(const bool more, query.step());
        if (!more)
            return history;
        Delta delta;
        delta.sequence = query.integer(0);
        delta.model = model.name;
        delta.record = id;
        delta.field = std::string(query.text(1));
        delta.before = query.value(2);
        delta.after = query.value(3);
        delta.run = RunId{query.integer(4)};
        delta.time = DateTime{query.integer(5)};
        if (delta.field.empty()) {
            if (!delta.before.isNull())
                delta.before = keptRow(table, delta.before);
            if (!delta.after.isNull())
                delta.after = keptRow(table, delta.after);
        } else if (referenceByRemote(table, delta.field) != nullptr) {
            continue; // the raw id of a reference that waits for its target
        } else if (const std::string_view system = systemFieldOf(delta.field); !system.empty()) {
            delta.field = system;
        } else if (const FieldColumn *column = table.findByKey(delta.field)) {
            delta.field = column->field->name;
            delta.before = fromRaw(*column, delta.before);
            delta.after = fromRaw(*column, delta.after);
        }
        history.push_back(std::move(delta));
    }
}

} // namespace syncline
