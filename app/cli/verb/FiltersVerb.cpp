#include "app/cli/RecordSelection.h"
#include "app/cli/TextTable.h"
#include "app/cli/VerbContext.h"
#include "app/cli/verb/Verbs.h"
#include "core/base/Json.h"
#include "core/base/TextSafe.h"
#include "core/engine/Engine.h"
#include "core/engine/Lookups.h"

namespace syncline::cli {

namespace {

std::string commandOf(const Arguments &args)
{
    return args.count() > 2 ? args.at(2) : "list";
}

Result<void> checkFilterArguments(const Arguments &args)
{
    const std::string command = commandOf(args);
    const bool lists = command == "list";
    for (const char *option : {"filter", "sort", "search"}) {
        if (args.has(option) && command != "save")
            return Error(usageError, "--%1 belongs to filters save.", {option});
    }
    if (!lists && args.count() < 4)
        return Error(usageError, "filters %1 needs the NAME of a filter.", {command});
    const std::size_t most = lists ? 3 : 4;
    if (args.count() > most)
        return Error(usageError, "filters %1 takes no further argument \"%2\".",
                     {command, text::displayLine(args.at(most), 80)});
    return {};
}

Value savedToValue(const SavedFilter &saved)
{
    return ValueObject{{"name", saved.name},
                       {"filter", saved.filter},
                       {"sort", saved.sort},
                       {"search", saved.search}};
}

std::string shown(const Value &value)
{
    return value.isNull() ? std::string() : json::write(value);
}

Task<ExitCode> listFilters(VerbContext &context, const ModelDef &model)
{
    const Result<std::vector<SavedFilter>> filters =
        co_await ask(context, context.engine->lookups().savedFilters(model.name));
    if (!filters)
        co_return context.fail(filters.error());
    TextTable table({"name", "filter", "sort", "search"}, context.out.columns());
    ValueList items;
    for (const SavedFilter &saved : filters.value()) {
        if (context.json())
            items.push_back(savedToValue(saved));
        else
            table.add({saved.name, shown(saved.filter), shown(saved.sort), saved.search});
    }
    if (context.json())
        context.printJson(ValueObject{{"model", model.name}, {"filters", std::move(items)}});
    else if (filters.value().empty())
        context.note("Model " + model.name + " has no saved filter.");
    else
        context.out.write(table.text());
    co_return ExitCode::Done;
}

Task<ExitCode> save(VerbContext &context, const ModelDef &model)
{
    const Result<RecordQuery> query = readSelection(context, model);
    if (!query)
        co_return context.usage(query.error());
    SavedFilter saved;
    saved.name = context.args.at(3);
    // As it was written: a time may be said as a day.
    if (const auto filter = context.args.value("filter"))
        saved.filter = parseJsonArgument("--filter", *filter).value();
    if (const auto sort = context.args.value("sort"))
        saved.sort = parseJsonArgument("--sort", *sort).value();
    saved.search = query->search;
    const Result<void> done =
        co_await ask(context, context.engine->lookups().saveFilter(model.name, std::move(saved)));
    co_return done ? ExitCode::Done : context.refused(done.error());
}

Task<ExitCode> removeFilter(VerbContext &context, const ModelDef &model)
{
    const Result<void> done = co_await ask(
        context, context.engine->lookups().removeFilter(model.name, context.args.at(3)));
    if (!done && done.error().is(errc::notFound))
        co_return context.usage(done.error());
    co_return done ? ExitCode::Done : context.fail(done.error());
}

Task<ExitCode> runFilters(VerbContext &context)
{
    if (const Result<void> fit = checkFilterArguments(context.args); !fit)
        co_return context.usage(fit.error());
    const auto model = findModel(context, context.args.at(1));
    if (!model)
        co_return context.usage(model.error());
    const std::string command = commandOf(context.args);
    ExitCode code = ExitCode::Done;
    if (command == "save")
        code = co_await save(context, *model.value());
    else if (command == "remove")
        code = co_await removeFilter(context, *model.value());
    else
        code = co_await listFilters(context, *model.value());
    co_return code;
}

} // namespace

VerbSpec filtersVerb()
{
    return {
        .name = "filters",
        .summary = "list, save or remove a model's saved filters",
        .description =
            "A saved filter is a filter, an order and a text to search for, by a name. The "
            "window, the API (saved) and records --saved use the same ones. They are kept in "
            "models/MODEL/filters.json. Saving under a name that is there replaces it.",
        .positionals = {projectFolder(),
                        {.name = "MODEL", .help = "Its name"},
                        {.name = "COMMAND",
                         .help = "What to do; list unless told",
                         .presence = PositionalSpec::Presence::Optional,
                         .choices = {"list", "save", "remove"}},
                        {.name = "NAME",
                         .help = "The filter's name",
                         .presence = PositionalSpec::Presence::Optional}},
        .options = selectionOptions(),
        .usages = {"DIR MODEL [list]", "DIR MODEL save NAME [options]", "DIR MODEL remove NAME"},
        .examples = {{"filters shop product save Expensive --filter "
                      "'{\"price\":{\"greaterThan\":100}}' --sort '{\"price\":\"Descending\"}'",
                      "Keep a filter"},
                     {"records shop product --saved Expensive", "Use it"}},
        .writes =
            [](const Arguments &args) {
                return args.count() > 2 && (args.at(2) == "save" || args.at(2) == "remove");
            },
        .run = runFilters};
}

} // namespace syncline::cli
