#include "tests/store/QueueBench.h"

#include <rapidcheck.h>

#include <map>
#include <set>
#include <thread>

using namespace syncline;
using namespace syncline::test;

using Fault = FaultVfs::Fault;
using Place = FaultVfs::Place;

class WriteQueueFaultTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aFailedCommitReachesEveryMember_data();
    void aFailedCommitReachesEveryMember();
    void aFullDiskInTheMiddlePoisonsTheTransaction_data();
    void aFullDiskInTheMiddlePoisonsTheTransaction();
    void everyWriteAndSyncMayFail();
    void aStatementThatEndsTheTransactionPoisonsIt();
    void interruptingAnAloneWriter();
    void interruptingASharedWriterMakesTheOthersRestart();
    void anInterruptBetweenStatementsSparesTheOthers();
    void anInterruptForAnotherEpochDoesNothing();
    void revokingGivesTheLeaseOn();
    void theQueueKeepsItsPromises();
};

void WriteQueueFaultTest::aFailedCommitReachesEveryMember_data()
{
    QTest::addColumn<Place>("place");
    QTest::addColumn<Fault>("fault");
    QTest::addColumn<QString>("code");
    QTest::newRow("fsync fails") << Place::Sync << Fault::IoError << "SYNC_STORAGE";
    QTest::newRow("write fails") << Place::Write << Fault::IoError << "SYNC_STORAGE";
    QTest::newRow("disk full") << Place::Write << Fault::DiskFull << "SYNC_DISK_FULL";
    QTest::newRow("disk full at fsync") << Place::Sync << Fault::DiskFull << "SYNC_DISK_FULL";
}

void WriteQueueFaultTest::aFailedCommitReachesEveryMember()
{
    QFETCH(const Place, place);
    QFETCH(const Fault, fault);
    QFETCH(const QString, code);
    QueueBench bench;
    ManualExecutor executor;
    std::array<Writer, 5> writers;
    for (Writer &writer : writers)
        writer.ask(*bench.queue);
    for (std::size_t i = 0; i < writers.size(); ++i) {
        VERIFY_OK(insert(writers[i].transaction(), static_cast<std::int64_t>(i)));
        writers[i].commit(executor);
    }
    bench.vfs.failAt(place, 1, fault);
    executor.runReady();
    QVERIFY(bench.vfs.hasFailed());
    for (const Writer &writer : writers) {
        QVERIFY(writer.settled.has_value());
        QVERIFY(!*writer.settled);
        QCOMPARE(QString::fromStdString(writer.settled->error().code), code);
    }
    QCOMPARE(bench.rows(), 0);
    QCOMPARE(bench.queue->status().commits, 0U);

    bench.vfs.heal(); // and it goes on without a restart
    auto next = bench.queue->acquireBlocking({});
    VERIFY_OK(next);
    VERIFY_OK(insert(*next, 100));
    VERIFY_OK(next->commitBlocking());
    QCOMPARE(bench.rows(), 1);
}

void WriteQueueFaultTest::aFullDiskInTheMiddlePoisonsTheTransaction_data()
{
    QTest::addColumn<Fault>("fault");
    QTest::addColumn<QString>("code");
    QTest::newRow("disk full") << Fault::DiskFull << "SYNC_DISK_FULL";
    QTest::newRow("I/O error") << Fault::IoError << "SYNC_STORAGE";
}

