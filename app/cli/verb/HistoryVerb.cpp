#include "app/cli/HistoryReport.h"
#include "app/cli/TextTable.h"
#include "app/cli/VerbContext.h"
#include "app/cli/verb/Verbs.h"
#include "core/base/TextSafe.h"
#include "core/engine/Engine.h"
#include "core/engine/Histories.h"

#include <algorithm>
#include <iterator>
#include <limits>

namespace syncline::cli {

namespace {

constexpr std::int64_t usualHistoryEntries = 200;
constexpr int historyEntriesAPage = 200;
constexpr std::string_view allDeletedWord = "all";

Error badRecordId(std::string_view what, std::string_view given)
{
    return {usageError,
            "%1 must be a record's id, but is \"%2\".",
            {std::string(what), text::displayLine(given, 80)}};
}

Result<std::int64_t> historyLimit(const VerbContext &context)
{
    SYNCLINE_TRY(const std::optional<std::int64_t> limit,
                 context.args.number("limit", 1, std::numeric_limits<int>::max()));
    return limit.value_or(usualHistoryEntries);
}

Result<RunId> deletingRun(const VerbContext &context)
{
    const auto given = context.args.value("run");
    if (!given)
        return noRun;
    const std::int64_t id = idFromText(*given);
    if (id == 0)
        return Error(usageError, "--run needs a run's id, but is \"%1\".",
                     {text::displayLine(*given, 80)});
    return RunId{id};
}

/** What stands in the way of this call, before the engine is asked. */
Result<void> checkHistoryUse(const VerbContext &context)
{
    const Arguments &args = context.args;
    const bool isDeleted = args.has("deleted");
    if (isDeleted != args.at(2).empty())
        return Error(usageError, isDeleted
                                     ? "--deleted is about all deleted records: leave ID out, "
                                       "or name them after --restore."
                                     : "ID is missing: whose history? --deleted lists what "
                                       "was deleted.");
    if (!isDeleted && (args.has("search") || args.has("run")))
        return Error(usageError, "--search and --run go with --deleted.");
    if (!args.has("restore") && (args.has("fields") || args.has("preview") || args.has("partial")))
        return Error(usageError, "--fields, --preview and --partial go with --restore.");
    if (isDeleted && args.has("fields"))
        return Error(usageError, "A deleted record comes back whole: --fields goes with an entry.");
    if (args.has("restore") && (args.has("search") || args.has("limit")))
        return Error(usageError, "--search and --limit are for lists: they do not choose what "
                                 "--restore brings back.");
    if (args.has("fields") && args.list("fields").empty())
        return Error(usageError, "--fields names no field; without it the whole entry comes back.");
    return {};
}

Result<RestoreRequest> historyRestoreRequest(const VerbContext &context)
{
    const Arguments &args = context.args;
    RestoreRequest request;
    request.model = args.at(1);
    request.partial = args.has("partial");
    request.fields = args.list("fields");
    request.trigger = {{"type", "cli"}};
    if (!args.has("deleted")) {
        SYNCLINE_TRY(request.entry,
                     args.number("restore", 0, std::numeric_limits<std::int64_t>::max()));
        request.records = {RecordId{idFromText(args.at(2))}};
        return request;
    }
    const std::vector<std::string> given = args.list("restore");
    if (given == std::vector<std::string>{std::string(allDeletedWord)}) {
        SYNCLINE_TRY(request.deletedBy, deletingRun(context));
        if (request.deletedBy == noRun)
            return Error(usageError, "--restore all needs --run: all that which run deleted?");
        return request;
    }
    if (args.has("run"))
        return Error(usageError, "--run goes with --restore all, not with ids.");
    for (const std::string &text : given) {
        const std::int64_t id = idFromText(text);
        if (id == 0)
            return badRecordId("--restore", text);
        if (std::ranges::find(request.records, RecordId{id}) == request.records.end())
            request.records.push_back(RecordId{id});
    }
    return request;
}

Task<ExitCode> showRestorePreview(VerbContext &context, RestoreRequest request)
{
    const Result<RestorePreview> preview =
        co_await ask(context, context.engine->histories().previewRestore(std::move(request)));
    if (!preview)
        co_return context.fail(preview.error());
    if (context.json()) {
        context.printJson(toValue(*preview));
        co_return ExitCode::Done;
    }
    TextTable table({"id", "field", "now", "then"}, context.out.columns());
    for (const RestoredRecord &record : preview->records)
        addFields(table, record);
    if (table.rows() > 0)
        context.out.write(table.text());
    for (const RestoredRecord &record : preview->records)
        context.out.write(notesOf(record));
    context.out.write("would restore " + std::to_string(preview->whole + preview->partly) + " of " +
                      std::to_string(preview->all) + ": " + std::to_string(preview->partly) +
                      " in part, " + std::to_string(preview->unchanged) + " unchanged, " +
                      std::to_string(preview->refused) + " refused\n");
    co_return ExitCode::Done;
}

Task<ExitCode> restoreHistory(VerbContext &context)
{
    Result<RestoreRequest> request = historyRestoreRequest(context);
    if (!request)
        co_return context.usage(request.error());
    if (context.args.has("preview")) {
        const ExitCode code = co_await showRestorePreview(context, std::move(*request));
        co_return code;
    }
    const Result<RestoreOutcome> outcome =
        co_await ask(context, context.engine->histories().restore(std::move(*request)));
    if (!outcome)
        co_return context.fail(outcome.error());
    if (context.json()) {
        context.printJson(toValue(*outcome));
    } else {
        for (const RestoredRecord &record : outcome->leftOut)
            context.out.write(notesOf(record));
        context.out.write(std::to_string(outcome->restored) + " restored, " +
                          std::to_string(outcome->unchanged) + " unchanged, " +
                          std::to_string(outcome->refused) + " refused\n");
        if (outcome->run != noRun)
            context.out.write("run " + toText(outcome->run) + "\n");
        const bool couldBePartly =
            std::ranges::any_of(outcome->leftOut, [](const RestoredRecord &record) {
                return !record.has(RestoreNote::Level::Record);
            });
        if (outcome->refused > 0 && couldBePartly && !context.args.has("partial"))
            context.note("With --partial the rest comes back without what is left out.");
    }
    co_return outcome->refused > 0 ? ExitCode::Refused : ExitCode::Done;
}

Task<ExitCode> listDeletedRecords(VerbContext &context)
{
    const Result<std::int64_t> limit = historyLimit(context);
    if (!limit)
        co_return context.usage(limit.error());
    const Result<RunId> run = deletingRun(context);
    if (!run)
        co_return context.usage(run.error());
    DeletedQuery query;
    query.model = context.args.at(1);
    query.search = context.args.valueOr("search", "");
    query.run = *run;
    query.limit = static_cast<int>(*limit);
    const Result<DeletedPage> page =
        co_await ask(context, context.engine->histories().deleted(query));
    if (!page)
        co_return context.fail(page.error());
    if (context.json()) {
        context.printJson(ValueObject{{"model", context.args.at(1)},
                                      {"deleted", toValue(*page)},
                                      {"hasMore", page->next != 0}});
        co_return ExitCode::Done;
    }
    TextTable table({"id", "title", "deleted", "run", "by"}, context.out.columns());
    table.align(0, TextTable::Align::Right);
    table.align(3, TextTable::Align::Right);
    addDeleted(table, *page);
    if (page->records.empty())
        context.note(query.search.empty() && query.run == noRun
                         ? "No deleted record is on file."
                         : "No deleted record on file is like that.");
    else
        context.out.write(table.text());
    if (page->next != 0)
        context.note("There are more; --limit shows more of them.");
    co_return ExitCode::Done;
}

/** Pages of the time line, joined. */
Task<Result<HistoryPage>> readHistoryEntries(VerbContext &context, HistoryQuery query,
                                             std::int64_t limit)
{
    HistoryPage all;
    do {
        const std::int64_t left = limit - static_cast<std::int64_t>(all.entries.size());
        query.limit = static_cast<int>(std::min<std::int64_t>(left, historyEntriesAPage));
        Result<HistoryPage> page =
            co_await ask(context, context.engine->histories().timeline(query));
        if (!page)
            co_return std::move(page).error();
        all.isDeleted = page->isDeleted;
        all.next = query.before = page->next;
        all.runs.merge(page->runs);
        std::ranges::move(page->entries, std::back_inserter(all.entries));
    } while (all.next != 0 && static_cast<std::int64_t>(all.entries.size()) < limit);
    co_return all;
}

Task<ExitCode> showHistoryTimeline(VerbContext &context)
{
    const Result<std::int64_t> limit = historyLimit(context);
    if (!limit)
        co_return context.usage(limit.error());
    HistoryQuery query;
    query.model = context.args.at(1);
    query.record = RecordId{idFromText(context.args.at(2))};
    const Result<HistoryPage> page = co_await readHistoryEntries(context, query, *limit);
    if (!page)
        co_return context.fail(page.error());
    if (context.json()) {
        context.printJson(ValueObject{{"model", context.args.at(1)},
                                      {"id", context.args.at(2)},
                                      {"changes", changesOf(*page)},
                                      {"deleted", page->isDeleted},
                                      {"entries", toValue(*page)},
                                      {"hasMore", page->next != 0}});
        co_return ExitCode::Done;
    }
    TextTable table({"entry", "time", "run", "by", "field", "before", "after"},
                    context.out.columns());
    table.align(0, TextTable::Align::Right);
    table.align(2, TextTable::Align::Right);
    addEntries(table, *page);
    context.out.write(table.text());
    if (page->isDeleted)
        context.note("The record is deleted. --deleted --restore " + context.args.at(2) +
                     " brings it back.");
    if (page->next != 0)
        context.note("There are older entries; --limit shows more of them.");
    co_return ExitCode::Done;
}

Task<ExitCode> runHistory(VerbContext &context)
{
    const auto model = findModel(context, context.args.at(1));
    if (!model)
        co_return context.usage(model.error());
    if (const Result<void> use = checkHistoryUse(context); !use)
        co_return context.usage(use.error());
    if (!context.args.has("deleted") && idFromText(context.args.at(2)) == 0)
        co_return context.usage(badRecordId("ID", context.args.at(2)));
    ExitCode code = ExitCode::Done;
    if (context.args.has("restore"))
        code = co_await restoreHistory(context);
    else if (context.args.has("deleted"))
        code = co_await listDeletedRecords(context);
    else
        code = co_await showHistoryTimeline(context);
    co_return code;
}

} // namespace

VerbSpec historyVerb()
{
    return {
        .name = "history",
        .summary = "show what became of records, and bring versions back",
        .description =
            "Every change of a record is an entry: when, by which run, and each field before and "
            "after. The entry's number names the version after it (of a deletion: before it); 0 is "
            "the record as it was created. --restore brings that version back, or with --fields "
            "only some of it.\n\n"
            "--deleted lists the records that are gone; --restore brings them back under their old "
            "ids, with what refers to them. They are kept for 30 days at least.\n\n"
            "A restore is a run, and an entry of the history itself. It runs no actions; "
            "validations warn, uniqueness and types hold. What cannot come back (a password, a "
            "field that is gone, a value that another record has now) is said, and refuses the "
            "restore unless --partial takes the rest.",
        .positionals = {projectFolder(),
                        {.name = "MODEL", .help = "Its model"},
                        {.name = "ID",
                         .help = "Its id",
                         .presence = PositionalSpec::Presence::Optional}},
        .options = {{"limit", "N", "At most so many entries or records; 200 unless said"},
                    {"deleted", "", "The model's deleted records, the last deleted first"},
                    {"search", "TEXT", "With --deleted: only those that hold this text"},
                    {"run", "RUN", "With --deleted: only what this run deleted"},
                    {"restore", "WHAT",
                     "The entry to go back to; with --deleted: ids, or all of --run"},
                    {"fields", "a,b", "Restore only these fields of the entry"},
                    {"preview", "", "Show what --restore would change, and change nothing"},
                    {"partial", "", "Restore the rest when something cannot come back"}},
        .usages = {"DIR MODEL ID [--limit N]", "DIR MODEL ID --restore ENTRY [--fields a,b]",
                   "DIR MODEL --deleted [--search TEXT] [--run RUN]",
                   "DIR MODEL --deleted --restore ID[,ID…]|all"},
        .examples = {{"history shop product 12", "Field by field, with the runs that did it"},
                     {"history shop product 12 --restore 340 --fields price --preview",
                      "What going back to entry 340 would do to the price"},
                     {"history shop product --deleted --run 41 --restore all",
                      "All that the sync 41 deleted"}},
        .exits = {{ExitCode::Refused, "something cannot come back, and --partial was not given"}},
        .writes = [](const Arguments &args) { return args.has("restore") && !args.has("preview"); },
        .run = runHistory};
}

} // namespace syncline::cli
