#include "ui/widget/PlainLabel.h"

#include "ui/base/Icons.h"
#include "ui/base/Spacing.h"
#include "ui/base/Text.h"

#include <QAbstractSpinBox>
#include <QComboBox>
#include <QCoreApplication>
#include <QEvent>
#include <QLineEdit>
#include <QPainter>
#include <QPushButton>
#include <QStyle>
#include <QStyleOption>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace syncline::ui {

namespace {

QString roleName(LabelRole role)
{
    switch (role) {
    case LabelRole::Title:
        return u"title"_s;
    case LabelRole::Heading:
        return u"heading"_s;
    case LabelRole::Muted:
        return u"muted"_s;
    case LabelRole::Error:
        return u"error"_s;
    case LabelRole::Warning:
        return u"warning"_s;
    case LabelRole::Code:
        return u"code"_s;
    }
    return {};
}

QString pillName(PillKind kind)
{
    switch (kind) {
    case PillKind::Quiet:
        return u"quiet"_s;
    case PillKind::Running:
        return u"running"_s;
    case PillKind::Ok:
        return u"ok"_s;
    case PillKind::Warning:
        return u"warning"_s;
    case PillKind::Error:
        return u"error"_s;
    }
    return {};
}

} // namespace

PlainLabel::PlainLabel(const QString &text, QWidget *parent)
    : QLabel(parent)
{
    setTextFormat(Qt::PlainText);
    setText(text);
}

ElidedLabel::ElidedLabel(const QString &text, QWidget *parent)
    : PlainLabel(text, parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
}

QSize ElidedLabel::minimumSizeHint() const
{
    return {fontMetrics().averageCharWidth() * 4, PlainLabel::minimumSizeHint().height()};
}

void ElidedLabel::paintEvent(QPaintEvent * /*event*/)
{
    QPainter painter(this);
    QStyleOption option;
    option.initFrom(this);
    style()->drawPrimitive(QStyle::PE_Widget, &option, &painter, this);
    const QString elided = fontMetrics().elidedText(text(), Qt::ElideRight, contentsRect().width());
    style()->drawItemText(&painter, contentsRect(), int(alignment() | Qt::TextSingleLine),
                          palette(), isEnabled(), elided, foregroundRole());
    const QString tip = elided == text() ? QString() : text();
    if (toolTip() != plainToolTip(tip))
        setToolTip(plainToolTip(tip));
}

PlainLabel *makeLabel(const QString &text, QWidget *parent)
{
    return new PlainLabel(text, parent);
}

PlainLabel *makeLabel(const QString &text, LabelRole role, QWidget *parent)
{
    auto *label = new PlainLabel(text, parent);
    label->setProperty("role", roleName(role));
    return label;
}

void setRole(QLabel *label, LabelRole role)
{
    setStyleProperty(label, "role", roleName(role));
}

void setPill(QLabel *label, PillKind kind, const QString &text)
{
    setStyleProperty(label, "pill", pillName(kind)); // first: the text's size depends on it
    label->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed); // with its padding, or not at all
    label->setText(text);
    label->updateGeometry();
}

namespace {

/** The wheel that scrolls a form must not change a choice that passes under the pointer. */
class WheelGuard final : public QObject
{
public:
    using QObject::QObject;
    bool eventFilter(QObject *watched, QEvent *event) override
    {
        if (event->type() != QEvent::Wheel || static_cast<QWidget *>(watched)->hasFocus())
            return false;
        event->ignore(); // its parents may scroll
        return true;
    }
};

} // namespace

void nameControl(QWidget *control, const QString &objectName, const QString &accessibleName)
{
    control->setObjectName(objectName);
    control->setAccessibleName(accessibleName);
    if (qobject_cast<QComboBox *>(control) || qobject_cast<QAbstractSpinBox *>(control)) {
        control->setFocusPolicy(Qt::StrongFocus); // the wheel does not bring it, either
        control->installEventFilter(new WheelGuard(control));
    }
}

void addClearButton(QLineEdit *edit)
{
    edit->setClearButtonEnabled(true);
    for (auto *button : edit->findChildren<QToolButton *>())
        button->setAccessibleName(QCoreApplication::translate("PlainLabel", "Clear the text"));
}

void setStyleProperty(QWidget *widget, const char *name, const QVariant &value)
{
    if (widget->property(name) == value)
        return;
    widget->setProperty(name, value);
    widget->style()->unpolish(widget);
    widget->style()->polish(widget);
    widget->update();
}

QFrame *makeBar(const QString &edge, QWidget *parent)
{
    auto *bar = new QFrame(parent);
    bar->setProperty("bar", edge);
    return bar;
}

QToolButton *makeIconButton(const QString &icon, const QString &objectName, const QString &text,
                            QWidget *parent)
{
    auto *button = new QToolButton(parent);
    button->setIcon(themedIcon(icon));
    button->setIconSize(QSize(space::iconSize, space::iconSize));
    button->setToolTip(plainToolTip(text));
    button->setFocusPolicy(Qt::TabFocus);
    nameControl(button, objectName, text);
    return button;
}

QPushButton *makeLinkButton(const QString &text, const QString &objectName, QWidget *parent)
{
    auto *button = new QPushButton(text, parent);
    button->setProperty("link", true);
    button->setCursor(Qt::PointingHandCursor);
    nameControl(button, objectName, text);
    return button;
}

} // namespace syncline::ui
