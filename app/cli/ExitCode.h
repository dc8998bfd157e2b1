#pragma once

#include "core/base/Error.h"

#include <cstdint>
#include <string_view>

namespace syncline::cli {

/** What the program answers its caller with; the same for every verb. */
enum class ExitCode : std::uint8_t {
    Done = 0,
    Failed = 1,     ///< The work failed or is incomplete.
    Usage = 2,      ///< Wrong usage.
    CannotOpen = 3, ///< The project cannot be opened.
    Refused = 4,    ///< Refused, or waiting for confirmation: permission, lock, guard.
};

/** Errors of the command line itself: an unknown option, a missing argument, broken JSON. */
inline constexpr std::string_view usageError = "SYNC_USAGE";

/** The exit code that says the same as @p error. */
ExitCode exitCodeFor(const Error &error);
/** The same for an error of opening a project. */
ExitCode exitCodeForOpening(const Error &error);

} // namespace syncline::cli
