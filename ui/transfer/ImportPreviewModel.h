#pragma once

#include "core/transfer/TransferTypes.h"

#include <QAbstractTableModel>

#include <map>
#include <string>
#include <vector>

namespace syncline::ui {

/** The first rows of a file with what each would become: row number, outcome, then its cells, of
 * which those that are wrong say why. */
class ImportPreviewModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { RowColumn, OutcomeColumn, firstCell };
    /** Whether the cell is wrong: for the delegate that paints it. */
    static constexpr int WrongRole = Qt::UserRole + 1;
    using QAbstractTableModel::QAbstractTableModel;

    void setPreview(ImportPreview preview);
    [[nodiscard]] const ImportPreview &preview() const { return m_preview; }

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role) const override;

private:
    [[nodiscard]] QString text(const ImportPreview::Row &row, int column) const;
    [[nodiscard]] QString whatIsWrong(const ImportPreview::Row &row, int column) const;

    ImportPreview m_preview;
};

} // namespace syncline::ui
