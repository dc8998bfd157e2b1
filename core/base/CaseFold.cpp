#include "core/base/CaseFold.h"

#include "core/base/Utf8.h"

#include <QChar>

namespace syncline::text {

namespace {

constexpr char32_t firstInvalid = 0x110000;

bool isAscii(char c)
{
    return static_cast<unsigned char>(c) < 0x80;
}

char32_t foldedAscii(char c)
{
    return static_cast<char32_t>(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
}

/** The next letter as it is compared; @p at moves on. Bytes that are no UTF-8 follow all letters.
 */
char32_t next(std::string_view text, std::size_t &at)
{
    if (isAscii(text[at]))
        return foldedAscii(text[at++]);
    const CodePoint point = decodeAt(text, at);
    if (!point.valid)
        return firstInvalid + static_cast<unsigned char>(text[at++]);
    at += point.length;
    return QChar::toCaseFolded(point.value);
}

} // namespace

int compareFolded(std::string_view a, std::string_view b)
{
    std::size_t inA = 0;
    std::size_t inB = 0;
    while (inA < a.size() && inB < b.size()) {
        const char32_t one = next(a, inA);
        const char32_t other = next(b, inB);
        if (one != other)
            return one < other ? -1 : 1;
    }
    return static_cast<int>(inA < a.size()) - static_cast<int>(inB < b.size());
}

std::string folded(std::string_view text)
{
    std::string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t from = at;
        const char32_t point = next(text, at);
        if (point >= firstInvalid)
            out.append(text.substr(from, at - from));
        else
            appendUtf8(out, point);
    }
    return out;
}

} // namespace syncline::text
