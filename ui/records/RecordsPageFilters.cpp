#include "core/base/Json.h"
#include "ui/base/ActionRegistry.h"
#include "ui/base/Text.h"
#include "ui/prompt/Prompter.h"
#include "ui/records/BulkEditDialog.h"
#include "ui/records/FacetPanel.h"
#include "ui/records/GridColumns.h"
#include "ui/records/GridCopy.h"
#include "ui/records/GridEditing.h"
#include "ui/records/GridFilterRow.h"
#include "ui/records/GridHeader.h"
#include "ui/records/QuickFilterText.h"
#include "ui/records/RecordActions.h"
#include "ui/records/RecordGridView.h"
#include "ui/records/RecordSource.h"
#include "ui/records/RecordsPage.h"
#include "ui/records/SavedFilters.h"
#include "ui/shell/SessionStore.h"
#include "ui/widget/PlainLabel.h"

#include <QLineEdit>
#include <QSplitter>
#include <QStackedWidget>
#include <QTimer>
#include <QToolButton>

using namespace Qt::StringLiterals;

/** What stands around RecordsPage's grid: saved filters, counts of values, edits that wait. */
namespace syncline::ui {

namespace {

constexpr int facetWidth = 210;
const QString facetsKey = u"records/facets"_s;

Value jsonOf(const QJsonValue &text)
{
    return json::parse(fromQString(text.toString())).valueOr({});
}

/** What a filter follows relationships by. */
FilterModels savedFilterModels(const UiContext &context)
{
    return [project = context.engine->inForce()](std::string_view name) {
        return project ? project->findModel(name) : nullptr;
    };
}

QString textOf(const Value &value)
{
    return value.isNull() ? QString() : toQString(json::write(value));
}

} // namespace

void RecordsPage::addFilterActions()
{
    ActionRegistry *actions = context().actions;
    actions->add({"records.find", tr("Search the Records"), u"search"_s,
                  QKeySequence(u"Ctrl+Shift+F"_s), tr("Search all text fields")},
                 this, [this] {
                     m_search->setFocus(Qt::ShortcutFocusReason);
                     m_search->selectAll();
                 });
    actions->add({"records.saveFilterAs", tr("Save This Filter As…"), u"filter"_s}, this,
                 [this] { m_saved->saveAs(); });
    m_showFacets = actions->add({"records.facets", tr("Values with Counts"), u"counts"_s,
                                 QKeySequence(u"Ctrl+Shift+V"_s),
                                 tr("Count the values of fields, and filter by them")},
                                this, [this] { setFacetsShown(m_showFacets->isChecked()); });
    m_showFacets->setCheckable(true);
    actions->add({"records.chooseColumns", tr("Choose Columns…"), u"columns"_s}, this,
                 &RecordsPage::chooseColumns);
    connect(m_saved, &SavedFilters::applyRequested, this, &RecordsPage::applySaved);
}

QWidget *RecordsPage::buildBody()
{
    auto *body = new QSplitter(Qt::Horizontal, this);
    body->setObjectName(u"records.body"_s);
    body->setChildrenCollapsible(false);
    body->addWidget(m_facets);
    body->addWidget(m_stack);
    body->setStretchFactor(1, 1);
    body->setSizes({facetWidth, 4 * facetWidth});
    const bool isShown = context().session->value(facetsKey).toBool();
    m_facets->setVisible(isShown);
    m_showFacets->setChecked(isShown);
    connect(m_facets, &FacetPanel::chosen, this, [this](const QString &field, const QString &text) {
        if (const int section = m_columns->find(field); section >= 0)
            setColumnFilter(section, text);
    });
    return body;
}

void RecordsPage::setFacetsShown(bool isShown)
{
    context().session->setValue(facetsKey, isShown);
    m_facets->setVisible(isShown);
    refreshFacets();
    if (isShown)
        m_facets->setFocus(Qt::ShortcutFocusReason);
    else
        m_grid->setFocus(Qt::OtherFocusReason);
}

void RecordsPage::refreshFacets()
{
    if (!m_showFacets->isChecked() || m_source->state() != RecordSource::State::Ready)
        return;
    const auto query = [this](const QString &field) {
        RecordQuery asked;
        asked.filter = allOf({m_savedFilter, m_grid->filters()->filter(field)});
        asked.search = fromQString(m_search->text().trimmed());
        return asked;
    };
    m_facets->refresh(query, m_grid->filters()->texts(), m_source->storedCount());
}

/** The saved filter's name, with what takes it off. */
QWidget *RecordsPage::buildChip(QWidget *bar)
{
    m_chip = new QToolButton(bar);
    m_chip->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_chip->setIcon(m_clear->icon());
    m_chip->setFocusPolicy(Qt::TabFocus);
    nameControl(m_chip, u"records.savedChip"_s, tr("Take the saved filter off"));
    m_chip->setToolTip(tr("Take the saved filter off"));
    m_chip->hide();
    connect(m_chip, &QToolButton::clicked, this, [this] {
        takeSaved(std::nullopt, {});
        query();
    });
    return m_chip;
}

void RecordsPage::takeSaved(const std::optional<SavedFilter> &saved, Filter filter)
{
    m_savedFilter = std::move(filter);
    m_saved->setApplied(saved);
    m_chip->setVisible(saved.has_value());
    const QString name = saved ? displayLine(saved->name, 40) : QString();
    m_chip->setText(name);
    m_chip->setAccessibleName(tr("Take the saved filter %1 off").arg(name));
}

void RecordsPage::applySaved(const SavedFilter &saved)
{
    if (!m_model)
        return;
    Result<Filter> filter = parseFilter(saved.filter, *m_model, savedFilterModels(context()));
    Result<Sort> sort = parseSort(saved.sort, *m_model);
    if (!filter || !sort) { // the model is another since it was saved
        context().prompter->show(this, filter ? sort.error() : filter.error());
        return;
    }
    m_grid->filters()->setTexts({});
    m_search->setText(toQString(saved.search));
    m_searchTimer->stop();
    m_grid->header()->setSort(*sort);
    takeSaved(saved, std::move(filter).value());
    query();
}

SavedFilter RecordsPage::asked() const
{
    SavedFilter asked;
    const Filter filter = allOf({m_savedFilter, m_grid->filters()->filter()});
    asked.filter = filter.kind == Filter::Kind::True ? Value() : filterToValue(filter);
    asked.sort = sortToValue(m_grid->header()->sort());
    asked.search = fromQString(m_search->text().trimmed());
    return asked;
}

QJsonObject RecordsPage::savedState() const
{
    const std::optional<SavedFilter> &saved = m_saved->applied();
    if (!saved)
        return {};
    return {{u"name"_s, toQString(saved->name)},
            {u"filter"_s, textOf(saved->filter)},
            {u"sort"_s, textOf(saved->sort)},
            {u"search"_s, toQString(saved->search)}};
}

void RecordsPage::restoreSaved(const QJsonObject &state)
{
    SavedFilter saved;
    saved.name = fromQString(state.value(u"name"_s).toString());
    saved.filter = jsonOf(state.value(u"filter"_s));
    saved.sort = jsonOf(state.value(u"sort"_s));
    saved.search = fromQString(state.value(u"search"_s).toString());
    Result<Filter> filter = m_model
                                ? parseFilter(saved.filter, *m_model, savedFilterModels(context()))
                                : Result<Filter>(Filter());
    if (saved.name.empty() || !filter)
        takeSaved(std::nullopt, {});
    else
        takeSaved(saved, std::move(filter).value());
}

void RecordsPage::connectEditing()
{
    connect(m_editing, &GridEditing::inspectorRequested, this, &RecordsPage::editCell);
    connect(m_editing, &GridEditing::logsRequested, this, &DocumentPage::logsRequested);
    connect(m_editing, &GridEditing::applied, m_source, &RecordSource::refresh);
    connect(m_editing, &GridEditing::changed, this, [this] {
        if (m_source->state() == RecordSource::State::Ready)
            updateState(); // a new row may be the first
        Q_EMIT titleChanged();
    });
}

bool RecordsPage::isModified() const
{
    return m_editing->hasEdits();
}

void RecordsPage::saveAndClose()
{
    m_editing->applyAll([this] { Q_EMIT closeRequested(); });
}

void RecordsPage::discardChanges()
{
    m_editing->discard();
}

void RecordsPage::deleteSelected()
{
    if (m_grid->selection().count() > RecordActions::maxRecords)
        openBulk(BulkEdit::Kind::Delete); // too many to be looked through
    else
        m_editing->toggleDeleted();
}

void RecordsPage::openBulk(BulkEdit::Kind kind)
{
    const bool deletes = kind == BulkEdit::Kind::Delete;
    if (!m_model || context().engine->isReadOnly() || !modelAction(deletes ? "delete" : "update")) {
        context().prompter->inform(this, tr("Nothing can be changed"),
                                   context().engine->isReadOnly()
                                       ? tr("The project is open read-only.")
                                       : tr("This model has no such action."));
        return;
    }
    const std::int64_t count = m_grid->selection().count();
    if (count < 2 || count > RowCollector::maxRows) {
        showBulk(kind, {});
        return;
    }
    targets().gather([this, kind](const Result<std::vector<RecordId>> &ids) {
        if (ids)
            showBulk(kind, *ids);
        else
            context().prompter->show(this, ids.error());
    });
}

void RecordsPage::showBulk(BulkEdit::Kind kind, std::vector<RecordId> selected)
{
    BulkScope scope;
    scope.selected = std::move(selected);
    scope.filter = m_source->query().filter;
    scope.search = m_source->query().search;
    scope.matching = m_source->storedCount();
    scope.isFiltered = isFiltered();
    if (const GridColumn &column = m_columns->column(m_grid->currentColumn()); !column.isSystem)
        scope.field = toQString(column.field.name);
    auto *dialog = new BulkEditDialog(context(), m_model, kind, std::move(scope), this);
    connect(dialog, &BulkEditDialog::logsRequested, this, &DocumentPage::logsRequested);
    connect(dialog, &QDialog::finished, m_source, &RecordSource::refresh);
    dialog->open();
}

} // namespace syncline::ui
