#include "ui/connection/FailureModel.h"

#include "ui/base/Icons.h"
#include "ui/base/Text.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace syncline::ui {

namespace {
constexpr quintptr groupLevel = 0; // else 1 + the group's row
} // namespace

FailureModel::FailureModel(QObject *parent)
    : QAbstractItemModel(parent)
{
}

void FailureModel::setFailures(const std::vector<QuarantinedRecord> &failures)
{
    beginResetModel();
    m_groups.clear();
    for (const QuarantinedRecord &failure : failures) {
        const auto same = [&failure](const Group &group) {
            return group.model == failure.model && group.reason == failure.what.reason;
        };
        auto group = std::find_if(m_groups.begin(), m_groups.end(), same);
        if (group == m_groups.end())
            group = m_groups.insert(m_groups.end(), Group{failure.model, failure.what.reason, {}});
        group->items.push_back(failure.what);
    }
    std::stable_sort(m_groups.begin(), m_groups.end(), [](const Group &a, const Group &b) {
        return a.items.size() > b.items.size();
    });
    endResetModel();
}

QModelIndex FailureModel::index(int row, int column, const QModelIndex &parent) const
{
    if (!hasIndex(row, column, parent))
        return {};
    return createIndex(row, column,
                       parent.isValid() ? static_cast<quintptr>(parent.row()) + 1 : groupLevel);
}

QModelIndex FailureModel::parent(const QModelIndex &child) const
{
    if (!child.isValid() || child.internalId() == groupLevel)
        return {};
    return createIndex(static_cast<int>(child.internalId() - 1), 0, groupLevel);
}

int FailureModel::rowCount(const QModelIndex &parent) const
{
    if (!parent.isValid())
        return groupCount();
    if (parent.internalId() != groupLevel || parent.column() != 0)
        return 0;
    return static_cast<int>(m_groups.at(static_cast<std::size_t>(parent.row())).items.size());
}

int FailureModel::columnCount(const QModelIndex & /*parent*/) const
{
    return 1;
}

QVariant FailureModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    if (index.internalId() == groupLevel) {
        const Group &group = m_groups.at(static_cast<std::size_t>(index.row()));
        if (role == Qt::DisplayRole)
            return tr("%1 × %2 (%3)")
                .arg(countText(static_cast<std::int64_t>(group.items.size())),
                     displayLine(group.reason, 200), displayLine(group.model, 60));
        if (role == Qt::DecorationRole)
            return themedIcon(u"problem"_s);
        return role == Qt::ToolTipRole ? QVariant(plainToolTip(displayLine(group.reason)))
                                       : QVariant();
    }
    const Quarantined &item =
        m_groups.at(index.internalId() - 1).items.at(static_cast<std::size_t>(index.row()));
    const QString name = item.remoteId.empty()
                             ? tr("a document without an id")
                             : tr("document %1").arg(displayLine(item.remoteId, 80));
    switch (role) {
    case Qt::DisplayRole:
        return QString(name + u" — "_s + displayLine(item.payload, 160));
    case TitleRole:
        return name;
    case PayloadRole:
        return toQString(item.payload);
    default:
        return {};
    }
}

} // namespace syncline::ui
