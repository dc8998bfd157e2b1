#pragma once

#include "core/base/Error.h"
#include "core/base/Ids.h"
#include "core/base/Value.h"
#include "core/record/RecordTypes.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace syncline {

enum class RunKind : std::uint8_t { Action, Sync, Eval, Edit, Migration, Import, Export };
enum class RunState : std::uint8_t {
    Running,
    Completed,
    CompletedWithErrors,
    Errored,
    Cancelled,
    NeedsConfirmation,
    Interrupted
};
std::string_view runKindName(RunKind kind);
std::string_view runStateName(RunState state); ///< "completed_with_errors", …
std::optional<RunKind> runKindFromName(std::string_view name);
std::optional<RunState> runStateFromName(std::string_view name);
/** Whether the run has ended for good (NeedsConfirmation and Running have not).
 */
[[nodiscard]] bool isFinal(RunState state);

/** Progress and result of one model of a sync. */
struct ModelProgress
{
    std::string model;
    IngestCounts counts;
    std::int64_t expected = -1; ///< What the connector said, or the last run had; −1 unknown.
    double ratePerSecond = 0;
    std::string note; ///< "building indexes", "waiting for the rate limit"
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
    std::string note; ///< What it does right now.
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

} // namespace syncline
