#include "ui/views/ViewTableModel.h"

#include "core/base/Ids.h"
#include "ui/base/Text.h"
#include "ui/base/Theme.h"

#include <QFont>

#include <algorithm>
#include <numeric>

using namespace Qt::StringLiterals;

namespace syncline::ui {

namespace {

/** Nothing, numbers and booleans, texts, all else. */
int sortRank(const Value &value)
{
    if (value.isNull())
        return 0;
    if (value.isNumber() || value.isBool())
        return 1;
    return value.isString() ? 2 : 3;
}

double sortNumber(const Value &value)
{
    return value.isBool() ? (value.asBool() ? 1 : 0) : value.asDouble();
}

} // namespace

bool sortsBefore(const Value &a, const Value &b)
{
    const int rankA = sortRank(a);
    const int rankB = sortRank(b);
    if (rankA != rankB)
        return rankA < rankB;
    switch (rankA) {
    case 0:
        return false;
    case 1:
        // As doubles big whole numbers would be alike.
        return a.isInt() && b.isInt() ? a.asInt() < b.asInt() : sortNumber(a) < sortNumber(b);
    case 2:
        return a.asString() < b.asString();
    default:
        return shortJson(a) < shortJson(b);
    }
}

ViewTableModel::ViewTableModel(const Theme *theme, QObject *parent)
    : QAbstractTableModel(parent),
      m_theme(theme),
      m_result(std::make_shared<ViewResult>())
{
}

void ViewTableModel::setResult(std::shared_ptr<const ViewResult> result)
{
    beginResetModel();
    m_result = std::move(result);
    m_order.resize(m_result->rows.size());
    std::iota(m_order.begin(), m_order.end(), std::size_t{0});
    endResetModel();
}

const Value &ViewTableModel::value(const QModelIndex &index) const
{
    return m_result->rows[m_order[static_cast<std::size_t>(index.row())]]
                         [static_cast<std::size_t>(index.column())];
}

const ViewColumn &ViewTableModel::column(int column) const
{
    return m_result->columns[static_cast<std::size_t>(column)];
}

std::optional<InspectTarget> ViewTableModel::target(const QModelIndex &index) const
{
    if (!index.isValid() || column(index.column()).model.empty())
        return std::nullopt;
    const Value &id = value(index);
    const std::int64_t number = id.isInt() ? id.asInt() : idFromText(id.stringOr());
    if (number <= 0)
        return std::nullopt;
    return InspectTarget::ofRecord(toQString(column(index.column()).model), RecordId{number});
}

int ViewTableModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_order.size());
}

int ViewTableModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_result->columns.size());
}

QVariant ViewTableModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Value &cell = value(index);
    switch (role) {
    case Qt::DisplayRole:
        return cell.isNull() ? QString() : valueText(cell);
    case Qt::AccessibleTextRole:
        return cell.isNull() ? tr("nothing") : valueText(cell);
    case Qt::ToolTipRole:
        if (const auto record = target(index))
            return plainToolTip(
                tr("Open %1 %2 (Enter)").arg(record->model, toQString(toText(record->record))));
        return isLong(cell) ? plainToolTip(valueText(cell)) : QVariant();
    case Qt::TextAlignmentRole:
        return QVariant(Qt::AlignVCenter | (cell.isNumber() ? Qt::AlignRight : Qt::AlignLeft));
    case Qt::ForegroundRole:
        return target(index) ? QVariant(m_theme->colors().accent) : QVariant();
    default:
        return {};
    }
}

QVariant ViewTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation == Qt::Vertical)
        return role == Qt::DisplayRole ? QVariant(countText(section + 1)) : QVariant();
    if (section < 0 || section >= columnCount())
        return {};
    switch (role) {
    case Qt::DisplayRole:
    case Qt::AccessibleTextRole:
        return displayLine(column(section).name, 80);
    case Qt::TextAlignmentRole:
        return QVariant(
            Qt::AlignVCenter |
            (column(section).type == ViewColumnType::Number ? Qt::AlignRight : Qt::AlignLeft));
    default:
        return {};
    }
}

void ViewTableModel::sort(int column, Qt::SortOrder order)
{
    Q_EMIT layoutAboutToBeChanged({}, QAbstractItemModel::VerticalSortHint);
    const QModelIndexList before = persistentIndexList();
    std::vector<std::size_t> rows; // of the result
    for (const QModelIndex &index : before)
        rows.push_back(m_order[static_cast<std::size_t>(index.row())]);
    std::iota(m_order.begin(), m_order.end(), std::size_t{0});
    if (column >= 0 && column < columnCount()) {
        const auto at = static_cast<std::size_t>(column);
        const auto &cells = m_result->rows;
        std::ranges::stable_sort(m_order, [&](std::size_t a, std::size_t b) {
            return order == Qt::AscendingOrder ? sortsBefore(cells[a][at], cells[b][at])
                                               : sortsBefore(cells[b][at], cells[a][at]);
        });
    }
    std::vector<int> places(m_order.size());
    for (std::size_t i = 0; i < m_order.size(); ++i)
        places[m_order[i]] = static_cast<int>(i);
    QModelIndexList after;
    for (qsizetype i = 0; i < before.size(); ++i)
        after.append(index(places[rows[static_cast<std::size_t>(i)]], before.at(i).column()));
    changePersistentIndexList(before, after);
    Q_EMIT layoutChanged({}, QAbstractItemModel::VerticalSortHint);
}

} // namespace syncline::ui