void WriteQueueFaultTest::aFullDiskInTheMiddlePoisonsTheTransaction()
{
    QFETCH(const Fault, fault);
    QFETCH(const QString, code);
    QueueBench bench(1000, 64); // a tiny cache, so that pages are written before the commit
    ManualExecutor executor;
    Writer innocent;
    Writer guilty;
    Writer next;
    innocent.ask(*bench.queue);
    guilty.ask(*bench.queue);
    next.ask(*bench.queue);
    VERIFY_OK(insert(innocent.transaction(), 1));
    innocent.commit(executor);

    WriteTransaction &transaction = guilty.transaction();
    bench.vfs.failAt(Place::Write, 1, fault);
    const std::string body(15000, 'x');
    Result<void> failure;
    std::int64_t id = 2;
    while (failure.ok() && id < 500)
        failure = insert(transaction, id++, body);
    QVERIFY(bench.vfs.hasFailed());
    QVERIFY(!failure);
    QCOMPARE(QString::fromStdString(failure.error().code), code);

    bench.vfs
        .heal(); // there is space again, but half of the work is gone: nothing more may be done
    const Result<void> further = insert(transaction, 1000);
    QVERIFY(!further);
    QCOMPARE(QString::fromStdString(further.error().code), code);
    QCOMPARE(QString::fromStdString(transaction.health().error().code), code);
    QVERIFY(!transaction.savepoint());
    QVERIFY(!transaction.database().exec("DELETE FROM t"));

    guilty.commit(executor);
    executor.runReady();
    QCOMPARE(QString::fromStdString(guilty.settled->error().code), code);
    QCOMPARE(QString::fromStdString(innocent.settled->error().code), code);
    QVERIFY(!next.transaction().isShared());
    VERIFY_OK(insert(next.transaction(), 2000));
    VERIFY_OK(next.transaction().commitBlocking());
    QCOMPARE(bench.rows(), 1);
}

void WriteQueueFaultTest::everyWriteAndSyncMayFail()
{
    for (const Fault fault : {Fault::DiskFull, Fault::IoError}) {
        for (int nth = 1;; ++nth) {
            QVERIFY(nth < 500);
            QueueBench bench(10, 64);
            bench.vfs.failAt(Place::Any, nth, fault, true);
            std::set<std::int64_t> kept;
            const std::string body(6000, 'x');
            for (std::int64_t id = 1; id <= 8; ++id) {
                auto transaction = bench.queue->acquireBlocking({});
                if (!transaction)
                    continue;
                bool done = true;
                for (std::int64_t part = 0; part < 4 && done; ++part)
                    done = insert(*transaction, id * 10 + part, body).ok();
                if (transaction->commitBlocking())
                    kept.insert(id);
            }
            const bool failed = bench.vfs.hasFailed();
            bench.vfs.heal();
            bench.queue.reset();
            const auto reader = bench.reader();
            QCOMPARE(QueueBench::rowsIn(*reader, "1"),
                     static_cast<std::int64_t>(kept.size()) * 4); // no half transaction
            for (const std::int64_t id : kept)
                QCOMPARE(QueueBench::rowsIn(*reader, "id / 10 = " + std::to_string(id)), 4);
            QCOMPARE(singleText(*reader, "PRAGMA integrity_check"), std::string("ok"));
            if (!failed)
                break; // every operation had its turn
        }
    }
}

void WriteQueueFaultTest::aStatementThatEndsTheTransactionPoisonsIt()
{
    for (const char *sql : {"COMMIT", "ROLLBACK", "END"}) {
        QueueBench bench;
        auto transaction = bench.queue->acquireBlocking({});
        VERIFY_OK(insert(*transaction, 1));
        (void)transaction->database().exec(sql);
        QVERIFY(!insert(*transaction, 2));
        QVERIFY(!transaction->health());
        QVERIFY(!transaction->commitBlocking());
        QCOMPARE(bench.rows(), 0);
    }
}

/** Inserts a hundred rows, then works on for ever; begun() is called with each row. */
static constexpr const char *endlessInsert =
    "INSERT INTO t(id) WITH RECURSIVE n(i) AS (SELECT 1000 UNION ALL SELECT i + 1 FROM n) "
    "SELECT i + begun() FROM n WHERE i < 1100 OR i > 1000000000000";

/** Interrupts the writer of @p transaction as soon as it is inside endlessInsert. */
static Result<void> interruptInside(QueueBench &bench, WriteTransaction &transaction)
{
    std::atomic<bool> begun = false;
    sqlite3_create_function_v2(
        transaction.database().handle(), "begun", 0, SQLITE_UTF8, &begun,
        [](sqlite3_context *context, int, sqlite3_value **) {
            auto &flag = *static_cast<std::atomic<bool> *>(sqlite3_user_data(context));
            flag = true;
            flag.notify_all();
            sqlite3_result_int(context, 0);
        },
        nullptr, nullptr, nullptr);
    const std::jthread stopping([&, epoch = transaction.epoch()] {
        begun.wait(false);
        bench.queue->interruptWriter(epoch);
    });
    Result<void> done = transaction.database().exec(endlessInsert);
    begun = true;
    begun.notify_all();
    return done;
}

