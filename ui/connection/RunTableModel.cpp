#include "ui/connection/RunTableModel.h"

#include "ui/base/Icons.h"
#include "ui/base/Text.h"
#include "ui/shell/RunText.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace syncline::ui {

RunTableModel::RunTableModel(QObject *parent)
    : QAbstractTableModel(parent)
{
}

void RunTableModel::setRuns(std::vector<RunInfo> runs, DateTime now)
{
    beginResetModel();
    m_runs = std::move(runs);
    m_now = now;
    endResetModel();
}

void RunTableModel::append(const std::vector<RunInfo> &older)
{
    if (older.empty())
        return;
    const int first = rowCount();
    beginInsertRows({}, first, first + static_cast<int>(older.size()) - 1);
    m_runs.insert(m_runs.end(), older.begin(), older.end());
    endInsertRows();
}

void RunTableModel::merge(const RunInfo &run, DateTime now)
{
    m_now = now;
    const auto found = std::find_if(m_runs.begin(), m_runs.end(), [&run](const RunInfo &other) {
        return raw(other.id) <= raw(run.id);
    });
    const auto row = static_cast<int>(found - m_runs.begin());
    if (found != m_runs.end() && found->id == run.id) {
        *found = run;
        Q_EMIT dataChanged(index(row, 0), index(row, ColumnCount - 1));
        return;
    }
    beginInsertRows({}, row, row);
    m_runs.insert(found, run);
    endInsertRows();
}

int RunTableModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_runs.size());
}

int RunTableModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString RunTableModel::text(const RunInfo &run, int column) const
{
    switch (column) {
    case SubjectColumn:
        return runTitle(run);
    case StateColumn:
        return runStateText(run.state);
    case StartedColumn:
        return agoText(run.started, m_now);
    case DurationColumn:
        return runDurationText(run, m_now);
    case ResultColumn:
        return runResultText(run);
    case RunColumn:
        return toQString(toText(run.id));
    default:
        return {};
    }
}

QVariant RunTableModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const RunInfo &run = m_runs.at(static_cast<std::size_t>(index.row()));
    switch (role) {
    case Qt::DisplayRole:
        return text(run, index.column());
    case Qt::DecorationRole:
        return index.column() == SubjectColumn ? QVariant(themedIcon(runKindIcon(run.kind)))
                                               : QVariant();
    case Qt::ToolTipRole:
        return plainToolTip(index.column() == StartedColumn ? utcText(run.started)
                                                            : text(run, index.column()));
    case RunRole:
        return QVariant::fromValue(static_cast<qlonglong>(raw(run.id)));
    case StateRole:
        return index.column() == StateColumn ? QVariant(static_cast<int>(runStatePill(run.state)))
                                             : QVariant();
    default:
        return {};
    }
}

QVariant RunTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case SubjectColumn:
        return tr("Run");
    case StateColumn:
        return tr("State");
    case StartedColumn:
        return tr("Started");
    case DurationColumn:
        return tr("Took");
    case ResultColumn:
        return tr("Result");
    case RunColumn:
        return tr("Id");
    default:
        return {};
    }
}

} // namespace syncline::ui
