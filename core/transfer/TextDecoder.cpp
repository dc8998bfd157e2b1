#include "core/transfer/TextDecoder.h"

#include "core/base/TextSafe.h"
#include "core/base/Utf8.h"

#include <algorithm>
#include <array>

namespace syncline {

namespace {

constexpr std::string_view utf8Mark = "\xEF\xBB\xBF";
constexpr std::string_view utf16LeMark = "\xFF\xFE";
constexpr std::string_view utf16BeMark = "\xFE\xFF";

/** 0x80 to 0x9F of Windows-1252; the five that stand for nothing are U+FFFD. */
constexpr std::array<char32_t, 32> windows1252{
    0x20AC, 0xFFFD, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0xFFFD, 0x017D, 0xFFFD, 0xFFFD, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0xFFFD, 0x017E, 0x0178};

/** Where ISO-8859-15 is not ISO-8859-1. */
char32_t latin9(unsigned char byte)
{
    switch (byte) {
    case 0xA4:
        return 0x20AC;
    case 0xA6:
        return 0x0160;
    case 0xA8:
        return 0x0161;
    case 0xB4:
        return 0x017D;
    case 0xB8:
        return 0x017E;
    case 0xBC:
        return 0x0152;
    case 0xBD:
        return 0x0153;
    case 0xBE:
        return 0x0178;
    default:
        return byte;
    }
}

char32_t single(unsigned char byte, TextEncoding encoding)
{
    if (encoding == TextEncoding::Latin9)
        return latin9(byte);
    if (encoding == TextEncoding::Windows1252 && byte >= 0x80 && byte < 0xA0)
        return windows1252[byte - 0x80U];
    return byte;
}

/** Whether @p sample is UTF-8 but for a sequence that its end cuts. */
bool isUtf8Sample(std::string_view sample, bool isWhole)
{
    for (std::size_t cut = 0; cut <= (isWhole ? 0U : 3U) && cut <= sample.size(); ++cut) {
        if (text::isUtf8(sample.substr(0, sample.size() - cut)))
            return true;
    }
    return false;
}

/** The share of zero bytes at even or odd places. */
double zeros(std::string_view sample, std::size_t from)
{
    std::size_t count = 0;
    for (std::size_t i = from; i < sample.size(); i += 2)
        count += sample[i] == '\0' ? 1 : 0;
    return sample.size() < 4
               ? 0
               : static_cast<double>(count) / (static_cast<double>(sample.size()) / 2);
}

} // namespace

TextEncoding TextDecoder::guess(std::string_view sample, bool isWhole)
{
    if (sample.starts_with(utf8Mark))
        return TextEncoding::Utf8;
    if (sample.starts_with(utf16LeMark))
        return TextEncoding::Utf16Le;
    if (sample.starts_with(utf16BeMark))
        return TextEncoding::Utf16Be;
    // Western text in UTF-16 without a mark: every other byte is zero, and the others are not.
    constexpr double most = 0.7;
    constexpr double hardlyAny = 0.1;
    if (zeros(sample, 1) > most && zeros(sample, 0) < hardlyAny)
        return TextEncoding::Utf16Le;
    if (zeros(sample, 0) > most && zeros(sample, 1) < hardlyAny)
        return TextEncoding::Utf16Be;
    return isUtf8Sample(sample, isWhole) ? TextEncoding::Utf8 : TextEncoding::Windows1252;
}

std::size_t TextDecoder::markLength(std::string_view sample, TextEncoding encoding)
{
    const std::string_view mark = encoding == TextEncoding::Utf8      ? utf8Mark
                                  : encoding == TextEncoding::Utf16Le ? utf16LeMark
                                  : encoding == TextEncoding::Utf16Be ? utf16BeMark
                                                                      : std::string_view();
    return !mark.empty() && sample.starts_with(mark) ? mark.size() : 0;
}

void TextDecoder::decode(std::string_view bytes, bool isEnd, std::string &out)
{
    switch (m_encoding) {
    case TextEncoding::Utf8:
        out += bytes;
        return;
    case TextEncoding::Utf16Le:
    case TextEncoding::Utf16Be:
        decodeUtf16(bytes, isEnd, out);
        return;
    case TextEncoding::Windows1252:
    case TextEncoding::Latin1:
    case TextEncoding::Latin9:
        break;
    }
    for (const char byte : bytes)
        text::appendUtf8(out, single(static_cast<unsigned char>(byte), m_encoding));
}

void TextDecoder::decodeUtf16(std::string_view bytes, bool isEnd, std::string &out)
{
    const bool isLittle = m_encoding == TextEncoding::Utf16Le;
    const auto unit = [isLittle](char first, char second) {
        const auto a = static_cast<unsigned char>(first);
        const auto b = static_cast<unsigned char>(second);
        return static_cast<char16_t>(isLittle ? a | b << 8U : b | a << 8U);
    };
    std::size_t at = 0;
    if (!m_rest.empty() && !bytes.empty()) {
        takeUnit(unit(m_rest[0], bytes[0]), out);
        m_rest.clear();
        at = 1;
    }
    for (; at + 1 < bytes.size(); at += 2)
        takeUnit(unit(bytes[at], bytes[at + 1]), out);
    if (at < bytes.size())
        m_rest = bytes[at];
    if (isEnd && (m_high != 0 || !m_rest.empty())) {
        out += text::replacement;
        m_high = 0;
        m_rest.clear();
    }
}

void TextDecoder::takeUnit(char16_t unit, std::string &out)
{
    const bool isHigh = unit >= 0xD800 && unit < 0xDC00;
    const bool isLow = unit >= 0xDC00 && unit < 0xE000;
    if (m_high != 0) {
        if (isLow) {
            text::appendUtf8(out, 0x10000U + ((static_cast<char32_t>(m_high) - 0xD800U) << 10U) +
                                      (static_cast<char32_t>(unit) - 0xDC00U));
            m_high = 0;
            return;
        }
        out += text::replacement;
        m_high = 0;
    }
    if (isHigh)
        m_high = unit;
    else if (isLow)
        out += text::replacement;
    else
        text::appendUtf8(out, unit);
}

} // namespace syncline
