#include "core/log/LogReader.h"

#include "core/base/Json.h"
#include "core/log/LogFile.h"
#include "core/net/Ascii.h"

#include <algorithm>
#include <cstring>
#include <limits>

namespace syncline::logreader {

namespace {

constexpr int largestLimit = 10'000;
constexpr std::int64_t furthest = std::numeric_limits<std::int64_t>::max() / 2;

Error wasCancelled()
{
    return Error(errc::cancelled, "The search of the log was cancelled.");
}

/** The numbers of the spans that may have something for @p query, in the order to read them. */
Result<std::vector<std::int64_t>> spansFor(Database &database, const LogQuery &query, bool isTail)
{
    const std::int64_t first = query.after > 0 ? (query.after + 1) / LogFile::spanSize : 0;
    const std::int64_t last = query.before > 0 ? (query.before - 1) / LogFile::spanSize : furthest;
    SYNCLINE_TRY(
        Statement statement,
        database.prepare(
            isTail ? "SELECT number FROM span WHERE number BETWEEN ?1 AND ?2 AND "
                     "last_time >= ?3 AND first_time <= ?4 AND level >= ?5 ORDER BY number"
                   : "SELECT number FROM span WHERE number BETWEEN ?1 AND ?2 AND "
                     "last_time >= ?3 AND first_time <= ?4 AND level >= ?5 ORDER BY number DESC"));
    statement.bind(1, first).bind(2, last);
    statement.bind(3, query.since ? query.since->ms : -furthest);
    statement.bind(4, query.until ? query.until->ms : furthest);
    statement.bind(5, query.minLevel ? static_cast<std::int64_t>(*query.minLevel) : 0);
    std::vector<std::int64_t> numbers;
    while (true) {
        SYNCLINE_TRY(const bool hasRow, statement.step());
        if (!hasRow)
            return numbers;
        numbers.push_back(statement.integer(0));
    }
}

std::string entrySql(const LogQuery &query, bool isTail)
{
    std::string sql =
        "SELECT id, time, level, run, source, text, fields FROM entry WHERE id BETWEEN ?1 AND ?2";
    if (query.minLevel)
        sql += " AND level >= ?3";
    if (query.since)
        sql += " AND time >= ?4";
    if (query.until)
        sql += " AND time <= ?5";
    if (!query.source.empty())
        sql += " AND source = ?6";
    if (query.run != noRun) // "<> 0" lets SQLite take the index of the runs
        sql += " AND run = ?7 AND run <> 0";
    return sql + (isTail ? " ORDER BY id" : " ORDER BY id DESC");
}

void bindQuery(Statement &statement, const LogQuery &query)
{
    if (query.minLevel)
        statement.bind(3, static_cast<std::int64_t>(*query.minLevel));
    if (query.since)
        statement.bind(4, query.since->ms);
    if (query.until)
        statement.bind(5, query.until->ms);
    if (!query.source.empty())
        statement.bindText(6, query.source);
    if (query.run != noRun)
        statement.bind(7, raw(query.run));
}

LogEntry entryOf(const Statement &row)
{
    LogEntry entry;
    entry.id = row.integer(0);
    entry.time = {row.integer(1)};
    entry.level = static_cast<LogLevel>(std::clamp<std::int64_t>(row.integer(2), 0, 5));
    entry.run = RunId{row.integer(3)};
    entry.source = row.text(4);
    entry.text = row.text(5);
    if (!row.isNull(6)) {
        Result<Value> fields = json::parse(row.text(6));
        if (fields && fields->isObject())
            entry.fields = std::move(fields->asObject());
    }
    return entry;
}

/** Adds what the span numbered @p number has, up to the limit. */
Result<void> readSpan(Database &database, const std::string &sql, const LogQuery &query,
                      std::int64_t number, std::size_t limit, std::vector<LogEntry> &found)
{
    SYNCLINE_TRY(Statement statement, database.prepare(sql));
    const std::int64_t first = std::max(number * LogFile::spanSize, query.after + 1);
    const std::int64_t end = (number + 1) * LogFile::spanSize;
    statement.bind(1, first).bind(2, (query.before > 0 ? std::min(end, query.before) : end) - 1);
    bindQuery(statement, query);
    while (found.size() < limit) {
        SYNCLINE_TRY(const bool hasRow, statement.step());
        if (!hasRow)
            break;
        const bool fits = query.search.empty() || containsText(statement.text(5), query.search) ||
                          containsText(statement.text(6), query.search);
        if (fits)
            found.push_back(entryOf(statement));
    }
    return {};
}

HttpHeaders headersOf(std::string_view text)
{
    HttpHeaders headers;
    const Result<Value> list = json::parse(text);
    if (!list || !list->isList())
        return headers;
    const ValueList &items = list->asList();
    for (std::size_t i = 0; i + 1 < items.size(); i += 2)
        headers.emplace_back(items[i].stringOr(), items[i + 1].stringOr());
    return headers;
}

std::string blobText(const Statement &row, int column)
{
    const auto bytes = row.blob(column);
    std::string text(bytes.size(), '\0');
    if (!bytes.empty())
        std::memcpy(text.data(), bytes.data(), bytes.size());
    return text;
}

HttpCapture captureOf(const Statement &row)
{
    HttpCapture capture;
    capture.id = row.integer(0);
    capture.run = RunId{row.integer(1)};
    capture.connection = row.text(2);
    capture.startedMs = row.integer(3);
    capture.durationMs = row.integer(4);
    capture.method = row.text(5);
    capture.url = row.text(6);
    capture.requestHeaders = headersOf(row.text(7));
    capture.requestBody = blobText(row, 8);
    capture.status = static_cast<int>(row.integer(9));
    capture.responseHeaders = headersOf(row.text(10));
    capture.responseBody = blobText(row, 11);
    capture.responseBytes = static_cast<std::uint64_t>(row.integer(12));
    capture.error = row.text(13);
    capture.attempt = static_cast<int>(row.integer(14));
    return capture;
}

} // namespace

bool containsText(std::string_view text, std::string_view needle)
{
    if (needle.empty())
        return true;
    if (text.size() < needle.size())
        return false;
    const char first = ascii::lower(needle.front());
    const char *at = text.data();
    const char *const end = text.data() + (text.size() - needle.size()) + 1;
    for (; at != end; ++at) {
        if (ascii::lower(*at) == first && ascii::equalsIgnoringCase({at, needle.size()}, needle))
            return true;
    }
    return false;
}

Result<std::vector<LogEntry>> entries(Database &database, const LogQuery &query,
                                      const std::stop_token &stop)
{
    const bool isTail = query.after > 0 && query.before == 0;
    const auto limit = static_cast<std::size_t>(std::clamp(query.limit, 1, largestLimit));
    SYNCLINE_TRY(const std::vector<std::int64_t> numbers, spansFor(database, query, isTail));
    const std::string sql = entrySql(query, isTail);
    std::vector<LogEntry> found;
    for (const std::int64_t number : numbers) {
        if (stop.stop_requested())
            return wasCancelled();
        SYNCLINE_CHECK(readSpan(database, sql, query, number, limit, found));
        if (found.size() >= limit)
            break;
    }
    return found;
}

Result<std::vector<HttpCapture>> captures(Database &database, RunId run, std::int64_t before,
                                          int limit)
{
    std::string sql = "SELECT id, run, connection, started, duration, method, url, "
                      "request_headers, request_body, "
                      "status, response_headers, response_body, response_bytes, error, attempt "
                      "FROM capture WHERE id < ?1";
    if (run != noRun)
        sql += " AND run = ?3 AND run <> 0";
    sql += " ORDER BY id DESC LIMIT ?2";
    SYNCLINE_TRY(Statement statement, database.prepare(sql));
    statement.bind(1, before > 0 ? before : furthest)
        .bind(2, std::int64_t{std::clamp(limit, 1, largestLimit)});
    if (run != noRun)
        statement.bind(3, raw(run));
    std::vector<HttpCapture> found;
    while (true) {
        SYNCLINE_TRY(const bool hasRow, statement.step());
        if (!hasRow)
            return found;
        found.push_back(captureOf(statement));
    }
}

} // namespace syncline::logreader
