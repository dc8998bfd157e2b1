#include "scripting/runtime/Watchdog.h"

#include <algorithm>

#include <pthread.h>

namespace syncline {

namespace {

/** Between two signals to a run that is due: a tenth of the time it has been so, within these. */
constexpr std::chrono::milliseconds signalEvery{2};
constexpr std::chrono::milliseconds signalRarely{50};
/** Between giving up one wait of core and the next, inner ones first. */
constexpr std::chrono::milliseconds abandonEvery{100};

/** On the slot's thread: ends the wait of the task that began last. */
void abandonNewestWait(const std::shared_ptr<WatchedRun> &run)
{
    for (auto task = run->tasks.rbegin(); task != run->tasks.rend(); ++task) {
        if (!(*task)->waiter)
            continue;
        const std::coroutine_handle<> waiter = std::exchange((*task)->waiter, {});
        (*task)->wait.reset(); // with all that is nested in it
        waiter.resume();       // sees that the run is due
        return;
    }
}

} // namespace

Watchdog::Watchdog(std::chrono::milliseconds grace)
    : m_grace(grace),
      m_thread([this](const std::stop_token &stop) { run(stop); })
{
}

Watchdog::~Watchdog()
{
    m_thread.request_stop();
    wake();
}

void Watchdog::watch(std::shared_ptr<WatchedRun> run)
{
    const auto deadline = run->control.deadline();
    {
        const std::lock_guard lock(m_mutex);
        m_runs.push_back(std::move(run));
    }
    wakeFor(deadline);
}

void Watchdog::unwatch(const std::shared_ptr<WatchedRun> &run)
{
    const std::lock_guard lock(m_mutex);
    std::erase(m_runs, run);
}

void Watchdog::wake()
{
    {
        const std::lock_guard lock(m_mutex);
        m_woken = true;
    }
    m_changed.notify_one();
}

void Watchdog::wakeFor(Time deadline)
{
    {
        const std::lock_guard lock(m_mutex);
        if (deadline >= m_nextLook)
            return;
        m_woken = true;
    }
    m_changed.notify_one();
}

void Watchdog::run(const std::stop_token &stop)
{
    pthread_setname_np(pthread_self(), "watchdog");
    std::unique_lock lock(m_mutex);
    while (!stop.stop_requested()) {
        const auto runs = m_runs;
        m_woken = false;
        m_nextLook = Time::max();
        lock.unlock();
        const Time now = std::chrono::steady_clock::now();
        Time next = Time::max();
        for (const auto &run : runs)
            next = std::min(next, look(run, now));
        lock.lock();
        m_nextLook = next;
        const auto isWoken = [this, &stop] { return m_woken || stop.stop_requested(); };
        if (next == Time::max())
            m_changed.wait(lock, isWoken);
        else
            m_changed.wait_until(lock, next, isWoken);
    }
}

Watchdog::Time Watchdog::look(const std::shared_ptr<WatchedRun> &run, Time now)
{
    RunControl &control = run->control;
    if (!control.checkDeadline(now))
        return control.deadline();
    if (run->broken)
        return Time::max();
    if (control.reason() == StopReason::Restart)
        return std::max(control.deadline(), now + abandonEvery);
    if (run->dueSince == Time{}) {
        run->dueSince = now;
        run->lastAbandon = now;
        run->cpuWhenDue = run->slot.cpuTime();
        control.abortWaits();
    }
    if (control.slices.load() > 0) {
        run->slot.signalThread();
        const bool isStuck =
            !control.inHost.load() && now - run->dueSince > m_grace &&
            (run->slot.cpuTime() - run->cpuWhenDue > m_grace || now - run->dueSince > 10 * m_grace);
        if (isStuck)
            giveUp(run);
        const std::chrono::steady_clock::duration wait = (now - run->dueSince) / 10;
        return now +
               std::clamp<std::chrono::steady_clock::duration>(wait, signalEvery, signalRarely);
    }
    if (now - run->lastAbandon > abandonEvery) {
        run->lastAbandon = now;
        run->slot.post([run] { abandonNewestWait(run); });
    }
    return now + abandonEvery;
}

void Watchdog::giveUp(const std::shared_ptr<WatchedRun> &run)
{
    auto expected = WatchedRun::Claim::InSlice;
    if (!run->claim.compare_exchange_strong(expected, WatchedRun::Claim::GivenUp))
        return; // it came back by itself
    run->control.condemned.store(true);
    run->broken = true;
    run->slot.replaceThread();
    TaskRun *task = run->sliceTask;
    task->state = TaskRun::State::Stopped;
    task->error = run->control.stopError();
    run->sliceDriver.promise().leaveThread();
    run->slot.post([driver = run->sliceDriver] { driver.resume(); });
}

} // namespace syncline
