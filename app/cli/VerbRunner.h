#pragma once

#include "app/cli/VerbContext.h"

namespace syncline::cli {

/**
 * Runs one verb to its end: --help, the guard of --read-only, --log-level, then the verb itself.
 * The same for a verb in its own program and one that came through the socket. @p context outlives
 * the task.
 */
Task<ExitCode> runVerb(VerbContext &context);

} // namespace syncline::cli
