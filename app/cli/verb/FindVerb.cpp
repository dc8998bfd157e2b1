#include "app/cli/TextTable.h"
#include "app/cli/VerbContext.h"
#include "app/cli/verb/Verbs.h"
#include "core/engine/Engine.h"
#include "core/engine/Lookups.h"

namespace syncline::cli {

namespace {

constexpr std::int64_t usual = 20;
constexpr std::int64_t most = 1000;

Task<ExitCode> runFind(VerbContext &context)
{
    const Result<std::optional<std::int64_t>> first = context.args.number("first", 1, most);
    if (!first)
        co_return context.usage(first.error());
    const int atMost = static_cast<int>(first.value().value_or(usual));
    const Result<std::vector<FoundRecord>> found =
        co_await ask(context, context.engine->lookups().findRecords(context.args.at(1), atMost));
    if (!found)
        co_return context.fail(found.error());
    TextTable table({"model", "id", "title", "field", "text"}, context.out.columns());
    ValueList items;
    for (const FoundRecord &record : found.value()) {
        if (!context.json()) {
            table.add(
                {record.model, toText(record.record), record.title, record.field, record.text});
            continue;
        }
        items.push_back(ValueObject{{"model", record.model},
                                    {"id", toText(record.record)},
                                    {"title", record.title},
                                    {"field", record.field},
                                    {"text", record.text}});
    }
    if (context.json())
        context.printJson(ValueObject{{"records", std::move(items)}});
    else if (found.value().empty())
        context.note("No record has this id, remote id, unique value, e-mail or title.");
    else
        context.out.write(table.text());
    co_return ExitCode::Done;
}

} // namespace

VerbSpec findVerb()
{
    return {.name = "find",
            .summary = "find records of any model by an id, e-mail or title",
            .description =
                "Looks for records whose id, id at the source, unique value, e-mail or title is "
                "the text, and then for those of which one begins with it. Only where an index "
                "answers, or a model is small: use records --search to look everywhere.",
            .positionals = {projectFolder(), {.name = "TEXT", .help = "What to look for"}},
            .options = {{"first", "N", "At most N records; 20 unless told"}},
            .examples = {{"find shop anna@example.com", "Everything with this address"}},
            .followsModels = true,
            .run = runFind};
}

} // namespace syncline::cli
