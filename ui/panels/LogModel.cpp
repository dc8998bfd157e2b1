#include "ui/panels/LogModel.h"

#include "core/base/TextSafe.h"
#include "ui/base/Text.h"

#include <QCoreApplication>
#include <QDateTime>

using namespace Qt::StringLiterals;

namespace syncline::ui {

QString logLevelText(LogLevel level)
{
    switch (level) {
    case LogLevel::Trace:
        return QCoreApplication::translate("Log", "trace");
    case LogLevel::Debug:
        return QCoreApplication::translate("Log", "debug");
    case LogLevel::Info:
        return QCoreApplication::translate("Log", "info");
    case LogLevel::Warn:
        return QCoreApplication::translate("Log", "warning");
    case LogLevel::Error:
        return QCoreApplication::translate("Log", "error");
    case LogLevel::Fatal:
        return QCoreApplication::translate("Log", "fatal");
    }
    return {};
}

LogModel::LogModel(int cap, QObject *parent)
    : QAbstractTableModel(parent),
      m_cap(cap)
{
}

void LogModel::clear()
{
    beginResetModel();
    m_lines.clear();
    endResetModel();
}

void LogModel::append(const std::vector<LogEntry> &lines)
{
    const auto skipped =
        std::max<std::ptrdiff_t>(0, static_cast<std::ptrdiff_t>(lines.size()) - m_cap);
    const auto added = static_cast<int>(static_cast<std::ptrdiff_t>(lines.size()) - skipped);
    if (added == 0)
        return;
    const int surplus = rowCount() + added - m_cap;
    if (surplus > 0) {
        beginRemoveRows({}, 0, surplus - 1);
        m_lines.erase(m_lines.begin(), m_lines.begin() + surplus);
        endRemoveRows();
    }
    beginInsertRows({}, rowCount(), rowCount() + added - 1);
    m_lines.insert(m_lines.end(), lines.begin() + skipped, lines.end());
    endInsertRows();
}

void LogModel::prepend(const std::vector<LogEntry> &lines)
{
    const auto added =
        std::min<std::ptrdiff_t>(static_cast<std::ptrdiff_t>(lines.size()), m_cap - rowCount());
    if (added <= 0)
        return;
    beginInsertRows({}, 0, static_cast<int>(added) - 1);
    m_lines.insert(m_lines.begin(), lines.end() - added, lines.end());
    endInsertRows();
}

int LogModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_lines.size());
}

int LogModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant LogModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const LogEntry &line = entry(index.row());
    if (role == Qt::ToolTipRole)
        return plainToolTip(index.column() == TimeColumn ? utcText(line.time)
                                                         : displayLine(text::cut(line.text, 2048)));
    if (role != Qt::DisplayRole)
        return {};
    switch (index.column()) {
    case TimeColumn:
        return QDateTime::fromMSecsSinceEpoch(line.time.ms).toString(u"MM-dd HH:mm:ss.zzz"_s);
    case LevelColumn:
        return logLevelText(line.level);
    case SourceColumn:
        return displayLine(line.source, 60);
    case RunColumn:
        return line.run == noRun ? QString() : toQString(toText(line.run));
    case TextColumn: {
        QString shown = displayLine(text::cut(line.text, 2048));
        if (!line.fields.empty())
            shown += u"  "_s + displayLine(shortJson(Value(line.fields), 200), 200);
        return shown;
    }
    default:
        return {};
    }
}

QVariant LogModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case TimeColumn:
        return tr("Time");
    case LevelColumn:
        return tr("Level");
    case SourceColumn:
        return tr("Source");
    case RunColumn:
        return tr("Run");
    case TextColumn:
        return tr("Message");
    default:
        return {};
    }
}

} // namespace syncline::ui
