#pragma once

#include "app/cli/VerbContext.h"
#include "core/record/RunTypes.h"

#include <cstdint>

namespace syncline::cli {

/** Prints the newest @p limit runs that match: a table, or one JSON object a line. */
Task<ExitCode> printRuns(VerbContext &context, RunQuery query, std::int64_t limit);

} // namespace syncline::cli
