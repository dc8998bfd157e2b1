#include "app/cli/JsonShapes.h"
#include "app/cli/TextTable.h"
#include "app/cli/VerbContext.h"
#include "app/cli/verb/Verbs.h"
#include "core/base/TextSafe.h"
#include "core/engine/Engine.h"
#include "core/model/DependentNames.h"

namespace syncline::cli {

namespace {

std::string typeText(const FieldDef &field)
{
    std::string type(fieldTypeName(field.type));
    if (!field.relatedModel.empty())
        type += " " + field.relatedModel;
    return field.list ? "list of " + type : type;
}

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
    context.out.write(head + "\n");
    TextTable table({"  field", "type", "notes"}, context.out.columns());
    for (const FieldDef &field : model.fields)
        table.add({"  " + field.name, typeText(field), notes(field)});
    context.out.write(table.text() + "\n");
}

Task<ExitCode> run(VerbContext &context)
{
    const ProjectPtr project = context.engine->project();
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
            .examples = {{"schema shop", "Every model with its fields"},
                         {"schema shop --json", "The same for programs"}},
            .run = run};
}

} // namespace syncline::cli
