#pragma once

#include "core/base/Result.h"

#include <chrono>
#include <cstdint>
#include <deque>
#include <mutex>
#include <string>
#include <unordered_map>

namespace syncline {

/**
 * Stops actions that call themselves without end: nested deeper than 16, or the
 * same action on the same record 10 times nested within 60 s (lua-api.md 4).
 * Thread-safe.
 */
class LoopGuard
{
public:
    static constexpr int maxDepth = 16;
    static constexpr std::size_t maxEntries = 10;
    static constexpr std::chrono::seconds window{60};

    /**
     * Notes that @p action begins on @p record at @p depth (0: not nested; never
     * refused for re-entry). @p chain is the chain of nested calls, for the
     * message. Error GGT_ACTION_LOOP.
     */
    Result<void> enter(const std::string &action, const std::string &record, int depth,
                       const std::string &chain, std::chrono::steady_clock::time_point now);

private:
    std::mutex m_mutex;
    std::unordered_map<std::string, std::deque<std::chrono::steady_clock::time_point>> m_entries;
};

} // namespace syncline
