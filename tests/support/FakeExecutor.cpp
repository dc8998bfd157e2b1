#include "tests/support/FakeExecutor.h"

#include <algorithm>

namespace syncline::test {

FakeExecutor::FakeExecutor(FakeClock &clock)
    : m_clock(clock),
      m_thread(std::this_thread::get_id())
{
}

void FakeExecutor::post(std::function<void()> function)
{
    const std::lock_guard lock(m_mutex);
    m_ready.push_back(std::move(function));
}

void FakeExecutor::postAfter(std::chrono::milliseconds delay, std::function<void()> function)
{
    const std::lock_guard lock(m_mutex);
    m_delayed.emplace(m_clock.steady() + delay, std::move(function));
}

bool FakeExecutor::isCurrent() const
{
    return std::this_thread::get_id() == m_thread;
}

bool FakeExecutor::runOne()
{
    std::function<void()> function;
    {
        const std::lock_guard lock(m_mutex);
        while (!m_delayed.empty() && m_delayed.begin()->first <= m_clock.steady()) {
            m_ready.push_back(std::move(m_delayed.begin()->second));
            m_delayed.erase(m_delayed.begin());
        }
        if (m_ready.empty())
            return false;
        function = std::move(m_ready.front());
        m_ready.pop_front();
    }
    function();
    return true;
}

int FakeExecutor::run()
{
    int count = 0;
    while (runOne())
        ++count;
    return count;
}

int FakeExecutor::advance(std::chrono::milliseconds by)
{
    const Time end = m_clock.steady() + by;
    int count = run();
    for (;;) {
        Time next = end;
        {
            const std::lock_guard lock(m_mutex);
            if (!m_delayed.empty())
                next = std::min(end, m_delayed.begin()->first);
        }
        m_clock.advance(std::chrono::ceil<std::chrono::milliseconds>(next - m_clock.steady()));
        count += run();
        if (m_clock.steady() >= end)
            return count;
    }
}

std::size_t FakeExecutor::pending() const
{
    const std::lock_guard lock(m_mutex);
    return m_ready.size() + m_delayed.size();
}

} // namespace syncline::test
