#pragma once

#include "core/model/ModelDef.h"
#include "core/transfer/TransferTypes.h"

#include <QAbstractTableModel>

#include <functional>
#include <memory>
#include <vector>

namespace syncline::ui {

/** The columns of a file: what each fills, by what related records are found, samples, problems.
 * Field and match are edited in place, by choices. */
class ImportColumnsModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { NameColumn, FieldColumn, MatchColumn, SamplesColumn, ProblemColumn, columnTotal };
    using FindModel = std::function<std::shared_ptr<const ModelDef>(std::string_view)>;

    ImportColumnsModel(std::shared_ptr<const ModelDef> model, FindModel models, QObject *parent);

    void setColumns(std::vector<ImportPreview::Column> columns);
    [[nodiscard]] const std::vector<ImportPreview::Column> &columns() const { return m_columns; }
    /** As a request wants them. */
    [[nodiscard]] std::vector<ColumnMap> maps() const;

    /** Whether a column fills a reference to records of another model. */
    [[nodiscard]] bool hasReference() const;

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    bool setData(const QModelIndex &index, const QVariant &value, int role) override;
    [[nodiscard]] Qt::ItemFlags flags(const QModelIndex &index) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role) const override;

Q_SIGNALS:
    void edited(); ///< By the user.

private:
    [[nodiscard]] QString text(const ImportPreview::Column &column, int section) const;
    [[nodiscard]] const FieldDef *reference(const ImportPreview::Column &column) const;

    std::shared_ptr<const ModelDef> m_model;
    FindModel m_models;
    std::vector<ImportPreview::Column> m_columns;
};

} // namespace syncline::ui
