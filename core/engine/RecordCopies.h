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

/** Where the database keeps the id of the project whose records it has. */
inline constexpr std::string_view ownerKey = "project";

/** What becomes of a backup of another project; those of before it was noted have no owner. */
enum class Foreign : std::uint8_t { Refuse, Accept };

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
 * anything else is refused, and so is a backup of another project. Contents of file fields, logs
 * and secrets are not in it.
 */
Result<RecordCopy> copyRecords(const std::filesystem::path &project, const std::string &environment,
                               std::filesystem::path to, DateTime now, std::stop_token stop,
                               Foreign foreign = Foreign::Refuse);

/** What a restore did. */
struct CopyRestore
{
    std::filesystem::path kept; ///< What was there before; empty: nothing.
    bool damaged = false;       ///< It could not be read whole, and was kept as it was.
};

/**
 * Puts the backup @p from (checked first) in the place of the records of @p environment; what was
 * there is kept in `.syncline/backups`. SYNC_LOCKED while anybody has the project open;
 * SYNC_NEEDS_CONFIRMATION for a backup of another project.
 */
Result<CopyRestore> restoreRecords(const std::filesystem::path &project,
                                   const std::string &environment,
                                   const std::filesystem::path &from, DateTime now,
                                   std::stop_token stop, Foreign foreign = Foreign::Refuse);

} // namespace syncline
