#include "app/cli/TextTable.h"
#include "app/cli/VerbContext.h"
#include "app/cli/verb/Verbs.h"
#include "core/engine/Engine.h"

#include <algorithm>

namespace syncline::cli {

namespace {

std::string_view levelName(DoctorFinding::Level level)
{
    switch (level) {
    case DoctorFinding::Level::Ok:
        return "ok";
    case DoctorFinding::Level::Note:
        return "note";
    case DoctorFinding::Level::Warning:
        return "warning";
    case DoctorFinding::Level::Error:
        break;
    }
    return "error";
}

Task<ExitCode> runDoctor(VerbContext &context)
{
    if (context.args.has("collect")) {
        const Result<DoctorFinding> collected =
            co_await ask(context, context.engine->collectFiles());
        if (!collected)
            co_return context.fail(collected.error());
        if (context.json())
            context.printJson(ValueObject{{"collected", collected->text}});
        else
            context.out.write(collected->text + "\n");
        co_return ExitCode::Done;
    }
    const Result<std::vector<DoctorFinding>> findings =
        co_await ask(context, context.engine->doctor());
    if (!findings)
        co_return context.fail(findings.error());
    TextTable table({"level", "topic", "finding"}, context.out.columns());
    ValueList items;
    for (const DoctorFinding &finding : findings.value()) {
        if (context.json())
            items.push_back(ValueObject{{"level", levelName(finding.level)},
                                        {"topic", finding.topic},
                                        {"text", finding.text}});
        else
            table.add({std::string(levelName(finding.level)), finding.topic, finding.text});
    }
    const bool isHealthy =
        std::none_of(findings.value().begin(), findings.value().end(), [](const auto &finding) {
            return finding.level == DoctorFinding::Level::Error;
        });
    if (context.json())
        context.printJson(ValueObject{{"healthy", isHealthy}, {"findings", std::move(items)}});
    else
        context.out.write(table.text());
    co_return isHealthy ? ExitCode::Done : ExitCode::Failed;
}

} // namespace

VerbSpec doctorVerb()
{
    return {.name = "doctor",
            .summary = "examine the project's data: integrity, orphans, sizes, versions",
            .positionals = {projectFolder()},
            .options = {{"collect", "",
                         "Delete contents of files that no record and no history refers to"}},
            .examples = {{"doctor shop", "What was examined, and what was found"},
                         {"doctor shop --collect", "Free the space of files nobody has any more"}},
            .exits = {{ExitCode::Failed, "something is broken"}},
            .writes = [](const Arguments &args) { return args.has("collect"); },
            .run = runDoctor};
}

} // namespace syncline::cli
