#pragma once

#include "core/base/Result.h"
#include "core/base/Value.h"

#include <cstdint>
#include <filesystem>
#include <stop_token>
#include <string>
#include <vector>

/** Backups of a project's records. These open no engine: a project may be open elsewhere, or be
 * beyond opening. They block; call them off the UI thread. */
namespace syncline {

/** One backup in `.syncline/backups`. */
struct RecordCopy
{
    std::filesystem::path file;
    std::string environment;
    std::string reason; ///< "schema", "manual" or "replaced".
    DateTime time;
    std::uint64_t bytes = 0;
};

/** Newest first. */
std::vector<RecordCopy> recordCopies(const std::filesystem::path &project);

/**
 * A verified copy of the records of @p environment, of one moment, while others may read and write
 * them. @p to empty: a new file in `.syncline/backups`; an earlier backup there is replaced,
 * anything else is refused. Contents of file fields, logs and secrets are not in it.
 */
Result<RecordCopy> copyRecords(const std::filesystem::path &project, const std::string &environment,
                               std::filesystem::path to, DateTime now, std::stop_token stop);

/** What a restore did. */
struct CopyRestore
{
    std::filesystem::path kept; ///< What was there before; empty: nothing.
    bool damaged = false;       ///< It could not be read whole, and was kept as it was.
};

/**
 * Puts the backup @p from (checked first) in the place of the records of @p environment; what was
 * there is kept in `.syncline/backups`. SYNC_LOCKED while anybody has the project open.
 */
Result<CopyRestore> restoreRecords(const std::filesystem::path &project,
                                   const std::string &environment,
                                   const std::filesystem::path &from, DateTime now,
                                   std::stop_token stop);

} // namespace syncline
