#pragma once

#include "core/base/Result.h"

#include <cstdint>
#include <filesystem>

namespace syncline {

/**
 * A file that only takes up space, so that there is some to give up on a full disk: SQLite cannot
 * even delete rows without it.
 */
class Ballast
{
public:
    static constexpr std::uintmax_t size = 16U * 1024 * 1024;

    explicit Ballast(const std::filesystem::path &folder)
        : m_file(folder / "ballast")
    {
    }
    /** Makes it where there is none and at least ten times as much space is free. */
    void ensure() const;
    [[nodiscard]] bool isThere() const;
    Result<void> release() const;

private:
    std::filesystem::path m_file;
};

} // namespace syncline
