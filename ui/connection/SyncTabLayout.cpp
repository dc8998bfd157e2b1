#include "ui/base/Icons.h"
#include "ui/base/Spacing.h"
#include "ui/base/Text.h"
#include "ui/connection/FailureModel.h"
#include "ui/connection/ProgressView.h"
#include "ui/connection/RunTable.h"
#include "ui/connection/RunTableModel.h"
#include "ui/connection/SyncTab.h"
#include "ui/widget/Banner.h"
#include "ui/widget/PageStateView.h"
#include "ui/widget/PlainLabel.h"
#include "ui/widget/ValueViewer.h"

#include <QCheckBox>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QStackedWidget>
#include <QTreeView>

using namespace Qt::StringLiterals;

/** How SyncTab is put together. */
namespace syncline::ui {

SyncTab::SyncTab(const UiContext &context, QString connection, QWidget *parent)
    : QWidget(parent),
      m_context(context),
      m_connection(std::move(connection)),
      m_banner(new Banner(u"sync.banner"_s, this)),
      m_runs(new RunTableModel(this)),
      m_failures(new FailureModel(this))
{
    setObjectName(u"sync"_s);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_banner);
    auto *content = new QVBoxLayout;
    content->setContentsMargins(space::large, space::medium, space::large, space::large);
    content->setSpacing(space::medium);
    content->addWidget(buildStart());
    content->addWidget(buildCurrent());
    content->addWidget(buildHistory(), 1);
    layout->addLayout(content, 1);
    connect(m_banner, &Banner::buttonClicked, this, &SyncTab::confirm);
    connect(m_context.engine, &Engine::runChanged, this, &SyncTab::handleRun);
}

QWidget *SyncTab::buildStart()
{
    auto *box = new QWidget(this);
    m_start = new QPushButton(themedIcon(u"sync"_s), tr("Sync Now"), box);
    m_start->setProperty("primary", true);
    m_start->setIconSize(QSize(space::iconSize + space::unit, space::iconSize));
    nameControl(m_start, u"sync.start"_s, tr("Sync now"));
    connect(m_start, &QPushButton::clicked, this, &SyncTab::start);
    m_modelButton = new QPushButton(tr("All models"), box);
    nameControl(m_modelButton, u"sync.models"_s, tr("Models to sync"));
    connect(m_modelButton, &QPushButton::clicked, this, &SyncTab::chooseModels);
    m_mode = new QComboBox(box);
    nameControl(m_mode, u"sync.mode"_s, tr("Mode"));
    m_mode->addItem(tr("Automatic"), QString());
    m_mode->addItem(tr("Full"), u"full"_s);
    m_mode->addItem(tr("Changes only"), u"delta"_s);
    m_since = new QLineEdit(box);
    nameControl(m_since, u"sync.since"_s, tr("Since"));
    m_since->setPlaceholderText(tr("since: last sync"));
    m_since->setMaximumWidth(160);
    m_force = new QCheckBox(tr("Force"), box);
    nameControl(m_force, u"sync.force"_s, tr("Write also what seems unchanged"));
    m_force->setToolTip(tr("Write every record again, also those that seem unchanged"));
    auto *layout = new QHBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(space::small);
    layout->addWidget(m_start);
    layout->addSpacing(space::small);
    layout->addWidget(m_modelButton);
    layout->addWidget(m_mode);
    layout->addWidget(m_since);
    layout->addWidget(m_force);
    layout->addStretch();
    return box;
}

QWidget *SyncTab::buildCurrent()
{
    auto *card = new QFrame(this);
    card->setProperty("card", true);
    card->setObjectName(u"sync.current"_s);
    m_currentBox = card;
    m_currentTitle = makeLabel({}, LabelRole::Heading, card);
    m_currentTitle->setObjectName(u"sync.current.title"_s);
    m_currentState = makeLabel({}, card);
    m_currentState->setObjectName(u"sync.current.state"_s);
    m_currentNote = new ElidedLabel({}, card);
    m_currentNote->setProperty("role", u"muted"_s);
    m_currentNote->setObjectName(u"sync.current.note"_s);
    m_cancel = new QPushButton(tr("Cancel"), card);
    nameControl(m_cancel, u"sync.cancel"_s, tr("Cancel the sync"));
    connect(m_cancel, &QPushButton::clicked, this, [this] {
        if (m_current)
            m_context.engine->cancelRun(m_current->id);
    });
    auto *log = makeLinkButton(tr("Log"), u"sync.log"_s, card);
    connect(log, &QPushButton::clicked, this, [this] {
        if (m_current)
            Q_EMIT logsRequested(raw(m_current->id));
    });
    m_progress = new ProgressView(card);
    auto *head = new QHBoxLayout;
    head->setSpacing(space::small);
    head->addWidget(m_currentTitle);
    head->addWidget(m_currentState);
    head->addWidget(m_currentNote, 1);
    head->addWidget(log);
    head->addWidget(m_cancel);
    auto *layout = new QVBoxLayout(card);
    layout->setContentsMargins(space::medium, space::small, space::medium, space::medium);
    layout->setSpacing(space::small);
    layout->addLayout(head);
    layout->addWidget(m_progress);
    card->hide();
    return card;
}

QWidget *SyncTab::buildHistory()
{
    auto *box = new QWidget(this);
    m_table = new RunTable(m_runs, m_context.theme, box);
    nameControl(m_table, u"sync.history"_s, tr("Syncs before"));
    m_table->hideColumn(RunTableModel::SubjectColumn); // all are of this connection
    connect(m_table, &RunTable::chosen, this,
            [this](qint64 run) { Q_EMIT inspectRequested(InspectTarget::ofRun(RunId{run})); });
    m_historyState = new PageStateView(box);
    connect(m_historyState, &PageStateView::buttonClicked, this, [this] {
        if (m_runs->rowCount() == 0)
            start();
        else
            loadRuns();
    });
    m_historyStack = new QStackedWidget(box);
    m_historyStack->addWidget(m_historyState);
    m_historyStack->addWidget(m_table);

    m_failureBox = new QWidget(box);
    m_failureTitle = makeLabel({}, LabelRole::Heading, m_failureBox);
    m_failureTitle->setObjectName(u"sync.failures.title"_s);
    m_failureView = new QTreeView(m_failureBox);
    nameControl(m_failureView, u"sync.failures"_s, tr("Documents that could not be stored"));
    m_failureView->setModel(m_failures);
    m_failureView->setHeaderHidden(true);
    m_failureView->setUniformRowHeights(true);
    connect(m_failureView, &QTreeView::activated, this, [this](const QModelIndex &at) {
        const QString payload = at.data(FailureModel::PayloadRole).toString();
        if (!payload.isEmpty())
            (new ValueViewer(at.data(FailureModel::TitleRole).toString(),
                             Value(fromQString(payload)), this))
                ->show();
    });
    auto *failures = new QVBoxLayout(m_failureBox);
    failures->setContentsMargins(0, 0, 0, 0);
    failures->setSpacing(space::tight);
    failures->addWidget(m_failureTitle);
    failures->addWidget(m_failureView);
    m_failureBox->hide();

    auto *layout = new QVBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(space::small);
    layout->addWidget(m_failureBox, 1);
    layout->addWidget(makeLabel(tr("History"), LabelRole::Heading, box));
    layout->addWidget(m_historyStack, 2);
    return box;
}

} // namespace syncline::ui
