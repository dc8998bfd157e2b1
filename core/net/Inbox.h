#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <vector>

class QSocketNotifier;

namespace syncline {

/**
 * Jobs that other threads leave for a thread with Qt's event loop. Cheaper than posted events, and
 * what goes over is guarded by a std::mutex, which ThreadSanitizer sees.
 */
class Inbox
{
public:
    Inbox();
    ~Inbox();
    Inbox(const Inbox &) = delete;
    Inbox &operator=(const Inbox &) = delete;

    /** Thread-safe; jobs run in order, from open() on. */
    void post(std::function<void()> job);

    /** On the thread that is to run them. */
    void open();
    /** Runs what is there; later jobs never run. On the same thread. */
    void close();

private:
    bool runJobs();

    const int m_event; ///< An eventfd: readable while there is a job.
    std::mutex m_mutex;
    std::vector<std::function<void()>> m_jobs;
    std::unique_ptr<QSocketNotifier> m_notifier;
};

} // namespace syncline
