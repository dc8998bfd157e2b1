#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace syncline::text {

/** Whether @p bytes are valid UTF-8 (no overlong forms, no surrogates). NUL is valid. */
bool isUtf8(std::string_view bytes);
/** Invalid sequences replaced by U+FFFD. */
std::string toUtf8(std::string_view bytes);
/**
 * What may be shown: one line (the first; "…" when more follows), at most @p maxChars code points,
 * control and bidi-control characters as visible escapes, NUL as ␀, invalid UTF-8 as U+FFFD.
 */
std::string displayLine(std::string_view bytes, std::size_t maxChars = 512);
/** Cuts at a code point boundary. */
std::string_view cut(std::string_view utf8, std::size_t maxBytes);
/** Every control character of @p bytes except \n and \t escaped (\x1b …): safe for a terminal and a
 * log line. */
std::string escapeControls(std::string_view bytes);
/** "1.2 MB", "12 KB": powers of 1000. */
std::string humanSize(std::uint64_t bytes);
/** "1 row", "12 rows". */
std::string counted(std::int64_t count, std::string_view one);
/** Name rules of identifiers: [A-Za-z_][A-Za-z0-9_]*, at most 64. */
bool isIdentifier(std::string_view name);
/** camelCase → "Camel case" for labels. */
std::string humanName(std::string_view identifier);
/** "blog post" / "BlogPost" / "blog_post" → "blogPost". */
std::string camelCase(std::string_view words);
/** widget → widgets, city → cities, box → boxes. */
std::string plural(std::string_view singular);

} // namespace syncline::text
