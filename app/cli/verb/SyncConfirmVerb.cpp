#include "app/cli/RunWatch.h"
#include "app/cli/SyncReport.h"
#include "app/cli/VerbContext.h"
#include "app/cli/verb/Verbs.h"
#include "core/base/TextSafe.h"
#include "core/engine/Engine.h"

namespace syncline::cli {

namespace {

Task<ExitCode> runSyncConfirm(VerbContext &context)
{
    const std::int64_t id = idFromText(context.args.at(1));
    if (id == 0)
        co_return context.usage(Error(usageError, "RUN must be a run's id, but is \"%1\".",
                                      {text::displayLine(context.args.at(1), 80)}));
    RunWatch watch(*context.engine, context.executor, context.stop);
    const RunId waiting{id};
    const Result<RunId> run = co_await ask(context, context.engine->confirmSync(waiting));
    if (!run)
        co_return context.fail(run.error());
    const ExitCode code = co_await reportSync(context, watch, run.value());
    co_return code;
}

} // namespace

VerbSpec syncConfirmVerb()
{
    return {.name = "sync-confirm",
            .summary = "let a sync delete the records that it listed",
            .description = "A sync whose source no longer has many of the records stops before it "
                           "deletes them, and waits for this.",
            .positionals = {projectFolder(), {.name = "RUN", .help = "The id that sync printed"}},
            .examples = {{"sync-confirm shop 41", "Delete what run 41 found to be gone"}},
            .writes = [](const Arguments &) { return true; },
            .run = runSyncConfirm};
}

} // namespace syncline::cli
