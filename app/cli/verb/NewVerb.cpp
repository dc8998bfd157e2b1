#include "app/cli/VerbContext.h"
#include "app/cli/verb/Verbs.h"
#include "core/base/Clock.h"
#include "core/project/Templates.h"

namespace syncline::cli {

namespace {

Task<ExitCode> runNew(VerbContext &context)
{
    std::filesystem::path folder = context.path(context.args.at(0));
    if (!folder.has_filename()) // "shop/"
        folder = folder.parent_path();
    const std::string name = context.args.valueOr("name", folder.filename().string());
    const std::string source = context.args.valueOr("template", "empty");
    SystemRandom random;
    const std::string id = random.uuid();
    const Result<void> created = createFromTemplate(source, folder, name, id);
    if (!created)
        co_return context.fail(created.error());
    if (context.json()) {
        context.printJson(ValueObject{
            {"folder", folder.string()}, {"name", name}, {"id", id}, {"template", source}});
    } else {
        context.note("Project " + name + " is in " + context.args.at(0) + ".");
    }
    co_return ExitCode::Done;
}

} // namespace

VerbSpec newVerb()
{
    return {.name = "new",
            .summary = "make a project",
            .positionals = {{.name = "DIR", .help = "Its folder: empty, or not there yet"}},
            .options = {{"template",
                         "NAME",
                         "What it begins with; default: empty",
                         {"empty", "shop", "blog", "connector", "types"}},
                        {"name", "NAME", "The project's name; default: the folder's"}},
            .examples = {{"new shop --template shop", "The sample shop, ready to sync"}},
            .needs = VerbSpec::Needs::Nothing,
            .writes = [](const Arguments &) { return true; },
            .run = runNew};
}

} // namespace syncline::cli
