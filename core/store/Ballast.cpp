#include "core/store/Ballast.h"

#include <fcntl.h>
#include <unistd.h>

namespace syncline {

void Ballast::ensure() const
{
    if (isThere())
        return;
    std::error_code error;
    const auto space = std::filesystem::space(m_file.parent_path(), error);
    if (error || space.available < 10 * size)
        return;
    const int descriptor = open(m_file.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
    if (descriptor < 0)
        return;
    const bool filled = posix_fallocate(descriptor, 0, static_cast<off_t>(size)) == 0;
    close(descriptor);
    if (!filled)
        std::filesystem::remove(m_file, error);
}

bool Ballast::isThere() const
{
    std::error_code error;
    return std::filesystem::file_size(m_file, error) == size && !error;
}

Result<void> Ballast::release() const
{
    std::error_code error;
    if (!std::filesystem::remove(m_file, error) || error) {
        return Error(errc::notFound,
                     "There is no reserve left to release. Free some disk space by hand.")
            .withDetail(error.message());
    }
    return {};
}

} // namespace syncline
