#pragma once

#include "core/base/Value.h"

#include <chrono>
#include <optional>
#include <string_view>

namespace syncline {

/** When a request is tried again, and how long it waits before. Pure rules; the waiting is
 * HttpClient's. */
struct RetryPolicy
{
    std::chrono::milliseconds firstDelay{
        1'000}; ///< Doubles with each try; plus up to a quarter of jitter.
    std::chrono::milliseconds longestDelay{300'000}; ///< Also of a Retry-After.
    std::chrono::milliseconds totalLimit{
        600'000}; ///< From the first try's start to the last one's end.

    /** 408, 429, 500, 502, 503, 504. */
    [[nodiscard]] static bool isRetryable(int status);
    /** Of these, the ones that say that nothing was done: 408, 429, 503. */
    [[nodiscard]] static bool isUnprocessed(int status);
    /** GET, HEAD, OPTIONS, PUT, DELETE: a second time changes nothing. */
    [[nodiscard]] static bool isRepeatable(std::string_view method);

    /** The wait after @p triesDone (≥ 1) tries. @p jitter is in [0, 1). */
    [[nodiscard]] std::chrono::milliseconds
    delay(int triesDone, std::optional<std::chrono::milliseconds> retryAfter, double jitter) const;
};

/** A Retry-After: seconds (also "2.0", as Shopify writes it) or an HTTP-date, then seen from @p now
 * and never below 0. nullopt: negative or garbage. */
std::optional<std::chrono::milliseconds> parseRetryAfter(std::string_view value, DateTime now);

} // namespace syncline
