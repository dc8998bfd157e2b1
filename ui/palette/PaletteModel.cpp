#include "ui/palette/PaletteModel.h"

#include "ui/base/Icons.h"

#include <iterator>

using namespace Qt::StringLiterals;

namespace syncline::ui {

void PaletteModel::setItems(std::vector<PaletteItem> items)
{
    beginResetModel();
    m_items = std::move(items);
    endResetModel();
}

void PaletteModel::append(std::vector<PaletteItem> items)
{
    if (items.empty())
        return;
    beginInsertRows({}, rowCount(), rowCount() + static_cast<int>(items.size()) - 1);
    std::move(items.begin(), items.end(), std::back_inserter(m_items));
    endInsertRows();
}

int PaletteModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_items.size());
}

QVariant PaletteModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const PaletteItem &shown = item(index.row());
    switch (role) {
    case Qt::DisplayRole:
        return shown.text;
    case Qt::DecorationRole:
        return shown.icon.isEmpty() ? QVariant() : QVariant(themedIcon(shown.icon));
    case Qt::AccessibleTextRole:
        return QString(shown.text + u", "_s + shown.detail);
    case DetailRole:
        return shown.detail;
    default:
        return {};
    }
}

} // namespace syncline::ui
