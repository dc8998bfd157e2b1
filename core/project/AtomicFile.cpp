#include "core/project/JsonFile.h"
#include "core/project/ProjectFolder.h"

#include <atomic>
#include <cerrno>
#include <chrono>
#include <string>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace syncline {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view leftoverSuffix = ".syncline-tmp";

/** A file descriptor that closes itself. */
class Descriptor
{
public:
    explicit Descriptor(int fd)
        : m_fd(fd)
    {
    }
    Descriptor(const Descriptor &) = delete;
    Descriptor &operator=(const Descriptor &) = delete;
    ~Descriptor()
    {
        if (m_fd >= 0)
            ::close(m_fd);
    }
    [[nodiscard]] int get() const { return m_fd; }
    [[nodiscard]] bool valid() const { return m_fd >= 0; }

private:
    int m_fd;
};

Error writeError(const fs::path &file, int code)
{
    const std::string name = inQuotes(file.filename().native());
    switch (code) {
    case EROFS:
    case EACCES:
    case EPERM:
        return {errc::readOnly,
                "%1 cannot be saved, because its folder cannot be written. Check its permissions.",
                {name}};
    case ENOSPC:
    case EDQUOT:
        return {errc::diskFull,
                "%1 cannot be saved, because the disk is full. The file is unchanged.",
                {name}};
    default:
        return {errc::storage,
                "%1 cannot be saved: %2. The file is unchanged.",
                {name, std::generic_category().message(code)}};
    }
}

bool writeAll(int fd, std::string_view text)
{
    while (!text.empty()) {
        const ssize_t written = ::write(fd, text.data(), text.size());
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return false;
        text.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
}

/** A name beside @p file that nobody else in the world uses now. */
std::string temporaryName(const fs::path &file)
{
    static std::atomic<unsigned> counter = 0;
    const std::string unique =
        std::to_string(::getpid()) + '-' + std::to_string(counter.fetch_add(1));
    return (file.parent_path() / ('.' + file.filename().native() + '.' + unique)).native() +
           std::string(leftoverSuffix);
}

/** An existing file keeps its mode. */
bool keepMode(const fs::path &file, int fd)
{
    struct stat info = {};
    return ::stat(file.c_str(), &info) != 0 || ::fchmod(fd, info.st_mode & 0777U) == 0;
}

bool syncFolder(const fs::path &folder)
{
    const Descriptor directory(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    return directory.valid() && ::fsync(directory.get()) == 0;
}

} // namespace

Result<void> writeFileAtomically(const fs::path &file, std::string_view text, unsigned mode)
{
    std::error_code error;
    fs::create_directories(file.parent_path(), error);
    if (error)
        return writeError(file, error.value());

    const std::string temporary = temporaryName(file);
    const Descriptor output(
        ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode));
    if (!output.valid())
        return writeError(file, errno);
    const bool written = writeAll(output.get(), text) && keepMode(file, output.get()) &&
                         ::fsync(output.get()) == 0 &&
                         ::rename(temporary.c_str(), file.c_str()) == 0;
    if (!written) {
        const int code = errno;
        ::unlink(temporary.c_str());
        return writeError(file, code);
    }
    if (!syncFolder(file.parent_path()))
        return writeError(file, errno);
    return {};
}

void removeLeftovers(const fs::path &folder)
{
    const auto old = fs::file_time_type::clock::now() - std::chrono::hours(1);
    for (const std::string &relative : projectFolders(folder)) {
        std::error_code error;
        for (const auto &entry : fs::directory_iterator(folder / relative, error)) {
            const std::string name = entry.path().filename().native();
            if (name.starts_with('.') && name.ends_with(leftoverSuffix) &&
                entry.last_write_time(error) < old && !error)
                fs::remove(entry.path(), error);
        }
    }
}

} // namespace syncline
