#include "tests/store/QueueBench.h"

#include "core/base/Worker.h"

#include <thread>

using namespace syncline;
using namespace syncline::test;
using namespace std::chrono_literals;

class WriteQueueTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void firstComeFirstServed();
    void oneCommitSettlesAllWhoWaited();
    void nobodyIsToldBeforeTheSync();
    void aBatchHasAtMostSixtyFourMembers();
    void aBatchEndsAfterTwentyMilliseconds();
    void aloneIsNeverShared();
    void aRollbackInsideABatchLeavesTheOthers();
    void droppingATransactionRollsItBack();
    void savepointsNest();
    void cancelsWhileWaiting();
    void aStopAfterTheGrantChangesNothing();
    void tasksThatAreReadyShareACommit();
    void anAloneRequestDoesNotWaitForTheOpenBatch();
    void tasksOfManyWorkers();
    void closingCancelsThoseWhoWait();
    void checkpointsKeepTheLogSmall();
    void statusTellsWhoHolds();
    void manyThreads();
};

void WriteQueueTest::firstComeFirstServed()
{
    QueueBench bench;
    std::array<Writer, 4> writers;
    for (Writer &writer : writers)
        writer.ask(*bench.queue, true);
    for (std::size_t i = 0; i < writers.size(); ++i) {
        for (std::size_t k = 0; k < writers.size(); ++k)
            QCOMPARE(writers[k].answered.load(), k <= i);
        VERIFY_OK(insert(writers[i].transaction(), static_cast<std::int64_t>(i)));
        VERIFY_OK(writers[i].transaction().commitBlocking());
    }
    QCOMPARE(bench.rows(), 4);
    QCOMPARE(bench.queue->status().commits, 4U);
}

void WriteQueueTest::oneCommitSettlesAllWhoWaited()
{
    QueueBench bench;
    constexpr int count = 12;
    Writer first;
    first.ask(*bench.queue);
    std::vector<std::jthread> threads;
    std::atomic<int> told = 0;
    std::atomic<int> shared = 0;
    for (int i = 1; i <= count; ++i) {
        threads.emplace_back([&, i] {
            auto transaction = bench.queue->acquireBlocking({.label = "thread"});
            shared += transaction->isShared() ? 1 : 0;
            const auto done = insert(*transaction, i);
            const auto kept = transaction->commitBlocking();
            told += done && kept ? 1 : 0;
        });
    }
    QTRY_COMPARE(bench.queue->status().waiting, std::size_t{count});
    const int syncsBefore = bench.vfs.syncs();
    VERIFY_OK(insert(first.transaction(), 0));
    VERIFY_OK(first.transaction().commitBlocking());
    threads.clear();
    QCOMPARE(told, count);
    QCOMPARE(shared, count);
    QCOMPARE(bench.queue->status().commits, 1U);
    QCOMPARE(bench.vfs.syncs() - syncsBefore, 1);
    QCOMPARE(bench.rows(), count + 1);
}

void WriteQueueTest::nobodyIsToldBeforeTheSync()
{
    QueueBench bench;
    Writer first;
    Writer second;
    first.ask(*bench.queue);
    second.ask(*bench.queue);
    VERIFY_OK(insert(first.transaction(), 1));
    std::atomic<int> syncsWhenTold = -1;
    const int before = bench.vfs.syncs();
    std::jthread ending([&] {
        VERIFY_OK(first.transaction().commitBlocking());
        syncsWhenTold = bench.vfs.syncs();
    });
    QTRY_VERIFY(second.holds());
    QCOMPARE(syncsWhenTold, -1);
    QCOMPARE(bench.rows(), 0);
    VERIFY_OK(insert(second.transaction(), 2));
    VERIFY_OK(second.transaction().commitBlocking());
    ending.join();
    QVERIFY(syncsWhenTold > before);
    QCOMPARE(bench.rows(), 2);
}

void WriteQueueTest::aBatchHasAtMostSixtyFourMembers()
{
    QueueBench bench;
    ManualExecutor executor;
    std::vector<Writer> writers(150);
    for (Writer &writer : writers)
        writer.ask(*bench.queue);
    for (std::size_t i = 0; i < writers.size(); ++i) {
        QVERIFY(writers[i].holds());
        QCOMPARE(writers[i].transaction().isShared(), i % 64 != 0);
        VERIFY_OK(insert(writers[i].transaction(), static_cast<std::int64_t>(i)));
        writers[i].commit(executor);
        QCOMPARE(bench.queue->status().commits, (i + 1) / 64);
    }
    executor.runReady();
    QCOMPARE(bench.queue->status().commits, 3U);
    for (const Writer &writer : writers) {
        QVERIFY(writer.settled.has_value());
        VERIFY_OK(*writer.settled);
    }
    QCOMPARE(bench.rows(), 150);
}

