#pragma once

#include "core/transfer/TransferTypes.h"

#include <QAbstractTableModel>

#include <vector>

namespace syncline::ui {

/** The first rows that an import could not store, each with its reason. */
class FailedRowsModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { RowColumn, ReasonColumn, columnTotal };
    using QAbstractTableModel::QAbstractTableModel;

    void setRows(std::vector<ImportedRow> rows);

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role) const override;

private:
    std::vector<ImportedRow> m_rows;
};

} // namespace syncline::ui
