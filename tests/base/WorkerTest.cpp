#include "core/base/Worker.h"
#include "tests/support/FakeExecutor.h"

#include <QtTest>
#include <atomic>
#include <latch>
#include <vector>

using namespace syncline;
using namespace std::chrono_literals;

class WorkerTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void runsInTheOrderPosted();
    void knowsItsThread();
    void runsDelayedFunctionsByTheirTime();
    void runsWhatIsPostedWhenItIsDestroyedAndDropsWhatIsDelayed();
    void handsEverythingOnWhenCondemned();
    void fakeExecutorStopsAtEachDueTime();
};

void WorkerTest::runsInTheOrderPosted()
{
    constexpr int perThread = 500;
    std::vector<int> seen;
    {
        Worker worker("order");
        std::vector<std::jthread> threads;
        for (int thread = 0; thread < 4; ++thread) {
            threads.emplace_back([&worker, &seen, thread] {
                for (int i = 0; i < perThread; ++i)
                    worker.post(
                        [&seen, number = thread * perThread + i] { seen.push_back(number); });
            });
        }
    }
    QCOMPARE(seen.size(), std::size_t(4 * perThread));
    for (int thread = 0; thread < 4; ++thread) {
        int last = -1;
        for (const int number : seen) {
            if (number / perThread != thread)
                continue;
            QVERIFY(number > last);
            last = number;
        }
    }
}

void WorkerTest::knowsItsThread()
{
    Worker worker("who");
    std::latch done(1);
    bool inside = false;
    worker.post([&] {
        inside = worker.isCurrent();
        done.count_down();
    });
    done.wait();
    QVERIFY(inside);
    QVERIFY(!worker.isCurrent());
}

void WorkerTest::runsDelayedFunctionsByTheirTime()
{
    Worker worker("later");
    std::latch done(3);
    std::vector<int> order;
    const auto note = [&](int number) {
        return [&order, &done, number] {
            order.push_back(number);
            done.count_down();
        };
    };
    worker.postAfter(20ms, note(3));
    worker.postAfter(5ms, note(2));
    worker.post(note(1));
    done.wait();
    QCOMPARE(order, (std::vector<int>{1, 2, 3}));
}

void WorkerTest::runsWhatIsPostedWhenItIsDestroyedAndDropsWhatIsDelayed()
{
    std::atomic<int> ran = 0;
    const auto held = std::make_shared<int>(0);
    {
        Worker worker("end");
        for (int i = 0; i < 100; ++i)
            worker.post([&ran] { ++ran; });
        worker.postAfter(1h, [&ran, held] { ran += 1000; });
    }
    QCOMPARE(ran.load(), 100);
    QCOMPARE(held.use_count(), 1L);
}

void WorkerTest::handsEverythingOnWhenCondemned()
{
    test::FakeClock clock;
    test::FakeExecutor successor(clock);
    const auto gate = std::make_shared<std::latch>(1);
    const auto stuck = std::make_shared<std::latch>(1);
    const auto freed = std::make_shared<std::latch>(1);
    std::vector<int> order;
    {
        Worker worker("stuck");
        worker.post([gate, stuck, freed] {
            stuck->count_down();
            gate->wait();
            freed->count_down();
        });
        stuck->wait();
        worker.post([&order] { order.push_back(1); });
        worker.postAfter(1min, [&order] { order.push_back(3); });
        worker.condemn(successor);
        worker.post([&order] { order.push_back(2); });
        worker.postAfter(2min, [&order] { order.push_back(4); });
        QVERIFY(worker.isCurrent()); // as the successor says, which is this thread
    }
    QCOMPARE(successor.run(), 2);
    QCOMPARE(order, (std::vector<int>{1, 2}));
    successor.advance(3min);
    QCOMPARE(order, (std::vector<int>{1, 2, 3, 4}));
    gate->count_down(); // the thread comes back to life, and ends
    freed->wait();
}

void WorkerTest::fakeExecutorStopsAtEachDueTime()
{
    test::FakeClock clock;
    test::FakeExecutor executor(clock);
    const DateTime start = clock.now();
    std::vector<std::int64_t> times;
    const auto note = [&] { times.push_back(clock.now().ms - start.ms); };
    executor.postAfter(30ms, note);
    executor.postAfter(10ms, [&] {
        note();
        executor.postAfter(5ms, note);
    });
    QCOMPARE(executor.run(), 0);
    QCOMPARE(executor.advance(20ms), 2);
    QCOMPARE(times, (std::vector<std::int64_t>{10, 15}));
    QCOMPARE(executor.advance(10ms), 1);
    QCOMPARE(times.back(), std::int64_t(30));
}

QTEST_GUILESS_MAIN(WorkerTest)
#include "WorkerTest.moc"
