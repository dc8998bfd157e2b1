#include "ui/widget/IconLabel.h"

#include <QPainter>

namespace syncline::ui {

IconLabel::IconLabel(const QIcon &icon, int size, QWidget *parent)
    : QWidget(parent),
      m_icon(icon)
{
    setFixedSize(size, size);
    setAttribute(Qt::WA_TransparentForMouseEvents);
}

void IconLabel::setIcon(const QIcon &icon)
{
    m_icon = icon;
    update();
}

void IconLabel::setQuiet(bool isQuiet)
{
    m_isQuiet = isQuiet;
    update();
}

void IconLabel::paintEvent(QPaintEvent * /*event*/)
{
    QPainter painter(this);
    m_icon.paint(&painter, rect(), Qt::AlignCenter, m_isQuiet ? QIcon::Disabled : QIcon::Normal);
}

} // namespace syncline::ui
