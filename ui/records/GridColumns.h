#pragma once

#include "core/model/Filter.h"
#include "core/model/ModelDef.h"
#include "core/record/RecordTypes.h"

#include <QAbstractTableModel>
#include <QString>

#include <memory>
#include <vector>

namespace syncline::ui {

/** One column of a grid: a field of the model, or a system field dressed up as one. */
struct GridColumn
{
    FieldDef field;
    QString title;
    bool isSystem = false;
    bool isHiddenAtFirst = false;
    int width = 120;
};

/** What the header shows: the columns, no rows. Fixed for one model definition. */
class GridColumns final : public QAbstractTableModel
{
    Q_OBJECT

public:
    explicit GridColumns(QObject *parent = nullptr);

    void setModel(const ModelDef &model);
    [[nodiscard]] const GridColumn &column(int section) const
    {
        return m_columns.at(static_cast<std::size_t>(section));
    }
    [[nodiscard]] int count() const { return static_cast<int>(m_columns.size()); }
    /** −1: no such column. */
    [[nodiscard]] int find(const QString &field) const;
    [[nodiscard]] static Value valueOf(const RecordRow &row, const GridColumn &column);
    /** Numbers stand at the right. */
    [[nodiscard]] static bool isRightAligned(const GridColumn &column);

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role) const override;

private:
    std::vector<GridColumn> m_columns;
};

} // namespace syncline::ui
