#pragma once

#include "core/log/LogTypes.h"
#include "core/net/HttpTypes.h"

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <vector>

namespace syncline {

/** What the writer commits at once. */
struct LogBatch
{
    std::vector<LogEntry> entries;
    std::vector<HttpCapture> captures;
    std::uint64_t sequence =
        0; ///< Everything appended up to here is in this batch or an earlier one.
};

/**
 * What waits for the log's writer; bounded in lines and bytes. Thread-safe. push() blocks for a
 * short while when it is full (so that whoever floods the log slows down), then drops and counts.
 */
class LogQueue
{
public:
    explicit LogQueue(std::size_t maxLines);

    void push(LogEntry entry);
    void push(HttpCapture capture);
    /** Blocks until there is a batch; false when closed and empty. For the writer. */
    bool take(LogBatch &batch);
    /** The batch is committed or dropped: wakes who waits in flush(). */
    void finish(const LogBatch &batch);
    /** Blocks until everything pushed before is finished. */
    void flush();
    /** Lets the writer take the rest and end. */
    void close();

    /** While nothing can be written, push() does not block. */
    void setFailing(bool isFailing);
    void addDropped(std::uint64_t count);
    [[nodiscard]] std::uint64_t dropped() const;

private:
    /** True: there is room, and the lock is held. */
    bool makeRoom(std::unique_lock<std::mutex> &lock);
    [[nodiscard]] bool isFull() const;
    [[nodiscard]] bool isEmpty() const { return m_entries.empty() && m_captures.empty(); }

    const std::size_t m_maxLines;
    mutable std::mutex m_mutex;
    std::condition_variable m_filled;
    std::condition_variable m_room;
    std::condition_variable m_finished;
    std::vector<LogEntry> m_entries;
    std::vector<HttpCapture> m_captures;
    std::size_t m_bytes = 0;
    std::uint64_t m_pushed = 0;
    std::uint64_t m_done = 0;
    std::uint64_t m_dropped = 0;
    int m_flushing = 0;
    bool m_isFailing = false;
    bool m_isClosed = false;
};

} // namespace syncline
