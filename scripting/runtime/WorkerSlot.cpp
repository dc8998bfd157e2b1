#include "scripting/runtime/WorkerSlot.h"

#include "scripting/task/StateContext.h"

#include <csignal>
#include <ctime>

#include <pthread.h>

namespace syncline {

WorkerSlot::WorkerSlot(std::string name)
    : m_name(std::move(name)),
      m_worker(std::make_shared<Worker>(m_name))
{
}

std::shared_ptr<Worker> WorkerSlot::worker() const
{
    const std::lock_guard lock(m_mutex);
    return m_worker;
}

void WorkerSlot::post(std::function<void()> function)
{
    const std::lock_guard lock(m_mutex);
    m_worker->post(std::move(function));
}

void WorkerSlot::postAfter(std::chrono::milliseconds delay, std::function<void()> function)
{
    const std::lock_guard lock(m_mutex);
    m_worker->postAfter(delay, std::move(function));
}

bool WorkerSlot::isCurrent() const
{
    return worker()->isCurrent();
}

std::size_t WorkerSlot::load() const
{
    return sessions.load() + worker()->backlog();
}

void WorkerSlot::signalThread()
{
    const std::lock_guard lock(m_mutex);
    pthread_kill(m_worker->nativeHandle(), StateContext::stopSignal());
}

std::chrono::nanoseconds WorkerSlot::cpuTime() const
{
    const std::lock_guard lock(m_mutex);
    clockid_t clock = 0;
    timespec used = {};
    if (pthread_getcpuclockid(m_worker->nativeHandle(), &clock) != 0 ||
        clock_gettime(clock, &used) != 0)
        return {};
    return std::chrono::seconds(used.tv_sec) + std::chrono::nanoseconds(used.tv_nsec);
}

void WorkerSlot::replaceThread()
{
    const std::lock_guard lock(m_mutex);
    auto fresh = std::make_shared<Worker>(m_name);
    m_worker->condemn(*fresh);
    m_worker = std::move(fresh);
}

} // namespace syncline
