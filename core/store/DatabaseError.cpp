#include "core/store/DatabaseError.h"

#include <cerrno>
#include <sqlite3.h>

namespace syncline {

namespace {

constexpr std::string_view uniqueWords = "UNIQUE constraint failed: ";

constexpr int primary(int code)
{
    return code & 0xff;
}

bool isDiskFull(sqlite3 *handle, int code)
{
    if (primary(code) == SQLITE_FULL)
        return true;
    if (primary(code) != SQLITE_IOERR && primary(code) != SQLITE_CANTOPEN)
        return false;
    const int reason = handle ? sqlite3_system_errno(handle) : 0;
    return reason == ENOSPC || reason == EDQUOT;
}

Error uniqueError(std::string_view words)
{
    // "UNIQUE constraint failed: product.sku": the columns are what callers want.
    const std::size_t colon = words.rfind(": ");
    const std::string columns(colon == std::string_view::npos ? words : words.substr(colon + 2));
    return Error(errc::nonUniqueData, "Another record has this value already (%1).", {columns})
        .withDetail(columns);
}

} // namespace

Error databaseError(sqlite3 *handle, int code, std::string_view doing)
{
    const bool fresh = handle && primary(sqlite3_extended_errcode(handle)) == primary(code);
    const std::string words = fresh ? sqlite3_errmsg(handle) : sqlite3_errstr(code);
    const std::string what(doing);
    const auto make = [&](std::string_view errorCode, std::string_view sentence) {
        return Error(errorCode, sentence, {what, words}).withDetail(words);
    };

    if (isDiskFull(handle, code))
        return make(errc::diskFull,
                    "The disk is full: could not %1. Free some space and try again.");
    if (code == SQLITE_IOERR_CORRUPTFS)
        return make(errc::corrupt, "The file system is damaged: could not %1.");
    if (code == SQLITE_CONSTRAINT_UNIQUE || code == SQLITE_CONSTRAINT_PRIMARYKEY ||
        code == SQLITE_CONSTRAINT_ROWID ||
        (code == SQLITE_CONSTRAINT_TRIGGER && words.starts_with(uniqueWords))) // a scratch session
        return uniqueError(words);

    switch (primary(code)) {
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return make(errc::corrupt, "The database file is damaged: could not %1. Restore a backup, "
                                   "or repair it with \"syncline doctor\".");
    case SQLITE_READONLY:
    case SQLITE_PERM:
        return make(errc::readOnly, "The database is read-only: could not %1.");
    case SQLITE_INTERRUPT:
        return make(errc::cancelled, "Stopped before it was done: could not %1.");
    case SQLITE_IOERR:
        return make(errc::storage, "The disk reported an error: could not %1 (%2).");
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return make(errc::storage, "Another program is using the database: could not %1. Close it "
                                   "and try again.");
    default:
        return make(errc::storage, "The database could not %1: %2.");
    }
}

bool breaksTransaction(int code)
{
    switch (primary(code)) {
    case SQLITE_FULL:
    case SQLITE_IOERR:
    case SQLITE_NOMEM:
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return true;
    default:
        return false;
    }
}

} // namespace syncline
