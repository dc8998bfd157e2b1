#include "core/transfer/OutputFile.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace syncline {

namespace {

/** What a link leads to is written, not the link. */
std::filesystem::path behindLinks(const std::filesystem::path &file)
{
    std::error_code failure;
    if (!std::filesystem::is_symlink(file, failure))
        return file;
    const std::filesystem::path target = std::filesystem::weakly_canonical(file, failure);
    return failure ? file : target;
}

} // namespace

OutputFile::OutputFile(const std::filesystem::path &file)
    : m_file(behindLinks(file)),
      m_part(m_file)
{
    m_part.replace_filename("." + m_file.filename().string() + "." + std::to_string(::getpid()) +
                            ".part");
}

Error OutputFile::error(int code) const
{
    if (code == ENOSPC || code == EDQUOT) {
        return {errc::diskFull,
                "The disk is full, so %1 was not written; make room and try again.",
                {m_file.string()}};
    }
    return {errc::storage, "Cannot write %1: %2.", {m_file.string(), std::strerror(code)}};
}

Result<void> OutputFile::open(int flags)
{
    std::error_code failure;
    const auto status = std::filesystem::status(m_file, failure);
    if (std::filesystem::is_directory(status))
        return error(EISDIR);
    if (std::filesystem::exists(status) && !std::filesystem::is_regular_file(status)) {
        // A pipe or a device: nothing can be put in its place.
        m_part = m_file;
        m_isDone = true;
        m_descriptor = ::open(m_file.c_str(), O_CLOEXEC | flags);
        return m_descriptor >= 0 ? Result<void>() : error(errno);
    }
    // A second one at the same time takes another name.
    const std::filesystem::path base = m_part;
    for (int n = 1; n <= 100; ++n) {
        m_descriptor = ::open(m_part.c_str(), O_CREAT | O_EXCL | O_CLOEXEC | flags, 0644);
        if (m_descriptor >= 0)
            return {};
        if (errno != EEXIST)
            break;
        m_part = base;
        m_part += std::to_string(n);
    }
    m_isDone = true; // there is nothing of ours to remove
    return error(errno);
}

Result<std::unique_ptr<OutputFile>> OutputFile::create(const std::filesystem::path &file)
{
    std::unique_ptr<OutputFile> output(new OutputFile(file));
    SYNCLINE_CHECK(output->open(O_WRONLY));
    return output;
}

OutputFile::~OutputFile()
{
    if (m_descriptor >= 0)
        ::close(m_descriptor);
    if (!m_isDone)
        ::unlink(m_part.c_str());
}

Result<void> OutputFile::write(std::string_view bytes)
{
    while (!bytes.empty()) {
        const ssize_t written = ::write(m_descriptor, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return error(errno);
        m_size += written;
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return {};
}

Result<void> OutputFile::commit()
{
    if (m_isDone)
        return {};
    struct stat old = {};
    if (::stat(m_file.c_str(), &old) == 0)
        (void)::fchmod(m_descriptor, old.st_mode & 0777U);
    if (::fsync(m_descriptor) != 0)
        return error(errno);
    struct stat made = {};
    if (::fstat(m_descriptor, &made) == 0)
        m_size = made.st_size;
    if (::rename(m_part.c_str(), m_file.c_str()) != 0)
        return error(errno);
    m_isDone = true;
    return {};
}

} // namespace syncline
