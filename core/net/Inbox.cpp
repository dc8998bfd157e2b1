#include "core/net/Inbox.h"

#include <QSocketNotifier>

#include <cstdint>

#include <sys/eventfd.h>
#include <unistd.h>

namespace syncline {

Inbox::Inbox()
    : m_event(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC))
{
}

Inbox::~Inbox()
{
    if (m_event >= 0)
        ::close(m_event);
}

void Inbox::post(std::function<void()> job)
{
    bool wasEmpty = false;
    {
        const std::lock_guard lock(m_mutex);
        wasEmpty = m_jobs.empty();
        m_jobs.push_back(std::move(job));
    }
    const std::uint64_t one = 1;
    if (wasEmpty)
        (void)!::write(m_event, &one, sizeof one); // fails only where it is readable already
}

void Inbox::open()
{
    m_notifier = std::make_unique<QSocketNotifier>(m_event, QSocketNotifier::Read);
    QObject::connect(m_notifier.get(), &QSocketNotifier::activated, m_notifier.get(),
                     [this] { runJobs(); });
}

void Inbox::close()
{
    m_notifier->setEnabled(false);
    m_notifier.release()->deleteLater(); // it may be calling
    while (runJobs()) {
    }
}

bool Inbox::runJobs()
{
    std::uint64_t count = 0;
    (void)!::read(m_event, &count, sizeof count);
    std::vector<std::function<void()>> jobs;
    {
        const std::lock_guard lock(m_mutex);
        jobs.swap(m_jobs);
    }
    for (const auto &job : jobs)
        job();
    return !jobs.empty();
}

} // namespace syncline
