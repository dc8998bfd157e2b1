#include "ui/widget/Banner.h"

#include "ui/base/Icons.h"
#include "ui/base/Spacing.h"
#include "ui/widget/IconLabel.h"
#include "ui/widget/PlainLabel.h"

#include <QHBoxLayout>
#include <QPushButton>

using namespace Qt::StringLiterals;

namespace syncline::ui {

Banner::Banner(const QString &objectName, QWidget *parent)
    : QFrame(parent),
      m_icon(new IconLabel({}, space::iconSize, this)),
      m_text(makeLabel({}, this)),
      m_button(new QPushButton(this)),
      m_second(new QPushButton(this))
{
    setObjectName(objectName);
    m_text->setObjectName(objectName + u".text"_s);
    m_text->setWordWrap(true);
    m_button->setObjectName(objectName + u".button"_s);
    m_second->setObjectName(objectName + u".second"_s);
    connect(m_button, &QPushButton::clicked, this, &Banner::buttonClicked);
    connect(m_second, &QPushButton::clicked, this, &Banner::secondButtonClicked);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(space::medium, space::tight, space::medium, space::tight);
    layout->setSpacing(space::small);
    layout->addWidget(m_icon);
    layout->addWidget(m_text, 1);
    layout->addWidget(m_second);
    layout->addWidget(m_button);
    hide();
}

void Banner::showMessage(Kind kind, const QString &text, const QString &button,
                         const QString &secondButton)
{
    setStyleProperty(this, "banner",
                     kind == Kind::Info      ? u"info"_s
                     : kind == Kind::Warning ? u"warning"_s
                                             : u"error"_s);
    m_icon->setIcon(themedIcon(kind == Kind::Info      ? u"info"_s
                               : kind == Kind::Warning ? u"problem"_s
                                                       : u"error"_s));
    m_text->setText(text);
    m_button->setText(button);
    m_button->setAccessibleName(button);
    m_button->setVisible(!button.isEmpty());
    m_second->setText(secondButton);
    m_second->setAccessibleName(secondButton);
    m_second->setVisible(!secondButton.isEmpty());
    show();
}

QString Banner::text() const
{
    return m_text->text();
}

} // namespace syncline::ui
