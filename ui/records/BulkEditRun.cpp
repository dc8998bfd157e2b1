#include "core/engine/Edits.h"
#include "ui/base/Spacing.h"
#include "ui/base/Text.h"
#include "ui/base/WhenDone.h"
#include "ui/inspector/FieldEditor.h"
#include "ui/records/BulkEditDialog.h"
#include "ui/shell/RunText.h"
#include "ui/widget/Banner.h"
#include "ui/widget/ItemViews.h"
#include "ui/widget/PlainLabel.h"

#include <QDialogButtonBox>
#include <QHeaderView>
#include <QProgressBar>
#include <QPushButton>
#include <QStackedWidget>
#include <QTableWidget>
#include <QTimer>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

/** BulkEditDialog's second page: how it goes, and what came of it. */
namespace syncline::ui {

namespace {
constexpr int progressSteps = 1000;

std::int64_t dealtWith(const IngestCounts &counts)
{
    return counts.updated + counts.unchanged + counts.deleted + counts.failed;
}
} // namespace

QWidget *BulkEditDialog::buildRun()
{
    auto *page = new QWidget(m_stack);
    auto *layout = new QVBoxLayout(page);
    layout->setContentsMargins(0, 0, 0, 0);
    m_state = makeLabel({}, LabelRole::Heading, page);
    m_state->setObjectName(u"bulk.state"_s);
    m_state->setWordWrap(true);
    m_progress = new QProgressBar(page);
    nameControl(m_progress, u"bulk.progress"_s, tr("Records dealt with"));
    m_progress->setTextVisible(false);
    m_progress->setMaximum(progressSteps);
    m_failures = new QTableWidget(0, 2, page);
    nameControl(m_failures, u"bulk.failures"_s, tr("Records that failed"));
    m_failures->setHorizontalHeaderLabels({tr("Record"), tr("Why it failed")});
    m_failures->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_failures->setSelectionBehavior(QAbstractItemView::SelectRows);
    prepareTable(m_failures);
    frameView(m_failures);
    m_failures->hide();
    layout->addWidget(m_state);
    layout->addWidget(m_progress);
    layout->addWidget(m_failures, 1);
    layout->addStretch(0);
    return page;
}

void BulkEditDialog::buildButtons(QVBoxLayout *layout)
{
    auto *buttons = new QDialogButtonBox(this);
    m_log = buttons->addButton(tr("Show Log"), QDialogButtonBox::ActionRole);
    nameControl(m_log, u"bulk.log"_s, tr("What the run wrote to the log"));
    m_stop = buttons->addButton(tr("Stop"), QDialogButtonBox::ActionRole);
    nameControl(m_stop, u"bulk.stop"_s, tr("Stop; what was changed stays"));
    m_start = buttons->addButton(QString(), QDialogButtonBox::ActionRole);
    setStyleProperty(m_start, "primary", true);
    m_close = buttons->addButton(tr("Cancel"), QDialogButtonBox::RejectRole);
    nameControl(m_close, u"bulk.close"_s, tr("Close"));
    if (m_kind == BulkEdit::Kind::Delete)
        m_close->setDefault(true); // the safe one
    m_start->setAutoDefault(m_kind == BulkEdit::Kind::Update);
    connect(m_start, &QPushButton::clicked, this, &BulkEditDialog::start);
    connect(m_stop, &QPushButton::clicked, this, [this] { m_context.engine->cancelRun(m_run); });
    connect(m_log, &QPushButton::clicked, this, [this] { Q_EMIT logsRequested(raw(m_run)); });
    // What runs goes on behind a closed dialog; the activity in the toolbar can stop it.
    connect(m_close, &QPushButton::clicked, this, &QDialog::reject);
    layout->addWidget(buttons);
}

void BulkEditDialog::updateButtons()
{
    const bool isSetup = m_run == noRun;
    const bool deletes = m_kind == BulkEdit::Kind::Delete;
    const QString number = countText(std::max<std::int64_t>(m_records, 0));
    const QString text = m_records < 0 ? (deletes ? tr("Delete") : tr("Change"))
                         : m_records == 1
                             ? (deletes ? tr("Delete 1 Record") : tr("Change 1 Record"))
                         : deletes ? tr("Delete %1 Records").arg(number)
                                   : tr("Change %1 Records").arg(number);
    m_start->setText(text);
    nameControl(m_start, u"bulk.start"_s, text);
    const bool isWrong = std::ranges::any_of(
        m_lines, [](const Line &line) { return !line.editor->problem().isEmpty(); });
    m_start->setVisible(isSetup);
    m_start->setEnabled(m_records > 0 && !isWrong);
    m_stop->setVisible(isRunning());
    m_log->setVisible(m_isDone);
    m_close->setText(isSetup ? tr("Cancel") : tr("Close"));
    m_add->setEnabled(m_lines.size() < m_fields.size());
}

void BulkEditDialog::start()
{
    if (m_run != noRun || !m_start->isEnabled())
        return;
    m_start->setEnabled(false);
    m_timer->stop();
    whenDone(m_context.engine->edits().startBulk(edit()), this, [this](const Result<RunId> &run) {
        if (!run) {
            m_banner->showMessage(Banner::Kind::Error, errorText(run.error()), tr("Close"));
            updateButtons();
            return;
        }
        m_run = *run;
        m_state->setText(tr("Beginning…"));
        m_stack->setCurrentIndex(1);
        updateButtons();
        whenDone(m_context.engine->run(m_run), this, [this](const Result<RunInfo> &now) {
            if (now) // it may have ended before we listened
                handleRun(*now);
        });
    });
}

void BulkEditDialog::handleRun(const RunInfo &run)
{
    if (run.id != m_run || m_run == noRun || m_isDone || run.models.empty())
        return;
    const ModelProgress &model = run.models.front();
    const std::int64_t done = dealtWith(model.counts);
    const std::int64_t all = std::max(model.expected, done);
    m_progress->setValue(all > 0 ? static_cast<int>(done * progressSteps / all) : 0);
    QString text = tr("%1 of %2 records").arg(countText(done), countText(all));
    if (model.ratePerSecond > 0 && done < all) {
        const double left = static_cast<double>(all - done) / model.ratePerSecond;
        text += u" · "_s + rateText(model.ratePerSecond) + u" · "_s +
                tr("%1 left").arg(durationText(static_cast<std::int64_t>(left * 1000)));
    }
    m_state->setText(text);
    if (isFinal(run.state))
        showEnd(run);
}

void BulkEditDialog::showEnd(const RunInfo &run)
{
    m_isDone = true;
    const IngestCounts &counts = run.models.front().counts;
    m_progress->setValue(run.state == RunState::Cancelled ? m_progress->value() : progressSteps);
    QStringList parts;
    if (m_kind == BulkEdit::Kind::Delete)
        parts += tr("%1 deleted").arg(countText(counts.deleted));
    else
        parts += tr("%1 changed").arg(countText(counts.updated));
    if (counts.unchanged > 0)
        parts += tr("%1 were so already").arg(countText(counts.unchanged));
    if (counts.failed > 0)
        parts += tr("%1 failed").arg(countText(counts.failed));
    QString text =
        runStateText(run.state) + u": "_s + parts.join(u" · "_s) + tr(" (run %1)").arg(raw(run.id));
    if (run.error)
        text += u"\n"_s + errorText(*run.error);
    m_state->setText(text);
    updateButtons();
    m_close->setFocus();
    if (counts.failed == 0)
        return;
    whenDone(m_context.engine->edits().bulkReport(run.id), this,
             [this](const Result<BulkReport> &report) {
                 if (report)
                     showFailures(*report);
             });
}

void BulkEditDialog::showFailures(const BulkReport &report)
{
    m_failures->setRowCount(static_cast<int>(report.failures.size()));
    int row = 0;
    for (const EditFailure &failure : report.failures) {
        const QString why = errorText(failure.error);
        auto *reason = new QTableWidgetItem(why);
        reason->setToolTip(plainToolTip(why));
        m_failures->setItem(row, 0, new QTableWidgetItem(QString::number(raw(failure.record))));
        m_failures->setItem(row++, 1, reason);
    }
    m_failures->setVisible(row > 0);
}

} // namespace syncline::ui
