#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace syncline {

/** The format of project files that this version reads and writes ("format": 1). */
inline constexpr std::int64_t projectFormat = 1;

/** The .gitignore of a new project. */
inline constexpr std::string_view projectGitIgnore = ".syncline/\n";

/** No definition file is larger, no script and no view. */
inline constexpr std::size_t maxDefinitionBytes = 8U * 1024 * 1024;
inline constexpr std::size_t maxScriptBytes = 4U * 1024 * 1024;
inline constexpr std::size_t maxViewBytes = 1024U * 1024;

} // namespace syncline
