#include "ui/inspector/RunPage.h"

#include "ui/base/Icons.h"
#include "ui/base/Text.h"
#include "ui/inspector/RunView.h"

#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace syncline::ui {

RunPage::RunPage(const DocumentRef &ref, const UiContext &context, QWidget *parent)
    : DocumentPage(ref, context, parent),
      m_view(new RunView(context, this))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_view);
    connect(m_view, &RunView::inspectRequested, this, &DocumentPage::inspectRequested);
    connect(m_view, &RunView::openRequested, this, &DocumentPage::openRequested);
    connect(m_view, &RunView::logsRequested, this, &DocumentPage::logsRequested);
    m_view->show(RunId{idFromText(fromQString(ref.name))});
}

QString RunPage::title() const
{
    return tr("Run %1").arg(ref().name);
}

QIcon RunPage::icon() const
{
    return themedIcon(u"history"_s);
}

} // namespace syncline::ui
