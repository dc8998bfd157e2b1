#pragma once

#include <QStyledItemDelegate>

namespace syncline::ui {

class Theme;

/** An effect: its number, name and what it does; what is wrong with it below. */
class EffectDelegate final : public QStyledItemDelegate
{
    Q_OBJECT

public:
    EffectDelegate(const Theme *theme, QObject *parent);

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option,
                                 const QModelIndex &index) const override;

private:
    const Theme *m_theme;
};

} // namespace syncline::ui
