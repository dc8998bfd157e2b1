#include "core/base/Worker.h"

#include <algorithm>
#include <atomic>
#include <cassert>
#include <pthread.h>

namespace syncline {

struct Worker::State
{
    mutable std::mutex mutex;
    std::condition_variable wake;
    std::deque<std::function<void()>> ready;
    std::multimap<std::chrono::steady_clock::time_point, std::function<void()>> delayed;
    bool stopping = false;
    std::atomic<Executor *> successor = nullptr; ///< Set under the mutex; condemned when set.
};

Worker::Worker(std::string name)
    : m_name(std::move(name)),
      m_state(std::make_shared<State>()),
      m_thread([state = m_state, label = m_name] { run(state, label); }),
      m_id(m_thread.get_id()),
      m_nativeHandle(m_thread.native_handle())
{
}

Worker::~Worker()
{
    assert(std::this_thread::get_id() != m_id);
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
    std::unique_lock lock(m_state->mutex);
    if (Executor *successor = m_state->successor) {
        lock.unlock();
        successor->post(std::move(function));
        return;
    }
    m_state->ready.push_back(std::move(function));
    lock.unlock();
    m_state->wake.notify_one();
}

void Worker::postAfter(std::chrono::milliseconds delay, std::function<void()> function)
{
    std::unique_lock lock(m_state->mutex);
    if (Executor *successor = m_state->successor) {
        lock.unlock();
        successor->postAfter(delay, std::move(function));
        return;
    }
    m_state->delayed.emplace(std::chrono::steady_clock::now() + delay, std::move(function));
    lock.unlock();
    m_state->wake.notify_one();
}

bool Worker::isCurrent() const
{
    if (const Executor *successor = m_state->successor)
        return successor->isCurrent();
    return std::this_thread::get_id() == m_id;
}

std::size_t Worker::backlog() const
{
    const std::lock_guard lock(m_state->mutex);
    return m_state->ready.size();
}

void Worker::condemn(Executor &successor)
{
    using namespace std::chrono;
    {
        const std::lock_guard lock(m_state->mutex);
        assert(m_state->successor == nullptr);
        m_state->successor = &successor;
        // Before the lock is released: whoever posts from now on comes after what waited here.
        for (std::function<void()> &function : m_state->ready)
            successor.post(std::move(function));
        const auto now = steady_clock::now();
        for (auto &[when, function] : m_state->delayed) {
            const auto left = std::max(when - now, steady_clock::duration(0));
            successor.postAfter(ceil<milliseconds>(left), std::move(function));
        }
        m_state->ready.clear();
        m_state->delayed.clear();
    }
    m_thread.detach();
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
            if (state->successor != nullptr)
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
