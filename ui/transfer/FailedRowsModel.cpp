#include "ui/transfer/FailedRowsModel.h"

#include "ui/base/Text.h"

namespace syncline::ui {

void FailedRowsModel::setRows(std::vector<ImportedRow> rows)
{
    beginResetModel();
    m_rows = std::move(rows);
    endResetModel();
}

int FailedRowsModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int FailedRowsModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : columnTotal;
}

QVariant FailedRowsModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const ImportedRow &row = m_rows.at(static_cast<std::size_t>(index.row()));
    const QString text = index.column() == RowColumn ? countText(row.row) : displayLine(row.error);
    if (role == Qt::DisplayRole)
        return text;
    if (role == Qt::ToolTipRole)
        return plainToolTip(text);
    if (role == Qt::TextAlignmentRole && index.column() == RowColumn)
        return QVariant(int(Qt::AlignRight | Qt::AlignVCenter));
    return {};
}

QVariant FailedRowsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    return section == RowColumn ? tr("Row") : tr("Why it was not stored");
}

} // namespace syncline::ui
