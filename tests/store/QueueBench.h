#pragma once

#include "core/store/CommitQueue.h"
#include "tests/store/FaultVfs.h"
#include "tests/store/StoreTestTools.h"

#include <QDir>
#include <QFileInfo>

#include <deque>

namespace syncline::test {

/** A write queue over a real file, a VFS that can fail, and a clock that only the test moves. */
class QueueBench
{
public:
    explicit QueueBench(int checkpointFrames = 1000, int cacheKiB = 1024)
    {
        auto writer = Database::open(file(), Database::Mode::ReadWrite,
                                     {.vfs = vfs.name(), .cacheKiB = cacheKiB});
        if (!writer)
            qFatal("%s", writer.error().describe().c_str());
        const auto made =
            (*writer)->exec("CREATE TABLE IF NOT EXISTS t(id INTEGER PRIMARY KEY, body TEXT)");
        if (!made)
            qFatal("%s", made.error().describe().c_str());
        auto created = CommitQueue::create(std::move(writer).value(),
                                           {.checkpointFrames = checkpointFrames,
                                            .now =
                                                [this] {
                                                    return std::chrono::steady_clock::time_point(
                                                        std::chrono::milliseconds(nowMs.load()));
                                                },
                                            .keepAlive = {}});
        if (!created)
            qFatal("%s", created.error().describe().c_str());
        queue = std::move(created).value();
    }

    /** In memory where possible: what is tested here is not the disk. */
    static QString folderTemplate()
    {
        const QString memory = QStringLiteral("/dev/shm");
        const bool there = QFileInfo(memory).isWritable();
        return (there ? memory : QDir::tempPath()) + QStringLiteral("/syncline-XXXXXX");
    }
    [[nodiscard]] std::filesystem::path file() const { return pathIn(folder, "t.sqlite"); }
    /** A connection of its own, which sees what is committed. */
    [[nodiscard]] std::unique_ptr<Database> reader() const
    {
        auto opened = Database::open(file(), Database::Mode::ReadOnly);
        if (!opened)
            qFatal("%s", opened.error().describe().c_str());
        return std::move(opened).value();
    }
    static std::int64_t rowsIn(Database &database, const std::string &where)
    {
        return single(database, "SELECT count(*) FROM t WHERE " + where);
    }
    [[nodiscard]] std::int64_t rows(const std::string &where = "1") const
    {
        return rowsIn(*reader(), where);
    }

    QTemporaryDir folder{folderTemplate()};
    FaultVfs vfs;
    std::atomic<std::int64_t> nowMs = 1000;
    std::shared_ptr<CommitQueue> queue;
};

inline Result<void> insert(const WriteTransaction &transaction, std::int64_t id,
                           const std::string &body = "x")
{
    SYNCLINE_TRY(Statement statement,
                 transaction.database().prepare("INSERT INTO t(id, body) VALUES (?1, ?2)"));
    return statement.bind(1, id).bindText(2, body).run();
}

/** Runs what is posted when the test says so, on the test's own thread. */
class ManualExecutor final : public Executor
{
public:
    void post(std::function<void()> function) override { m_ready.push_back(std::move(function)); }
    void postAfter(std::chrono::milliseconds, std::function<void()> function) override
    {
        m_later.push_back(std::move(function));
    }
    [[nodiscard]] bool isCurrent() const override { return true; }
    /** Everything that is ready now and whatever comes of it; not what was delayed. */
    void runReady()
    {
        while (!m_ready.empty()) {
            auto function = std::move(m_ready.front());
            m_ready.pop_front();
            function();
        }
    }
    void runDelayed()
    {
        for (auto &function : std::exchange(m_later, {}))
            function();
    }

private:
    std::deque<std::function<void()>> m_ready;
    std::vector<std::function<void()>> m_later;
};

/** One writer that asks with a callback, so that a test decides step by step on one thread. */
struct Writer
{
    std::optional<Result<WriteTransaction>> granted;
    std::atomic<bool> answered = false; ///< `granted` may be looked at.
    std::optional<Result<void>> settled;
    std::stop_source stop;

    void ask(CommitQueue &queue, bool alone = false)
    {
        queue.acquire({.label = "writer", .run = noRun, .alone = alone}, stop.get_token(),
                      [this](Result<WriteTransaction> answer) {
                          granted.emplace(std::move(answer));
                          answered = true;
                      });
    }
    [[nodiscard]] bool holds() const { return answered && granted->ok(); }
    WriteTransaction &transaction() { return granted->value(); }
    /** Ends the transaction as a task of @p executor does; `settled` has the answer when it comes.
     */
    void commit(Executor &executor)
    {
        detail::runDetached<Result<void>>(
            transaction().commit(executor),
            [this](Result<void> done) { settled.emplace(std::move(done)); });
    }
};

} // namespace syncline::test
