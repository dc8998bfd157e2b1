#include "ui/code/CodeAssist.h"

#include "ui/base/Icons.h"
#include "ui/base/Text.h"
#include "ui/base/Theme.h"
#include "ui/code/CodeEditor.h"
#include "ui/code/LuaScope.h"

#include <QGuiApplication>
#include <QPixmap>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace syncline::ui {

namespace {

using Base = QsciScintillaBase;

constexpr qsizetype wordOpens = 2; ///< Letters after which the list opens by itself.
constexpr std::size_t listedAtMost = 400;
constexpr char listSeparator = '\n';
constexpr char iconSeparator = '\x1F';

struct KindIcon
{
    ApiMember::Kind kind;
    const char16_t *icon;
    QColor ThemeColors::*color;
};
constexpr std::array kindIcons{
    KindIcon{ApiMember::Kind::Field, u"columns", &ThemeColors::text},
    KindIcon{ApiMember::Kind::Function, u"code", &ThemeColors::accent},
    KindIcon{ApiMember::Kind::Method, u"code", &ThemeColors::accent},
    KindIcon{ApiMember::Kind::Module, u"folder", &ThemeColors::muted},
    KindIcon{ApiMember::Kind::Model, u"model", &ThemeColors::success},
    KindIcon{ApiMember::Kind::Action, u"action", &ThemeColors::warning},
    KindIcon{ApiMember::Kind::Keyword, u"edit", &ThemeColors::keyword},
    KindIcon{ApiMember::Kind::Local, u"state", &ThemeColors::muted},
};

std::string_view viewOf(const QByteArray &bytes)
{
    return {bytes.constData(), static_cast<std::size_t>(bytes.size())};
}

} // namespace

