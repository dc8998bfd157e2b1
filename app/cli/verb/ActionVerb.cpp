#include "app/cli/FileParams.h"
#include "app/cli/JsonShapes.h"
#include "app/cli/RunWatch.h"
#include "app/cli/VerbContext.h"
#include "app/cli/verb/Verbs.h"
#include "core/base/Clock.h"
#include "core/base/Json.h"
#include "core/base/TextSafe.h"
#include "core/engine/Engine.h"

#include <algorithm>

namespace syncline::cli {

namespace {

Result<std::shared_ptr<const ActionDef>> findAction(const VerbContext &context)
{
    const std::string &name = context.args.at(1);
    const ProjectPtr project = context.engine->project();
    std::shared_ptr<const ActionDef> action = project->findAction(name);
    if (action)
        return action;
    std::vector<std::string> known;
    for (const auto &other : project->actions)
        known.push_back(other->fullName());
    const std::string near = nearest(name, known);
    const std::string shown = text::displayLine(name, 80);
    if (!near.empty())
        return Error(usageError, "There is no action \"%1\"; did you mean %2?", {shown, near});
    return Error(usageError,
                 "There is no action \"%1\"; an action is named model.action, or by its own name "
                 "when it belongs to no model.",
                 {shown});
}

Result<ActionCall> readCall(const VerbContext &context)
{
    SYNCLINE_TRY(const auto action, findAction(context));
    ActionCall call;
    call.action = context.args.at(1);
    call.id = context.args.valueOr("id", "");
    const bool takesId = !action->model.empty() && action->kind != ActionKind::Create;
    if (takesId && call.id.empty())
        return Error(usageError, "%1 works on a record: say which with --id ID.", {call.action});
    if (!takesId && context.args.has("id"))
        return Error(usageError, "%1 works on no record that exists: leave out --id.",
                     {call.action});
    SYNCLINE_TRY(call.params,
                 parseObjectArgument("--params", context.args.valueOr("params", "{}")));
    return call;
}

bool wasRefused(const ActionOutcome &outcome)
{
    return std::any_of(outcome.errors.begin(), outcome.errors.end(),
                       [](const Error &error) { return exitCodeFor(error) == ExitCode::Refused; });
}

Task<ExitCode> runAction(VerbContext &context)
{
    Result<ActionCall> call = readCall(context);
    if (!call)
        co_return context.usage(call.error());
    const ProjectPtr project = context.engine->project();
    const auto action = project->findAction(call->action);
    const auto model = project->findModel(action->model);
    if (model) {
        const Result<void> taken = co_await takeFiles(context, *model, call.value().params);
        if (!taken)
            co_return context.fail(taken.error());
    }
    SystemRandom random;
    const std::string token = random.uuid();
    call.value().trigger = {{"type", "cli"}, {"call", token}};
    RunWatch watch(*context.engine, context.executor, context.stop);
    watch.followWhere(
        [token](const RunInfo &info) { return info.trigger.at("call").stringOr() == token; });
    const Result<ActionOutcome> outcome =
        co_await ask(context, context.engine->runAction(std::move(call.value())));
    if (!outcome)
        co_return context.fail(outcome.error());
    for (const Error &error : outcome.value().errors)
        context.note(error.describe());
    const auto layout = context.json() ? json::Layout::Compact : json::Layout::Indented;
    context.out.write(json::write(toValue(outcome.value()), layout) + "\n");
    if (outcome.value().success)
        co_return ExitCode::Done;
    co_return wasRefused(outcome.value()) ? ExitCode::Refused : ExitCode::Failed;
}

} // namespace

VerbSpec actionVerb()
{
    return {
        .name = "action",
        .summary = "run an action",
        .description = "Prints one JSON object: success, errors, the record or the result, and the "
                       "run's id.",
        .positionals = {projectFolder(),
                        {.name = "NAME", .help = "model.action, or the name of a global action"}},
        .options = {{"id", "ID", "The record to run it on"},
                    {"params", "JSON",
                     "An object: fields of the record, related records to create, change or link "
                     "(page Relationships), and the action's own params; a file as "
                     "{\"copy\": \"PATH\"}"}},
        .examples = {{"action shop product.update --id 12 --params '{\"title\":\"Mug\"}'",
                      "Change one field"},
                     {"action shop recountStock", "Run a global action"}},
        .exits = {{ExitCode::Failed, "the action failed; its errors are in the output"},
                  {ExitCode::Refused, "the caller has no permission, or the project is read-only"}},
        .followsModels = true,
        .writes = [](const Arguments &) { return true; },
        .run = runAction};
}

} // namespace syncline::cli
