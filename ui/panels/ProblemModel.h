#pragma once

#include "core/project/Problem.h"

#include <QAbstractTableModel>

#include <vector>

namespace syncline::ui {

/** Problems of the project: errors first, then by file and line. */
class ProblemModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { MessageColumn, PlaceColumn, CodeColumn, ColumnCount };
    explicit ProblemModel(QObject *parent = nullptr);

    void setProblems(std::vector<Problem> problems);
    [[nodiscard]] const Problem &problem(int row) const
    {
        return m_problems.at(static_cast<std::size_t>(row));
    }

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role) const override;

private:
    std::vector<Problem> m_problems;
};

} // namespace syncline::ui
