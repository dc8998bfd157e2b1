#include "ui/transfer/ImportPreviewModel.h"

#include "ui/base/Icons.h"
#include "ui/base/Text.h"
#include "ui/transfer/TransferText.h"

using namespace Qt::StringLiterals;

namespace syncline::ui {

void ImportPreviewModel::setPreview(ImportPreview preview)
{
    beginResetModel();
    m_preview = std::move(preview);
    endResetModel();
}

int ImportPreviewModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_preview.rows.size());
}

int ImportPreviewModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : firstCell + static_cast<int>(m_preview.columns.size());
}

QString ImportPreviewModel::text(const ImportPreview::Row &row, int column) const
{
    if (column == RowColumn)
        return countText(row.result.row);
    if (column == OutcomeColumn)
        return m_preview.problem ? QString() : outcomeText(row.result.outcome);
    const auto cell = static_cast<std::size_t>(column - firstCell);
    return cell < row.cells.size() ? displayLine(row.cells[cell]) : QString();
}

/** Of the row itself in its outcome; of a field in its cell. */
QString ImportPreviewModel::whatIsWrong(const ImportPreview::Row &row, int column) const
{
    if (m_preview.problem || row.result.outcome != RowOutcome::Failed)
        return {};
    if (column <= OutcomeColumn)
        return displayLine(row.result.error);
    const auto cell = static_cast<std::size_t>(column - firstCell);
    const std::string &field = m_preview.columns[cell].map.field;
    for (const auto &[name, message] : row.result.fieldErrors) {
        if (!field.empty() && name == field)
            return displayLine(name + " " + message);
    }
    return {};
}

QVariant ImportPreviewModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const ImportPreview::Row &row = m_preview.rows.at(static_cast<std::size_t>(index.row()));
    const QString wrong = whatIsWrong(row, index.column());
    switch (role) {
    case Qt::DisplayRole:
        return text(row, index.column());
    case Qt::ToolTipRole:
        return plainToolTip(wrong.isEmpty() ? text(row, index.column()) : wrong);
    case Qt::AccessibleTextRole:
        return wrong.isEmpty() ? text(row, index.column())
                               : tr("%1, wrong: %2").arg(text(row, index.column()), wrong);
    case Qt::DecorationRole:
        return wrong.isEmpty() || index.column() == RowColumn ? QVariant()
                                                              : QVariant(themedIcon(u"problem"_s));
    case Qt::TextAlignmentRole:
        return index.column() == RowColumn ? QVariant(int(Qt::AlignRight | Qt::AlignVCenter))
                                           : QVariant();
    case WrongRole:
        return !wrong.isEmpty();
    default:
        return {};
    }
}

QVariant ImportPreviewModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (section < firstCell)
        return role != Qt::DisplayRole ? QVariant()
               : section == RowColumn  ? QVariant(tr("Row"))
                                       : QVariant(tr("Would be"));
    const ColumnMap &map = m_preview.columns.at(static_cast<std::size_t>(section - firstCell)).map;
    const QString name = displayLine(map.column, 60);
    if (role == Qt::DisplayRole)
        return map.field.empty() || map.field == map.column
                   ? name
                   : tr("%1 → %2").arg(name, displayLine(map.field, 60));
    return role == Qt::ToolTipRole ? QVariant(plainToolTip(name)) : QVariant();
}

} // namespace syncline::ui