void WriteQueueTest::aBatchEndsAfterTwentyMilliseconds()
{
    QueueBench bench;
    ManualExecutor executor;
    std::array<Writer, 3> writers;
    for (Writer &writer : writers)
        writer.ask(*bench.queue);
    QVERIFY(!writers[0].transaction().isOverdue());
    bench.nowMs += 10;
    writers[0].commit(executor);
    QVERIFY(writers[1].transaction().isShared());
    bench.nowMs += 19;
    QVERIFY(!writers[1].transaction().isOverdue());
    bench.nowMs += 1;
    QVERIFY(writers[1].transaction().isOverdue());
    QCOMPARE(bench.queue->status().commits, 0U);
    writers[1]
        .transaction()
        .rollback(); // what an overdue writer does: the batch commits without it
    QCOMPARE(bench.queue->status().commits, 1U);
    executor.runReady();
    VERIFY_OK(*writers[0].settled);
    QVERIFY(!writers[2].transaction().isShared());
    bench.nowMs += 50;
    QVERIFY(!writers[2].transaction().isOverdue()); // nobody shares with it
}

void WriteQueueTest::aloneIsNeverShared()
{
    QueueBench bench;
    Writer before;
    Writer alone;
    Writer after;
    before.ask(*bench.queue);
    alone.ask(*bench.queue, true);
    after.ask(*bench.queue);
    VERIFY_OK(insert(before.transaction(), 1));
    VERIFY_OK(before.transaction().commitBlocking());
    QCOMPARE(bench.queue->status().commits, 1U);
    QVERIFY(!alone.transaction().isShared());
    VERIFY_OK(insert(alone.transaction(), 2));
    VERIFY_OK(alone.transaction().commitBlocking());
    QCOMPARE(bench.queue->status().commits, 2U);
    QVERIFY(!after.transaction().isShared());
    VERIFY_OK(after.transaction().commitBlocking());
}

void WriteQueueTest::aRollbackInsideABatchLeavesTheOthers()
{
    QueueBench bench;
    ManualExecutor executor;
    std::array<Writer, 4> writers;
    for (Writer &writer : writers)
        writer.ask(*bench.queue);
    for (std::size_t i = 0; i < writers.size(); ++i) {
        VERIFY_OK(insert(writers[i].transaction(), static_cast<std::int64_t>(i)));
        if (i == 0 || i == 2)
            writers[i].transaction().rollback();
        else
            writers[i].commit(executor);
    }
    executor.runReady();
    VERIFY_OK(*writers[1].settled);
    VERIFY_OK(*writers[3].settled);
    QCOMPARE(bench.rows("id IN (1, 3)"), 2);
    QCOMPARE(bench.rows(), 2);
    QCOMPARE(bench.queue->status().commits, 1U);
}

void WriteQueueTest::droppingATransactionRollsItBack()
{
    QueueBench bench;
    {
        auto transaction = bench.queue->acquireBlocking({});
        VERIFY_OK(insert(*transaction, 1));
    }
    {
        auto transaction = bench.queue->acquireBlocking({});
        VERIFY_OK(insert(*transaction, 2));
        WriteTransaction taken = std::move(transaction).value();
        VERIFY_OK(taken.commitBlocking());
        VERIFY_CODE(taken.commitBlocking(), errc::storage); // it is over
        VERIFY_CODE(taken.health(), errc::storage);
    }
    QCOMPARE(bench.rows(), 1);
    QCOMPARE(bench.queue->status().holder, std::string());
}

void WriteQueueTest::savepointsNest()
{
    QueueBench bench;
    auto transaction = bench.queue->acquireBlocking({});
    VERIFY_CODE(transaction->releaseSavepoint(), errc::storage);
    VERIFY_CODE(transaction->rollbackToSavepoint(), errc::storage);
    VERIFY_OK(insert(*transaction, 1));
    VERIFY_OK(transaction->savepoint());
    VERIFY_OK(insert(*transaction, 2));
    VERIFY_OK(transaction->savepoint());
    VERIFY_OK(insert(*transaction, 3));
    VERIFY_OK(transaction->rollbackToSavepoint()); // without 3
    VERIFY_OK(transaction->savepoint());
    VERIFY_OK(insert(*transaction, 4));
    VERIFY_OK(transaction->releaseSavepoint());
    VERIFY_OK(transaction->rollbackToSavepoint()); // without 2 and 4
    VERIFY_OK(transaction->savepoint());
    VERIFY_OK(insert(*transaction, 5)); // left open: kept by the commit
    VERIFY_OK(transaction->commitBlocking());
    QCOMPARE(bench.rows("id IN (1, 5)"), 2);
    QCOMPARE(bench.rows(), 2);
}

