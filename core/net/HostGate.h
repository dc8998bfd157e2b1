#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <string>
#include <utility>

namespace syncline {

/**
 * Lets at most `perHost` requests to one host go at once; the others wait in order, before their
 * time runs. For one thread.
 */
class HostGate
{
public:
    static constexpr int perHost = 6;

    /** Calls @p go now or when a place is free. @p ticket is set first; leave() must follow once.
     */
    void enter(const std::string &host, std::uint64_t &ticket, std::function<void()> go)
    {
        ticket = ++m_lastTicket;
        Queue &queue = m_hosts[host];
        if (queue.inside < perHost) {
            ++queue.inside;
            go();
        } else {
            queue.waiting.emplace_back(ticket, std::move(go));
        }
    }

    /** Gives the place back, or leaves the queue. */
    void leave(const std::string &host, std::uint64_t ticket)
    {
        const auto it = m_hosts.find(host);
        if (it == m_hosts.end())
            return;
        Queue &queue = it->second;
        for (auto waiting = queue.waiting.begin(); waiting != queue.waiting.end(); ++waiting) {
            if (waiting->first == ticket) {
                queue.waiting.erase(waiting);
                return;
            }
        }
        --queue.inside;
        if (!queue.waiting.empty()) {
            ++queue.inside;
            const std::function<void()> go = std::move(queue.waiting.front().second);
            queue.waiting.pop_front();
            go(); // may come back here: nothing of `queue` is used after it
        } else if (queue.inside == 0) {
            m_hosts.erase(it);
        }
    }

private:
    struct Queue
    {
        int inside = 0;
        std::deque<std::pair<std::uint64_t, std::function<void()>>> waiting;
    };
    std::map<std::string, Queue> m_hosts;
    std::uint64_t m_lastTicket = 0;
};

} // namespace syncline
