#include "app/cli/JsonShapes.h"
#include "app/cli/VerbContext.h"
#include "app/cli/verb/Verbs.h"
#include "core/base/TextSafe.h"
#include "core/base/Time.h"
#include "core/engine/Engine.h"
#include "core/engine/Schemas.h"
#include "core/project/ProblemPlace.h"

namespace syncline::cli {

namespace {

void printStep(VerbContext &context, const SchemaStep &step)
{
    context.out.write(text::displayLine(step.summary, 2000) + "\n");
    for (const std::string &sql : step.sql)
        context.out.write("    " + text::escapeControls(sql) + "\n");
    const bool losesRecords = step.kind == SchemaStep::Kind::RemoveModel;
    context.out.write("    " + text::counted(step.rowsTouched, "row") + " touched, " +
                      text::counted(step.rowsLost, losesRecords ? "record" : "value") + " lost\n");
    for (const std::string &example : step.lossExamples)
        context.out.write("    loses " + text::displayLine(example) + "\n");
    if (step.rowsFailing > 0) {
        context.out.write("    " + text::counted(step.rowsFailing, "record") +
                          " will be refused when saved next\n");
    }
    for (const std::string &example : step.failExamples)
        context.out.write("    fails " + text::displayLine(example) + "\n");
    if (!step.blocker.empty())
        context.out.write("    cannot be done: " + text::displayLine(step.blocker, 2000) + "\n");
}

std::string duration(std::int64_t ms)
{
    if (ms < 1000)
        return "less than a second";
    const std::int64_t seconds = (ms + 999) / 1000;
    return seconds < 120 ? std::to_string(seconds) + " s"
                         : std::to_string((seconds + 59) / 60) + " min";
}

void printPlan(VerbContext &context, const SchemaPlan &plan)
{
    if (context.json())
        return;
    if (plan.empty()) {
        context.out.write("The data fits the models; there is nothing to do.\n");
        return;
    }
    for (const SchemaStep &step : plan.steps)
        printStep(context, step);
    context.out.write("Takes about " + duration(plan.estimatedMs) +
                      (plan.backupBytes > 0
                           ? ", after a backup of " +
                                 text::humanSize(static_cast<std::uint64_t>(plan.backupBytes))
                           : std::string("; no backup is needed")) +
                      ".\n");
}

ExitCode finish(VerbContext &context, const SchemaPlan &plan, bool isApplied, ExitCode code)
{
    if (context.json()) {
        Value shape = toValue(plan);
        shape.asObject().set("applied", isApplied);
        context.printJson(shape);
    }
    return code;
}

Result<void> checkUse(const Arguments &args)
{
    if (args.has("preview") && args.has("apply"))
        return Error(usageError, "Give --preview or --apply, not both.");
    if (args.has("undo") && args.has("apply"))
        return Error(usageError, "Give --undo or --apply, not both.");
    const bool does = args.has("apply") || (args.has("undo") && !args.has("preview"));
    if (args.has("accept-loss") && !does)
        return Error(usageError, "--accept-loss says how to --apply or --undo.");
    return {};
}

Task<Result<SchemaPlan>> planned(VerbContext &context)
{
    if (!context.args.has("undo")) {
        Result<SchemaPlan> plan = co_await ask(context, context.engine->planSchema());
        co_return plan;
    }
    const Result<std::optional<SchemaChangeInfo>> last =
        co_await ask(context, context.engine->schemas().lastChange());
    if (!last)
        co_return last.error();
    if (last.value() && !context.json()) {
        context.out.write("The change of " + iso::format((*last)->time) + ": " +
                          text::displayLine((*last)->summary, 2000) + "\n");
    }
    Result<SchemaPlan> plan = co_await ask(context, context.engine->schemas().previewUndo());
    co_return plan;
}

/** Files that cannot be understood ask for nothing, which must not look as if they were fine. */
Task<void> noteLeftOut(VerbContext &context)
{
    const Result<std::vector<Problem>> problems = co_await ask(context, context.engine->check());
    if (!problems)
        co_return;
    for (const Problem &problem : problems.value()) {
        if (!problem.leftOut)
            continue;
        context.note(placeOf(problem) + ": " + problem.message +
                     " What it is about stays as it is.");
    }
}

Task<ExitCode> runMigrate(VerbContext &context)
{
    const Result<void> used = checkUse(context.args);
    if (!used)
        co_return context.usage(used.error());
    const Result<SchemaPlan> plan = co_await planned(context);
    if (!plan)
        co_return context.fail(plan.error());
    const bool undoes = context.args.has("undo");
    const bool does = context.args.has("apply") || (undoes && !context.args.has("preview"));
    if (!undoes)
        co_await noteLeftOut(context);
    printPlan(context, plan.value());
    if (!does || (plan.value().empty() && !undoes))
        co_return finish(context, plan.value(), false, ExitCode::Done);
    const bool acceptsLoss = context.args.has("accept-loss");
    if (plan.value().losesData() && !acceptsLoss) {
        context.note(
            "This loses data, so nothing was done. Add --accept-loss to do it; a backup is "
            "made first.");
        co_return finish(context, plan.value(), false, ExitCode::Refused);
    }
    const Confirm confirm = acceptsLoss ? Confirm::Yes : Confirm::No;
    Result<void> done;
    if (undoes)
        done = co_await ask(context, context.engine->schemas().undo(confirm));
    else
        done = co_await ask(context, context.engine->applySchema(confirm));
    if (!done)
        co_return context.fail(done.error());
    if (!context.json())
        context.out.write("Done.\n");
    co_return finish(context, plan.value(), true, ExitCode::Done);
}

} // namespace

VerbSpec migrateVerb()
{
    return {
        .name = "migrate",
        .summary = "show or do what changed models mean for the data",
        .description =
            "What loses nothing is done by itself whenever models change. The rest waits for "
            "--apply --accept-loss: it is done in one transaction, after a verified backup in "
            ".syncline/backups that has every value that goes. Killed at any moment, models and "
            "data are the old ones or the new ones.\n\n"
            "--undo takes the last change back, models and data: what it took away comes back from "
            "its backup, and what was written since stays where it still has a place. Changes can "
            "be taken back one after the other.",
        .positionals = {projectFolder()},
        .options = {{"preview", "", "Only show it (the default, but for --undo)"},
                    {"apply", "", "Do it, in one transaction"},
                    {"undo", "", "Take the last change of models back"},
                    {"accept-loss", "", "With --apply or --undo: also when values are lost"}},
        .examples = {{"migrate shop", "The steps, their SQL, rows touched and values lost"},
                     {"migrate shop --apply", "Do them"},
                     {"migrate shop --undo --preview",
                      "What taking the last change back would do"}},
        .exits = {{ExitCode::Failed, "it cannot be done as things are, or cannot be undone"},
                  {ExitCode::Refused, "values would be lost, and --accept-loss was not given"}},
        .writes =
            [](const Arguments &args) {
                return args.has("apply") || (args.has("undo") && !args.has("preview"));
            },
        .run = runMigrate};
}

} // namespace syncline::cli
