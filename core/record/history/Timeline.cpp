#include "core/record/history/Timeline.h"

#include "core/base/Json.h"
#include "core/base/TextSafe.h"
#include "core/record/RunTable.h"
#include "core/record/SpecialFields.h"
#include "core/record/history/RecordState.h"

#include <algorithm>
#include <array>

namespace syncline {

namespace {

using Kind = HistoryEntry::Kind;

std::size_t roughBytes(const Value &value)
{
    if (value.isString())
        return value.asString().size();
    std::size_t bytes = sizeof(std::int64_t);
    if (value.isList()) {
        for (const Value &item : value.asList())
            bytes += roughBytes(item);
    } else if (value.isObject()) {
        for (const auto &[key, item] : value.asObject())
            bytes += key.size() + roughBytes(item);
    }
    return bytes;
}

/** A reference by its two columns. */
Value referenceValue(const Value &id, const Value &remote)
{
    if (!id.isNull() || remote.isNull())
        return id;
    return ValueObject{{"remoteId", remote}};
}

/** Collects steps, which come newest first, into entries. */
class Grouping
{
public:
    explicit Grouping(const ModelTable &table)
        : m_table(table)
    {
    }

    /** Whether @p step goes with those before it. */
    [[nodiscard]] bool takes(const StoredStep &step) const
    {
        return m_entry && !step.column.empty() && m_entry->kind == Kind::Changed &&
               m_entry->run == step.run && m_entry->time == step.time;
    }
    void begin(const StoredStep &step)
    {
        m_entry.emplace();
        m_entry->id = step.sequence;
        m_entry->run = step.run;
        m_entry->time = step.time;
        m_columns.clear();
        if (step.column.empty())
            m_entry->kind = step.after.isNull() ? Kind::Deleted : Kind::Restored;
    }
    void add(const StoredStep &step)
    {
        if (step.column.empty()) {
            const bool isBack = m_entry->kind == Kind::Restored;
            for (auto &[column, value] : rowFromHistory(isBack ? step.after : step.before))
                m_columns.push_back({column, isBack ? Value() : value, isBack ? value : Value()});
            return;
        }
        const auto found = std::ranges::find(m_columns, step.column, &Column::name);
        if (found == m_columns.end())
            m_columns.push_back({step.column, step.before, step.after});
        else
            found->before = step.before;
    }
    [[nodiscard]] bool isOpen() const { return m_entry.has_value(); }
    /** The entry, with its changes in the order of the model's fields. */
    HistoryEntry take(bool isWhole = false)
    {
        for (const FieldColumn &column : m_table.columns())
            addField(column, isWhole);
        for (const Column &column : m_columns) {
            const bool isKnown = m_table.findByKey(column.name) != nullptr ||
                                 referenceByRemote(m_table, column.name) != nullptr;
            if (!isKnown && !isInnerColumn(column.name))
                addChange(column.name, column.before, column.after, isWhole);
        }
        HistoryEntry entry = std::move(*m_entry);
        m_entry.reset();
        return entry;
    }

private:
    struct Column
    {
        std::string name;
        Value before;
        Value after;
    };

    [[nodiscard]] const Column *find(std::string_view name) const
    {
        const auto found = std::ranges::find(m_columns, name, &Column::name);
        return found == m_columns.end() ? nullptr : &*found;
    }
    void addField(const FieldColumn &field, bool isWhole)
    {
        const Column *value = find(field.name);
        const Column *remote = field.remote.empty() ? nullptr : find(field.remote);
        if (value == nullptr && remote == nullptr)
            return;
        Value before = value != nullptr ? value->before : Value();
        Value after = value != nullptr ? value->after : Value();
        if (remote != nullptr) {
            before = referenceValue(before, remote->before);
            after = referenceValue(after, remote->after);
        }
        // Of a record that goes on to refer to the same one under another raw id nothing is seen.
        if (before.identicalTo(after))
            return;
        addChange(field.name, before, after, isWhole);
    }
    void addChange(const std::string &column, const Value &before, const Value &after, bool isWhole)
    {
        HistoryChange change;
        change.key = column;
        change.name = shownName(m_table, column, change.isGone);
        change.before = shownValue(m_table, column, before);
        change.after = shownValue(m_table, column, after);
        if (!isWhole) {
            change.before = toldValue(std::move(change.before), change.isCut);
            change.after = toldValue(std::move(change.after), change.isCut);
        }
        m_entry->changes.push_back(std::move(change));
    }

