#pragma once

#include "core/base/Ids.h"
#include "core/base/Result.h"
#include "core/base/Value.h"
#include "core/model/ModelDef.h"
#include "core/record/RecordTypes.h"
#include "core/store/Database.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace syncline {

/**
 * The tables beside the models' own: `_model` (storage key, present name, highest id ever given
 * out, size of its history), `_delta` (history), `_quarantine`, `_loading` (first loads under way)
 * and `_search` (full-text indexes). Creates what is missing, inside the caller's transaction or on
 * its own.
 */
Result<void> ensureSystemTables(Database &writer);
/** Whether the database counts the size of its histories; one that was never opened for writing
 * since they are counted does not. */
Result<bool> hasHistoryLedger(Database &database);

/** The tables that a RecordWriter of @p model writes to: what a scratch session must overlay. */
std::vector<std::string> tablesWritten(const ModelDef &model);

/** The highest id that was ever given out; 0: none. */
Result<std::int64_t> highestId(Database &database, std::string_view modelKey);
/** Ids for @p count new records: the first of them. Never given out twice, not even after a delete.
 */
Result<RecordId> reserveIds(Database &writer, std::string_view modelKey, std::int64_t count);
/** Makes sure that @p id is never given out again (records that bring their own id). */
Result<void> raiseHighestId(Database &writer, std::string_view modelKey, std::int64_t id);
/** The storage key of the model that is called @p name now; nullopt: none in this database. */
Result<std::optional<std::string>> modelKeyByName(Database &database, std::string_view name);

/** Who changed what, as the history keeps it. Values as Statement::value() gives them. */
struct RawDelta
{
    std::string_view modelKey;
    RecordId record{};
    std::string_view fieldKey{}; ///< A column. Empty: the record was deleted, `before` is its row
                                 ///< as JSON; or it came back, then `after` is.
    const Value *before = nullptr;
    const Value *after = nullptr;
};
/** Bytes that @p delta counts for in its model's history: an estimate that never changes. */
std::int64_t deltaBytes(const RawDelta &delta);
/** Appends to the history. One object serves many deltas of one model: it keeps its statement.
 * finish() adds their size to the model's; forgotten, the history would outgrow its budget. */
class DeltaWriter
{
public:
    static Result<DeltaWriter> open(Database &writer, RunId run, DateTime now);
    Result<void> add(const RawDelta &delta);
    Result<void> finish();

private:
    explicit DeltaWriter(Statement statement)
        : m_statement(std::move(statement))
    {
    }
    Statement m_statement;
    Database *m_database = nullptr;
    std::string m_model;
    std::int64_t m_bytes = 0;
    std::int64_t m_steps = 0;
    std::int64_t m_run = 0;
    std::int64_t m_now = 0;
};

/** Keeps a document that could not be stored. */
Result<void> saveQuarantined(Database &writer, RunId run, std::string_view model,
                             const Quarantined &document, DateTime now);
/** Whether a document without any id was set aside: it may be any of the stored records. */
Result<bool> hasNamelessQuarantined(Database &database, RunId run, std::string_view model);
/** What a run quarantined, oldest first. */
Result<std::vector<std::pair<std::string, Quarantined>>> quarantinedOf(Database &database,
                                                                       RunId run, int limit = 1000);

} // namespace syncline
