#pragma once

#include "core/record/view/ViewTypes.h"
#include "ui/shell/DocumentRef.h"

#include <QTableView>

#include <memory>

namespace syncline::ui {

class ViewTableModel;

/** The rows of a view: sorted by a click on a heading, copied, followed to the records that their
 * ids name, opened where a cell cannot show them whole. */
class ViewTable final : public QTableView
{
    Q_OBJECT

public:
    ViewTable(ViewTableModel *model, QWidget *parent);

    /** With columns as wide as what stands in the first rows; @p keepsColumns: as wide, and sorted
     * by the same, as before. */
    void showRows(std::shared_ptr<const ViewResult> result, bool keepsColumns);
    /** Of the selected cells, with tabs between; with the names of the columns in front. */
    [[nodiscard]] QString selectedText(bool withHeadings) const;
    void copy();
    void copyWithHeadings();
    /** By the current column: ascending, descending, as it was. */
    void sortByCurrent();

Q_SIGNALS:
    void inspectRequested(const syncline::ui::InspectTarget &target);

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;

private:
    void openCell(const QModelIndex &index);

    ViewTableModel *m_model;
};

} // namespace syncline::ui
