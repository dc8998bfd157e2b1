#pragma once

#include <QtGlobal>

#include <string_view>
#include <vector>

namespace syncline::ui {

/** One word, literal, sign or comment of a Lua text; offsets are bytes. */
struct LuaToken
{
    enum class Kind : unsigned char { Name, Keyword, Number, String, Comment, Symbol };
    Kind kind = Kind::Symbol;
    qsizetype begin = 0;
    qsizetype end = 0;
    bool isClosed = true; ///< False: a string or comment that the text ends in.
};

/** All tokens of @p text, which may end anywhere and need not be right. */
[[nodiscard]] std::vector<LuaToken> luaTokens(std::string_view text);
[[nodiscard]] std::string_view tokenText(std::string_view text, const LuaToken &token);
[[nodiscard]] bool isLuaKeyword(std::string_view word);
/** Parts of names: letters, digits, '_' and every byte beyond ASCII. */
[[nodiscard]] bool isNamePart(char c);

/**
 * How deep a new line after @p text (the text up to the caret) stands compared with the line that
 * the caret leaves: 1 when that line opens more than it closes, else 0.
 */
[[nodiscard]] int luaIndentStep(std::string_view text);
/**
 * Where the block begins that the last word of @p text (end, else, elseif, until) belongs to; −1
 * for any other word, and when it has no beginning.
 */
[[nodiscard]] qsizetype luaBlockStart(std::string_view text);

} // namespace syncline::ui
