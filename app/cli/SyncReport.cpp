#include "app/cli/SyncReport.h"

#include "app/cli/JsonShapes.h"
#include "app/cli/RunWatch.h"
#include "app/cli/TextTable.h"
#include "core/base/TextSafe.h"
#include "core/engine/Engine.h"

#include <cmath>

namespace syncline::cli {

namespace {

constexpr auto betweenLines = std::chrono::milliseconds(100);

std::int64_t seen(const IngestCounts &counts)
{
    return counts.created + counts.updated + counts.unchanged + counts.failed;
}

ExitCode exitCodeOf(RunState state)
{
    switch (state) {
    case RunState::Completed:
        return ExitCode::Done;
    case RunState::NeedsConfirmation:
        return ExitCode::Refused;
    case RunState::Running:
    case RunState::CompletedWithErrors:
    case RunState::Errored:
    case RunState::Cancelled:
    case RunState::Interrupted:
        break;
    }
    return ExitCode::Failed;
}

void printTable(VerbContext &context, const RunInfo &run)
{
    TextTable table({"model", "created", "updated", "unchanged", "deleted", "failed"},
                    context.out.columns());
    for (std::size_t column = 1; column <= 5; ++column)
        table.align(column, TextTable::Align::Right);
    for (const ModelProgress &model : run.models) {
        const IngestCounts &counts = model.counts;
        table.add({model.model, std::to_string(counts.created), std::to_string(counts.updated),
                   std::to_string(counts.unchanged), std::to_string(counts.deleted),
                   std::to_string(counts.failed)});
    }
    context.out.write(table.text());
}

/** What to do next, when not all is well. */
void advise(VerbContext &context, const RunInfo &run)
{
    const std::string id = toText(run.id);
    const std::string &folder = context.args.at(0);
    IngestCounts all;
    for (const ModelProgress &model : run.models)
        all += model.counts;
    if (all.failed > 0) {
        context.note(std::to_string(all.failed) +
                     " documents could not be stored; see \"syncline syncs " + folder +
                     " --failures " + id + "\".");
    }
    if (run.error)
        context.note(run.error->describe());
    if (run.state == RunState::NeedsConfirmation) {
        context.note("The source no longer has " + std::to_string(run.pendingDeletes) +
                     " records, more than are deleted without asking. \"syncline sync-confirm " +
                     folder + " " + id + "\" deletes them.");
    } else if (run.resumable && run.state != RunState::Completed) {
        context.note("What arrived is kept; the next sync goes on from there.");
    }
}

} // namespace

std::string progressLine(const RunInfo &run)
{
    std::string line;
    for (const ModelProgress &model : run.models) {
        const std::int64_t done = seen(model.counts);
        if (done == 0 && model.note.empty())
            continue;
        line += (line.empty() ? "" : " · ") + model.model + " " + std::to_string(done);
        if (model.expected > 0)
            line += "/" + std::to_string(model.expected);
        if (model.ratePerSecond >= 1)
            line += " (" + std::to_string(std::llround(model.ratePerSecond)) + "/s)";
        if (!model.note.empty())
            line += ", " + model.note;
    }
    if (!run.note.empty())
        line += (line.empty() ? "" : " · ") + run.note;
    return line.empty() ? "working" : line;
}

SyncReport::SyncReport(VerbContext &context)
    : m_context(context)
{
}

void SyncReport::progress(const RunInfo &run)
{
    const auto now = m_clock.steady();
    if (!m_context.err.isTerminal() || (m_isShown && now - m_shownAt < betweenLines))
        return;
    m_shownAt = now;
    m_isShown = true;
    const int columns = m_context.err.columns() > 1 ? m_context.err.columns() - 1 : 79;
    m_context.err.write(
        "\r" + text::displayLine(progressLine(run), static_cast<std::size_t>(columns)) + "\x1b[K");
}

void SyncReport::erase()
{
    if (m_isShown)
        m_context.err.write("\r\x1b[K");
    m_isShown = false;
}

ExitCode SyncReport::finish(const RunInfo &run)
{
    erase();
    advise(m_context, run);
    if (m_context.json()) {
        Value shape = toValue(run);
        shape.asObject().set("connection", run.subject);
        m_context.printJson(shape);
    } else {
        printTable(m_context, run);
        m_context.out.write("run " + toText(run.id) + ": " + std::string(runStateName(run.state)) +
                            "\n");
    }
    return exitCodeOf(run.state);
}

Task<Result<RunInfo>> followRun(VerbContext &context, RunWatch &watch, RunId run)
{
    SyncReport report(context);
    watch.follow(run);
    // A run that ended at once may have said so before anybody listened.
    Result<RunInfo> known = co_await ask(context, context.engine->run(run));
    if (!known)
        co_return known;
    RunInfo info = std::move(known).value();
    while (!isFinal(info.state) && info.state != RunState::NeedsConfirmation) {
        report.progress(info);
        RunInfo newer = co_await watch.next();
        info = std::move(newer);
    }
    report.erase();
    co_return info;
}

Task<ExitCode> reportSync(VerbContext &context, RunWatch &watch, RunId run)
{
    const Result<RunInfo> ended = co_await followRun(context, watch, run);
    if (!ended)
        co_return context.fail(ended.error());
    co_return SyncReport(context).finish(ended.value());
}

} // namespace syncline::cli