void WriteQueueFaultTest::interruptingAnAloneWriter()
{
    QueueBench bench;
    auto transaction = bench.queue->acquireBlocking({.label = "long", .run = noRun, .alone = true});
    VERIFY_CODE(interruptInside(bench, *transaction), errc::cancelled);
    VERIFY_CODE(transaction->health(), errc::cancelled);
    VERIFY_CODE(insert(*transaction, 1), errc::cancelled);
    VERIFY_CODE(transaction->commitBlocking(), errc::cancelled);
    QCOMPARE(bench.rows(), 0);
    auto next = bench.queue->acquireBlocking({});
    VERIFY_OK(insert(*next, 1));
    VERIFY_OK(next->commitBlocking());
    QCOMPARE(bench.rows(), 1);
}

void WriteQueueFaultTest::interruptingASharedWriterMakesTheOthersRestart()
{
    QueueBench bench;
    ManualExecutor executor;
    Writer innocent;
    Writer guilty;
    innocent.ask(*bench.queue);
    guilty.ask(*bench.queue);
    VERIFY_OK(insert(innocent.transaction(), 1));
    innocent.commit(executor);
    VERIFY_CODE(interruptInside(bench, guilty.transaction()), errc::cancelled);
    guilty.transaction().rollback();
    executor.runReady();
    VERIFY_CODE(*innocent.settled, errc::restart);
    QCOMPARE(bench.rows(), 0);
}

void WriteQueueFaultTest::anInterruptBetweenStatementsSparesTheOthers()
{
    QueueBench bench;
    ManualExecutor executor;
    Writer innocent;
    Writer guilty;
    innocent.ask(*bench.queue);
    guilty.ask(*bench.queue);
    VERIFY_OK(insert(innocent.transaction(), 1));
    innocent.commit(executor);
    VERIFY_OK(insert(guilty.transaction(), 2));
    bench.queue->interruptWriter(guilty.transaction().epoch());
    VERIFY_CODE(insert(guilty.transaction(), 3), errc::cancelled);
    guilty.commit(executor);
    executor.runReady();
    VERIFY_CODE(*guilty.settled, errc::cancelled);
    VERIFY_OK(*innocent.settled);
    QCOMPARE(bench.rows(), 1);
}

void WriteQueueFaultTest::anInterruptForAnotherEpochDoesNothing()
{
    QueueBench bench;
    std::uint64_t old = 0;
    {
        auto first = bench.queue->acquireBlocking({});
        old = first->epoch();
    }
    auto second = bench.queue->acquireBlocking({});
    bench.queue->interruptWriter(old);
    bench.queue->revoke(old);
    VERIFY_OK(insert(*second, 1));
    VERIFY_OK(second->commitBlocking());
    bench.queue->interruptWriter(second->epoch()); // over: nobody holds
    QCOMPARE(bench.rows(), 1);
}

void WriteQueueFaultTest::revokingGivesTheLeaseOn()
{
    QueueBench bench;
    ManualExecutor executor;
    Writer before;
    Writer stuck;
    Writer next;
    before.ask(*bench.queue);
    stuck.ask(*bench.queue);
    next.ask(*bench.queue);
    VERIFY_OK(insert(before.transaction(), 1));
    before.commit(executor);
    VERIFY_OK(insert(stuck.transaction(), 2));
    bench.queue->revoke(stuck.transaction().epoch());
    QVERIFY(next.holds());
    VERIFY_OK(insert(next.transaction(), 3));

    VERIFY_CODE(insert(stuck.transaction(), 4), errc::cancelled); // it woke up after all
    VERIFY_CODE(stuck.transaction().database().exec("DELETE FROM t"), errc::cancelled);
    VERIFY_CODE(stuck.transaction().health(), errc::cancelled);
    stuck.commit(executor);
    executor.runReady();
    VERIFY_CODE(*stuck.settled, errc::cancelled);

    next.commit(executor);
    executor.runReady();
    VERIFY_OK(*before.settled);
    VERIFY_OK(*next.settled);
    QCOMPARE(bench.rows("id IN (1, 3)"), 2);
    QCOMPARE(bench.rows(), 2);
}

