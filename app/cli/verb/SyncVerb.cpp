#include "app/cli/RunWatch.h"
#include "app/cli/SyncReport.h"
#include "app/cli/VerbContext.h"
#include "app/cli/verb/Verbs.h"
#include "core/base/TextSafe.h"
#include "core/base/Time.h"
#include "core/engine/Engine.h"

namespace syncline::cli {

namespace {

Result<void> checkConnection(const VerbContext &context, const std::string &name)
{
    const ProjectPtr project = context.engine->project();
    if (project->findConnection(name))
        return {};
    std::vector<std::string> known;
    for (const auto &other : project->connections)
        known.push_back(other->name);
    const std::string near = nearest(name, known);
    const std::string shown = text::displayLine(name, 80);
    if (!near.empty())
        return Error(usageError, "There is no connection \"%1\"; did you mean %2?", {shown, near});
    return Error(usageError,
                 "There is no connection \"%1\"; \"syncline connections\" lists and adds them.",
                 {shown});
}

Result<SyncRequest> readRequest(const VerbContext &context)
{
    SyncRequest request;
    request.connection = context.args.at(1);
    SYNCLINE_CHECK(checkConnection(context, request.connection));
    request.models = context.args.list("models");
    for (const std::string &model : request.models)
        SYNCLINE_CHECK(findModel(context, model));
    if (const auto since = context.args.value("since")) {
        SYNCLINE_TRY(const DateTime time,
                     parseTimeArgument("--since", *since, SystemClock().now()));
        request.since = iso::format(time);
    }
    request.force = context.args.has("force");
    request.mode = context.args.valueOr("mode", "");
    request.trigger = {{"type", "cli"}};
    return request;
}

Task<ExitCode> runSync(VerbContext &context)
{
    Result<SyncRequest> request = readRequest(context);
    if (!request)
        co_return context.usage(request.error());
    if (const auto file = context.args.value("webhook-body")) {
        const Result<std::string> body = co_await context.readInput(*file);
        if (!body)
            co_return context.usage(body.error());
        Result<Value> value = parseJsonArgument("--webhook-body " + *file, body.value());
        if (!value)
            co_return context.usage(value.error());
        request.value().webhookBody = std::move(value).value();
    }
    RunWatch watch(*context.engine, context.executor, context.stop);
    const Result<RunId> run =
        co_await ask(context, context.engine->startSync(std::move(request.value())));
    if (!run)
        co_return context.fail(run.error());
    const ExitCode code = co_await reportSync(context, watch, run.value());
    co_return code;
}

} // namespace

VerbSpec syncVerb()
{
    return {
        .name = "sync",
        .summary = "fetch a connection's records",
        .description =
            "Runs to its end; Ctrl-C cancels it and keeps what arrived (the next sync goes on from "
            "there), a second Ctrl-C quits at once.",
        .positionals = {projectFolder(), {.name = "CONNECTION", .help = "Its name"}},
        .options = {{"models", "a,b", "Only these models"},
                    {"since", "TIME", "Only what changed since then, where the source can tell"},
                    {"force", "",
                     "Store every record again, changed or not: all of them, unless --since or "
                     "--mode delta says which"},
                    {"mode", "MODE", "All records, or only what changed", {"full", "delta"}},
                    {"webhook-body", "FILE",
                     "The body of a webhook that the connector is to follow"}},
        .examples = {{"sync shop shop", "Everything that changed"},
                     {"sync shop shop --models product,order --mode full", "All of two models"},
                     {"sync shop shop --json",
                      "{\"run\":…,\"state\":\"completed\",\"models\":{…}}"}},
        .exits = {{ExitCode::Failed, "errored, cancelled, or completed with errors"},
                  {ExitCode::Refused,
                   "waits for sync-confirm before it deletes that many records"}},
        .followsModels = true,
        .writes = [](const Arguments &) { return true; },
        .run = runSync};
}

} // namespace syncline::cli
