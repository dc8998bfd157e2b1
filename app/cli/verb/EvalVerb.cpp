#include "app/cli/RunWatch.h"
#include "app/cli/VerbContext.h"
#include "app/cli/verb/Verbs.h"
#include "core/base/Json.h"
#include "core/base/TextSafe.h"
#include "core/engine/Engine.h"

namespace syncline::cli {

namespace {

Value runOrNull(RunId run)
{
    return run == noRun ? Value() : Value(toText(run));
}

/** Strings as they are, anything else as JSON, what is no JSON as its text. */
std::string shown(const EvalOutcome &outcome)
{
    if (outcome.result.isString())
        return text::escapeControls(outcome.result.asString());
    if (outcome.result.isNull())
        return text::escapeControls(outcome.printed);
    return text::escapeControls(json::write(outcome.result, json::Layout::Indented));
}

Task<ExitCode> runEval(VerbContext &context)
{
    std::string source = context.args.at(1);
    if (source.starts_with("@")) {
        Result<std::string> file = co_await context.readInput(source.substr(1));
        if (!file)
            co_return context.usage(file.error());
        source = std::move(file).value();
    }
    RunWatch watch(*context.engine, context.executor, context.stop);
    watch.followWhere([](const RunInfo &info) {
        return info.kind == RunKind::Eval && info.state == RunState::Running;
    });
    const EvalMode mode = context.args.has("write") ? EvalMode::Write : EvalMode::ReadOnly;
    const Result<EvalOutcome> outcome =
        co_await ask(context, context.engine->evaluate(std::move(source), mode));
    if (!outcome)
        co_return context.fail(outcome.error());
    if (context.json()) {
        ValueObject out{{"result", outcome.value().result}};
        if (outcome.value().result.isNull() && !outcome.value().printed.empty())
            out.append("printed", outcome.value().printed);
        out.append("run", runOrNull(outcome.value().run));
        context.printJson(out);
    } else if (const std::string text = shown(outcome.value()); !text.empty()) {
        context.out.write(text + "\n");
    }
    co_return ExitCode::Done;
}

} // namespace

VerbSpec evalVerb()
{
    return {
        .name = "eval",
        .summary = "run Lua in the project",
        .description = "`api`, `logger` and `connections` are ready. Nothing can be changed unless "
                       "--write is given. An expression's value is printed.",
        .positionals = {projectFolder(),
                        {.name = "LUA",
                         .help = "An expression or statements, @FILE, or @- for standard input"}},
        .options = {{"write", "", "Let it change records"}},
        .examples = {{"eval shop 'api.product.count()'", "How many products there are"},
                     {"eval shop @fix-prices.lua --write", "Run a file that changes records"}},
        .exits = {{ExitCode::Failed, "the script raised an error, or was stopped"}},
        .followsModels = true,
        .writes = [](const Arguments &args) { return args.has("write"); },
        .run = runEval};
}

} // namespace syncline::cli
