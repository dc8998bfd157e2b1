#include "ui/code/LineBar.h"

#include "ui/base/Spacing.h"
#include "ui/code/CodeEditor.h"
#include "ui/widget/PlainLabel.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLineEdit>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace syncline::ui {

LineBar::LineBar(CodeEditor *editor, QWidget *parent)
    : QFrame(parent),
      m_editor(editor),
      m_line(new QLineEdit(this))
{
    setObjectName(u"code.lineBar"_s);
    setProperty("bar", u"bottom"_s);
    nameControl(m_line, u"line.edit"_s, tr("Line, or line:column"));
    m_line->setMaximumWidth(160);
    m_line->installEventFilter(this);
    auto *close = makeIconButton(u"close"_s, u"line.close"_s, tr("Close (Esc)"), this);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(space::small, space::tight, space::small, space::tight);
    layout->setSpacing(space::small);
    layout->addWidget(makeLabel(tr("Go to line"), this));
    layout->addWidget(m_line);
    layout->addStretch();
    layout->addWidget(close);
    connect(close, &QToolButton::clicked, this, &LineBar::closeBar);
    hide();
}

void LineBar::openBar()
{
    m_line->setPlaceholderText(tr("1 to %1").arg(m_editor->lines()));
    m_line->clear();
    setStyleProperty(m_line, "invalid", false);
    show();
    m_line->setFocus();
}

bool LineBar::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent *>(event)->key();
        if (key == Qt::Key_Escape) {
            closeBar();
            return true;
        }
        if (key == Qt::Key_Return || key == Qt::Key_Enter) {
            go();
            return true;
        }
    }
    return QFrame::eventFilter(watched, event);
}

void LineBar::go()
{
    const QStringList parts = m_line->text().trimmed().split(u':');
    bool isLine = false;
    const int line = parts.value(0).toInt(&isLine);
    bool isColumn = parts.size() < 2;
    const int column = isColumn ? 0 : parts.at(1).toInt(&isColumn);
    const bool isPlace = isLine && isColumn && line >= 1 && column >= 0;
    setStyleProperty(m_line, "invalid", !isPlace);
    if (!isPlace)
        return;
    m_editor->goTo(line, column);
    closeBar();
}

void LineBar::closeBar()
{
    hide();
    m_editor->setFocus();
}

} // namespace syncline::ui
