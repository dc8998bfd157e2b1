#include "ui/panels/LogsPanel.h"

#include "core/base/Json.h"
#include "ui/base/Settings.h"
#include "ui/base/Spacing.h"
#include "ui/base/Text.h"
#include "ui/base/WhenDone.h"
#include "ui/panels/LogDelegate.h"
#include "ui/panels/LogModel.h"
#include "ui/widget/PageStateView.h"
#include "ui/widget/PlainLabel.h"
#include "ui/widget/ValueViewer.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFontDatabase>
#include <QHeaderView>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QSplitter>
#include <QStackedWidget>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>
#include <chrono>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace syncline::ui {

namespace {
constexpr int firstLevel = 2; ///< Info and worse.
constexpr int batch = 500;
constexpr qsizetype detailLimit = 64 * 1024;
} // namespace

LogsPanel::LogsPanel(const UiContext &context, QWidget *parent)
    : QWidget(parent),
      m_context(context),
      m_model(new LogModel(context.settings->get(settings::logCap), this)),
      m_table(new QTableView(this)),
      m_details(new QPlainTextEdit(this)),
      m_stack(new QStackedWidget(this)),
      m_stateView(new PageStateView(this))
{
    setObjectName(u"logs"_s);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(buildBar());
    buildTable();
    auto *splitter = new QSplitter(Qt::Horizontal, this);
    splitter->addWidget(m_table);
    splitter->addWidget(m_details);
    splitter->setStretchFactor(0, 3);
    splitter->setStretchFactor(1, 1);
    m_stack->addWidget(splitter);
    m_stack->addWidget(m_stateView);
    layout->addWidget(m_stack, 1);
    connect(m_stateView, &PageStateView::buttonClicked, this, &LogsPanel::reload);
    connect(m_context.engine, &Engine::logsAppended, this, &LogsPanel::loadNewer);
    reload();
}

QWidget *LogsPanel::buildBar()
{
    auto *bar = makeBar(u"top"_s, this);
    m_level = new QComboBox(bar);
    nameControl(m_level, u"logs.level"_s, tr("Lowest level shown"));
    for (const LogLevel level :
         {LogLevel::Trace, LogLevel::Debug, LogLevel::Info, LogLevel::Warn, LogLevel::Error})
        m_level->addItem(level == LogLevel::Trace ? tr("All levels")
                                                  : tr("%1 and worse").arg(logLevelText(level)),
                         static_cast<int>(level));
    m_level->setCurrentIndex(firstLevel);
    connect(m_level, &QComboBox::activated, this, &LogsPanel::reload);
    m_search = new QLineEdit(bar);
    nameControl(m_search, u"logs.search"_s, tr("Text in the log"));
    m_search->setPlaceholderText(tr("Text…"));
    addClearButton(m_search);
    m_search->setMaximumWidth(240);
    m_search->setMaxLength(500);
    m_searchTimer.setSingleShot(true);
    m_searchTimer.setInterval(300ms);
    connect(&m_searchTimer, &QTimer::timeout, this, &LogsPanel::reload);
    connect(m_search, &QLineEdit::textChanged, &m_searchTimer, qOverload<>(&QTimer::start));
    m_runFilter = new QPushButton(bar);
    m_runFilter->setObjectName(u"logs.run"_s);
    m_runFilter->hide();
    connect(m_runFilter, &QPushButton::clicked, this, [this] { showRun(noRun); });
    m_follow = new QCheckBox(tr("Follow"), bar);
    nameControl(m_follow, u"logs.follow"_s, tr("Follow new lines"));
    m_follow->setChecked(true);
    connect(m_follow, &QCheckBox::toggled, this, [this](bool isOn) {
        if (isOn)
            m_table->scrollToBottom();
    });
    auto *layout = new QHBoxLayout(bar);
    layout->setContentsMargins(space::small, space::tight, space::small, space::tight);
    layout->setSpacing(space::small);
    layout->addWidget(m_level);
    layout->addWidget(m_search, 1);
    layout->addWidget(m_runFilter);
    layout->addStretch();
    layout->addWidget(m_follow);
    return bar;
}

