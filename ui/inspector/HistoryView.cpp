#include "ui/inspector/HistoryView.h"

#include "core/base/Clock.h"
#include "ui/base/Icons.h"
#include "ui/base/Spacing.h"
#include "ui/base/Text.h"
#include "ui/base/WhenDone.h"
#include "ui/history/HistoryText.h"
#include "ui/history/RestoreDialog.h"
#include "ui/inspector/HistoryDelegate.h"
#include "ui/inspector/HistoryModel.h"
#include "ui/prompt/Prompter.h"
#include "ui/widget/Banner.h"
#include "ui/widget/PageStateView.h"
#include "ui/widget/PlainLabel.h"
#include "ui/widget/ValueViewer.h"

#include <QAction>
#include <QMenu>
#include <QPushButton>
#include <QStackedWidget>
#include <QTreeView>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace syncline::ui {

namespace {
constexpr int historyPageSize = 50;
}

HistoryView::HistoryView(const UiContext &context, QWidget *parent)
    : QWidget(parent),
      m_context(context),
      m_model(new HistoryModel(this)),
      m_stack(new QStackedWidget(this)),
      m_state(new PageStateView(this)),
      m_banner(new Banner(u"history.banner"_s, this))
{
    addActions();
    m_stack->addWidget(m_state);
    m_stack->addWidget(buildList());
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_banner);
    layout->addWidget(m_stack, 1);
    setFocusProxy(m_list);
    connect(m_state, &PageStateView::buttonClicked, this, &HistoryView::load);
    connect(m_banner, &Banner::buttonClicked, m_banner, &QWidget::hide);
    connect(m_model, &HistoryModel::moreRequested, this, &HistoryView::loadMore);
    connect(m_model, &QAbstractItemModel::rowsInserted, this, [this] { m_list->expandAll(); });
}

void HistoryView::addActions()
{
    const auto add = [this](const QString &name, const QString &text, const QString &icon) {
        auto *action = new QAction(themedIcon(icon), text, this);
        action->setObjectName(name);
        return action;
    };
    m_showRun = add(u"history.run"_s, tr("Show the Run"), u"run"_s);
    m_showValues = add(u"history.values"_s, tr("Show the Whole Values"), u"open"_s);
    m_restore = add(u"history.restore"_s, tr("Restore This Version…"), u"undo"_s);
    m_restoreField = add(u"history.restoreField"_s, tr("Restore Only This Field…"), u"undo"_s);
    connect(m_showRun, &QAction::triggered, this, &HistoryView::showRun);
    connect(m_showValues, &QAction::triggered, this, &HistoryView::showValues);
    connect(m_restore, &QAction::triggered, this, [this] { restore({}); });
    connect(m_restoreField, &QAction::triggered, this, [this] {
        if (const HistoryChange *change = m_model->change(m_list->currentIndex()))
            restore({change->key});
    });
}

QWidget *HistoryView::buildList()
{
    auto *content = new QWidget(this);
    m_list = new QTreeView(content);
    nameControl(m_list, u"inspector.history"_s, tr("Changes of the record"));
    m_list->setModel(m_model);
    m_list->setHeaderHidden(true);
    m_list->setRootIsDecorated(false);
    m_list->setItemsExpandable(false);
    m_list->setIndentation(space::small + space::iconSize + space::tight); // below the titles
    m_list->setItemDelegate(new HistoryDelegate(m_list));
    m_list->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(m_list, &QWidget::customContextMenuRequested, this, &HistoryView::showMenu);
    connect(m_list, &QTreeView::activated, this, [this](const QModelIndex &at) {
        if (m_model->change(at) != nullptr)
            showValues();
        else
            showRun();
    });
    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this,
            &HistoryView::updateActions);
    auto *bar = makeBar(u"bottom"_s, content);
    m_button = new QPushButton(m_restore->text(), bar);
    nameControl(m_button, u"history.restoreButton"_s, tr("Restore the version of this entry"));
    connect(m_button, &QPushButton::clicked, m_restore, &QAction::trigger);
    auto *row = new QHBoxLayout(bar);
    row->setContentsMargins(space::medium, space::small, space::medium, space::small);
    row->addStretch(1);
    row->addWidget(m_button);
    auto *layout = new QVBoxLayout(content);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_list, 1);
    layout->addWidget(bar);
    return content;
}

void HistoryView::setRecord(const QString &model, RecordId record)
{
    m_modelName = model;
    m_record = record;
    ++m_ticket;
    m_model->setPage({}, {}, nullptr);
    m_banner->hide();
    m_state->showLoading({});
    m_stack->setCurrentIndex(0);
}

HistoryQuery HistoryView::pageBefore(std::int64_t entry) const
{
    HistoryQuery query;
    query.model = fromQString(m_modelName);
    query.record = m_record;
    query.before = entry;
    query.limit = historyPageSize;
    return query;
}

void HistoryView::load()
{
    whenDone(m_context.engine->histories().timeline(pageBefore(0)), this,
             [this, ticket = ++m_ticket](const Result<HistoryPage> &page) {
                 if (ticket == m_ticket)
                     handlePage(page);
             });
}

