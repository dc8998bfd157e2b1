#include "core/record/RecordWriter.h"

#include "core/record/PageReader.h"
#include "core/record/RecordInput.h"
#include "core/record/SpecialFields.h"
#include "core/record/SystemTables.h"
#include "core/record/history/RecordState.h"

#include <algorithm>

namespace syncline {

namespace {

/** The columns and values of one INSERT or UPDATE. */
struct Assignments
{
    std::vector<std::string> columns; ///< Quoted.
    std::vector<Value> values;

    void add(std::string column, Value value)
    {
        columns.push_back(std::move(column));
        values.push_back(std::move(value));
    }
    void addInput(const ColumnInput &input)
    {
        add(quoteName(input.column->name), toRaw(input.column->kind, input.value));
        if (!input.column->remote.empty())
            add(quoteName(input.column->remote), input.remote);
    }
    Result<void> run(Database &database, const std::string &sql) const
    {
        SYNCLINE_TRY(auto statement, database.prepare(sql));
        int index = 1;
        for (const Value &value : values)
            statement.bindValue(index++, value);
        return statement.run();
    }
};

Error notFound(const ModelDef &model, RecordId id)
{
    return {errc::recordNotFound, "There is no %1 with the id %2.", {model.name, toText(id)}};
}

} // namespace

RecordWriter::RecordWriter(Database &database, const ModelDef &model, WriteOrigin origin)
    : m_database(database),
      m_table(model),
      m_origin(origin)
{
}

Result<RecordRow> RecordWriter::read(RecordId id)
{
    SYNCLINE_TRY(auto found, findRow(m_database, m_table, id));
    if (!found)
        return notFound(m_table.model(), id);
    return std::move(*found);
}

Result<RecordRow> RecordWriter::create(const ValueObject &fields, bool internal)
{
    const InputContext context{
        .database = m_database, .table = m_table, .internal = internal, .vault = m_origin.vault};
    SYNCLINE_TRY(RecordInput input, readInput(context, fields));
    if (input.id) {
        SYNCLINE_TRY(const auto taken, findRow(m_database, m_table, *input.id));
        if (taken)
            input.fail("id", "is not unique");
    }
    if (!input.errors.empty())
        return invalidRecord(m_table.model().name, std::move(input.errors));

    bool returns = false;
    if (input.id) {
        SYNCLINE_TRY(returns, wasDeleted(m_database, m_table.model().storageKey, *input.id));
        SYNCLINE_CHECK(raiseHighestId(m_database, m_table.model().storageKey, raw(*input.id)));
    } else {
        SYNCLINE_TRY(input.id, reserveIds(m_database, m_table.model().storageKey, 1));
    }
    SYNCLINE_CHECK(sealSecrets(m_origin.vault, m_table, *input.id, nullptr, input));
    if (!input.errors.empty())
        return invalidRecord(m_table.model().name, std::move(input.errors));
    SYNCLINE_CHECK(insert(input));
    if (returns)
        SYNCLINE_CHECK(noteReturn(m_database, m_table, *input.id, m_origin));
    SYNCLINE_TRY(RecordRow made, read(*input.id));
    if (input.remoteId)
        SYNCLINE_CHECK(joinWaiting(made));
    return made;
}

Result<void> RecordWriter::joinWaiting(const RecordRow &row)
{
    const std::string &key = m_table.model().storageKey;
    if (!m_links) {
        SYNCLINE_TRY(m_links, referenceLinks(m_database));
        std::erase_if(*m_links, [&key](const ReferenceLink &link) { return link.target != key; });
    }
    for (const ReferenceLink &link : *m_links) {
        SYNCLINE_CHECK(joinArrived(m_database, link,
                                   {.id = raw(row.id),
                                    .connection = row.connection,
                                    .remoteId = row.remoteId,
                                    .locale = row.locale}));
    }
    return {};
}

Result<void> RecordWriter::insert(const RecordInput &input)
{
    Assignments row;
    row.add("id", raw(*input.id));
    row.add("created_at", input.createdAt.value_or(m_origin.now).ms);
    row.add("updated_at", input.updatedAt.value_or(m_origin.now).ms);
    row.add("_created_run", raw(m_origin.run));
    if (input.remoteId) {
        row.add("_connection", input.connection.value_or(m_table.model().source.connection));
        row.add("_remote_id", *input.remoteId);
    }
    row.add("_locale", input.locale.value_or(""));
    for (const ColumnInput &column : input.columns)
        row.addInput(column);

    std::string names;
    std::string marks;
    for (const std::string &column : row.columns) {
        names += (names.empty() ? "" : ", ") + column;
        marks += marks.empty() ? "?" : ", ?";
    }
    auto done = row.run(m_database, "INSERT INTO " + m_table.name() + " (" + names + ") VALUES (" +
                                        marks + ")");
    if (!done)
        return notUnique(m_table, std::move(done).error());
    return {};
}

Result<RecordRow> RecordWriter::update(RecordId id, const ValueObject &fields, bool internal)
{
    SYNCLINE_TRY(const RecordRow before, read(id));
    return update(before, fields, internal);
}

Result<RecordRow> RecordWriter::update(const RecordRow &before, const ValueObject &fields,
                                       bool internal)
{
    const RecordId id = before.id;
    const InputContext context{.database = m_database,
                               .table = m_table,
                               .existing = &before,
                               .internal = internal,
                               .vault = m_origin.vault};
    SYNCLINE_TRY(RecordInput input, readInput(context, fields));
    if (input.id && *input.id != id)
        input.fail("id", "cannot be changed");
    if (input.errors.empty())
        SYNCLINE_CHECK(sealSecrets(m_origin.vault, m_table, id, &before, input));
    if (!input.errors.empty())
        return invalidRecord(m_table.model().name, std::move(input.errors));

    std::erase_if(input.columns, [&](const ColumnInput &column) {
        return column.value == before.fields.at(column.column->field->name) &&
               (column.column->remote.empty() || !column.value.isNull());
    });
    SYNCLINE_TRY(RecordRow after, change(before, input));
    if (!after.remoteId.empty() &&
        (after.remoteId != before.remoteId || after.connection != before.connection))
        SYNCLINE_CHECK(joinWaiting(after));
    return after;
}

Result<RecordRow> RecordWriter::change(const RecordRow &before, const RecordInput &input)
{
    Assignments row;
    RecordRow after = before;
    bool touched = false;
    bool isKnown = true; // what the row reads like afterwards
    std::vector<ColumnChange> changes;
    const auto note = [&changes](std::string_view column, const Value &was, const Value &is) {
        changes.push_back({std::string(column), was, is});
    };
    for (const ColumnInput &column : input.columns) {
        const Value &old = before.fields.at(column.column->field->name);
        const bool same = column.value == old;
        SYNCLINE_TRY(const Value remote, remoteOf(before.id, *column.column));
        const bool sameRemote = remote == column.remote;
        if (same && sameRemote)
            continue; // an empty reference: only its raw id may differ
        row.addInput(column);
        touched = touched || !same;
        isKnown = isKnown && column.column->kind <= ColumnKind::DateTime;
        if (isKnown)
            after.fields.set(column.column->field->name, column.value);
        if (!same)
            note(column.column->name, historyValue(column.column->kind, old),
                 historyValue(column.column->kind, column.value));
        if (!sameRemote)
            note(column.column->remote, remote, column.remote);
    }
    const auto setSystem = [&](const char *column, const Value &was, const Value &is) {
        if (was == is)
            return;
        row.add(column, is);
        isKnown = false;
        note(column, was, is);
    };
    const auto textOrNull = [](const std::string &text) { return text.empty() ? Value() : text; };
    if (input.createdAt)
        setSystem("created_at", before.createdAt.ms, input.createdAt->ms);
    if (input.connection)
        setSystem("_connection", textOrNull(before.connection), *input.connection);
    if (input.remoteId)
        setSystem("_remote_id", textOrNull(before.remoteId), *input.remoteId);
    if (input.locale)
        setSystem("_locale", before.locale, *input.locale);
    if (input.updatedAt)
        setSystem("updated_at", before.updatedAt.ms, input.updatedAt->ms);
    else if (touched)
        row.add("updated_at", m_origin.now.ms);
    if (row.columns.empty())
        return before;
    if (touched && !input.updatedAt)
        after.updatedAt = m_origin.now;

    std::string sets;
    for (const std::string &column : row.columns)
        sets += (sets.empty() ? "" : ", ") + column + " = ?";
    row.values.emplace_back(raw(before.id));
    auto done = row.run(m_database, "UPDATE " + m_table.name() + " SET " + sets + " WHERE id = ?");
    if (!done)
        return notUnique(m_table, std::move(done).error());
    SYNCLINE_CHECK(keepHistory(before.id, changes));
    if (!isKnown)
        return read(before.id);
    return after;
}

Result<void> RecordWriter::keepHistory(RecordId id, const std::vector<ColumnChange> &changes)
{
    SYNCLINE_TRY(auto deltas, DeltaWriter::open(m_database, m_origin.run, m_origin.now));
    for (const ColumnChange &change : changes) {
        SYNCLINE_CHECK(deltas.add({.modelKey = m_table.model().storageKey,
                                   .record = id,
                                   .fieldKey = change.column,
                                   .before = &change.before,
                                   .after = &change.after}));
    }
    return deltas.finish();
}

Result<Value> RecordWriter::remoteOf(RecordId id, const FieldColumn &column)
{
    if (column.remote.empty())
        return Value();
    SYNCLINE_TRY(auto query, m_database.prepare("SELECT " + quoteName(column.remote) + " FROM " +
                                                m_table.name() + " WHERE id = ?1"));
    query.bind(1, raw(id));
    SYNCLINE_CHECK(query.step());
    return query.value(0);
}

Result<void> RecordWriter::remove(RecordId id)
{
    SYNCLINE_TRY(const bool removed, removeRow(m_database, m_table, id, m_origin));
    if (!removed)
        return notFound(m_table.model(), id);
    return {};
}

Result<void> RecordWriter::validate(RecordId id, const ValueObject &fields)
{
    std::optional<RecordRow> existing;
    if (raw(id) != 0) {
        SYNCLINE_TRY(existing, read(id));
    }
    const InputContext context{.database = m_database,
                               .table = m_table,
                               .existing = existing ? &*existing : nullptr,
                               .vault = m_origin.vault};
    SYNCLINE_TRY(RecordInput input, readInput(context, fields));
    if (!input.errors.empty())
        return invalidRecord(m_table.model().name, std::move(input.errors));
    return {};
}

Result<bool> removeRow(Database &writer, const ModelTable &table, RecordId id, WriteOrigin origin)
{
    SYNCLINE_TRY(const std::optional<ValueObject> row, wholeRow(writer, table, id));
    if (!row)
        return false;
    SYNCLINE_TRY(auto deltas, DeltaWriter::open(writer, origin.run, origin.now));
    const Value before = rowForHistory(table, *row);
    SYNCLINE_CHECK(
        deltas.add({.modelKey = table.model().storageKey, .record = id, .before = &before}));
    SYNCLINE_CHECK(deltas.finish());
    SYNCLINE_TRY(auto statement, writer.prepare("DELETE FROM " + table.name() + " WHERE id = ?1"));
    statement.bind(1, raw(id));
    SYNCLINE_CHECK(statement.run());
    return true;
}

Result<void> noteReturn(Database &writer, const ModelTable &table, RecordId id, WriteOrigin origin)
{
    SYNCLINE_TRY(const std::optional<ValueObject> row, wholeRow(writer, table, id));
    SYNCLINE_TRY(auto deltas, DeltaWriter::open(writer, origin.run, origin.now));
    const Value after = rowForHistory(table, row ? *row : ValueObject());
    SYNCLINE_CHECK(
        deltas.add({.modelKey = table.model().storageKey, .record = id, .after = &after}));
    return deltas.finish();
}

} // namespace syncline
