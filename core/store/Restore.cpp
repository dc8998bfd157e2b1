#include "core/store/Restore.h"

#include "core/store/Backup.h"
#include "core/store/StoreFile.h"

namespace syncline {

namespace {

namespace fs = std::filesystem;

fs::path beside(const fs::path &file, const char *suffix)
{
    return fs::path(file).concat(suffix);
}

/**
 * Folds the log of @p file into it, so that the file alone is the database: a log that stayed
 * behind would be taken for one of the file that comes.
 */
Result<void> foldLog(const fs::path &file)
{
    SYNCLINE_TRY(auto database, Database::open(file, Database::Mode::ReadWrite));
    SYNCLINE_TRY(Statement mode, database->prepare("PRAGMA journal_mode=DELETE"));
    SYNCLINE_TRY(const bool row, mode.step());
    if (!row || mode.text(0) != "delete") {
        return Error(errc::locked, "%1 is in use, so it cannot be replaced. Close what uses it.",
                     {file.string()});
    }
    return {};
}

Result<void> keepCopy(const fs::path &file, const fs::path &keepAs, const std::stop_token &stop)
{
    SYNCLINE_TRY(auto database, Database::open(file, Database::Mode::ReadOnly));
    return backupTo(*database, keepAs, stop);
}

Result<void> move(const fs::path &from, const fs::path &to)
{
    std::error_code error;
    fs::rename(from, to, error);
    if (error) {
        return Error(errc::storage, "%1 cannot be moved to %2.", {from.string(), to.string()})
            .withDetail(error.message());
    }
    return {};
}

/** A database that cannot be read is moved with its log as it is: somebody may still save it. */
Result<void> moveDamaged(const fs::path &file, const fs::path &keepAs)
{
    std::error_code error;
    for (const char *suffix : {"-shm", "-wal"}) {
        if (fs::exists(beside(file, suffix), error))
            SYNCLINE_CHECK(move(beside(file, suffix), beside(keepAs, suffix)));
    }
    return move(file, keepAs);
}

bool isDamage(const Error &error)
{
    return error.is(errc::corrupt) || error.is(errc::invalidInput);
}

} // namespace

Result<void> checkBackup(const fs::path &file, const std::stop_token &stop)
{
    std::error_code error;
    if (!fs::is_regular_file(file, error))
        return Error(errc::notFound, "There is no file %1.", {file.string()});
    SYNCLINE_TRY(const StoreFile found, StoreFile::inspect(file));
    if (!found.exists)
        return Error(errc::invalidInput, "%1 is empty, so it is no backup.", {file.string()});
    SYNCLINE_TRY(auto database, Database::open(file, Database::Mode::ReadOnly));
    SYNCLINE_CHECK(StoreFile::checkFormat(*database, file));
    const std::stop_callback onStop(stop, [&database] { database->stop(); });
    SYNCLINE_TRY(const std::vector<std::string> findings, checkIntegrity(*database));
    if (!findings.empty()) {
        return Error(errc::corrupt, "%1 is damaged, so it was not restored: %2.",
                     {file.string(), findings.front()});
    }
    return {};
}

Result<RestoredStore> restoreStore(const fs::path &from, const fs::path &to, const fs::path &keepAs,
                                   const std::stop_token &stop)
{
    SYNCLINE_CHECK(checkBackup(from, stop));
    RestoredStore outcome;
    std::error_code error;
    // The copy first: whatever fails, fails while nothing has changed.
    const fs::path fresh = beside(to, ".restoring");
    {
        SYNCLINE_TRY(auto source, Database::open(from, Database::Mode::ReadOnly));
        SYNCLINE_CHECK(backupTo(*source, fresh, stop));
    }
    const auto replace = [&]() -> Result<void> {
        if (!fs::exists(to, error))
            return move(fresh, to);
        outcome.kept = keepAs;
        Result<void> kept = keepCopy(to, keepAs, stop);
        if (kept)
            kept = foldLog(to);
        if (!kept && !isDamage(kept.error())) {
            fs::remove(keepAs, error); // nothing is replaced
            return kept;
        }
        if (!kept) {
            outcome.damaged = true;
            SYNCLINE_CHECK(moveDamaged(to, keepAs));
        }
        return move(fresh, to);
    };
    Result<void> replaced = replace();
    if (!replaced) {
        fs::remove(fresh, error);
        return replaced.error();
    }
    return outcome;
}

} // namespace syncline
