#include "ui/records/GridAccessible.h"

#include "ui/base/Text.h"
#include "ui/records/GridColumns.h"
#include "ui/records/GridHeader.h"
#include "ui/records/RecordGridView.h"
#include "ui/records/RecordSource.h"

#include <QAccessible>
#include <QAccessibleWidget>
#include <QPointer>

#include <algorithm>
#include <limits>
#include <map>

using namespace Qt::StringLiterals;

namespace syncline::ui {

namespace {

int clampToInt(std::int64_t value)
{
    return static_cast<int>(std::min<std::int64_t>(value, std::numeric_limits<int>::max()));
}

/** One cell, addressed by row and shown column. */
class GridCellAccessible final : public QAccessibleInterface, public QAccessibleTableCellInterface
{
public:
    GridCellAccessible(RecordGridView *grid, std::int64_t row, int visual)
        : m_grid(grid),
          m_row(row),
          m_visual(visual)
    {
    }

    [[nodiscard]] bool isValid() const override
    {
        return m_grid && m_row < m_grid->source()->rowCount() &&
               m_visual < m_grid->header()->shownSections().size();
    }
    [[nodiscard]] QObject *object() const override { return nullptr; }
    [[nodiscard]] QWindow *window() const override
    {
        return m_grid ? m_grid->window()->windowHandle() : nullptr;
    }
    [[nodiscard]] QAccessibleInterface *childAt(int /*x*/, int /*y*/) const override
    {
        return nullptr;
    }
    [[nodiscard]] QAccessibleInterface *parent() const override
    {
        return QAccessible::queryAccessibleInterface(m_grid);
    }
    [[nodiscard]] QAccessibleInterface *child(int /*index*/) const override { return nullptr; }
    [[nodiscard]] int childCount() const override { return 0; }
    [[nodiscard]] int indexOfChild(const QAccessibleInterface * /*child*/) const override
    {
        return -1;
    }
    [[nodiscard]] QString text(QAccessible::Text t) const override
    {
        if (!isValid())
            return {};
        if (t == QAccessible::Name || t == QAccessible::Value)
            return m_grid->cellText(m_row, section());
        if (t != QAccessible::Description)
            return {};
        const GridColumn &column = m_grid->columns()->column(section());
        const RecordRow *row = m_grid->source()->row(m_row);
        const QString note = row ? m_grid->overlay().note(*row, column) : QString();
        return note.isEmpty() ? column.title : column.title + u" · "_s + note;
    }
    void setText(QAccessible::Text /*t*/, const QString & /*text*/) override {}
    [[nodiscard]] QRect rect() const override
    {
        const QRect local = m_grid->cellRect(m_row, section());
        return {m_grid->viewport()->mapToGlobal(local.topLeft()), local.size()};
    }
    [[nodiscard]] QAccessible::Role role() const override { return QAccessible::Cell; }
    [[nodiscard]] QAccessible::State state() const override
    {
        QAccessible::State state;
        state.selectable = true;
        state.focusable = true;
        state.selected = isSelected();
        state.focused = m_grid && m_grid->hasFocus() && m_grid->currentRow() == m_row &&
                        m_grid->currentColumn() == section();
        return state;
    }
    void *interface_cast(QAccessible::InterfaceType type) override
    {
        return type == QAccessible::TableCellInterface
                   ? static_cast<QAccessibleTableCellInterface *>(this)
                   : nullptr;
    }

    [[nodiscard]] bool isSelected() const override
    {
        return m_grid && m_grid->selection().contains(m_row);
    }
    [[nodiscard]] QList<QAccessibleInterface *> columnHeaderCells() const override { return {}; }
    [[nodiscard]] QList<QAccessibleInterface *> rowHeaderCells() const override { return {}; }
    [[nodiscard]] int columnIndex() const override { return m_visual; }
    [[nodiscard]] int rowIndex() const override { return clampToInt(m_row); }
    [[nodiscard]] int columnExtent() const override { return 1; }
    [[nodiscard]] int rowExtent() const override { return 1; }
    [[nodiscard]] QAccessibleInterface *table() const override { return parent(); }

private:
    [[nodiscard]] int section() const { return m_grid->header()->shownSections().at(m_visual); }

    QPointer<RecordGridView> m_grid;
    std::int64_t m_row;
    int m_visual;
};

/** The grid as a table. Its children are the cells in view only: a program that walks them must not
 * walk ten million rows. */
class GridAccessible final : public QAccessibleWidget, public QAccessibleTableInterface
{
public:
    explicit GridAccessible(RecordGridView *grid)
        : QAccessibleWidget(grid, QAccessible::Table)
    {
    }
    ~GridAccessible() override
    {
        for (const auto &[key, id] : m_cells)
            QAccessible::deleteAccessibleInterface(id);
    }

