#pragma once

#include "core/base/Value.h"

#include <optional>
#include <string>
#include <string_view>

namespace syncline::iso {

/** "2024-02-29" ↔ Date. Only real days of years 0001–9999. */
std::optional<Date> parseDate(std::string_view text);
std::string format(Date date);

/**
 * ISO 8601 / RFC 3339 with "T" or a space, seconds and fraction optional (kept to the millisecond,
 * rest cut), zone "Z", "±hh:mm", "±hhmm" or none (then UTC). Also a bare date (midnight UTC). Leap
 * second 60 becomes 59.999.
 */
std::optional<DateTime> parseDateTime(std::string_view text);
/** "2024-01-01T00:00:00.000Z", always with milliseconds. */
std::string format(DateTime time);
/** RFC 9110 HTTP-date ("Sun, 06 Nov 1994 08:49:37 GMT", and the two obsolete forms). */
std::optional<DateTime> parseHttpDate(std::string_view text);

} // namespace syncline::iso
