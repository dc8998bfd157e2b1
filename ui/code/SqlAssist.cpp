#include "ui/code/SqlAssist.h"

#include "ui/code/CodeEditor.h"
#include "ui/code/CompletionList.h"

#include <QKeyEvent>
#include <QScopedValueRollback>
#include <QTimer>

namespace syncline::ui {

namespace {

constexpr qsizetype sqlLettersThatOpen = 2; ///< Letters after which the list opens by itself.
constexpr qsizetype longestCompletedSql = 200'000; ///< A longer text has no completion.

bool isSqlWordByte(int c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

} // namespace

SqlAssist::SqlAssist(const UiContext &context, CodeEditor *editor, QWidget *page)
    : QObject(editor),
      m_context(context),
      m_editor(editor),
      m_page(page),
      m_list(new CompletionList(context.theme, page))
{
    editor->installEventFilter(this);
    editor->viewport()->installEventFilter(this);
    connect(editor, &QsciScintillaBase::SCN_CHARADDED, this, &SqlAssist::handleChar);
    connect(m_list, &CompletionList::chosen, this, &SqlAssist::insert);
}

bool SqlAssist::eventFilter(QObject *watched, QEvent *event)
{
    const bool isOpen = m_list->isVisible();
    if (event->type() == QEvent::FocusOut && watched == m_editor) {
        m_list->hide();
    } else if (event->type() == QEvent::ShortcutOverride && isOpen) {
        // While the list is open its keys are nobody else's.
        const int key = static_cast<QKeyEvent *>(event)->key();
        if (key == Qt::Key_Escape || key == Qt::Key_Return || key == Qt::Key_Tab) {
            event->accept();
            return true;
        }
    } else if (event->type() == QEvent::KeyPress) {
        const auto *key = static_cast<QKeyEvent *>(event);
        const bool isPlain = (key->modifiers() & ~Qt::KeypadModifier) == Qt::NoModifier;
        if (isOpen && isPlain && m_list->handleKey(key->key()))
            return true;
        if (isOpen) { // Scintilla tells of the caret with the next painting
            QTimer::singleShot(0, this, [this] {
                if (m_list->isVisible() && m_editor->caret() != m_listedAt)
                    showList(false);
            });
        }
    } else if (event->type() == QEvent::MouseButtonPress || event->type() == QEvent::Wheel) {
        m_list->hide();
    }
    return QObject::eventFilter(watched, event);
}

void SqlAssist::handleChar(int added)
{
    if (m_editor->isReadOnly() || m_isInserting)
        return;
    if (isSqlWordByte(added) || added == '.' || added == ':')
        showList(false);
    else
        m_list->hide();
}

void SqlAssist::showList(bool isAsked)
{
    const ProjectPtr project = m_context.engine->project();
    if (m_editor->isReadOnly() || !project || m_editor->length() > longestCompletedSql) {
        m_list->hide();
        return;
    }
    const QByteArray text = m_editor->bytes();
    const qsizetype caret = m_editor->caret();
    const SqlCompletion found =
        completeSql(*project, {text.constData(), static_cast<std::size_t>(text.size())},
                    static_cast<std::size_t>(caret));
    m_wordBegin = static_cast<qsizetype>(found.wordBegin);
    m_listedAt = caret;
    const char before = m_wordBegin > 0 ? text.at(m_wordBegin - 1) : '\0';
    const bool opens =
        isAsked || before == '.' || before == ':' || caret - m_wordBegin >= sqlLettersThatOpen;
    if (found.items.empty() || !opens) {
        m_list->hide();
        return;
    }
    const auto send = [this](unsigned int message, unsigned long wParam, long lParam) {
        return static_cast<int>(m_editor->SendScintilla(message, wParam, lParam));
    };
    const QPoint place(send(QsciScintillaBase::SCI_POINTXFROMPOSITION, 0, m_wordBegin),
                       send(QsciScintillaBase::SCI_POINTYFROMPOSITION, 0, m_wordBegin));
    const auto line = static_cast<unsigned long>(
        send(QsciScintillaBase::SCI_LINEFROMPOSITION, static_cast<unsigned long>(m_wordBegin), 0));
    m_list->open(found.items, {m_editor->viewport()->mapTo(m_page, place),
                               QSize(1, send(QsciScintillaBase::SCI_TEXTHEIGHT, line, 0))});
}

void SqlAssist::insert(const QString &name)
{
    const QScopedValueRollback guard(m_isInserting, true);
    m_list->hide();
    if (m_editor->caret() >= m_wordBegin)
        m_editor->replaceRange(m_wordBegin, m_editor->caret(), name.toUtf8());
}

} // namespace syncline::ui
