#pragma once

#include <QWidget>

class QAbstractItemView;
class QHBoxLayout;
class QToolButton;

namespace syncline::ui {

/**
 * Buttons below a list or a table that add, remove and move its rows, and the same by Insert,
 * Delete, Alt+Up and Alt+Down in it. Holds no rows: it tells what is wished of them.
 */
class RowButtons final : public QWidget
{
    Q_OBJECT

public:
    /** @p addText: what adding means, such as "Add to Options". The buttons are called
     * "<objectName>.add", ".remove", ".up" and ".down". */
    RowButtons(const QString &objectName, const QString &addText, QAbstractItemView *view,
               QWidget *parent);

    /** One more, after the others. */
    QToolButton *addButton(const QString &icon, const QString &name, const QString &text);
    [[nodiscard]] QToolButton *add() const { return m_add; }
    /** Off: rows stay as many as they are, in their order. */
    void setEditable(bool isEditable);
    [[nodiscard]] bool isEditable() const { return m_isEditable; }
    /** Whenever the rows or the current one changed. */
    void update();

Q_SIGNALS:
    void addWished();
    void removeWished(int row);
    void moveWished(int from, int to); ///< Both are rows.

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    [[nodiscard]] int currentRow() const;
    void wishMove(int step);
    void wishRemove();

    const QString m_name;
    QAbstractItemView *m_view;
    QHBoxLayout *m_layout;
    QToolButton *m_add;
    QToolButton *m_remove;
    QToolButton *m_up;
    QToolButton *m_down;
    bool m_isEditable = true;
};

} // namespace syncline::ui
