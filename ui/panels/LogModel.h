#pragma once

#include "core/log/LogTypes.h"

#include <QAbstractTableModel>

#include <deque>
#include <vector>

namespace syncline::ui {

/** Log lines, oldest first: grows at the end in batches, forgets at the beginning when there are
 * more than the cap. */
class LogModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { TimeColumn, LevelColumn, SourceColumn, RunColumn, TextColumn, ColumnCount };

    explicit LogModel(int cap, QObject *parent = nullptr);

    void clear();
    /** @p lines oldest first, newer than what is here. */
    void append(const std::vector<LogEntry> &lines);
    /** @p lines oldest first, older than what is here; no more than the cap allows. */
    void prepend(const std::vector<LogEntry> &lines);
    [[nodiscard]] const LogEntry &entry(int row) const
    {
        return m_lines.at(static_cast<std::size_t>(row));
    }
    [[nodiscard]] std::int64_t newestId() const { return m_lines.empty() ? 0 : m_lines.back().id; }
    [[nodiscard]] std::int64_t oldestId() const { return m_lines.empty() ? 0 : m_lines.front().id; }
    [[nodiscard]] bool isFull() const { return rowCount() >= m_cap; }

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role) const override;

private:
    const int m_cap;
    std::deque<LogEntry> m_lines;
};

[[nodiscard]] QString logLevelText(LogLevel level);

} // namespace syncline::ui
