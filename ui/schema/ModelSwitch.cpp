#include "ui/schema/ModelSwitch.h"

#include "ui/base/Icons.h"
#include "ui/base/Text.h"
#include "ui/widget/PlainLabel.h"

#include <QHBoxLayout>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace syncline::ui {

ModelSwitch::ModelSwitch(Side shown, QWidget *parent)
    : QWidget(parent)
{
    setObjectName(u"modelSwitch"_s);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    for (const Side side : {Side::Records, Side::Schema}) {
        const bool isShown = side == shown;
        auto *button = new QToolButton(this);
        button->setText(side == Side::Records ? tr("Records") : tr("Schema"));
        button->setIcon(themedIcon(side == Side::Records ? u"table"_s : u"schema"_s));
        button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        button->setCheckable(true);
        button->setChecked(isShown);
        button->setFocusPolicy(isShown ? Qt::NoFocus : Qt::TabFocus);
        const QString help = side == Side::Records
                                 ? tr("Show the records of this model (Ctrl+Shift+M)")
                                 : tr("Show the fields of this model (Ctrl+Shift+M)");
        button->setToolTip(plainToolTip(isShown ? button->text() : help));
        nameControl(button,
                    side == Side::Records ? u"modelSwitch.records"_s : u"modelSwitch.schema"_s,
                    button->text());
        layout->addWidget(button);
        m_buttons.append(button);
        connect(button, &QToolButton::clicked, this, [this, button, isShown] {
            button->setChecked(isShown); // what is in front does not change here
            if (!isShown)
                Q_EMIT otherChosen();
        });
    }
}

} // namespace syncline::ui
