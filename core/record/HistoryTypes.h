#pragma once

#include "core/base/Ids.h"
#include "core/base/Value.h"
#include "core/record/RunTypes.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

/** The plain values in which the history of records is told. */
namespace syncline {

/** What one entry of a time line did to one field. */
struct HistoryChange
{
    std::string key{};  ///< The storage key; of a system field its column.
    std::string name{}; ///< At present; the key when the field is gone.
    bool isGone = false;
    Value
        before{}; ///< A reference as the record's id, or {remoteId} while it waits for its target.
    Value after{};
    bool isCut = false; ///< A value is longer than is told: ask Histories::change() for the whole.
};

/** All that one run did to a record at one time. */
struct HistoryEntry
{
    enum class Kind : std::uint8_t { Created, Changed, Deleted, Restored };
    Kind kind = Kind::Changed;
    /** Names the version: the record after this entry; of a deletion the record before it. 0: as it
     * was created. */
    std::int64_t id = 0;
    RunId run = noRun;
    DateTime time{};
    std::vector<HistoryChange> changes{}; ///< Deleted, Restored: what the record held.
    /** False: earlier changes were removed to save space, so what it was then is not known. */
    bool isKnown = true;
};

struct HistoryQuery
{
    std::string model{};
    RecordId record{};
    std::int64_t before = 0; ///< HistoryPage::next of the page before; 0: from the newest on.
    int limit = 50;          ///< Entries.
};

/** Part of a record's time line, newest first. */
struct HistoryPage
{
    std::vector<HistoryEntry> entries{};
    std::map<std::int64_t, RunInfo> runs{}; ///< Of the entries, those that are on file.
    std::int64_t next = 0;                  ///< 0: this was the oldest entry.
    bool isDeleted = false;                 ///< The record is not there now.
};

/** A record that is not there any more. */
struct DeletedRecord
{
    RecordId record{};
    std::int64_t entry = 0; ///< Of the deletion.
    std::string title{};
    RunId run = noRun;
    DateTime time{};
    std::string connection{};
    std::string remoteId{};
    std::string locale{};
};

struct DeletedQuery
{
    std::string model{};
    std::string search{};    ///< In all that the record held, whatever the case; empty: all.
    RunId run = noRun;       ///< Only what this run deleted.
    std::int64_t before = 0; ///< DeletedPage::next.
    int limit = 50;
};

/** Deleted records, the last deleted first. */
struct DeletedPage
{
    std::vector<DeletedRecord> records{};
    std::map<std::int64_t, RunInfo> runs{};
    std::int64_t next = 0; ///< 0: there are no more.
};

/** Which records to bring back to which version. */
struct RestoreRequest
{
    std::string model{};
    std::vector<RecordId> records{};
    /** Instead of `records`: all that this run deleted. */
    RunId deletedBy = noRun;
    /** A HistoryEntry::id of the one record; nullopt: deleted records as they were. */
    std::optional<std::int64_t> entry{};
    std::vector<std::string> fields{}; ///< Names or keys; empty: all.
    /** Whether to bring back the rest when something cannot be. */
    bool partial = false;
    /** RestorePreview::token: refused (SYNC_CONFLICT) when a record changed since. */
    std::string expected{};
    ValueObject trigger{};
};

/** One field that a restore sets. */
struct RestoredField
{
    std::string key{};
    std::string name{};
    Value now{};
    Value then{};
    RunId changedBy = noRun; ///< The last run that changed it since.
    bool isCut = false;
};

/** Why something is not brought back, or what to know when it is. */
struct RestoreNote
{
    enum class Level : std::uint8_t {
        Warning, ///< It is brought back, but …
        Field,   ///< This field is left out.
        Record   ///< The record cannot come back.
    };
    Level level = Level::Warning;
    std::string field{}; ///< By name; empty: the record.
    std::string text{};  ///< With a field the end of a sentence that begins with its name.
};

struct RestoredRecord
{
    RecordId record{};
    std::string title{};
    bool wasDeleted = false;
    std::vector<RestoredField> fields{}; ///< Of a deleted record all that it will hold.
    std::vector<RestoreNote> notes{};
    [[nodiscard]] bool has(RestoreNote::Level level) const;
};

/** What a restore would do. */
struct RestorePreview
{
    static constexpr std::size_t maxShown = 50;
    std::vector<RestoredRecord> records{}; ///< The first.
    std::int64_t all = 0;
    std::int64_t whole = 0;     ///< Records that come back as they were.
    std::int64_t partly = 0;    ///< Those of which fields are left out.
    std::int64_t refused = 0;   ///< Those that cannot come back.
    std::int64_t unchanged = 0; ///< Those that are so already.
    std::string token{};
};

struct RestoreOutcome
{
    RunId run = noRun; ///< noRun: there was nothing to do.
    std::int64_t restored = 0;
    std::int64_t unchanged = 0;
    std::vector<RestoredRecord> leftOut{}; ///< The first that did not come back, or not whole.
    std::int64_t refused = 0;
    std::int64_t partly = 0;
};

/** What the history of one model takes. */
struct HistorySize
{
    std::string model{}; ///< Its name, or its key when it is gone from the project.
    std::string key{};
    std::int64_t bytes = 0;
    std::int64_t steps = 0;
    std::optional<std::int64_t> budget{}; ///< nullopt: without a limit.
};

} // namespace syncline
