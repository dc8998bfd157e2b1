#include "core/base/JsonReader.h"
#include "core/base/Utf8.h"

#include <algorithm>
#include <charconv>

namespace syncline::json {

namespace {

bool isNumberDigit(char c)
{
    return c >= '0' && c <= '9';
}

/** Whether a number that does not fit a double is so because it is nearly zero.
 */
bool isTiny(std::string_view digits)
{
    const std::size_t e = std::min(digits.find_first_of("eE"), digits.size());
    const std::size_t point = std::min(digits.find('.'), e);
    const std::size_t significant = digits.find_first_of("123456789");
    if (significant >= e)
        return true; // zero, whatever the exponent
    long long exponent = 0;
    if (e < digits.size()) {
        const char *begin = digits.data() + e + 1;
        begin += *begin == '+' ? 1 : 0;
        const auto [end, error] = std::from_chars(begin, digits.data() + digits.size(), exponent);
        if (error == std::errc::result_out_of_range)
            return *begin == '-';
    }
    const auto position = static_cast<long long>(point) - static_cast<long long>(significant);
    return exponent + position < 0;
}

} // namespace

bool Reader::digits()
{
    if (!isNumberDigit(peek()))
        return expected("a digit");
    while (isNumberDigit(peek()))
        ++m_at;
    return true;
}

bool Reader::number(Value *out)
{
    const std::size_t begin = m_at;
    bool fractional = false;
    m_at += peek() == '-' ? 1 : 0;
    if (peek() == '0') {
        ++m_at;
        if (isNumberDigit(peek()))
            return broken("a number cannot begin with 0 and go on with digits", begin);
    } else if (!digits()) {
        return false;
    }
    if (peek() == '.') {
        fractional = true;
        ++m_at;
        if (!digits())
            return false;
    }
    if (peek() == 'e' || peek() == 'E') {
        fractional = true;
        ++m_at;
        m_at += peek() == '+' || peek() == '-' ? 1 : 0;
        if (!digits())
            return false;
    }
    return number(m_text.substr(begin, m_at - begin), fractional, out);
}

bool Reader::number(std::string_view digits, bool fractional, Value *out)
{
    const char *begin = digits.data();
    const char *end = begin + digits.size();
    std::int64_t whole = 0;
    if (!fractional && digits != "-0" && std::from_chars(begin, end, whole).ec == std::errc{}) {
        if (out != nullptr)
            *out = whole;
        return true;
    }
    double real = 0;
    if (std::from_chars(begin, end, real).ec == std::errc::result_out_of_range) {
        if (!isTiny(digits))
            return broken("a number is too large (at most ±1.797e308)", m_at - digits.size());
        real = digits.front() == '-' ? -0.0 : 0.0;
    }
    if (out != nullptr)
        *out = real;
    return true;
}

bool Reader::string(std::string *out)
{
    const std::size_t begin = m_at++;
    for (;;) {
        const std::size_t run = m_at;
        while (!atEnd() && peek() != '"' && peek() != '\\' &&
               static_cast<unsigned char>(peek()) >= 0x20) {
            if (static_cast<unsigned char>(peek()) < 0x80) {
                ++m_at;
                continue;
            }
            const text::CodePoint point = text::decodeAt(m_text, m_at);
            if (!point.valid)
                return broken("the text is not UTF-8 (" + describeAt(m_text, m_at) + ")", m_at);
            m_at += point.length;
        }
        if (out != nullptr)
            out->append(m_text.substr(run, m_at - run));
        if (atEnd())
            return broken("a string has no closing quote", begin);
        if (peek() == '"') {
            ++m_at;
            return true;
        }
        if (peek() != '\\')
            return broken(
                "in a string " + describeAt(m_text, m_at) + " must be written as an escape", m_at);
        if (!escape(out))
            return false;
    }
}

bool Reader::escape(std::string *out)
{
    constexpr std::string_view names = "\"\\/bfnrt";
    constexpr std::string_view values = "\"\\/\b\f\n\r\t";
    const std::size_t begin = m_at++;
    if (const std::size_t index = names.find(peek()); !atEnd() && index != std::string_view::npos) {
        ++m_at;
        if (out != nullptr)
            *out += values[index];
        return true;
    }
    if (peek() != 'u')
        return broken("\\ is followed by " + describeAt(m_text, m_at) + ", which is no escape",
                      begin);
    ++m_at;
    char32_t point = 0;
    if (!hex4(point))
        return false;
    if (point >= 0xD800 && point <= 0xDBFF && m_text.substr(m_at).starts_with("\\u")) {
        const std::size_t second = m_at;
        m_at += 2;
        char32_t low = 0;
        if (!hex4(low))
            return false;
        if (low >= 0xDC00 && low <= 0xDFFF)
            point = 0x10000 + ((point - 0xD800) << 10U) + (low - 0xDC00);
        else
            m_at = second; // read again by itself
    }
    if (point >= 0xD800 && point <= 0xDFFF)
        point = U'�'; // half a character, as cut texts have it; the rest of the
                      // page is good
    if (out != nullptr)
        text::appendUtf8(*out, point);
    return true;
}

bool Reader::hex4(char32_t &unit)
{
    unsigned number = 0;
    const std::string_view digits = m_text.substr(m_at, 4);
    const auto [end, error] =
        std::from_chars(digits.data(), digits.data() + digits.size(), number, 16);
    if (digits.size() != 4 || error != std::errc{} || end != digits.data() + 4)
        return broken("\\u needs four hexadecimal digits", m_at - 2);
    unit = number;
    m_at += 4;
    return true;
}

} // namespace syncline::json
