#include "ui/shell/DocumentPage.h"

using namespace Qt::StringLiterals;

namespace syncline::ui {

DocumentPage::DocumentPage(DocumentRef ref, const UiContext &context, QWidget *parent)
    : QWidget(parent),
      m_ref(std::move(ref)),
      m_context(context)
{
    setObjectName(u"page."_s + m_ref.key());
    setProperty("page", true);
    setAttribute(Qt::WA_StyledBackground);
}

} // namespace syncline::ui