void WriteQueueTest::cancelsWhileWaiting()
{
    QueueBench bench;
    Writer holder;
    Writer waiting;
    Writer behind;
    Writer late;
    holder.ask(*bench.queue);
    waiting.ask(*bench.queue);
    behind.ask(*bench.queue);
    waiting.stop.request_stop();
    QVERIFY(waiting.answered);
    VERIFY_CODE(*waiting.granted, errc::cancelled);
    late.stop.request_stop();
    late.ask(*bench.queue);
    VERIFY_CODE(*late.granted, errc::cancelled);
    QCOMPARE(bench.queue->status().waiting, std::size_t{1});
    holder.transaction().rollback();
    QVERIFY(behind.holds());

    std::stop_source stop;
    std::jthread stopping([&] {
        while (bench.queue->status().waiting == 0)
            std::this_thread::yield();
        stop.request_stop();
    });
    VERIFY_CODE(bench.queue->acquireBlocking({}, stop.get_token()), errc::cancelled);
}

void WriteQueueTest::aStopAfterTheGrantChangesNothing()
{
    QueueBench bench;
    Writer holder;
    Writer second;
    holder.ask(*bench.queue);
    second.ask(*bench.queue);
    holder.transaction().rollback();
    QVERIFY(second.holds());
    second.stop.request_stop();
    VERIFY_OK(insert(second.transaction(), 1));
    VERIFY_OK(second.transaction().commitBlocking());
    QCOMPARE(bench.rows(), 1);
}

static Task<Result<void>> writeOne(CommitQueue &queue, Executor &executor, std::int64_t id)
{
    WriteRequest request{.label = "task"};
    SYNCLINE_CO_TRY(WriteTransaction transaction,
                    co_await queue.acquire(executor, std::move(request), std::stop_token{}));
    SYNCLINE_CO_CHECK(insert(transaction, id));
    Result<void> done = co_await transaction.commit(executor);
    co_return done;
}

void WriteQueueTest::tasksThatAreReadyShareACommit()
{
    QueueBench bench;
    Worker worker("writer");
    std::atomic<int> kept = 0;
    worker.post([&] { // so that all are ready before the first begins
        for (int i = 0; i < 40; ++i) {
            spawn<Result<void>>(worker, writeOne(*bench.queue, worker, i),
                                [&](Result<void> done) { kept += done ? 1 : 0; });
        }
    });
    QTRY_COMPARE(kept, 40);
    QCOMPARE(bench.rows(), 40);
    QCOMPARE(bench.queue->status().commits, 1U);
}

void WriteQueueTest::anAloneRequestDoesNotWaitForTheOpenBatch()
{
    QueueBench bench;
    Worker worker("writer");
    std::promise<void> goOn;
    std::atomic<bool> kept = false;
    std::atomic<bool> blocked = false;
    worker.post([&] {
        spawn<Result<void>>(worker, writeOne(*bench.queue, worker, 1),
                            [&](Result<void> done) { kept = done.ok(); });
        worker.post([&] { // something long that the executor does before it looks after the batch
            blocked = true;
            goOn.get_future().wait();
        });
    });
    QTRY_VERIFY(blocked);
    QCOMPARE(bench.queue->status().commits, 0U);
    WriteRequest request{.label = "sync", .run = noRun, .alone = true};
    auto transaction = bench.queue->acquireBlocking(request);
    VERIFY_OK(transaction);
    QVERIFY(!transaction->isShared());
    QCOMPARE(bench.queue->status().commits, 1U);
    QCOMPARE(bench.rows(), 1);
    VERIFY_OK(transaction->commitBlocking());
    goOn.set_value();
    QTRY_VERIFY(kept);
}

