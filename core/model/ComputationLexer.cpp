#include "core/model/ComputationLexer.h"

#include "core/base/Json.h"
#include "core/base/TextSafe.h"

#include <algorithm>
#include <array>

namespace syncline {

namespace {

constexpr std::string_view digits = "0123456789";

bool isLetter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

bool isDigit(char c)
{
    return digits.find(c) != std::string_view::npos;
}

/** Walks over one expression. */
class Lexer
{
public:
    explicit Lexer(std::string_view expression)
        : m_text(expression)
    {
    }

    Result<std::vector<ComputationToken>> read()
    {
        for (;;) {
            m_at = std::min(m_text.find_first_not_of(" \t\r\n", m_at), m_text.size());
            if (m_at == m_text.size())
                break;
            SYNCLINE_TRY(ComputationToken token, next());
            m_tokens.push_back(std::move(token));
        }
        m_tokens.push_back({.kind = ComputationToken::Kind::End, .at = m_at});
        return std::move(m_tokens);
    }

private:
    Result<ComputationToken> next()
    {
        const std::size_t from = m_at;
        const char c = m_text[m_at];
        if (isLetter(c)) {
            while (m_at < m_text.size() && (isLetter(m_text[m_at]) || isDigit(m_text[m_at])))
                ++m_at;
            return ComputationToken{.kind = ComputationToken::Kind::Name,
                                    .text = std::string(m_text.substr(from, m_at - from)),
                                    .at = from};
        }
        if (isDigit(c))
            return number();
        if (c == '"')
            return quoted();
        return sign();
    }

    Result<ComputationToken> number()
    {
        const std::size_t from = m_at;
        const auto skip = [this] {
            m_at = std::min(m_text.find_first_not_of(digits, m_at), m_text.size());
        };
        skip();
        if (m_at + 1 < m_text.size() && m_text[m_at] == '.' && isDigit(m_text[m_at + 1])) {
            ++m_at;
            skip();
        }
        if (m_at < m_text.size() && (m_text[m_at] == 'e' || m_text[m_at] == 'E')) {
            m_at += m_text.substr(m_at + 1, 1) == "-" || m_text.substr(m_at + 1, 1) == "+" ? 2 : 1;
            skip();
        }
        return literal(from, "is no number");
    }

    /** As in JSON. */
    Result<ComputationToken> quoted()
    {
        const std::size_t from = m_at++;
        while (m_at < m_text.size() && m_text[m_at] != '"')
            m_at += m_text[m_at] == '\\' ? 2 : 1;
        m_at = std::min(m_at + 1, m_text.size());
        return literal(from, "is no text in quotation marks");
    }

    Result<ComputationToken> literal(std::size_t from, std::string_view fault)
    {
        const std::string_view text = m_text.substr(from, m_at - from);
        auto value = json::parse(text);
        const bool bad =
            !value || (value->isString() && value->asString().find('\0') != std::string::npos);
        if (bad)
            return computationError(
                m_text, from, "\"" + text::displayLine(text, 40) + "\" " + std::string(fault));
        return ComputationToken{
            .kind = ComputationToken::Kind::Literal, .value = std::move(value).value(), .at = from};
    }

    Result<ComputationToken> sign()
    {
        constexpr std::array<std::string_view, 19> signs{"==", "!=", "<=", ">=", "&&", "||", "+",
                                                         "-",  "*",  "/",  "%",  "<",  ">",  "=",
                                                         "!",  "(",  ")",  ",",  "."};
        for (const std::string_view sign : signs) {
            if (!m_text.substr(m_at).starts_with(sign))
                continue;
            const std::size_t from = m_at;
            m_at += sign.size();
            return ComputationToken{
                .kind = ComputationToken::Kind::Sign, .text = std::string(sign), .at = from};
        }
        if (m_text[m_at] == ':') {
            return ComputationToken{
                .kind = ComputationToken::Kind::Sign, .text = ":", .at = m_at++};
        }
        return computationError(m_text, m_at,
                                "\"" + text::displayLine(m_text.substr(m_at), 10) +
                                    "\" means nothing here");
    }

    const std::string_view m_text;
    std::size_t m_at = 0;
    std::vector<ComputationToken> m_tokens;
};

} // namespace

Error computationError(std::string_view expression, std::size_t at, std::string_view what)
{
    const std::string_view before = expression.substr(0, at);
    const auto character = std::count_if(before.begin(), before.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
    });
    return Error("GGT_MISCONFIGURED_FIELD", "%1, at character %2",
                 {std::string(what), std::to_string(character + 1)});
}

Result<std::vector<ComputationToken>> readTokens(std::string_view expression)
{
    return Lexer(expression).read();
}

} // namespace syncline
