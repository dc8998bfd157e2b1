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
 * Structured logs and HTTP captures, in a database of their own (logs.sqlite): appending never waits for a record transaction. Thread-safe:
 * append() queues, a writer thread commits batches (≤ 50 ms apart). Keeps at most `maxEntries`; a damaged file is set aside and begun anew.
 */
class LogStore
{
public:
    struct Options
    {
        std::filesystem::path file;
        std::int64_t maxEntries = 5'000'000;
        bool readOnly = false;
    };
    static Result<std::unique_ptr<LogStore>> open(Options options);
    virtual ~LogStore() = default;

    virtual void append(LogEntry entry) = 0;
    virtual void append(HttpCapture capture) = 0;
    /** Blocks until everything appended before is committed. */
    virtual void flush() = 0;
    [[nodiscard]] virtual Result<std::vector<LogEntry>> query(const LogQuery &query, std::stop_token stop = {}) = 0;
    [[nodiscard]] virtual Result<std::vector<HttpCapture>> captures(RunId run, std::int64_t before, int limit) = 0;
    /** Called after each commit with the new entries' highest id, on the writer thread. */
    virtual void setListener(std::function<void(std::int64_t)> listener) = 0;
};

} // namespace syncline
