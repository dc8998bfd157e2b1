#pragma once

#include "core/base/Result.h"
#include "core/store/Statement.h"

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

struct sqlite3;

namespace syncline {

/**
 * One SQLite connection. Used by one thread at a time; only interrupt() may come from another. Errors: SYNC_STORAGE (SQLite's words in detail), SYNC_DISK_FULL, SYNC_CORRUPT, SYNC_READ_ONLY,
 * SYNC_CANCELLED (interrupted), GGT_NON_UNIQUE_DATA (a unique constraint; detail names table.column).
 */
class Database
{
public:
    enum class Mode : std::uint8_t { ReadWrite, ReadOnly, Memory };
    static Result<std::unique_ptr<Database>> open(const std::filesystem::path &file, Mode mode);
    ~Database();
    Database(const Database &) = delete;
    Database &operator=(const Database &) = delete;

    /** Prepared once per text and kept (LRU of 200). A text in use twice at once gets a second, uncached statement. */
    Result<Statement> prepare(std::string_view sql);
    /** Runs one or several statements without results. */
    Result<void> exec(std::string_view sql);
    [[nodiscard]] std::int64_t lastInsertId() const;
    [[nodiscard]] std::int64_t changes() const;
    [[nodiscard]] bool inTransaction() const;
    /** Ends the statement under way with SYNC_CANCELLED; thread-safe. */
    void interrupt();
    /** The Error for SQLite's present state; @p doing says what was tried ("read the records of product"). */
    [[nodiscard]] Error lastError(std::string_view doing) const;
    [[nodiscard]] sqlite3 *handle() const { return m_handle; }

private:
    friend class Statement;
    explicit Database(sqlite3 *handle);
    struct Cache;
    sqlite3 *m_handle = nullptr;
    std::unique_ptr<Cache> m_cache;
};

/** Quotes an identifier for SQL. */
std::string quoteName(std::string_view name);

} // namespace syncline
