#pragma once

#include "core/base/Result.h"
#include "core/base/Value.h"

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace syncline {

/** Why a backup was made. */
enum class BackupKind : std::uint8_t {
    SchemaChange, ///< Before models changed; these alone are ever deleted by the program.
    Manual,       ///< Asked for.
    Replaced,     ///< What stood where a backup was restored to.
};

/** One file of a backup folder. */
struct BackupFile
{
    std::filesystem::path file;
    std::string environment;
    BackupKind kind = BackupKind::Manual;
    DateTime time;
    std::uint64_t bytes = 0;
};

/** How many backups of schema changes are kept; the newest always is. */
struct BackupLimits
{
    std::size_t count = 10;
    std::uint64_t bytes = 2ULL * 1024 * 1024 * 1024; ///< Of all of an environment together.
};

/**
 * `.syncline/backups`: copies of record databases, named by environment, reason and time
 * ("development-schema-20260131T120000Z.sqlite"). Files of other names are left alone.
 */
class BackupFolder
{
public:
    explicit BackupFolder(std::filesystem::path folder)
        : m_folder(std::move(folder))
    {
    }

    [[nodiscard]] const std::filesystem::path &path() const { return m_folder; }
    /** Makes the folder; a name in it that is not taken. */
    [[nodiscard]] Result<std::filesystem::path> newFile(std::string_view environment,
                                                        BackupKind kind, DateTime time) const;
    /** Newest first. */
    [[nodiscard]] std::vector<BackupFile> list() const;
    /** Deletes the oldest backups of schema changes beyond @p limits, but none whose name is in
     * @p needed. */
    void prune(std::string_view environment, const BackupLimits &limits,
               std::span<const std::string> needed) const;

private:
    std::filesystem::path m_folder;
};

/** "schema", "manual", "replaced". */
std::string_view backupKindName(BackupKind kind);

} // namespace syncline
