#include "core/record/RunTypes.h"

#include <array>

namespace syncline {

namespace {

constexpr std::array<std::string_view, 7> kindNames{"action",    "sync",   "eval",  "edit",
                                                    "migration", "import", "export"};
constexpr std::array<std::string_view, 7> stateNames{
    "running",    "completed", "completed_with_errors",
    "errored",    "cancelled", "needs_confirmation",
    "interrupted"};

} // namespace

std::string_view runKindName(RunKind kind)
{
    return kindNames.at(static_cast<std::size_t>(kind));
}

std::string_view runStateName(RunState state)
{
    return stateNames.at(static_cast<std::size_t>(state));
}

std::optional<RunKind> runKindFromName(std::string_view name)
{
    for (std::size_t i = 0; i < kindNames.size(); ++i) {
        if (kindNames[i] == name)
            return static_cast<RunKind>(i);
    }
    return std::nullopt;
}

std::optional<RunState> runStateFromName(std::string_view name)
{
    for (std::size_t i = 0; i < stateNames.size(); ++i) {
        if (stateNames[i] == name)
            return static_cast<RunState>(i);
    }
    return std::nullopt;
}

bool isFinal(RunState state)
{
    return state != RunState::Running && state != RunState::NeedsConfirmation;
}

} // namespace syncline
