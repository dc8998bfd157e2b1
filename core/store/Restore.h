#pragma once

#include "core/base/Result.h"

#include <filesystem>
#include <stop_token>

namespace syncline {

/** What became of a restore. */
struct RestoredStore
{
    std::filesystem::path kept; ///< What was replaced; empty: there was nothing.
    bool damaged = false;       ///< It could not be copied whole: it was moved as it was.
};

/**
 * Puts a copy of the backup @p from in the place of the record database @p to, whose project must
 * be locked by the caller. @p from is checked first (whole, ours, not newer), what stands at @p to
 * is kept as @p keepAs. Killed anywhere, @p to is the old or the new one.
 */
Result<RestoredStore> restoreStore(const std::filesystem::path &from,
                                   const std::filesystem::path &to,
                                   const std::filesystem::path &keepAs,
                                   const std::stop_token &stop);

/** Errors unless @p file is a record database of ours that this version can read, whole. */
Result<void> checkBackup(const std::filesystem::path &file, const std::stop_token &stop);

} // namespace syncline
