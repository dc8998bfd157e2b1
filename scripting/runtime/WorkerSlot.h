#pragma once

#include "core/base/Worker.h"

#include <atomic>
#include <memory>
#include <mutex>
#include <string>

namespace syncline {

/**
 * The place of one script thread. Sessions post to the place, not to the thread: when the thread
 * gets stuck for good inside one C call, it is given up and a fresh one takes the place, with all
 * that waited. Thread-safe.
 */
class WorkerSlot final : public Executor
{
public:
    explicit WorkerSlot(std::string name);

    void post(std::function<void()> function) override;
    void postAfter(std::chrono::milliseconds delay, std::function<void()> function) override;
    [[nodiscard]] bool isCurrent() const override;

    /** How much there is to do: open sessions and posted functions. */
    [[nodiscard]] std::size_t load() const;
    /** Sends the stop signal to the thread. */
    void signalThread();
    /** CPU time the thread has used; to tell a stuck thread from a machine under load. */
    [[nodiscard]] std::chrono::nanoseconds cpuTime() const;
    /** Gives the thread up and puts a fresh one in its place. */
    void replaceThread();

    std::atomic<std::size_t> sessions = 0;

private:
    [[nodiscard]] std::shared_ptr<Worker> worker() const;

    const std::string m_name;
    mutable std::mutex m_mutex;
    std::shared_ptr<Worker> m_worker;
};

} // namespace syncline
