#include "app/cli/HistoryReport.h"

#include "app/cli/JsonShapes.h"
#include "app/cli/TextTable.h"
#include "core/base/Json.h"
#include "core/base/TextSafe.h"
#include "core/base/Time.h"

namespace syncline::cli {

namespace {

std::string_view entryKindName(HistoryEntry::Kind kind)
{
    switch (kind) {
    case HistoryEntry::Kind::Created:
        return "created";
    case HistoryEntry::Kind::Changed:
        return "changed";
    case HistoryEntry::Kind::Deleted:
        return "deleted";
    case HistoryEntry::Kind::Restored:
        return "restored";
    }
    return {};
}

std::string_view noteLevelName(RestoreNote::Level level)
{
    switch (level) {
    case RestoreNote::Level::Warning:
        return "warning";
    case RestoreNote::Level::Field:
        return "field";
    case RestoreNote::Level::Record:
        return "record";
    }
    return {};
}

Value runIdOrNull(RunId run)
{
    return run == noRun ? Value() : Value(toText(run));
}

Value runOnFile(const std::map<std::int64_t, RunInfo> &runs, RunId run)
{
    const auto found = runs.find(raw(run));
    if (found == runs.end())
        return {};
    return ValueObject{{"run", toText(run)},
                       {"kind", runKindName(found->second.kind)},
                       {"mode", found->second.mode},
                       {"subject", found->second.subject},
                       {"trigger", found->second.trigger}};
}

Value historyChangeValue(const HistoryChange &change)
{
    ValueObject value{{"field", change.name},
                      {"key", change.key},
                      {"before", change.before},
                      {"after", change.after}};
    if (change.isGone)
        value.append("gone", true);
    if (change.isCut)
        value.append("cut", true);
    return value;
}

std::string shownHistoryValue(const Value &value)
{
    return value.isNull() ? std::string() : json::write(value);
}

} // namespace

std::string runBy(const std::map<std::int64_t, RunInfo> &runs, RunId run)
{
    const auto found = runs.find(raw(run));
    if (found == runs.end())
        return {};
    const RunInfo &info = found->second;
    std::string by = (info.mode == "restore" ? info.mode : std::string(runKindName(info.kind))) +
                     " " + info.subject;
    if (const std::string who = info.trigger.at("type").stringOr(); !who.empty())
        by += " (" + who + ")";
    return by;
}

Value toValue(const HistoryPage &page)
{
    ValueList entries;
    for (const HistoryEntry &entry : page.entries) {
        ValueList changes;
        for (const HistoryChange &change : entry.changes)
            changes.push_back(historyChangeValue(change));
        ValueObject value{{"entry", entry.id},
                          {"kind", entryKindName(entry.kind)},
                          {"time", iso::format(entry.time)},
                          {"run", runIdOrNull(entry.run)},
                          {"by", runOnFile(page.runs, entry.run)},
                          {"changes", std::move(changes)}};
        if (!entry.isKnown)
            value.append("restorable", false);
        entries.emplace_back(std::move(value));
    }
    return entries;
}

Value changesOf(const HistoryPage &page)
{
    ValueList flat;
    const auto add = [&](const HistoryEntry &entry, Value field, Value before, Value after) {
        flat.emplace_back(ValueObject{{"time", iso::format(entry.time)},
                                      {"run", runIdOrNull(entry.run)},
                                      {"field", std::move(field)},
                                      {"before", std::move(before)},
                                      {"after", std::move(after)}});
    };
    for (const HistoryEntry &entry : page.entries) {
        if (entry.kind == HistoryEntry::Kind::Created)
            continue;
        if (entry.kind == HistoryEntry::Kind::Changed) {
            for (const HistoryChange &change : entry.changes)
                add(entry, change.name, change.before, change.after);
            continue;
        }
        ValueObject row;
        const bool isBack = entry.kind == HistoryEntry::Kind::Restored;
        for (const HistoryChange &change : entry.changes)
            row.append(change.name, isBack ? change.after : change.before);
        add(entry, {}, isBack ? Value() : Value(row), isBack ? Value(row) : Value());
    }
    return flat;
}

Value toValue(const DeletedPage &page)
{
    ValueList records;
    for (const DeletedRecord &record : page.records) {
        ValueObject value{
            {"id", toText(record.record)},         {"title", record.title},
            {"deleted", iso::format(record.time)}, {"entry", record.entry},
            {"run", runIdOrNull(record.run)},      {"by", runOnFile(page.runs, record.run)}};
        if (!record.remoteId.empty()) {
            value.append("connection", record.connection);
            value.append("remoteId", record.remoteId);
        }
        if (!record.locale.empty())
            value.append("locale", record.locale);
        records.emplace_back(std::move(value));
    }
    return records;
}

Value toValue(const RestoredRecord &record)
{
    ValueList fields;
    for (const RestoredField &field : record.fields)
        fields.emplace_back(ValueObject{{"field", field.name},
                                        {"now", field.now},
                                        {"then", field.then},
                                        {"changedBy", runIdOrNull(field.changedBy)}});
    ValueList notes;
    for (const RestoreNote &note : record.notes)
        notes.emplace_back(ValueObject{{"level", noteLevelName(note.level)},
                                       {"field", note.field.empty() ? Value() : Value(note.field)},
                                       {"text", note.text}});
    return ValueObject{{"id", toText(record.record)},
                       {"title", record.title},
                       {"wasDeleted", record.wasDeleted},
                       {"fields", std::move(fields)},
                       {"notes", std::move(notes)}};
}

Value toValue(const RestorePreview &preview)
{
    ValueList records;
    for (const RestoredRecord &record : preview.records)
        records.push_back(toValue(record));
    return ValueObject{{"all", preview.all},
                       {"whole", preview.whole},
                       {"partly", preview.partly},
                       {"refused", preview.refused},
                       {"unchanged", preview.unchanged},
                       {"records", std::move(records)}};
}

Value toValue(const RestoreOutcome &outcome)
{
    ValueList leftOut;
    for (const RestoredRecord &record : outcome.leftOut)
        leftOut.push_back(toValue(record));
    return ValueObject{{"run", runIdOrNull(outcome.run)}, {"restored", outcome.restored},
                       {"partly", outcome.partly},        {"unchanged", outcome.unchanged},
                       {"refused", outcome.refused},      {"leftOut", std::move(leftOut)}};
}

void addEntries(TextTable &table, const HistoryPage &page)
{
    for (const HistoryEntry &entry : page.entries) {
        const std::string id = std::to_string(entry.id);
        const std::string time = iso::format(entry.time);
        const std::string run = entry.run == noRun ? std::string() : toText(entry.run);
        const std::string by = runBy(page.runs, entry.run);
        if (entry.kind != HistoryEntry::Kind::Changed) {
            const std::string note = entry.isKnown ? "" : "older changes were removed";
            table.add(
                {id, time, run, by, "(" + std::string(entryKindName(entry.kind)) + ")", note, ""});
            continue;
        }
        for (const HistoryChange &change : entry.changes)
            table.add({id, time, run, by, change.name + (change.isGone ? " (gone)" : ""),
                       shownHistoryValue(change.before), shownHistoryValue(change.after)});
    }
}

void addDeleted(TextTable &table, const DeletedPage &page)
{
    for (const DeletedRecord &record : page.records)
        table.add({toText(record.record), record.title, iso::format(record.time),
                   record.run == noRun ? std::string() : toText(record.run),
                   runBy(page.runs, record.run)});
}

void addFields(TextTable &table, const RestoredRecord &record)
{
    for (const RestoredField &field : record.fields)
        table.add({toText(record.record), field.name, shownHistoryValue(field.now),
                   shownHistoryValue(field.then)});
}

std::string notesOf(const RestoredRecord &record)
{
    std::string text;
    for (const RestoreNote &note : record.notes) {
        const std::string name = note.field.empty() ? std::string() : note.field + " ";
        const std::string_view what = note.level == RestoreNote::Level::Warning ? ""
                                      : note.level == RestoreNote::Level::Field ? " [left out]"
                                                                                : " [not restored]";
        text += text::displayLine(toText(record.record) + " (" + record.title + "): " + name +
                                  note.text) +
                std::string(what) + "\n";
    }
    return text;
}

} // namespace syncline::cli