void HistoryView::loadMore()
{
    whenDone(m_context.engine->histories().timeline(pageBefore(m_model->page().next)), this,
             [this, ticket = m_ticket](const Result<HistoryPage> &page) {
                 if (ticket != m_ticket)
                     return;
                 if (page) {
                     m_model->addPage(*page);
                     return;
                 }
                 m_model->addNothing();
                 m_banner->showMessage(Banner::Kind::Error, errorText(page.error()), tr("Close"));
             });
}

void HistoryView::handlePage(const Result<HistoryPage> &page)
{
    if (!page) {
        m_state->showError(page.error());
        m_stack->setCurrentIndex(0);
        return;
    }
    const bool hasChanges = page->entries.size() > 1 || page->next != 0;
    if (!hasChanges) {
        m_state->showEmpty({u"history"_s,
                            tr("Not changed yet"),
                            tr("Every change of a field is kept here, with what it was before and "
                               "the run that made it."),
                            {}});
    } else {
        const HistoryEntry *entry = m_model->entry(m_list->currentIndex());
        const HistoryChange *change = m_model->change(m_list->currentIndex());
        // Nobody looks at the newest entry: where the reader is, the reader stays.
        const bool isReading = entry != nullptr && m_list->currentIndex() != m_model->index(0, 0);
        const std::int64_t id = isReading ? entry->id : 0;
        const std::string key = isReading && change != nullptr ? change->key : std::string();
        const ProjectPtr project = m_context.engine->inForce();
        m_model->setPage(*page, m_context.clock->now(),
                         project ? project->findModel(fromQString(m_modelName)) : nullptr);
        m_list->expandAll();
        const QModelIndex again = isReading ? m_model->find(id, key) : QModelIndex();
        m_list->setCurrentIndex(again.isValid() ? again : m_model->index(0, 0));
    }
    m_stack->setCurrentIndex(hasChanges ? 1 : 0);
    updateActions();
}

void HistoryView::updateActions()
{
    const QModelIndex at = m_list->currentIndex();
    const HistoryEntry *entry = m_model->entry(at);
    const bool isField = m_model->change(at) != nullptr;
    const bool isReadOnly = m_context.engine->isReadOnly();
    const QString reason = isReadOnly         ? tr("The project is open read-only.")
                           : entry == nullptr ? tr("No entry is selected.")
                           : !entry->isKnown
                               ? tr("Older changes were removed, so this version is not known.")
                               : QString();
    for (QAction *action : {m_restore, m_restoreField}) {
        action->setEnabled(reason.isEmpty());
        action->setToolTip(plainToolTip(reason.isEmpty() ? action->text() : reason));
    }
    m_button->setToolTip(plainToolTip(reason.isEmpty() ? m_restore->text() : reason));
    m_restoreField->setVisible(isField && !m_model->page().isDeleted);
    m_showValues->setVisible(isField);
    m_showRun->setEnabled(entry != nullptr && entry->run != noRun);
    m_button->setEnabled(m_restore->isEnabled());
}

QMenu *HistoryView::makeMenu()
{
    auto *menu = new QMenu(this);
    menu->setObjectName(u"history.menu"_s);
    menu->setToolTipsVisible(true);
    menu->addAction(m_showValues);
    menu->addAction(m_showRun);
    menu->addSeparator();
    menu->addAction(m_restore);
    menu->addAction(m_restoreField);
    return menu;
}

void HistoryView::showMenu(const QPoint &position)
{
    if (!m_list->currentIndex().isValid())
        return;
    QMenu *menu = makeMenu();
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->popup(m_list->viewport()->mapToGlobal(position));
}

void HistoryView::showRun()
{
    const HistoryEntry *entry = m_model->entry(m_list->currentIndex());
    if (entry != nullptr && entry->run != noRun)
        Q_EMIT inspectRequested(InspectTarget::ofRun(entry->run));
}

/** Before and after, whole: the list told only the beginning of long ones. */
void HistoryView::showValues()
{
    const QModelIndex at = m_list->currentIndex();
    const HistoryChange *change = m_model->change(at);
    if (change == nullptr)
        return;
    const auto show = [this](const HistoryChange &whole) {
        const Value both = ValueObject{{"before", whole.before}, {"after", whole.after}};
        auto *viewer = new ValueViewer(displayLine(whole.name, 60), both, this);
        viewer->show();
    };
    if (!change->isCut) {
        show(*change);
        return;
    }
    whenDone(m_context.engine->histories().change(fromQString(m_modelName), m_record,
                                                  m_model->entry(at)->id, change->key),
             this, [this, show](const Result<HistoryChange> &whole) {
                 if (whole)
                     show(*whole);
                 else
                     m_context.prompter->show(this, whole.error());
             });
}

void HistoryView::restore(const std::vector<std::string> &fields)
{
    const HistoryEntry *entry = m_model->entry(m_list->currentIndex());
    if (entry == nullptr || !m_restore->isEnabled())
        return;
    RestoreRequest request;
    request.model = fromQString(m_modelName);
    request.records = {m_record};
    request.entry = entry->id;
    request.fields = fields;
    auto *dialog = new RestoreDialog(
        m_context, request, tr("Go Back to the Version of %1").arg(timeText(entry->time)), this);
    connect(dialog, &RestoreDialog::restored, this, [this](const RestoreOutcome &outcome) {
        m_banner->showMessage(outcomeKind(outcome), outcomeText(outcome), tr("Close"));
        Q_EMIT restored();
    });
    dialog->open();
}

} // namespace syncline::ui
