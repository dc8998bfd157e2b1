#include "app/cli/RunList.h"
#include "app/cli/VerbContext.h"
#include "app/cli/verb/Verbs.h"

namespace syncline::cli {

namespace {

Task<ExitCode> runRuns(VerbContext &context)
{
    RunQuery query;
    if (const auto kind = context.args.value("kind"))
        query.kind = runKindFromName(*kind);
    query.failedOnly = context.args.has("failed");
    query.topLevelOnly = !context.args.has("nested");
    const auto limit = context.args.number("limit", 1, 100'000);
    if (!limit)
        co_return context.usage(limit.error());
    const ExitCode code = co_await printRuns(context, query, limit.value().value_or(50));
    co_return code;
}

} // namespace

VerbSpec runsVerb()
{
    return {.name = "runs",
            .summary = "list what ran: actions, syncs, edits, migrations",
            .description = "Newest first. With --json, one object a line.",
            .positionals = {projectFolder()},
            .options = {{"kind",
                         "KIND",
                         "Only this kind",
                         {"action", "sync", "eval", "edit", "migration", "import"}},
                        {"failed", "", "Only those that failed"},
                        {"nested", "", "Runs started by other runs, too"},
                        {"limit", "N", "At most N; default: 50"}},
            .examples = {{"runs shop --kind action --failed", "Actions that failed"},
                         {"logs shop --run 41", "What run 41 said"}},
            .run = runRuns};
}

} // namespace syncline::cli
