#include "core/action/LoopGuard.h"

namespace syncline {

Result<void> LoopGuard::enter(const std::string &action, const std::string &record, int depth,
                              const std::string &chain, std::chrono::steady_clock::time_point now)
{
    if (depth > maxDepth) {
        return Error(errc::actionLoop, "Actions are nested more than %1 deep: %2.",
                     {std::to_string(maxDepth), chain});
    }
    if (depth == 0 || record.empty())
        return {};
    const std::lock_guard lock(m_mutex);
    if (m_entries.size() > 10'000) {
        std::erase_if(m_entries,
                      [now](const auto &entry) { return now - entry.second.back() > window; });
    }
    auto &times = m_entries[action + '\n' + record];
    while (!times.empty() && now - times.front() > window)
        times.pop_front();
    if (times.size() >= maxEntries) {
        return Error(errc::actionLoop,
                     "The action %1 ran %2 times within a minute on record %3 from other "
                     "actions: "
                     "%4. Check for a change (record:changed) before calling it again.",
                     {action, std::to_string(times.size()), record, chain});
    }
    times.push_back(now);
    return {};
}

} // namespace syncline
