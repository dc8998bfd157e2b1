#pragma once

#include "core/model/Filter.h"

#include <QHeaderView>

namespace syncline::ui {

class GridColumns;

/** A grid's header: widths, order, and sorting by click (Shift adds a key). Draws the order of
 * several sort keys. */
class GridHeader final : public QHeaderView
{
    Q_OBJECT

public:
    GridHeader(GridColumns *columns, QWidget *parent);

    [[nodiscard]] const Sort &sort() const { return m_sort; }
    void setSort(const Sort &sort);
    /** A click: ascending, descending, none. @p add keeps the other keys. */
    void cycleSort(int section, bool add);
    /** In the order shown, without hidden ones. */
    [[nodiscard]] QList<int> shownSections() const;

Q_SIGNALS:
    void sortChanged();

protected:
    void paintSection(QPainter *painter, const QRect &rect, int section) const override;
    void mouseReleaseEvent(QMouseEvent *event) override;

private:
    GridColumns *m_columns;
    Sort m_sort;
    Qt::KeyboardModifiers m_modifiers;
};

} // namespace syncline::ui
