#include "app/cli/JsonShapes.h"
#include "app/cli/LogLines.h"
#include "app/cli/LogTail.h"
#include "app/cli/VerbContext.h"
#include "app/cli/verb/Verbs.h"
#include "core/base/Clock.h"
#include "core/base/TextSafe.h"
#include "core/engine/Engine.h"

#include <algorithm>

namespace syncline::cli {

namespace {

constexpr std::int64_t pageSize = 1000;

Result<LogQuery> readQuery(const VerbContext &context)
{
    LogQuery query;
    if (const auto run = context.args.value("run")) {
        const std::int64_t id = idFromText(*run);
        if (id == 0)
            return Error(usageError, "--run needs a run's id, but is \"%1\".",
                         {text::displayLine(*run, 80)});
        query.run = RunId{id};
    }
    if (const auto level = context.args.value("level"))
        query.minLevel = logLevelFromName(*level);
    if (const auto since = context.args.value("since")) {
        SYNCLINE_TRY(query.since, parseTimeArgument("--since", *since, SystemClock().now()));
    }
    query.search = context.args.valueOr("search", "");
    query.source = context.args.valueOr("source", "");
    return query;
}

void printEntry(VerbContext &context, const LogEntry &entry)
{
    context.out.write(context.json() ? logJsonLine(entry) : logLine(entry));
}

/** The newest @p limit entries, oldest first. */
Task<Result<std::vector<LogEntry>>> newest(VerbContext &context, LogQuery query, std::int64_t limit)
{
    std::vector<LogEntry> entries;
    while (limit > 0 && !context.stop.stop_requested()) {
        query.limit = static_cast<int>(std::min(limit, pageSize));
        Result<std::vector<LogEntry>> page = co_await ask(context, context.engine->logs(query));
        if (!page)
            co_return std::move(page).error();
        const auto got = static_cast<std::int64_t>(page.value().size());
        if (got > 0)
            query.before = page.value().back().id;
        std::move(page.value().begin(), page.value().end(), std::back_inserter(entries));
        if (got < query.limit)
            break;
        limit -= got;
    }
    std::reverse(entries.begin(), entries.end());
    co_return entries;
}

Task<ExitCode> follow(VerbContext &context, LogQuery query)
{
    LogTail tail(context, std::move(query));
    for (;;) {
        const Result<std::vector<LogEntry>> entries = co_await tail.newEntries();
        if (!entries)
            co_return context.fail(entries.error());
        for (const LogEntry &entry : entries.value())
            printEntry(context, entry);
        const bool isRead = co_await context.out.drained();
        if (!isRead)
            co_return ExitCode::Done;
        const bool goesOn = co_await tail.more();
        if (!goesOn)
            co_return ExitCode::Done;
    }
}

Task<ExitCode> runLogs(VerbContext &context)
{
    Result<LogQuery> query = readQuery(context);
    if (!query)
        co_return context.usage(query.error());
    const auto limit = context.args.number("limit", 0, 1'000'000);
    if (!limit)
        co_return context.usage(limit.error());
    const bool follows = context.args.has("follow");
    const Result<std::int64_t> last = co_await newestLogId(context);
    if (!last)
        co_return context.fail(last.error());
    const std::int64_t wanted = limit.value().value_or(200);
    const Result<std::vector<LogEntry>> entries = co_await newest(context, query.value(), wanted);
    if (!entries)
        co_return context.fail(entries.error());
    for (const LogEntry &entry : entries.value())
        printEntry(context, entry);
    const bool isRead = co_await context.out.drained();
    if (!follows || !isRead)
        co_return ExitCode::Done;
    query.value().after = last.value();
    if (!entries.value().empty())
        query.value().after = std::max(last.value(), entries.value().back().id);
    const ExitCode code = co_await follow(context, std::move(query.value()));
    co_return code;
}

} // namespace

VerbSpec logsVerb()
{
    return {.name = "logs",
            .summary = "show the log",
            .description =
                "The newest entries, oldest of them first. With --json, one object a line.",
            .positionals = {projectFolder()},
            .options = {{"run", "ID", "Only what this run said"},
                        {"level",
                         "LEVEL",
                         "This level and above",
                         {"trace", "debug", "info", "warn", "error", "fatal"}},
                        {"since", "TIME", "A time, or how long ago: 90s, 15m, 2h, 3d"},
                        {"search", "TEXT", "Only entries with this in their text or fields"},
                        {"source", "NAME", "user, system, or a connection's name"},
                        {"limit", "N", "At most N entries; default: 200"},
                        {"follow", "", "Go on showing entries as they come, until Ctrl-C"}},
            .examples = {{"logs shop --level error --since 2h", "What went wrong lately"},
                         {"logs shop --run 41", "What run 41 said"},
                         {"logs shop --follow", "Watch it"}},
            .run = runLogs};
}

} // namespace syncline::cli
