#pragma once

#include "core/engine/Histories.h"

#include <QAbstractTableModel>

namespace syncline::ui {

/** Deleted records of one model, as many as were asked for. */
class DeletedModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { TitleColumn, IdColumn, TimeColumn, ByColumn, ColumnCount };
    using QAbstractTableModel::QAbstractTableModel;

    void setPage(DeletedPage page, DateTime now);
    /** The page after. */
    void addPage(DeletedPage page);
    /** It did not come: it may be asked for again. */
    void addNothing() { m_isFetching = false; }
    [[nodiscard]] std::int64_t next() const { return m_page.next; }
    [[nodiscard]] const DeletedRecord &record(int row) const
    {
        return m_page.records.at(static_cast<std::size_t>(row));
    }

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role) const override;
    [[nodiscard]] bool canFetchMore(const QModelIndex &parent) const override;
    void fetchMore(const QModelIndex &parent) override;

Q_SIGNALS:
    void moreRequested();

private:
    DeletedPage m_page;
    DateTime m_now;
    bool m_isFetching = false;
};

} // namespace syncline::ui
