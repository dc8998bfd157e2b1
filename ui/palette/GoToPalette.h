#pragma once

#include "ui/shell/DocumentRef.h"
#include "ui/shell/UiContext.h"

#include <QFrame>
#include <QPointer>

class QLabel;
class QLineEdit;
class QListView;

namespace syncline::ui {

class PaletteModel;
class PaletteSearch;

/** Ctrl+K: one field that finds anything, over the window. Up, Down and Enter work while typing;
 * Escape or a click elsewhere closes it. */
class GoToPalette final : public QFrame
{
    Q_OBJECT

public:
    GoToPalette(const ActionRegistry *actions, QWidget *window);
    ~GoToPalette() override;

    void setProject(const UiContext &context);
    /** The document in front, for ":line". */
    void setInFront(const DocumentRef &ref) { m_inFront = ref; }
    /** Shows it with @p text typed already. */
    void open(const QString &text);
    [[nodiscard]] PaletteModel *model() const { return m_model; }

Q_SIGNALS:
    void openRequested(const syncline::ui::DocumentRef &ref, syncline::ui::OpenMode mode);
    void inspectRequested(const syncline::ui::InspectTarget &target);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void choose(OpenMode mode);
    void dismiss();
    void place();
    void selectFirst();

    PaletteModel *m_model;
    PaletteSearch *m_search;
    QLineEdit *m_edit;
    QListView *m_list;
    QLabel *m_hint;
    DocumentRef m_inFront;
    QPointer<QWidget> m_before; ///< Had the keyboard.
};

} // namespace syncline::ui
