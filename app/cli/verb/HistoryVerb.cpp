#include "app/cli/JsonShapes.h"
#include "app/cli/TextTable.h"
#include "app/cli/VerbContext.h"
#include "app/cli/verb/Verbs.h"
#include "core/base/Json.h"
#include "core/base/TextSafe.h"
#include "core/base/Time.h"
#include "core/engine/Engine.h"

namespace syncline::cli {

namespace {

Task<ExitCode> runHistory(VerbContext &context)
{
    const auto model = findModel(context, context.args.at(1));
    if (!model)
        co_return context.usage(model.error());
    const std::int64_t id = idFromText(context.args.at(2));
    if (id == 0)
        co_return context.usage(Error(usageError, "ID must be a record's id, but is \"%1\".",
                                      {text::displayLine(context.args.at(2), 80)}));
    const RecordId record{id};
    const Result<std::vector<Delta>> deltas =
        co_await ask(context, context.engine->history(context.args.at(1), record));
    if (!deltas)
        co_return context.fail(deltas.error());
    TextTable table({"time", "run", "field", "before", "after"}, context.out.columns());
    table.align(1, TextTable::Align::Right);
    ValueList changes;
    for (const Delta &delta : deltas.value()) {
        if (context.json()) {
            changes.push_back(toValue(delta));
            continue;
        }
        const bool isDeletion = delta.field.empty();
        table.add({iso::format(delta.time), delta.run == noRun ? "" : toText(delta.run),
                   isDeletion ? "(deleted)" : delta.field, json::write(delta.before),
                   isDeletion ? "" : json::write(delta.after)});
    }
    if (context.json())
        context.printJson(ValueObject{{"model", context.args.at(1)},
                                      {"id", context.args.at(2)},
                                      {"changes", std::move(changes)}});
    else if (deltas.value().empty())
        context.note("No change of this record is on file.");
    else
        context.out.write(table.text());
    co_return ExitCode::Done;
}

} // namespace

VerbSpec historyVerb()
{
    return {.name = "history",
            .summary = "show every change of one record",
            .positionals = {projectFolder(),
                            {.name = "MODEL", .help = "Its model"},
                            {.name = "ID", .help = "Its id"}},
            .examples = {{"history shop product 12", "Field by field, with the runs that did it"}},
            .run = runHistory};
}

} // namespace syncline::cli
