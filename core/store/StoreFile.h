#pragma once

#include "core/base/Result.h"
#include "core/store/Database.h"

#include <cstdint>
#include <filesystem>

namespace syncline {

/** What is on disk of a record database, found out without changing a byte of it. */
struct StoreFile
{
    /** In the file's header, so that any tool can tell what the file is: "SYNC". */
    static constexpr std::int64_t applicationId = 0x53594E43;
    static constexpr std::int64_t formatVersion = 1;

    bool exists = false; ///< With a database in it; a file of 0 bytes is none.
    bool hasLog = false; ///< A write-ahead log with content: the last end was not a clean one.

    /**
     * Errors: SYNC_TOO_NEW, SYNC_CORRUPT (no SQLite database), SYNC_INVALID_INPUT (somebody else's
     * database).
     */
    static Result<StoreFile> inspect(const std::filesystem::path &file);
    /** The same through @p database: what a log says counts more than the file. */
    static Result<void> checkFormat(Database &database, const std::filesystem::path &file);
    /** Makes an empty database ours. */
    static Result<void> create(Database &database);

    static std::filesystem::path logOf(const std::filesystem::path &file);
};

/** Whether files can be made in @p folder. */
bool folderTakesFiles(const std::filesystem::path &folder);

/**
 * A copy of a database and its log in a temporary folder, which goes with the object: a log can
 * only be read where SQLite may make its shared-memory file beside it.
 */
class TemporaryCopy
{
public:
    static Result<std::unique_ptr<TemporaryCopy>> make(const std::filesystem::path &file);
    ~TemporaryCopy();
    TemporaryCopy(const TemporaryCopy &) = delete;
    TemporaryCopy &operator=(const TemporaryCopy &) = delete;
    [[nodiscard]] std::filesystem::path file() const { return m_folder / "copy.sqlite"; }

private:
    explicit TemporaryCopy(std::filesystem::path folder)
        : m_folder(std::move(folder))
    {
    }
    std::filesystem::path m_folder;
};

} // namespace syncline
