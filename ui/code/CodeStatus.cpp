#include "ui/code/CodeStatus.h"

#include "ui/base/Icons.h"
#include "ui/base/Spacing.h"
#include "ui/base/Text.h"
#include "ui/widget/PlainLabel.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace syncline::ui {

CodeStatus::CodeStatus(QWidget *parent)
    : QFrame(parent),
      m_problem(makeLinkButton({}, u"code.problem"_s, this)),
      m_place(makeLabel({}, LabelRole::Muted, this)),
      m_format(makeLabel({}, LabelRole::Muted, this))
{
    setObjectName(u"code.status"_s);
    setProperty("bar", u"bottom"_s);
    m_place->setObjectName(u"code.place"_s);
    m_format->setObjectName(u"code.format"_s);
    m_problem->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed); // a long one is cut
    connect(m_problem, &QPushButton::clicked, this, &CodeStatus::problemClicked);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(space::small, 0, space::medium, 0);
    layout->setSpacing(space::large);
    layout->addWidget(m_problem, 1);
    layout->addWidget(m_place);
    layout->addWidget(m_format);
    setPlace(1, 1);
    update();
}

void CodeStatus::setPlace(int line, int column)
{
    m_place->setText(tr("Line %1, column %2").arg(line).arg(column));
}

void CodeStatus::setFormat(const QStringList &parts)
{
    m_format->setText(parts.join(u" · "_s));
}

void CodeStatus::setProblems(const std::vector<CodeProblem> &problems)
{
    m_problems = problems;
    update();
}

void CodeStatus::setProblemHere(const QString &text)
{
    if (text == m_here)
        return;
    m_here = text;
    update();
}

void CodeStatus::setUnchecked(const QString &reason)
{
    m_unchecked = reason;
    update();
}

void CodeStatus::update()
{
    const auto isError = [](const CodeProblem &problem) { return !problem.isWarning; };
    const auto worst = std::find_if(m_problems.begin(), m_problems.end(), isError);
    const CodeProblem *shown = nullptr;
    if (!m_problems.empty())
        shown = worst == m_problems.end() ? m_problems.data() : &*worst;
    QString text = !m_unchecked.isEmpty() ? m_unchecked : tr("No problems");
    QString icon = m_unchecked.isEmpty() ? u"check"_s : u"problem"_s;
    if (shown) {
        icon = shown->isWarning ? u"problem"_s : u"error"_s;
        QString message = m_here.isEmpty() ? shown->message : m_here.section(u'\n', 0, 0);
        if (m_here.isEmpty() && shown->line > 0)
            message = tr("Line %1: %2").arg(shown->line).arg(shown->message);
        const int more = static_cast<int>(m_problems.size()) - 1;
        text = more > 0 ? tr("%1 (and %2 more)").arg(message).arg(more) : message;
    }
    m_problem->setIcon(themedIcon(icon));
    m_problem->setEnabled(shown != nullptr);
    m_problem->setToolTip(plainToolTip(shown ? text : QString()));
    m_problem->setAccessibleName(text);
    m_problem->setText(text.replace(u'&', u"&&"_s));
}

} // namespace syncline::ui
