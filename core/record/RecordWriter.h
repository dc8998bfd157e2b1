#pragma once

#include "core/base/Clock.h"
#include "core/base/Ids.h"
#include "core/base/Result.h"
#include "core/model/ModelDef.h"
#include "core/record/RecordReader.h"
#include "core/record/RecordTypes.h"
#include "core/record/bulk/ReferenceLinks.h"
#include "core/store/Database.h"

#include <optional>
#include <string>
#include <vector>

namespace syncline {

class FieldVault;
struct ColumnInput;
struct RecordInput;

/** Who writes: kept with each delta of the history. */
struct WriteOrigin
{
    RunId run = noRun;
    DateTime now;
    /** For files, encrypted strings and passwords; without it they cannot be written. */
    FieldVault *vault = nullptr;
};

/**
 * Writes of one model inside an open transaction (of the write connection or a scratch session).
 * Every field is coerced and checked (required, unique, enum, related record exists or is raw); all
 * errors of a record are collected into one GGT_INVALID_RECORD whose message is the catalogue's.
 * Each change leaves a delta (model key, record, column, before, after, run), also of system fields
 * and of raw references; an insert leaves none. Besides the model's table it writes those of
 * tablesWritten() (SystemTables.h). @p model must outlive it.
 */
class RecordWriter
{
public:
    RecordWriter(Database &database, const ModelDef &model, WriteOrigin origin);

    /**
     * @p fields by name; references as RecordInput.h says. `id`, `createdAt`, `updatedAt`,
     * `remoteId`, `connection` and `locale` only when @p internal.
     */
    Result<RecordRow> create(const ValueObject &fields, bool internal = false);
    /** Only the given fields; equal values are no change; no change writes nothing (updatedAt
     * stays). */
    Result<RecordRow> update(RecordId id, const ValueObject &fields, bool internal = false);
    /** The same for a caller that knows what the record is: @p before as findRow() gives it now. */
    Result<RecordRow> update(const RecordRow &before, const ValueObject &fields,
                             bool internal = false);
    Result<void> remove(RecordId id);
    /** All errors, nothing written. @p id 0: a new record. */
    Result<void> validate(RecordId id, const ValueObject &fields);

private:
    Result<RecordRow> read(RecordId id);
    Result<void> insert(const RecordInput &input);
    struct ColumnChange
    {
        std::string column;
        Value before;
        Value after;
    };
    Result<void> keepHistory(RecordId id, const std::vector<ColumnChange> &changes);
    /** The record afterwards; @p before when nothing changed. When it fails for what the fields are
     * (not for the disk), nothing was written. */
    Result<RecordRow> change(const RecordRow &before, const RecordInput &input);
    /** Of a reference: its raw id. */
    Result<Value> remoteOf(RecordId id, const FieldColumn &column);
    /** References that waited for the remote id of @p row lead to it now. */
    Result<void> joinWaiting(const RecordRow &row);

    Database &m_database;
    ModelTable m_table;
    WriteOrigin m_origin;
    std::optional<std::vector<ReferenceLink>> m_links; ///< To this model; read when needed.
};

/** Deletes one row and keeps it whole in the history. False: there was none. References to it stay
 * and lead nowhere; its id comes again with the same record only. */
Result<bool> removeRow(Database &writer, const ModelTable &table, RecordId id, WriteOrigin origin);

/** A record was made anew under the id of a deleted one: then its history goes on, and has to say
 * what it began again with. */
Result<void> noteReturn(Database &writer, const ModelTable &table, RecordId id, WriteOrigin origin);

/** Newest first. A record that came back under its id: no field, `before` null, `after` its row. */
Result<std::vector<Delta>> recordHistory(Database &database, const ModelDef &model, RecordId id,
                                         int limit = 500);

} // namespace syncline
