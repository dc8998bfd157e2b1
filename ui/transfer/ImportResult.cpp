#include "ui/transfer/ImportResult.h"

#include "core/engine/Engine.h"
#include "core/engine/Transfers.h"
#include "ui/base/Spacing.h"
#include "ui/base/Text.h"
#include "ui/base/WhenDone.h"
#include "ui/prompt/Prompter.h"
#include "ui/shell/RunText.h"
#include "ui/transfer/FailedRowsModel.h"
#include "ui/transfer/TransferText.h"
#include "ui/widget/Banner.h"
#include "ui/widget/ItemViews.h"
#include "ui/widget/PlainLabel.h"

#include <QFileInfo>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QPushButton>
#include <QTableView>

using namespace Qt::StringLiterals;

namespace syncline::ui {

namespace {

constexpr int shownFailures = 1'000;
constexpr int rowWidth = 96;

QPushButton *addButton(QLayout *to, const QString &text, const QString &name, QWidget *parent)
{
    auto *button = new QPushButton(text, parent);
    nameControl(button, u"import."_s + name, QString(text).remove(u'…'));
    to->addWidget(button);
    return button;
}

} // namespace

ImportResult::ImportResult(const UiContext &context, QWidget *parent)
    : QWidget(parent),
      m_context(context),
      m_title(makeLabel({}, LabelRole::Title, this)),
      m_counts(makeLabel({}, LabelRole::Heading, this)),
      m_notes(makeLabel({}, LabelRole::Muted, this)),
      m_banner(new Banner(u"import.resultBanner"_s, this)),
      m_heading(makeLabel({}, this)),
      m_table(new QTableView(this)),
      m_rows(new FailedRowsModel(this))
{
    setObjectName(u"import.result"_s);
    m_title->setObjectName(u"import.title"_s);
    m_counts->setObjectName(u"import.counts"_s);
    m_notes->setObjectName(u"import.notes"_s);
    m_notes->setWordWrap(true);
    m_title->setWordWrap(true);
    nameControl(m_table, u"import.failures"_s, tr("Rows that were not stored"));
    m_table->setModel(m_rows);
    m_table->setSelectionBehavior(QTableView::SelectRows);
    m_table->setEditTriggers(QTableView::NoEditTriggers);
    prepareTable(m_table);
    frameView(m_table);
    m_table->setColumnWidth(FailedRowsModel::RowColumn, rowWidth);
    auto *bar = new QWidget(this);
    buildButtons(bar);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(space::large, space::large, space::large, space::large);
    layout->setSpacing(space::small);
    layout->addWidget(m_title);
    layout->addWidget(m_counts);
    layout->addWidget(m_banner);
    layout->addWidget(m_notes);
    layout->addWidget(m_heading);
    layout->addWidget(m_table, 1);
    layout->addStretch();
    layout->addWidget(bar);
}

void ImportResult::buildButtons(QWidget *bar)
{
    auto *row = new QHBoxLayout(bar);
    row->setContentsMargins(0, space::small, 0, 0);
    m_saveFailed = addButton(row, tr("Save Failed Rows…"), u"saveFailed"_s, bar);
    m_saveFailed->setToolTip(tr("As they stood in the file, each with its reason in front: mend "
                                "them there and import that file"));
    m_saveAll = addButton(row, tr("Save Result…"), u"saveResult"_s, bar);
    m_saveAll->setToolTip(tr("What came of every row, as CSV: row, outcome, id, error"));
    m_showRun = addButton(row, tr("Show Run"), u"showRun"_s, bar);
    row->addStretch();
    m_back = addButton(row, tr("Back"), u"back"_s, bar);
    m_import = addButton(row, tr("Import Now"), u"importNow"_s, bar);
    m_close = addButton(row, tr("Close"), u"close"_s, bar);
    connect(m_saveFailed, &QPushButton::clicked, this, [this] { save(ImportRows::Failed); });
    connect(m_saveAll, &QPushButton::clicked, this, [this] { save(ImportRows::All); });
    connect(m_showRun, &QPushButton::clicked, this, [this] { Q_EMIT runRequested(raw(m_run.id)); });
    connect(m_back, &QPushButton::clicked, this, &ImportResult::backRequested);
    connect(m_import, &QPushButton::clicked, this, &ImportResult::importRequested);
    connect(m_close, &QPushButton::clicked, this, &ImportResult::closeRequested);
}

void ImportResult::showRun(const RunInfo &run, const QString &file)
{
    m_run = run;
    m_file = file;
    const bool isDry = run.mode == dryRunMode;
    const bool isDone =
        run.state == RunState::Completed || run.state == RunState::CompletedWithErrors;
    const QString name = displayLine(fromQString(QFileInfo(file).fileName()), 80);
    m_title->setText(run.state == RunState::Cancelled
                         ? tr("The import of %1 was cancelled").arg(name)
                     : !isDone ? tr("The import of %1 ended early").arg(name)
                     : isDry   ? tr("Dry run of %1: nothing was kept").arg(name)
                               : tr("%1 is imported").arg(name));
    const IngestCounts counts = run.models.empty() ? IngestCounts() : run.models.front().counts;
    m_counts->setText(importCountsText(counts));
    m_banner->hide();
    if (run.error)
        m_banner->showMessage(run.state == RunState::Cancelled ? Banner::Kind::Warning
                                                               : Banner::Kind::Error,
                              errorText(*run.error));
    m_notes->setText(displayLine(run.note, 1'000));
    m_notes->setVisible(!run.note.empty());
    m_rows->setRows({});
    m_heading->setVisible(counts.failed > 0);
    m_heading->setText(tr("Reading the rows that were not stored…"));
    m_table->setVisible(counts.failed > 0);
    m_saveFailed->setVisible(counts.failed > 0);
    m_saveAll->setEnabled(doneCount(counts) > 0);
    m_showRun->setVisible(!isDry);
    m_import->setVisible(isDry && isDone);
    setStyleProperty(m_import, "primary", true);
    setStyleProperty(m_close, "primary", !m_import->isVisibleTo(this));
    (m_import->isVisibleTo(this) ? m_import : m_close)->setDefault(true);
    (m_import->isVisibleTo(this) ? m_import : m_close)->setFocus(Qt::OtherFocusReason);
    whenDone(m_context.engine->transfers().importReport(run.id, shownFailures), this,
             [this, id = run.id](const Result<ImportReport> &report) {
                 if (m_run.id == id)
                     showReport(report);
             });
}

void ImportResult::showReport(const Result<ImportReport> &report)
{
    if (!report) {
        m_heading->hide();
        m_banner->showMessage(Banner::Kind::Error, errorText(report.error()));
        return;
    }
    const auto shown = static_cast<std::int64_t>(report->failures.size());
    m_heading->setText(shown < report->counts.failed
                           ? tr("The first %1 of %2 rows that were not stored:")
                                 .arg(countText(shown), countText(report->counts.failed))
                           : tr("Rows that were not stored:"));
    m_rows->setRows(report->failures);
    if (m_rows->rowCount() > 0)
        m_table->setCurrentIndex(m_rows->index(0, 0));
}

void ImportResult::save(ImportRows which)
{
    const QFileInfo source(m_file);
    const bool isFailed = which == ImportRows::Failed;
    const bool isJson = transferFormatOf(fromQString(m_file)) == TransferFormat::Json ||
                        transferFormatOf(fromQString(m_file)) == TransferFormat::Ndjson;
    const QString ending = isFailed && isJson ? u"ndjson"_s : u"csv"_s;
    const QString start = source.absolutePath() + u'/' + source.completeBaseName() +
                          (isFailed ? u"-failed."_s : u"-result."_s) + ending;
    m_context.prompter->pickNewFile(
        this, isFailed ? tr("Save Failed Rows") : tr("Save Result"), start,
        [this, which](const QString &path) {
            whenDone(
                m_context.engine->transfers().saveImportRows(m_run.id, which, fromQString(path)),
                this, [this, path](const Result<void> &saved) {
                    if (saved)
                        m_banner->showMessage(
                            Banner::Kind::Info,
                            tr("Saved as %1.").arg(displayLine(fromQString(path), 200)));
                    else
                        m_context.prompter->show(this, saved.error());
                });
        });
}

} // namespace syncline::ui