CodeAssist::CodeAssist(const UiContext &context, const QString &path, CodeEditor *editor)
    : QObject(editor),
      m_context(context),
      m_path(path),
      m_editor(editor)
{
    const auto send = [editor](unsigned int message, long value) {
        editor->SendScintilla(message, static_cast<unsigned long>(value));
    };
    send(Base::SCI_AUTOCSETSEPARATOR, listSeparator);
    send(Base::SCI_AUTOCSETTYPESEPARATOR, iconSeparator);
    send(Base::SCI_AUTOCSETIGNORECASE, 1);
    send(Base::SCI_AUTOCSETORDER, Base::SC_ORDER_PERFORMSORT);
    send(Base::SCI_AUTOCSETMAXHEIGHT, 12);
    send(Base::SCI_AUTOCSETDROPRESTOFWORD, 0);
    send(Base::SCI_AUTOCSETCANCELATSTART, 0);
    readProject();
    registerIcons();
    connect(editor, &Base::SCN_CHARADDED, this, &CodeAssist::handleChar);
    connect(context.engine, &Engine::projectChanged, this, &CodeAssist::readProject);
    connect(context.theme, &Theme::changed, this, [this] {
        registerIcons();
        readProject(); // the lexer's words went with its colours
    });
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

void CodeAssist::registerIcons()
{
    for (const KindIcon &kind : kindIcons) {
        const QColor color = m_context.theme->colors().*kind.color;
        const QPixmap picture =
            colouredIcon(QString::fromUtf16(kind.icon), color).pixmap(QSize(14, 14));
        m_editor->registerImage(static_cast<int>(kind.kind) + 1, picture);
    }
}

QByteArray CodeAssist::textToCaret() const
{
    return m_editor->bytes().left(m_editor->caret());
}

void CodeAssist::handleChar(int added)
{
    if (m_editor->isReadOnly())
        return;
    if (added == '(' || added == ',' || added == ')' || added == '{' || added == '}')
        showCallTip();
    if (m_editor->isListActive())
        return; // it follows what is typed by itself
    const char typed = added > 0 && added < 128 ? static_cast<char>(added) : 'a';
    if (typed == '.' || typed == ':' || typed == '"' || typed == '\'' || isNamePart(typed))
        showList(false);
}

void CodeAssist::complete()
{
    showList(true);
}

void CodeAssist::showList(bool isAsked)
{
    if (m_editor->isReadOnly() || !canShow())
        return;
    const QByteArray text = textToCaret();
    const LuaScope scope(*m_catalog, viewOf(text));
    auto found = scope.completion(isAsked);
    if (!found)
        return;
    const qsizetype written = text.size() - found->from;
    const char before = found->from > 0 ? text.at(found->from - 1) : '\0';
    const bool isMember = before == '.' || before == ':' || before == '"' || before == '\'';
    if (!isAsked && !isMember && written < wordOpens)
        return;
    std::sort(found->items.begin(), found->items.end(),
              [](const ApiMember &a, const ApiMember &b) { return a.name < b.name; });
    if (found->items.size() > listedAtMost)
        found->items.resize(listedAtMost);
    QByteArray list;
    QByteArray last;
    for (const ApiMember &item : found->items) {
        const QByteArray name = QByteArray::fromStdString(item.name);
        if (name == last)
            continue;
        list += (list.isEmpty() ? QByteArray() : QByteArray(1, listSeparator)) + name +
                iconSeparator + QByteArray::number(static_cast<int>(item.kind) + 1);
        last = name;
    }
    m_editor->SendScintilla(Base::SCI_AUTOCSHOW, static_cast<uintptr_t>(written), list.constData());
}

void CodeAssist::showCallTip()
{
    const QByteArray text = textToCaret();
    const auto tip = LuaScope(*m_catalog, viewOf(text)).callTip();
    if (!tip) {
        m_editor->SendScintilla(Base::SCI_CALLTIPCANCEL);
        return;
    }
    std::string shown = tip->signature;
    if (!tip->summary.empty())
        shown += "\n" + tip->summary;
    const long line = m_editor->SendScintilla(Base::SCI_LINEFROMPOSITION,
                                              static_cast<unsigned long>(m_editor->caret()));
    const long lineStart =
        m_editor->SendScintilla(Base::SCI_POSITIONFROMLINE, static_cast<unsigned long>(line));
    const auto at = std::max<qsizetype>(tip->at, lineStart);
    m_editor->SendScintilla(Base::SCI_CALLTIPSHOW, static_cast<uintptr_t>(at), shown.c_str());
    m_editor->SendScintilla(Base::SCI_CALLTIPSETHLT, static_cast<unsigned long>(tip->argumentBegin),
                            static_cast<long>(tip->argumentEnd));
}

QString CodeAssist::requiredFile() const
{
    // Up to the end of the line, so that it works anywhere in `require "lib.pad"`.
    const QByteArray all = m_editor->bytes();
    qsizetype lineStart = all.lastIndexOf('\n', m_editor->caret() - 1) + 1;
    if (m_editor->caret() == 0)
        lineStart = 0;
    const qsizetype lineEnd = all.indexOf('\n', m_editor->caret());
    const QByteArray line = all.mid(lineStart, lineEnd < 0 ? -1 : lineEnd - lineStart);
    const std::string module = LuaScope(*m_catalog, viewOf(line)).requiredModule();
    if (module.empty() || module.starts_with("syncline."))
        return {};
    QString path = toQString(module);
    path.replace(u'.', u'/');
    return path + u".lua"_s;
}

bool CodeAssist::canShow() const
{
    // Where QScintilla looks for the screen depends on how it is nested, so every place counts.
    const QWidget *area = m_editor->viewport();
    const long caret = m_editor->caret();
    const QPoint place(
        static_cast<int>(m_editor->SendScintilla(Base::SCI_POINTXFROMPOSITION, 0UL, caret)),
        static_cast<int>(m_editor->SendScintilla(Base::SCI_POINTYFROMPOSITION, 0UL, caret)));
    const std::array places{area->mapToGlobal(QPoint(0, 0)), area->mapToGlobal(area->pos()),
                            area->mapToGlobal(place), m_editor->mapToGlobal(QPoint(0, 0)),
                            m_editor->mapToGlobal(m_editor->pos())};
    return std::all_of(places.begin(), places.end(), [](const QPoint &point) {
        return QGuiApplication::screenAt(point) != nullptr;
    });
}

} // namespace syncline::ui
