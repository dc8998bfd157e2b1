#pragma once

#include "ui/base/Theme.h"
#include "ui/records/GridOverlay.h"
#include "ui/records/GridSelection.h"

#include <QAbstractScrollArea>

namespace syncline::ui {

class GridColumns;
class GridFilterRow;
class GridHeader;
class RecordSource;

/**
 * A grid that knows only the rows on the screen: every cost is that of a screenful, whether the
 * query has ten rows or ten billion (a QTableView's grows with the rows). One height for all rows;
 * positions are 64-bit row numbers, the scroll bar is a scaled picture of them.
 */
class RecordGridView final : public QAbstractScrollArea
{
    Q_OBJECT

public:
    RecordGridView(RecordSource *source, GridColumns *columns, const Theme *theme, QWidget *parent);
    ~RecordGridView() override;

    [[nodiscard]] RecordSource *source() const { return m_source; }
    [[nodiscard]] GridColumns *columns() const { return m_columns; }
    [[nodiscard]] GridHeader *header() const { return m_header; }
    [[nodiscard]] GridFilterRow *filters() const { return m_filters; }
    [[nodiscard]] GridOverlay &overlay() { return m_overlay; }

    [[nodiscard]] std::int64_t topRow() const { return m_top; }
    void setTopRow(std::int64_t row);
    /** Whole rows that fit. */
    [[nodiscard]] int fullRows() const;
    [[nodiscard]] std::int64_t currentRow() const { return m_current; }
    [[nodiscard]] int currentColumn() const { return m_column; } ///< Logical.
    /** Selects it alone and scrolls to it. */
    void setCurrent(std::int64_t row, int column);
    [[nodiscard]] const GridSelection &selection() const { return m_selection; }
    void selectAll();
    [[nodiscard]] QString cellText(std::int64_t row, int column) const;
    [[nodiscard]] QRect cellRect(std::int64_t row, int column) const; ///< In the viewport.
    [[nodiscard]] std::int64_t rowAt(int y) const;                    ///< −1: none.

Q_SIGNALS:
    void currentChanged(qint64 row, int column);
    void selectionChanged();
    void activated(qint64 row, int column);     ///< Enter or double click.
    void editRequested(qint64 row, int column); ///< F2.
    void typed(const QString &text);            ///< On the current cell.
    void toggleRequested();                     ///< Space.
    void unsetRequested();                      ///< Ctrl+0.
    void copyRequested(bool asJson);
    void menuRequested(const QPoint &globalPosition);

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void scrollContentsBy(int dx, int dy) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    bool viewportEvent(QEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    enum class Select : unsigned char { One, Extend, Keep };

    void layOut();
    void updateScrollBars();
    void showTopInScrollBar();
    void wantVisible();
    void handleReset();
    void moveTo(std::int64_t row, Select how);
    void moveColumn(int step);
    bool handleMove(const QKeyEvent &event);
    void ensureVisible(std::int64_t row);
    void ensureColumnVisible();
    void announceCurrent();
    [[nodiscard]] bool showToolTip(const QPoint &position, const QPoint &global);
    void paintRow(QPainter &painter, std::int64_t row, const QRect &area);
    void paintCell(QPainter &painter, const RecordRow &record, int section, const QRect &area,
                   bool isSelected);
    void paintMark(QPainter &painter, GridOverlay::Mark mark, const QRect &area, bool isSelected);
    /** What stands before the text (a colour, a state's ground); answers the room that is left. */
    QRect paintOrnament(QPainter &painter, const GridColumn &column, const Value &value,
                        const QString &shown, const QRect &area, bool isSelected);
    bool handleEdit(const QKeyEvent &event);

    RecordSource *m_source;
    GridColumns *m_columns;
    const Theme *m_theme;
    GridHeader *m_header;
    GridFilterRow *m_filters;
    int m_rowHeight;
    std::int64_t m_top = 0;
    std::int64_t m_current = -1;
    std::int64_t m_anchor = -1;
    int m_column = 0;
    GridSelection m_selection;
    GridOverlay m_overlay;
    bool m_isScrollBarBeingSet = false;
};

} // namespace syncline::ui
