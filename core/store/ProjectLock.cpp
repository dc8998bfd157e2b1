#include "core/store/ProjectLock.h"

#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <sys/file.h>
#include <sys/inotify.h>
#include <unistd.h>

namespace syncline {

namespace {

enum class Attempt : std::uint8_t { Taken, Busy, Failed };

Attempt lockWhole(int descriptor)
{
    if (flock(descriptor, LOCK_EX | LOCK_NB) == 0)
        return Attempt::Taken;
    if (errno == EWOULDBLOCK)
        return Attempt::Busy;
    // Some network file systems know only the other kind.
    struct flock range = {};
    range.l_type = F_WRLCK;
    range.l_whence = SEEK_SET;
    if (fcntl(descriptor, F_OFD_SETLK, &range) == 0)
        return Attempt::Taken;
    return errno == EAGAIN || errno == EACCES ? Attempt::Busy : Attempt::Failed;
}

/** Tells when somebody closes @p file, by itself or by dying. */
class CloseWatch
{
public:
    explicit CloseWatch(const std::filesystem::path &file)
        : m_descriptor(inotify_init1(IN_CLOEXEC | IN_NONBLOCK))
    {
        inotify_add_watch(m_descriptor, file.c_str(), IN_CLOSE);
    }
    ~CloseWatch() { close(m_descriptor); }
    CloseWatch(const CloseWatch &) = delete;
    CloseWatch &operator=(const CloseWatch &) = delete;

    /** Until that happens or @p time is over. */
    void wait(std::chrono::milliseconds time)
    {
        pollfd closing{.fd = m_descriptor, .events = POLLIN, .revents = 0};
        if (poll(&closing, 1, static_cast<int>(time.count())) <= 0)
            return;
        std::array<char, 4096> happened{};
        while (::read(m_descriptor, happened.data(), happened.size()) > 0) {
        }
    }

private:
    int m_descriptor;
};

/** flock() has no time limit of its own. */
Attempt lockWithin(int descriptor, const std::filesystem::path &file,
                   std::chrono::milliseconds patience)
{
    const Attempt first = lockWhole(descriptor);
    if (first != Attempt::Busy || patience.count() <= 0)
        return first;
    CloseWatch watch(file);
    const auto end = std::chrono::steady_clock::now() + patience;
    for (;;) {
        const Attempt attempt = lockWhole(descriptor);
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
            end - std::chrono::steady_clock::now());
        if (attempt != Attempt::Busy || left.count() <= 0)
            return attempt;
        watch.wait(left);
    }
}

std::string pidIn(int descriptor)
{
    char bytes[32] = {};
    const ssize_t size = pread(descriptor, bytes, sizeof bytes - 1, 0);
    std::string pid;
    for (ssize_t i = 0; i < size && bytes[i] >= '0' && bytes[i] <= '9'; ++i)
        pid += bytes[i];
    return pid;
}

} // namespace

Result<std::unique_ptr<ProjectLock>> ProjectLock::take(const std::filesystem::path &folder,
                                                       std::chrono::milliseconds patience)
{
    const std::filesystem::path file = folder / "lock";
    const int descriptor = open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (descriptor < 0) {
        const bool readOnly = errno == EROFS || errno == EACCES || errno == EPERM;
        return Error(readOnly ? errc::readOnly : errc::storage,
                     "The project cannot be locked: %1 could not be opened.", {file.string()})
            .withDetail(std::strerror(errno));
    }
    std::unique_ptr<ProjectLock> lock(new ProjectLock(descriptor));
    const Attempt attempt = lockWithin(descriptor, file, patience);
    if (attempt == Attempt::Failed) {
        return Error(errc::storage,
                     "The project cannot be locked: the file system of %1 has no file locks. Move "
                     "the project to a local disk.",
                     {file.string()})
            .withDetail(std::strerror(errno));
    }
    if (attempt == Attempt::Busy) {
        const std::string pid = pidIn(descriptor);
        lock->m_descriptor = -1; // its content belongs to the other
        close(descriptor);
        return Error(errc::locked,
                     "Another Syncline (process %1) has this project open. Close it there first.",
                     {pid.empty() ? "unknown" : pid})
            .withPlace(file.string());
    }
    char pid[24];
    const auto end = std::to_chars(pid, pid + sizeof pid - 1, getpid());
    *end.ptr = '\n';
    const auto size = static_cast<std::size_t>(end.ptr - pid) + 1;
    // Who is refused reads it; without it the lock holds all the same.
    if (ftruncate(descriptor, 0) != 0 ||
        pwrite(descriptor, pid, size, 0) != static_cast<ssize_t>(size))
        errno = 0;
    return lock;
}

ProjectLock::~ProjectLock()
{
    // The file stays: unlinking it would let two processes lock two different files.
    if (m_descriptor >= 0) {
        if (ftruncate(m_descriptor, 0) != 0)
            errno = 0;
        close(m_descriptor);
    }
}

} // namespace syncline
