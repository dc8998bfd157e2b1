#include "ui/history/DeletedModel.h"

#include "ui/base/Text.h"
#include "ui/history/HistoryText.h"

#include <algorithm>

namespace syncline::ui {

void DeletedModel::setPage(DeletedPage page, DateTime now)
{
    beginResetModel();
    m_page = std::move(page);
    m_now = now;
    m_isFetching = false;
    endResetModel();
}

void DeletedModel::addPage(DeletedPage page)
{
    m_isFetching = false;
    m_page.next = page.next;
    m_page.runs.merge(page.runs);
    if (page.records.empty())
        return;
    const int first = rowCount();
    beginInsertRows({}, first, first + static_cast<int>(page.records.size()) - 1);
    std::ranges::move(page.records, std::back_inserter(m_page.records));
    endInsertRows();
}

int DeletedModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_page.records.size());
}

int DeletedModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant DeletedModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const DeletedRecord &deleted = record(index.row());
    if (role == Qt::ToolTipRole) {
        if (index.column() == TimeColumn)
            return timeToolTip(deleted.time);
        return index.column() == TitleColumn ? plainToolTip(displayLine(deleted.title))
                                             : QVariant();
    }
    if (role != Qt::DisplayRole)
        return {};
    switch (static_cast<Column>(index.column())) {
    case TitleColumn:
        return displayLine(deleted.title, 120);
    case IdColumn:
        return toQString(toText(deleted.record));
    case TimeColumn:
        return agoText(deleted.time, m_now);
    case ByColumn:
        return byText(m_page.runs, deleted.run);
    case ColumnCount:
        break;
    }
    return {};
}

QVariant DeletedModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (static_cast<Column>(section)) {
    case TitleColumn:
        return tr("Record");
    case IdColumn:
        return tr("Id");
    case TimeColumn:
        return tr("Deleted");
    case ByColumn:
        return tr("By");
    case ColumnCount:
        break;
    }
    return {};
}

bool DeletedModel::canFetchMore(const QModelIndex &parent) const
{
    return !parent.isValid() && m_page.next != 0 && !m_isFetching;
}

void DeletedModel::fetchMore(const QModelIndex &parent)
{
    if (!canFetchMore(parent))
        return;
    m_isFetching = true;
    Q_EMIT moreRequested();
}

} // namespace syncline::ui
