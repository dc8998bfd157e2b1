#include "ui/palette/PaletteDelegate.h"

#include "ui/base/Spacing.h"
#include "ui/palette/PaletteModel.h"

#include <QApplication>
#include <QPainter>
#include <QStyle>

namespace syncline::ui {

void PaletteDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                            const QModelIndex &index) const
{
    QStyleOptionViewItem item = option;
    initStyleOption(&item, index);
    const QString text = item.text;
    const QIcon icon = item.icon;
    item.text.clear();
    item.icon = {};
    option.widget->style()->drawControl(QStyle::CE_ItemViewItem, &item, painter, option.widget);

    const bool isSelected = option.state.testFlag(QStyle::State_Selected);
    QRect area = option.rect.adjusted(space::medium, 0, -space::medium, 0);
    const QRect picture(area.left(), area.center().y() - space::iconSize / 2, space::iconSize,
                        space::iconSize);
    icon.paint(painter, picture, Qt::AlignCenter, isSelected ? QIcon::Selected : QIcon::Normal);
    area.adjust(space::iconSize + space::small, 0, 0, 0);
    painter->save();
    const QString detail = option.fontMetrics.elidedText(
        index.data(PaletteModel::DetailRole).toString(), Qt::ElideRight, area.width() / 2);
    painter->setPen(QApplication::palette().color(isSelected ? QPalette::HighlightedText
                                                             : QPalette::PlaceholderText));
    painter->drawText(area, Qt::AlignRight | Qt::AlignVCenter | Qt::TextSingleLine, detail);
    area.adjust(0, 0, -option.fontMetrics.horizontalAdvance(detail) - space::medium, 0);
    painter->setPen(option.palette.color(isSelected ? QPalette::HighlightedText : QPalette::Text));
    painter->drawText(area, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
                      option.fontMetrics.elidedText(text, Qt::ElideMiddle, area.width()));
    painter->restore();
}

QSize PaletteDelegate::sizeHint(const QStyleOptionViewItem &option,
                                const QModelIndex & /*index*/) const
{
    return {200, qMax(space::controlHeight, option.fontMetrics.height() + space::small)};
}

} // namespace syncline::ui
