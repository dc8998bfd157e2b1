#include "core/log/LogStore.h"

#include "core/base/Clock.h"
#include "core/log/LogFile.h"
#include "core/log/LogQueue.h"
#include "core/log/LogReader.h"
#include "core/log/LogReaderPool.h"

#include <pthread.h>

#include <mutex>
#include <thread>

namespace syncline {

namespace {

namespace fs = std::filesystem;

/** Moves a damaged log out of the way, with what SQLite keeps beside it. */
Result<fs::path> setAside(const fs::path &file)
{
    for (int number = 1; number < 1'000; ++number) {
        const fs::path target = file.string() + ".damaged-" + std::to_string(number);
        std::error_code error;
        if (fs::exists(target, error))
            continue;
        fs::rename(file, target, error);
        if (error)
            return Error(errc::storage, "The damaged log file %1 could not be set aside: %2.",
                         {file.string(), error.message()});
        fs::remove(file.string() + "-wal", error);
        fs::remove(file.string() + "-shm", error);
        return target;
    }
    return Error(errc::storage,
                 "The damaged log file %1 could not be set aside: there are 999 already.",
                 {file.string()});
}

constexpr std::string_view floodReason = "they came faster than they could be written.";

std::string damagedNote(const fs::path &aside)
{
    return "The log file was damaged. It was set aside as " + aside.filename().string() +
           ", and a new log begun.";
}

class SqliteLogStore final : public LogStore
{
public:
    SqliteLogStore(Options options, std::unique_ptr<LogFile> file, const std::string &note)
        : m_options(std::move(options)),
          m_queue(m_options.maxQueued),
          m_readers(m_options.file),
          m_file(std::move(file)),
          m_lossReason(floodReason)
    {
        if (m_options.readOnly)
            return;
        m_lastId = m_file->lastId();
        if (!note.empty())
            m_queue.push(systemLine(note));
        m_thread = std::thread([this] { run(); });
    }
    SqliteLogStore(const SqliteLogStore &) = delete;
    SqliteLogStore &operator=(const SqliteLogStore &) = delete;
    ~SqliteLogStore() override
    {
        m_queue.close();
        if (m_thread.joinable())
            m_thread.join();
    }

    void append(LogEntry entry) override
    {
        if (!m_options.readOnly)
            m_queue.push(std::move(entry));
    }
    void append(HttpCapture capture) override
    {
        if (!m_options.readOnly)
            m_queue.push(std::move(capture));
    }
    void flush() override
    {
        if (!m_options.readOnly)
            m_queue.flush();
    }
    [[nodiscard]] std::uint64_t dropped() const override { return m_queue.dropped(); }

    Result<RunId> newestRun() override
    {
        return read<RunId>([](Database &database) -> Result<RunId> {
            SYNCLINE_TRY(Statement newest,
                         database.prepare(
                             "SELECT max((SELECT coalesce(max(run), 0) FROM entry WHERE run <> 0), "
                             "(SELECT coalesce(max(run), 0) FROM capture WHERE run <> 0))"));
            SYNCLINE_CHECK(newest.step());
            return RunId{newest.integer(0)};
        });
    }

    void setListener(std::function<void(std::int64_t)> listener) override
    {
        const std::lock_guard lock(m_listenerMutex);
        m_listener = std::move(listener);
    }

    Result<std::vector<LogEntry>> query(const LogQuery &query, std::stop_token stop) override
    {
        return read<std::vector<LogEntry>>(
            [&](Database &database) -> Result<std::vector<LogEntry>> {
                const std::stop_callback interrupt(stop, [&database] { database.stop(); });
                return logreader::entries(database, query, stop);
            });
    }
    Result<std::vector<HttpCapture>> captures(RunId run, std::int64_t before, int limit) override
    {
        return read<std::vector<HttpCapture>>(
            [&](Database &database) { return logreader::captures(database, run, before, limit); });
    }

private:
    template <typename T>
    Result<T> read(const std::function<Result<T>(Database &)> &question)
    {
        std::error_code ignored;
        if (m_options.readOnly && !fs::exists(m_options.file, ignored))
            return T();
        SYNCLINE_TRY(LogReaderPool::Loan loan, m_readers.take());
        Result<T> answer = question(*loan.database);
        m_readers.giveBack(std::move(loan));
        return answer;
    }

