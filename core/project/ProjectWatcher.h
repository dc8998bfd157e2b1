#pragma once

#include <atomic>
#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <thread>

namespace syncline {

/**
 * Watches a project's folders on a thread of its own (inotify) and calls @p check there once at the
 * start and after every 200 ms of quiet that follow a change, at the latest 2 s after it. Where
 * inotify cannot watch, every 2 s. The destructor stops and joins; called on the watcher's own
 * thread (from within check) it returns at once and the thread ends by itself.
 */
class ProjectWatcher
{
public:
    enum class Mode : std::uint8_t { Notify, Poll };
    ProjectWatcher(std::filesystem::path folder, std::function<void()> check,
                   Mode mode = Mode::Notify);
    ~ProjectWatcher();
    ProjectWatcher(const ProjectWatcher &) = delete;
    ProjectWatcher &operator=(const ProjectWatcher &) = delete;

    static constexpr std::chrono::milliseconds quiet{200};
    static constexpr std::chrono::milliseconds longest{2'000};
    static constexpr std::chrono::milliseconds pollInterval{2'000};

private:
    struct State;
    static void run(const std::shared_ptr<State> &state);

    std::shared_ptr<State> m_state;
    std::thread m_thread;
};

} // namespace syncline
