#include "ui/views/ViewTable.h"

#include "core/transfer/CellText.h"
#include "ui/base/Icons.h"
#include "ui/base/Spacing.h"
#include "ui/base/Text.h"
#include "ui/views/ViewTableModel.h"
#include "ui/widget/PlainLabel.h"
#include "ui/widget/ValueViewer.h"

#include <QClipboard>
#include <QContextMenuEvent>
#include <QGuiApplication>
#include <QHeaderView>
#include <QKeyEvent>
#include <QMenu>

#include <set>

using namespace Qt::StringLiterals;

namespace syncline::ui {

namespace {
constexpr int viewRowsMeasured = 100;
constexpr int widestViewColumn = 360;
constexpr int narrowestViewColumn = 64;
} // namespace

ViewTable::ViewTable(ViewTableModel *model, QWidget *parent)
    : QTableView(parent),
      m_model(model)
{
    nameControl(this, u"view.table"_s, tr("Rows of the view"));
    setModel(model);
    setFrameShape(QFrame::NoFrame);
    setShowGrid(false);
    setAlternatingRowColors(true);
    setWordWrap(false);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setTabKeyNavigation(false);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    verticalHeader()->hide();
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    verticalHeader()->setDefaultSectionSize(space::rowHeight);
    horizontalHeader()->setSectionsMovable(true);
    horizontalHeader()->setHighlightSections(false);
    horizontalHeader()->setResizeContentsPrecision(viewRowsMeasured);
    horizontalHeader()->setSortIndicatorClearable(true);
    horizontalHeader()->setSortIndicator(-1, Qt::AscendingOrder);
    setSortingEnabled(true);
    connect(this, &QTableView::activated, this, &ViewTable::openCell);
}

void ViewTable::showRows(std::shared_ptr<const ViewResult> result, bool keepsColumns)
{
    m_model->setResult(std::move(result));
    if (keepsColumns) {
        m_model->sort(horizontalHeader()->sortIndicatorSection(),
                      horizontalHeader()->sortIndicatorOrder());
        return;
    }
    horizontalHeader()->setSortIndicator(-1, Qt::AscendingOrder);
    resizeColumnsToContents();
    for (int i = 0; i < m_model->columnCount(); ++i)
        setColumnWidth(
            i, qBound(narrowestViewColumn, columnWidth(i) + space::large, widestViewColumn));
}

void ViewTable::openCell(const QModelIndex &index)
{
    if (const auto target = m_model->target(index)) {
        Q_EMIT inspectRequested(*target);
    } else if (index.isValid() && !m_model->value(index).isNull()) {
        auto *viewer = new ValueViewer(displayLine(m_model->column(index.column()).name, 80),
                                       m_model->value(index), this);
        viewer->show();
    }
}

QString ViewTable::selectedText(bool withHeadings) const
{
    std::set<int> rows;
    std::set<int> columns;
    for (const QModelIndex &index : selectionModel()->selectedIndexes()) {
        rows.insert(index.row());
        columns.insert(horizontalHeader()->visualIndex(index.column()));
    }
    // A line break or a tab would be another cell.
    const auto plain = [](QString text) {
        return text.replace(u'\t', u' ').replace(u'\n', u' ').remove(u'\r');
    };
    QStringList lines;
    if (withHeadings) {
        QStringList names;
        for (const int place : columns)
            names.append(
                plain(toQString(m_model->column(horizontalHeader()->logicalIndex(place)).name)));
        lines.append(names.join(u'\t'));
    }
    for (const int row : rows) {
        QStringList cells;
        for (const int place : columns) {
            const QModelIndex index = m_model->index(row, horizontalHeader()->logicalIndex(place));
            cells.append(selectionModel()->isSelected(index)
                             ? plain(toQString(cellText(m_model->value(index), false)))
                             : QString());
        }
        lines.append(cells.join(u'\t'));
    }
    return lines.join(u'\n');
}

void ViewTable::copy()
{
    if (selectionModel()->hasSelection())
        QGuiApplication::clipboard()->setText(selectedText(false));
}

void ViewTable::copyWithHeadings()
{
    if (selectionModel()->hasSelection())
        QGuiApplication::clipboard()->setText(selectedText(true));
}

void ViewTable::sortByCurrent()
{
    if (!currentIndex().isValid())
        return;
    QHeaderView *header = horizontalHeader();
    const int column = currentIndex().column();
    if (header->sortIndicatorSection() != column)
        sortByColumn(column, Qt::AscendingOrder);
    else if (header->sortIndicatorOrder() == Qt::AscendingOrder)
        sortByColumn(column, Qt::DescendingOrder);
    else
        sortByColumn(-1, Qt::AscendingOrder);
}

void ViewTable::keyPressEvent(QKeyEvent *event)
{
    const bool isPlainEnter = (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) &&
                              (event->modifiers() & ~Qt::KeypadModifier) == Qt::NoModifier;
    if (event->matches(QKeySequence::Copy)) {
        copy();
    } else if (event->modifiers() == (Qt::ControlModifier | Qt::ShiftModifier) &&
               event->key() == Qt::Key_C) {
        copyWithHeadings();
    } else if (event->modifiers() == (Qt::ControlModifier | Qt::ShiftModifier) &&
               event->key() == Qt::Key_O) {
        sortByCurrent();
    } else if (isPlainEnter) {
        openCell(currentIndex());
    } else {
        QTableView::keyPressEvent(event);
    }
}

void ViewTable::contextMenuEvent(QContextMenuEvent *event)
{
    const QModelIndex index =
        event->reason() == QContextMenuEvent::Keyboard ? currentIndex() : indexAt(event->pos());
    if (!index.isValid())
        return;
    auto *menu = new QMenu(this);
    menu->setObjectName(u"view.menu"_s);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    if (const auto target = m_model->target(index)) {
        menu->addAction(themedIcon(u"record"_s),
                        tr("Open %1 %2").arg(target->model, toQString(toText(target->record))),
                        this, [this, target = *target] { Q_EMIT inspectRequested(target); });
    } else {
        menu->addAction(themedIcon(u"open"_s), tr("Show the Whole Value"), this,
                        [this, at = QPersistentModelIndex(index)] { openCell(at); });
    }
    menu->addSeparator();
    menu->addAction(themedIcon(u"copy"_s), tr("Copy"), QKeySequence::Copy, this, &ViewTable::copy);
    menu->addAction(tr("Copy with Headings"), QKeySequence(u"Ctrl+Shift+C"_s), this,
                    &ViewTable::copyWithHeadings);
    menu->addSeparator();
    menu->addAction(themedIcon(u"sort-up"_s), tr("Sort by This Column"),
                    QKeySequence(u"Ctrl+Shift+O"_s), this, &ViewTable::sortByCurrent);
    const QPoint at = event->reason() == QContextMenuEvent::Keyboard
                          ? viewport()->mapToGlobal(visualRect(index).center())
                          : event->globalPos();
    menu->popup(at);
}

} // namespace syncline::ui
