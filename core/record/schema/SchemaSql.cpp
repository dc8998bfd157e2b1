#include "core/record/schema/SchemaSql.h"

#include "core/base/Json.h"
#include "core/base/TextSafe.h"

#include <algorithm>

namespace syncline {

namespace {

using StepKind = SchemaStep::Kind;
constexpr std::size_t maxExamples = 5;
constexpr std::int64_t batchRows = 1000;

std::string example(RecordId id, const Value &value)
{
    return "record " + toText(id) + ": " + text::displayLine(json::write(value), 60);
}

std::vector<std::string> retypeSql(const SchemaChange &change)
{
    if (!changesColumn(*change.fieldBefore, *change.fieldAfter))
        return {};
    const std::string table = "ALTER TABLE " + quoteName(change.after->storageKey);
    const FieldColumn old = fieldColumn(*change.fieldBefore);
    FieldColumn made = fieldColumn(*change.fieldAfter);
    const std::string wanted = made.name;
    made.name = newColumnName(*change.fieldAfter);

    std::vector<std::string> sql;
    sql.push_back(table + " ADD COLUMN " + ModelTable::columnSql(made).front());
    sql.push_back(table + " DROP COLUMN " + quoteName(old.name));
    if (!old.remote.empty())
        sql.push_back(table + " DROP COLUMN " + quoteName(old.remote));
    sql.push_back(table + " RENAME COLUMN " + quoteName(made.name) + " TO " + quoteName(wanted));
    if (!made.remote.empty())
        sql.push_back(table + " ADD COLUMN " + quoteName(made.remote) + " TEXT");
    return sql;
}

Result<SchemaLoss> countValues(Database &database, const ModelDef &model, const FieldDef &field)
{
    const FieldColumn column = fieldColumn(field);
    const std::string table = quoteName(model.storageKey);
    const std::string quoted = quoteName(column.name);
    const std::string has = column.remote.empty() ? quoted + " IS NOT NULL"
                                                  : "(" + quoted + " IS NOT NULL OR " +
                                                        quoteName(column.remote) + " IS NOT NULL)";
    SchemaLoss loss;
    {
        SYNCLINE_TRY(auto count,
                     database.prepare("SELECT count(*) FROM " + table + " WHERE " + has));
        SYNCLINE_CHECK(count.step());
        loss.touched = loss.lost = count.integer(0);
    }
    SYNCLINE_TRY(auto rows,
                 database.prepare("SELECT id, " + quoted + " FROM " + table + " WHERE " + has +
                                  " ORDER BY id LIMIT " + std::to_string(maxExamples)));
    for (;;) {
        SYNCLINE_TRY(const bool more, rows.step());
        if (!more)
            return loss;
        loss.examples.push_back(example(RecordId{rows.integer(0)}, readColumn(rows, 1, column)));
    }
}

Result<SchemaLoss> countRows(Database &database, const ModelDef &model)
{
    SYNCLINE_TRY(auto count,
                 database.prepare("SELECT count(*) FROM " + quoteName(model.storageKey)));
    SYNCLINE_CHECK(count.step());
    SchemaLoss loss;
    loss.touched = loss.lost = count.integer(0);
    return loss;
}

/** What converting every value of a retyped field comes to. */
Result<SchemaLoss> eachConversion(Database &database, const SchemaChange &change,
                                  const std::function<Result<void>(RecordId, const Value &)> &write)
{
    SchemaLoss loss;
    SYNCLINE_CHECK(eachValue(
        database, *change.before, fieldColumn(*change.fieldBefore), EmptyValues::Skip,
        [&](RecordId id, const Value &value) -> Result<void> {
            const Converted made = convertValue(*change.fieldBefore, *change.fieldAfter, value);
            noteConversion(loss, id, value, made);
            if (write && !made.value.isNull())
                SYNCLINE_CHECK(write(id, made.value));
            return {};
        }));
    return loss;
}

} // namespace

Result<void> eachValue(Database &database, const ModelDef &model, const FieldColumn &column,
                       EmptyValues empty,
                       const std::function<Result<void>(RecordId, const Value &)> &visit)
{
    const std::string name = quoteName(column.name);
    const std::string sql =
        "SELECT id, " + name + " FROM " + quoteName(model.storageKey) + " WHERE " +
        (empty == EmptyValues::Skip ? name + " IS NOT NULL AND " : std::string()) +
        "id > ?1 ORDER BY id LIMIT " + std::to_string(batchRows);
    std::int64_t last = 0;
    std::vector<std::pair<RecordId, Value>> batch;
    do {
        batch.clear();
        SYNCLINE_TRY(auto rows, database.prepare(sql));
        rows.bind(1, last);
        for (;;) {
            SYNCLINE_TRY(const bool more, rows.step());
            if (!more)
                break;
            batch.emplace_back(RecordId{rows.integer(0)}, readColumn(rows, 1, column));
        }
        rows.reset();
        for (const auto &[id, value] : batch) {
            SYNCLINE_CHECK(visit(id, value));
            last = raw(id);
        }
    } while (!batch.empty());
    return {};
}

void noteConversion(SchemaLoss &loss, RecordId id, const Value &value, const Converted &made)
{
    ++loss.touched;
    if (!made.lost)
        return;
    ++loss.lost;
    if (loss.examples.size() < maxExamples)
        loss.examples.push_back(example(id, value));
}

Result<void> eachConverted(Database &database, const SchemaChange &change,
                           const std::function<void(RecordId, const Value &)> &look)
{
    const FieldDef &before = *change.fieldBefore;
    const FieldDef &after = *change.fieldAfter;
    const bool converts = changesColumn(before, after);
    return eachValue(database, *change.before, fieldColumn(before), EmptyValues::Skip,
                     [&](RecordId id, const Value &value) -> Result<void> {
                         look(id, converts ? convertValue(before, after, value).value : value);
                         return {};
                     });
}

std::string newColumnName(const FieldDef &field)
{
    return field.storageKey + "__new";
}

std::vector<std::string> schemaSql(const SchemaChange &change)
{
    std::vector<std::string> sql;
    switch (change.kind) {
    case StepKind::CreateModel: {
        const ModelTable table(*change.after);
        sql.push_back(table.createSql());
        for (const IndexSpec &index : table.indexes())
            sql.push_back(index.sql);
        break;
    }
    case StepKind::RemoveModel:
        sql.push_back("DROP TABLE " + quoteName(change.before->storageKey));
        break;
    case StepKind::AddField:
        for (const std::string &column : ModelTable::columnSql(fieldColumn(*change.fieldAfter)))
            sql.push_back("ALTER TABLE " + quoteName(change.after->storageKey) + " ADD COLUMN " +
                          column);
        break;
    case StepKind::RemoveField: {
        const FieldColumn column = fieldColumn(*change.fieldBefore);
        const std::string drop =
            "ALTER TABLE " + quoteName(change.before->storageKey) + " DROP COLUMN ";
        sql.push_back(drop + quoteName(column.name));
        if (!column.remote.empty())
            sql.push_back(drop + quoteName(column.remote));
        break;
    }
    case StepKind::RetypeField:
        return retypeSql(change);
    case StepKind::ChangeIndex:
        for (const IndexSpec &index : change.drop)
            sql.push_back("DROP INDEX IF EXISTS " + quoteName(index.name));
        for (const IndexSpec &index : change.create)
            sql.push_back(index.sql);
        break;
    case StepKind::RenameModel:
    case StepKind::RenameField:
    case StepKind::ChangeRules:
        break;
    }
    return sql;
}

Result<SchemaLoss> measureLoss(Database &database, const SchemaChange &change)
{
    if (change.kind == StepKind::RemoveModel)
        return countRows(database, *change.before);
    if (change.kind == StepKind::RemoveField)
        return countValues(database, *change.before, *change.fieldBefore);
    if (change.kind == StepKind::RetypeField &&
        changesColumn(*change.fieldBefore, *change.fieldAfter))
        return eachConversion(database, change, nullptr);
    return SchemaLoss{};
}

Result<SchemaLoss> convertColumn(Database &writer, const SchemaChange &change)
{
    const ColumnKind kind = columnKind(*change.fieldAfter);
    const std::string sql = "UPDATE " + quoteName(change.after->storageKey) + " SET " +
                            quoteName(newColumnName(*change.fieldAfter)) + " = ?2 WHERE id = ?1";
    SYNCLINE_TRY(auto update, writer.prepare(sql));
    return eachConversion(writer, change, [&](RecordId id, const Value &value) -> Result<void> {
        const Value kept = toRaw(kind, value);
        update.bind(1, raw(id)).bindValue(2, kept);
        auto done = update.run();
        update.reset();
        return done;
    });
}

namespace {

/** The column under which the rows of @p model have @p field now; nullptr: none, or of another
 * kind. */
const FieldDef *presentField(const ModelDef &model, const FieldDef &field)
{
    const FieldDef *old = model.findByStorageKey(field.storageKey);
    return old != nullptr && old->isStored() && !changesColumn(*old, field) ? old : nullptr;
}

/** At most three values of @p column that stand in several records. */
Result<std::string> duplicatesOf(Database &database, const ModelTable &table,
                                 const FieldColumn &column)
{
    const std::string quoted = quoteName(column.name);
    const FieldColumn *scope = table.scopeOf(column);
    const std::string within = scope != nullptr ? ", " + quoteName(scope->name) : std::string();
    SYNCLINE_TRY(
        auto rows,
        database.prepare(
            "SELECT count(*), min(" + quoted + "), min(id), max(id) FROM " + table.name() +
            " WHERE " + quoted + " IS NOT NULL" +
            (scope != nullptr ? " AND " + quoteName(scope->name) + " IS NOT NULL" : std::string()) +
            " GROUP BY " + ModelTable::comparedAs(column) + within +
            ", _locale HAVING count(*) > 1 LIMIT 3"));
    std::string found;
    for (;;) {
        SYNCLINE_TRY(const bool more, rows.step());
        if (!more)
            return found;
        found += (found.empty() ? "" : "; ") + column.field->name + " " +
                 text::displayLine(json::write(readColumn(rows, 1, column)), 60) + " stands in " +
                 std::to_string(rows.integer(0)) + " records (first " +
                 std::to_string(rows.integer(2)) + ", last " + std::to_string(rows.integer(3)) +
                 ")";
    }
}

} // namespace

Result<std::string> findDuplicates(Database &database, const SchemaChange &change)
{
    const ModelTable table(*change.after);
    std::string found;
    for (const IndexSpec &index : change.create) {
        if (!index.unique)
            continue;
        for (const FieldColumn &column : table.columns()) {
            const FieldColumn *scope = table.scopeOf(column);
            const bool there =
                presentField(*change.before, *column.field) != nullptr &&
                (scope == nullptr || presentField(*change.before, *scope->field) != nullptr);
            if (!column.field->unique || !there ||
                index.name != change.after->storageKey + "." + column.name + ".unique")
                continue;
            SYNCLINE_TRY(const std::string ofColumn, duplicatesOf(database, table, column));
            found += (found.empty() || ofColumn.empty() ? "" : "; ") + ofColumn;
        }
    }
    return found;
}

} // namespace syncline
