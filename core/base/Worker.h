#pragma once

#include "core/base/Executor.h"

#include <condition_variable>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

namespace syncline {

/**
 * A thread that runs what is posted to it, in order. Destroying it runs what was posted before,
 * drops what was posted with a delay, and joins; so never from its own thread.
 */
class Worker final : public Executor
{
public:
    explicit Worker(std::string name);
    ~Worker() override;
    Worker(const Worker &) = delete;
    Worker &operator=(const Worker &) = delete;

    void post(std::function<void()> function) override;
    void postAfter(std::chrono::milliseconds delay, std::function<void()> function) override;
    [[nodiscard]] bool isCurrent() const override;

    /** Functions posted and not yet begun; for choosing the least busy worker. */
    [[nodiscard]] std::size_t backlog() const;
    [[nodiscard]] const std::string &name() const { return m_name; }
    /** The thread, for pthread_kill by the watchdog; not once this is condemned. */
    [[nodiscard]] std::thread::native_handle_type nativeHandle() const { return m_nativeHandle; }
    /**
     * Gives up on a thread that is stuck for good: it is detached, and nothing more runs on it.
     * What waits here, and whatever is posted here from now on, goes to @p successor, which must
     * outlive this. isCurrent() then answers for @p successor. Once.
     */
    void condemn(Executor &successor);

private:
    struct State;
    static void run(const std::shared_ptr<State> &state, const std::string &name);

    const std::string m_name;
    std::shared_ptr<State> m_state;
    std::thread m_thread;
    const std::thread::id m_id;
    const std::thread::native_handle_type m_nativeHandle;
};

} // namespace syncline
