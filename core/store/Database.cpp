#include "core/store/Database.h"

#include "core/base/CaseFold.h"
#include "core/store/DatabaseError.h"
#include "core/store/QueryFunctions.h"
#include "core/store/StatementCache.h"

namespace syncline {

namespace {

constexpr int busyTimeoutMs = 250;
/** Virtual machine steps between two looks at the stop flag. */
constexpr int stepsPerStopCheck = 4000;

Result<void> execRaw(sqlite3 *handle, const char *sql, std::string_view doing)
{
    const int code = sqlite3_exec(handle, sql, nullptr, nullptr, nullptr);
    if (code != SQLITE_OK)
        return databaseError(handle, code, doing);
    return {};
}

std::string uriOf(const std::filesystem::path &file)
{
    std::string uri = "file:";
    for (const char c : file.string()) {
        constexpr std::string_view digits = "0123456789abcdef";
        if (c == '%' || c == '?' || c == '#') {
            const auto byte = static_cast<unsigned char>(c);
            uri += '%';
            uri += digits[byte >> 4U];
            uri += digits[byte & 15U];
        } else {
            uri += c;
        }
    }
    return uri + "?immutable=1";
}

int compareTexts(void * /*nothing*/, int sizeA, const void *a, int sizeB, const void *b)
{
    return text::compareFolded({static_cast<const char *>(a), static_cast<std::size_t>(sizeA)},
                               {static_cast<const char *>(b), static_cast<std::size_t>(sizeB)});
}

/**
 * Those who share a commit have a savepoint each, for which SQLite keeps the old image of every
 * page that they change. By default it writes more than 64 KiB of them, four pages, to a file; an
 * action that changes a record, with its history and its run, changes seven. Does nothing when
 * SQLite is in use already.
 */
void keepSavepointsInMemory()
{
    constexpr int bytes = 120 * 1024; // at 128 KiB SQLite fails: it writes them at once, by 17 bits
    static const int done = sqlite3_config(SQLITE_CONFIG_STMTJRNL_SPILL, bytes);
    static_cast<void>(done);
}

bool isOnlySpace(std::string_view text)
{
    return text.find_first_not_of(" \t\r\n;") == std::string_view::npos;
}

} // namespace

struct Database::Cache : StatementCache
{
};

Database::Database(sqlite3 *handle)
    : m_handle(handle),
      m_cache(std::make_unique<Cache>())
{
}

Database::~Database()
{
    m_cache->clear();
    sqlite3_close_v2(m_handle);
}

Result<std::unique_ptr<Database>> Database::open(const std::filesystem::path &file, Mode mode)
{
    return open(file, mode, Options{});
}

Result<std::unique_ptr<Database>> Database::open(const std::filesystem::path &file, Mode mode,
                                                 const Options &options)
{
    // The lease, not SQLite's own mutex, guards a connection; see Database's contract.
    int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    std::string name = file.string();
    if (mode == Mode::Memory) {
        flags |= SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_MEMORY;
        name = ":memory:";
    } else if (mode == Mode::ReadOnly) {
        flags |= SQLITE_OPEN_READONLY;
        if (options.immutable) {
            flags |= SQLITE_OPEN_URI;
            name = uriOf(file);
        }
    } else {
        flags |= SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    }
    keepSavepointsInMemory();
    sqlite3 *handle = nullptr;
    const int code = sqlite3_open_v2(name.c_str(), &handle, flags,
                                     options.vfs.empty() ? nullptr : options.vfs.c_str());
    std::unique_ptr<Database> database(new Database(handle));
    if (code != SQLITE_OK)
        return databaseError(handle, code, "open " + file.string());
    SYNCLINE_CHECK(database->configure(mode, options));
    return database;
}

Result<void> Database::configure(Mode mode, const Options &options)
{
    sqlite3_busy_timeout(m_handle, busyTimeoutMs);
    sqlite3_db_config(m_handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    sqlite3_db_config(m_handle, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(m_handle, SQLITE_DBCONFIG_DQS_DDL, 0, nullptr);
    sqlite3_db_config(m_handle, SQLITE_DBCONFIG_DQS_DML, 0, nullptr);
    sqlite3_create_collation_v2(m_handle, foldCollation, SQLITE_UTF8, nullptr, compareTexts,
                                nullptr);
    if (const int code = registerQueryFunctions(m_handle); code != SQLITE_OK)
        return databaseError(m_handle, code, "open the database");
    sqlite3_progress_handler(
        m_handle, stepsPerStopCheck,
        [](void *stopped) -> int {
            return static_cast<std::atomic<bool> *>(stopped)->load(std::memory_order_relaxed) ? 1
                                                                                              : 0;
        },
        &m_stopped);

    constexpr std::string_view doing = "open the database";
    // secure_delete: Debian's default zeroes what is deleted, which writes it once more and needs
    // the space for that on a disk that may be full.
    SYNCLINE_CHECK(execRaw(m_handle,
                           "PRAGMA foreign_keys=OFF; PRAGMA cell_size_check=ON; "
                           "PRAGMA mmap_size=0; PRAGMA secure_delete=FAST",
                           doing));
    switch (mode) {
    case Mode::ReadWrite:
        SYNCLINE_CHECK(execRaw(
            m_handle, "PRAGMA page_size=16384; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL",
            doing));
        break;
    case Mode::ReadOnly:
        SYNCLINE_CHECK(execRaw(m_handle, "PRAGMA wal_autocheckpoint=0", doing));
        break;
    case Mode::Memory:
        break;
    }
    // Last: SQLite would take a limit told before the page size as so many smaller pages.
    const std::string cache = "PRAGMA cache_size=-" + std::to_string(options.cacheKiB);
    return execRaw(m_handle, cache.c_str(), doing);
}

Result<sqlite3_stmt *> Database::compile(std::string_view sql, bool keep)
{
    sqlite3_stmt *statement = nullptr;
    const char *tail = nullptr;
    const int code = sqlite3_prepare_v3(m_handle, sql.data(), static_cast<int>(sql.size()),
                                        keep ? SQLITE_PREPARE_PERSISTENT : 0, &statement, &tail);
    if (code != SQLITE_OK) {
        Error error = stepFailed(code, "prepare a statement");
        error.detail += " in: " + std::string(sql.substr(0, 2000));
        return error;
    }
    const auto used = static_cast<std::size_t>(tail - sql.data());
    if (!statement || !isOnlySpace(sql.substr(used))) {
        sqlite3_finalize(statement);
        return Error(errc::storage, "One statement was expected.").withDetail(std::string(sql));
    }
    return statement;
}

Result<Statement> Database::prepare(std::string_view sql)
{
    if (m_gate.closed.load(std::memory_order_relaxed))
        return refusal();
    CachedStatement *entry = m_cache->find(sql);
    if (entry && entry->busy) {
        SYNCLINE_TRY(sqlite3_stmt * statement, compile(sql, false));
        return Statement(this, statement, nullptr, &m_gate);
    }
    if (!entry) {
        SYNCLINE_TRY(sqlite3_stmt * statement, compile(sql, true));
        entry = m_cache->insert(sql, statement);
    }
    entry->busy = true;
    return Statement(this, entry->statement, entry, &m_gate);
}

void Database::releaseStatement(sqlite3_stmt *statement, CachedStatement *cached)
{
    if (!cached) {
        sqlite3_finalize(statement);
        return;
    }
    sqlite3_reset(statement);
    sqlite3_clear_bindings(statement);
    cached->busy = false;
}

Result<void> Database::exec(std::string_view sql)
{
    if (m_gate.closed.load(std::memory_order_relaxed))
        return refusal();
    const int code = sqlite3_exec(m_handle, std::string(sql).c_str(), nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) {
        Error error = stepFailed(code, "carry out a statement");
        error.detail += " in: " + std::string(sql.substr(0, 2000));
        return error;
    }
    return {};
}

std::int64_t Database::lastInsertId() const
{
    return sqlite3_last_insert_rowid(m_handle);
}

std::int64_t Database::changes() const
{
    return sqlite3_changes64(m_handle);
}

std::int64_t Database::totalChanges() const
{
    return sqlite3_total_changes64(m_handle);
}

bool Database::inTransaction() const
{
    return sqlite3_get_autocommit(m_handle) == 0;
}

std::optional<std::int64_t> Database::newScratchId()
{
    if (m_lastScratchId == 0)
        return std::nullopt;
    return ++m_lastScratchId;
}

void Database::interrupt()
{
    sqlite3_interrupt(m_handle);
}

void Database::stop()
{
    m_stopped.store(true);
    m_gate.closed.store(true);
    sqlite3_interrupt(m_handle);
}

void Database::clearStop()
{
    m_stopped.store(false);
    m_gate.closed.store(m_poison.has_value());
}

Error Database::lastError(std::string_view doing) const
{
    return databaseError(m_handle, sqlite3_extended_errcode(m_handle), doing);
}

std::string quoteName(std::string_view name)
{
    std::string out = "\"";
    for (const char c : name) {
        if (c == '"')
            out += '"';
        out += c;
    }
    return out + '"';
}

std::string quoteText(std::string_view text)
{
    std::string out = "'";
    for (const char c : text) {
        if (c == '\'')
            out += '\'';
        out += c;
    }
    return out + '\'';
}

} // namespace syncline
