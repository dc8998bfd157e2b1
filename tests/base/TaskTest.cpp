#include "core/base/Task.h"
#include "core/base/Worker.h"
#include "tests/support/FakeExecutor.h"

#include <QtTest>
#include <latch>
#include <stdexcept>
#include <string>
#include <thread>

using namespace syncline;
using namespace std::chrono_literals;

namespace {

/** Counts how many of it live; moved-from copies count too. */
struct Counted
{
    explicit Counted(int &live)
        : count(&live)
    {
        ++*count;
    }
    Counted(const Counted &other)
        : count(other.count)
    {
        ++*count;
    }
    Counted(Counted &&other) noexcept
        : count(other.count)
    {
        ++*count;
    }
    Counted &operator=(const Counted &) = delete;
    ~Counted() { --*count; }
    int *count;
};

Task<int> ready(int value)
{
    co_return value;
}

Task<Result<int>> halve(int value)
{
    if (value % 2 != 0)
        co_return Error(errc::invalidInput, "%1 is odd", {std::to_string(value)});
    co_return value / 2;
}

Task<Result<int>> quarter(int value)
{
    SYNCLINE_CO_TRY(const int half, co_await halve(value));
    SYNCLINE_CO_TRY(const int result, co_await halve(half));
    co_return result;
}

Task<Result<void>> checkHalves(int value)
{
    SYNCLINE_CO_CHECK(co_await halve(value));
    co_return {};
}

Task<int> sumOf(int count)
{
    int sum = 0;
    for (int i = 0; i < count; ++i) {
        const int one = co_await ready(1);
        sum += one;
    }
    co_return sum;
}

Task<int> answer(Executor &executor, Resolve<int> &resolve)
{
    const int value =
        co_await callbackTo<int>(executor, [&](Resolve<int> done) { resolve = done; });
    co_return value;
}

Task<> fail()
{
    throw std::runtime_error("broken");
    co_return;
}

Task<std::string> recover()
{
    try {
        co_await fail();
    } catch (const std::runtime_error &error) {
        co_return error.what();
    }
    co_return "no exception";
}

Task<int> waitHolding(Executor &executor, Resolve<int> &resolve, Counted held)
{
    const int value =
        co_await callbackTo<int>(executor, [&](Resolve<int> done) { resolve = std::move(done); });
    co_return value + *held.count;
}

Task<int> outer(Executor &executor, Resolve<int> &resolve)
{
    const int value = co_await answer(executor, resolve);
    co_return value + 1;
}

Task<std::unique_ptr<int>> moveOnly(Executor &executor)
{
    std::unique_ptr<int> value = co_await callbackTo<std::unique_ptr<int>>(
        executor,
        [](const Resolve<std::unique_ptr<int>> &done) { done(std::make_unique<int>(7)); });
    co_return value;
}

} // namespace

class TaskTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void isLazy();
    void passesErrorsOn();
    void passesExceptionsToTheAwaiter();
    void doesNotGrowTheStackInALoop();
    void waitsForACallback();
    void goesOnAtOnceWhenTheCallbackComesFirst();
    void ignoresASecondAnswer();
    void dropsAnAnswerThatComesTooLate();
    void freesWhatAWaitingTaskHolds();
    void carriesMoveOnlyValues();
    void awaitsATaskThatIsUnderWay();
    void tellsWhenATaskHasAlreadyEnded();
    void spawnCallsBackOnTheExecutor();
    void survivesAnswersFromOtherThreads();
    void survivesAnswersThatRaceWithItsEnd();

private:
    test::FakeClock m_clock;
    test::FakeExecutor m_executor{m_clock};
};

void TaskTest::isLazy()
{
    bool ran = false;
    const auto body = [&ran]() -> Task<> {
        ran = true;
        co_return;
    };
    Task<> task = body();
    QVERIFY(!ran);
    task.start();
    QVERIFY(ran);
    QVERIFY(task.done());
}

void TaskTest::passesErrorsOn()
{
    Task<Result<int>> good = quarter(12);
    good.start();
    QCOMPARE(good.take().value(), 3);

    Task<Result<int>> bad = quarter(6);
    bad.start();
    QCOMPARE(bad.take().error().message(), std::string("3 is odd"));

    Task<Result<void>> checked = checkHalves(3);
    checked.start();
    QVERIFY(!checked.take());
    Task<Result<void>> fine = checkHalves(4);
    fine.start();
    QVERIFY(fine.take());
}

void TaskTest::passesExceptionsToTheAwaiter()
{
    Task<std::string> task = recover();
    task.start();
    QCOMPARE(task.take(), std::string("broken"));
}

