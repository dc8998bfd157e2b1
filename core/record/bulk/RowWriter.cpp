#include "core/record/bulk/RowWriter.h"

#include "core/base/Json.h"
#include "core/record/RecordWriter.h"

#include <algorithm>
#include <bit>

namespace syncline {

namespace {

constexpr int sharedParameters = 3; ///< Connection, now, run: bound once a statement.
constexpr int fixedParameters = 5;  ///< Locale, id, remote id, digest, version: of each row.
constexpr int selectedBefore = 1;   ///< The remote id, before the fields.

/** JSON that says the same: the order of keys in an object does not matter. */
bool sameJson(const Value &a, const Value &b)
{
    if (!a.isString() || !b.isString())
        return false;
    const auto one = json::parse(a.asString());
    const auto other = json::parse(b.asString());
    return one && other && *one == *other;
}

} // namespace

RowWriter::RowWriter(const ModelTable &table, const IngestPlan &plan, IngestTarget target)
    : m_table(table),
      m_plan(plan),
      m_target(std::move(target))
{
    m_select = "SELECT _remote_id";
    for (std::size_t i = 0; i < plan.fields().size(); ++i) {
        const FieldColumn &column = *plan.fields()[i].column;
        const bool reference = !column.remote.empty();
        m_referenceOf.push_back(reference ? static_cast<int>(m_references.size()) : -1);
        if (reference)
            m_references.push_back(i);
        auto value = coerce(*column.field, column.field->defaultValue);
        m_planDefaults.push_back(value ? toRaw(column.kind, *value) : Value());
        m_select += ", " + quoteName(column.name);
        if (reference)
            m_select += ", " + quoteName(column.remote);
    }
    m_select += " FROM " + table.name() + " WHERE id = ?1";
    for (const FieldColumn &column : table.columns()) {
        const bool filled = std::ranges::any_of(
            plan.fields(), [&](const IngestField &field) { return field.column == &column; });
        const Value initial = column.field->initialValue();
        if (filled || initial.isNull())
            continue;
        if (auto value = coerce(*column.field, initial))
            m_defaults.push_back({quoteName(column.name), toRaw(column.kind, *value)});
    }
    m_columnsARow = fixedParameters + static_cast<int>(plan.fields().size() + m_references.size() +
                                                       m_defaults.size());
    m_insertOne = insertSql(1);
    m_insertMany = insertSql(rowsAStatement);
}

std::string RowWriter::insertSql(std::size_t rows) const
{
    std::string sql =
        "INSERT INTO " + m_table.name() +
        " (_connection, created_at, updated_at, _created_run, _locale, id, _remote_id, _digest, "
        "_remote_version";
    for (const IngestField &field : m_plan.fields()) {
        sql += ", " + quoteName(field.column->name);
        if (!field.column->remote.empty())
            sql += ", " + quoteName(field.column->remote);
    }
    for (const Default &value : m_defaults)
        sql += ", " + value.column;
    sql += ") VALUES ";
    int parameter = sharedParameters;
    for (std::size_t row = 0; row < rows; ++row) {
        sql += row == 0 ? "(?1, ?2, ?2, ?3" : ", (?1, ?2, ?2, ?3";
        for (int i = 0; i < m_columnsARow; ++i)
            sql += ", ?" + std::to_string(++parameter);
        sql += ")";
    }
    return sql;
}

void RowWriter::bindField(Statement &statement, int &index, std::size_t field,
                          const PendingRow &row) const
{
    const Cell &cell = row.row.cells[field];
    if (const int reference = m_referenceOf[field]; reference >= 0) {
        const Value id = storedNow(field, row, false);
        if (id.isString())
            statement.bindTextCopy(index++, id.asString());
        else if (id.isInt())
            statement.bind(index++, id.asInt());
        else
            statement.bindNull(index++);
    } else if (cell.kind() == Cell::Kind::Absent) {
        statement.bindValue(index++, m_planDefaults[field]);
        return;
    }
    cell.bind(statement, index++);
}

void RowWriter::bindRow(Statement &statement, int index, const PendingRow &row) const
{
    statement.bindText(index++, row.row.locale);
    statement.bind(index++, row.id);
    statement.bindText(index++, row.row.remoteId);
    statement.bind(index++, std::bit_cast<std::int64_t>(row.row.digest));
    row.row.version.bind(statement, index++);
    for (std::size_t i = 0; i < row.row.cells.size(); ++i)
        bindField(statement, index, i, row);
    for (const Default &value : m_defaults)
        statement.bindValue(index++, value.value);
}

Result<void> RowWriter::insert(Database &writer, std::span<PendingRow> rows, DateTime now)
{
    SYNCLINE_TRY(auto statement, writer.prepare(rows.size() == 1 ? m_insertOne : m_insertMany));
    statement.bindText(1, m_target.connection).bind(2, now.ms).bind(3, raw(m_target.run));
    int index = sharedParameters + 1;
    for (const PendingRow &row : rows) {
        bindRow(statement, index, row);
        index += m_columnsARow;
    }
    SYNCLINE_CHECK(statement.run());
    for (const PendingRow &row : rows) {
        if (row.returns)
            SYNCLINE_CHECK(
                noteReturn(writer, m_table, RecordId{row.id}, {.run = m_target.run, .now = now}));
    }
    return {};
}

Value RowWriter::storedNow(std::size_t field, const PendingRow &row, bool remote) const
{
    const int reference = m_referenceOf[field];
    if (reference < 0 || remote)
        return row.row.cells[field].toValue();
    const std::int64_t id = row.references[static_cast<std::size_t>(reference)];
    if (id == 0)
        return {};
    const FieldDef &def = *m_plan.fields()[field].column->field;
    if (def.type != FieldType::Union)
        return id;
    const UnionMember *member = def.findMemberByKey(modelOfRaw(row.row.cells[field].asText()));
    return member != nullptr ? Value(json::write(unionValue(member->model, std::to_string(id))))
                             : Value();
}

Result<RowWriter::Updated> RowWriter::findChanges(Database &writer, const PendingRow &row,
                                                  std::vector<Change> &changes) const
{
    SYNCLINE_TRY(auto select, writer.prepare(m_select));
    select.bind(1, row.id);
    SYNCLINE_TRY(const bool found, select.step());
    if (!found)
        return Updated::Missing;
    if (select.text(0) != row.row.remoteId)
        return Updated::OtherRecord;
    int index = selectedBefore;
    for (std::size_t i = 0; i < row.row.cells.size(); ++i) {
        const bool json = m_plan.fields()[i].column->kind == ColumnKind::Json;
        const int columns = m_referenceOf[i] >= 0 ? 2 : 1;
        for (int part = 0; part < columns; ++part, ++index) {
            if (row.row.cells[i].kind() == Cell::Kind::Absent)
                continue; // the document does not say, and the record has its default
            Value before = select.value(index);
            Value after = storedNow(i, row, part == 1);
            if (!(before == after) && !(json && sameJson(before, after)))
                changes.push_back({i, std::move(before), std::move(after), part == 1});
        }
    }
    return changes.empty() ? Updated::Same : Updated::Changed;
}

Result<void> RowWriter::writeChanges(Database &writer, const PendingRow &row,
                                     const std::vector<Change> &changes, DateTime now) const
{
    std::string sql = "UPDATE " + m_table.name() + " SET _digest = ?1, _remote_version = ?2";
    int parameter = 3;
    for (const Change &change : changes) {
        const FieldColumn &column = *m_plan.fields()[change.field].column;
        sql += ", " + quoteName(change.remote ? column.remote : column.name) + " = ?" +
               std::to_string(++parameter);
    }
    if (!changes.empty())
        sql += ", updated_at = ?" + std::to_string(++parameter);
    SYNCLINE_TRY(auto update, writer.prepare(sql + " WHERE id = ?3"));
    update.bind(1, std::bit_cast<std::int64_t>(row.row.digest));
    row.row.version.bind(update, 2);
    update.bind(3, row.id);
    int index = 3;
    for (const Change &change : changes)
        update.bindValue(++index, change.after);
    if (!changes.empty())
        update.bind(++index, now.ms);
    return update.run();
}

Result<RowWriter::Updated> RowWriter::update(Database &writer, const PendingRow &row,
                                             bool staleDigest, DateTime now)
{
    std::vector<Change> changes;
    SYNCLINE_TRY(const Updated found, findChanges(writer, row, changes));
    const bool write = found == Updated::Changed || (found == Updated::Same && staleDigest);
    if (!write)
        return found;
    SYNCLINE_CHECK(writeChanges(writer, row, changes, now));
    if (changes.empty())
        return found;
    SYNCLINE_TRY(auto deltas, DeltaWriter::open(writer, m_target.run, now));
    for (const Change &change : changes) {
        const FieldColumn &column = *m_plan.fields()[change.field].column;
        SYNCLINE_CHECK(deltas.add({.modelKey = m_table.model().storageKey,
                                   .record = RecordId{row.id},
                                   .fieldKey = change.remote ? column.remote : column.name,
                                   .before = &change.before,
                                   .after = &change.after}));
    }
    SYNCLINE_CHECK(deltas.finish());
    return found;
}

Result<bool> RowWriter::remove(Database &writer, std::int64_t id, DateTime now)
{
    return removeRow(writer, m_table, RecordId{id}, {.run = m_target.run, .now = now});
}

Result<std::int64_t> RowWriter::idOf(Database &writer, const IngestRow &row)
{
    SYNCLINE_TRY(auto select,
                 writer.prepare("SELECT id FROM " + m_table.name() +
                                " WHERE _connection = ?1 AND _remote_id = ?2 AND _locale = ?3"));
    select.bindText(1, m_target.connection).bindText(2, row.remoteId).bindText(3, row.locale);
    SYNCLINE_TRY(const bool found, select.step());
    return found ? select.integer(0) : 0;
}

Result<Value> RowWriter::storedVersion(Database &writer, std::int64_t id)
{
    SYNCLINE_TRY(auto select, writer.prepare("SELECT _remote_version FROM " + m_table.name() +
                                             " WHERE id = ?1"));
    select.bind(1, id);
    SYNCLINE_TRY(const bool found, select.step());
    return found ? select.value(0) : Value();
}

Result<void> RowWriter::adopt(Database &writer, const PendingRow &row)
{
    std::string sql =
        "UPDATE " + m_table.name() +
        " SET _connection = ?1, _remote_id = ?2, _locale = ?3, _digest = ?4, _remote_version = ?5";
    int parameter = 6;
    for (const std::size_t field : m_references)
        sql += ", " + quoteName(m_plan.fields()[field].column->remote) + " = ?" +
               std::to_string(++parameter);
    SYNCLINE_TRY(auto update, writer.prepare(sql + " WHERE id = ?6"));
    update.bindText(1, m_target.connection)
        .bindText(2, row.row.remoteId)
        .bindText(3, row.row.locale)
        .bind(4, std::bit_cast<std::int64_t>(row.row.digest));
    row.row.version.bind(update, 5);
    update.bind(6, row.id);
    int index = 6;
    for (const std::size_t field : m_references)
        row.row.cells[field].bind(update, ++index);
    return update.run();
}

} // namespace syncline
