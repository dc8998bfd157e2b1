#include "ui/widget/FoldingBar.h"

#include <QEvent>
#include <QLayout>
#include <QToolButton>

#include <algorithm>

namespace syncline::ui {

FoldingBar::FoldingBar(QWidget *parent)
    : QFrame(parent),
      m_probe(std::make_unique<QToolButton>())
{
    setProperty("bar", QStringLiteral("top"));
}

FoldingBar::~FoldingBar() = default;

void FoldingBar::foldTexts(const QList<QToolButton *> &buttons)
{
    m_steps.push_back({buttons, false});
}

void FoldingBar::foldAway(const QList<QToolButton *> &buttons)
{
    m_steps.push_back({buttons, true});
}

bool FoldingBar::isAway(const QToolButton *button) const
{
    return std::any_of(
        m_steps.begin(), m_steps.begin() + static_cast<std::ptrdiff_t>(m_folded),
        [button](const Step &step) { return step.isAway && step.buttons.contains(button); });
}

int FoldingBar::widthOf(const QToolButton &button, Qt::ToolButtonStyle style) const
{
    m_probe->setIcon(button.icon());
    m_probe->setIconSize(button.iconSize());
    m_probe->setText(button.text());
    m_probe->setPopupMode(button.popupMode());
    m_probe->setToolButtonStyle(style);
    return m_probe->sizeHint().width();
}

int FoldingBar::gain(const Step &step) const
{
    int gain = 0;
    for (const QToolButton *button : step.buttons) {
        if (step.isAway)
            gain += button->sizeHint().width() + layout()->spacing();
        else if (!button->isHidden())
            gain += widthOf(*button, Qt::ToolButtonTextBesideIcon) -
                    widthOf(*button, Qt::ToolButtonIconOnly);
    }
    return gain;
}

int FoldingBar::wholeWidth() const
{
    int width = layout()->totalMinimumSize().width();
    for (std::size_t i = 0; i < m_folded; ++i)
        width += gain(m_steps[i]);
    return width;
}

QSize FoldingBar::minimumSizeHint() const
{
    if (!layout())
        return QFrame::minimumSizeHint();
    int width = layout()->totalMinimumSize().width();
    for (std::size_t i = m_folded; i < m_steps.size(); ++i)
        width -= gain(m_steps[i]);
    return {width, layout()->totalMinimumSize().height()};
}

void FoldingBar::apply(const Step &step, bool isFolded)
{
    for (QToolButton *button : step.buttons) {
        if (step.isAway)
            button->setVisible(!isFolded);
        else
            button->setToolButtonStyle(isFolded ? Qt::ToolButtonIconOnly
                                                : Qt::ToolButtonTextBesideIcon);
    }
}

void FoldingBar::fold()
{
    if (!layout() || width() <= 0)
        return;
    int wanted = wholeWidth();
    std::size_t folded = 0;
    while (folded < m_steps.size() && wanted > width())
        wanted -= gain(m_steps[folded++]);
    if (folded == m_folded)
        return;
    for (std::size_t i = 0; i < m_steps.size(); ++i) {
        const bool isFolded = i < folded;
        if (isFolded != (i < m_folded))
            apply(m_steps[i], isFolded);
    }
    m_folded = folded;
}

bool FoldingBar::event(QEvent *event)
{
    const bool isHandled = QFrame::event(event);
    if (event->type() == QEvent::LayoutRequest) // a button came, went or has another text
        fold();
    return isHandled;
}

void FoldingBar::resizeEvent(QResizeEvent *event)
{
    QFrame::resizeEvent(event);
    fold();
}

} // namespace syncline::ui
