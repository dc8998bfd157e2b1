#include "core/project/ProjectDef.h"
#include "ui/base/ActionRegistry.h"
#include "ui/base/Icons.h"
#include "ui/base/Spacing.h"
#include "ui/base/Text.h"
#include "ui/base/WhenDone.h"
#include "ui/history/DeletedRecordsDialog.h"
#include "ui/prompt/Prompter.h"
#include "ui/records/GridCopy.h"
#include "ui/records/GridFilterRow.h"
#include "ui/records/GridHeader.h"
#include "ui/records/NewRecordDialog.h"
#include "ui/records/RecordActions.h"
#include "ui/records/RecordGridView.h"
#include "ui/records/RecordSource.h"
#include "ui/records/RecordsPage.h"
#include "ui/records/SavedFilters.h"
#include "ui/schema/ModelCommands.h"
#include "ui/schema/ModelSwitch.h"
#include "ui/transfer/ExportDialog.h"
#include "ui/transfer/FileDrop.h"
#include "ui/transfer/ImportDialog.h"
#include "ui/widget/Banner.h"
#include "ui/widget/FoldingBar.h"
#include "ui/widget/PageStateView.h"
#include "ui/widget/PlainLabel.h"

#include <QLineEdit>
#include <QMenu>
#include <QPointer>
#include <QTimer>
#include <QToolButton>
#include <QVBoxLayout>

#include <chrono>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

