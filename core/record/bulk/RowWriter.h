#pragma once

#include "core/base/Ids.h"
#include "core/base/Result.h"
#include "core/record/ModelTable.h"
#include "core/record/SystemTables.h"
#include "core/record/bulk/IngestPlan.h"
#include "core/store/Database.h"

#include <optional>
#include <string>
#include <vector>

namespace syncline {

/** Whose rows are written. */
struct IngestTarget
{
    std::string connection;
    RunId run = noRun;
};

/** A row that waits for its INSERT: its text lives in the page. */
struct PendingRow
{
    IngestRow row;
    std::int64_t id = 0;
    std::vector<std::int64_t>
        references; ///< Record ids by reference column of the plan; 0: not there yet.
    std::uint32_t slot = 0;
    bool returns = false; ///< New again, under the id that it had.
};

/** The SQL of one model's rows: prepared statements for ten rows or one, by id. Lives as long as
 * the model's table does. */
class RowWriter
{
public:
    static constexpr std::size_t rowsAStatement = 10;

    RowWriter(const ModelTable &table, const IngestPlan &plan, IngestTarget target);

    /** The positions of reference columns among the plan's fields. */
    [[nodiscard]] const std::vector<std::size_t> &references() const { return m_references; }

    /** Inserts one row or rowsAStatement rows. GGT_NON_UNIQUE_DATA: none of them. */
    Result<void> insert(Database &writer, std::span<PendingRow> rows, DateTime now);
    enum class Updated : std::uint8_t {
        Changed,
        Same,        ///< No field differs; digest and version were brought up to date.
        Missing,     ///< There is no such row any more.
        OtherRecord, ///< The row has another remote id; nothing was written.
    };
    /** Brings the row with @p row.id up to date; each changed field leaves a delta. @p staleDigest:
     * digest or version differ. */
    Result<Updated> update(Database &writer, const PendingRow &row, bool staleDigest, DateTime now);
    /** False: there was no such row. Leaves a delta of the whole row. */
    Result<bool> remove(Database &writer, std::int64_t id, DateTime now);
    /** The record of a remote id, by query. 0: none. */
    Result<std::int64_t> idOf(Database &writer, const IngestRow &row);
    /** The stored version of the cache field; null when there is none. */
    Result<Value> storedVersion(Database &writer, std::int64_t id);
    /** Connection, remote id, digest, version and raw references beside a record that an action
     * stored. */
    Result<void> adopt(Database &writer, const PendingRow &row);

private:
    /** A field that no document fills, but new records get. */
    struct Default
    {
        std::string column;
        Value value;
    };
    [[nodiscard]] std::string insertSql(std::size_t rows) const;
    void bindRow(Statement &statement, int index, const PendingRow &row) const;
    void bindField(Statement &statement, int &index, std::size_t field,
                   const PendingRow &row) const;
    struct Change
    {
        std::size_t field;
        Value before;
        Value after;
        bool remote; ///< Of the raw id of a reference.
    };
    [[nodiscard]] Value storedNow(std::size_t field, const PendingRow &row, bool remote) const;
    Result<Updated> findChanges(Database &writer, const PendingRow &row,
                                std::vector<Change> &changes) const;
    Result<void> writeChanges(Database &writer, const PendingRow &row,
                              const std::vector<Change> &changes, DateTime now) const;

    const ModelTable &m_table;
    const IngestPlan &m_plan;
    IngestTarget m_target;
    std::vector<std::size_t> m_references;
    std::vector<int> m_referenceOf; ///< Plan field → index into m_references; −1: no reference.
    std::vector<Value> m_planDefaults; ///< Plan field → raw default.
    std::vector<Default> m_defaults;
    std::string m_insertOne;
    std::string m_insertMany;
    std::string m_select;
    int m_columnsARow = 0;
};

} // namespace syncline
