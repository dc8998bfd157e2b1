#include "ui/panels/ProblemModel.h"

#include "ui/base/Icons.h"
#include "ui/base/Text.h"

#include <algorithm>
#include <tuple>

using namespace Qt::StringLiterals;

namespace syncline::ui {

ProblemModel::ProblemModel(QObject *parent)
    : QAbstractTableModel(parent)
{
}

void ProblemModel::setProblems(std::vector<Problem> problems)
{
    std::stable_sort(problems.begin(), problems.end(), [](const Problem &a, const Problem &b) {
        return std::tie(a.severity, a.file, a.line) < std::tie(b.severity, b.file, b.line);
    });
    if (problems == m_problems)
        return;
    beginResetModel();
    m_problems = std::move(problems);
    endResetModel();
}

int ProblemModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_problems.size());
}

int ProblemModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant ProblemModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const Problem &shown = problem(index.row());
    if (role == Qt::DecorationRole && index.column() == MessageColumn)
        return themedIcon(shown.severity == Problem::Severity::Error ? u"error"_s : u"problem"_s);
    if (role == Qt::ToolTipRole)
        return plainToolTip(displayLine(shown.message));
    if (role == Qt::AccessibleTextRole && index.column() == MessageColumn)
        return shown.severity == Problem::Severity::Error
                   ? tr("Error: %1").arg(displayLine(shown.message))
                   : tr("Warning: %1").arg(displayLine(shown.message));
    if (role != Qt::DisplayRole)
        return {};
    switch (index.column()) {
    case MessageColumn:
        return displayLine(shown.message);
    case PlaceColumn:
        return QString(displayLine(shown.file, 200) +
                       (shown.line > 0 ? u":"_s + QString::number(shown.line) : QString()) +
                       (shown.column > 0 ? u":"_s + QString::number(shown.column) : QString()));
    case CodeColumn:
        return displayLine(shown.code, 60);
    default:
        return {};
    }
}

QVariant ProblemModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case MessageColumn:
        return tr("Problem");
    case PlaceColumn:
        return tr("Place");
    case CodeColumn:
        return tr("Kind");
    default:
        return {};
    }
}

} // namespace syncline::ui
