#pragma once

#include "core/engine/EngineTypes.h"

#include <QAbstractItemModel>

#include <vector>

namespace syncline::ui {

/** What a sync could not store, grouped by model and reason: the reason with its count, beneath it
 * the documents. */
class FailureModel final : public QAbstractItemModel
{
    Q_OBJECT

public:
    enum Role { PayloadRole = Qt::UserRole, TitleRole };
    explicit FailureModel(QObject *parent = nullptr);

    void setFailures(const std::vector<QuarantinedRecord> &failures);
    [[nodiscard]] int groupCount() const { return static_cast<int>(m_groups.size()); }

    [[nodiscard]] QModelIndex index(int row, int column,
                                    const QModelIndex &parent = {}) const override;
    [[nodiscard]] QModelIndex parent(const QModelIndex &child) const override;
    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;

private:
    struct Group
    {
        std::string model;
        std::string reason;
        std::vector<Quarantined> items;
    };

    std::vector<Group> m_groups;
};

} // namespace syncline::ui