    void run();
    void write(LogBatch &batch);
    Result<void> tryWrite(LogBatch &batch);
    Result<void> reopen();
    [[nodiscard]] static LogEntry systemLine(std::string text);

    const Options m_options;
    LogQueue m_queue;
    LogReaderPool m_readers;
    std::mutex m_listenerMutex;
    std::function<void(std::int64_t)> m_listener;

    // The writer thread's:
    std::unique_ptr<LogFile> m_file; ///< nullptr: it could not be begun anew.
    bool m_isDamaged = false;
    std::int64_t m_lastId = 0;
    std::uint64_t m_reportedLosses = 0;
    std::string m_lossReason;
    std::vector<std::string> m_notes; ///< What the log itself has to say, with the next batch.
    std::thread m_thread;
};

LogEntry SqliteLogStore::systemLine(std::string text)
{
    LogEntry entry;
    entry.time = SystemClock().now();
    entry.level = LogLevel::Warn;
    entry.source = "system";
    entry.text = std::move(text);
    return entry;
}

void SqliteLogStore::run()
{
    pthread_setname_np(pthread_self(), "log");
    LogBatch batch;
    while (m_queue.take(batch)) {
        write(batch);
        m_queue.finish(batch);
    }
}

void SqliteLogStore::write(LogBatch &batch)
{
    const std::uint64_t appended = batch.entries.size() + batch.captures.size();
    const std::uint64_t losses = m_queue.dropped() - m_reportedLosses;
    if (losses > 0)
        batch.entries.push_back(
            systemLine(std::to_string(losses) + " log lines were not kept: " + m_lossReason));
    const Result<void> written = tryWrite(batch);
    m_queue.setFailing(!written);
    if (!written) {
        m_lossReason = written.error().message();
        m_queue.addDropped(appended);
        return;
    }
    m_reportedLosses += losses;
    m_lossReason = floodReason;
    m_lastId = m_file->lastId();
    std::function<void(std::int64_t)> listener;
    {
        const std::lock_guard lock(m_listenerMutex);
        listener = m_listener;
    }
    if (listener)
        listener(m_lastId);
}

Result<void> SqliteLogStore::tryWrite(LogBatch &batch)
{
    if (m_file) {
        Result<void> written = m_file->write(batch.entries, batch.captures);
        if (written || !written.error().is(errc::corrupt))
            return written;
        m_isDamaged = true;
    }
    SYNCLINE_CHECK(reopen());
    for (std::string &note : m_notes)
        batch.entries.push_back(systemLine(std::move(note)));
    m_notes.clear();
    return m_file->write(batch.entries, batch.captures);
}

Result<void> SqliteLogStore::reopen()
{
    m_file.reset();
    m_readers.renew();
    if (m_isDamaged) {
        SYNCLINE_TRY(const fs::path aside, setAside(m_options.file));
        m_isDamaged = false;
        m_notes.push_back(damagedNote(aside));
    }
    SYNCLINE_TRY(m_file, LogFile::open(m_options));
    m_file->continueAfter(m_lastId);
    return {};
}

Result<void> checkReadOnly(const LogStore::Options &options)
{
    std::error_code ignored;
    if (!fs::exists(options.file, ignored))
        return {};
    SYNCLINE_TRY(LogReaderPool::Loan loan, LogReaderPool(options.file).take());
    return LogFile::checkVersion(*loan.database, options.file);
}

} // namespace

Result<std::unique_ptr<LogStore>> LogStore::open(Options options)
{
    if (options.readOnly) {
        SYNCLINE_CHECK(checkReadOnly(options));
        return std::unique_ptr<LogStore>(new SqliteLogStore(std::move(options), nullptr, {}));
    }
    std::string note;
    auto opened = LogFile::open(options);
    if (!opened && opened.error().is(errc::corrupt)) {
        SYNCLINE_TRY(const fs::path aside, setAside(options.file));
        note = damagedNote(aside);
        opened = LogFile::open(options);
    }
    if (!opened)
        return opened.error();
    auto store =
        std::make_unique<SqliteLogStore>(std::move(options), std::move(opened).value(), note);
    return std::unique_ptr<LogStore>(std::move(store));
}

} // namespace syncline