void LogsPanel::buildTable()
{
    nameControl(m_table, u"logs.table"_s, tr("Log lines"));
    setFocusProxy(m_table);
    m_table->setModel(m_model);
    m_table->setItemDelegateForColumn(LogModel::LevelColumn,
                                      new LogDelegate(m_context.theme, m_table));
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setShowGrid(false);
    m_table->setWordWrap(false);
    m_table->setTabKeyNavigation(false);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_table->verticalHeader()->setDefaultSectionSize(22);
    m_table->horizontalHeader()->setHighlightSections(false);
    m_table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_table->horizontalHeader()->setStretchLastSection(true);
    m_table->setColumnWidth(LogModel::TimeColumn, 150);
    m_table->setColumnWidth(LogModel::LevelColumn, 72);
    m_table->setColumnWidth(LogModel::SourceColumn, 88);
    m_table->setColumnWidth(LogModel::RunColumn, 88);
    m_details->setReadOnly(true);
    m_details->setFrameShape(QFrame::NoFrame);
    m_details->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    nameControl(m_details, u"logs.details"_s, tr("The whole line"));
    m_details->hide();
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            &LogsPanel::showDetails);
    connect(m_table, &QTableView::activated, this, [this](const QModelIndex &at) {
        const RunId run = m_model->entry(at.row()).run;
        if (run != noRun)
            Q_EMIT inspectRequested(InspectTarget::ofRun(run));
    });
    connect(m_table->verticalScrollBar(), &QScrollBar::valueChanged, this, [this](int value) {
        const QScrollBar *scrollBar = m_table->verticalScrollBar();
        m_isAtEnd = value == scrollBar->maximum();
        if (scrollBar->maximum() > 0 && value == 0)
            loadOlder();
        if (value < scrollBar->maximum() && scrollBar->isSliderDown())
            m_follow->setChecked(false); // the reader looks at something
    });
    connect(m_table->verticalScrollBar(), &QScrollBar::rangeChanged, this, [this] {
        if (m_isAtEnd && m_follow->isChecked())
            m_table->scrollToBottom(); // the panel got another height, too
    });
}

LogQuery LogsPanel::query() const
{
    LogQuery asked;
    const auto level = static_cast<LogLevel>(m_level->currentData().toInt());
    if (level != LogLevel::Trace)
        asked.minLevel = level;
    asked.search = fromQString(m_search->text().trimmed());
    asked.run = m_run;
    asked.limit = batch;
    return asked;
}

void LogsPanel::reload()
{
    const quint64 ticket = ++m_ticket;
    m_isLoading = true;
    m_hasMore = false;
    if (m_model->rowCount() == 0) {
        m_stateView->showLoading({});
        m_stack->setCurrentWidget(m_stateView);
    }
    whenDone(m_context.engine->logs(query()), this,
             [this, ticket](const Result<std::vector<LogEntry>> &lines) {
                 if (ticket != m_ticket)
                     return;
                 m_isLoading = false;
                 m_model->clear();
                 m_details->hide();
                 if (!lines) {
                     m_stateView->showError(lines.error());
                     m_stack->setCurrentWidget(m_stateView);
                     return;
                 }
                 m_isAtStart = lines->size() < static_cast<std::size_t>(batch);
                 m_model->append(std::vector<LogEntry>(lines->rbegin(), lines->rend()));
                 updateState();
                 m_table->scrollToBottom();
                 if (m_hasMore)
                     loadNewer();
             });
}

