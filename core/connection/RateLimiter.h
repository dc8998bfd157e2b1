#pragma once

#include "core/base/Clock.h"
#include "core/base/Executor.h"
#include "core/base/Result.h"
#include "core/base/Task.h"
#include "core/net/HttpTypes.h"

#include <chrono>
#include <cstdint>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>

namespace syncline {

/**
 * What a source allows, from connector.rate_limit (ConnectorInfo::rateLimit): null or {kind =
 * "none"}; {kind = "leaky_bucket", header = "X-Api-Call-Limit", leak = 2}: the header says
 * used/size, `leak` requests a second drain; {kind = "fixed", requests = 40, seconds = 60}: evenly
 * spaced.
 */
struct RateLimit
{
    enum class Kind : std::uint8_t { None, LeakyBucket, Fixed };
    Kind kind = Kind::None;
    std::string header;
    double leakPerSecond = 2;
    std::chrono::milliseconds spacing{0};

    static Result<RateLimit> parse(const Value &value);
};

/**
 * Spaces the requests of one connection. Whatever the limit, a 429 (or 503) with Retry-After holds
 * everyone back until then. Thread-safe; shared by all runs of the connection. Every begun request
 * must be ended.
 */
class RateLimiter
{
public:
    RateLimiter(RateLimit limit, const Clock &clock);

    /**
     * Waits for a turn, on @p executor; SYNC_CANCELLED when stopped meanwhile (then nothing is to
     * be ended). `co_await` it before each request, and call end() after it.
     */
    Task<Result<void>> begin(Executor &executor, std::stop_token stop);
    /** nullptr: there was no answer. */
    void end(const HttpResponse *response);

    /** Takes a turn now: how long to wait before the request may go. */
    std::chrono::milliseconds take();

    struct State
    {
        std::optional<double> used; ///< Of `size`, as last heard and drained since.
        double size = 0;
        std::chrono::milliseconds heldBack{0}; ///< By Retry-After.
        int underWay = 0;
    };
    /** For the connection page. */
    [[nodiscard]] State state() const;

private:
    using Time = std::chrono::steady_clock::time_point;
    [[nodiscard]] double levelAt(Time now) const;
    [[nodiscard]] std::chrono::milliseconds bucketWait(Time now) const;
    void readHeader(const HttpResponse &response, Time now);
    void readRetryAfter(const HttpResponse &response, Time now);

    const RateLimit m_limit;
    const Clock &m_clock;

    mutable std::mutex m_mutex;
    Time m_nextTurn{};     ///< Fixed.
    Time m_blockedUntil{}; ///< Retry-After.
    Time m_heardAt{};
    double m_used = 0;
    double m_size = 0; ///< 0: not heard yet.
    int m_underWay = 0;
};

} // namespace syncline
