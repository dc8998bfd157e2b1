#include "app/cli/JsonShapes.h"
#include "app/cli/VerbContext.h"
#include "app/cli/verb/Verbs.h"
#include "core/base/TextSafe.h"
#include "core/engine/Engine.h"

namespace syncline::cli {

namespace {

void printStep(VerbContext &context, const SchemaStep &step)
{
    context.out.write(text::displayLine(step.summary, 2000) + "\n");
    for (const std::string &sql : step.sql)
        context.out.write("    " + text::escapeControls(sql) + "\n");
    context.out.write("    " + std::to_string(step.rowsTouched) + " rows touched, " +
                      std::to_string(step.rowsLost) + " values lost\n");
    for (const std::string &example : step.lossExamples)
        context.out.write("    loses " + text::displayLine(example) + "\n");
}

void printPlan(VerbContext &context, const SchemaPlan &plan)
{
    if (context.json())
        return;
    if (plan.empty())
        context.out.write("The data fits the models; there is nothing to do.\n");
    for (const SchemaStep &step : plan.steps)
        printStep(context, step);
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

Task<ExitCode> run(VerbContext &context)
{
    if (context.args.has("preview") && context.args.has("apply"))
        co_return context.usage(Error(usageError, "Give --preview or --apply, not both."));
    if (context.args.has("accept-loss") && !context.args.has("apply"))
        co_return context.usage(Error(usageError, "--accept-loss says how to --apply."));
    const Result<SchemaPlan> plan = co_await ask(context, context.engine->planSchema());
    if (!plan)
        co_return context.fail(plan.error());
    printPlan(context, plan.value());
    if (!context.args.has("apply") || plan.value().empty())
        co_return finish(context, plan.value(), false, ExitCode::Done);
    const bool acceptsLoss = context.args.has("accept-loss");
    if (plan.value().losesData() && !acceptsLoss) {
        context.note(
            "This loses data, so nothing was done. Add --accept-loss to do it; a backup is "
            "made first.");
        co_return finish(context, plan.value(), false, ExitCode::Refused);
    }
    const Result<void> applied = co_await ask(
        context, context.engine->applySchema(acceptsLoss ? Confirm::Yes : Confirm::No));
    if (!applied)
        co_return context.fail(applied.error());
    if (!context.json())
        context.out.write("Done.\n");
    co_return finish(context, plan.value(), true, ExitCode::Done);
}

} // namespace

VerbSpec migrateVerb()
{
    return {.name = "migrate",
            .summary = "show or do what changed models mean for the data",
            .positionals = {projectFolder()},
            .options = {{"preview", "", "Only show it (the default)"},
                        {"apply", "", "Do it, in one transaction"},
                        {"accept-loss", "", "With --apply: also when values are lost"}},
            .examples = {{"migrate shop", "The steps, their SQL, rows touched and values lost"},
                         {"migrate shop --apply", "Do them"}},
            .exits = {{ExitCode::Refused, "values would be lost, and --accept-loss was not given"}},
            .writes = [](const Arguments &args) { return args.has("apply"); },
            .run = run};
}

} // namespace syncline::cli
