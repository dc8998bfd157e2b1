#pragma once

#include "ui/shell/DocumentRef.h"

#include <QAbstractListModel>
#include <QIcon>
#include <QPointer>

#include <optional>
#include <vector>

class QAction;

namespace syncline::ui {

/** Something the palette can go to or do. */
struct PaletteItem
{
    QString text;
    QString detail; ///< What it is: "model", "action of product", a shortcut.
    QString icon;
    std::optional<DocumentRef> document;
    InspectTarget target;
    QPointer<QAction> action;
    int score = 0;
};

/** The palette's answers, best first; later ones of a search are appended. */
class PaletteModel final : public QAbstractListModel
{
    Q_OBJECT

public:
    enum Role { DetailRole = Qt::UserRole };
    using QAbstractListModel::QAbstractListModel;

    void setItems(std::vector<PaletteItem> items);
    void append(std::vector<PaletteItem> items);
    [[nodiscard]] const PaletteItem &item(int row) const
    {
        return m_items.at(static_cast<std::size_t>(row));
    }

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;

private:
    std::vector<PaletteItem> m_items;
};

} // namespace syncline::ui
