#pragma once

#include "core/base/Result.h"

#include <chrono>
#include <filesystem>
#include <memory>

namespace syncline {

/**
 * The right to write to a project: a file named "lock" in its data folder, locked (flock) and
 * holding the pid. Ends with the object, and by itself when the process dies. Errors: SYNC_LOCKED
 * (names the pid of the other), SYNC_READ_ONLY (the folder cannot be written), SYNC_STORAGE.
 */
class ProjectLock
{
public:
    /** Blocks for up to @p patience while another process has it. */
    static Result<std::unique_ptr<ProjectLock>>
    take(const std::filesystem::path &folder,
         std::chrono::milliseconds patience = std::chrono::milliseconds::zero());
    ~ProjectLock();
    ProjectLock(const ProjectLock &) = delete;
    ProjectLock &operator=(const ProjectLock &) = delete;

private:
    explicit ProjectLock(int descriptor)
        : m_descriptor(descriptor)
    {
    }
    int m_descriptor;
};

} // namespace syncline
