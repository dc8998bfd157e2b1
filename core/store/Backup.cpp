#include "core/store/Backup.h"

#include "core/store/DatabaseError.h"
#include "core/store/ReaderPool.h"

#include <cstring>
#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

namespace syncline {

namespace {

namespace fs = std::filesystem;

/** 4 MiB of 16 KiB pages between two looks at the stop token. */
constexpr int pagesPerStep = 256;

/** The unfinished copy: gone unless it was kept. */
class PartFile
{
public:
    explicit PartFile(const fs::path &to)
        : m_part(fs::path(to).concat(".part"))
    {
        removeAll();
    }
    ~PartFile() { removeAll(); }
    PartFile(const PartFile &) = delete;
    PartFile &operator=(const PartFile &) = delete;
    [[nodiscard]] const fs::path &path() const { return m_part; }

private:
    void removeAll() const
    {
        std::error_code error;
        for (const char *suffix : {"", "-journal", "-wal", "-shm"})
            fs::remove(fs::path(m_part).concat(suffix), error);
    }
    fs::path m_part;
};

Error stoppedError()
{
    return Error(errc::cancelled, "The backup was stopped; no backup was made.");
}

Result<void> copyPages(sqlite3 *source, sqlite3 *target, const std::stop_token &stop)
{
    sqlite3_backup *backup = sqlite3_backup_init(target, "main", source, "main");
    if (!backup)
        return databaseError(target, sqlite3_extended_errcode(target), "begin the backup");
    int code = SQLITE_OK;
    while (code == SQLITE_OK && !stop.stop_requested())
        code = sqlite3_backup_step(backup, pagesPerStep);
    sqlite3_backup_finish(backup);
    if (code == SQLITE_OK)
        return stoppedError();
    if (code != SQLITE_DONE)
        return databaseError(target, code, "write the backup");
    return {};
}

Result<void> makeDurable(const fs::path &path)
{
    const int descriptor = open(path.c_str(), O_RDONLY | O_CLOEXEC);
    const bool synced = descriptor >= 0 && fsync(descriptor) == 0;
    const int reason = errno;
    if (descriptor >= 0)
        close(descriptor);
    if (!synced) {
        return Error(errc::storage, "%1 could not be written to the disk for good.",
                     {path.string()})
            .withDetail(std::strerror(reason));
    }
    return {};
}

Result<void> verifyCopy(const fs::path &copy, const std::stop_token &stop)
{
    SYNCLINE_TRY(auto database, Database::open(copy, Database::Mode::ReadOnly));
    const std::stop_callback onStop(stop, [&database] { database->stop(); });
    SYNCLINE_TRY(const std::vector<std::string> findings, checkIntegrity(*database));
    if (!findings.empty()) {
        return Error(errc::corrupt, "The backup was made but is damaged, so it was not kept: %1.",
                     {findings.front()});
    }
    return {};
}

} // namespace

Result<std::vector<std::string>> checkIntegrity(Database &database, bool quick)
{
    std::vector<std::string> findings;
    SYNCLINE_TRY(Statement check, database.prepare(quick ? "PRAGMA quick_check(100)"
                                                         : "PRAGMA integrity_check(100)"));
    for (;;) {
        const Result<bool> row = check.step();
        if (!row && row.error().is(errc::corrupt)) { // too broken to be read to the end
            findings.push_back(row.error().detail);
            return findings;
        }
        if (!row)
            return row.error();
        if (!row.value())
            return findings;
        if (check.text(0) != "ok")
            findings.emplace_back(check.text(0));
    }
}

Result<std::int64_t> databaseBytes(Database &database)
{
    SYNCLINE_TRY(Statement pages, database.prepare("PRAGMA page_count"));
    SYNCLINE_CHECK(pages.step());
    SYNCLINE_TRY(Statement size, database.prepare("PRAGMA page_size"));
    SYNCLINE_CHECK(size.step());
    return pages.integer(0) * size.integer(0);
}

Result<void> backupTo(Database &source, const fs::path &to, const std::stop_token &stop)
{
    const PartFile part(to);
    // In a snapshot: otherwise each commit of the writer would make the copy begin again.
    SYNCLINE_CHECK(ReaderPool::beginSnapshot(source));
    {
        SYNCLINE_TRY(auto target, Database::open(part.path(), Database::Mode::ReadWrite));
        SYNCLINE_CHECK(copyPages(source.handle(), target->handle(), stop));
        SYNCLINE_CHECK(
            target->exec("PRAGMA journal_mode=DELETE")); // one file, that any tool can open
    }
    SYNCLINE_CHECK(source.exec("ROLLBACK"));
    SYNCLINE_CHECK(verifyCopy(part.path(), stop));
    if (stop.stop_requested())
        return stoppedError();
    SYNCLINE_CHECK(makeDurable(part.path()));
    std::error_code error;
    fs::rename(part.path(), to, error);
    if (error) {
        return Error(errc::storage, "The backup could not be moved to %1.", {to.string()})
            .withDetail(error.message());
    }
    return makeDurable(to.parent_path().empty() ? fs::path(".") : to.parent_path());
}

} // namespace syncline