    const ModelTable &m_table;
    std::optional<HistoryEntry> m_entry;
    std::vector<Column> m_columns;
};

/** The first entry of all, which no step tells of. */
Result<HistoryEntry> creation(Database &database, const ModelTable &table, RecordId id,
                              const ValueObject &columns)
{
    HistoryEntry entry;
    entry.kind = Kind::Created;
    entry.run = RunId{columns.at("_created_run").intOr()};
    entry.time = DateTime{columns.at("created_at").intOr()};
    SYNCLINE_TRY(const std::int64_t pruned, prunedUpTo(database, table.model().storageKey));
    entry.isKnown = raw(id) > pruned;
    return entry;
}

} // namespace

bool isInnerColumn(std::string_view column)
{
    constexpr std::array<std::string_view, 4> inner{"id", "_created_run", "_digest",
                                                    "_remote_version"};
    return std::ranges::find(inner, column) != inner.end();
}

Value toldValue(Value value, bool &isCut)
{
    if (roughBytes(value) <= toldBytes)
        return value;
    isCut = true;
    const std::string text = value.isString() ? std::move(value).asString() : json::write(value);
    return Value(text::cut(text, toldBytes));
}

Value shownValue(const ModelTable &table, std::string_view column, const Value &raw)
{
    if (raw.isNull() || raw.isObject())
        return raw;
    if (const FieldColumn *field = table.findByKey(column))
        return fromRaw(*field, raw);
    if ((column == "created_at" || column == "updated_at") && raw.isInt())
        return DateTime{raw.asInt()};
    return raw;
}

std::string shownName(const ModelTable &table, std::string_view column, bool &isGone)
{
    if (const FieldColumn *field = table.findByKey(column))
        return field->field->name;
    if (const std::string_view system = systemFieldOf(column); !system.empty())
        return std::string(system);
    isGone = true;
    return std::string(column);
}

Result<void> addRun(Database &database, RunId run, std::map<std::int64_t, RunInfo> &runs)
{
    if (run == noRun || runs.contains(raw(run)))
        return {};
    SYNCLINE_TRY(std::optional<RunInfo> info, RunTable::find(database, run));
    if (info)
        runs.emplace(raw(run), std::move(*info));
    return {};
}

Result<HistoryPage> readTimeline(Database &database, const ModelDef &model,
                                 const HistoryQuery &query)
{
    const ModelTable table(model);
    SYNCLINE_TRY(const std::optional<RecordState> present,
                 presentState(database, table, query.record));
    if (!present)
        return Error(errc::recordNotFound,
                     "There is no %1 with the id %2, and its history knows none.",
                     {model.name, toText(query.record)});
    HistoryPage page;
    page.isDeleted = !present->isLive;
    const auto limit = static_cast<std::size_t>(std::clamp(query.limit, 1, 500));
    Grouping group(table);
    std::int64_t oldest = 0;
    SYNCLINE_CHECK(eachStep(database, model.storageKey, query.record, query.before,
                            [&](const StoredStep &step) -> Result<bool> {
                                if (!group.takes(step)) {
                                    if (group.isOpen())
                                        page.entries.push_back(group.take());
                                    if (page.entries.size() == limit) {
                                        page.next = oldest;
                                        return false;
                                    }
                                    group.begin(step);
                                }
                                group.add(step);
                                oldest = step.sequence;
                                return true;
                            }));
    if (group.isOpen())
        page.entries.push_back(group.take());
    if (page.next == 0) {
        SYNCLINE_TRY(HistoryEntry created,
                     creation(database, table, query.record, present->columns));
        page.entries.push_back(std::move(created));
    }
    for (const HistoryEntry &entry : page.entries)
        SYNCLINE_CHECK(addRun(database, entry.run, page.runs));
    return page;
}

Result<HistoryChange> wholeChange(Database &database, const ModelDef &model, RecordId record,
                                  std::int64_t entry, std::string_view key)
{
    const ModelTable table(model);
    Grouping group(table);
    SYNCLINE_CHECK(eachStep(database, model.storageKey, record, entry + 1,
                            [&](const StoredStep &step) -> Result<bool> {
                                if (!group.isOpen() && step.sequence == entry)
                                    group.begin(step);
                                else if (!group.takes(step))
                                    return false;
                                group.add(step);
                                return true;
                            }));
    if (group.isOpen()) {
        for (HistoryChange &change : group.take(true).changes) {
            if (change.key == key)
                return std::move(change);
        }
    }
    return Error(errc::notFound, "The history of %1 %2 has no change of %3 in the entry %4.",
                 {model.name, toText(record), std::string(key), std::to_string(entry)});
}

} // namespace syncline
