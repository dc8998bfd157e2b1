#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace syncline::text {

/** One step through bytes that should be UTF-8. */
struct CodePoint
{
    char32_t value = 0;     ///< U+FFFD when not valid.
    std::size_t length = 1; ///< Bytes to step over; for invalid bytes the maximal broken part.
    bool valid = false;
};

/** The code point that begins at @p at, which must be inside @p bytes. */
CodePoint decodeAt(std::string_view bytes, std::size_t at);
/** Appends @p point as UTF-8. */
void appendUtf8(std::string &out, char32_t point);

inline constexpr std::string_view replacement = "\xEF\xBF\xBD"; ///< U+FFFD

} // namespace syncline::text
