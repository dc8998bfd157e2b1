#include "core/project/ProjectWatcher.h"

#include "core/project/ProjectFolder.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <optional>
#include <utility>

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <unistd.h>

namespace syncline {

namespace {

using WatchClock = std::chrono::steady_clock;

constexpr std::uint32_t watched = IN_CLOSE_WRITE | IN_MODIFY | IN_CREATE | IN_DELETE |
                                  IN_MOVED_FROM | IN_MOVED_TO | IN_DELETE_SELF | IN_MOVE_SELF |
                                  IN_ATTRIB | IN_ONLYDIR;

} // namespace

struct ProjectWatcher::State
{
    std::filesystem::path folder;
    std::function<void()> check;
    Mode mode = Mode::Notify;
    int notify = -1;
    int stop = -1;
    std::atomic<bool> stopped = false;

    State() = default;
    State(const State &) = delete;
    State &operator=(const State &) = delete;
    ~State()
    {
        if (notify >= 0)
            ::close(notify);
        if (stop >= 0)
            ::close(stop);
    }

    /** Adds what is not watched yet; false when not everything can be watched. */
    [[nodiscard]] bool watchFolders() const
    {
        if (notify < 0)
            return false;
        bool all = true;
        for (const std::string &relative : projectFolders(folder)) {
            const int added = ::inotify_add_watch(notify, (folder / relative).c_str(), watched);
            // A folder that went away meanwhile has told its parent; the project folder has none.
            all = all && (added >= 0 || (errno == ENOENT && !relative.empty()));
        }
        return all;
    }

    /** Waits; true when something changed, false after @p wait (none: for ever) or when stopped. */
    [[nodiscard]] bool waitForChange(std::optional<std::chrono::milliseconds> wait) const
    {
        std::array<pollfd, 2> sources{pollfd{.fd = stop, .events = POLLIN, .revents = 0},
                                      pollfd{.fd = notify, .events = POLLIN, .revents = 0}};
        const int timeout = wait ? static_cast<int>(std::max<long>(wait->count(), 0)) : -1;
        const int ready = ::poll(sources.data(), notify >= 0 ? 2 : 1, timeout);
        if (ready <= 0 || (sources[1].revents & POLLIN) == 0)
            return false;
        alignas(inotify_event) std::array<char, 16'384> events;
        while (::read(notify, events.data(), events.size()) > 0) {
        }
        return true;
    }
};

ProjectWatcher::ProjectWatcher(std::filesystem::path folder, std::function<void()> check, Mode mode)
    : m_state(std::make_shared<State>())
{
    m_state->folder = std::move(folder);
    m_state->check = std::move(check);
    m_state->mode = mode;
    m_state->stop = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (mode == Mode::Notify)
        m_state->notify = ::inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
    m_thread = std::thread([state = m_state] { run(state); });
}

ProjectWatcher::~ProjectWatcher()
{
    m_state->stopped = true;
    ::eventfd_write(m_state->stop, 1);
    if (m_thread.get_id() == std::this_thread::get_id())
        m_thread.detach();
    else
        m_thread.join();
}

void ProjectWatcher::run(const std::shared_ptr<State> &state)
{
    using std::chrono::duration_cast;
    using std::chrono::milliseconds;
    while (!state->stopped) {
        // Watch first, then look: what changes in between is seen by one of the two.
        const bool complete = state->watchFolders();
        state->check();
        if (state->stopped)
            return;
        const auto wait = complete ? std::nullopt : std::optional<milliseconds>(pollInterval);
        if (!state->waitForChange(wait))
            continue; // stopped, or time to look again
        const auto latest = WatchClock::now() + longest;
        while (!state->stopped) {
            const auto left = duration_cast<milliseconds>(latest - WatchClock::now());
            if (left <= milliseconds::zero() || !state->waitForChange(std::min(quiet, left)))
                break;
        }
    }
}

} // namespace syncline
