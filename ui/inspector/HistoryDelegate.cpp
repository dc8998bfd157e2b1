#include "ui/inspector/HistoryDelegate.h"

#include "ui/base/Spacing.h"
#include "ui/inspector/HistoryModel.h"

#include <QApplication>
#include <QPainter>

namespace syncline::ui {

void HistoryDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                            const QModelIndex &index) const
{
    QStyleOptionViewItem item = option;
    initStyleOption(&item, index);
    if (index.parent().isValid()) {
        if (const auto *model = qobject_cast<const HistoryModel *>(index.model())) {
            const QStyle *style = option.widget->style();
            const int margin = style->pixelMetric(QStyle::PM_FocusFrameHMargin) + 1;
            const QRect area =
                style->subElementRect(QStyle::SE_ItemViewItemText, &item, option.widget);
            item.text = model->fittedText(index, option.fontMetrics, area.width() - 2 * margin);
        }
        option.widget->style()->drawControl(QStyle::CE_ItemViewItem, &item, painter, option.widget);
        return;
    }
    const QIcon icon = item.icon;
    item.text.clear();
    item.icon = {};
    option.widget->style()->drawControl(QStyle::CE_ItemViewItem, &item, painter, option.widget);

    const bool isSelected = option.state.testFlag(QStyle::State_Selected);
    QRect area = option.rect.adjusted(space::small, space::small, -space::small, -space::tight);
    icon.paint(painter, area.left(), area.top(), space::iconSize, space::iconSize);
    area.setLeft(area.left() + space::iconSize + space::small);
    painter->save();
    QFont name = option.font;
    name.setWeight(QFont::DemiBold);
    const QFontMetrics bold(name);
    painter->setFont(name);
    painter->setPen(option.palette.color(isSelected ? QPalette::HighlightedText : QPalette::Text));
    painter->drawText(QRect(area.left(), area.top(), area.width(), bold.height()),
                      Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
                      bold.elidedText(index.data().toString(), Qt::ElideRight, area.width()));
    painter->setFont(option.font);
    if (!isSelected)
        painter->setPen(QApplication::palette().color(QPalette::PlaceholderText));
    painter->drawText(
        QRect(area.left(), area.top() + bold.height(), area.width(), option.fontMetrics.height()),
        Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
        option.fontMetrics.elidedText(index.data(HistoryModel::DetailRole).toString(),
                                      Qt::ElideRight, area.width()));
    painter->restore();
}

QSize HistoryDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const int line = option.fontMetrics.height();
    if (index.parent().isValid())
        return {200, line + space::tight};
    return {200, 2 * line + space::small + space::tight + space::tight};
}

} // namespace syncline::ui
