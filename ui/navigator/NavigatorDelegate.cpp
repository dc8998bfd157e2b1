#include "ui/navigator/NavigatorDelegate.h"

#include "ui/base/Icons.h"
#include "ui/base/Spacing.h"
#include "ui/base/Theme.h"
#include "ui/navigator/NavigatorModel.h"

#include <QPainter>

using namespace Qt::StringLiterals;

namespace syncline::ui {

namespace {
QColor dotColor(const ThemeColors &colors, NavigatorModel::State state)
{
    switch (state) {
    case NavigatorModel::State::None:
    case NavigatorModel::State::Quiet:
        return colors.disabled;
    case NavigatorModel::State::Running:
        return colors.accent;
    case NavigatorModel::State::Ok:
        return colors.success;
    case NavigatorModel::State::Warning:
        return colors.warning;
    case NavigatorModel::State::Error:
        return colors.danger;
    }
    return colors.disabled;
}
} // namespace

NavigatorDelegate::NavigatorDelegate(const Theme *theme, QObject *parent)
    : QStyledItemDelegate(parent),
      m_theme(theme)
{
}

void NavigatorDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                              const QModelIndex &index) const
{
    QStyleOptionViewItem item = option;
    const ThemeColors &colors = m_theme->colors();
    if (index.data(NavigatorModel::SectionRole).toBool()) {
        item.font.setWeight(QFont::DemiBold);
        item.palette.setColor(QPalette::Text, colors.muted);
    }
    const QString count = index.data(NavigatorModel::CountRole).toString();
    QRect right = option.rect.adjusted(0, 0, -space::small, 0);
    if (!count.isEmpty()) {
        const int width = option.fontMetrics.horizontalAdvance(count) + space::small;
        right.setLeft(right.right() - width);
    }
    QStyledItemDelegate::paint(painter, item, index);
    const bool isSelected = option.state.testFlag(QStyle::State_Selected);
    if (!count.isEmpty()) {
        painter->save();
        painter->setPen(isSelected ? colors.selectionText : colors.muted);
        painter->drawText(right, Qt::AlignRight | Qt::AlignVCenter | Qt::TextSingleLine, count);
        painter->restore();
    }
    const QVariant state = index.data(NavigatorModel::StateRole);
    if (state.isValid()) {
        const QRect dot(right.right() - space::iconSize,
                        option.rect.center().y() - space::iconSize / 2, space::iconSize,
                        space::iconSize);
        colouredIcon(u"state"_s,
                     dotColor(colors, static_cast<NavigatorModel::State>(state.toInt())))
            .paint(painter, dot);
    }
}

} // namespace syncline::ui
