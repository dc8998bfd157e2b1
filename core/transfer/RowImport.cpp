#include "core/transfer/RowImport.h"

#include "core/base/Json.h"
#include "core/base/TextSafe.h"
#include "core/model/types/FieldTypeInfo.h"
#include "core/record/RecordInput.h"
#include "core/transfer/CellReader.h"
#include "core/transfer/CellText.h"

#include <algorithm>

namespace syncline {

namespace {

constexpr std::size_t maxFound = 10'000;

bool isOfData(const Error &error)
{
    return error.is(errc::invalidRecord) || error.is(errc::recordNotFound) ||
           error.is(errc::nonUniqueData) || error.is(errc::invalidQueryInput) ||
           error.is(errc::invalidActionInput);
}

/** What no other row can do better. */
bool isOfStore(const Error &error)
{
    return error.is(errc::storage) || error.is(errc::diskFull) || error.is(errc::readOnly) ||
           error.is(errc::corrupt) || error.is(errc::locked) || error.is(errc::cancelled);
}

std::string shown(const Value &value)
{
    return text::displayLine(value.isString() ? value.asString() : json::write(value), 60);
}

void fail(ImportedRow &out, std::string sentence)
{
    out.outcome = RowOutcome::Failed;
    if (out.error.empty())
        out.error = std::move(sentence);
}

bool isSame(const RecordRow &a, const RecordRow &b)
{
    const auto sameMember = [](const ValueObject::Member &one, const ValueObject::Member &other) {
        return one.first == other.first && one.second == other.second;
    };
    return std::ranges::equal(a.fields, b.fields, sameMember) && a.remoteId == b.remoteId &&
           a.createdAt == b.createdAt && a.updatedAt == b.updatedAt;
}

} // namespace

/** Whether @p error is about the row, and not about the database. Code fails as it likes. */
bool RowImport::isOfRow(const Error &error) const
{
    return isOfData(error) || (m_options.code != nullptr && !isOfStore(error));
}

RowImport::RowImport(Database &database, const ColumnPlan &plan, const RowImportOptions &options,
                     WriteOrigin origin, RowGuard guard)
    : m_database(database),
      m_plan(plan),
      m_options(options),
      m_guard(std::move(guard)),
      m_writer(database, plan.model(), origin),
      m_reader(database, plan.model())
{
}

Result<ImportedRow> RowImport::run(const SourceRow &row)
{
    ImportedRow out;
    out.row = row.number;
    if (!row.problem.empty()) {
        fail(out, row.problem);
        return out;
    }
    SYNCLINE_CHECK(m_guard.begin());
    const Result<void> written = write(row, out);
    const bool isFine = written.ok() && out.error.empty() && out.fieldErrors.empty();
    SYNCLINE_CHECK(isFine ? m_guard.keep() : m_guard.undo());
    if (!written && !isOfRow(written.error())) {
        // A rule of the database itself that one row breaks is that row's own affair.
        if (!written.error().is(errc::storage))
            return written.error();
        fail(out, written.error().message() +
                      (written.error().detail.empty() ? "" : " (" + written.error().detail + ")"));
    } else if (!written) {
        out.fieldErrors.insert(out.fieldErrors.end(), written.error().fields.begin(),
                               written.error().fields.end());
        const std::string &place = written.error().place;
        if (out.fieldErrors.empty())
            fail(out, written.error().message() + (place.empty() ? "" : " (" + place + ")"));
    }
    describe(out);
    return out;
}

void RowImport::describe(ImportedRow &out) const
{
    if (out.fieldErrors.empty() && out.error.empty())
        return;
    out.outcome = RowOutcome::Failed;
    if (!out.error.empty())
        return;
    for (const auto &[field, message] : out.fieldErrors)
        out.error += (out.error.empty() ? "" : ", ") + field + " " + message;
    out.error += ".";
}

Result<void> RowImport::write(const SourceRow &row, ImportedRow &out)
{
    std::optional<RecordRow> existing;
    if (!m_options.on.empty()) {
        SYNCLINE_TRY(existing, findRecord(row, out));
        if (!out.error.empty() || !out.fieldErrors.empty())
            return {};
    }
    if (existing)
        out.id = existing->id;
    if (existing && m_options.mode == ImportMode::Create) {
        fail(out, "There is a " + m_plan.model().name + " with this " + m_options.on +
                      " already (id " + toText(existing->id) + "), and only new ones are wanted.");
        return {};
    }
    if (!existing && m_options.mode == ImportMode::Update) {
        fail(out, "There is no " + m_plan.model().name + " with this " + m_options.on +
                      ", and no new ones are wanted.");
        return {};
    }
    SYNCLINE_CHECK(readFields(row, !existing, out));
    if (!out.fieldErrors.empty())
        return addChecks(existing ? existing->id : RecordId{}, out);
    return existing ? update(*existing, out) : create(out);
}

Result<void> RowImport::create(ImportedRow &out)
{
    Result<RecordRow> done = m_options.code != nullptr
                                 ? m_options.code->create(out.fields, out.row)
                                 : m_writer.create(out.fields, m_plan.hasSystemFields());
    SYNCLINE_TRY(const RecordRow made, std::move(done));
    out.outcome = RowOutcome::Created;
    out.id = made.id;
    if (m_options.index != nullptr && !made.fields.at(m_options.on).isNull())
        m_options.index->add(made.fields.at(m_options.on), made.id);
    return {};
}

Result<void> RowImport::update(const RecordRow &before, ImportedRow &out)
{
    out.outcome = RowOutcome::Unchanged;
    // As in a sync: what is equal runs no action.
    if (m_options.code != nullptr && !changes(before, out.fields))
        return {};
    Result<RecordRow> done = m_options.code != nullptr
                                 ? m_options.code->update(before, out.fields, out.row)
                                 : m_writer.update(before.id, out.fields, m_plan.hasSystemFields());
    SYNCLINE_TRY(const RecordRow after, std::move(done));
    if (!isSame(before, after))
        out.outcome = RowOutcome::Updated;
    // Code may change the field by which later rows find the record.
    const bool hasMoved = m_options.index != nullptr && !after.fields.at(m_options.on).isNull() &&
                          !(after.fields.at(m_options.on) == before.fields.at(m_options.on));
    if (hasMoved)
        m_options.index->add(after.fields.at(m_options.on), after.id);
    return {};
}

/** Whether @p fields differ from what is stored, as far as one can see. */
bool RowImport::changes(const RecordRow &before, const ValueObject &fields) const
{
    return std::ranges::any_of(fields, [&](const ValueObject::Member &given) {
        if (isSystemField(given.first)) {
            const Value stored = columnValue(before, given.first);
            return !(stored == given.second);
        }
        const FieldDef *field = m_plan.model().findField(given.first);
        if (field == nullptr || field->isSecret())
            return true;
        const Result<Value> value = coerce(*field, given.second);
        return !value || !value->identicalTo(before.fields.at(given.first));
    });
}

/** What else is wrong with a row of which some cells could not be read. */
Result<void> RowImport::addChecks(RecordId id, ImportedRow &out)
{
    ValueObject fields;
    for (const auto &[name, value] : out.fields) {
        if (!isSystemField(name))
            fields.append(name, value);
    }
    const Result<void> valid = m_writer.validate(id, fields);
    if (valid || !isOfRow(valid.error()))
        return valid;
    const std::size_t read = out.fieldErrors.size();
    for (const auto &error : valid.error().fields) {
        const auto end = out.fieldErrors.begin() + static_cast<std::ptrdiff_t>(read);
        const bool isKnown = std::any_of(out.fieldErrors.begin(), end, [&](const auto &other) {
            return other.first == error.first;
        });
        if (!isKnown)
            out.fieldErrors.push_back(error);
    }
    return {};
}

Result<void> RowImport::readFields(const SourceRow &row, bool isNew, ImportedRow &out)
{
    for (const CellProblem &problem : row.cellProblems) {
        const PlannedColumn *column =
            problem.column < m_plan.size() ? m_plan.at(problem.column) : nullptr;
        if (column != nullptr)
            out.fieldErrors.emplace_back(column->field.name, problem.what);
    }
    for (std::size_t i = 0; i < row.cells.size() && i < m_plan.size(); ++i) {
        const PlannedColumn *column = m_plan.at(i);
        if (column == nullptr || !row.cells[i])
            continue;
        const Value &cell = *row.cells[i];
        const bool isEmpty = cell.isNull() && m_options.cells != RowSource::Cells::Json;
        if (isEmpty && (m_options.source.empty == EmptyCells::Keep || column->isSystem))
            continue;
        if (column->isSystem && column->field.name == "id" && !isNew)
            continue; // it was found by it, or RecordWriter would say that ids do not change
        if (m_options.cells == RowSource::Cells::Sheet && isLeftOut(cell))
            continue;
        Result<Value> value = readValue(*column, cell);
        if (value)
            out.fields.append(column->field.name, std::move(value).value());
        else if (isOfRow(value.error()))
            out.fieldErrors.emplace_back(column->field.name, value.error().message());
        else
            return value.error();
    }
    return {};
}

Result<Value> RowImport::readValue(const PlannedColumn &column, const Value &cell)
{
    SYNCLINE_TRY(Value value, readCell(column.field, cell, m_options.cells, m_options.source));
    if (column.isSystem && column.field.name == "remoteId" && value.isInt())
        return Value(std::to_string(value.asInt()));
    if (column.match.empty() || value.isNull())
        return value;
    return findRelated(column, value);
}

Result<Value> RowImport::findRelated(const PlannedColumn &column, const Value &key)
{
    if (column.match == "remoteId")
        return Value(ValueObject{{"remoteId", key}});
    const bool isOwn = column.related->name == m_plan.model().name; // rows of this import count
    const std::string place = column.field.name + '\n' + json::write(key);
    if (const auto found = m_found.find(place); found != m_found.end() && !isOwn)
        return found->second;
    const FieldDef &field = *column.related->findField(column.match);
    SYNCLINE_TRY(Value read, readCell(field, key, m_options.cells, m_options.source));
    SYNCLINE_TRY(Value operand, fieldTypeInfo(field.type).operand(field, read));
    Filter filter;
    filter.kind = Filter::Kind::Compare;
    filter.field = field.name;
    filter.operand = std::move(operand);
    RecordQuery query;
    query.filter = std::move(filter);
    query.first = 2;
    query.select = {field.name};
    SYNCLINE_TRY(const RecordPage page, RecordReader(m_database, *column.related).page(query));
    if (page.rows.size() != 1) {
        return Error(errc::invalidRecord,
                     page.rows.empty() ? "refers to a %1 with the %2 \"%3\", which does not exist"
                                       : "refers to several records of %1 with the %2 \"%3\"",
                     {column.related->name, column.match, shown(key)});
    }
    Value id = toText(page.rows.front().id);
    if (m_found.size() < maxFound)
        m_found.emplace(place, id);
    return id;
}

Result<std::optional<RecordRow>> RowImport::findRecord(const SourceRow &row, ImportedRow &out)
{
    const std::optional<std::size_t> place = m_plan.keyColumn();
    const Value *cell =
        place && *place < row.cells.size() && row.cells[*place] ? &*row.cells[*place] : nullptr;
    if (cell == nullptr || cell->isNull() || (cell->isString() && cell->asString().empty())) {
        if (m_options.mode == ImportMode::Update)
            fail(out, "The row has no " + m_options.on + " to find its record by.");
        return std::optional<RecordRow>();
    }
    const FieldDef &field = m_plan.at(*place)->field;
    Result<Value> key = readCell(field, *cell, m_options.cells, m_options.source);
    if (!key) {
        out.fieldErrors.emplace_back(field.name, key.error().message());
        return std::optional<RecordRow>();
    }
    if (m_options.on == "id") {
        const std::int64_t id = key->isString() ? idFromText(key->asString()) : key->intOr(0);
        if (id > 0)
            return m_reader.find(RecordId{id});
        out.fieldErrors.emplace_back("id", "must be a positive whole number, but is \"" +
                                               shown(*key) + "\"");
        return std::optional<RecordRow>();
    }
    if (m_options.on == "remoteId") {
        const std::string remoteId = key->isInt() ? std::to_string(key->asInt()) : key->stringOr();
        return m_reader.findByRemoteId(m_plan.model().source.connection, remoteId);
    }
    return findByField(field, *key, out);
}

Result<std::optional<RecordRow>> RowImport::findByField(const FieldDef &field, const Value &key,
                                                        ImportedRow &out)
{
    Result<Value> operand = fieldTypeInfo(field.type).operand(field, key);
    if (!operand) {
        out.fieldErrors.emplace_back(field.name, operand.error().message());
        return std::optional<RecordRow>();
    }
    SYNCLINE_TRY(std::vector<RecordRow> rows, findRows(field, *operand));
    if (rows.empty())
        return std::optional<RecordRow>();
    if (rows.size() > 1) {
        fail(out, "Several records have the " + field.name + " \"" + shown(key) +
                      "\", so it is not clear which one is meant.");
        return std::optional<RecordRow>();
    }
    return std::optional<RecordRow>(std::move(rows.front()));
}

/** The first two of them. */
Result<std::vector<RecordRow>> RowImport::findRows(const FieldDef &field, const Value &operand)
{
    if (m_options.index == nullptr) {
        RecordQuery query;
        query.filter.kind = Filter::Kind::Compare;
        query.filter.field = field.name;
        query.filter.operand = operand;
        query.first = 2;
        SYNCLINE_TRY(RecordPage page, m_reader.page(query));
        return std::move(page.rows);
    }
    std::vector<RecordRow> rows;
    for (const RecordId id : m_options.index->candidates(operand)) {
        SYNCLINE_TRY(std::optional<RecordRow> row, m_reader.find(id));
        if (row && row->fields.at(field.name) == operand)
            rows.push_back(std::move(*row));
        if (rows.size() > 1)
            break;
    }
    return rows;
}

} // namespace syncline
