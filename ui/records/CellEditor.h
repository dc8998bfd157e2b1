#pragma once

#include "core/model/ModelDef.h"

#include <QFrame>

namespace syncline::ui {

class FieldEditor;

/**
 * One cell of the grid being edited, by the control that the inspector has for its type. Enter, Tab
 * and going elsewhere take the edit, Escape leaves the value as it was; what is no value of the
 * field keeps it open. Deletes itself when done.
 */
class CellEditor final : public QFrame
{
    Q_OBJECT

public:
    enum class Then : unsigned char { Stay, Leave, Down, Next, Previous };

    CellEditor(const FieldDef &field, const Value &value, QWidget *viewport, const QRect &cell);

    /** The keyboard goes into it, all of it selected. */
    void begin();
    /** Instead of the value: what was typed on the cell. */
    void beginWith(const QString &typed);
    /** Takes what was edited, unless it is no value. False: it stays open. */
    bool finish(Then then);
    void cancel();
    [[nodiscard]] FieldEditor *editor() const { return m_editor; }

Q_SIGNALS:
    /** Only what is another value than before. */
    void edited(const syncline::Value &value);
    void finished(syncline::ui::CellEditor::Then then);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void place(QWidget *viewport, const QRect &cell);
    void handleFocus(QWidget *now);
    void showProblem();
    [[nodiscard]] bool isOfOneLine() const;
    [[nodiscard]] bool isOfSeveralLines() const;
    bool handleKey(const QKeyEvent &event);
    void close(Then then);

    FieldEditor *m_editor;
    bool m_isDone = false;
};

} // namespace syncline::ui
