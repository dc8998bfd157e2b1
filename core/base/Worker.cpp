#include "core/base/Worker.h"

#include <pthread.h>

namespace syncline {

struct Worker::State
{
    mutable std::mutex mutex;
    std::condition_variable wake;
    std::deque<std::function<void()>> ready;
    std::multimap<std::chrono::steady_clock::time_point, std::function<void()>> delayed;
    bool stopping = false;
    bool condemned = false;
};

Worker::Worker(std::string name)
    : m_name(std::move(name)),
      m_state(std::make_shared<State>()),
      m_thread([state = m_state, label = m_name] { run(state, label); })
{
}

Worker::~Worker()
{
    {
        const std::lock_guard lock(m_state->mutex);
        m_state->stopping = true;
    }
    m_state->wake.notify_all();
    if (m_thread.joinable())
        m_thread.join();
}

void Worker::post(std::function<void()> function)
{
    {
        const std::lock_guard lock(m_state->mutex);
        m_state->ready.push_back(std::move(function));
    }
    m_state->wake.notify_one();
}

void Worker::postAfter(std::chrono::milliseconds delay, std::function<void()> function)
{
    {
        const std::lock_guard lock(m_state->mutex);
        m_state->delayed.emplace(std::chrono::steady_clock::now() + delay, std::move(function));
    }
    m_state->wake.notify_one();
}

bool Worker::isCurrent() const
{
    return std::this_thread::get_id() == m_thread.get_id();
}

std::size_t Worker::backlog() const
{
    const std::lock_guard lock(m_state->mutex);
    return m_state->ready.size();
}

std::deque<std::function<void()>> Worker::condemn()
{
    std::deque<std::function<void()>> left;
    {
        const std::lock_guard lock(m_state->mutex);
        m_state->condemned = true;
        m_state->stopping = true;
        left.swap(m_state->ready);
        for (auto &[when, function] : m_state->delayed)
            left.push_back(std::move(function));
        m_state->delayed.clear();
    }
    if (m_thread.joinable())
        m_thread.detach();
    return left;
}

void Worker::run(const std::shared_ptr<State> &state, const std::string &name)
{
    pthread_setname_np(pthread_self(), name.substr(0, 15).c_str());
    std::unique_lock lock(state->mutex);
    for (;;) {
        const auto now = std::chrono::steady_clock::now();
        while (!state->delayed.empty() && state->delayed.begin()->first <= now) {
            state->ready.push_back(std::move(state->delayed.begin()->second));
            state->delayed.erase(state->delayed.begin());
        }
        if (!state->ready.empty()) {
            std::function<void()> function = std::move(state->ready.front());
            state->ready.pop_front();
            lock.unlock();
            function();
            function = nullptr; // destroy what it captured outside the lock
            lock.lock();
            if (state->condemned)
                return;
            continue;
        }
        if (state->stopping)
            return;
        if (state->delayed.empty())
            state->wake.wait(lock);
        else
            state->wake.wait_until(lock, state->delayed.begin()->first);
    }
}

} // namespace syncline
