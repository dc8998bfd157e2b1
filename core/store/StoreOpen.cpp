#include "core/store/Backup.h"
#include "core/store/ProjectLock.h"
#include "core/store/SqliteStore.h"
#include "core/store/StoreFile.h"

#include <sqlite3.h>
#include <unistd.h>

namespace syncline {

namespace {

constexpr int writerCacheKiB = 64 * 1024;
constexpr int readerCacheKiB = 8 * 1024;

Database::Options readerOptions(const Store::Options &options)
{
    return {.vfs = options.vfs, .cacheKiB = readerCacheKiB};
}

/** A connection that will not fold the log into the file when it closes. */
void leaveLogAlone(Database &database)
{
    sqlite3_db_config(database.handle(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
}

/** The versions as the log has them, through a connection that changes neither file nor log. */
Result<void> checkFormatOf(const std::filesystem::path &file, const Database::Options &options)
{
    SYNCLINE_TRY(auto probe, Database::open(file, Database::Mode::ReadOnly, options));
    leaveLogAlone(*probe);
    return StoreFile::checkFormat(*probe, file);
}

Result<std::unique_ptr<Store>> openReadOnly(const Store::Options &options)
{
    const bool writable = folderTakesFiles(options.file.parent_path());
    SYNCLINE_TRY(const StoreFile found, StoreFile::inspect(options.file));
    if (!found.exists) {
        return Error(errc::readOnly,
                     "%1 does not exist yet, and it cannot be made: the folder is read-only.",
                     {options.file.string()});
    }
    std::filesystem::path file = options.file;
    Database::Options readers = readerOptions(options);
    Result<void> readable;
    if (writable)
        readable = checkFormatOf(file, readers);
    std::shared_ptr<TemporaryCopy> copy;
    // On a full disk there is no room for the file by which readers share the log.
    if (!writable || (!readable && readable.error().is(errc::diskFull))) {
        if (found.hasLog) {
            SYNCLINE_TRY(copy, TemporaryCopy::make(options.file));
            file = copy->file();
        } else {
            readers.immutable = true; // without a log nothing is overlooked
        }
        readable = checkFormatOf(file, readers);
    }
    SYNCLINE_CHECK(readable);
    return std::unique_ptr<Store>(std::make_unique<SqliteStore>(
        options.file, nullptr,
        std::make_shared<ReaderPool>(file, readers, options.readers, std::move(copy))));
}

Result<void> checkAfterUncleanEnd(Database &database, const std::filesystem::path &file)
{
    SYNCLINE_TRY(const std::vector<std::string> findings, checkIntegrity(database, true));
    if (findings.empty())
        return {};
    leaveLogAlone(database); // file and log stay as they were found
    return Error(errc::corrupt,
                 "%1 was damaged when Syncline or the computer stopped last time: %2. Restore a "
                 "backup; the damaged file was not changed.",
                 {file.string(), findings.front()});
}

Result<std::unique_ptr<Database>> openWriter(const Store::Options &options, const StoreFile &found)
{
    SYNCLINE_TRY(auto writer, Database::open(options.file, Database::Mode::ReadWrite,
                                             {.vfs = options.vfs, .cacheKiB = writerCacheKiB}));
    if (found.hasLog)
        SYNCLINE_CHECK(checkAfterUncleanEnd(*writer, options.file));
    SYNCLINE_TRY(Statement look, writer->prepare("PRAGMA user_version"));
    SYNCLINE_TRY(const bool row, look.step());
    const bool made = row && look.integer(0) != 0;
    look.reset();
    if (!made)
        SYNCLINE_CHECK(StoreFile::create(*writer));
    return writer;
}

Result<std::unique_ptr<Store>> openForWriting(const Store::Options &options)
{
    const std::filesystem::path folder = options.file.parent_path();
    SYNCLINE_TRY(std::shared_ptr<ProjectLock> lock,
                 ProjectLock::take(folder, options.lockPatience));
    SYNCLINE_TRY(const StoreFile found, StoreFile::inspect(options.file));
    if (found.exists) // before a connection that may write is opened
        SYNCLINE_CHECK(checkFormatOf(options.file, readerOptions(options)));
    SYNCLINE_TRY(auto writer, openWriter(options, found));
    SYNCLINE_TRY(auto queue, CommitQueue::create(std::move(writer),
                                                 {.checkpointFrames = options.checkpointFrames,
                                                  .keepAlive = std::move(lock)}));
    if (options.ballast)
        Ballast(folder).ensure();
    return std::unique_ptr<Store>(std::make_unique<SqliteStore>(
        options.file, std::move(queue),
        std::make_shared<ReaderPool>(options.file, readerOptions(options), options.readers,
                                     nullptr)));
}

} // namespace

Result<std::unique_ptr<Store>> Store::open(Options options)
{
    std::error_code error;
    options.file = std::filesystem::absolute(options.file, error);
    const std::filesystem::path folder = options.file.parent_path();
    if (!options.readOnly)
        std::filesystem::create_directories(folder,
                                            error); // fails: read-only, which comes out below
    const bool fileIsReadOnly =
        std::filesystem::exists(options.file, error) && access(options.file.c_str(), W_OK) != 0;
    if (options.readOnly || fileIsReadOnly || !folderTakesFiles(folder))
        return openReadOnly(options);
    return openForWriting(options);
}

} // namespace syncline
