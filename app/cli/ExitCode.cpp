#include "app/cli/ExitCode.h"

#include <algorithm>
#include <array>

namespace syncline::cli {

namespace {

constexpr std::array<std::string_view, 5> refusals{errc::permissionDenied, errc::locked,
                                                   errc::readOnly, "SYNC_NEEDS_CONFIRMATION",
                                                   "SYNC_VERSION_MISMATCH"};
constexpr std::array<std::string_view, 2> wrongUse{usageError, errc::invalidQueryInput};

template <std::size_t Count>
bool holds(const std::array<std::string_view, Count> &codes, const Error &error)
{
    return std::any_of(codes.begin(), codes.end(),
                       [&error](std::string_view code) { return error.is(code); });
}

} // namespace

ExitCode exitCodeFor(const Error &error)
{
    if (holds(refusals, error))
        return ExitCode::Refused;
    return holds(wrongUse, error) ? ExitCode::Usage : ExitCode::Failed;
}

ExitCode exitCodeForOpening(const Error &error)
{
    if (error.is(errc::locked) || error.is(errc::permissionDenied))
        return ExitCode::Refused;
    return error.is(usageError) ? ExitCode::Usage : ExitCode::CannotOpen;
}

} // namespace syncline::cli