    void *interface_cast(QAccessible::InterfaceType type) override
    {
        return type == QAccessible::TableInterface ? static_cast<QAccessibleTableInterface *>(this)
                                                   : QAccessibleWidget::interface_cast(type);
    }
    [[nodiscard]] int childCount() const override { return rowsInView() * columnCount(); }
    [[nodiscard]] QAccessibleInterface *child(int index) const override
    {
        const int columns = columnCount();
        if (index < 0 || columns == 0 || index >= childCount())
            return nullptr;
        return cell(grid()->topRow() + index / columns, index % columns);
    }
    [[nodiscard]] int indexOfChild(const QAccessibleInterface *child) const override
    {
        auto *interface =
            const_cast<QAccessibleInterface *>(child); // tableCellInterface() is not const in Qt
        const auto *tableCell = interface->tableCellInterface();
        return tableCell
                   ? static_cast<int>(tableCell->rowIndex() - grid()->topRow()) * columnCount() +
                         tableCell->columnIndex()
                   : -1;
    }
    [[nodiscard]] QAccessibleInterface *focusChild() const override
    {
        const auto visual =
            static_cast<int>(grid()->header()->shownSections().indexOf(grid()->currentColumn()));
        return grid()->currentRow() >= 0 && visual >= 0 ? cell(grid()->currentRow(), visual)
                                                        : nullptr;
    }

    [[nodiscard]] QAccessibleInterface *caption() const override { return nullptr; }
    [[nodiscard]] QAccessibleInterface *summary() const override { return nullptr; }
    [[nodiscard]] QAccessibleInterface *cellAt(int row, int column) const override
    {
        return cell(row, column);
    }
    [[nodiscard]] int selectedCellCount() const override
    {
        return selectedRowCount() * columnCount();
    }
    [[nodiscard]] QList<QAccessibleInterface *> selectedCells() const override { return {}; }
    [[nodiscard]] QString columnDescription(int column) const override
    {
        return grid()->columns()->column(grid()->header()->shownSections().value(column)).title;
    }
    [[nodiscard]] QString rowDescription(int row) const override { return countText(row + 1); }
    [[nodiscard]] int selectedColumnCount() const override { return 0; }
    [[nodiscard]] int selectedRowCount() const override
    {
        return clampToInt(grid()->selection().count());
    }
    [[nodiscard]] int columnCount() const override
    {
        return static_cast<int>(grid()->header()->shownSections().size());
    }
    [[nodiscard]] int rowCount() const override { return clampToInt(grid()->source()->rowCount()); }
    [[nodiscard]] QList<int> selectedColumns() const override { return {}; }
    [[nodiscard]] QList<int> selectedRows() const override { return {}; }
    [[nodiscard]] bool isColumnSelected(int /*column*/) const override { return false; }
    [[nodiscard]] bool isRowSelected(int row) const override
    {
        return grid()->selection().contains(row);
    }
    bool selectRow(int row) override
    {
        grid()->setCurrent(row, grid()->currentColumn());
        return true;
    }
    bool selectColumn(int /*column*/) override { return false; }
    bool unselectRow(int /*row*/) override { return false; }
    bool unselectColumn(int /*column*/) override { return false; }
    void modelChange(QAccessibleTableModelChangeEvent * /*event*/) override {}

private:
    [[nodiscard]] RecordGridView *grid() const { return static_cast<RecordGridView *>(object()); }
    [[nodiscard]] int rowsInView() const
    {
        return clampToInt(std::min<std::int64_t>(grid()->fullRows(),
                                                 grid()->source()->rowCount() - grid()->topRow()));
    }
    [[nodiscard]] QAccessibleInterface *cell(std::int64_t row, int visual) const
    {
        constexpr std::size_t kept = 2000;
        const auto key = std::pair(row, visual);
        const auto known = m_cells.find(key);
        if (known != m_cells.end())
            return QAccessible::accessibleInterface(known->second);
        if (m_cells.size() >= kept) {
            for (const auto &[place, id] : m_cells)
                QAccessible::deleteAccessibleInterface(id);
            m_cells.clear();
        }
        auto *made = new GridCellAccessible(grid(), row, visual);
        m_cells[key] = QAccessible::registerAccessibleInterface(made);
        return made;
    }

    mutable std::map<std::pair<std::int64_t, int>, QAccessible::Id> m_cells;
};

QAccessibleInterface *makeGridAccessible(const QString &className, QObject *object)
{
    Q_UNUSED(className)
    auto *grid = qobject_cast<RecordGridView *>(object);
    return grid ? new GridAccessible(grid) : nullptr;
}

} // namespace

void installGridAccessibility()
{
    QAccessible::removeFactory(makeGridAccessible);
    QAccessible::installFactory(makeGridAccessible);
}

void announceGridCell(RecordGridView *grid)
{
    if (!QAccessible::isActive())
        return;
    QAccessibleInterface *table = QAccessible::queryAccessibleInterface(grid);
    QAccessibleInterface *cell = table ? table->focusChild() : nullptr;
    if (!cell)
        return;
    QAccessibleEvent event(cell, QAccessible::Focus);
    QAccessible::updateAccessibility(&event);
}

} // namespace syncline::ui
