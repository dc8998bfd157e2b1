#include "ui/code/CodeLexer.h"

#include "ui/base/Theme.h"
#include "ui/code/Scintilla.h"

#include <QCoreApplication>
#include <QFontDatabase>

#include <array>
#include <initializer_list>

using namespace Qt::StringLiterals;

namespace syncline::ui {

namespace {

using Base = QsciScintillaBase;

/** Lua as our scripts have it: "." binds words, so that record.title is read as two of them. */
class LuaLexer final : public QsciLexerLua
{
public:
    using QsciLexerLua::QsciLexerLua;
    [[nodiscard]] QStringList autoCompletionWordSeparators() const override
    {
        return {u"."_s, u":"_s};
    }
    [[nodiscard]] const char *keywords(int set) const override
    {
        switch (set) {
        case 1:
            return "and break do else elseif end false for function goto if in local nil not or "
                   "repeat return then true until while";
        case 2: // what ships with Lua and is there in the sandbox; ours come with setApiWords()
            return "assert error getmetatable ipairs next pairs pcall rawequal rawget rawlen "
                   "rawset require select setmetatable tonumber tostring type xpcall";
        default:
            return nullptr;
        }
    }
};

/** Styles of one colour. */
struct Paint
{
    std::initializer_list<int> styles;
    QColor ThemeColors::*color;
    bool isItalic = false;
    bool isBold = false;
};

void paint(QsciLexer *lexer, const ThemeColors &colors, std::initializer_list<Paint> paints)
{
    const QFont font = codeFont();
    lexer->setFont(font);
    lexer->setDefaultFont(font);
    lexer->setDefaultPaper(colors.base);
    lexer->setDefaultColor(colors.text);
    lexer->setPaper(colors.base);
    lexer->setColor(colors.text);
    for (const Paint &paint : paints) {
        QFont styled = font;
        styled.setItalic(paint.isItalic);
        styled.setBold(paint.isBold);
        for (const int style : paint.styles) {
            lexer->setColor(colors.*paint.color, style);
            lexer->setFont(styled, style);
        }
    }
}

void paintLexer(QsciLexer *lexer, CodeLanguage language, const ThemeColors &colors)
{
    using Lua = QsciLexerLua;
    using Json = QsciLexerJSON;
    using Sql = QsciLexerSQL;
    using C = ThemeColors;
    switch (language) {
    case CodeLanguage::Plain:
        break;
    case CodeLanguage::Lua:
        paint(lexer, colors,
              {{{Lua::Comment, Lua::LineComment}, &C::muted, true},
               {{Lua::Keyword, Lua::Label}, &C::keyword},
               {{Lua::Number}, &C::warning},
               {{Lua::String, Lua::Character, Lua::LiteralString}, &C::success},
               {{Lua::UnclosedString}, &C::danger},
               {{Lua::BasicFunctions, Lua::StringTableMathsFunctions,
                 Lua::CoroutinesIOSystemFacilities},
                &C::accent}});
        lexer->setEolFill(false);
        break;
    case CodeLanguage::Json:
        paint(lexer, colors,
              {{{Json::Property}, &C::accent},
               {{Json::String, Json::IRI, Json::IRICompact}, &C::success},
               {{Json::EscapeSequence, Json::Number}, &C::warning},
               {{Json::Keyword, Json::KeywordLD}, &C::keyword},
               {{Json::CommentLine, Json::CommentBlock}, &C::muted, true},
               {{Json::UnclosedString, Json::Error}, &C::danger}});
        lexer->setEolFill(false);
        break;
    case CodeLanguage::Sql:
        paint(lexer, colors,
              {{{Sql::Comment, Sql::CommentLine, Sql::CommentDoc}, &C::muted, true},
               {{Sql::Keyword}, &C::keyword},
               {{Sql::Number}, &C::warning},
               {{Sql::SingleQuotedString, Sql::DoubleQuotedString}, &C::success}});
        break;
    }
}

/** A colour as Scintilla has it: blue, green, red. */
long rgb(const QColor &color)
{
    return (color.blue() << 16) | (color.green() << 8) | color.red();
}

void paintMargins(QsciScintilla *editor, const ThemeColors &colors)
{
    editor->setMarginsFont(codeFont());
    editor->setMarginsBackgroundColor(colors.base);
    editor->setMarginsForegroundColor(colors.muted);
    editor->setFoldMarginColors(colors.base, colors.base);
    const auto define = [editor, &colors](unsigned long marker, long symbol) {
        editor->SendScintilla(Base::SCI_MARKERDEFINE, marker, symbol);
        editor->SendScintilla(Base::SCI_MARKERSETFORE, marker, rgb(colors.muted));
        editor->SendScintilla(Base::SCI_MARKERSETBACK, marker, rgb(colors.muted));
    };
    define(Base::SC_MARKNUM_FOLDEROPEN, Base::SC_MARK_ARROWDOWN);
    define(Base::SC_MARKNUM_FOLDER, Base::SC_MARK_ARROW);
    define(Base::SC_MARKNUM_FOLDEROPENMID, Base::SC_MARK_ARROWDOWN);
    define(Base::SC_MARKNUM_FOLDEREND, Base::SC_MARK_ARROW);
    define(Base::SC_MARKNUM_FOLDERSUB, Base::SC_MARK_EMPTY);
    define(Base::SC_MARKNUM_FOLDERTAIL, Base::SC_MARK_EMPTY);
    define(Base::SC_MARKNUM_FOLDERMIDTAIL, Base::SC_MARK_EMPTY);
}

} // namespace

CodeLanguage languageOf(const QString &path)
{
    if (path.endsWith(u".lua"_s, Qt::CaseInsensitive))
        return CodeLanguage::Lua;
    if (path.endsWith(u".json"_s, Qt::CaseInsensitive))
        return CodeLanguage::Json;
    if (path.endsWith(u".sql"_s, Qt::CaseInsensitive))
        return CodeLanguage::Sql;
    return CodeLanguage::Plain;
}

QString languageName(CodeLanguage language)
{
    switch (language) {
    case CodeLanguage::Plain:
        return QCoreApplication::translate("CodeLexer", "Text");
    case CodeLanguage::Lua:
        return u"Lua"_s;
    case CodeLanguage::Json:
        return u"JSON"_s;
    case CodeLanguage::Sql:
        return u"SQL"_s;
    }
    return {};
}

QByteArray lineComment(CodeLanguage language)
{
    return language == CodeLanguage::Lua || language == CodeLanguage::Sql ? "--"_ba : QByteArray();
}

QsciLexer *makeLexer(CodeLanguage language, QsciScintilla *editor)
{
    switch (language) {
    case CodeLanguage::Plain:
        return nullptr;
    case CodeLanguage::Lua: {
        auto *lexer = new LuaLexer(editor);
        lexer->setFoldCompact(false);
        return lexer;
    }
    case CodeLanguage::Json: {
        auto *lexer = new QsciLexerJSON(editor);
        lexer->setFoldCompact(false);
        return lexer;
    }
    case CodeLanguage::Sql:
        return new QsciLexerSQL(editor);
    }
    return nullptr;
}

QFont codeFont()
{
    static constexpr std::array wanted{u"DejaVu Sans Mono", u"Hack", u"Liberation Mono"};
    const QStringList families = QFontDatabase::families();
    QFont font = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    for (const char16_t *family : wanted) {
        if (families.contains(QString::fromUtf16(family))) {
            font = QFont(QString::fromUtf16(family));
            break;
        }
    }
    font.setStyleHint(QFont::Monospace);
    font.setPointSize(10);
    return font;
}

void applyTheme(QsciScintilla *editor, CodeLanguage language, const ThemeColors &colors)
{
    editor->setFont(codeFont());
    editor->setPaper(colors.base);
    editor->setColor(colors.text);
    if (QsciLexer *lexer = editor->lexer()) {
        paintLexer(lexer, language, colors);
        editor->setLexer(lexer); // takes over fonts and colours of every style
    }
    paintMargins(editor, colors);
    editor->setCaretForegroundColor(colors.text);
    editor->setCaretLineBackgroundColor(colors.alternate);
    // Colours of code stay in the selection, so its ground must bear the quiet ones.
    editor->setSelectionBackgroundColor(colors.dark ? colors.accentGround : colors.selection);
    editor->resetSelectionForegroundColor();
    editor->setMatchedBraceBackgroundColor(colors.accentGround);
    editor->setMatchedBraceForegroundColor(colors.accent);
    editor->setUnmatchedBraceBackgroundColor(colors.base);
    editor->setUnmatchedBraceForegroundColor(colors.danger);
    editor->setIndentationGuidesBackgroundColor(colors.base);
    editor->setIndentationGuidesForegroundColor(colors.border);
    editor->setCallTipsBackgroundColor(colors.raised);
    editor->setCallTipsForegroundColor(colors.text);
    editor->setCallTipsHighlightColor(colors.accent);
    editor->setWhitespaceForegroundColor(colors.disabled);
    editor->SendScintilla(Base::SCI_SETADDITIONALCARETFORE, rgb(colors.muted));
}

} // namespace syncline::ui
