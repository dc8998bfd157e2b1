#include "ui/inspector/RunView.h"

#include "core/base/Clock.h"
#include "ui/base/Spacing.h"
#include "ui/base/Text.h"
#include "ui/base/WhenDone.h"
#include "ui/connection/FailureModel.h"
#include "ui/connection/ProgressView.h"
#include "ui/shell/RunText.h"
#include "ui/widget/PageStateView.h"
#include "ui/widget/PlainLabel.h"

#include <QGridLayout>
#include <QPushButton>
#include <QScrollArea>
#include <QStackedWidget>
#include <QTreeView>

using namespace Qt::StringLiterals;

namespace syncline::ui {

namespace {
void clearLayout(QLayout *layout)
{
    while (QLayoutItem *item = layout->takeAt(0)) {
        if (item->widget())
            item->widget()->deleteLater();
        delete item;
    }
}
} // namespace

RunView::RunView(const UiContext &context, QWidget *parent)
    : QWidget(parent),
      m_context(context),
      m_stack(new QStackedWidget(this)),
      m_stateView(new PageStateView(this))
{
    setObjectName(u"run"_s);
    m_stack->addWidget(m_stateView);
    m_stack->addWidget(buildContent());
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_stack);
    connect(m_stateView, &PageStateView::buttonClicked, this, &RunView::load);
    connect(m_context.engine, &Engine::runChanged, this, [this](const RunInfo &run) {
        if (run.id == m_id)
            setRun(run);
    });
}

QWidget *RunView::buildContent()
{
    auto *area = new QScrollArea(m_stack);
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    nameControl(area, u"run.area"_s, tr("Run"));
    auto *content = new QWidget(area);
    content->setObjectName(u"scrolled"_s);
    m_title = new ElidedLabel({}, content);
    m_title->setProperty("role", u"heading"_s);
    m_title->setObjectName(u"run.title"_s);
    m_state = makeLabel({}, content);
    m_state->setObjectName(u"run.state"_s);
    m_note = makeLabel({}, LabelRole::Muted, content);
    m_note->setWordWrap(true);
    m_error = makeLabel({}, LabelRole::Error, content);
    m_error->setObjectName(u"run.error"_s);
    m_error->setWordWrap(true);
    m_error->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_cancel = new QPushButton(tr("Cancel"), content);
    nameControl(m_cancel, u"run.cancel"_s, tr("Cancel this run"));
    connect(m_cancel, &QPushButton::clicked, this, [this] { m_context.engine->cancelRun(m_id); });
    m_progress = new ProgressView(content);
    m_failureModel = new FailureModel(this);
    m_failures = new QTreeView(content);
    nameControl(m_failures, u"run.failures"_s, tr("What could not be stored"));
    m_failures->setModel(m_failureModel);
    m_failures->setHeaderHidden(true);
    m_failures->setMinimumHeight(120);

    auto *head = new QHBoxLayout;
    head->addWidget(m_title, 1);
    head->addWidget(m_state);
    head->addWidget(m_cancel);
    m_facts = new QGridLayout;
    m_facts->setHorizontalSpacing(space::medium);
    m_facts->setVerticalSpacing(space::tight);
    m_facts->setColumnStretch(1, 1);
    m_links = new QVBoxLayout;
    m_links->setSpacing(0);
    auto *layout = new QVBoxLayout(content);
    layout->setContentsMargins(space::medium, space::small, space::medium, space::medium);
    layout->setSpacing(space::small);
    layout->addLayout(head);
    layout->addWidget(m_note);
    layout->addWidget(m_error);
    layout->addLayout(m_facts);
    layout->addLayout(m_links);
    layout->addWidget(m_progress);
    layout->addWidget(m_failures, 1);
    layout->addStretch();
    area->setWidget(content);
    return area;
}

void RunView::show(RunId run)
{
    if (run != m_id)
        m_run.reset();
    m_id = run;
    load();
}

void RunView::load()
{
    if (!m_run) {
        m_stateView->showLoading({});
        m_stack->setCurrentIndex(0);
    }
    whenDone(m_context.engine->run(m_id), this, [this, id = m_id](const Result<RunInfo> &run) {
        if (id != m_id)
            return;
        if (run) {
            setRun(run.value());
            return;
        }
        m_stateView->showError(run.error());
        m_stack->setCurrentIndex(0);
    });
}

