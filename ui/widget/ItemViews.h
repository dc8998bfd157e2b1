#pragma once

class QAbstractItemView;
class QListView;
class QTableView;
class QTreeView;

/** How lists, trees and tables look, so that each does as all others do: rows, titles, boxes. The
 * style sheet has the rest. Call it before anything is shown in the view. */
namespace syncline::ui {

void prepareTable(QTableView *table);
void prepareTree(QTreeView *tree);
void prepareList(QListView *list);
/** A line around it: for one that stands in a form or a dialog and not at the edges of a page. */
void frameView(QAbstractItemView *view);
/** Of a framed view that shows so many rows and no title. */
[[nodiscard]] int framedHeight(int rows);

} // namespace syncline::ui