void LogsPanel::loadNewer()
{
    if (m_isLoading) {
        m_hasMore = true;
        return;
    }
    if (m_model->rowCount() == 0) {
        reload();
        return;
    }
    LogQuery asked = query();
    asked.after = m_model->newestId();
    m_isLoading = true;
    m_hasMore = false;
    whenDone(m_context.engine->logs(asked), this,
             [this, ticket = m_ticket](const Result<std::vector<LogEntry>> &lines) {
                 if (ticket != m_ticket)
                     return;
                 m_isLoading = false;
                 if (!lines)
                     return; // the lines that are here stay; the next ones try again
                 m_model->append(lines.value());
                 updateState();
                 if (m_follow->isChecked())
                     m_table->scrollToBottom();
                 if (m_hasMore || lines->size() == static_cast<std::size_t>(batch))
                     loadNewer();
             });
}

void LogsPanel::loadOlder()
{
    if (m_isLoading || m_isAtStart || m_model->rowCount() == 0 || m_model->isFull())
        return;
    LogQuery asked = query();
    asked.before = m_model->oldestId();
    m_isLoading = true;
    whenDone(m_context.engine->logs(asked), this,
             [this, ticket = m_ticket](const Result<std::vector<LogEntry>> &lines) {
                 if (ticket != m_ticket)
                     return;
                 m_isLoading = false;
                 if (!lines)
                     return;
                 m_isAtStart = lines->size() < static_cast<std::size_t>(batch);
                 m_model->prepend(std::vector<LogEntry>(lines->rbegin(), lines->rend()));
                 const QModelIndex before = m_model->index(static_cast<int>(lines->size()), 0);
                 if (before.isValid())
                     m_table->scrollTo(before, QAbstractItemView::PositionAtTop);
             });
}

void LogsPanel::updateState()
{
    if (m_model->rowCount() > 0) {
        m_stack->setCurrentIndex(0);
        return;
    }
    const bool isFiltered =
        !m_search->text().isEmpty() || m_run != noRun || m_level->currentIndex() > firstLevel;
    m_stateView->showEmpty({u"log"_s,
                            isFiltered ? tr("No line matches") : tr("Nothing logged yet"),
                            tr("Syncs, actions and scripts write here: logger.info(\"…\")."),
                            {}});
    m_stack->setCurrentWidget(m_stateView);
}

void LogsPanel::showDetails()
{
    const QModelIndex at = m_table->currentIndex();
    m_details->setVisible(at.isValid());
    if (!at.isValid())
        return;
    const LogEntry &line = m_model->entry(at.row());
    QString text =
        utcText(line.time) + u"\n"_s +
        ValueViewer::splitLines(toQString(line.text).left(detailLimit), ValueViewer::maxLine);
    if (!line.fields.empty()) {
        const Value fields(line.fields);
        const bool isShort = roughSize(fields, static_cast<std::size_t>(detailLimit)) <
                             static_cast<std::size_t>(detailLimit);
        text += u"\n\n"_s + toQString(isShort ? json::write(fields, json::Layout::Indented)
                                              : shortJson(fields, 4096));
    }
    m_details->setPlainText(text.replace(QChar::Null, QChar(u'␀')));
}

void LogsPanel::showRun(RunId run)
{
    m_run = run;
    m_runFilter->setVisible(run != noRun);
    m_runFilter->setText(tr("Run %1  ✕").arg(raw(run)));
    m_runFilter->setAccessibleName(tr("Only run %1; press to show all runs").arg(raw(run)));
    reload();
}

QJsonObject LogsPanel::state() const
{
    return {{u"level"_s, m_level->currentIndex()},
            {u"search"_s, m_search->text()},
            {u"follow"_s, m_follow->isChecked()}};
}

void LogsPanel::restoreState(const QJsonObject &state)
{
    if (state.isEmpty())
        return;
    m_level->setCurrentIndex(
        qBound(0, state.value(u"level"_s).toInt(firstLevel), m_level->count() - 1));
    m_search->setText(state.value(u"search"_s).toString());
    m_follow->setChecked(state.value(u"follow"_s).toBool(true));
    m_searchTimer.stop();
    reload();
}

} // namespace syncline::ui
