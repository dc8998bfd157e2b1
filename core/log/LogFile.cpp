#include "core/log/LogFile.h"

#include "core/base/Json.h"
#include "core/base/JsonWriter.h"

#include <algorithm>

namespace syncline {

namespace {

constexpr std::int64_t formatVersion = 1;
constexpr std::int64_t captureSlice = 200; // so many captures are pruned at once

constexpr std::string_view tables = R"(
CREATE TABLE IF NOT EXISTS entry(
  id INTEGER PRIMARY KEY, time INTEGER NOT NULL, level INTEGER NOT NULL, run INTEGER NOT NULL,
  source TEXT NOT NULL, text TEXT NOT NULL, fields TEXT) STRICT;
CREATE INDEX IF NOT EXISTS entry_run ON entry(run, id) WHERE run <> 0;
CREATE TABLE IF NOT EXISTS span(
  number INTEGER PRIMARY KEY, first_time INTEGER NOT NULL, last_time INTEGER NOT NULL,
  level INTEGER NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS capture(
  id INTEGER PRIMARY KEY, run INTEGER NOT NULL, connection TEXT NOT NULL, started INTEGER NOT NULL,
  duration INTEGER NOT NULL, method TEXT NOT NULL, url TEXT NOT NULL, request_headers TEXT NOT NULL,
  request_body BLOB NOT NULL, status INTEGER NOT NULL, response_headers TEXT NOT NULL,
  response_body BLOB NOT NULL, response_bytes INTEGER NOT NULL, error TEXT NOT NULL,
  attempt INTEGER NOT NULL, size INTEGER NOT NULL) STRICT;
CREATE INDEX IF NOT EXISTS capture_run ON capture(run, id) WHERE run <> 0;
CREATE INDEX IF NOT EXISTS capture_size ON capture(id, size);
)";

std::string headersJson(const HttpHeaders &headers)
{
    std::string out;
    json::Writer writer(out);
    writer.beginList();
    for (const auto &[name, value] : headers) {
        writer.string(name);
        writer.string(value);
    }
    writer.endList();
    return out;
}

std::span<const std::byte> bytesOf(const std::string &text)
{
    return std::as_bytes(std::span(text.data(), text.size()));
}

Result<std::int64_t> readNumber(Database &database, std::string_view sql)
{
    SYNCLINE_TRY(Statement statement, database.prepare(sql));
    SYNCLINE_TRY(const bool hasRow, statement.step());
    return hasRow ? statement.integer(0) : 0;
}

} // namespace

LogFile::LogFile(const LogStore::Options &options, std::unique_ptr<Database> database)
    : m_options(options),
      m_database(std::move(database))
{
}

Result<std::unique_ptr<LogFile>> LogFile::open(const LogStore::Options &options)
{
    Database::Options settings;
    settings.vfs = options.vfs;
    SYNCLINE_TRY(auto database, Database::open(options.file, Database::Mode::ReadWrite, settings));
    std::unique_ptr<LogFile> file(new LogFile(options, std::move(database)));
    SYNCLINE_CHECK(file->createTables());
    SYNCLINE_CHECK(file->readState());
    return file;
}

Result<void> LogFile::checkVersion(Database &database, const std::filesystem::path &file)
{
    SYNCLINE_TRY(const std::int64_t version, readNumber(database, "PRAGMA user_version"));
    if (version > formatVersion)
        return Error(errc::tooNew,
                     "The log file %1 was written by a newer Syncline. Update this one, or "
                     "move the file away.",
                     {file.string()});
    return {};
}

void LogFile::continueAfter(std::int64_t id)
{
    if (m_lastId == 0) {
        m_lastId = id;
        m_firstId = id + 1;
    }
}

Result<void> LogFile::createTables()
{
    SYNCLINE_CHECK(checkVersion(*m_database, m_options.file));
    // The last lines before a power cut may go; records are what FULL is for.
    SYNCLINE_CHECK(m_database->exec("PRAGMA synchronous=NORMAL"));
    SYNCLINE_CHECK(m_database->exec("BEGIN IMMEDIATE"));
    Result<void> made = m_database->exec(tables);
    if (made)
        made = m_database->exec("PRAGMA user_version=" + std::to_string(formatVersion));
    if (made)
        made = m_database->exec("COMMIT");
    if (!made && m_database->inTransaction())
        (void)m_database->exec("ROLLBACK").ok();
    return made;
}

Result<void> LogFile::readState()
{
    SYNCLINE_TRY(m_lastId, readNumber(*m_database, "SELECT max(id) FROM entry"));
    SYNCLINE_TRY(m_firstId, readNumber(*m_database, "SELECT min(id) FROM entry"));
    m_firstId = std::max<std::int64_t>(m_firstId, 1);
    SYNCLINE_TRY(m_lastCapture, readNumber(*m_database, "SELECT max(id) FROM capture"));
    SYNCLINE_TRY(m_captures, readNumber(*m_database, "SELECT count(*) FROM capture"));
    SYNCLINE_TRY(m_captureBytes, readNumber(*m_database, "SELECT sum(size) FROM capture"));
    return {};
}

Result<void> LogFile::write(std::span<LogEntry> entries, std::span<HttpCapture> captures)
{
    const auto before = std::tuple(m_firstId, m_lastId, m_lastCapture, m_captures, m_captureBytes);
    SYNCLINE_CHECK(m_database->exec("BEGIN IMMEDIATE"));
    Result<void> written = insertAll(entries, captures);
    if (written)
        written = m_database->exec("COMMIT");
    if (!written) {
        if (m_database->inTransaction())
            (void)m_database->exec("ROLLBACK").ok();
        std::tie(m_firstId, m_lastId, m_lastCapture, m_captures, m_captureBytes) = before;
    }
    return written;
}

Result<void> LogFile::insertAll(std::span<LogEntry> entries, std::span<HttpCapture> captures)
{
    SYNCLINE_CHECK(insertEntries(entries));
    SYNCLINE_CHECK(insertCaptures(captures));
    return prune();
}

Result<void> LogFile::insertEntries(std::span<LogEntry> entries)
{
    SYNCLINE_TRY(Statement insert,
                 m_database->prepare("INSERT INTO entry VALUES(?1,?2,?3,?4,?5,?6,?7)"));
    std::size_t spanFrom = 0;
    for (std::size_t i = 0; i < entries.size(); ++i) {
        LogEntry &entry = entries[i];
        entry.id = ++m_lastId;
        const std::string fields = entry.fields.empty() ? std::string() : json::write(entry.fields);
        insert.bind(1, entry.id)
            .bind(2, entry.time.ms)
            .bind(3, static_cast<std::int64_t>(entry.level));
        insert.bind(4, raw(entry.run)).bindText(5, entry.source).bindText(6, entry.text);
        fields.empty() ? insert.bindNull(7) : insert.bindText(7, fields);
        SYNCLINE_CHECK(insert.run());
        insert.reset();
        const bool endsSpan = (entry.id + 1) % spanSize == 0 || i + 1 == entries.size();
        if (endsSpan) {
            SYNCLINE_CHECK(
                writeSpan(entry.id / spanSize, entries.subspan(spanFrom, i + 1 - spanFrom)));
            spanFrom = i + 1;
        }
    }
    return {};
}

Result<void> LogFile::writeSpan(std::int64_t number, std::span<const LogEntry> entries)
{
    const auto [first, last] = std::ranges::minmax_element(entries, {}, &LogEntry::time);
    const LogLevel level = std::ranges::max_element(entries, {}, &LogEntry::level)->level;
    SYNCLINE_TRY(Statement upsert,
                 m_database->prepare(
                     "INSERT INTO span VALUES(?1,?2,?3,?4) ON CONFLICT(number) DO UPDATE SET "
                     "first_time=min(first_time,excluded.first_time), "
                     "last_time=max(last_time,excluded.last_time), "
                     "level=max(level,excluded.level)"));
    upsert.bind(1, number).bind(2, first->time.ms).bind(3, last->time.ms);
    upsert.bind(4, static_cast<std::int64_t>(level));
    return upsert.run();
}

Result<void> LogFile::insertCaptures(std::span<HttpCapture> captures)
{
    if (captures.empty())
        return {};
    SYNCLINE_TRY(
        Statement insert,
        m_database->prepare(
            "INSERT INTO capture VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,?15,?16)"));
    for (HttpCapture &capture : captures) {
        capture.id = ++m_lastCapture;
        const std::string requestHeaders = headersJson(capture.requestHeaders);
        const std::string responseHeaders = headersJson(capture.responseHeaders);
        const auto size = static_cast<std::int64_t>(
            requestHeaders.size() + responseHeaders.size() + capture.requestBody.size() +
            capture.responseBody.size() + capture.url.size());
        insert.bind(1, capture.id).bind(2, raw(capture.run)).bindText(3, capture.connection);
        insert.bind(4, capture.startedMs).bind(5, capture.durationMs).bindText(6, capture.method);
        insert.bindText(7, capture.url).bindText(8, requestHeaders);
        insert.bindBlob(9, bytesOf(capture.requestBody)).bind(10, std::int64_t{capture.status});
        insert.bindText(11, responseHeaders).bindBlob(12, bytesOf(capture.responseBody));
        insert.bind(13, static_cast<std::int64_t>(capture.responseBytes))
            .bindText(14, capture.error);
        insert.bind(15, std::int64_t{capture.attempt}).bind(16, size);
        SYNCLINE_CHECK(insert.run());
        insert.reset();
        ++m_captures;
        m_captureBytes += size;
    }
    return pruneCaptures();
}

Result<void> LogFile::prune()
{
    const std::int64_t count = m_lastId - m_firstId + 1;
    if (count <= m_options.maxEntries)
        return {};
    // A little more than needed, so that not every batch prunes.
    const std::int64_t slack = std::min(m_options.maxEntries / 100, spanSize);
    const std::int64_t keepFrom = m_lastId - m_options.maxEntries + slack + 1;
    SYNCLINE_TRY(Statement entries, m_database->prepare("DELETE FROM entry WHERE id < ?1"));
    SYNCLINE_CHECK(entries.bind(1, keepFrom).run());
    SYNCLINE_TRY(Statement spans, m_database->prepare("DELETE FROM span WHERE number < ?1"));
    SYNCLINE_CHECK(spans.bind(1, keepFrom / spanSize).run());
    m_firstId = keepFrom;
    return {};
}

Result<void> LogFile::pruneCaptures()
{
    while (m_captures > m_options.maxCaptures ||
           (m_captureBytes > m_options.maxCaptureBytes && m_captures > 1)) {
        const std::int64_t over = m_captures - m_options.maxCaptures;
        const std::int64_t count = std::clamp<std::int64_t>(over, 1, captureSlice);
        SYNCLINE_TRY(Statement oldest,
                     m_database->prepare("SELECT max(id), sum(size), count(*) FROM "
                                         "(SELECT id, size FROM capture ORDER BY id LIMIT ?1)"));
        SYNCLINE_TRY(const bool hasRow, oldest.bind(1, count).step());
        if (!hasRow || oldest.integer(2) == 0)
            return {};
        SYNCLINE_TRY(Statement remove, m_database->prepare("DELETE FROM capture WHERE id <= ?1"));
        SYNCLINE_CHECK(remove.bind(1, oldest.integer(0)).run());
        m_captureBytes -= oldest.integer(1);
        m_captures -= oldest.integer(2);
    }
    return {};
}

} // namespace syncline
