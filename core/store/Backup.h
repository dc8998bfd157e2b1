#pragma once

#include "core/store/Database.h"

#include <filesystem>
#include <stop_token>
#include <string>
#include <vector>

namespace syncline {

/**
 * Copies what @p source sees, in a snapshot of its own, to @p to: written beside it, checked, made
 * durable, then renamed over it. On any error @p to is as it was. @p source is used meanwhile.
 */
Result<void> backupTo(Database &source, const std::filesystem::path &to,
                      const std::stop_token &stop);

/** What integrity_check (or, @p quick, quick_check) finds, one line each; empty: sound. */
Result<std::vector<std::string>> checkIntegrity(Database &database, bool quick = false);

/** What a copy of @p database takes on the disk. */
Result<std::int64_t> databaseBytes(Database &database);

} // namespace syncline
