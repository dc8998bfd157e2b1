#pragma once

#include "app/cli/ExitCode.h"
#include "app/cli/VerbContext.h"
#include "core/base/Clock.h"
#include "core/engine/EngineTypes.h"

#include <chrono>
#include <string>

namespace syncline::cli {

/** What `sync` and `sync-confirm` show: a line that moves on a terminal, and the result at the end.
 */
class SyncReport
{
public:
    explicit SyncReport(VerbContext &context);
    /** At most ten times a second, and only on a terminal. */
    void progress(const RunInfo &run);
    /** Removes the moving line, prints the result and answers the exit code. */
    ExitCode finish(const RunInfo &run);
    /** Removes the moving line. */
    void erase();

private:
    VerbContext &m_context;
    SystemClock m_clock;
    std::chrono::steady_clock::time_point m_shownAt;
    bool m_isShown = false;
};

/** Follows @p run to its end (or until it waits for confirmation). */
class RunWatch;
Task<ExitCode> reportSync(VerbContext &context, RunWatch &watch, RunId run);

/** Shows how @p run goes until it ends; its last state. */
Task<Result<RunInfo>> followRun(VerbContext &context, RunWatch &watch, RunId run);

/** "product 120/400 (30/s) · order 5 · waiting for the rate limit" */
std::string progressLine(const RunInfo &run);

} // namespace syncline::cli
