#pragma once

#include "core/model/Filter.h"

#include <QMap>
#include <QTimer>
#include <QWidget>

class QLineEdit;

namespace syncline::ui {

class GridColumns;
class GridHeader;

/** One small field under each column: what the rows must match. Understood by parseQuickFilter; a
 * text that is not is marked and says why. */
class GridFilterRow final : public QWidget
{
    Q_OBJECT

public:
    GridFilterRow(GridColumns *columns, GridHeader *header, QWidget *parent);

    /** After the columns changed. Texts of columns that stay are kept. */
    void rebuild();
    void layOut();
    /** All cells together, but for that of @p except; True when all are empty. Cells that are not
     * understood do not count. */
    [[nodiscard]] Filter filter(const QString &except = {}) const;
    [[nodiscard]] QMap<QString, QString> texts() const;
    void setTexts(const QMap<QString, QString> &texts);
    void clear();
    [[nodiscard]] bool isEmpty() const;
    /** Why the first cell that is not understood is not; empty: all are. */
    [[nodiscard]] QString problem() const;
    void focusColumn(int section);
    [[nodiscard]] QLineEdit *edit(int section) const { return m_edits.value(section); }

Q_SIGNALS:
    /** A moment after typing, or at once on Enter. */
    void filterChanged();
    void leaveRequested(); ///< Escape or Down: back to the rows.

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    void check(int section);

    GridColumns *m_columns;
    GridHeader *m_header;
    QMap<int, QLineEdit *> m_edits;
    QTimer m_timer;
};

} // namespace syncline::ui