namespace {

/** Drives the queue with random steps, and keeps account of who was told what. */
struct Model
{
    explicit Model(int seed)
        : random(static_cast<std::uint32_t>(seed))
    {
    }
    std::uint32_t next(std::uint32_t below)
    {
        random = random * 1664525U + 1013904223U;
        return (random >> 16U) % below;
    }

    Writer *holder()
    {
        for (auto &[id, writer] : writers) {
            if (writer->holds() && !ended.contains(id))
                return writer.get();
        }
        return nullptr;
    }
    std::int64_t idOf(const Writer *wanted) const
    {
        for (const auto &[id, writer] : writers) {
            if (writer.get() == wanted)
                return id;
        }
        return 0;
    }

    void step()
    {
        Writer *held = holder();
        switch (held ? next(9) : next(3)) {
        case 0: {
            const std::int64_t id = ++lastId;
            writers[id] = std::make_unique<Writer>();
            writers[id]->ask(*bench.queue, next(5) == 0);
            break;
        }
        case 1:
            executor.runReady();
            break;
        case 2:
            bench.nowMs += next(15);
            if (!writers.empty())
                std::next(writers.begin(), next(static_cast<std::uint32_t>(writers.size())))
                    ->second->stop.request_stop();
            break;
        default:
            stepOfHolder(*held);
        }
    }

    void stepOfHolder(Writer &writer)
    {
        const std::int64_t id = idOf(&writer);
        const Result<void> done = insert(writer.transaction(), id * 100 + inserted[id]);
        if (done)
            ++inserted[id];
        switch (next(8)) {
        case 0:
            writer.transaction().rollback();
            ended.insert(id);
            break;
        case 1:
            bench.vfs.failAt(Place::Any, 1, next(2) == 0 ? Fault::IoError : Fault::DiskFull);
            commit(id, writer);
            executor.runReady();
            bench.vfs.heal();
            break;
        case 2:
            (void)writer.transaction().database().exec(next(2) == 0 ? "ROLLBACK" : "COMMIT");
            commit(id, writer);
            break;
        case 3:
            bench.queue->interruptWriter(writer.transaction().epoch());
            commit(id, writer);
            break;
        case 4:
            bench.queue->revoke(writer.transaction().epoch());
            commit(id, writer);
            break;
        default:
            commit(id, writer);
        }
    }

    void commit(std::int64_t id, Writer &writer)
    {
        ended.insert(id);
        committed.insert(id);
        writer.commit(executor);
    }

    void finish()
    {
        for (int i = 0; i < 10000; ++i) {
            executor.runReady();
            Writer *held = holder();
            if (!held)
                break;
            commit(idOf(held), *held);
        }
        executor.runReady();
    }

    QueueBench bench;
    ManualExecutor executor;
    std::uint32_t random;
    std::int64_t lastId = 0;
    std::map<std::int64_t, std::unique_ptr<Writer>> writers;
    std::map<std::int64_t, int> inserted;
    std::set<std::int64_t> ended;
    std::set<std::int64_t> committed;
};

} // namespace

void WriteQueueFaultTest::theQueueKeepsItsPromises()
{
    const bool held = rc::check("told of a commit, and only then, the rows are there", [] {
        Model model(*rc::gen::inRange(0, 1 << 30));
        const int steps = *rc::gen::inRange(1, 80);
        for (int i = 0; i < steps; ++i)
            model.step();
        model.finish();
        const auto status = model.bench.queue->status();
        RC_ASSERT(status.waiting == 0U);
        RC_ASSERT(status.holder.empty());
        const auto reader = model.bench.reader();
        std::int64_t expected = 0;
        for (const auto &[id, writer] : model.writers) {
            RC_ASSERT(writer->answered.load()); // everybody was answered, and once
            if (!model.committed.contains(id))
                continue;
            RC_ASSERT(writer->settled.has_value());
            const std::int64_t rows =
                QueueBench::rowsIn(*reader, "id / 100 = " + std::to_string(id));
            RC_ASSERT(rows == (writer->settled->ok() ? model.inserted[id] : 0));
            expected += rows;
        }
        RC_ASSERT(QueueBench::rowsIn(*reader, "1") == expected);
    });
    QVERIFY(held);
}

QTEST_GUILESS_MAIN(WriteQueueFaultTest)
#include "WriteQueueFaultTest.moc"
