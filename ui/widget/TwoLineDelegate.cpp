#include "ui/widget/TwoLineDelegate.h"

#include "ui/base/Spacing.h"

#include <QApplication>
#include <QPainter>

namespace syncline::ui {

void TwoLineDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                            const QModelIndex &index) const
{
    QStyleOptionViewItem item = option;
    initStyleOption(&item, index);
    item.text.clear();
    const QWidget *widget = option.widget;
    widget->style()->drawControl(QStyle::CE_ItemViewItem, &item, painter, widget);

    const bool isSelected = option.state.testFlag(QStyle::State_Selected);
    const QRect area =
        option.rect.adjusted(space::medium, space::small, -space::medium, -space::small);
    painter->save();
    QFont name = option.font;
    name.setWeight(QFont::DemiBold);
    painter->setFont(name);
    painter->setPen(option.palette.color(isSelected ? QPalette::HighlightedText : QPalette::Text));
    const int line = QFontMetrics(name).height();
    painter->drawText(
        QRect(area.left(), area.top(), area.width(), line),
        Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
        QFontMetrics(name).elidedText(index.data().toString(), Qt::ElideRight, area.width()));
    painter->setFont(option.font);
    if (!isSelected)
        painter->setPen(QApplication::palette().color(QPalette::PlaceholderText));
    painter->drawText(QRect(area.left(), area.top() + line + space::tight, area.width(), line),
                      Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
                      option.fontMetrics.elidedText(index.data(DetailRole).toString(),
                                                    Qt::ElideMiddle, area.width()));
    painter->restore();
}

QSize TwoLineDelegate::sizeHint(const QStyleOptionViewItem &option,
                                const QModelIndex & /*index*/) const
{
    return {200, 2 * option.fontMetrics.height() + space::tight + 2 * space::small};
}

} // namespace syncline::ui
