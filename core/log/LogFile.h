#pragma once

#include "core/log/LogStore.h"
#include "core/store/Database.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>

namespace syncline {

/**
 * The log file as its writer sees it: tables, batches, pruning. For one thread.
 *
 * Entries have consecutive ids. Every 16,384 ids form a span, whose times and highest level are
 * kept beside them, so that a search by time or level looks only where there is something; no index
 * is paid for with each line but that of the runs.
 */
class LogFile
{
public:
    static constexpr std::int64_t spanSize = 16'384;

    /** Makes the file when it does not exist. SYNC_CORRUPT, SYNC_TOO_NEW, or what SQLite says. */
    static Result<std::unique_ptr<LogFile>> open(const LogStore::Options &options);

    /** One transaction. Gives @p entries and @p captures their ids. */
    Result<void> write(std::span<LogEntry> entries, std::span<HttpCapture> captures);
    [[nodiscard]] std::int64_t lastId() const { return m_lastId; }
    /** Gives a new, empty file ids above @p id. */
    void continueAfter(std::int64_t id);
    /** SYNC_TOO_NEW. */
    static Result<void> checkVersion(Database &database, const std::filesystem::path &file);

private:
    LogFile(const LogStore::Options &options, std::unique_ptr<Database> database);
    Result<void> createTables();
    Result<void> readState();
    Result<void> insertAll(std::span<LogEntry> entries, std::span<HttpCapture> captures);
    Result<void> insertEntries(std::span<LogEntry> entries);
    Result<void> insertCaptures(std::span<HttpCapture> captures);
    Result<void> writeSpan(std::int64_t number, std::span<const LogEntry> entries);
    Result<void> prune();
    Result<void> pruneCaptures();

    const LogStore::Options m_options;
    std::unique_ptr<Database> m_database;
    std::int64_t m_firstId = 1;
    std::int64_t m_lastId = 0;
    std::int64_t m_lastCapture = 0;
    std::int64_t m_captures = 0;
    std::int64_t m_captureBytes = 0;
};

} // namespace syncline
