#include "app/cli/GitModels.h"
#include "app/cli/JsonShapes.h"
#include "app/cli/ModelDifference.h"
#include "app/cli/TextTable.h"
#include "app/cli/VerbContext.h"
#include "app/cli/verb/Verbs.h"
#include "core/base/TextSafe.h"
#include "core/engine/Engine.h"
#include "core/model/DependentNames.h"
#include "core/model/ModelGraph.h"
#include "core/project/ModelLocales.h"

namespace syncline::cli {

namespace {

std::string notes(const FieldDef &field)
{
    std::string out;
    const auto add = [&out](const std::string &note) { out += (out.empty() ? "" : ", ") + note; };
    for (const std::string &rule : ruleWords(field))
        add(text::displayLine(rule, 80));
    if (field.integer)
        add("integer");
    for (const StateTransition &transition : field.transitions)
        add(text::displayLine(transition.action + " → " + transition.to, 60));
    if (!field.joinModel.empty())
        add("through " + field.joinModel);
    if (field.dependent == Dependent::Delete)
        add("deleted with it");
    else if (field.dependent == Dependent::Refuse)
        add("refuses its deletion");
    if (!field.expression.empty())
        add(text::displayLine(field.expression, 120));
    if (!field.owner.empty())
        add("from " + field.owner);
    return out;
}

void printModel(VerbContext &context, const ModelDef &model)
{
    std::string head = text::displayLine(model.name);
    if (!model.source.connection.empty())
        head += "  (" + text::displayLine(model.source.connection + " · " + model.source.document) +
                ")";
    if (model.source.localized) {
        std::string locales;
        const ProjectPtr project = context.engine->project();
        for (const std::string &code : localesOf(model, *project))
            locales += (locales.empty() ? " " : ", ") + text::displayLine(code, 40);
        head += "  localized" + locales;
    }
    context.out.write(head + "\n");
    TextTable table({"  field", "type", "notes"}, context.out.columns());
    for (const FieldDef &field : model.fields)
        table.add({"  " + field.name, fieldTypeWords(field), notes(field)});
    context.out.write(table.text() + "\n");
}

Task<ExitCode> runDiff(VerbContext &context, std::string revision)
{
    const Result<RevisionModels> then =
        co_await modelsAtRevision(context, context.engine->folder(), revision);
    if (!then)
        co_return context.fail(then.error());
    const auto found = modelDifferences(then->project, *context.engine->project());
    if (!then->project.complete)
        context.note("Some files of that revision cannot be understood; they are left out.");
    ValueList items;
    for (const ModelDifference &difference : found) {
        if (context.json()) {
            items.push_back(
                ValueObject{{"model", difference.model},
                            {"field", difference.field.empty() ? Value() : Value(difference.field)},
                            {"kind", difference.kind},
                            {"text", difference.text}});
            continue;
        }
        const std::string name =
            difference.model + (difference.field.empty() ? "" : "." + difference.field);
        context.out.write(text::displayLine(name) + ": " + text::displayLine(difference.text, 400) +
                          "\n");
    }
    if (context.json())
        context.printJson(ValueObject{{"revision", then->commit}, {"changes", std::move(items)}});
    else if (found.empty())
        context.note("The models are as they were in " + then->commit.substr(0, 12) + ".");
    co_return ExitCode::Done;
}

Task<ExitCode> runSchema(VerbContext &context)
{
    if (const auto revision = context.args.value("diff")) {
        const ExitCode code = co_await runDiff(context, *revision);
        co_return code;
    }
    const ProjectPtr project = context.engine->project();
    if (context.args.has("dot")) {
        context.out.write(dotText(project->models));
        co_return ExitCode::Done;
    }
    ValueList models;
    for (const auto &model : project->models) {
        if (context.json())
            models.push_back(toValue(*model));
        else
            printModel(context, *model);
    }
    if (context.json())
        context.printJson(ValueObject{{"project", project->name}, {"models", std::move(models)}});
    else if (project->models.empty())
        context.note("This project has no models yet.");
    co_return ExitCode::Done;
}

} // namespace

VerbSpec schemaVerb()
{
    return {.name = "schema",
            .summary = "show the models and their fields",
            .positionals = {projectFolder()},
            .options = {{.name = "diff",
                         .value = "REV",
                         .help = "What differs from a git revision: added, removed, "
                                 "renamed, retyped, changed"},
                        {.name = "dot",
                         .value = {},
                         .help = "Print a diagram of the models in the language of Graphviz"}},
            .examples = {{"schema shop", "Every model with its fields"},
                         {"schema shop --json", "The same for programs"},
                         {"schema shop --diff HEAD~3", "What became of the models since"},
                         {"schema shop --dot | dot -Tsvg >models.svg", "A picture of them"}},
            .followsModels = true,
            .run = runSchema};
}

} // namespace syncline::cli
