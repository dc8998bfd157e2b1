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

/** Records that fail by themselves, and values that must stand once. */
std::string headline(const RecordCheck &found)
{
    std::int64_t doubled = 0;
    for (const RecordCheck::Failure &failure : found.failures)
        doubled += failure.rule == "unique" ? failure.count : 0;
    const std::string all = text::counted(found.records, "record");
    if (doubled == 0)
        return std::to_string(found.failing) + " of " + all + " would not be saved";
    const std::string twice = text::counted(doubled, "value") + " that must be unique " +
                              (doubled == 1 ? "stands" : "stand") + " in several";
    if (found.failing == 0)
        return twice + " of " + all;
    return std::to_string(found.failing) + " of " + all + " would not be saved, and " + twice;
}

void print(VerbContext &context, const RecordCheck &found)
{
    context.out.write(found.model + ": " + headline(found) + "\n");
    for (const RecordCheck::Failure &failure : found.failures) {
        context.out.write(
            "  " + failure.field + " (" + failure.rule + "): " +
            text::counted(failure.count, failure.rule == "unique" ? "value" : "record") + "\n");
        for (const RecordCheck::Example &example : failure.examples) {
            context.out.write("    record " + toText(example.record) + ": " + failure.field + " " +
                              text::displayLine(example.message, 300) + "\n");
        }
    }
    if (!found.scripts.empty())
        context.note(
            found.model + ": " +
            text::counted(static_cast<std::int64_t>(found.scripts.size()), "Lua validation") +
            " not asked.");
}

/** One model after the other, each told as soon as it is known. */
Task<ExitCode> checkRecords(VerbContext &context, std::string only)
{
    ValueList items;
    bool fine = true;
    const ProjectPtr project = context.engine->project();
    std::vector<std::string> models;
    if (!only.empty())
        models.push_back(only);
    for (const auto &model : project->models) {
        if (only.empty())
            models.push_back(model->name);
    }
    for (const std::string &model : models) {
        const Result<RecordCheck> found =
            co_await ask(context, context.engine->checkRecords(model));
        if (!found)
            co_return context.fail(found.error());
        fine = fine && found->failures.empty();
        if (context.json())
            items.push_back(toValue(*found));
        else
            print(context, *found);
    }
    if (context.json())
        context.printJson(ValueObject{{"models", std::move(items)}});
    co_return fine ? ExitCode::Done : ExitCode::Failed;
}

Task<ExitCode> checkFiles(VerbContext &context)
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

Task<ExitCode> runCheck(VerbContext &context)
{
    const std::string model = context.args.at(1);
    ExitCode code = ExitCode::Done;
    if (context.args.has("records")) {
        if (!model.empty()) {
            const auto found = findModel(context, model);
            if (!found)
                co_return context.usage(found.error());
        }
        code = co_await checkRecords(context, model);
        co_return code;
    }
    if (!model.empty())
        co_return context.usage(
            Error(usageError, "A single model is checked with --records; the files all at once."));
    code = co_await checkFiles(context);
    co_return code;
}

} // namespace

VerbSpec checkVerb()
{
    return {.name = "check",
            .summary = "find what is wrong in a project's files, or in its records",
            .description =
                "Prints one line for each problem: file:line:column: severity: message.\n\n"
                "With --records, looks at every stored record instead (of MODEL, or of all) and "
                "tells which of them could not be saved as they are, because a field is required, "
                "has another type or breaks a validation: how many for each rule, and the first "
                "of them.",
            .positionals = {projectFolder(),
                            {.name = "MODEL",
                             .help = "with --records: only this model",
                             .presence = PositionalSpec::Presence::Optional}},
            .options = {{.name = "records",
                         .value = "",
                         .help = "check the stored records against their models"}},
            .examples = {{"check shop", "All problems, ready for an editor's problem list"},
                         {"check shop --json", "The same for programs"},
                         {"check shop product --records",
                          "Products that a new validation would refuse"}},
            .exits = {{ExitCode::Done, "nothing but warnings, or nothing at all"},
                      {ExitCode::Failed, "there are errors, or records that fail"}},
            .followsModels = true,
            .run = runCheck};
}

} // namespace syncline::cli
