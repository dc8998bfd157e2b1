#pragma once

#include "core/action/ActionTypes.h"
#include "core/base/Error.h"
#include "core/base/Ids.h"
#include "core/base/Value.h"
#include "core/model/ModelDef.h"
#include "core/record/RecordTypes.h"
#include "core/record/RunTypes.h"
#include "core/sync/SyncTypes.h"

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

struct EvalOutcome
{
    Value result;
    std::string printed; ///< The result as text, for values that are no JSON.
    RunId run = noRun;
};

/** What "Update models" would write, or has written. */
struct ModelProposal
{
    struct Change
    {
        std::string model;
        std::string field; ///< Empty: the model itself.
        std::string
            what; ///< "new model", "new field (string)", "string → number", "gone at the source"
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

/** A change of a model's file that is not in force. */
struct WaitingChange
{
    std::string model;
    std::string what; ///< "Field price: removed with 3 values; waits for a decision"
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
    bool schemaPending = false;         ///< The database is not (yet) what the models say.
    std::vector<WaitingChange> waiting; ///< What of the models' files is not in force, and why.
    /** Opened for reading only: runs that a crash may have left unfinished. */
    bool runsUnfinished = false;
};

} // namespace syncline

Q_DECLARE_METATYPE(syncline::RunInfo)
Q_DECLARE_METATYPE(syncline::RecordsChange)