void RunView::setRun(const RunInfo &run)
{
    const bool hasMoreFailures = !m_run || runCounts(run).failed != runCounts(*m_run).failed;
    m_run = run;
    m_title->setText(runTitle(run));
    setPill(m_state, runStatePill(run.state), runStateText(run.state));
    m_note->setText(displayLine(run.note));
    m_note->setVisible(!run.note.empty());
    m_error->setVisible(run.error.has_value());
    if (run.error)
        m_error->setText(errorText(*run.error) + (run.error->place.empty()
                                                      ? QString()
                                                      : u"\n"_s + displayLine(run.error->place)));
    m_cancel->setVisible(isRunning(run));
    m_progress->setVisible(!run.models.empty());
    m_progress->setRun(run);
    fillFacts(run);
    fillLinks(run);
    m_failures->setVisible(runCounts(run).failed > 0);
    if (hasMoreFailures && runCounts(run).failed > 0)
        loadFailures(run);
    m_stack->setCurrentIndex(1);
}

void RunView::fillFacts(const RunInfo &run)
{
    clearLayout(m_facts);
    int row = 0;
    const auto add = [this, &row](const QString &name, const QString &text,
                                  const QString &tip = {}) {
        if (text.isEmpty())
            return;
        auto *value = new ElidedLabel(text, m_facts->parentWidget());
        if (!tip.isEmpty())
            value->setToolTip(plainToolTip(tip));
        m_facts->addWidget(makeLabel(name, LabelRole::Muted, m_facts->parentWidget()), row, 0);
        m_facts->addWidget(value, row++, 1);
    };
    add(tr("Run"), toQString(toText(run.id)));
    add(tr("Kind"), runKindText(run.kind));
    add(tr("Started by"), displayLine(run.trigger.at("type").stringOr(), 80));
    add(tr("Mode"), displayLine(run.mode, 40));
    add(tr("Started"), timeText(run.started), utcText(run.started));
    add(tr("Took"), runDurationText(run, m_context.clock->now()));
    add(tr("Result"), run.error ? countsText(runCounts(run)) : runResultText(run));
    if (run.warnings > 0)
        add(tr("Warnings"), countText(run.warnings));
}

void RunView::fillLinks(const RunInfo &run)
{
    clearLayout(m_links);
    const auto add = [this](const QString &text, const QString &name, auto &&follow) {
        auto *link = makeLinkButton(text, name, m_links->parentWidget());
        connect(link, &QPushButton::clicked, this, follow);
        m_links->addWidget(link, 0, Qt::AlignLeft);
    };
    add(tr("Show its log"), u"run.logs"_s, [this] { Q_EMIT logsRequested(raw(m_id)); });
    const std::string model = run.subject.substr(0, run.subject.find('.'));
    const std::int64_t record = idFromText(run.record);
    if (record > 0)
        add(tr("Show the record %1 %2").arg(displayLine(model, 60)).arg(record), u"run.record"_s,
            [this, model, record] {
                Q_EMIT inspectRequested(
                    InspectTarget::ofRecord(toQString(model), RecordId{record}));
            });
    if (run.kind == RunKind::Sync) {
        DocumentRef ref;
        ref.kind = DocumentRef::Kind::Connection;
        ref.name = toQString(run.subject);
        add(tr("Open the connection %1").arg(displayLine(run.subject, 60)), u"run.connection"_s,
            [this, ref] { Q_EMIT openRequested(ref, OpenMode::Here); });
    }
    if (run.parent != noRun)
        add(tr("Show the run %1 that started it").arg(toQString(toText(run.parent))),
            u"run.parent"_s,
            [this, parent = run.parent] { Q_EMIT inspectRequested(InspectTarget::ofRun(parent)); });
}

void RunView::loadFailures(const RunInfo &run)
{
    whenDone(m_context.engine->quarantined(run.id), this,
             [this, id = run.id](const Result<std::vector<QuarantinedRecord>> &failures) {
                 if (id == m_id && failures) {
                     m_failureModel->setFailures(failures.value());
                     m_failures->expandToDepth(0);
                 }
             });
}

} // namespace syncline::ui
