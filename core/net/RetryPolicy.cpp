#include "core/net/RetryPolicy.h"

#include "core/base/Time.h"
#include "core/net/Ascii.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace syncline {

using std::chrono::milliseconds;

namespace {

/** What a longer wait is read as, so that no arithmetic overflows: 10 years. */
constexpr double longestSeconds = 10.0 * 366 * 86'400;

} // namespace

bool RetryPolicy::isRetryable(int status)
{
    return isUnprocessed(status) || status == 500 || status == 502 || status == 504;
}

bool RetryPolicy::isUnprocessed(int status)
{
    return status == 408 || status == 429 || status == 503;
}

bool RetryPolicy::isRepeatable(std::string_view method)
{
    return method == "GET" || method == "HEAD" || method == "OPTIONS" || method == "PUT" ||
           method == "DELETE";
}

milliseconds RetryPolicy::delay(int triesDone, std::optional<milliseconds> retryAfter,
                                double jitter) const
{
    if (retryAfter)
        return std::clamp(*retryAfter, milliseconds(0), longestDelay);
    const int doublings = std::clamp(triesDone - 1, 0, 20);
    const auto base = static_cast<double>(firstDelay.count()) * std::ldexp(1.0, doublings);
    const double limited =
        std::min(base * (1.0 + jitter / 4), static_cast<double>(longestDelay.count()));
    return milliseconds(static_cast<milliseconds::rep>(limited));
}

std::optional<milliseconds> parseRetryAfter(std::string_view value, DateTime now)
{
    value = ascii::trimmed(value);
    if (value.empty())
        return std::nullopt;
    if (ascii::isDigit(value.front())) {
        double seconds = 0;
        const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(),
                                                  seconds, std::chars_format::fixed);
        if (end != value.data() + value.size())
            return std::nullopt;
        if (error == std::errc::result_out_of_range)
            seconds = longestSeconds;
        return milliseconds(
            static_cast<milliseconds::rep>(std::min(seconds, longestSeconds) * 1'000));
    }
    const std::optional<DateTime> date = iso::parseHttpDate(value);
    if (!date)
        return std::nullopt;
    return milliseconds(std::max<std::int64_t>(0, date->ms - now.ms));
}

} // namespace syncline
