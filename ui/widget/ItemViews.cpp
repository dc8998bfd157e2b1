#include "ui/widget/ItemViews.h"

#include "ui/base/Spacing.h"
#include "ui/widget/PlainLabel.h"

#include <QHeaderView>
#include <QListView>
#include <QTableView>
#include <QTreeView>

namespace syncline::ui {

namespace {

constexpr int narrowestColumn = 40;
constexpr int viewFrameWidth = 1; // as the style sheet has it

void prepareItems(QAbstractItemView *view)
{
    view->setFrameShape(QFrame::NoFrame);
    view->setIconSize(QSize(space::iconSize, space::iconSize));
    view->setTabKeyNavigation(false); // Tab leads on, arrows go about
    view->ensurePolished();           // else rows are measured, and kept, without the style sheet
}

void prepareHeader(QHeaderView *header)
{
    header->setHighlightSections(false);
    header->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    header->setMinimumSectionSize(narrowestColumn);
    header->setStretchLastSection(true);
}

} // namespace

void prepareTable(QTableView *table)
{
    prepareItems(table);
    prepareHeader(table->horizontalHeader());
    table->setAlternatingRowColors(true);
    table->setShowGrid(false);
    table->setWordWrap(false);
    table->verticalHeader()->hide();
    table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    table->verticalHeader()->setDefaultSectionSize(space::rowHeight);
}

void prepareTree(QTreeView *tree)
{
    prepareItems(tree);
    prepareHeader(tree->header());
    tree->setUniformRowHeights(true);
}

void prepareList(QListView *list)
{
    prepareItems(list);
    list->setUniformItemSizes(true);
}

void frameView(QAbstractItemView *view)
{
    setStyleProperty(view, "framed", true); // before the frame, whose width it decides
    view->setFrameShape(QFrame::StyledPanel);
}

int framedHeight(int rows)
{
    return rows * space::rowHeight + 2 * viewFrameWidth;
}

} // namespace syncline::ui
