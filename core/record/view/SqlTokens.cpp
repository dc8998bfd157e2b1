#include "core/record/view/SqlTokens.h"

#include <algorithm>

namespace syncline {

namespace {

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

bool isWordChar(char c)
{
    return isDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$' ||
           (static_cast<unsigned char>(c) & 0x80U) != 0;
}

bool isBlank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

} // namespace

std::string SqlToken::name() const
{
    if (kind != Kind::Quoted || text.size() < 2)
        return std::string(text);
    const char quote = text.front();
    std::string name;
    for (std::size_t i = 1; i + 1 < text.size(); ++i) {
        name += text[i];
        if (text[i] == quote && text[i + 1] == quote)
            ++i;
    }
    return name;
}

void SqlTokens::skipBlanks()
{
    while (m_at < m_sql.size()) {
        const std::string_view rest = m_sql.substr(m_at);
        if (isBlank(rest.front()))
            ++m_at;
        else if (rest.starts_with("\xEF\xBB\xBF"))
            m_at += 3;
        else if (rest.starts_with("--"))
            m_at += std::min(rest.find('\n'), rest.size());
        else if (rest.starts_with("/*"))
            m_at +=
                rest.find("*/", 2) == std::string_view::npos ? rest.size() : rest.find("*/", 2) + 2;
        else
            return;
    }
}

std::size_t SqlTokens::quotedEnd(char quote) const
{
    const char end = quote == '[' ? ']' : quote;
    for (std::size_t i = m_at + 1; i < m_sql.size(); ++i) {
        if (m_sql[i] != end)
            continue;
        const bool isDoubled = quote != '[' && i + 1 < m_sql.size() && m_sql[i + 1] == end;
        if (!isDoubled)
            return i + 1;
        ++i;
    }
    return m_sql.size();
}

std::size_t SqlTokens::wordEnd(std::size_t from) const
{
    while (from < m_sql.size() && isWordChar(m_sql[from]))
        ++from;
    return from;
}

SqlToken SqlTokens::next()
{
    skipBlanks();
    SqlToken token;
    token.at = m_at;
    if (m_at == m_sql.size())
        return token;
    const char c = m_sql[m_at];
    std::size_t end = m_at + 1;
    if (c == '\'' || c == '"' || c == '`' || c == '[') {
        token.kind = c == '\'' ? SqlToken::Kind::Text : SqlToken::Kind::Quoted;
        end = quotedEnd(c);
    } else if (c == '?' || c == ':' || c == '@' || c == '$') {
        end = wordEnd(m_at + 1);
        token.kind = c == '?' || end > m_at + 1 ? SqlToken::Kind::Param : SqlToken::Kind::Sign;
    } else if (isDigit(c)) {
        token.kind = SqlToken::Kind::Number;
        end = wordEnd(m_at);
    } else if (isWordChar(c)) {
        token.kind = SqlToken::Kind::Word;
        end = wordEnd(m_at);
    } else {
        token.kind = SqlToken::Kind::Sign;
    }
    token.text = m_sql.substr(m_at, end - m_at);
    m_at = end;
    return token;
}

std::pair<int, int> placeIn(std::string_view text, std::size_t offset)
{
    const std::string_view before = text.substr(0, offset);
    const auto line = std::ranges::count(before, '\n') + 1;
    const std::size_t start =
        before.rfind('\n') == std::string_view::npos ? 0 : before.rfind('\n') + 1;
    return {static_cast<int>(line), static_cast<int>(before.size() - start) + 1};
}

std::string sqlFolded(std::string_view name)
{
    std::string folded(name);
    std::ranges::transform(folded, folded.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return folded;
}

} // namespace syncline
