#pragma once

#include "core/base/Result.h"
#include "core/record/ModelTable.h"
#include "core/record/RecordTypes.h"
#include "core/store/Database.h"

#include <functional>
#include <map>
#include <optional>
#include <string>

namespace syncline {

/** What a record holds, or held last: column → value as the store has it, without nulls. */
struct RecordState
{
    bool isLive = false;
    ValueObject columns;
};

/** Every column of a row that is not null; nullopt: there is no such record. */
Result<std::optional<ValueObject>> wholeRow(Database &database, const ModelTable &table,
                                            RecordId id);
/** A row as the history keeps it: JSON, with no hash of a password. */
std::string rowForHistory(const ModelTable &table, const ValueObject &row);
/** Reads it back. */
ValueObject rowFromHistory(const Value &kept);
/** Whether the history tells that record @p id was deleted. */
Result<bool> wasDeleted(Database &database, std::string_view modelKey, RecordId id);

/** The record as it is, or as it was when it was deleted; nullopt: the history knows no such
 * record. */
Result<std::optional<RecordState>> presentState(Database &database, const ModelTable &table,
                                                RecordId id);

/** A step of the history as it is stored. */
struct StoredStep
{
    std::int64_t sequence = 0;
    std::string column; ///< Empty: the record was deleted, or came back.
    Value before;
    Value after;
    RunId run = noRun;
    DateTime time;
};
/** The steps of a record from the newest back, those below @p before (0: all); @p visit returns
 * false to stop. */
Result<void> eachStep(Database &database, std::string_view modelKey, RecordId id,
                      std::int64_t before,
                      const std::function<Result<bool>(const StoredStep &)> &visit);

/** A version of a record beside what it is now. */
struct RecordVersion
{
    RecordState now;
    ValueObject then;
    std::map<std::string, RunId, std::less<>> changedBy; ///< Column → the last run since.
    std::int64_t newest = 0; ///< The record's newest step; 0: it has none.
};
/**
 * The version that @p entry names (HistoryEntry::id); nullopt: a deleted record as it was last.
 * GGT_RECORD_NOT_FOUND, SYNC_NOT_FOUND (no such entry, or too much of the history is gone),
 * SYNC_INVALID_INPUT (nullopt for a record that is there).
 */
Result<RecordVersion> recordVersion(Database &database, const ModelTable &table, RecordId id,
                                    std::optional<std::int64_t> entry);

/** The highest record id whose history may miss its oldest steps. */
Result<std::int64_t> prunedUpTo(Database &database, std::string_view modelKey);

/** What names the record to people, of its columns. */
std::string titleOf(const ModelTable &table, RecordId id, const ValueObject &columns);
/** "createdAt" of "created_at"; empty: no system column that people know. */
std::string_view systemFieldOf(std::string_view column);
/** The raw id's column of a reference → its field; nullptr: it is none. */
const FieldColumn *referenceByRemote(const ModelTable &table, std::string_view column);

} // namespace syncline
