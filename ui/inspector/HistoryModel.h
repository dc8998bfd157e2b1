#pragma once

#include "core/record/RecordTypes.h"

#include <QAbstractListModel>

#include <vector>

namespace syncline::ui {

/** What changed on one record, newest first: a line for each field, with the run that did it. */
class HistoryModel final : public QAbstractListModel
{
    Q_OBJECT

public:
    enum Role { DetailRole = Qt::UserRole, RunRole };
    explicit HistoryModel(QObject *parent = nullptr);

    void setDeltas(std::vector<Delta> deltas, DateTime now);

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;

private:
    std::vector<Delta> m_deltas;
    DateTime m_now;
};

} // namespace syncline::ui
