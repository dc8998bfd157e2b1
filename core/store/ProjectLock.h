#pragma once

#include "core/base/Result.h"

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
    static Result<std::unique_ptr<ProjectLock>> take(const std::filesystem::path &folder);
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
