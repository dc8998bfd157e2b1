#include "scripting/connector/RateLimiters.h"

namespace syncline {

Result<std::shared_ptr<RateLimiter>> RateLimiters::find(const std::string &connection,
                                                        const Value &limit, const Clock &clock)
{
    const std::lock_guard lock(m_mutex);
    Entry &entry = m_limiters[connection];
    if (entry.limiter && entry.limit == limit)
        return entry.limiter;
    // Without a limit, too: a 429 with Retry-After holds all runs of the connection back.
    SYNCLINE_TRY(RateLimit parsed, RateLimit::parse(limit));
    entry = {limit, std::make_shared<RateLimiter>(std::move(parsed), clock)};
    return entry.limiter;
}

} // namespace syncline
