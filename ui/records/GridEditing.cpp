#include "ui/records/GridEditing.h"

#include "ui/base/ActionRegistry.h"
#include "ui/base/Icons.h"
#include "ui/base/Text.h"
#include "ui/inspector/FieldEditor.h"
#include "ui/prompt/Prompter.h"
#include "ui/records/GridColumns.h"
#include "ui/records/GridCopy.h"
#include "ui/records/GridHeader.h"
#include "ui/records/PendingBar.h"
#include "ui/records/RecordGridView.h"
#include "ui/records/RecordSource.h"
#include "ui/records/ReviewDialog.h"
#include "ui/shell/SessionStore.h"
#include "ui/widget/HintLabel.h"

#include <QMenu>
#include <QScrollBar>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace syncline::ui {

GridEditing::GridEditing(const UiContext &context, QString model, RecordGridView *grid,
                         QWidget *page)
    : QObject(page),
      m_context(context),
      m_model(std::move(model)),
      m_grid(grid),
      m_page(page),
      m_pending(&PendingEdits::of(context.session)),
      m_apply(new PendingApply(context, m_model, this)),
      m_bar(new PendingBar(page))
{
    m_grid->overlay().setEdits(m_pending, m_model);
    addActions();
    connectGrid();
    connect(m_pending, &PendingEdits::changed, this, [this](const QString &changed) {
        if (changed == m_model)
            handleChanged();
    });
    connect(m_apply, &PendingApply::started, m_bar, &PendingBar::showRunning);
    connect(m_apply, &PendingApply::finished, this, &GridEditing::handleFinished);
    connect(m_bar, &PendingBar::applyRequested, this, &GridEditing::apply);
    connect(m_bar, &PendingBar::reviewRequested, this, &GridEditing::review);
    connect(m_bar, &PendingBar::discardRequested, this, &GridEditing::discard);
    connect(m_bar, &PendingBar::undoRequested, m_apply, &PendingApply::undo);
    connect(m_bar, &PendingBar::cancelRequested, m_apply, &PendingApply::cancel);
    connect(m_bar, &PendingBar::logRequested, this,
            [this] { Q_EMIT logsRequested(raw(m_lastRun)); });
    handleChanged();
}

void GridEditing::addActions()
{
    ActionRegistry *actions = m_context.actions;
    const auto add = [this, actions](const ActionSpec &spec, auto slot) {
        return actions->add(spec, m_page, [this, slot] { (this->*slot)(); });
    };
    QUndoStack *stack = m_pending->undoStack(m_model);
    m_undo = actions->add(
        {"records.undo", tr("Undo the Last Edit"), u"undo"_s, QKeySequence(u"Ctrl+Z"_s)}, m_page,
        [stack] { stack->undo(); });
    m_redo =
        actions->add({"records.redo", tr("Redo the Edit"), u"redo"_s, QKeySequence(u"Ctrl+Y"_s)},
                     m_page, [stack] { stack->redo(); });
    m_redo->setShortcuts({QKeySequence(u"Ctrl+Y"_s), QKeySequence(u"Ctrl+Shift+Z"_s)});
    connect(stack, &QUndoStack::canUndoChanged, m_undo, &QAction::setEnabled);
    connect(stack, &QUndoStack::canRedoChanged, m_redo, &QAction::setEnabled);
    m_undo->setEnabled(stack->canUndo());
    m_redo->setEnabled(stack->canRedo());
    add({"records.apply", tr("Apply the Edits"), u"save"_s, QKeySequence(QKeySequence::Save)},
        &GridEditing::apply);
    add({"records.review", tr("Review the Edits…"), {}, QKeySequence(u"Ctrl+Shift+S"_s)},
        &GridEditing::review);
    add({"records.newRow", tr("New Row"), u"add"_s, QKeySequence(Qt::Key_Insert),
         tr("Make a record in the grid")},
        &GridEditing::addRow);
}

void GridEditing::connectGrid()
{
    connect(m_grid, &RecordGridView::activated, this, &GridEditing::editCell);
    connect(m_grid, &RecordGridView::editRequested, this, &GridEditing::editCell);
    connect(m_grid, &RecordGridView::typed, this, &GridEditing::typeInto);
    connect(m_grid, &RecordGridView::toggleRequested, this, &GridEditing::toggleCell);
    connect(m_grid, &RecordGridView::unsetRequested, this, &GridEditing::unsetCell);
    const auto close = [this] { closeEditor(); };
    connect(m_grid->verticalScrollBar(), &QScrollBar::valueChanged, this, close);
    connect(m_grid->horizontalScrollBar(), &QScrollBar::valueChanged, this, close);
    connect(m_grid->header(), &QHeaderView::sectionResized, this, close);
    connect(m_grid->source(), &RecordSource::reset, this, close);
}

