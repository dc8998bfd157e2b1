#include "ui/code/LuaText.h"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <string>
#include <utility>

namespace syncline::ui {

namespace {

constexpr std::array<std::string_view, 22> keywords{
    "and",      "break",  "do",   "else", "elseif", "end",  "false", "for",
    "function", "goto",   "if",   "in",   "local",  "nil",  "not",   "or",
    "repeat",   "return", "then", "true", "until",  "while"};

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

/** Cuts a text into tokens; one use. */
class Cutter
{
public:
    explicit Cutter(std::string_view text)
        : m_text(text)
    {
    }

    std::vector<LuaToken> run()
    {
        while (m_at < size()) {
            const char c = at(m_at);
            if (c == ' ' || c == '\t' || c == '\r' || c == '\n')
                ++m_at;
            else if (c == '-' && at(m_at + 1) == '-')
                takeComment();
            else if (c == '"' || c == '\'')
                takeQuoted(c);
            else if (c == '[' && longLevel(m_at) >= 0)
                takeLong(LuaToken::Kind::String, m_at);
            else if (isDigit(c) || (c == '.' && isDigit(at(m_at + 1))))
                takeNumber();
            else if (isNamePart(c))
                takeWord();
            else
                takeSymbol();
        }
        return std::move(m_tokens);
    }

private:
    [[nodiscard]] qsizetype size() const { return static_cast<qsizetype>(m_text.size()); }
    [[nodiscard]] char at(qsizetype i) const
    {
        return i >= 0 && i < size() ? m_text[static_cast<std::size_t>(i)] : '\0';
    }
    void add(LuaToken::Kind kind, qsizetype begin, bool isClosed = true)
    {
        m_tokens.push_back({kind, begin, m_at, isClosed});
    }

    /** Of "[==[" at @p i the number of '='; −1: it is none. */
    [[nodiscard]] int longLevel(qsizetype i) const
    {
        int level = 0;
        while (at(i + 1 + level) == '=')
            ++level;
        return at(i + 1 + level) == '[' ? level : -1;
    }

    void takeLong(LuaToken::Kind kind, qsizetype begin)
    {
        const int level = longLevel(m_at);
        const std::string close = "]" + std::string(static_cast<std::size_t>(level), '=') + "]";
        const std::size_t found = m_text.find(close, static_cast<std::size_t>(m_at) + close.size());
        const bool isClosed = found != std::string_view::npos;
        m_at = isClosed ? static_cast<qsizetype>(found + close.size()) : size();
        add(kind, begin, isClosed);
    }

    void takeComment()
    {
        const qsizetype begin = m_at;
        m_at += 2;
        if (at(m_at) == '[' && longLevel(m_at) >= 0) {
            takeLong(LuaToken::Kind::Comment, begin);
            return;
        }
        while (m_at < size() && at(m_at) != '\n')
            ++m_at;
        add(LuaToken::Kind::Comment, begin, m_at < size());
    }

    void takeQuoted(char quote)
    {
        const qsizetype begin = m_at++;
        while (m_at < size() && at(m_at) != quote && at(m_at) != '\n')
            m_at += at(m_at) == '\\' ? 2 : 1;
        m_at = std::min(m_at, size());
        const bool isClosed = m_at < size();
        if (at(m_at) == quote)
            ++m_at;
        add(LuaToken::Kind::String, begin, isClosed);
    }

    void takeNumber()
    {
        const qsizetype begin = m_at;
        const bool isHex = at(m_at) == '0' && (at(m_at + 1) == 'x' || at(m_at + 1) == 'X');
        while (isNamePart(at(m_at)) || at(m_at) == '.' ||
               ((at(m_at) == '+' || at(m_at) == '-') && isExponent(at(m_at - 1), isHex))) {
            if (at(m_at) == '.' && at(m_at + 1) == '.')
                break; // 1..2 is a mistake, but "x" .. 1 .. "y" is none
            ++m_at;
        }
        add(LuaToken::Kind::Number, begin);
    }
    static bool isExponent(char c, bool isHex)
    {
        return isHex ? c == 'p' || c == 'P' : c == 'e' || c == 'E';
    }

