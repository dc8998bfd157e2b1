#include "core/log/LogQueue.h"

namespace syncline {

namespace {

constexpr std::chrono::milliseconds longestBlock{200};
constexpr std::chrono::milliseconds gathering{100}; ///< As often as listeners are told.
constexpr std::size_t goodBatch = 4'096;
constexpr std::size_t maxBytes = 128U * 1024 * 1024;

std::size_t bytesOf(const LogEntry &entry)
{
    return entry.text.size() + 200 * (1 + entry.fields.size());
}

std::size_t bytesOf(const HttpCapture &capture)
{
    return capture.requestBody.size() + capture.responseBody.size() + capture.url.size() + 2'000;
}

} // namespace

LogQueue::LogQueue(std::size_t maxLines)
    : m_maxLines(std::max<std::size_t>(maxLines, 1))
{
}

bool LogQueue::isFull() const
{
    return m_entries.size() + m_captures.size() >= m_maxLines || m_bytes >= maxBytes;
}

bool LogQueue::makeRoom(std::unique_lock<std::mutex> &lock)
{
    if (isFull() && !m_isFailing && !m_isClosed)
        m_room.wait_for(lock, longestBlock,
                        [this] { return !isFull() || m_isFailing || m_isClosed; });
    if (!isFull() && !m_isClosed)
        return true;
    ++m_dropped;
    return false;
}

void LogQueue::push(LogEntry entry)
{
    std::unique_lock lock(m_mutex);
    if (!makeRoom(lock))
        return;
    const bool mayWake = isEmpty() || m_entries.size() + 1 == goodBatch;
    m_bytes += bytesOf(entry);
    m_entries.push_back(std::move(entry));
    ++m_pushed;
    lock.unlock();
    if (mayWake)
        m_filled.notify_one();
}

void LogQueue::push(HttpCapture capture)
{
    std::unique_lock lock(m_mutex);
    if (!makeRoom(lock))
        return;
    const bool mayWake = isEmpty();
    m_bytes += bytesOf(capture);
    m_captures.push_back(std::move(capture));
    ++m_pushed;
    lock.unlock();
    if (mayWake)
        m_filled.notify_one();
}

bool LogQueue::take(LogBatch &batch)
{
    batch.entries.clear();
    batch.captures.clear();
    {
        std::unique_lock lock(m_mutex);
        m_filled.wait(lock, [this] { return !isEmpty() || m_isClosed; });
        if (isEmpty())
            return false;
        // One commit for what comes in a short while, but nobody waits who need not.
        m_filled.wait_for(lock, gathering, [this] {
            return m_isClosed || m_flushing > 0 || m_entries.size() >= goodBatch || isFull();
        });
        batch.entries.swap(m_entries);
        batch.captures.swap(m_captures);
        batch.sequence = m_pushed;
        m_bytes = 0;
    }
    m_room.notify_all();
    return true;
}

void LogQueue::finish(const LogBatch &batch)
{
    {
        const std::lock_guard lock(m_mutex);
        m_done = batch.sequence;
    }
    m_finished.notify_all();
}

void LogQueue::flush()
{
    std::unique_lock lock(m_mutex);
    const std::uint64_t target = m_pushed;
    ++m_flushing;
    m_filled.notify_one();
    m_finished.wait(lock, [this, target] { return m_done >= target; });
    --m_flushing;
}

void LogQueue::close()
{
    {
        const std::lock_guard lock(m_mutex);
        m_isClosed = true;
    }
    m_filled.notify_all();
    m_room.notify_all();
}

void LogQueue::setFailing(bool isFailing)
{
    {
        const std::lock_guard lock(m_mutex);
        m_isFailing = isFailing;
    }
    m_room.notify_all();
}

void LogQueue::addDropped(std::uint64_t count)
{
    const std::lock_guard lock(m_mutex);
    m_dropped += count;
}

std::uint64_t LogQueue::dropped() const
{
    const std::lock_guard lock(m_mutex);
    return m_dropped;
}

} // namespace syncline
