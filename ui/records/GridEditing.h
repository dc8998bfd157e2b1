#pragma once

#include "ui/records/CellEditor.h"
#include "ui/records/PendingApply.h"
#include "ui/shell/UiContext.h"

#include <QObject>
#include <QPointer>

#include <functional>
#include <memory>

class QAction;
class QMenu;

namespace syncline::ui {

class PendingBar;
class RecordGridView;

/** Editing in a grid: cells in place, new and deleted records, and what is done with the edits that
 * wait. They belong to the session and stay when the page goes. */
class GridEditing final : public QObject
{
    Q_OBJECT

public:
    GridEditing(const UiContext &context, QString model, RecordGridView *grid, QWidget *page);

    [[nodiscard]] PendingBar *bar() const { return m_bar; }
    [[nodiscard]] PendingEdits *pending() const { return m_pending; }
    [[nodiscard]] bool hasEdits() const { return !m_pending->isEmpty(m_model); }
    [[nodiscard]] CellEditor *editor() const { return m_editor; }
    /** Puts the new records behind the rows. */
    void showNewRows();
    void fillMenu(QMenu *menu);
    /** Why the cell cannot be edited here; empty: it can. */
    [[nodiscard]] QString refusal(qint64 row, int section) const;

    void editCell(qint64 row, int section);
    void addRow();
    void toggleDeleted();
    void apply();
    void review();
    void discard();
    /** Applies everything; @p done only when nothing is left. */
    void applyAll(std::function<void()> done);

Q_SIGNALS:
    /** A field that has its control there only. */
    void inspectorRequested(qint64 row, int section);
    void changed(); ///< Other edits wait now.
    void applied(); ///< Records are others now.
    void logsRequested(qint64 run);

private:
    void addActions();
    void connectGrid();
    void handleChanged();
    void handleFinished(const PendingApply::Summary &summary);
    CellEditor *openEditor(qint64 row, int section);
    void closeEditor();
    void typeInto(const QString &text);
    void toggleCell();
    void unsetCell();
    void setCurrentCell(const Value &value);
    void goOn(CellEditor::Then then);
    void tell(qint64 row, int section, const QString &text);
    [[nodiscard]] std::shared_ptr<const ModelDef> model() const;
    [[nodiscard]] bool hasAction(const char *name) const;
    [[nodiscard]] EditPolicy policy() const;

    const UiContext m_context;
    const QString m_model;
    RecordGridView *m_grid;
    QWidget *m_page;
    PendingEdits *m_pending;
    PendingApply *m_apply;
    PendingBar *m_bar;
    QPointer<CellEditor> m_editor;
    QAction *m_undo = nullptr;
    QAction *m_redo = nullptr;
    std::function<void()> m_whenApplied;
    RunId m_lastRun = noRun;
};

} // namespace syncline::ui
