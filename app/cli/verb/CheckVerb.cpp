#include "app/cli/JsonShapes.h"
#include "app/cli/VerbContext.h"
#include "app/cli/verb/Verbs.h"
#include "core/base/TextSafe.h"
#include "core/engine/Engine.h"

namespace syncline::cli {

namespace {

std::string line(const Problem &problem)
{
    std::string place = problem.file;
    if (problem.line > 0)
        place += ":" + std::to_string(problem.line) + ":" + std::to_string(problem.column);
    const bool isError = problem.severity == Problem::Severity::Error;
    return text::displayLine(place) + (isError ? ": error: " : ": warning: ") +
           text::displayLine(problem.message, 2000) + "\n";
}

Task<ExitCode> run(VerbContext &context)
{
    const Result<std::vector<Problem>> problems = co_await ask(context, context.engine->check());
    if (!problems)
        co_return context.fail(problems.error());
    ValueList items;
    int errors = 0;
    for (const Problem &problem : problems.value()) {
        errors += problem.severity == Problem::Severity::Error ? 1 : 0;
        if (context.json())
            items.push_back(toValue(problem));
        else
            context.out.write(line(problem));
    }
    const int warnings = static_cast<int>(problems.value().size()) - errors;
    if (context.json()) {
        context.printJson(ValueObject{
            {"problems", std::move(items)}, {"errors", errors}, {"warnings", warnings}});
    }
    co_return errors > 0 ? ExitCode::Failed : ExitCode::Done;
}

} // namespace

VerbSpec checkVerb()
{
    return {.name = "check",
            .summary = "find what is wrong in a project's files",
            .description = "Prints one line for each problem: file:line:column: severity: message.",
            .positionals = {projectFolder()},
            .examples = {{"check shop", "All problems, ready for an editor's problem list"},
                         {"check shop --json", "The same for programs"}},
            .exits = {{ExitCode::Done, "nothing but warnings, or nothing at all"},
                      {ExitCode::Failed, "there are errors"}},
            .run = run};
}

} // namespace syncline::cli
