#include "ui/code/CodeAssist.h"

#include "ui/base/Text.h"
#include "ui/base/Theme.h"
#include "ui/code/CallTipLabel.h"
#include "ui/code/CodeEditor.h"
#include "ui/code/CompletionList.h"
#include "ui/code/LuaScope.h"
#include "ui/code/LuaText.h"

#include <QKeyEvent>
#include <QScopedValueRollback>
#include <QTimer>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace syncline::ui {

namespace {

using Base = QsciScintillaBase;

constexpr qsizetype wordOpens = 2; ///< Letters after which the list opens by itself.
constexpr std::size_t listedAtMost = 400;
constexpr qsizetype lookedAtMost = 200'000; ///< Of a long script, the end before the caret.

std::string_view viewOf(const QByteArray &bytes)
{
    return {bytes.constData(), static_cast<std::size_t>(bytes.size())};
}

/** After these the list opens with nothing written yet. */
bool isMemberSign(char c)
{
    return c == '.' || c == ':' || c == '"' || c == '\'';
}

/** By name; what begins with "_" is rarely meant. */
void arrange(std::vector<ApiMember> &items)
{
    const auto key = [](const ApiMember &item) {
        return std::pair(item.name.starts_with('_'), std::string_view(item.name));
    };
    std::stable_sort(items.begin(), items.end(),
                     [key](const ApiMember &a, const ApiMember &b) { return key(a) < key(b); });
    const auto isSame = [](const ApiMember &a, const ApiMember &b) { return a.name == b.name; };
    items.erase(std::unique(items.begin(), items.end(), isSame), items.end());
    if (items.size() > listedAtMost)
        items.resize(listedAtMost);
}

} // namespace

CodeAssist::CodeAssist(const UiContext &context, const QString &path, CodeEditor *editor,
                       QWidget *page)
    : QObject(editor),
      m_context(context),
      m_path(path),
      m_editor(editor),
      m_page(page),
      m_list(new CompletionList(context.theme, page)),
      m_tip(new CallTipLabel(page))
{
    readProject();
    editor->installEventFilter(this);
    editor->viewport()->installEventFilter(this);
    connect(editor, &Base::SCN_CHARADDED, this, &CodeAssist::handleChar);
    connect(editor, &CodeEditor::caretMoved, this, &CodeAssist::handleCaret);
    connect(editor, &QsciScintilla::textChanged, this, &CodeAssist::handleCaret);
    connect(m_list, &CompletionList::chosen, this, &CodeAssist::insert);
    connect(context.engine, &Engine::projectChanged, this, &CodeAssist::readProject);
    connect(context.theme, &Theme::changed, this, &CodeAssist::readProject); // colours of words
}

void CodeAssist::readProject()
{
    m_catalog = std::make_unique<ApiCatalog>(m_context.engine->apiEntries(),
                                             m_context.engine->project(), fromQString(m_path));
    QByteArray functions;
    QByteArray libraries;
    for (const ApiMember &global : m_catalog->globals()) {
        if (global.kind == ApiMember::Kind::Function)
            functions += QByteArray::fromStdString(global.name) + ' ';
        if (global.kind != ApiMember::Kind::Module)
            continue;
        for (const ApiMember &member : m_catalog->members(global.type)) {
            if (member.kind == ApiMember::Kind::Function)
                libraries += QByteArray::fromStdString(global.name + "." + member.name) + ' ';
        }
    }
    m_editor->setApiWords(functions, libraries);
}

QByteArray CodeAssist::textToCaret() const
{
    return m_editor->textBefore(m_editor->caret(), lookedAtMost);
}

bool CodeAssist::eventFilter(QObject *watched, QEvent *event)
{
    const bool isOpen = m_list->isVisible();
    if (event->type() == QEvent::FocusOut && watched == m_editor) {
        close();
    } else if (event->type() == QEvent::ShortcutOverride && (isOpen || m_tip->isVisible())) {
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
        if (key->key() == Qt::Key_Escape && m_tip->isVisible()) {
            m_tip->hide();
            return true;
        }
        if (isOpen || m_tip->isVisible()) // Scintilla tells of the caret with the next painting
            QTimer::singleShot(0, this, &CodeAssist::handleCaret);
    } else if (event->type() == QEvent::MouseButtonPress || event->type() == QEvent::Wheel) {
        close();
    }
    return QObject::eventFilter(watched, event);
}

