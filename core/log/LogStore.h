#pragma once

#include "core/base/Ids.h"
#include "core/base/Result.h"
#include "core/log/LogTypes.h"
#include "core/net/HttpTypes.h"

#include <filesystem>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

namespace syncline {

/**
 * Structured logs and HTTP captures, in a database of their own (logs.sqlite): appending never
 * waits for a record transaction. Thread-safe: append() queues, a writer thread commits batches (≤
 * 50 ms apart). Keeps at most `maxEntries`; a damaged file is set aside (logs.sqlite.damaged-1) and
 * begun anew. Texts are kept raw: whoever shows them escapes them (core/base/TextSafe.h).
 *
 * In a flood append() blocks for up to 200 ms; what finds no room then, or no room on the disk, is
 * dropped and counted, and one line says how many as soon as lines can be written again.
 */
class LogStore
{
public:
    struct Options
    {
        std::filesystem::path file;
        std::int64_t maxEntries = 5'000'000;
        bool readOnly = false; ///< append() drops; a file that does not exist is an empty log.
        std::int64_t maxCaptures = 20'000;
        std::int64_t maxCaptureBytes = 256'000'000; ///< Of bodies and headers together.
        std::size_t maxQueued = 200'000;            ///< Lines waiting for the writer.
        std::string vfs = {}; ///< Name of a registered sqlite3_vfs; empty: the default.
    };
    /** SYNC_TOO_NEW when a newer program has written the file; it is left as it is. */
    static Result<std::unique_ptr<LogStore>> open(Options options);
    /** Commits what is queued. */
    virtual ~LogStore() = default;

    virtual void append(LogEntry entry) = 0;
    virtual void append(HttpCapture capture) = 0;
    /** Blocks until everything appended before is committed (or dropped). */
    virtual void flush() = 0;
    /** SYNC_CANCELLED soon after a stop request. Never waits for the writer; long searches do not
     * hinder short queries. */
    [[nodiscard]] virtual Result<std::vector<LogEntry>> query(const LogQuery &query,
                                                              std::stop_token stop = {}) = 0;
    /** Newest first; of all runs with noRun; ids below @p before, or from the newest with 0. */
    [[nodiscard]] virtual Result<std::vector<HttpCapture>> captures(RunId run, std::int64_t before,
                                                                    int limit) = 0;
    /** The highest run that an entry or a capture names; noRun: none. */
    [[nodiscard]] virtual Result<RunId> newestRun() = 0;
    /** Called after each commit with the new entries' highest id, on the writer thread. */
    virtual void setListener(std::function<void(std::int64_t)> listener) = 0;
    /** Lines and captures that were not kept, since this was opened. */
    [[nodiscard]] virtual std::uint64_t dropped() const = 0;
};

} // namespace syncline
