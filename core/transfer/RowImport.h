#pragma once

#include "core/record/RecordReader.h"
#include "core/record/RecordWriter.h"
#include "core/transfer/ColumnPlan.h"
#include "core/transfer/KeyIndex.h"
#include "core/transfer/RowCode.h"
#include "core/transfer/RowSource.h"

#include <functional>
#include <string>
#include <unordered_map>

namespace syncline {

/** Undoes what a row wrote when it fails in the middle. */
struct RowGuard
{
    std::function<Result<void>()> begin;
    std::function<Result<void>()> keep;
    std::function<Result<void>()> undo;
};

/** What rows of an import have in common. */
struct RowImportOptions
{
    RowSource::Cells cells = RowSource::Cells::Text;
    SourceSettings source;
    ImportMode mode = ImportMode::Create;
    std::string on;
    KeyIndex *index = nullptr; ///< Of `on`, when the database has none.
    RowCode *code = nullptr;   ///< The model's; rows are made by it.
};

/**
 * Makes rows records: finds each row's record, reads its cells, and creates or updates with all the
 * checks of RecordWriter, or by the model's code. What is wrong with a row is in its outcome; an
 * Error is the store's, and ends the import. Lives inside one transaction (or scratch session), as
 * its database does.
 */
class RowImport
{
public:
    RowImport(Database &database, const ColumnPlan &plan, const RowImportOptions &options,
              WriteOrigin origin, RowGuard guard);

    Result<ImportedRow> run(const SourceRow &row);

private:
    /** What is wrong with the row's fields. */
    using FieldErrors = std::vector<std::pair<std::string, std::string>>;

    Result<void> write(const SourceRow &row, ImportedRow &out);
    Result<void> readFields(const SourceRow &row, bool isNew, ImportedRow &out);
    Result<Value> readValue(const PlannedColumn &column, const Value &cell);
    Result<Value> findRelated(const PlannedColumn &column, const Value &key);
    /** The record that the row is about; no value: none. */
    Result<std::optional<RecordRow>> findRecord(const SourceRow &row, ImportedRow &out);
    Result<std::optional<RecordRow>> findByField(const FieldDef &field, const Value &key,
                                                 ImportedRow &out);
    Result<std::vector<RecordRow>> findRows(const FieldDef &field, const Value &operand);
    Result<void> create(ImportedRow &out);
    Result<void> update(const RecordRow &before, ImportedRow &out);
    [[nodiscard]] bool isOfRow(const Error &error) const;
    [[nodiscard]] bool changes(const RecordRow &before, const ValueObject &fields) const;
    Result<void> addChecks(RecordId id, ImportedRow &out);
    void describe(ImportedRow &out) const;

    Database &m_database;
    const ColumnPlan &m_plan;
    const RowImportOptions &m_options;
    const RowGuard m_guard;
    RecordWriter m_writer;
    RecordReader m_reader;
    /** Related records found before, by field and key. */
    std::unordered_map<std::string, Value> m_found;
};

} // namespace syncline