void TaskTest::doesNotGrowTheStackInALoop()
{
    Task<int> task = sumOf(200'000);
    task.start();
    QCOMPARE(task.take(), 200'000);
}

void TaskTest::waitsForACallback()
{
    Resolve<int> resolve;
    Task<int> task = outer(m_executor, resolve);
    task.start();
    QVERIFY(!task.done());
    resolve(41);
    QVERIFY(!task.done()); // only on the executor
    QCOMPARE(m_executor.run(), 1);
    QCOMPARE(task.take(), 42);
}

void TaskTest::goesOnAtOnceWhenTheCallbackComesFirst()
{
    const auto body = [this]() -> Task<int> {
        const int value =
            co_await callbackTo<int>(m_executor, [](const Resolve<int> &done) { done(5); });
        co_return value;
    };
    Task<int> task = body();
    task.start();
    QVERIFY(task.done());
    QCOMPARE(task.take(), 5);
    QCOMPARE(m_executor.pending(), std::size_t(0));
}

void TaskTest::ignoresASecondAnswer()
{
    Resolve<int> resolve;
    Task<int> task = answer(m_executor, resolve);
    task.start();
    resolve(1);
    resolve(2);
    m_executor.run();
    QCOMPARE(task.take(), 1);
    resolve(3); // after the end
    QCOMPARE(m_executor.run(), 0);
}

void TaskTest::dropsAnAnswerThatComesTooLate()
{
    Resolve<int> resolve;
    {
        test::FakeExecutor executor(m_clock);
        Task<int> task = answer(executor, resolve);
        task.start();
        resolve(1); // posted, and the task dies before it runs
        task = {};
        executor.run();
        Task<int> other = answer(executor, resolve);
        other.start();
    }
    resolve(2); // its task and its executor are gone
}

void TaskTest::freesWhatAWaitingTaskHolds()
{
    int live = 0;
    Resolve<int> resolve;
    {
        Task<int> task = waitHolding(m_executor, resolve, Counted(live));
        task.start();
        QVERIFY(live > 0);
    }
    QCOMPARE(live, 0);
    {
        Task<int> task = waitHolding(m_executor, resolve, Counted(live));
        task.start();
        resolve(0);
        m_executor.run();
        QCOMPARE(task.take(), 1); // the argument alone is alive
    }
    QCOMPARE(live, 0);
}

void TaskTest::carriesMoveOnlyValues()
{
    Task<std::unique_ptr<int>> task = moveOnly(m_executor);
    task.start();
    QCOMPARE(*task.take(), 7);
}

void TaskTest::awaitsATaskThatIsUnderWay()
{
    Resolve<int> resolve;
    Task<int> first = answer(m_executor, resolve);
    first.start();
    const auto body = [&first]() -> Task<int> {
        const int value = co_await std::move(first);
        co_return value * 2;
    };
    Task<int> second = body();
    second.start();
    QVERIFY(!second.done());
    resolve(21);
    m_executor.run();
    QCOMPARE(second.take(), 42);
}

void TaskTest::tellsWhenATaskHasAlreadyEnded()
{
    Task<int> task = ready(1);
    task.start();
    QVERIFY(!task.continueWith(std::noop_coroutine()));
}

void TaskTest::spawnCallsBackOnTheExecutor()
{
    int result = 0;
    spawn(m_executor, ready(9), [&result](int value) { result = value; });
    QCOMPARE(result, 0);
    m_executor.run();
    QCOMPARE(result, 9);

    bool done = false;
    const auto nothing = []() -> Task<> { co_return; };
    spawn(m_executor, nothing(), [&done] { done = true; });
    m_executor.run();
    QVERIFY(done);
}

void TaskTest::survivesAnswersFromOtherThreads()
{
    constexpr int rounds = 2000;
    Worker home("home");
    Worker other("other");
    std::latch finished(1);
    int sum = 0;
    const auto body = [&]() -> Task<> {
        for (int i = 0; i < rounds; ++i) {
            const int value = co_await callbackTo<int>(
                home, [&](const Resolve<int> &done) { other.post([done, i] { done(i % 2); }); });
            sum += home.isCurrent() ? value : 0;
        }
    };
    spawn(home, body(), [&finished] { finished.count_down(); });
    finished.wait();
    QCOMPARE(sum, rounds / 2);
}

void TaskTest::survivesAnswersThatRaceWithItsEnd()
{
    Worker other("other");
    int answered = 0;
    for (int round = 0; round < 100; ++round) {
        auto home = std::make_unique<test::FakeExecutor>(m_clock);
        Resolve<int> resolve;
        Task<int> task = answer(*home, resolve);
        task.start();
        std::latch answering(1);
        other.post([&answering, resolve] {
            answering.count_down();
            resolve(1);
        });
        answering.wait();
        if (round % 2 == 0)
            home->run(); // perhaps it is there already
        answered += task.done() ? 1 : 0;
        task = {};
        home.reset(); // the answer may still be on its way
    }
    QVERIFY(answered <= 50);
}

QTEST_GUILESS_MAIN(TaskTest)
#include "TaskTest.moc"
