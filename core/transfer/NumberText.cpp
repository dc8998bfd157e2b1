#include "core/transfer/CellReader.h"

#include <array>
#include <charconv>
#include <cmath>
#include <string>

// Numbers as people and programs write them.

namespace syncline {

namespace {

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

/** Reads the whole part with its group separators; false when the groups are not of three. */
bool takeWhole(std::string_view &text, char group, std::string &out)
{
    std::size_t inGroup = 0;
    bool grouped = false;
    while (!text.empty()) {
        if (isDigit(text.front())) {
            out += text.front();
            ++inGroup;
            text.remove_prefix(1);
            continue;
        }
        std::size_t length = 0;
        for (const std::string_view separator :
             {std::string_view(&group, 1), std::string_view("'"), std::string_view("\xC2\xA0"),
              std::string_view("\xE2\x80\xAF"), std::string_view(" ")}) {
            if (text.starts_with(separator))
                length = separator.size();
        }
        if (length == 0)
            break;
        const bool fits = grouped ? inGroup == 3 : inGroup >= 1 && inGroup <= 3;
        if (!fits)
            return false;
        grouped = true;
        inGroup = 0;
        text.remove_prefix(length);
    }
    return !grouped || inGroup == 3;
}

/** The double of plain digits, or nothing when that would be another number. */
std::optional<Value> wholeDouble(const std::string &digits)
{
    double number = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), number);
    std::array<char, 400> back{};
    const auto end =
        std::to_chars(back.data(), back.data() + back.size(), number, std::chars_format::fixed, 0);
    if (end.ec != std::errc() || std::string_view(back.data(), end.ptr) != digits)
        return std::nullopt;
    return Value(number);
}

std::optional<Value> parsePlain(const std::string &plain, bool isWhole)
{
    const char *const end = plain.data() + plain.size();
    if (isWhole && plain != "-0") {
        std::int64_t number = 0;
        const auto [at, failure] = std::from_chars(plain.data(), end, number);
        if (failure == std::errc() && at == end)
            return Value(number);
        return failure == std::errc::result_out_of_range ? wholeDouble(plain) : std::nullopt;
    }
    double number = 0;
    const auto [at, failure] = std::from_chars(plain.data(), end, number);
    const bool isTiny = failure == std::errc::result_out_of_range && at == end &&
                        plain.find("e-") != std::string::npos;
    if (isTiny)
        return Value(plain.front() == '-' ? -0.0 : 0.0);
    if (failure != std::errc() || at != end || !std::isfinite(number))
        return std::nullopt;
    return Value(number);
}

} // namespace

std::optional<Value> parseNumberText(std::string_view text, bool decimalComma)
{
    std::string plain;
    if (text.starts_with('-') || text.starts_with('+')) {
        if (text.front() == '-')
            plain += '-';
        text.remove_prefix(1);
    } else if (text.starts_with("\xE2\x88\x92")) { // the minus sign proper
        plain += '-';
        text.remove_prefix(3);
    }
    const std::size_t sign = plain.size();
    if (!takeWhole(text, decimalComma ? '.' : ',', plain))
        return std::nullopt;
    bool isWhole = true;
    if (text.starts_with(decimalComma ? ',' : '.')) {
        isWhole = false;
        if (plain.size() == sign)
            plain += '0';
        plain += '.';
        text.remove_prefix(1);
        while (!text.empty() && isDigit(text.front())) {
            plain += text.front();
            text.remove_prefix(1);
        }
        if (plain.ends_with('.'))
            plain += '0';
    }
    if (plain.size() == sign)
        return std::nullopt;
    if (text.starts_with('e') || text.starts_with('E')) {
        isWhole = false;
        plain += 'e';
        text.remove_prefix(1);
        if (text.starts_with('+'))
            text.remove_prefix(1);
        plain += text;
        text = {};
    }
    if (!text.empty())
        return std::nullopt;
    return parsePlain(plain, isWhole);
}

} // namespace syncline
