#include "core/connection/RateLimiter.h"

#include "core/base/CallbackTo.h"
#include "core/connection/ConnectionOptions.h"
#include "core/net/RetryPolicy.h"
#include "core/project/JsonFile.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <functional>

namespace syncline {

namespace {

using std::chrono::duration_cast;
using std::chrono::milliseconds;

constexpr milliseconds longestBlock{600'000};
constexpr double maxRate = 1'000'000;

double numberOr(const Value &value, double other)
{
    return value.isNumber() ? value.asDouble() : other;
}

double seconds(std::chrono::steady_clock::duration duration)
{
    return std::chrono::duration<double>(duration).count();
}

/** "32/40" → 32 and 40. */
bool parseUse(std::string_view text, double &used, double &size)
{
    const std::size_t slash = text.find('/');
    if (slash == std::string_view::npos)
        return false;
    const auto number = [](std::string_view part, double &result) {
        while (part.starts_with(' '))
            part.remove_prefix(1);
        while (part.ends_with(' '))
            part.remove_suffix(1);
        const auto parsed = std::from_chars(part.data(), part.data() + part.size(), result);
        return parsed.ec == std::errc{} && parsed.ptr == part.data() + part.size();
    };
    return number(text.substr(0, slash), used) && number(text.substr(slash + 1), size) &&
           used >= 0 && size >= 1;
}

Error wrongLimit(const std::string &why)
{
    return {optionsCode, "The connector says its rate limit wrongly: %1.", {why}};
}

} // namespace

Result<RateLimit> RateLimit::parse(const Value &value)
{
    RateLimit limit;
    const std::string kind = value["kind"].stringOr();
    if (value.isNull() || kind == "none")
        return limit;
    if (kind == "leaky_bucket") {
        limit.kind = Kind::LeakyBucket;
        limit.header = value["header"].stringOr();
        limit.leakPerSecond = numberOr(value["leak"], 2);
        if (limit.header.empty())
            return wrongLimit(
                "a leaky bucket needs the name of the header that says how full it is");
        if (!(limit.leakPerSecond > 0 && limit.leakPerSecond <= maxRate))
            return wrongLimit("\"leak\" must be a number of requests a second");
        return limit;
    }
    if (kind == "fixed") {
        limit.kind = Kind::Fixed;
        const double requests = numberOr(value["requests"], 0);
        const double window = numberOr(value["seconds"], 1);
        if (!(requests > 0 && requests <= maxRate && window > 0 && window <= 86'400))
            return wrongLimit("a fixed limit needs a number of \"requests\" in \"seconds\"");
        limit.spacing =
            milliseconds(static_cast<std::int64_t>(std::ceil(window * 1000 / requests)));
        return limit;
    }
    return wrongLimit("there is no kind " + inQuotes(kind));
}

RateLimiter::RateLimiter(RateLimit limit, const Clock &clock)
    : m_limit(std::move(limit)),
      m_clock(clock)
{
}

double RateLimiter::levelAt(Time now) const
{
    return std::max(0.0, m_used - m_limit.leakPerSecond * seconds(now - m_heardAt));
}

/** How long until one more request fits, counting those that are under way. */
milliseconds RateLimiter::bucketWait(Time now) const
{
    if (m_size == 0)
        return milliseconds(0);
    const double over = levelAt(now) + m_underWay + 1 - m_size;
    if (over <= 0)
        return milliseconds(0);
    return milliseconds(static_cast<std::int64_t>(std::ceil(over / m_limit.leakPerSecond * 1000)));
}

milliseconds RateLimiter::take()
{
    const std::scoped_lock lock(m_mutex);
    const Time now = m_clock.steady();
    Time turn = std::max(now, m_blockedUntil);
    if (m_limit.kind == RateLimit::Kind::LeakyBucket)
        turn = std::max(turn, now + bucketWait(now));
    if (m_limit.kind == RateLimit::Kind::Fixed) {
        turn = std::max(turn, m_nextTurn);
        m_nextTurn = turn + m_limit.spacing;
    }
    ++m_underWay;
    return duration_cast<milliseconds>(turn - now);
}

Task<Result<void>> RateLimiter::begin(Executor &executor, std::stop_token stop)
{
    milliseconds wait = take();
    while (wait.count() > 0 && !stop.stop_requested()) {
        std::optional<std::stop_callback<std::function<void()>>> onStop;
        auto waiting = callbackTo<bool>(executor, [&](const Resolve<bool> &resolve) {
            executor.postAfter(wait, [resolve] { resolve(true); });
            onStop.emplace(stop, [resolve] { resolve(false); });
        });
        co_await waiting;
        const std::scoped_lock lock(m_mutex);
        // Somebody may have been told to hold back while this one waited.
        wait = duration_cast<milliseconds>(m_blockedUntil - m_clock.steady());
    }
    if (stop.stop_requested()) {
        end(nullptr);
        co_return Error(errc::cancelled, "The request was cancelled while it waited for its turn.");
    }
    co_return Result<void>();
}

void RateLimiter::end(const HttpResponse *response)
{
    const std::scoped_lock lock(m_mutex);
    m_underWay = std::max(0, m_underWay - 1);
    if (!response)
        return;
    const Time now = m_clock.steady();
    if (m_limit.kind == RateLimit::Kind::LeakyBucket)
        readHeader(*response, now);
    if (response->status == 429 || response->status == 503)
        readRetryAfter(*response, now);
}

void RateLimiter::readHeader(const HttpResponse &response, Time now)
{
    double used = 0;
    double size = 0;
    if (!parseUse(findHeader(response.headers, m_limit.header), used, size))
        return;
    m_used = used;
    m_size = size;
    m_heardAt = now;
}

void RateLimiter::readRetryAfter(const HttpResponse &response, Time now)
{
    const auto wait = parseRetryAfter(findHeader(response.headers, "Retry-After"), m_clock.now());
    if (wait)
        m_blockedUntil = std::max(m_blockedUntil, now + std::min(*wait, longestBlock));
}

RateLimiter::State RateLimiter::state() const
{
    const std::scoped_lock lock(m_mutex);
    const Time now = m_clock.steady();
    State state{.used = {}, .size = m_size, .heldBack = milliseconds(0), .underWay = m_underWay};
    if (m_size > 0)
        state.used = levelAt(now);
    state.heldBack = std::max(milliseconds(0), duration_cast<milliseconds>(m_blockedUntil - now));
    return state;
}

} // namespace syncline
