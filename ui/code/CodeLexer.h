#pragma once

#include <QFont>
#include <QString>

class QsciLexer;
class QsciScintilla;

namespace syncline::ui {

struct ThemeColors;

enum class CodeLanguage : unsigned char { Plain, Lua, Json, Sql };

/** By the end of a file's name. */
[[nodiscard]] CodeLanguage languageOf(const QString &path);
[[nodiscard]] QString languageName(CodeLanguage language);
/** What starts a comment up to the end of the line; empty: there are none. */
[[nodiscard]] QByteArray lineComment(CodeLanguage language);
/** nullptr for plain text; @p editor becomes its parent. */
[[nodiscard]] QsciLexer *makeLexer(CodeLanguage language, QsciScintilla *editor);
/** A face with fixed width and without ligatures (== must stay two signs). */
[[nodiscard]] QFont codeFont();
/** Colours of @p editor and its lexer: text, margins, folds, caret, selection, popups. */
void applyTheme(QsciScintilla *editor, CodeLanguage language, const ThemeColors &colors);

} // namespace syncline::ui
