#include "core/base/JsonReader.h"

#include "core/base/Utf8.h"

#include <algorithm>
#include <vector>

namespace syncline::json {

namespace {

constexpr std::string_view byteOrderMark = "\xEF\xBB\xBF";

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

bool isWordChar(char c)
{
    return isDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

std::string hex(unsigned number, unsigned width)
{
    std::string out(width, '0');
    for (std::size_t i = width; i-- > 0; number >>= 4U)
        out[i] = "0123456789ABCDEF"[number & 0x0FU];
    return out;
}

} // namespace

std::string describeAt(std::string_view text, std::size_t at)
{
    if (at >= text.size())
        return "the end of the text";
    if (isWordChar(text[at])) {
        std::size_t end = at;
        while (end < text.size() && isWordChar(text[end]) && end - at < 20)
            ++end;
        return "'" + std::string(text.substr(at, end - at)) + "'";
    }
    const text::CodePoint point = text::decodeAt(text, at);
    if (!point.valid)
        return "the byte 0x" + hex(static_cast<unsigned char>(text[at]), 2);
    if (point.value < 0x20 || point.value == 0x7F)
        return "the control character U+" + hex(point.value, 4);
    return "'" + std::string(text.substr(at, point.length)) + "'";
}

Place placeAt(std::string_view text, std::size_t offset)
{
    offset = std::min(offset, text.size());
    const std::string_view before = text.substr(0, offset);
    Place place;
    place.line = static_cast<int>(std::count(before.begin(), before.end(), '\n')) + 1;
    const std::size_t newline = before.rfind('\n');
    std::string_view line = newline == std::string_view::npos ? before : before.substr(newline + 1);
    if (line.size() == offset && line.starts_with(byteOrderMark))
        line.remove_prefix(byteOrderMark.size());
    place.column = static_cast<int>(std::count_if(
                       line.begin(), line.end(),
                       [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; })) +
                   1;
    return place;
}

Reader::Reader(std::string_view text)
    : m_text(text)
{
    if (m_text.starts_with(byteOrderMark))
        m_at = byteOrderMark.size();
}

bool Reader::document(Value &out)
{
    if (!value(&out))
        return false;
    skipSpace();
    return atEnd() || expected("the end of the text");
}

char Reader::next()
{
    skipSpace();
    const char c = peek();
    return isDigit(c) || c == '-' ? '0' : c;
}

bool Reader::skip()
{
    return value(nullptr);
}

void Reader::enter()
{
    ++m_at;
    ++m_depth;
    m_first = true;
}

bool Reader::separator(char close, const char *expectedWords)
{
    skipSpace();
    const bool first = std::exchange(m_first, false);
    if (peek() == close && !atEnd()) {
        ++m_at;
        --m_depth;
        return false;
    }
    if (first)
        return true;
    if (peek() != ',')
        return expected(expectedWords);
    ++m_at;
    skipSpace();
    return true;
}

bool Reader::member(std::string &key)
{
    const bool first = m_first;
    if (!separator('}', "',' or '}'"))
        return false;
    if (peek() != '"')
        return expected(first ? "a key in double quotes, or '}'" : "a key in double quotes");
    key.clear();
    if (!string(&key))
        return false;
    skipSpace();
    if (peek() != ':')
        return expected("':'");
    ++m_at;
    return true;
}

bool Reader::item()
{
    return separator(']', "',' or ']'");
}

Error Reader::error() const
{
    const Place place = placeAt(m_text, m_errorAt);
    const std::string where = std::to_string(place.line) + ':' + std::to_string(place.column);
    if (!m_why.empty())
        return Error(errc::badJson, "This is not valid JSON: %1.", {m_why}).withPlace(where);
    return Error(errc::badJson, "This is not valid JSON: expected %1, but found %2.",
                 {m_expected, describeAt(m_text, m_errorAt)})
        .withPlace(where);
}

std::size_t Reader::offset()
{
    skipSpace();
    return m_at;
}

bool Reader::value(Value *out)
{
    skipSpace();
    switch (peek()) {
    case '{':
        return object(out);
    case '[':
        return list(out);
    case '"': {
        if (out == nullptr)
            return string(nullptr);
        std::string read;
        const bool good = string(&read);
        *out = std::move(read);
        return good;
    }
    case 't':
        if (out != nullptr)
            *out = true;
        return word("true");
    case 'f':
        if (out != nullptr)
            *out = false;
        return word("false");
    case 'n':
        if (out != nullptr)
            *out = nullptr;
        return word("null");
    case '<':
        return broken("it looks like HTML or XML", m_at);
    default:
        return isDigit(peek()) || peek() == '-' ? number(out) : expected("a value");
    }
}

bool Reader::object(Value *out)
{
    if (m_depth >= maxDepth)
        return broken("it is nested deeper than " + std::to_string(maxDepth) + " levels", m_at);
    std::vector<ValueObject::Member> members;
    std::string key;
    enter();
    while (member(key)) {
        if (out != nullptr)
            members.emplace_back(std::move(key), Value());
        if (!value(out != nullptr ? &members.back().second : nullptr))
            return false;
    }
    if (!m_failed && out != nullptr)
        *out = ValueObject::fromMembers(std::move(members));
    return !m_failed;
}

bool Reader::list(Value *out)
{
    if (m_depth >= maxDepth)
        return broken("it is nested deeper than " + std::to_string(maxDepth) + " levels", m_at);
    ValueList items;
    enter();
    while (item()) {
        if (m_text.size() > m_at && peek() == ']')
            return expected("a value");
        if (!value(out != nullptr ? &items.emplace_back() : nullptr))
            return false;
    }
    if (!m_failed && out != nullptr)
        *out = std::move(items);
    return !m_failed;
}

bool Reader::word(std::string_view expectedWord)
{
    std::size_t end = m_at;
    while (end < m_text.size() && isWordChar(m_text[end]))
        ++end;
    if (m_text.substr(m_at, end - m_at) != expectedWord)
        return expected("a value");
    m_at = end;
    return true;
}

void Reader::skipSpace()
{
    while (m_at < m_text.size()) {
        const char c = m_text[m_at];
        if (c != ' ' && c != '\n' && c != '\r' && c != '\t')
            return;
        ++m_at;
    }
}

bool Reader::expected(std::string what)
{
    m_failed = true;
    m_errorAt = m_at;
    m_expected = std::move(what);
    return false;
}

bool Reader::broken(std::string why, std::size_t at)
{
    m_failed = true;
    m_errorAt = at;
    m_why = std::move(why);
    return false;
}

} // namespace syncline::json