void WriteQueueTest::tasksOfManyWorkers()
{
    QueueBench bench;
    std::atomic<int> kept = 0;
    constexpr int each = 60;
    {
        std::vector<std::unique_ptr<Worker>> workers;
        for (int w = 0; w < 3; ++w)
            workers.push_back(std::make_unique<Worker>("writer"));
        for (int i = 0; i < each; ++i) {
            for (int w = 0; w < 3; ++w) {
                Worker &worker = *workers[static_cast<std::size_t>(w)];
                spawn<Result<void>>(worker, writeOne(*bench.queue, worker, w * 1000 + i),
                                    [&](Result<void> done) { kept += done ? 1 : 0; });
            }
        }
        QTRY_COMPARE(kept, 3 * each);
    }
    QCOMPARE(bench.rows(), 3 * each);
    QVERIFY(bench.queue->status().commits < 3 * each);
}

void WriteQueueTest::closingCancelsThoseWhoWait()
{
    QueueBench bench;
    Writer holder;
    Writer waiting;
    Writer late;
    holder.ask(*bench.queue);
    waiting.ask(*bench.queue);
    bench.queue->close();
    VERIFY_CODE(*waiting.granted, errc::cancelled);
    late.ask(*bench.queue);
    VERIFY_CODE(*late.granted, errc::cancelled);
    bench.queue.reset(); // the holder keeps the connection until it ends
    VERIFY_OK(insert(holder.transaction(), 1));
    VERIFY_OK(holder.transaction().commitBlocking());
    QCOMPARE(bench.rows(), 1);
}

void WriteQueueTest::checkpointsKeepTheLogSmall()
{
    QueueBench bench(20);
    const std::string body(8000, 'x');
    for (int i = 0; i < 200; ++i) {
        auto transaction = bench.queue->acquireBlocking({});
        VERIFY_OK(transaction);
        VERIFY_OK(insert(*transaction, i, body));
        VERIFY_OK(transaction->commitBlocking());
    }
    const auto wal = bench.file().string() + "-wal";
    QVERIFY2(std::filesystem::file_size(wal) < std::uintmax_t{40} * 16384,
             std::to_string(std::filesystem::file_size(wal)).c_str());
    bench.queue.reset();
    QVERIFY(!std::filesystem::exists(wal)); // a clean end leaves one file
    QCOMPARE(bench.rows(), 200);
}

void WriteQueueTest::statusTellsWhoHolds()
{
    QueueBench bench;
    QCOMPARE(bench.queue->status().holder, std::string());
    auto transaction = bench.queue->acquireBlocking({.label = "sync shop"});
    VERIFY_OK(transaction);
    bench.nowMs += 1234;
    QCOMPARE(bench.queue->status().holder, std::string("sync shop"));
    QCOMPARE(bench.queue->status().heldFor, 1234ms);
    const std::uint64_t epoch = transaction->epoch();
    transaction->rollback();
    QCOMPARE(bench.queue->status().holder, std::string());
    auto next = bench.queue->acquireBlocking({});
    QVERIFY(next->epoch() > epoch);
}

void WriteQueueTest::manyThreads()
{
    QueueBench bench(50);
    constexpr int threadCount = 8;
    constexpr int each = 60;
    std::mutex mutex;
    std::vector<std::int64_t> kept;
    std::atomic<int> wrong = 0;
    {
        std::vector<std::jthread> threads;
        for (int t = 0; t < threadCount; ++t) {
            threads.emplace_back([&, t] {
                std::uint32_t random = 12345U + static_cast<std::uint32_t>(t);
                for (int i = 0; i < each; ++i) {
                    random = random * 1664525U + 1013904223U;
                    const std::uint32_t choice = random >> 24U;
                    std::stop_source stop;
                    if (choice % 16 == 0)
                        stop.request_stop();
                    WriteRequest request{.label = "thread", .run = noRun, .alone = choice % 7 == 0};
                    auto transaction = bench.queue->acquireBlocking(request, stop.get_token());
                    if (!transaction)
                        continue;
                    const std::int64_t id = t * 1000 + i;
                    wrong += insert(*transaction, id) ? 0 : 1;
                    if (choice % 5 == 0)
                        continue; // dropped
                    if (!transaction->commitBlocking()) {
                        ++wrong;
                        continue;
                    }
                    const std::lock_guard lock(mutex);
                    kept.push_back(id);
                }
            });
        }
    }
    QCOMPARE(wrong, 0);
    std::string list;
    for (const std::int64_t id : kept)
        list += (list.empty() ? "" : ",") + std::to_string(id);
    QCOMPARE(bench.rows(), static_cast<std::int64_t>(kept.size()));
    QCOMPARE(bench.rows("id IN (" + list + ")"), static_cast<std::int64_t>(kept.size()));
}

QTEST_GUILESS_MAIN(WriteQueueTest)
#include "WriteQueueTest.moc"
