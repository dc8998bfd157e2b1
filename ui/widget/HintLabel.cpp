#include "ui/widget/HintLabel.h"

#include "ui/base/Spacing.h"

#include <QApplication>
#include <QEvent>
#include <QTimer>

#include <chrono>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace syncline::ui {

namespace {
constexpr int widest = 420;

HintLabel *hintOf(const QWidget *near)
{
    return near->window()->findChild<HintLabel *>(u"hint"_s, Qt::FindDirectChildrenOnly);
}
} // namespace

HintLabel::HintLabel(QWidget *window)
    : PlainLabel({}, window),
      m_timer(new QTimer(this))
{
    nameControl(this, u"hint"_s, tr("Hint"));
    setForegroundRole(QPalette::ToolTipText);
    setBackgroundRole(QPalette::ToolTipBase);
    setAutoFillBackground(true);
    setFrameShape(QFrame::Box);
    setMargin(space::tight);
    setWordWrap(true);
    setAttribute(Qt::WA_TransparentForMouseEvents);
    m_timer->setSingleShot(true);
    connect(m_timer, &QTimer::timeout, this, &QWidget::hide);
    qApp->installEventFilter(this);
}

void HintLabel::showText(const QWidget *near, const QRect &part, const QString &text)
{
    HintLabel *hint = hintOf(near);
    if (!hint)
        hint = new HintLabel(near->window());
    hint->setText(text);
    hint->setAccessibleDescription(text);
    hint->place(QRect(near->mapTo(near->window(), part.topLeft()), part.size()));
    hint->show();
    hint->raise();
    hint->m_timer->start(8s);
}

void HintLabel::hideText(const QWidget *near)
{
    if (HintLabel *hint = hintOf(near))
        hint->hide();
}

void HintLabel::place(const QRect &part)
{
    const QRect all = parentWidget()->rect();
    const int width =
        qMin(qMin(widest, all.width()), fontMetrics().horizontalAdvance(text()) + 4 * space::tight);
    const QSize size(width, heightForWidth(width));
    const bool isBelow = part.bottom() + size.height() <= all.bottom();
    const int top = isBelow ? part.bottom() + 1 : qMax(0, part.top() - size.height());
    setGeometry(QRect(QPoint(qBound(0, part.left(), qMax(0, all.width() - width)), top), size));
}

bool HintLabel::eventFilter(QObject *watched, QEvent *event)
{
    if (isVisible() &&
        (event->type() == QEvent::KeyPress || event->type() == QEvent::MouseButtonPress))
        hide();
    return PlainLabel::eventFilter(watched, event);
}

} // namespace syncline::ui
