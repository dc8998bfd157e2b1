#pragma once

#include "core/base/Error.h"
#include "core/base/Ids.h"
#include "core/base/Value.h"
#include "core/record/RecordTypes.h"
#include "core/record/RunTypes.h"

#include <optional>
#include <string>
#include <vector>

/** The plain values of edits by hand. */
namespace syncline {

/** One record that someone made, changed or deleted by hand. */
struct RecordEdit
{
    enum class Kind : std::uint8_t {
        Create,
        Update,
        Delete,
        Restore, ///< With its old id, not through an action: what undoes a Delete.
    };
    Kind kind = Kind::Update;
    std::string model;
    RecordId record{};  ///< Not of Create.
    ValueObject fields; ///< Not of Delete; of Restore system fields, too.
    /** Update: what these fields held when they were edited; anything else now is a conflict. */
    ValueObject expected;
    /** Delete: the record's updatedAt when it was looked at; a later change is a conflict. */
    std::optional<DateTime> seen;
};

enum class EditPolicy : std::uint8_t {
    EachAlone, ///< What cannot be applied fails alone.
    AllOrNone, ///< The first that cannot be applied takes the others with it.
};

struct EditRequest
{
    std::vector<RecordEdit> edits;
    EditPolicy policy = EditPolicy::EachAlone;
    ValueObject trigger{{"type", "ui"}};
};

struct EditResult
{
    enum class State : std::uint8_t {
        Applied,
        Unchanged, ///< It was so already.
        Failed,
        Conflict, ///< The record is another than the one that was edited.
        Skipped,  ///< Not come to, or undone with the others.
    };
    State state = State::Skipped;
    RecordId record{};
    std::optional<Error> error;
    std::optional<RecordRow> now; ///< The record as it stands; of a Conflict the stored one.
};

struct EditOutcome
{
    RunInfo run;
    std::vector<EditResult> results; ///< One for each edit, in their order.
    /** What takes back what was applied, to be applied in this order. Passwords stay changed. */
    std::vector<RecordEdit> undo;
};

/** The same change to many records. */
struct BulkEdit
{
    enum class Kind : std::uint8_t { Update, Delete };
    Kind kind = Kind::Update;
    std::string model;
    std::optional<std::vector<RecordId>> ids; ///< Else what filter and search find.
    Filter filter;
    std::string search;
    ValueObject fields; ///< Update.
    ValueObject trigger{{"type", "ui"}};
};

struct BulkPreview
{
    struct Row
    {
        RecordRow before;
        RecordRow after;
        std::optional<Error> error; ///< Why it would fail.
    };
    std::int64_t records = 0;
    std::vector<Row> rows; ///< The first; without what the action does beyond the fields.
};

struct EditFailure
{
    RecordId record{};
    Error error;
};

struct BulkReport
{
    RunInfo run;
    std::vector<EditFailure> failures; ///< The first maxFailures; all are in the run's log.
    static constexpr std::size_t maxFailures = 1000;
};

} // namespace syncline
