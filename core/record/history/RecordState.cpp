#include "core/record/history/RecordState.h"

#include "core/base/Json.h"
#include "core/base/TextSafe.h"
#include "core/record/SystemTables.h"

#include <algorithm>
#include <array>
#include <limits>

namespace syncline {

namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 5> systemNames{
    {{"created_at", "createdAt"},
     {"updated_at", "updatedAt"},
     {"_connection", "connection"},
     {"_remote_id", "remoteId"},
     {"_locale", "locale"}}};
constexpr std::size_t titleLength = 200;

Error noSuchEntry(const ModelTable &table, RecordId id, std::int64_t entry)
{
    return {errc::notFound,
            "The history of %1 %2 has no entry %3.",
            {table.model().name, toText(id), std::to_string(entry)}};
}

/** Undoes one step. */
void stepBack(RecordState &state, const StoredStep &step)
{
    if (!step.column.empty()) {
        if (step.before.isNull())
            state.columns.remove(step.column);
        else
            state.columns.set(step.column, step.before);
        return;
    }
    state.isLive = !step.before.isNull(); // before it came back it was not there
    if (state.isLive)
        state.columns = rowFromHistory(step.before);
}

/** What a field held then of which the row tells nothing now. */
void addGone(const ModelTable &table, const StoredStep &step, RecordState &state)
{
    const bool isKnown = table.findByKey(step.column) != nullptr ||
                         referenceByRemote(table, step.column) != nullptr ||
                         !systemFieldOf(step.column).empty();
    if (!isKnown && !step.after.isNull() && !state.columns.contains(step.column))
        state.columns.set(step.column, step.after);
}

} // namespace

Result<std::optional<ValueObject>> wholeRow(Database &database, const ModelTable &table,
                                            RecordId id)
{
    SYNCLINE_TRY(auto query, database.prepare("SELECT * FROM " + table.name() + " WHERE id = ?1"));
    query.bind(1, raw(id));
    SYNCLINE_TRY(const bool found, query.step());
    if (!found)
        return std::optional<ValueObject>();
    ValueObject row;
    for (int i = 0; i < query.columnCount(); ++i) {
        if (!query.isNull(i))
            row.append(std::string(query.columnName(i)), query.value(i));
    }
    return std::optional(std::move(row));
}

std::string rowForHistory(const ModelTable &table, const ValueObject &row)
{
    ValueObject kept = row;
    for (const FieldColumn &column : table.columns()) {
        if (column.kind == ColumnKind::Password && kept.contains(column.name))
            kept.set(column.name, 1); // no hash leaves its column
    }
    return json::write(kept);
}

ValueObject rowFromHistory(const Value &kept)
{
    auto parsed = json::parse(kept.stringOr());
    return parsed && parsed->isObject() ? std::move(*parsed).asObject() : ValueObject();
}

Result<bool> wasDeleted(Database &database, std::string_view modelKey, RecordId id)
{
    SYNCLINE_TRY(auto query, database.prepare("SELECT 1 FROM _delta WHERE model = ?1 AND record = "
                                              "?2 AND field = '' LIMIT 1"));
    query.bindText(1, modelKey).bind(2, raw(id));
    return query.step();
}

Result<std::optional<RecordState>> presentState(Database &database, const ModelTable &table,
                                                RecordId id)
{
    SYNCLINE_TRY(std::optional<ValueObject> row, wholeRow(database, table, id));
    if (row)
        return std::optional<RecordState>({.isLive = true, .columns = std::move(*row)});
    SYNCLINE_TRY(auto query,
                 database.prepare("SELECT old_value FROM _delta WHERE model = ?1 AND record = ?2 "
                                  "AND field = '' ORDER BY sequence DESC LIMIT 1"));
    query.bindText(1, table.model().storageKey).bind(2, raw(id));
    SYNCLINE_TRY(const bool found, query.step());
    if (!found || query.isNull(0))
        return std::optional<RecordState>();
    return std::optional<RecordState>({.isLive = false, .columns = rowFromHistory(query.value(0))});
}

