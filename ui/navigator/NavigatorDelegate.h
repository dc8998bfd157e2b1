#pragma once

#include <QStyledItemDelegate>

namespace syncline::ui {

class Theme;

/** Draws sections as headings, counts at the right edge and a connection's state as a dot. */
class NavigatorDelegate final : public QStyledItemDelegate
{
    Q_OBJECT

public:
    NavigatorDelegate(const Theme *theme, QObject *parent);

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;

private:
    const Theme *m_theme;
};

} // namespace syncline::ui
