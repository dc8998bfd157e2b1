#include "core/base/TextSafe.h"

#include "core/base/Utf8.h"

#include <array>
#include <cstdint>
#include <simdjson.h>

namespace syncline::text {

namespace {

bool isControl(char32_t point)
{
    return point < 0x20 || (point >= 0x7F && point < 0xA0);
}

/** Marks that reorder what is shown; "Trojan source" lives on them. */
bool isBidiControl(char32_t point)
{
    return point == 0x061C || point == 0x200E || point == 0x200F ||
           (point >= 0x202A && point <= 0x202E) || (point >= 0x2066 && point <= 0x2069);
}

bool isLineEnd(char32_t point)
{
    return point == U'\n' || point == U'\r' || point == 0x85 || point == 0x2028 || point == 0x2029;
}

std::string hex(std::uint32_t number, std::size_t width)
{
    constexpr std::string_view digits = "0123456789abcdef";
    std::string out;
    for (std::size_t i = width; i-- > 0;)
        out += digits[(number >> (4U * i)) & 0x0FU];
    return out;
}

std::string escaped(char32_t point)
{
    switch (point) {
    case U'\0':
        return "␀";
    case U'\t':
        return "\\t";
    case U'\n':
        return "\\n";
    case U'\r':
        return "\\r";
    default:
        return point < 0x100 ? "\\x" + hex(point, 2) : "\\u" + hex(point, 4);
    }
}

std::string shown(std::string_view bytes, std::size_t at, const CodePoint &point)
{
    if (!point.valid)
        return std::string(replacement);
    if (isControl(point.value) || isBidiControl(point.value))
        return escaped(point.value);
    return std::string(bytes.substr(at, point.length));
}

/** Code points of a piece: an escape is ASCII, anything else is one. */
std::size_t widthOf(std::string_view piece)
{
    return static_cast<unsigned char>(piece.front()) < 0x80 ? piece.size() : 1;
}

/** Whether anything stands in @p bytes from @p at on but the line end there. */
bool moreAfterLineEnd(std::string_view bytes, std::size_t at)
{
    const std::string_view rest = bytes.substr(at);
    return rest != "\n" && rest != "\r\n" && rest != "\r";
}

} // namespace

bool isUtf8(std::string_view bytes)
{
    return simdjson::validate_utf8(bytes.data(), bytes.size());
}

std::string toUtf8(std::string_view bytes)
{
    if (isUtf8(bytes))
        return std::string(bytes);
    std::string out;
    out.reserve(bytes.size() + 16);
    for (std::size_t at = 0; at < bytes.size();) {
        const CodePoint point = decodeAt(bytes, at);
        out += point.valid ? bytes.substr(at, point.length) : replacement;
        at += point.length;
    }
    return out;
}

std::string displayLine(std::string_view bytes, std::size_t maxChars)
{
    std::string out;
    std::size_t count = 0;
    std::size_t fit = 0; // the longest part of out that leaves room for "…"
    for (std::size_t at = 0; at < bytes.size();) {
        const CodePoint point = decodeAt(bytes, at);
        const bool lineEnd = point.valid && isLineEnd(point.value);
        if (lineEnd && !moreAfterLineEnd(bytes, at))
            break;
        const std::string piece = shown(bytes, at, point);
        const std::size_t width = widthOf(piece);
        if (lineEnd || count + width > maxChars) {
            out.resize(fit);
            return maxChars == 0 ? out : out + "…";
        }
        out += piece;
        count += width;
        if (count < maxChars)
            fit = out.size();
        at += point.length;
    }
    return out;
}

std::string_view cut(std::string_view utf8, std::size_t maxBytes)
{
    if (utf8.size() <= maxBytes)
        return utf8;
    std::size_t end = maxBytes;
    while (end > 0 && (static_cast<unsigned char>(utf8[end]) & 0xC0U) == 0x80U)
        --end;
    return utf8.substr(0, end);
}

std::string escapeControls(std::string_view bytes)
{
    std::string out;
    out.reserve(bytes.size());
    for (std::size_t at = 0; at < bytes.size();) {
        const CodePoint point = decodeAt(bytes, at);
        const bool kept = point.value == U'\n' || point.value == U'\t';
        if (!point.valid) {
            for (std::size_t i = 0; i < point.length; ++i)
                out += "\\x" + hex(static_cast<unsigned char>(bytes[at + i]), 2);
        } else if (!kept && (isControl(point.value) || isBidiControl(point.value))) {
            out += point.value == 0 ? std::string("\\x00") : escaped(point.value);
        } else {
            out += bytes.substr(at, point.length);
        }
        at += point.length;
    }
    return out;
}

std::string counted(std::int64_t count, std::string_view one)
{
    return std::to_string(count) + " " + std::string(one) + (count == 1 ? "" : "s");
}

std::string humanSize(std::uint64_t bytes)
{
    constexpr std::array<std::string_view, 7> units{" B", " KB", " MB", " GB", " TB", " PB", " EB"};
    if (bytes < 1000)
        return std::to_string(bytes) + std::string(units[0]);
    std::size_t unit = 1;
    std::uint64_t divisor = 1000;
    const auto rounded = [bytes](std::uint64_t by) {
        return bytes / by + (bytes % by >= by / 2 ? 1 : 0);
    };
    while (rounded(divisor) >= 1000 && unit + 1 < units.size()) {
        divisor *= 1000;
        ++unit;
    }
    const std::uint64_t tenths = rounded(divisor / 10);
    std::string out = std::to_string(tenths < 100 ? tenths / 10 : rounded(divisor));
    if (tenths < 100 && tenths % 10 != 0)
        out += '.' + std::to_string(tenths % 10);
    return out + std::string(units[unit]);
}

} // namespace syncline::text