void GridEditing::handleChanged()
{
    showNewRows();
    if (!m_apply->isRunning())
        m_bar->showPending(m_pending->totals(m_model));
    m_grid->viewport()->update();
    Q_EMIT changed();
}

void GridEditing::showNewRows()
{
    std::vector<RecordRow> rows;
    for (const PendingPtr &record : m_pending->records(m_model)) {
        if (record->kind == RecordEdit::Kind::Create)
            rows.push_back(record->shown());
    }
    m_grid->source()->setNewRows(std::move(rows));
}

void GridEditing::handleFinished(const PendingApply::Summary &summary)
{
    m_bar->showOutcome(summary, m_pending->totals(m_model), m_apply->canUndo());
    m_lastRun = summary.run;
    if (summary.applied > 0)
        Q_EMIT applied();
    const auto done = std::exchange(m_whenApplied, nullptr);
    if (done && !hasEdits())
        done();
}

std::shared_ptr<const ModelDef> GridEditing::model() const
{
    const ProjectPtr project = m_context.engine->inForce();
    return project ? project->findModel(fromQString(m_model)) : nullptr;
}

bool GridEditing::hasAction(const char *name) const
{
    const ProjectPtr project = m_context.engine->inForce();
    return project && project->findAction(fromQString(m_model) + "." + name);
}

EditPolicy GridEditing::policy() const
{
    return m_context.session->value(u"edits/allOrNone"_s).toBool() ? EditPolicy::AllOrNone
                                                                   : EditPolicy::EachAlone;
}

QString GridEditing::refusal(qint64 row, int section) const
{
    const RecordRow *record = m_grid->source()->row(row);
    const GridColumn &column = m_grid->columns()->column(section);
    if (!record)
        return tr("The record is not here yet.");
    if (m_context.engine->isReadOnly())
        return tr("The project is open read-only.");
    if (column.isSystem)
        return tr("The program keeps %1 itself.").arg(column.title);
    if (column.field.type == FieldType::Computed)
        return tr("%1 is computed.").arg(column.title);
    if (column.field.type == FieldType::RecordState)
        return tr("Only actions change the state.");
    const bool isNew = record->id < RecordId{};
    if (!isNew && !hasAction("update"))
        return tr("This model has no update action.");
    if (m_grid->overlay().row(*record).isDeleted)
        return tr("The record is marked to be deleted.");
    return {};
}

void GridEditing::tell(qint64 row, int section, const QString &text)
{
    HintLabel::showText(m_grid->viewport(), m_grid->cellRect(row, section), text);
}

CellEditor *GridEditing::openEditor(qint64 row, int section)
{
    closeEditor();
    if (m_editor)
        return nullptr; // what is in it is no value yet
    if (const QString reason = refusal(row, section); !reason.isEmpty()) {
        tell(row, section, reason);
        return nullptr;
    }
    const RecordRow record = *m_grid->source()->row(row);
    const GridColumn &column = m_grid->columns()->column(section);
    const bool isNew = record.id < RecordId{};
    if (!isNew && (column.field.type == FieldType::File || column.field.isSecret())) {
        Q_EMIT inspectorRequested(row, section);
        return nullptr;
    }
    const Value value = m_grid->overlay().cell(record, column).value;
    m_editor =
        new CellEditor(column.field, value, m_grid->viewport(), m_grid->cellRect(row, section));
    connect(m_editor, &CellEditor::edited, this,
            [this, record, field = column.field.name](const Value &edited) {
                m_pending->set(m_model, record, field, edited);
            });
    connect(m_editor, &CellEditor::finished, this, &GridEditing::goOn);
    connect(m_editor->editor(), &FieldEditor::inspectRequested, this,
            [this, row, section] { Q_EMIT inspectorRequested(row, section); });
    return m_editor;
}

void GridEditing::closeEditor()
{
    if (m_editor && m_editor->finish(CellEditor::Then::Stay))
        m_editor = nullptr;
}

void GridEditing::goOn(CellEditor::Then then)
{
    m_editor = nullptr;
    if (then == CellEditor::Then::Leave)
        return; // the keyboard is where the user went
    m_grid->setFocus(Qt::OtherFocusReason);
    const std::int64_t row = m_grid->currentRow();
    const QList<int> shown = m_grid->header()->shownSections();
    const auto at = shown.indexOf(m_grid->currentColumn());
    switch (then) {
    case CellEditor::Then::Stay:
    case CellEditor::Then::Leave:
        break;
    case CellEditor::Then::Down:
        if (row + 1 < m_grid->source()->rowCount())
            m_grid->setCurrent(row + 1, m_grid->currentColumn());
        break;
    case CellEditor::Then::Next:
    case CellEditor::Then::Previous: {
        const auto next = at + (then == CellEditor::Then::Next ? 1 : -1);
        if (next < 0 || next >= shown.size())
            break;
        m_grid->setCurrent(row, shown.at(next));
        if (refusal(row, shown.at(next)).isEmpty())
            editCell(row, shown.at(next));
        break;
    }
    }
}

