#include "ui/widget/DialogFrame.h"

#include "ui/base/Spacing.h"

#include <QDialog>
#include <QVBoxLayout>

namespace syncline::ui {

void layOutDialog(QDialog *dialog, const DialogParts &parts)
{
    parts.heading->setContentsMargins(space::large, space::large, space::large, space::small);
    auto *bottom = new QVBoxLayout;
    bottom->setContentsMargins(space::large, space::small, space::large, space::large);
    bottom->addWidget(parts.buttons);
    auto *layout = new QVBoxLayout(dialog);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(parts.heading);
    layout->addWidget(parts.banner);
    layout->addWidget(parts.content, 1);
    layout->addLayout(bottom);
}

} // namespace syncline::ui
