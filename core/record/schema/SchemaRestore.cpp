#include "core/record/schema/SchemaRestore.h"

#include "core/record/ModelTable.h"
#include "core/record/SchemaPlan.h"
#include "core/record/schema/FieldConversion.h"

#include <algorithm>

namespace syncline {

namespace {

using StepKind = SchemaStep::Kind;

/** What every table of a model has besides its fields' columns. */
constexpr std::string_view systemColumns =
    "id, created_at, updated_at, _created_run, _connection, _remote_id, _locale, _digest, "
    "_remote_version";

/** The columns of a field, quoted and joined by ", ". */
std::string columnsOf(const FieldColumn &column)
{
    return quoteName(column.name) +
           (column.remote.empty() ? std::string() : ", " + quoteName(column.remote));
}

std::string isSet(const FieldColumn &column)
{
    const std::string set = quoteName(column.name) + " IS NOT NULL";
    return column.remote.empty() ? set
                                 : "(" + set + " OR " + quoteName(column.remote) + " IS NOT NULL)";
}

/** Binds columns of @p row from @p column on, from ?@p index on; they live until the next step. */
void bindColumns(Statement &to, int index, const std::vector<Value> &values)
{
    for (const Value &value : values)
        to.bindValue(index++, value);
}

std::vector<Value> valuesOf(const Statement &row, int from)
{
    std::vector<Value> values;
    for (int i = from; i < row.columnCount(); ++i)
        values.push_back(row.value(i));
    return values;
}

Result<void> runOnce(Statement &statement)
{
    auto done = statement.run();
    statement.reset();
    return done;
}

} // namespace

Result<std::unique_ptr<SchemaRestore>> SchemaRestore::open(const std::filesystem::path &backup)
{
    std::error_code error;
    if (!std::filesystem::exists(backup, error)) {
        return Error(errc::notFound,
                     "The backup %1, which the last change of models needs to be undone, is gone.",
                     {backup.string()});
    }
    SYNCLINE_TRY(auto database, Database::open(backup, Database::Mode::ReadOnly));
    SYNCLINE_TRY(auto models, storedModels(*database));
    return std::unique_ptr<SchemaRestore>(
        new SchemaRestore(std::move(database), std::move(models)));
}

const ModelDef *SchemaRestore::modelWas(const ModelDef &model) const
{
    const auto found = std::ranges::find(m_models, model.storageKey, &ModelDef::storageKey);
    return found == m_models.end() ? nullptr : &*found;
}

const FieldDef *SchemaRestore::fieldWas(const SchemaChange &change) const
{
    const ModelDef *model = modelWas(*change.after);
    const FieldDef *field =
        model != nullptr ? model->findByStorageKey(change.fieldAfter->storageKey) : nullptr;
    return field != nullptr && field->isStored() ? field : nullptr;
}

bool SchemaRestore::covers(const SchemaChange &change) const
{
    if (change.kind == StepKind::CreateModel)
        return modelWas(*change.after) != nullptr;
    const bool retypes = change.kind == StepKind::RetypeField &&
                         changesColumn(*change.fieldBefore, *change.fieldAfter);
    if (change.kind != StepKind::AddField && !retypes)
        return false;
    const FieldDef *was = fieldWas(change);
    return was != nullptr && !changesColumn(*was, *change.fieldAfter);
}

Result<SchemaLoss> SchemaRestore::measure(Database &database, const SchemaChange &change)
{
    if (change.kind == StepKind::CreateModel)
        return countRecords(*modelWas(*change.after));
    if (change.kind == StepKind::AddField)
        return countValues(database, change);
    return eachRetyped(database, change, nullptr);
}

Result<SchemaLoss> SchemaRestore::bringBack(Database &writer, const SchemaChange &change)
{
    if (change.kind == StepKind::CreateModel)
        return insertRecords(writer, change);
    if (change.kind == StepKind::AddField)
        return fillColumn(writer, change);
    const std::string sql = "UPDATE " + quoteName(change.after->storageKey) + " SET " +
                            quoteName(newColumnName(*change.fieldAfter)) + " = ?2 WHERE id = ?1";
    SYNCLINE_TRY(auto update, writer.prepare(sql));
    return eachRetyped(writer, change, [&](RecordId id, const Value &value) {
        update.bind(1, raw(id)).bindValue(2, value);
        return runOnce(update);
    });
}

Result<SchemaLoss> SchemaRestore::countRecords(const ModelDef &was)
{
    SYNCLINE_TRY(auto count,
                 m_backup->prepare("SELECT count(*) FROM " + quoteName(was.storageKey)));
    SYNCLINE_CHECK(count.step());
    SchemaLoss found;
    found.restores = true;
    found.touched = found.returned = count.integer(0);
    return found;
}

Result<SchemaLoss> SchemaRestore::countValues(Database &database, const SchemaChange &change)
{
    const FieldColumn column = fieldColumn(*fieldWas(change));
    const std::string table = quoteName(change.after->storageKey);
    SYNCLINE_TRY(auto rows,
                 m_backup->prepare("SELECT id FROM " + table + " WHERE " + isSet(column)));
    SYNCLINE_TRY(auto find, database.prepare("SELECT 1 FROM " + table + " WHERE id = ?1"));
    SchemaLoss found;
    found.restores = true;
    for (;;) {
        SYNCLINE_TRY(const bool more, rows.step());
        if (!more)
            break;
        SYNCLINE_TRY(const bool there, find.bind(1, rows.integer(0)).step());
        find.reset();
        found.returned += there ? 1 : 0;
    }
    found.touched = found.returned;
    return found;
}

Result<SchemaLoss> SchemaRestore::fillColumn(Database &writer, const SchemaChange &change)
{
    const FieldColumn column = fieldColumn(*fieldWas(change));
    const std::string table = quoteName(change.after->storageKey);
    SYNCLINE_TRY(auto rows, m_backup->prepare("SELECT id, " + columnsOf(column) + " FROM " + table +
                                              " WHERE " + isSet(column)));
    std::string set = quoteName(column.name) + " = ?2";
    if (!column.remote.empty())
        set += ", " + quoteName(column.remote) + " = ?3";
    SYNCLINE_TRY(auto update, writer.prepare("UPDATE " + table + " SET " + set + " WHERE id = ?1"));
    SchemaLoss found;
    found.restores = true;
    for (;;) {
        SYNCLINE_TRY(const bool more, rows.step());
        if (!more)
            break;
        const std::vector<Value> values = valuesOf(rows, 1);
        update.bind(1, rows.integer(0));
        bindColumns(update, 2, values);
        SYNCLINE_CHECK(runOnce(update));
        found.returned += writer.changes() > 0 ? 1 : 0;
    }
    found.touched = found.returned;
    return found;
}

Result<SchemaLoss> SchemaRestore::insertRecords(Database &writer, const SchemaChange &change)
{
    const ModelDef &was = *modelWas(*change.after);
    std::string columns(systemColumns);
    int count = 9; // of the system
    for (const FieldDef &field : change.after->fields) {
        const FieldDef *old = was.findByStorageKey(field.storageKey);
        if (!field.isStored() || old == nullptr || !old->isStored() || changesColumn(*old, field))
            continue;
        const FieldColumn column = fieldColumn(*old);
        columns += ", " + columnsOf(column);
        count += column.remote.empty() ? 1 : 2;
    }
    std::string places = "?1";
    for (int i = 2; i <= count; ++i)
        places += ", ?" + std::to_string(i);
    const std::string table = quoteName(change.after->storageKey);
    SYNCLINE_TRY(auto rows, m_backup->prepare("SELECT " + columns + " FROM " + table));
    SYNCLINE_TRY(auto insert, writer.prepare("INSERT INTO " + table + " (" + columns +
                                             ") VALUES (" + places + ")"));
    SchemaLoss found;
    found.restores = true;
    for (;;) {
        SYNCLINE_TRY(const bool more, rows.step());
        if (!more)
            break;
        const std::vector<Value> values = valuesOf(rows, 0);
        bindColumns(insert, 1, values);
        SYNCLINE_CHECK(runOnce(insert));
        ++found.returned;
    }
    found.touched = found.returned;
    return found;
}

Result<SchemaLoss> SchemaRestore::eachRetyped(Database &database, const SchemaChange &change,
                                              const WriteRaw &write)
{
    const FieldDef &was = *fieldWas(change);
    const FieldColumn first = fieldColumn(was);
    const FieldColumn now = fieldColumn(*change.fieldBefore);
    const ColumnKind wanted = columnKind(*change.fieldAfter);
    const std::string table = quoteName(change.after->storageKey);
    SYNCLINE_TRY(auto original, m_backup->prepare("SELECT " + quoteName(first.name) + " FROM " +
                                                  table + " WHERE id = ?1"));
    SchemaLoss found;
    found.restores = true;
    const auto visit = [&](RecordId id, const Value &value) -> Result<void> {
        SYNCLINE_TRY(const bool there, original.bind(1, raw(id)).step());
        const Value before = there ? original.value(0) : Value();
        const Value read = there && !before.isNull() ? readColumn(original, 0, first) : Value();
        original.reset();
        // Untouched since the change: exactly what it was then.
        const Value made =
            read.isNull() ? Value() : convertValue(was, *change.fieldBefore, read).value;
        if (!before.isNull() && toRaw(now.kind, made).identicalTo(toRaw(now.kind, value))) {
            ++found.touched;
            ++found.returned;
            return write ? write(id, before) : Result<void>();
        }
        if (value.isNull())
            return {};
        const Converted back = convertValue(*change.fieldBefore, *change.fieldAfter, value);
        noteConversion(found, id, value, back);
        return write && !back.value.isNull() ? write(id, toRaw(wanted, back.value))
                                             : Result<void>();
    };
    SYNCLINE_CHECK(eachValue(database, *change.after, now, EmptyValues::Visit, visit));
    return found;
}

Result<void> SchemaRestore::bringBackRemotes(Database &writer, const SchemaChange &change)
{
    const FieldColumn column = fieldColumn(*fieldWas(change));
    if (column.remote.empty())
        return {};
    const std::string table = quoteName(change.after->storageKey);
    SYNCLINE_TRY(auto rows,
                 m_backup->prepare("SELECT id, " + columnsOf(column) + " FROM " + table +
                                   " WHERE " + quoteName(column.remote) + " IS NOT NULL"));
    SYNCLINE_TRY(auto update,
                 writer.prepare("UPDATE " + table + " SET " + quoteName(column.remote) +
                                " = ?3 WHERE id = ?1 AND " + quoteName(column.name) + " IS ?2"));
    for (;;) {
        SYNCLINE_TRY(const bool more, rows.step());
        if (!more)
            return {};
        const std::vector<Value> values = valuesOf(rows, 1);
        update.bind(1, rows.integer(0));
        bindColumns(update, 2, values);
        SYNCLINE_CHECK(runOnce(update));
    }
}

} // namespace syncline
