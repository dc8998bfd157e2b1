#include "ui/action/EffectDelegate.h"

#include "ui/action/EffectListModel.h"
#include "ui/base/Spacing.h"
#include "ui/base/Theme.h"

#include <QApplication>
#include <QPainter>

using namespace Qt::StringLiterals;

namespace syncline::ui {

namespace {
constexpr int numberWidth = 20;

void drawLine(QPainter *painter, const QRect &area, const QString &text, Qt::TextElideMode elide)
{
    painter->drawText(area, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
                      painter->fontMetrics().elidedText(text, elide, area.width()));
}
} // namespace

EffectDelegate::EffectDelegate(const Theme *theme, QObject *parent)
    : QStyledItemDelegate(parent),
      m_theme(theme)
{
}

void EffectDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                           const QModelIndex &index) const
{
    QStyleOptionViewItem item = option;
    initStyleOption(&item, index);
    item.text.clear();
    item.icon = {};
    item.features &= ~QStyleOptionViewItem::HasDecoration;
    const QWidget *widget = option.widget;
    widget->style()->drawControl(QStyle::CE_ItemViewItem, &item, painter, widget);

    const ThemeColors &colors = m_theme->colors();
    const bool isSelected = option.state.testFlag(QStyle::State_Selected);
    const QColor quiet = isSelected ? colors.selectionText : colors.muted;
    QRect line = option.rect.adjusted(space::medium, 0, -space::medium, 0);
    line.setHeight(space::controlHeight);
    painter->save();
    painter->setPen(quiet);
    drawLine(painter, line, QString::number(index.row() + 1), Qt::ElideNone);
    line.setLeft(line.left() + numberWidth);
    const QRect picture(line.left(), line.top() + (line.height() - space::iconSize) / 2,
                        space::iconSize, space::iconSize);
    index.data(Qt::DecorationRole)
        .value<QIcon>()
        .paint(painter, picture, Qt::AlignCenter, isSelected ? QIcon::Selected : QIcon::Normal);
    line.setLeft(picture.right() + space::small);
    painter->setPen(isSelected ? colors.selectionText : colors.text);
    const QString name = index.data().toString();
    drawLine(painter, line, name, Qt::ElideMiddle);
    const int nameWidth = option.fontMetrics.horizontalAdvance(name) + space::large;
    painter->setPen(quiet);
    if (line.width() > nameWidth)
        drawLine(painter, line.adjusted(nameWidth, 0, 0, 0),
                 index.data(EffectListModel::HelpRole).toString(), Qt::ElideMiddle);
    const QString problem = index.data(EffectListModel::ProblemRole).toString();
    if (!problem.isEmpty()) {
        const bool isError = index.data(EffectListModel::IsErrorRole).toBool();
        painter->setPen(isSelected ? colors.selectionText
                        : isError  ? colors.danger
                                   : colors.warning);
        line.translate(0, space::controlHeight - space::tight);
        drawLine(painter, line, problem, Qt::ElideRight);
    }
    if (option.state.testFlag(QStyle::State_HasFocus)) {
        painter->setPen(colors.accent);
        painter->drawRect(option.rect.adjusted(0, 0, -1, -1));
    }
    painter->restore();
}

QSize EffectDelegate::sizeHint(const QStyleOptionViewItem & /*option*/,
                               const QModelIndex &index) const
{
    const bool hasProblem = !index.data(EffectListModel::ProblemRole).toString().isEmpty();
    return {200, hasProblem ? 2 * space::controlHeight - space::tight : space::controlHeight};
}

} // namespace syncline::ui
