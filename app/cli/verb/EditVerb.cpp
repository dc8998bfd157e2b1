#include "app/cli/EditReport.h"
#include "app/cli/FileParams.h"
#include "app/cli/RecordSelection.h"
#include "app/cli/VerbContext.h"
#include "app/cli/verb/Verbs.h"
#include "core/base/TextSafe.h"
#include "core/engine/Edits.h"
#include "core/engine/Engine.h"

#include <algorithm>

namespace syncline::cli {

namespace {

constexpr int previewRows = 5;

Result<std::vector<RecordId>> readIds(const VerbContext &context)
{
    std::vector<RecordId> ids;
    for (const std::string &text : context.args.list("id")) {
        const std::int64_t id = idFromText(text);
        if (id == 0)
            return Error(usageError, "--id takes ids of records, but got \"%1\".",
                         {text::displayLine(text, 80)});
        if (std::ranges::find(ids, RecordId{id}) == ids.end())
            ids.push_back(RecordId{id});
    }
    if (ids.empty())
        return Error(usageError, "--id names no record.");
    return ids;
}

/** Which records; there is no "all" by leaving something out. */
Result<void> readWhich(const VerbContext &context, const ModelDef &model, BulkEdit &edit)
{
    const Arguments &args = context.args;
    const bool finds = args.has("filter") || args.has("search");
    if (int(args.has("id")) + int(finds) + int(args.has("all")) != 1)
        return Error(usageError,
                     "Say which records: by --id, by --filter or --search, or --all of them.");
    if (args.has("id")) {
        SYNCLINE_TRY(edit.ids, readIds(context));
        return {};
    }
    if (const auto filter = args.value("filter")) {
        SYNCLINE_TRY(const Value value, parseJsonArgument("--filter", *filter));
        SYNCLINE_TRY(edit.filter, parseFilter(value, model, filterModels(context)));
    }
    edit.search = args.valueOr("search", "");
    return {};
}

Result<BulkEdit> readEdit(const VerbContext &context, const ModelDef &model)
{
    BulkEdit edit;
    edit.model = model.name;
    edit.trigger = {{"type", "cli"}};
    SYNCLINE_CHECK(readWhich(context, model, edit));
    const bool deletes = context.args.has("delete");
    if (deletes == context.args.has("set"))
        return Error(usageError, "Say what to do: --set fields, or --delete.");
    edit.kind = deletes ? BulkEdit::Kind::Delete : BulkEdit::Kind::Update;
    if (const auto set = context.args.value("set")) {
        SYNCLINE_TRY(edit.fields, parseObjectArgument("--set", *set));
    }
    return edit;
}

Task<ExitCode> runEdit(VerbContext &context)
{
    const auto model = findModel(context, context.args.at(1));
    if (!model)
        co_return context.usage(model.error());
    Result<BulkEdit> read = readEdit(context, *model.value());
    if (!read)
        co_return context.usage(read.error());
    BulkEdit edit = std::move(read).value();
    const Result<void> taken = co_await takeFiles(context, *model.value(), edit.fields);
    if (!taken)
        co_return context.fail(taken.error());
    const Result<BulkPreview> preview =
        co_await ask(context, context.engine->edits().previewBulk(edit, previewRows));
    if (!preview)
        co_return context.refused(preview.error());
    if (context.args.has("preview")) {
        printEditPreview(context, edit, preview.value());
        for (const BulkPreview::Row &row : preview.value().rows) {
            if (row.error)
                co_return ExitCode::Failed;
        }
        co_return ExitCode::Done;
    }
    if (preview.value().records > 1 && !context.args.has("yes")) {
        printEditPreview(context, edit, preview.value());
        context.note("Nothing was changed. With --yes it is done.");
        co_return ExitCode::Refused;
    }
    const ExitCode code = co_await reportEdit(context, std::move(edit));
    co_return code;
}

} // namespace

VerbSpec editVerb()
{
    return {
        .name = "edit",
        .summary = "change or delete many records",
        .description =
            "Sets the same fields of all records that --id, --filter or --search say, or deletes "
            "them. Each goes through its model's update or delete action, with all its effects and "
            "validations, as one run: a record that cannot be changed fails alone, Ctrl-C stops, "
            "and what was committed before stays.\n\n"
            "More than one record are changed only with --yes; without it, it says how many there "
            "are and what the first would become, and ends with 4. --preview never changes "
            "anything.",
        .positionals = {projectFolder(), {.name = "MODEL", .help = "Its name"}},
        .options = {{"id", "IDS", "These records: 12 or 12,13,20"},
                    {"filter", "JSON", "Those that it finds, like {\"price\":{\"lessThan\":5}}"},
                    {"search", "TEXT", "Those with these words in their text fields"},
                    {"all", "", "Every record of the model"},
                    {"set", "JSON",
                     "An object of fields and values; null clears, a file as {\"copy\": \"PATH\"}"},
                    {"delete", "", "Delete them instead"},
                    {"preview", "", "Only say what would be done"},
                    {"yes", "", "Do it for more than one record, too"}},
        .usages = {"DIR MODEL --filter JSON --set JSON [--preview | --yes]",
                   "DIR MODEL --id IDS --delete [--preview | --yes]"},
        .examples = {{"edit shop product --id 12 --set '{\"price\":9.5}'", "Change one record"},
                     {"edit shop product --filter '{\"stock\":{\"equals\":0}}' --set "
                      "'{\"status\":\"archived\"}' --preview",
                      "What it would do"},
                     {"edit shop product --search test --delete --yes", "Delete what it finds"}},
        .exits = {{ExitCode::Failed, "records failed, or it was cancelled"},
                  {ExitCode::Refused, "more than one record, and no --yes"}},
        .followsModels = true,
        .writes = [](const Arguments &args) { return !args.has("preview"); },
        .run = runEdit};
}

} // namespace syncline::cli
