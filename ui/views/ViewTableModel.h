#pragma once

#include "core/record/view/ViewTypes.h"
#include "ui/shell/DocumentRef.h"

#include <QAbstractTableModel>

#include <memory>
#include <optional>
#include <vector>

namespace syncline::ui {

class Theme;

/** The rows of a view's answer, all of them at hand; sorting is of these rows. */
class ViewTableModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    explicit ViewTableModel(const Theme *theme, QObject *parent);

    void setResult(std::shared_ptr<const ViewResult> result);
    [[nodiscard]] const Value &value(const QModelIndex &index) const;
    [[nodiscard]] const ViewColumn &column(int column) const;
    /** The record whose id the cell is; nullopt: it is none. */
    [[nodiscard]] std::optional<InspectTarget> target(const QModelIndex &index) const;

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role) const override;
    /** By @p column, nothing before everything, numbers before texts; −1: as the view gave them. */
    void sort(int column, Qt::SortOrder order) override;

private:
    const Theme *m_theme;
    std::shared_ptr<const ViewResult> m_result;
    std::vector<std::size_t> m_order;
};

/** Less than, as sorting has it. */
[[nodiscard]] bool sortsBefore(const Value &a, const Value &b);

} // namespace syncline::ui
