#pragma once

#include "core/connection/RateLimiter.h"

#include <map>
#include <memory>
#include <mutex>
#include <string>

namespace syncline {

/** The rate limiter of every connection, shared by all its runs. Thread-safe. */
class RateLimiters
{
public:
    /** Never null. A connection whose limit was changed gets a new limiter. */
    Result<std::shared_ptr<RateLimiter>> find(const std::string &connection, const Value &limit,
                                              const Clock &clock);

private:
    struct Entry
    {
        Value limit;
        std::shared_ptr<RateLimiter> limiter;
    };
    std::mutex m_mutex;
    std::map<std::string, Entry> m_limiters;
};

} // namespace syncline
