#include "ui/code/CallTipLabel.h"

#include "ui/base/Spacing.h"
#include "ui/base/Text.h"
#include "ui/code/CodeLexer.h"
#include "ui/widget/PlainLabel.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace syncline::ui {

CallTipLabel::CallTipLabel(QWidget *parent)
    : QFrame(parent),
      m_before(makeLabel({}, this)),
      m_argument(makeLabel({}, this)),
      m_after(makeLabel({}, this)),
      m_summary(makeLabel({}, LabelRole::Muted, this))
{
    setObjectName(u"code.callTip"_s);
    setProperty("card", true);
    setFocusPolicy(Qt::NoFocus);
    setAttribute(Qt::WA_TransparentForMouseEvents);
    QFont font = codeFont();
    for (QLabel *label : {m_before, m_argument, m_after})
        label->setFont(font);
    setStyleProperty(m_argument, "role", u"argument"_s);
    m_summary->setObjectName(u"callTip.summary"_s);
    auto *line = new QHBoxLayout;
    line->setSpacing(0);
    line->addWidget(m_before);
    line->addWidget(m_argument);
    line->addWidget(m_after);
    line->addStretch();
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(space::small, space::tight, space::small, space::tight);
    layout->setSpacing(0);
    layout->addLayout(line);
    layout->addWidget(m_summary);
    hide();
}

void CallTipLabel::open(const LuaCallTip &tip, const QRect &line)
{
    const auto part = [&tip](std::size_t from, std::size_t to) {
        return displayLine(std::string_view(tip.signature).substr(from, to - from), 300);
    };
    m_before->setText(part(0, tip.argumentBegin));
    m_argument->setText(part(tip.argumentBegin, tip.argumentEnd));
    m_after->setText(part(tip.argumentEnd, tip.signature.size()));
    m_summary->setText(displayLine(tip.summary, 120));
    m_summary->setVisible(!tip.summary.empty());
    setAccessibleName(text());
    const QSize wanted = sizeHint();
    const int width = std::min(wanted.width(), parentWidget()->width());
    const int left = std::clamp(line.left(), 0, parentWidget()->width() - width);
    const bool isBelow = line.top() < wanted.height();
    setGeometry(left, isBelow ? line.bottom() + 1 : line.top() - wanted.height(), width,
                wanted.height());
    show();
    raise();
}

QString CallTipLabel::text() const
{
    return m_before->text() + m_argument->text() + m_after->text();
}

QString CallTipLabel::argument() const
{
    return m_argument->text();
}

} // namespace syncline::ui
