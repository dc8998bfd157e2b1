#pragma once

#include "core/engine/EngineTypes.h"

#include <QAbstractTableModel>

#include <vector>

namespace syncline::ui {

/** Runs as a table, newest first, as they are handed over; new and changed ones are merged in
 * place. */
class RunTableModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column {
        SubjectColumn,
        StateColumn,
        StartedColumn,
        DurationColumn,
        ResultColumn,
        RunColumn,
        ColumnCount
    };
    enum Role { RunRole = Qt::UserRole, StateRole };

    explicit RunTableModel(QObject *parent = nullptr);

    void setRuns(std::vector<RunInfo> runs, DateTime now);
    void append(const std::vector<RunInfo> &older);
    /** Changes the run that is here, or puts it at its place. */
    void merge(const RunInfo &run, DateTime now);
    [[nodiscard]] const RunInfo &run(int row) const
    {
        return m_runs.at(static_cast<std::size_t>(row));
    }
    [[nodiscard]] const std::vector<RunInfo> &runs() const { return m_runs; }

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role) const override;

private:
    [[nodiscard]] QString text(const RunInfo &run, int column) const;

    std::vector<RunInfo> m_runs;
    DateTime m_now;
};

} // namespace syncline::ui
