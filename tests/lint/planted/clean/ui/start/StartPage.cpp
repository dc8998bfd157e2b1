#include "core/engine/Engine.h"
#include "ui/widget/PlainLabel.h"

void StartPage::build()
{
    auto *label = new PlainLabel(tr("Select a project"), this);
    label->setToolTip(tr("Nothing is open"));
    label->setToolTip(plainToolTip(name));
    connect(label, &PlainLabel::clicked, this, [this] { Q_EMIT opened(); });
    connect(this, &StartPage::opened, label, &PlainLabel::clear);
    m_prompter.confirm(text).then([] { return 1; });
    m_dialog->open();
}
