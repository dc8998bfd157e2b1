#pragma once

#include "core/base/Error.h"
#include "core/base/Ids.h"
#include "core/base/Value.h"
#include "core/model/ModelDef.h"
#include "core/record/RecordTypes.h"

#include <QMetaType>

#include <optional>
#include <string>
#include <vector>

/** The plain values that cross between engine and window. */
namespace syncline {

enum class GridId : std::int64_t {};
enum class Confirm : std::uint8_t { No, Yes };
enum class EvalMode : std::uint8_t { ReadOnly, Write };
enum class Secrecy : std::uint8_t { Plain, Secret };

struct GridInfo
{
    GridId grid{};
    std::int64_t rows = 0;
    bool exact = false;
};

struct GridPage
{
    std::int64_t position = 0;
    bool exact = true;
    std::vector<RecordRow> rows;
};

struct ModelCount
{
    std::string model;
    std::int64_t rows = 0;
    bool exact = false;
};

/** One call of an action. */
struct ActionCall
{
    std::string action; ///< "product.update" or a global action.
    std::string id;     ///< Model actions but create.
    ValueObject params; ///< Fields under the model's name, or flat; custom params beside them.
    ValueObject trigger{{"type", "ui"}};
};

struct ActionOutcome
{
    bool success = false;
    std::vector<Error> errors;
    std::optional<RecordRow> record;
    Value result;
    RunId run = noRun;
};

struct EvalOutcome
{
    Value result;
    std::string printed; ///< The result as text, for values that are no JSON.
    RunId run = noRun;
};

enum class RunKind : std::uint8_t { Action, Sync, Eval, Edit, Migration, Import };
enum class RunState : std::uint8_t { Running, Completed, CompletedWithErrors, Errored, Cancelled, NeedsConfirmation, Interrupted };
std::string_view runKindName(RunKind kind);
std::string_view runStateName(RunState state); ///< "completed_with_errors", …
[[nodiscard]] bool isFinal(RunState state);

/** Progress and result of one model of a sync. */
struct ModelProgress
{
    std::string model;
    IngestCounts counts;
    std::int64_t expected = -1; ///< What the connector said, or the last run had; −1 unknown.
    double ratePerSecond = 0;
    std::string note;           ///< "building indexes", "waiting for the rate limit"
};

/** A run as lists and headers show it. */
struct RunInfo
{
    RunId id = noRun;
    RunId parent = noRun;
    RunKind kind = RunKind::Action;
    RunState state = RunState::Running;
    std::string subject; ///< "product.update", a connection's name, …
    std::string record;  ///< Record id, when about one.
    ValueObject trigger;
    DateTime started;
    std::optional<DateTime> finished;
    DateTime heartbeat;
    std::vector<ModelProgress> models; ///< Syncs.
    std::string mode;                  ///< Syncs: full, delta.
    std::optional<Error> error;
    std::int64_t warnings = 0;
    std::string note;         ///< What it does right now.
    bool resumable = false;
    std::int64_t pendingDeletes = 0; ///< NeedsConfirmation.
};

struct RunQuery
{
    std::optional<RunKind> kind;
    std::string subject;
    bool failedOnly = false;
    bool topLevelOnly = true;
    std::int64_t before = 0; ///< Keyset, newest first.
    int limit = 100;
};

struct SyncRequest
{
    std::string connection;
    std::vector<std::string> models; ///< Empty: all enabled.
    std::string since;               ///< ISO; empty: the connector's own watermark.
    bool force = false;
    std::string mode; ///< "", "full", "delta"
    Value webhookBody;
    ValueObject trigger{{"type", "ui"}};
};

struct QuarantinedRecord
{
    std::string model;
    Quarantined what;
};

/** What "Update models" would write, or has written. */
struct ModelProposal
{
    struct Change
    {
        std::string model;
        std::string field; ///< Empty: the model itself.
        std::string what;  ///< "new model", "new field (string)", "string → number", "gone at the source"
    };
    std::vector<Change> changes;
    std::vector<ModelDef> models;
};

struct VariableInfo
{
    std::string name;
    std::string value; ///< Empty for secrets.
    bool secret = false;
    bool hasValue = false;
};

struct DoctorFinding
{
    enum class Level : std::uint8_t { Ok, Note, Warning, Error } level = Level::Ok;
    std::string topic; ///< "integrity", "orphans", "sizes", "versions"
    std::string text;
};

/** Which records changed; ids empty: many (ask again). */
struct RecordsChange
{
    std::string model;
    std::vector<std::int64_t> ids;
    RunId run = noRun;
};

struct EngineStatus
{
    std::string writer; ///< Label of who holds the write lease; empty: idle.
    std::int64_t writerHeldMs = 0;
    std::size_t writersWaiting = 0;
    std::vector<RunInfo> active;
    std::size_t problems = 0;
};

} // namespace syncline

Q_DECLARE_METATYPE(syncline::RunInfo)
Q_DECLARE_METATYPE(syncline::RecordsChange)
