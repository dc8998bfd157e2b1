#include "core/record/history/RecordRestore.h"

#include "core/base/Json.h"
#include "core/model/RuleChecker.h"
#include "core/record/RecordInput.h"
#include "core/record/SpecialFields.h"
#include "core/record/SystemTables.h"
#include "core/record/bulk/ReferenceLinks.h"
#include "core/record/history/Timeline.h"

#include <algorithm>
#include <array>
#include <utility>

namespace syncline {

namespace {

using Level = RestoreNote::Level;

/** System columns that belong to a version; the others are of the store. */
constexpr std::array<std::string_view, 4> versionColumns{"created_at", "_connection", "_remote_id",
                                                         "_locale"};

bool isSealedText(const Value &value)
{
    return value.isString() && value.asString().starts_with(sealedPrefix);
}

} // namespace

bool RestoredRecord::has(RestoreNote::Level level) const
{
    return std::ranges::any_of(notes, [&](const RestoreNote &note) { return note.level == level; });
}

/** One plan while it is made. */
struct RecordRestore::Target
{
    RecordVersion version;
    const std::vector<std::string> &fields;
    RestorePlan plan;
    ValueObject row; ///< What the record will hold, as far as it is known.

    [[nodiscard]] const Value &now(std::string_view column) const
    {
        return version.now.isLive ? version.now.columns.at(column) : Value::null;
    }
    [[nodiscard]] const Value &then(std::string_view column) const
    {
        return version.then.at(column);
    }
    [[nodiscard]] bool wants(std::string_view name, std::string_view key) const
    {
        return fields.empty() || std::ranges::find(fields, name) != fields.end() ||
               std::ranges::find(fields, key) != fields.end();
    }
    void note(Level level, std::string_view field, std::string text)
    {
        plan.shown.notes.push_back({level, std::string(field), std::move(text)});
        plan.isComplete = plan.isComplete && level == Level::Warning;
    }
    /** Sets, replacing; a null takes the column out. */
    void set(std::string_view column, const Value &value)
    {
        if (value.isNull())
            row.remove(column);
        else
            row.set(column, value);
    }
};

RecordRestore::RecordRestore(Database &database, const ModelDef &model, FieldVault *vault)
    : m_database(database),
      m_table(model),
      m_vault(vault)
{
}

Error RecordRestore::unknownField(const std::string &name) const
{
    return {errc::invalidInput,
            "%1 has no field \"%2\" whose history is kept.",
            {m_table.model().name, name}};
}

Result<RestorePlan> RecordRestore::plan(RecordId id, std::optional<std::int64_t> entry,
                                        const std::vector<std::string> &fields)
{
    SYNCLINE_TRY(RecordVersion version, recordVersion(m_database, m_table, id, entry));
    Target target{.version = std::move(version), .fields = fields, .plan = {}, .row = {}};
    const bool isLive = target.version.now.isLive;
    if (!isLive && !fields.empty())
        return Error(errc::invalidInput,
                     "The %1 %2 is deleted: it comes back whole, not field by field.",
                     {m_table.model().name, toText(id)});
    for (const std::string &name : fields) {
        const bool isSystem = std::ranges::any_of(
            versionColumns, [&](std::string_view column) { return systemFieldOf(column) == name; });
        if (m_table.find(name) == nullptr && m_table.findByKey(name) == nullptr && !isSystem &&
            !target.version.then.contains(name))
            return unknownField(name);
    }
    target.plan.newest = target.version.newest;
    target.plan.shown.record = id;
    target.plan.shown.wasDeleted = !isLive;
    target.plan.shown.title =
        titleOf(m_table, id, isLive ? target.version.now.columns : target.version.then);
    target.row = isLive ? target.version.now.columns : ValueObject();
    SYNCLINE_CHECK(planFields(target));
    SYNCLINE_CHECK(planSystem(target));
    SYNCLINE_CHECK(checkUnique(target));
    SYNCLINE_CHECK(checkRemoteId(target));
    warn(target);
    build(target);
    return std::move(target.plan);
}

Result<void> RecordRestore::planFields(Target &target)
{
    for (const FieldColumn &column : m_table.columns()) {
        if (!target.wants(column.field->name, column.name))
            continue;
        if (!column.remote.empty()) {
            SYNCLINE_CHECK(planReference(column, target));
            continue;
        }
        const Value &then = target.then(column.name);
        if (column.kind == ColumnKind::Password && target.version.now.isLive &&
            !target.version.changedBy.contains(column.name) &&
            !target.version.changedBy.contains(""))
            continue; // the same as then
        if (then.identicalTo(target.now(column.name)))
            continue;
        SYNCLINE_TRY(const std::optional<Value> fitting, fit(column, then, target));
        if (fitting)
            target.set(column.name, *fitting);
    }
    for (const auto &[key, value] : target.version.then) {
        const bool isKnown = m_table.findByKey(key) != nullptr ||
                             referenceByRemote(m_table, key) != nullptr ||
                             !systemFieldOf(key).empty() || isInnerColumn(key);
        if (!isKnown && target.wants(key, key))
            target.note(Level::Field, key, "is gone from the model, with what it held then");
    }
    return {};
}

/** Nothing but what the field as it is now can hold. */
Result<std::optional<Value>> RecordRestore::fit(const FieldColumn &column, const Value &raw,
                                                Target &target)
{
    using Fitting = std::optional<Value>;
    const std::string &name = column.field->name;
    if (raw.isNull())
        return Fitting(Value());
    const auto leaveOut = [&](std::string text) {
        target.note(Level::Field, name, std::move(text));
        return Fitting();
    };
    if (column.kind == ColumnKind::Password)
        return leaveOut("cannot come back: no password is kept in the history");
    if ((column.kind == ColumnKind::Sealed) != isSealedText(raw))
        return leaveOut(column.kind == ColumnKind::Sealed ? "was not encrypted then"
                                                          : "was encrypted then");
    if (column.kind == ColumnKind::Sealed) {
        const Result<std::string> opened =
            openSealed(m_vault, m_table.model().storageKey, column.name, target.plan.shown.record,
                       raw.asString());
        return opened ? Fitting(raw) : leaveOut(opened.error().message());
    }
    const Value value = fromRaw(column, raw);
    if (column.field->type == FieldType::BelongsTo)
        return value.isList() ? Fitting(raw) : leaveOut("was no list of references then");
    Result<Value> coerced = coerce(*column.field, value);
    const bool isExact = coerced.ok();
    if (!isExact)
        coerced = coerce(*column.field, value, Coercion::Lenient);
    if (!coerced)
        return leaveOut("does not fit any more: it " + coerced.error().message());
    if (column.field->type == FieldType::File) {
        const Result<Value> kept = keepFiles(m_vault, *column.field, *coerced);
        if (!kept && kept.error().is(errc::storage))
            return kept.error();
        return kept ? Fitting(raw) : leaveOut(kept.error().message());
    }
    return Fitting(isExact && *coerced == value ? raw : toRaw(column.kind, *coerced));
}

/** The record that it referred to; when that is not there, its raw id, which waits for it; and
 * without one the id that leads nowhere, as the store keeps references to deleted records. */
Result<void> RecordRestore::planReference(const FieldColumn &column, Target &target)
{
    Value id = target.then(column.name);
    const Value &remote = target.then(column.remote);
    if (id.identicalTo(target.now(column.name)) &&
        (!id.isNull() || remote.identicalTo(target.now(column.remote))))
        return {};
    std::string related = column.field->relatedModel;
    std::int64_t record = id.intOr(0);
    if (column.field->type == FieldType::Union && !id.isNull()) {
        const Result<Value> leads = coerce(*column.field, fromRaw(column, id));
        related = leads ? (*leads)["__typename"].stringOr() : std::string();
        record = leads ? idFromText((*leads)["id"].stringOr()) : 0;
    }
    if (!id.isNull() && record == 0) {
        target.note(Level::Field, column.field->name,
                    column.field->type == FieldType::Union
                        ? "leads to none of its models any more: " + memberNames(*column.field)
                        : "was no reference then");
        return {};
    }
    SYNCLINE_TRY(const auto key, modelKeyByName(m_database, related));
    bool isThere = id.isNull();
    if (key && !id.isNull()) {
        SYNCLINE_TRY(auto query,
                     m_database.prepare("SELECT 1 FROM " + quoteName(*key) + " WHERE id = ?1"));
        query.bind(1, record);
        SYNCLINE_TRY(isThere, query.step());
    }
    if (!isThere) {
        const std::string which = related + " " + std::to_string(record);
        if (!remote.isNull())
            id = Value();
        target.note(Level::Warning, column.field->name,
                    remote.isNull()
                        ? "refers to " + which +
                              ", which is not there; it leads nowhere until that "
                              "is restored"
                        : "waits for its " + related + ", which is not there, to be synced again");
    }
    target.set(column.name, id);
    target.set(column.remote, remote);
    return {};
}

Result<void> RecordRestore::planSystem(Target &target)
{
    for (const std::string_view column : versionColumns) {
        const bool isWanted =
            !target.version.now.isLive || target.wants(systemFieldOf(column), column);
        if (isWanted)
            target.set(column, target.then(column));
    }
    if (target.version.now.isLive)
        return {};
    target.set("id", raw(target.plan.shown.record));
    for (const std::string_view column : {"_created_run", "_digest", "_remote_version"})
        target.set(column, target.then(column));
    return {};
}

Result<void> RecordRestore::checkUnique(Target &target)
{
    for (const FieldColumn &column : m_table.columns()) {
        const FieldColumn *scope = m_table.scopeOf(column);
        const auto isSet = [&](const FieldColumn &field) {
            return !target.row.at(field.name).identicalTo(target.now(field.name));
        };
        const Value value = target.row.at(column.name);
        if (!column.field->unique || value.isNull() ||
            !(isSet(column) || (scope != nullptr && isSet(*scope))))
            continue;
        std::string sql = "SELECT id FROM " + m_table.name() + " WHERE " +
                          ModelTable::comparedAs(column) + " = ?1 AND _locale = ?2 AND id <> ?3";
        if (scope != nullptr)
            sql += " AND " + quoteName(scope->name) + " = ?4";
        SYNCLINE_TRY(auto query, m_database.prepare(sql + " LIMIT 1"));
        const std::string locale = target.row.at("_locale").stringOr();
        query.bindValue(1, value).bindText(2, locale).bind(3, raw(target.plan.shown.record));
        if (scope != nullptr)
            query.bindValue(4, target.row.at(scope->name));
        SYNCLINE_TRY(const bool found, query.step());
        if (!found)
            continue;
        target.note(Level::Field, column.field->name,
                    "must be unique, and " + m_table.model().name + " " +
                        std::to_string(query.integer(0)) + " has that value now");
        target.set(column.name, target.now(column.name));
    }
    return {};
}

Result<void> RecordRestore::checkRemoteId(Target &target)
{
    const std::string remoteId = target.row.at("_remote_id").stringOr();
    const std::string connection = target.row.at("_connection").stringOr();
    const std::string locale = target.row.at("_locale").stringOr();
    if (target.row.at("_remote_id").isNull())
        return {};
    SYNCLINE_TRY(auto query,
                 m_database.prepare("SELECT id FROM " + m_table.name() +
                                    " WHERE _connection = ?1 AND _remote_id = ?2 AND _locale = ?3 "
                                    "AND id <> ?4 LIMIT 1"));
    query.bindText(1, connection).bindText(2, remoteId).bindText(3, locale);
    query.bind(4, raw(target.plan.shown.record));
    SYNCLINE_TRY(const bool found, query.step());
    if (found)
        target.note(Level::Record, {},
                    "The source " + connection + " has sent it again since: it is " +
                        m_table.model().name + " " + std::to_string(query.integer(0)) + " now.");
    else if (target.plan.shown.wasDeleted)
        target.note(Level::Warning, {},
                    "It came from " + connection +
                        ": the next full sync deletes it again when it is not there.");
    return {};
}

/** What a save would say; a restore does not refuse for it. */
void RecordRestore::warn(Target &target) const
{
    for (const FieldColumn &column : m_table.columns()) {
        const Value &raw = target.row.at(column.name);
        const bool isSet = !raw.identicalTo(target.now(column.name));
        const bool isLeftOut = std::ranges::any_of(target.plan.shown.notes, [&](const auto &note) {
            return note.level == Level::Field && note.field == column.field->name;
        });
        const bool isEmpty =
            raw.isNull() && (column.remote.empty() || target.row.at(column.remote).isNull());
        if (column.field->required && isEmpty && !isLeftOut &&
            (isSet || target.plan.shown.wasDeleted))
            target.note(Level::Warning, column.field->name, "is required now, and will be empty");
        if (!isSet || isEmpty || !RuleChecker::needed(*column.field))
            continue;
        BrokenRules broken;
        RuleChecker(*column.field).check(fromRaw(column, raw), broken);
        for (const BrokenRule &rule : broken)
            target.note(Level::Warning, column.field->name, rule.message);
    }
}

/** The steps, and what of them people see. */
void RecordRestore::build(Target &target) const
{
    RestorePlan &plan = target.plan;
    const auto changedBy = [&](std::string_view column) {
        const auto found = target.version.changedBy.find(column);
        return found == target.version.changedBy.end() ? noRun : found->second;
    };
    const auto show = [&](std::string_view column, const Value &before, const Value &after) {
        RestoredField shown;
        bool isGone = false;
        shown.key = column;
        shown.name = shownName(m_table, column, isGone);
        shown.now = toldValue(shownValue(m_table, column, before), shown.isCut);
        shown.then = toldValue(shownValue(m_table, column, after), shown.isCut);
        shown.changedBy = changedBy(column);
        plan.shown.fields.push_back(std::move(shown));
    };
    const auto add = [&](const std::string &column) {
        const Value &before = target.now(column);
        const Value &after = target.row.at(column);
        if (before.identicalTo(after))
            return;
        plan.steps.push_back({column, before, after});
        const FieldColumn *reference = referenceByRemote(m_table, column);
        const bool isSeen = reference == nullptr || (target.row.at(reference->name).isNull() &&
                                                     target.now(reference->name).isNull());
        if (!isSeen)
            return;
        if (reference == nullptr)
            show(column, before, after);
        else
            show(reference->name, ValueObject{{"remoteId", before}},
                 ValueObject{{"remoteId", after}});
    };
    for (const FieldColumn &column : m_table.columns()) {
        add(column.name);
        if (!column.remote.empty())
            add(column.remote);
    }
    for (const std::string_view column : versionColumns)
        add(std::string(column));
    if (!plan.isComplete) // then the source's next document is to be looked at anew
        target.row.remove("_digest");
    if (plan.shown.wasDeleted)
        plan.row = std::move(target.row);
}

Result<void> RecordRestore::carryOut(const RestorePlan &plan, const WriteOrigin &origin)
{
    m_hasWritten = true;
    return plan.shown.wasDeleted ? insert(plan, origin) : update(plan, origin);
}

Result<void> RecordRestore::update(const RestorePlan &plan, const WriteOrigin &origin)
{
    SYNCLINE_TRY(auto deltas, DeltaWriter::open(m_database, origin.run, origin.now));
    std::string sets;
    for (const RestorePlan::Step &step : plan.steps) {
        sets += quoteName(step.column) + " = ?, ";
        const FieldColumn *column = m_table.findByKey(step.column);
        const bool isHash = column != nullptr && column->kind == ColumnKind::Password;
        const Value before = isHash ? historyValue(column->kind, step.before) : step.before;
        SYNCLINE_CHECK(deltas.add({.modelKey = m_table.model().storageKey,
                                   .record = plan.shown.record,
                                   .fieldKey = step.column,
                                   .before = &before,
                                   .after = &step.after}));
    }
    SYNCLINE_CHECK(deltas.finish());
    SYNCLINE_TRY(auto statement, m_database.prepare("UPDATE " + m_table.name() + " SET " + sets +
                                                    "updated_at = ? WHERE id = ?"));
    int index = 1;
    for (const RestorePlan::Step &step : plan.steps)
        statement.bindValue(index++, step.after);
    statement.bind(index, origin.now.ms).bind(index + 1, raw(plan.shown.record));
    auto done = statement.run();
    return done ? std::move(done) : Result<void>(notUnique(m_table, std::move(done).error()));
}

Result<void> RecordRestore::insert(const RestorePlan &plan, const WriteOrigin &origin)
{
    ValueObject row = plan.row;
    row.set("updated_at", origin.now.ms);
    std::string names;
    std::string marks;
    for (const auto &[column, value] : row) {
        names += (names.empty() ? "" : ", ") + quoteName(column);
        marks += marks.empty() ? "?" : ", ?";
    }
    SYNCLINE_TRY(auto statement, m_database.prepare("INSERT INTO " + m_table.name() + " (" + names +
                                                    ") VALUES (" + marks + ")"));
    int index = 1;
    for (const auto &[column, value] : row)
        statement.bindValue(index++, value);
    if (auto done = statement.run(); !done)
        return notUnique(m_table, std::move(done).error());
    SYNCLINE_TRY(auto deltas, DeltaWriter::open(m_database, origin.run, origin.now));
    const Value after = rowForHistory(m_table, row);
    SYNCLINE_CHECK(deltas.add(
        {.modelKey = m_table.model().storageKey, .record = plan.shown.record, .after = &after}));
    return deltas.finish();
}

Result<void> RecordRestore::finish()
{
    if (!std::exchange(m_hasWritten, false))
        return {};
    return joinAround(m_database, m_table.model().storageKey);
}

} // namespace syncline
