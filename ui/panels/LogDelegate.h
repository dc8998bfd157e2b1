#pragma once

#include <QStyledItemDelegate>

namespace syncline::ui {

class Theme;

/** Draws a log level in its colour. */
class LogDelegate final : public QStyledItemDelegate
{
    Q_OBJECT

public:
    LogDelegate(const Theme *theme, QObject *parent);

protected:
    void initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const override;

private:
    const Theme *m_theme;
};

} // namespace syncline::ui
