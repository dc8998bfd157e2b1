#pragma once

#include "core/base/Result.h"

#include <filesystem>

namespace syncline::cli {

/**
 * The local socket through which verbs reach the program that has @p project open:
 * $XDG_RUNTIME_DIR/syncline/<hash of the real path>.sock, or in a folder of the user's own under
 * the temporary folder when there is no runtime folder.
 */
std::filesystem::path socketPath(const std::filesystem::path &project);
/** Makes the socket's folder, for this user alone (0700). */
Result<void> prepareSocketFolder(const std::filesystem::path &socket);
/** @p folder without links and dots; as it is when it does not exist. */
std::filesystem::path realPath(const std::filesystem::path &folder);

} // namespace syncline::cli
