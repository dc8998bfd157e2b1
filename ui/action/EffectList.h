#pragma once

#include "ui/action/EffectText.h"
#include "ui/shell/UiContext.h"

#include <QFrame>

class QCheckBox;
class QLabel;
class QMenu;
class QToolButton;

namespace syncline::ui {

class ActionDocument;
class EffectListModel;
class EffectListView;

/** One list of an action as a card: what it is for, its transaction switch, its effects, and what
 * can be done with them. Edits the document. */
class EffectList final : public QFrame
{
    Q_OBJECT

public:
    EffectList(EffectPhase phase, const UiContext &context, ActionDocument *document,
               QWidget *parent);

    [[nodiscard]] EffectPhase phase() const { return m_phase; }
    [[nodiscard]] EffectListView *view() const { return m_view; }
    void add(const EffectDef &effect);
    void remove(int row);
    void move(int row, int step);
    /** Asks for a name, writes the starter text, adds it and opens it. */
    void addCode();
    /** What can be added; the caller shows and deletes it. */
    [[nodiscard]] QMenu *makeAddMenu();
    void clearSelection();

Q_SIGNALS:
    void openRequested(const QString &file, int line);
    void leaveRequested(int step);
    void activated(); ///< Something is selected here now.
    /** To this list, before @p row. */
    void dropped(syncline::ui::EffectPhase from, int fromRow, int row);

private:
    [[nodiscard]] QWidget *buildHeader();
    void connectView();
    void update();
    void updateProblems();
    void updateButtons();
    void open(int row);
    void showMenu(const QPoint &position);
    void writeNew(const QString &path);
    [[nodiscard]] bool isEditable() const;

    const EffectPhase m_phase;
    const UiContext m_context;
    ActionDocument *m_document;
    EffectListModel *m_model;
    EffectListView *m_view;
    QLabel *m_empty = nullptr;
    QCheckBox *m_transaction = nullptr;
    QToolButton *m_up = nullptr;
    QToolButton *m_down = nullptr;
    QToolButton *m_remove = nullptr;
    QToolButton *m_add = nullptr;
    int m_wanted = -1; ///< The row to select once the list is shown again.
};

} // namespace syncline::ui