void CodeAssist::handleChar(int added)
{
    if (m_editor->isReadOnly() || m_isInserting)
        return;
    const char typed = added > 0 && added < 128 ? static_cast<char>(added) : 'a';
    if (QByteArrayView("(,){}\"'").contains(typed) || m_tip->isVisible())
        showCallTip();
    if (isMemberSign(typed) || isNamePart(typed))
        showList(false);
    else
        m_list->hide();
}

void CodeAssist::handleCaret()
{
    if (m_isInserting)
        return;
    const qsizetype caret = m_editor->caret();
    if (m_list->isVisible()) {
        const QByteArray last = m_editor->textBefore(caret, 1);
        const char before = last.isEmpty() ? '\0' : last.back();
        const bool isInWord = caret >= m_wordBegin && (caret > m_wordBegin || isMemberSign(before));
        const TextMatch state{caret, m_editor->length()};
        if (isInWord && state == m_listedFor)
            return; // the list is that of this very text
        if (!isInWord || m_editor->selection().begin != m_editor->selection().end)
            m_list->hide();
        else
            showList(true);
    }
    if (m_tip->isVisible())
        showCallTip();
}

void CodeAssist::complete()
{
    showList(true);
}

void CodeAssist::showList(bool isAsked)
{
    if (m_editor->isReadOnly()) {
        m_list->hide();
        return;
    }
    const QByteArray text = textToCaret();
    const LuaScope scope(*m_catalog, viewOf(text));
    auto found = scope.completion(isAsked);
    const qsizetype written = found ? text.size() - found->from : 0;
    const char before = found && found->from > 0 ? text.at(found->from - 1) : '\0';
    const bool isMember = isMemberSign(before);
    if (!found || (!isAsked && !isMember && written < wordOpens)) {
        m_list->hide();
        return;
    }
    arrange(found->items);
    m_wordBegin = m_editor->caret() - written;
    m_listedFor = {m_editor->caret(), m_editor->length()};
    m_list->open(found->items, lineRect(m_wordBegin));
}

void CodeAssist::insert(const QString &name)
{
    const QScopedValueRollback guard(m_isInserting, true);
    m_list->hide();
    if (m_editor->caret() >= m_wordBegin)
        m_editor->replaceRange(m_wordBegin, m_editor->caret(), name.toUtf8());
}

void CodeAssist::close()
{
    m_list->hide();
    m_tip->hide();
}

void CodeAssist::showCallTip()
{
    const QByteArray text = textToCaret();
    const auto tip = LuaScope(*m_catalog, viewOf(text)).callTip();
    if (tip)
        m_tip->open(*tip, lineRect(m_editor->caret()));
    else
        m_tip->hide();
}

QString CodeAssist::requiredFile() const
{
    const QByteArray all = m_editor->bytes();
    const qsizetype caret = m_editor->caret();
    const qsizetype begin = caret > 0 ? all.lastIndexOf('\n', caret - 1) + 1 : 0;
    const qsizetype end = all.indexOf('\n', caret);
    const QByteArray line = all.mid(begin, end < 0 ? -1 : end - begin);
    const std::string module = LuaScope(*m_catalog, viewOf(line)).requiredModule();
    if (module.empty() || module.starts_with("syncline."))
        return {};
    QString path = toQString(module);
    path.replace(u'.', u'/');
    return path + u".lua"_s;
}

QRect CodeAssist::lineRect(qsizetype position) const
{
    const auto send = [this](unsigned int message, unsigned long wParam, long lParam) {
        return static_cast<int>(m_editor->SendScintilla(message, wParam, lParam));
    };
    const auto line = static_cast<unsigned long>(
        send(Base::SCI_LINEFROMPOSITION, static_cast<unsigned long>(position), 0));
    const QPoint place(send(Base::SCI_POINTXFROMPOSITION, 0, position),
                       send(Base::SCI_POINTYFROMPOSITION, 0, position));
    const QPoint inPage = m_editor->viewport()->mapTo(m_page, place);
    return {inPage, QSize(1, send(Base::SCI_TEXTHEIGHT, line, 0))};
}

} // namespace syncline::ui
