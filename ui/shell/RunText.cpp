#include "ui/shell/RunText.h"

#include "ui/base/Text.h"

#include <QCoreApplication>
#include <QStringList>

using namespace Qt::StringLiterals;

namespace syncline::ui {

namespace {
QString trRun(const char *text)
{
    return QCoreApplication::translate("Run", text);
}
} // namespace

QString runKindText(RunKind kind)
{
    switch (kind) {
    case RunKind::Action:
        return trRun("Action");
    case RunKind::Sync:
        return trRun("Sync");
    case RunKind::Eval:
        return trRun("Console");
    case RunKind::Edit:
        return trRun("Edit");
    case RunKind::Migration:
        return trRun("Migration");
    case RunKind::Import:
        return trRun("Import");
    case RunKind::Export:
        return trRun("Export");
    }
    return {};
}

QString runStateText(RunState state)
{
    switch (state) {
    case RunState::Running:
        return trRun("running");
    case RunState::Completed:
        return trRun("completed");
    case RunState::CompletedWithErrors:
        return trRun("completed with errors");
    case RunState::Errored:
        return trRun("failed");
    case RunState::Cancelled:
        return trRun("cancelled");
    case RunState::NeedsConfirmation:
        return trRun("needs confirmation");
    case RunState::Interrupted:
        return trRun("interrupted");
    }
    return {};
}

PillKind runStatePill(RunState state)
{
    switch (state) {
    case RunState::Running:
        return PillKind::Running;
    case RunState::Completed:
        return PillKind::Ok;
    case RunState::CompletedWithErrors:
    case RunState::NeedsConfirmation:
    case RunState::Interrupted:
        return PillKind::Warning;
    case RunState::Errored:
        return PillKind::Error;
    case RunState::Cancelled:
        return PillKind::Quiet;
    }
    return PillKind::Quiet;
}

QString runKindIcon(RunKind kind)
{
    switch (kind) {
    case RunKind::Action:
        return u"action"_s;
    case RunKind::Sync:
        return u"sync"_s;
    case RunKind::Eval:
        return u"code"_s;
    case RunKind::Edit:
        return u"edit"_s;
    case RunKind::Migration:
        return u"schema"_s;
    case RunKind::Import:
        return u"import"_s;
    case RunKind::Export:
        return u"export"_s;
    }
    return {};
}

bool isRunning(const RunInfo &run)
{
    return run.state == RunState::Running;
}

bool isFailure(const RunInfo &run)
{
    return run.state == RunState::Errored || run.state == RunState::CompletedWithErrors;
}

QString runTitle(const RunInfo &run)
{
    const QString subject = displayLine(run.subject, 120);
    if (run.kind == RunKind::Sync)
        return trRun("Sync of %1").arg(subject);
    if (run.kind == RunKind::Edit && run.mode == "restore")
        return run.record.empty()
                   ? trRun("Restore of %1").arg(subject)
                   : trRun("Restore of %1 %2").arg(subject, displayLine(run.record, 40));
    if (!run.record.empty())
        return trRun("%1 on %2").arg(subject, displayLine(run.record, 40));
    return subject.isEmpty() ? runKindText(run.kind) : subject;
}

IngestCounts runCounts(const RunInfo &run)
{
    IngestCounts sum;
    for (const ModelProgress &model : run.models) {
        sum.created += model.counts.created;
        sum.updated += model.counts.updated;
        sum.unchanged += model.counts.unchanged;
        sum.deleted += model.counts.deleted;
        sum.failed += model.counts.failed;
    }
    return sum;
}

std::int64_t doneCount(const IngestCounts &counts)
{
    return counts.created + counts.updated + counts.unchanged + counts.failed;
}

QString countsText(const IngestCounts &counts)
{
    QStringList parts;
    if (counts.created > 0)
        parts.append(trRun("%1 created").arg(countText(counts.created)));
    if (counts.updated > 0)
        parts.append(trRun("%1 updated").arg(countText(counts.updated)));
    if (counts.deleted > 0)
        parts.append(trRun("%1 deleted").arg(countText(counts.deleted)));
    if (counts.failed > 0)
        parts.append(trRun("%1 failed").arg(countText(counts.failed)));
    if (parts.isEmpty())
        return counts.unchanged > 0
                   ? trRun("nothing changed (%1 looked at)").arg(countText(counts.unchanged))
                   : QString();
    if (counts.unchanged > 0)
        parts.append(trRun("%1 unchanged").arg(countText(counts.unchanged)));
    return parts.join(u" · "_s);
}

QString runResultText(const RunInfo &run)
{
    if (run.error)
        return errorText(*run.error);
    const QString counts = countsText(runCounts(run));
    const bool isQuiet =
        counts.isEmpty() && run.kind == RunKind::Sync && run.state == RunState::Completed;
    return isQuiet ? trRun("nothing new") : counts;
}

int runPercent(const RunInfo &run)
{
    std::int64_t done = 0;
    std::int64_t expected = 0;
    for (const ModelProgress &model : run.models) {
        if (model.expected < 0)
            return -1;
        expected += model.expected;
        done += std::min(doneCount(model.counts), model.expected);
    }
    return expected > 0 ? static_cast<int>(done * 100 / expected) : -1;
}

std::int64_t remainingMs(const ModelProgress &progress)
{
    const std::int64_t left = progress.expected - doneCount(progress.counts);
    if (progress.expected < 0 || progress.ratePerSecond <= 0)
        return -1;
    return left <= 0 ? 0
                     : static_cast<std::int64_t>(static_cast<double>(left) /
                                                 progress.ratePerSecond * 1000);
}

QString runDurationText(const RunInfo &run, DateTime now)
{
    if (run.finished)
        return durationText(run.finished->ms - run.started.ms);
    return isRunning(run) ? trRun("running for %1").arg(durationText(now.ms - run.started.ms))
                          : QString();
}

} // namespace syncline::ui
