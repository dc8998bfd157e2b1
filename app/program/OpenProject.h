#pragma once

#include "core/base/Result.h"
#include "core/engine/Engine.h"

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>

namespace syncline::app {

enum class Access : std::uint8_t { ReadWrite, ReadOnly };

struct OpenRequest
{
    std::filesystem::path folder;
    std::string environment = {}; ///< Empty: the usual one.
    Access access = Access::ReadWrite;
    /** For another instance to end, when it has the lock. */
    std::chrono::milliseconds lockPatience{0};
};

/**
 * Opens a project with the real script engine: the one place where core and scripting meet.
 * Blocking; call it off the window's thread. The passphrase of sealed secrets comes from
 * SYNCLINE_PASSPHRASE; SYNCLINE_RESOURCES replaces the embedded resources (for people who work on a
 * built-in connector).
 */
Result<std::unique_ptr<Engine>> openProject(const OpenRequest &request);

} // namespace syncline::app
