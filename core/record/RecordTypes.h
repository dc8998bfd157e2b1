#pragma once

#include "core/base/Ids.h"
#include "core/base/Value.h"
#include "core/model/Filter.h"
#include "core/model/ModelDef.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/** The plain values that reading and writing records give out. */
namespace syncline {

/** A stored record, whole or with the selected fields. A value. */
struct RecordRow
{
    RecordId id{};
    DateTime createdAt;
    DateTime updatedAt;
    std::string connection; ///< Empty: not synced.
    std::string remoteId;
    std::string locale;
    ValueObject fields; ///< By field name, in the model's order; BelongsTo as the other record's id
                        ///< text ("<name>Id" in scripts) or null.

    /** id, fields…, createdAt, updatedAt, remoteId as the API and the command line show them. */
    [[nodiscard]] ValueObject toObject() const;
};

/** Records that rows of a join table link to one record; names of the store. */
struct LinkedBy
{
    std::string table;
    std::string from; ///< Its column that refers to `record`.
    std::string to;   ///< Its column that refers to the records wanted.
    RecordId record{};
};

struct RecordQuery
{
    Filter filter{};
    Sort sort{}; ///< id is always the last key, in the direction of the key before it (ascending
                 ///< alone).
    std::string search{};               ///< In all searchable text fields.
    std::optional<LinkedBy> linkedBy{}; ///< Pages only, not grids.
    int first = 50;                     ///< At most 250 through the API; no limit for exports.
    std::string after{};                ///< Cursor.
    std::string before{};
    bool backwards = false;            ///< `last`/`before`.
    std::vector<std::string> select{}; ///< Field names; empty: all.
};

struct RecordPage
{
    std::vector<RecordRow> rows;
    bool hasNext = false;
    bool hasPrevious = false;
    std::string startCursor;
    std::string endCursor;
};

/** One field of one record that changed. */
struct Delta
{
    std::int64_t sequence = 0;
    std::string model;
    RecordId record{};
    RunId run = noRun;
    DateTime time;
    std::string field; ///< Name at present, or storage key when the field is gone; empty: the
                       ///< record was deleted (before = whole row).
    Value before;
    Value after;
};
/** What became of documents. */
struct IngestCounts
{
    std::int64_t created = 0;
    std::int64_t updated = 0;
    std::int64_t unchanged = 0;
    std::int64_t deleted = 0;
    std::int64_t failed = 0;
    IngestCounts &operator+=(const IngestCounts &other);
    bool operator==(const IngestCounts &) const = default;
};

/** A document that could not be stored, kept with its reason and payload. */
struct Quarantined
{
    std::string remoteId; ///< Empty when the id itself is missing.
    std::string reason;
    std::string payload; ///< JSON, cut to 64 KB.
};

/** The records of one model that a save would refuse as they are. */
struct RecordCheck
{
    static constexpr std::size_t maxExamples = 5;
    struct Example
    {
        RecordId record{};
        std::string message; ///< The end of a sentence that begins with the field's name.
    };
    struct Failure
    {
        std::string field;
        std::string rule; ///< "required", "type", "unique" or the rule as model files call it.
        std::int64_t count = 0; ///< Records; of "unique" values that stand in several.
        std::vector<Example> examples;
    };
    std::string model;
    std::int64_t records = 0; ///< All that were looked at.
    std::int64_t failing = 0; ///< Of them, those that fail by themselves (not for uniqueness).
    std::vector<Failure> failures;
    std::vector<std::string> scripts; ///< Lua validations, which were not asked.
};

/** One step of bringing the database to the project's models. */
struct SchemaStep
{
    enum class Kind : std::uint8_t {
        CreateModel,
        RemoveModel,
        RenameModel,
        AddField,
        RemoveField,
        RenameField,
        RetypeField,
        ChangeIndex,
        ChangeRules
    };
    Kind kind = Kind::CreateModel;
    std::string model;
    std::string field;
    std::string summary; ///< "Field price: string → number; 3 of 120 values cannot be converted and
                         ///< become null"
    std::vector<std::string> sql;
    std::int64_t rowsTouched = 0;
    std::int64_t rowsLost = 0;             ///< Values or rows that would be lost.
    std::vector<std::string> lossExamples; ///< "record 12: \"abc\""
    /** Records that a save would refuse under the new rules; they stay as they are until they are
     * saved. */
    std::int64_t rowsFailing = 0;
    std::vector<std::string> failExamples; ///< "record 12: price is required"
    std::string blocker; ///< Why it cannot be done as things are ("sku \"x\" stands in 2 records
                         ///< (…)"); empty: it can.
};

struct SchemaPlan
{
    std::vector<SchemaStep> steps;
    std::int64_t estimatedMs = 0; ///< How long applying it takes, roughly, with its backup.
    std::int64_t backupBytes = 0; ///< What the backup before it takes on the disk; 0: none is made.
    [[nodiscard]] bool empty() const { return steps.empty(); }
    [[nodiscard]] bool losesData() const;
};

} // namespace syncline