    void takeWord()
    {
        const qsizetype begin = m_at;
        while (m_at < size() && isNamePart(at(m_at)))
            ++m_at;
        const std::string_view word =
            m_text.substr(static_cast<std::size_t>(begin), static_cast<std::size_t>(m_at - begin));
        add(isLuaKeyword(word) ? LuaToken::Kind::Keyword : LuaToken::Kind::Name, begin);
    }

    void takeSymbol()
    {
        static constexpr std::array<std::string_view, 11> longOnes{
            "...", "..", "==", "~=", "<=", ">=", "::", "//", "<<", ">>", "->"};
        const qsizetype begin = m_at;
        const std::string_view rest = m_text.substr(static_cast<std::size_t>(m_at));
        const auto found = std::find_if(longOnes.begin(), longOnes.end(),
                                        [rest](auto sign) { return rest.starts_with(sign); });
        m_at += found == longOnes.end() ? 1 : static_cast<qsizetype>(found->size());
        add(LuaToken::Kind::Symbol, begin);
    }

    std::string_view m_text;
    qsizetype m_at = 0;
    std::vector<LuaToken> m_tokens;
};

} // namespace

bool isLuaKeyword(std::string_view word)
{
    return std::binary_search(keywords.begin(), keywords.end(), word);
}

bool isNamePart(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || isDigit(c) || c == '_' ||
           static_cast<unsigned char>(c) >= 0x80;
}

std::vector<LuaToken> luaTokens(std::string_view text)
{
    return Cutter(text).run();
}

std::string_view tokenText(std::string_view text, const LuaToken &token)
{
    return text.substr(static_cast<std::size_t>(token.begin),
                       static_cast<std::size_t>(token.end - token.begin));
}

int luaIndentStep(std::string_view text)
{
    static constexpr std::array<std::string_view, 8> openers{"function", "do", "then", "repeat",
                                                             "else",     "{",  "(",    "["};
    static constexpr std::array<std::string_view, 7> closers{"end", "until", "elseif", "else",
                                                             "}",   ")",     "]"};
    const std::size_t newLine = text.rfind('\n');
    const qsizetype lineStart =
        newLine == std::string_view::npos ? 0 : static_cast<qsizetype>(newLine) + 1;
    int open = 0;
    for (const LuaToken &token : luaTokens(text)) {
        if (token.begin < lineStart || token.kind == LuaToken::Kind::Comment ||
            token.kind == LuaToken::Kind::String)
            continue;
        const std::string_view word = tokenText(text, token);
        if (std::find(closers.begin(), closers.end(), word) != closers.end())
            open = std::max(0, open - 1);
        if (std::find(openers.begin(), openers.end(), word) != openers.end())
            ++open;
    }
    return open > 0 ? 1 : 0;
}

qsizetype luaBlockStart(std::string_view text)
{
    const std::vector<LuaToken> tokens = luaTokens(text);
    const auto isWord = [text](const LuaToken &token, std::initializer_list<std::string_view> of) {
        return token.kind == LuaToken::Kind::Keyword &&
               std::find(of.begin(), of.end(), tokenText(text, token)) != of.end();
    };
    if (tokens.empty() || tokens.back().end != static_cast<qsizetype>(text.size()) ||
        !isWord(tokens.back(), {"end", "else", "elseif", "until"}))
        return -1;
    int depth = 1;
    for (auto token = tokens.rbegin() + 1; token != tokens.rend(); ++token) {
        if (isWord(*token, {"end", "until"}))
            ++depth;
        else if (isWord(*token, {"if", "do", "function", "repeat"}) && --depth == 0)
            return token->begin;
    }
    return -1;
}

} // namespace syncline::ui
