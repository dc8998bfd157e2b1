#include "core/base/Utf8.h"

namespace syncline::text {

namespace {

/** What a first byte promises: how many bytes follow, and the range of the
 * second. */
struct Lead
{
    std::size_t following = 0;
    unsigned char low = 0x80;
    unsigned char high = 0xBF;
};

// The ranges shut out overlong forms, surrogates and what lies above U+10FFFF
// (Unicode, table 3-7).
Lead leadOf(unsigned char first)
{
    if (first >= 0xC2 && first <= 0xDF)
        return {1, 0x80, 0xBF};
    if (first == 0xE0)
        return {2, 0xA0, 0xBF};
    if (first == 0xED)
        return {2, 0x80, 0x9F};
    if (first >= 0xE1 && first <= 0xEF)
        return {2, 0x80, 0xBF};
    if (first == 0xF0)
        return {3, 0x90, 0xBF};
    if (first >= 0xF1 && first <= 0xF3)
        return {3, 0x80, 0xBF};
    if (first == 0xF4)
        return {3, 0x80, 0x8F};
    return {};
}

} // namespace

CodePoint decodeAt(std::string_view bytes, std::size_t at)
{
    const auto first = static_cast<unsigned char>(bytes[at]);
    if (first < 0x80)
        return {first, 1, true};
    const Lead lead = leadOf(first);
    if (lead.following == 0)
        return {U'�', 1, false};

    char32_t value = first & (0x3FU >> lead.following);
    unsigned char low = lead.low;
    unsigned char high = lead.high;
    for (std::size_t i = 1; i <= lead.following; ++i) {
        if (at + i >= bytes.size())
            return {U'�', i, false};
        const auto next = static_cast<unsigned char>(bytes[at + i]);
        if (next < low || next > high)
            return {U'�', i, false};
        value = (value << 6U) | (next & 0x3FU);
        low = 0x80;
        high = 0xBF;
    }
    return {value, lead.following + 1, true};
}

void appendUtf8(std::string &out, char32_t point)
{
    const auto tail = [&out, point](unsigned shift) {
        out += static_cast<char>(0x80U | ((point >> shift) & 0x3FU));
    };
    if (point < 0x80) {
        out += static_cast<char>(point);
    } else if (point < 0x800) {
        out += static_cast<char>(0xC0U | (point >> 6U));
        tail(0);
    } else if (point < 0x10000) {
        out += static_cast<char>(0xE0U | (point >> 12U));
        tail(6);
        tail(0);
    } else {
        out += static_cast<char>(0xF0U | (point >> 18U));
        tail(12);
        tail(6);
        tail(0);
    }
}

} // namespace syncline::text