void GridEditing::editCell(qint64 row, int section)
{
    if (CellEditor *editor = openEditor(row, section))
        editor->begin();
}

void GridEditing::typeInto(const QString &text)
{
    if (CellEditor *editor = openEditor(m_grid->currentRow(), m_grid->currentColumn()))
        editor->beginWith(text);
}

void GridEditing::setCurrentCell(const Value &value)
{
    const std::int64_t row = m_grid->currentRow();
    const int section = m_grid->currentColumn();
    if (const QString reason = refusal(row, section); !reason.isEmpty()) {
        tell(row, section, reason);
        return;
    }
    m_pending->set(m_model, RecordRow(*m_grid->source()->row(row)),
                   m_grid->columns()->column(section).field.name, value);
}

void GridEditing::toggleCell()
{
    const RecordRow *record = m_grid->source()->row(m_grid->currentRow());
    if (!record || m_grid->columns()->count() == 0)
        return;
    const GridColumn &column = m_grid->columns()->column(m_grid->currentColumn());
    if (column.field.type == FieldType::Boolean && !column.field.list)
        setCurrentCell(Value(!m_grid->overlay().cell(*record, column).value.boolOr(false)));
    else
        typeInto(u" "_s);
}

void GridEditing::unsetCell()
{
    const std::int64_t row = m_grid->currentRow();
    const int section = m_grid->currentColumn();
    if (m_grid->columns()->column(section).field.required)
        tell(row, section, tr("%1 is required.").arg(m_grid->columns()->column(section).title));
    else
        setCurrentCell(Value());
}

void GridEditing::addRow()
{
    const auto def = model();
    if (!def || m_context.engine->isReadOnly() || !hasAction("create"))
        return;
    closeEditor();
    RecordRow beginning;
    for (const FieldDef &field : def->fields) {
        if (field.isStored())
            beginning.fields.set(field.name, field.initialValue());
    }
    m_pending->add(m_model, std::move(beginning));
    const std::int64_t row = m_grid->source()->rowCount() - 1;
    for (const int section : m_grid->header()->shownSections()) {
        if (!refusal(row, section).isEmpty())
            continue;
        m_grid->setCurrent(row, section);
        m_grid->setFocus(Qt::OtherFocusReason);
        editCell(row, section);
        return;
    }
}

void GridEditing::toggleDeleted()
{
    closeEditor();
    new RowCollector(m_grid->source(), m_grid->selection(),
                     [this](const Result<std::vector<RecordRow>> &rows) {
                         if (rows)
                             m_pending->toggleDeleted(m_model, *rows);
                         else
                             m_context.prompter->show(m_page, rows.error());
                     });
}

void GridEditing::apply()
{
    closeEditor();
    if (!m_editor)
        m_apply->apply({}, policy());
}

void GridEditing::applyAll(std::function<void()> done)
{
    m_whenApplied = std::move(done);
    apply();
}

void GridEditing::review()
{
    closeEditor();
    if (!hasEdits())
        return;
    auto *dialog = new ReviewDialog(m_context, m_model, m_page);
    connect(dialog, &ReviewDialog::applyRequested, this, &GridEditing::apply);
    dialog->open();
}

void GridEditing::discard()
{
    if (m_editor)
        m_editor->cancel();
    m_pending->dropAll(m_model); // a step that can be undone, so nobody is asked
}

void GridEditing::fillMenu(QMenu *menu)
{
    const std::int64_t row = m_grid->currentRow();
    const int section = m_grid->currentColumn();
    const QString reason = refusal(row, section);
    QAction *edit = menu->addAction(themedIcon(u"edit"_s), tr("Edit"), QKeySequence(Qt::Key_F2),
                                    this, [this, row, section] { editCell(row, section); });
    edit->setObjectName(u"records.edit"_s);
    QAction *unset = menu->addAction(tr("Make It Not Set"), QKeySequence(u"Ctrl+0"_s), this,
                                     &GridEditing::unsetCell);
    unset->setObjectName(u"records.unset"_s);
    for (QAction *action : {edit, unset}) {
        action->setEnabled(reason.isEmpty());
        if (!reason.isEmpty())
            action->setToolTip(plainToolTip(reason));
    }
    const RecordRow *record = m_grid->source()->row(row);
    if (record && m_pending->find(m_model, record->id))
        menu->addAction(tr("Discard the Edits of This Record"), this,
                        [this, id = record->id] { m_pending->drop(m_model, {id}); })
            ->setObjectName(u"records.dropEdits"_s);
}

} // namespace syncline::ui
