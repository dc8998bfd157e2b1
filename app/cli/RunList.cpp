#include "app/cli/RunList.h"

#include "app/cli/JsonShapes.h"
#include "app/cli/TextTable.h"
#include "core/base/Time.h"
#include "core/engine/Engine.h"

#include <algorithm>

namespace syncline::cli {

namespace {

constexpr std::int64_t pageSize = 500;

std::string duration(const RunInfo &run)
{
    if (!run.finished)
        return "";
    const std::int64_t ms = std::max<std::int64_t>(0, run.finished->ms - run.started.ms);
    if (ms < 1'000)
        return std::to_string(ms) + " ms";
    if (ms < 60'000)
        return std::to_string(ms / 1'000) + "." + std::to_string(ms % 1'000 / 100) + " s";
    return std::to_string(ms / 60'000) + " min " + std::to_string(ms % 60'000 / 1'000) + " s";
}

/** "created 3, failed 1": what is not zero. */
std::string counts(const RunInfo &run)
{
    IngestCounts all;
    for (const ModelProgress &model : run.models)
        all += model.counts;
    const std::pair<const char *, std::int64_t> parts[] = {{"created", all.created},
                                                           {"updated", all.updated},
                                                           {"unchanged", all.unchanged},
                                                           {"deleted", all.deleted},
                                                           {"failed", all.failed}};
    std::string out;
    for (const auto &[name, count] : parts) {
        if (count > 0)
            out += (out.empty() ? "" : ", ") + std::string(name) + " " + std::to_string(count);
    }
    return out;
}

} // namespace

Task<ExitCode> printRuns(VerbContext &context, RunQuery query, std::int64_t limit)
{
    TextTable table({"run", "kind", "subject", "state", "started", "took", "what"},
                    context.out.columns());
    table.align(0, TextTable::Align::Right);
    while (limit > 0 && !context.stop.stop_requested()) {
        query.limit = static_cast<int>(std::min(limit, pageSize));
        const Result<std::vector<RunInfo>> runs =
            co_await ask(context, context.engine->runs(query));
        if (!runs)
            co_return context.fail(runs.error());
        for (const RunInfo &run : runs.value()) {
            query.before = raw(run.id);
            if (context.json()) {
                context.printJson(toValue(run));
                continue;
            }
            const std::string what = run.error ? run.error->message() : counts(run);
            table.add({toText(run.id), std::string(runKindName(run.kind)), run.subject,
                       std::string(runStateName(run.state)), iso::format(run.started),
                       duration(run), what});
        }
        const bool isRead = co_await context.out.drained();
        const auto got = static_cast<std::int64_t>(runs.value().size());
        if (!isRead || got < query.limit)
            break;
        limit -= got;
    }
    if (!context.json())
        context.out.write(table.text());
    co_return context.stop.stop_requested() ? ExitCode::Failed : ExitCode::Done;
}

} // namespace syncline::cli
