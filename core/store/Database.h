#pragma once

#include "core/base/Result.h"
#include "core/store/Statement.h"

#include <atomic>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

struct sqlite3;

namespace syncline {

/** A collation that every connection has: text::compareFolded(). A word of SQL. */
inline constexpr const char *foldCollation = "syncline_fold";

/**
 * One SQLite connection. Used by one thread at a time; only interrupt() and stop() may come from
 * another. Errors: SYNC_STORAGE (SQLite's words in detail), SYNC_DISK_FULL, SYNC_CORRUPT,
 * SYNC_READ_ONLY, SYNC_CANCELLED (interrupted), GGT_NON_UNIQUE_DATA (a unique constraint; detail
 * names table.column).
 */
class Database
{
public:
    enum class Mode : std::uint8_t { ReadWrite, ReadOnly, Memory };
    struct Options
    {
        std::string vfs;          ///< Name of a registered sqlite3_vfs; empty: the default.
        int cacheKiB = 16 * 1024; ///< Page cache.
        bool immutable = false;   ///< ReadOnly: the file lies on a medium that nobody can change.
    };
    /**
     * ReadWrite makes the file if need be (16 KiB pages, WAL, synchronous=FULL). A ReadOnly
     * connection never writes or checkpoints the file, but may have TEMP tables.
     */
    static Result<std::unique_ptr<Database>> open(const std::filesystem::path &file, Mode mode);
    static Result<std::unique_ptr<Database>> open(const std::filesystem::path &file, Mode mode,
                                                  const Options &options);
    ~Database();
    Database(const Database &) = delete;
    Database &operator=(const Database &) = delete;

    /**
     * Prepared once per text and kept (LRU of 200). A text in use twice at once gets a second,
     * uncached statement. One statement per text. Statements must not outlive their Database.
     */
    Result<Statement> prepare(std::string_view sql);
    /** Runs one or several statements; rows that they return are dropped. */
    Result<void> exec(std::string_view sql);
    [[nodiscard]] std::int64_t lastInsertId() const;
    /** Rows that the last INSERT, UPDATE or DELETE changed. */
    [[nodiscard]] std::int64_t changes() const;
    /** Rows that this connection has changed since it was opened, by triggers too. */
    [[nodiscard]] std::int64_t totalChanges() const;
    [[nodiscard]] bool inTransaction() const;
    /**
     * In a scratch session: an id for a new row of any table, far from all that main will ever
     * give. Elsewhere nothing: let SQLite choose.
     */
    std::optional<std::int64_t> newScratchId();
    void enableScratchIds() { m_lastScratchId = firstScratchId - 1; }
    /** Ids from here on are of a scratch session; exact in a double, so also in JSON and
     * JavaScript. */
    static constexpr std::int64_t firstScratchId = 9'000'000'000'000'000;

    /** Ends the statement under way, if there is one, with SYNC_CANCELLED; thread-safe. */
    void interrupt();
    /** As interrupt(), and refuses every further step until clearStop(); thread-safe. */
    void stop();
    void clearStop();

    /**
     * Watches the open transaction until endGuard(): when an error ends it or may have left it half
     * done (disk full, I/O error, damage, automatic rollback), it is poisoned, and every further
     * step fails with that error instead of writing outside a transaction. COMMIT and ROLLBACK as
     * statements of the user count as errors.
     */
    void beginGuard();
    void endGuard();
    /** Whether steps are taken at present; else the error that they fail with. */
    [[nodiscard]] Result<void> health() const;
    [[nodiscard]] bool isPoisoned() const { return m_poison.has_value(); }
    void setPoison(Error error);

    /** The Error for SQLite's present state; @p doing says what was tried ("read the records of
     * product"). */
    [[nodiscard]] Error lastError(std::string_view doing) const;
    [[nodiscard]] sqlite3 *handle() const { return m_handle; }

private:
    friend class Statement;
    struct Cache;
    explicit Database(sqlite3 *handle);
    Result<void> configure(Mode mode, const Options &options);
    Result<sqlite3_stmt *> compile(std::string_view sql, bool keep);
    /** The error of a step that failed or was refused; poisons a guarded transaction that it broke.
     */
    Error stepFailed(int code, std::string_view doing);
    Error refusal() const;
    void releaseStatement(sqlite3_stmt *statement, CachedStatement *cached);

    sqlite3 *m_handle = nullptr;
    std::unique_ptr<Cache> m_cache;
    StepGate m_gate;
    std::atomic<bool> m_stopped = false;
    std::optional<Error> m_poison;
    bool m_guarded = false;
    std::int64_t m_lastScratchId = 0; ///< 0: no scratch session.
};

/** Quotes an identifier for SQL. */
std::string quoteName(std::string_view name);
/** Quotes a text as an SQL literal. */
std::string quoteText(std::string_view text);

} // namespace syncline
