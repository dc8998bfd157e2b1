#pragma once

#include "core/base/Error.h"
#include "core/base/Value.h"
#include "core/engine/EngineTypes.h"
#include "core/log/LogTypes.h"
#include "core/project/Problem.h"
#include "core/script/ScriptHost.h"

#include <string_view>

namespace syncline::cli {

// The JSON shapes of the command line (interface.md 2). Other programs read them: extend, never
// change.

Value toValue(const Error &error);
Value toValue(const Problem &problem);
Value toValue(const IngestCounts &counts);
Value toValue(const RunInfo &run);
Value toValue(const LogEntry &entry);
Value toValue(const Delta &delta);
Value toValue(const ModelDef &model);
Value toValue(const RecordCheck &found);
Value toValue(const SchemaPlan &plan);
Value toValue(const ActionOutcome &outcome);
Value toValue(const ModelProposal &proposal);
Value toValue(const ConnectorInfo &connector);

std::string_view logLevelName(LogLevel level); ///< "trace", "debug", …
std::optional<LogLevel> logLevelFromName(std::string_view name);

} // namespace syncline::cli