Result<void> eachStep(Database &database, std::string_view modelKey, RecordId id,
                      std::int64_t before,
                      const std::function<Result<bool>(const StoredStep &)> &visit)
{
    SYNCLINE_TRY(auto query,
                 database.prepare("SELECT sequence, field, old_value, new_value, run, time FROM "
                                  "_delta WHERE model = ?1 AND record = ?2 AND sequence < ?3 "
                                  "ORDER BY sequence DESC"));
    query.bindText(1, modelKey)
        .bind(2, raw(id))
        .bind(3, before > 0 ? before : std::numeric_limits<std::int64_t>::max());
    for (;;) {
        SYNCLINE_TRY(const bool more, query.step());
        if (!more)
            return {};
        StoredStep step;
        step.sequence = query.integer(0);
        step.column = std::string(query.text(1));
        step.before = query.value(2);
        step.after = query.value(3);
        step.run = RunId{query.integer(4)};
        step.time = DateTime{query.integer(5)};
        SYNCLINE_TRY(const bool goOn, visit(step));
        if (!goOn)
            return {};
    }
}

Result<std::int64_t> prunedUpTo(Database &database, std::string_view modelKey)
{
    SYNCLINE_TRY(const bool hasLedger, hasHistoryLedger(database));
    if (!hasLedger)
        return std::int64_t{0};
    SYNCLINE_TRY(auto query, database.prepare("SELECT history_pruned FROM _model WHERE key = ?1"));
    query.bindText(1, modelKey);
    SYNCLINE_TRY(const bool found, query.step());
    return found ? query.integer(0) : 0;
}

Result<RecordVersion> recordVersion(Database &database, const ModelTable &table, RecordId id,
                                    std::optional<std::int64_t> entry)
{
    const ModelDef &model = table.model();
    SYNCLINE_TRY(std::optional<RecordState> present, presentState(database, table, id));
    if (!present)
        return Error(errc::recordNotFound,
                     "There is no %1 with the id %2, and its history knows none.",
                     {model.name, toText(id)});
    RecordVersion version;
    version.now = *present;
    RecordState state = std::move(*present);
    if (!entry && state.isLive)
        return Error(errc::invalidInput,
                     "The %1 %2 is not deleted. Say which entry of its history is to come back.",
                     {model.name, toText(id)});
    std::optional<StoredStep> reached;
    SYNCLINE_CHECK(
        eachStep(database, model.storageKey, id, 0, [&](const StoredStep &step) -> Result<bool> {
            version.newest = std::max(version.newest, step.sequence);
            if (!entry)
                return false;
            if (reached) { // the rest of the entry, for fields that are gone from the model
                if (step.run != reached->run || step.time != reached->time || step.column.empty())
                    return false;
                addGone(table, step, state);
                return true;
            }
            const bool isReturn = step.column.empty() && !step.after.isNull();
            if (step.sequence > *entry ||
                (step.sequence == *entry && step.column.empty() && !isReturn)) {
                version.changedBy.try_emplace(step.column, step.run);
                stepBack(state, step);
            } else if (step.sequence == *entry && isReturn) {
                state.columns =
                    rowFromHistory(step.after); // whatever of what came later was removed
            } else if (step.sequence == *entry) {
                addGone(table, step, state);
            }
            if (step.sequence == *entry)
                reached = step;
            return step.sequence > *entry || (reached && !step.column.empty());
        }));
    const bool isReached = reached || !entry || *entry == 0;
    if (!isReached)
        return noSuchEntry(table, id, *entry);
    if (entry && *entry == 0) {
        SYNCLINE_TRY(const std::int64_t pruned, prunedUpTo(database, model.storageKey));
        if (raw(id) <= pruned)
            return Error(errc::notFound,
                         "How %1 %2 was created is not known any more: the oldest changes were "
                         "removed to keep the history within its budget.",
                         {model.name, toText(id)});
    }
    version.then = std::move(state.columns);
    return version;
}

std::string titleOf(const ModelTable &table, RecordId id, const ValueObject &columns)
{
    const FieldDef *display = table.model().display();
    const Value &value = display != nullptr ? columns.at(display->storageKey) : Value::null;
    std::string title = value.isString() ? value.asString()
                        : value.isNull() ? ""
                                         : json::write(value);
    if (display != nullptr && display->isSecret())
        title.clear();
    title = text::displayLine(title, titleLength);
    return title.empty() ? table.model().name + " " + toText(id) : title;
}

std::string_view systemFieldOf(std::string_view column)
{
    const auto *found = std::ranges::find(systemNames, column,
                                          &std::pair<std::string_view, std::string_view>::first);
    return found == systemNames.end() ? std::string_view() : found->second;
}

const FieldColumn *referenceByRemote(const ModelTable &table, std::string_view column)
{
    const auto found = std::ranges::find_if(table.columns(), [&](const FieldColumn &candidate) {
        return !candidate.remote.empty() && candidate.remote == column;
    });
    return found == table.columns().end() ? nullptr : &*found;
}

} // namespace syncline