/** RecordsPage's commands: what can be done with records, and the bar that offers it. */
namespace syncline::ui {

namespace {
constexpr int recordsSearchWidth = 240;
constexpr int recordsSearchLeast = 150;
} // namespace

void RecordsPage::addActions()
{
    ActionRegistry *actions = context().actions;
    actions->add({"records.refresh", tr("Refresh"), u"refresh"_s, QKeySequence(u"Ctrl+R"_s),
                  tr("Ask for the rows again")},
                 this, [this] { m_source->refresh(); });
    m_clear = actions->add({"records.clearFilters", tr("Clear Filters"), u"close"_s,
                            QKeySequence(u"Ctrl+Alt+F"_s), tr("Show all records again")},
                           this, [this] {
                               takeSaved(std::nullopt, {});
                               m_search->clear();
                               m_grid->filters()->clear();
                               query();
                           });
    m_run = actions->add({"records.actions", tr("Run an Action on the Selected Records"), u"run"_s},
                         this, &RecordsPage::showActionMenu);
    m_new = actions->add({"records.new", tr("New Record"), u"add"_s, QKeySequence(u"Ctrl+N"_s),
                          tr("Make a record with the create action")},
                         this, &RecordsPage::newRecord);
    m_delete = actions->add({"records.delete", tr("Delete the Selected Records"), u"delete"_s,
                             QKeySequence(QKeySequence::Delete),
                             tr("Mark the selected records to be deleted, or no longer")},
                            this, &RecordsPage::deleteSelected);
    actions->add({"records.bulkEdit", tr("Edit Many…"), u"edit"_s, QKeySequence(u"Ctrl+Shift+E"_s),
                  tr("Set fields of all selected records, or of all that match the filter")},
                 this, [this] { openBulk(BulkEdit::Kind::Update); });
    actions->add({"records.bulkDelete",
                  tr("Delete Many…"),
                  u"delete"_s,
                  {},
                  tr("Delete all selected records, or all that match the filter")},
                 this, [this] { openBulk(BulkEdit::Kind::Delete); });
    addFilterActions();
    addTransferActions();
    actions->add({"records.sort", tr("Sort by the Current Column"), u"sort-up"_s,
                  QKeySequence(u"Ctrl+Shift+O"_s), tr("Ascending, descending, as it was")},
                 this, [this] { m_grid->header()->cycleSort(m_grid->currentColumn(), false); });
    actions->add({"records.schema", tr("Show the Schema of the Model"), u"schema"_s,
                  QKeySequence(u"Ctrl+Shift+M"_s)},
                 this, [this] { Q_EMIT openRequested(schemaRef(ref().name), OpenMode::Here); });
    actions->add({"records.copyCsv", tr("Copy Rows as CSV"), u"copy"_s}, this,
                 [this] { copyRows(CopyFormat::Csv); });
    actions->add({"records.copyMarkdown", tr("Copy Rows as Markdown"), u"copy"_s}, this,
                 [this] { copyRows(CopyFormat::Markdown); });
    actions->add({"records.copyLink", tr("Copy Link to the Record"), u"link"_s}, this,
                 &RecordsPage::copyLink);
    actions->add(
        {"records.copyJson", tr("Copy Rows as JSON"), u"copy"_s, QKeySequence(u"Ctrl+Shift+C"_s)},
        this, [this] { copyRows(CopyFormat::Json); });
}

void RecordsPage::addTransferActions()
{
    ActionRegistry *actions = context().actions;
    m_import = actions->add({"records.import",
                             tr("Import Records…"),
                             u"import"_s,
                             {},
                             tr("Make and update records by the rows of a file")},
                            this, [this] { importRecords({}); });
    actions->add(
        {"records.export", tr("Export Records…"), u"export"_s, {}, tr("Write records into a file")},
        this, &RecordsPage::exportRecords);
    connect(new FileDrop(this), &FileDrop::dropped, this, &RecordsPage::importRecords);
    actions->add({"records.deleted",
                  tr("Deleted Records…"),
                  u"history"_s,
                  {},
                  tr("Look at deleted records, and bring them back")},
                 this, &RecordsPage::showDeleted);
}

QWidget *RecordsPage::buildSearch(QWidget *bar)
{
    m_search = new QLineEdit(bar);
    nameControl(m_search, u"records.search"_s, tr("Search all text fields"));
    m_search->setPlaceholderText(tr("Search %1…").arg(title()));
    addClearButton(m_search);
    m_search->setMinimumWidth(recordsSearchLeast);
    m_search->setMaximumWidth(recordsSearchWidth);
    m_search->setMaxLength(500);
    m_searchTimer->setSingleShot(true);
    m_searchTimer->setInterval(300ms);
    connect(m_searchTimer, &QTimer::timeout, this, &RecordsPage::query);
    connect(m_search, &QLineEdit::textChanged, m_searchTimer, qOverload<>(&QTimer::start));
    connect(m_search, &QLineEdit::returnPressed, this, [this] {
        m_searchTimer->stop();
        query();
        m_grid->setFocus();
    });
    return m_search;
}

QWidget *RecordsPage::buildTop()
{
    auto *bar = new FoldingBar(this);
    const auto addButton = [this, bar](QAction *action, Qt::ToolButtonStyle style) {
        auto *button = new QToolButton(bar);
        button->setDefaultAction(action);
        button->setToolButtonStyle(style);
        button->setFocusPolicy(Qt::TabFocus);
        nameControl(button, u"button."_s + action->objectName(), action->text());
        return button;
    };
    m_run->setIconText(tr("Actions"));
    m_columnButton = makeIconButton(u"columns"_s, u"records.columns"_s, tr("Columns"), bar);
    m_columnButton->setPopupMode(QToolButton::InstantPopup);
    auto *menu = new QMenu(m_columnButton);
    connect(menu, &QMenu::aboutToShow, this, [this, menu] { fillColumnMenu(menu); });
    m_columnButton->setMenu(menu);

    auto *layout = new QHBoxLayout(bar);
    layout->setContentsMargins(space::small, space::tight, space::small, space::tight);
    layout->setSpacing(space::tight);
    auto *clear = addButton(m_clear, Qt::ToolButtonTextBesideIcon);
    connect(m_clear, &QAction::changed, clear,
            [this, clear] { clear->setVisible(m_clear->isEnabled()); });
    m_clear->setEnabled(false);
    auto *sides = new ModelSwitch(ModelSwitch::Side::Records, bar);
    connect(sides, &ModelSwitch::otherChosen, context().actions->action("records.schema"),
            &QAction::trigger);
    layout->addWidget(sides);
    layout->addWidget(buildSearch(bar), 4);
    layout->addWidget(m_saved->button());
    layout->addWidget(buildChip(bar));
    layout->addWidget(clear);
    layout->addStretch(1);
    auto *create = addButton(m_new, Qt::ToolButtonTextBesideIcon);
    auto *run = addButton(m_run, Qt::ToolButtonTextBesideIcon);
    auto *remove = addButton(m_delete, Qt::ToolButtonIconOnly);
    auto *facets = addButton(m_showFacets, Qt::ToolButtonIconOnly);
    auto *refresh = addButton(context().actions->action("records.refresh"), Qt::ToolButtonIconOnly);
    for (QToolButton *button : {create, run, remove, facets, refresh, m_columnButton})
        layout->addWidget(button);
    layout->addWidget(buildMore(bar, {remove, facets, refresh, run}));
    bar->foldTexts({run, clear});
    bar->foldTexts({create});
    bar->foldTexts(sides->buttons());
    bar->foldAway({remove, refresh});
    bar->foldAway({facets, m_columnButton});
    bar->foldAway({run});
    return bar;
}

/** What is seldom done, and what the bar has no room for. */
QToolButton *RecordsPage::buildMore(FoldingBar *bar, const QList<QToolButton *> &foldable)
{
    auto *more = makeIconButton(u"more"_s, u"records.more"_s, tr("More"), bar);
    more->setPopupMode(QToolButton::InstantPopup);
    auto *menu = new QMenu(more);
    menu->setObjectName(u"records.moreMenu"_s);
    connect(menu, &QMenu::aboutToShow, this, [this, bar, menu, foldable] {
        menu->clear();
        for (const QToolButton *button : foldable) {
            if (bar->isAway(button))
                menu->addAction(button->defaultAction());
        }
        if (bar->isAway(m_columnButton))
            menu->addAction(context().actions->action("records.chooseColumns"));
        menu->addSeparator();
        for (const char *id : {"records.bulkEdit", "records.bulkDelete"})
            menu->addAction(context().actions->action(id));
        menu->addSeparator();
        menu->addAction(m_import);
        menu->addAction(context().actions->action("records.export"));
        menu->addSeparator();
        menu->addAction(context().actions->action("records.deleted"));
    });
    more->setMenu(menu);
    return more;
}

void RecordsPage::connectActions()
{
    m_checkTimer->setSingleShot(true);
    m_checkTimer->setInterval(200ms);
    connect(m_checkTimer, &QTimer::timeout, this, &RecordsPage::checkDelete);
    connect(m_recordActions, &RecordActions::openRequested, this, &DocumentPage::openRequested);
    connect(m_recordActions, &RecordActions::progressed, this,
            [this](const QString &action, int done, int all) {
                if (all < 2)
                    return;
                m_outcomeRun = 0;
                m_outcome->showMessage(
                    Banner::Kind::Info,
                    tr("%1: %2 of %3 records").arg(action, countText(done), countText(all)),
                    tr("Stop"));
            });
    connect(m_recordActions, &RecordActions::finished, this,
            [this](const QString &action, int count, qint64 run) {
                m_outcomeRun = run;
                m_outcome->showMessage(
                    Banner::Kind::Info,
                    count == 1 ? tr("%1 succeeded (run %2)").arg(action).arg(run)
                               : tr("%1 succeeded on %2 records").arg(action, countText(count)),
                    tr("Close"), tr("Show Log"));
                m_source->refresh();
            });
    connect(m_recordActions, &RecordActions::failed, this, [this] {
        m_outcome->hide();
        m_source->refresh();
    });
    connect(m_outcome, &Banner::buttonClicked, this, [this] {
        m_outcome->hide();
        if (m_outcomeRun == 0)
            m_recordActions->cancel();
    });
    connect(m_outcome, &Banner::secondButtonClicked, this,
            [this] { Q_EMIT logsRequested(m_outcomeRun); });
}

ActionTargets RecordsPage::targets()
{
    ActionTargets targets;
    targets.count = m_grid->selection().count();
    if (targets.count == 0)
        return targets;
    const RecordRow *first = m_source->row(m_grid->selection().ranges().front().first);
    if (first && first->id > RecordId{})
        targets.first = first->id;
    targets.gather = [page = QPointer(this),
                      selection = m_grid->selection()](const ActionTargets::Gathered &gathered) {
        if (!page)
            return;
        new RowCollector(page->m_source, selection,
                         [gathered](const Result<std::vector<RecordRow>> &rows) {
                             if (!rows) {
                                 gathered(rows.error());
                                 return;
                             }
                             std::vector<RecordId> ids;
                             for (const RecordRow &row : rows.value()) {
                                 if (row.id > RecordId{}) // no action knows one that is not made
                                     ids.push_back(row.id);
                             }
                             gathered(std::move(ids));
                         });
    };
    return targets;
}

std::shared_ptr<const ActionDef> RecordsPage::modelAction(const char *name) const
{
    const ProjectPtr project = context().engine->inForce();
    return project ? project->findAction(fromQString(ref().name) + "." + name) : nullptr;
}

void RecordsPage::setUsable(QAction *action, const QString &reason)
{
    action->setEnabled(reason.isEmpty());
    const QString keys = action->shortcut().toString(QKeySequence::NativeText);
    action->setToolTip(plainToolTip(!reason.isEmpty() ? reason
                                    : keys.isEmpty()  ? action->text()
                                                      : action->text() + u" ("_s + keys + u")"_s));
    action->setStatusTip(reason.isEmpty() ? action->text() : reason);
}

void RecordsPage::updateActions()
{
    const bool isReadOnly = context().engine->isReadOnly();
    const QString readOnly = tr("The project is open read-only.");
    const QString nothing = tr("No record is selected.");
    const bool hasSelection = m_grid->selection().count() > 0 && m_source->rowCount() > 0;
    setUsable(m_new, isReadOnly              ? readOnly
                     : modelAction("create") ? QString()
                                             : tr("This model has no create action."));
    setUsable(m_import, isReadOnly ? readOnly : QString());
    setUsable(m_run, isReadOnly ? readOnly : hasSelection ? QString() : nothing);
    setUsable(m_delete, isReadOnly               ? readOnly
                        : !modelAction("delete") ? tr("This model has no delete action.")
                        : hasSelection           ? QString()
                                                 : nothing);
    if (m_delete->isEnabled())
        m_checkTimer->start();
}

void RecordsPage::checkDelete()
{
    const auto action = modelAction("delete");
    const ActionTargets selected = targets();
    if (action && m_delete->isEnabled() && selected.count == 1)
        m_recordActions->check(*action, selected.first, m_delete);
}

QMenu *RecordsPage::makeActionMenu()
{
    auto *menu = new QMenu(this);
    menu->setObjectName(u"records.actionMenu"_s);
    m_recordActions->fillMenu(menu, targets());
    return menu;
}

void RecordsPage::showActionMenu()
{
    QMenu *menu = makeActionMenu();
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const std::int64_t row = qMax(std::int64_t(0), m_grid->currentRow());
    menu->popup(m_grid->viewport()->mapToGlobal(
        m_grid->cellRect(row, m_grid->currentColumn()).bottomLeft()));
}

void RecordsPage::newRecord()
{
    const auto action = modelAction("create");
    if (!m_model || !action)
        return;
    auto *dialog = new NewRecordDialog(context(), m_model, action, this);
    connect(dialog, &NewRecordDialog::created, this, [this](const RecordRow &row) {
        m_source->refresh();
        Q_EMIT inspectRequested(InspectTarget::ofRecord(ref().name, row.id));
    });
    dialog->open();
}

void RecordsPage::importRecords(const QString &file)
{
    if (!m_model || context().engine->isReadOnly())
        return;
    auto *dialog = new ImportDialog(context(), m_model, file, this);
    connect(dialog, &ImportDialog::imported, m_source, &RecordSource::refresh);
    connect(dialog, &ImportDialog::runRequested, this, [this](qint64 run) {
        DocumentRef wanted;
        wanted.kind = DocumentRef::Kind::Run;
        wanted.name = QString::number(run);
        Q_EMIT openRequested(wanted, OpenMode::Here);
    });
    dialog->show();
}

void RecordsPage::exportRecords()
{
    if (!m_model)
        return;
    ExportScope scope;
    scope.query = m_source->query();
    scope.shown = m_source->isExact() ? m_source->storedCount() : -1;
    scope.isNarrowed = isFiltered() || !scope.query.sort.empty();
    const ActionTargets selected = targets();
    scope.selected = selected.count;
    scope.gather = selected.gather;
    for (const int section : m_grid->header()->shownSections())
        scope.columns.push_back(m_columns->column(section).field.name);
    (new ExportDialog(context(), m_model, std::move(scope), this))->show();
}

void RecordsPage::showDeleted()
{
    auto *dialog = new DeletedRecordsDialog(context(), ref().name, this);
    connect(dialog, &DeletedRecordsDialog::inspectRequested, this, &DocumentPage::inspectRequested);
    dialog->open();
}

void RecordsPage::showEmpty()
{
    const bool isSynced = m_model && !m_model->source.connection.empty();
    const QString connection = isSynced ? displayLine(m_model->source.connection, 60) : QString();
    const bool canAct = !context().engine->isReadOnly();
    m_stateView->showEmpty(
        {u"table"_s, tr("No %1 yet").arg(title()),
         isSynced ? tr("Records arrive here with the next sync of %1.").arg(connection)
                  : tr("Records of this model are made by its actions."),
         !canAct    ? tr("Look Again")
         : isSynced ? tr("Sync %1 Now").arg(connection)
                    : tr("New Record")});
}

void RecordsPage::fillEmpty()
{
    const bool isFailed = m_source->state() == RecordSource::State::Failed;
    if (isFailed || !m_model || context().engine->isReadOnly()) {
        m_source->refresh();
    } else if (m_model->source.connection.empty()) {
        m_new->trigger();
    } else {
        SyncRequest request;
        request.connection = m_model->source.connection;
        whenDone(context().engine->startSync(request), this, [this](const Result<RunId> &run) {
            if (!run)
                context().prompter->show(this, run.error());
        });
    }
}

} // namespace syncline::ui
