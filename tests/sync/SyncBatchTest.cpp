#include "tests/sync/SyncFixture.h"

#include <QTest>

using namespace syncline;
using namespace syncline::test;

/** A batch that cannot be written takes its checkpoint with it: the next sync fetches it again. */
class SyncBatchTest : public SyncFixture
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { m_fixture.reset(); }
    void aCancelledBatchIsFetchedAgain();

private:
    /** Pages of five posts, 25 in all, with a checkpoint behind each that is due at once. */
    Task<Result<void>> fetch(SyncScope &scope);
    int m_begun = 0;               ///< Records whose action has begun.
    int m_breaksAt = 0;            ///< At this one ...
    std::function<void()> m_break; ///< ... this happens.
};

void SyncBatchTest::init()
{
    open();
    m_begun = 0;
    m_fixture->scripts.effects["effect.lua"] = [this](RunScope &,
                                                      EffectCall) -> Task<Result<Value>> {
        if (++m_begun == m_breaksAt)
            m_break();
        co_return Value();
    };
    EffectDef effect;
    effect.file = "effect.lua";
    m_fixture->action("post.create")->run.effects.push_back(effect);
    m_fixture->publish();
}

Task<Result<void>> SyncBatchTest::fetch(SyncScope &scope)
{
    for (int from = static_cast<int>(scope.resume()["from"].intOr(0)); from < 25; from += 5) {
        json::Handle documents = posts(from, from + 5);
        Result<void> done = co_await scope.insert("Post", std::move(documents));
        if (!done)
            co_return done;
        m_fixture->clock.advance(std::chrono::seconds(1));
        Value state(ValueObject{{"from", from + 5}});
        done = co_await scope.checkpoint(std::move(state));
        if (!done)
            co_return done;
    }
    co_return Result<void>();
}

void SyncBatchTest::aCancelledBatchIsFetchedAgain()
{
    m_fixture->scripts.syncs[connectorFile] = [this](SyncScope &scope) { return fetch(scope); };
    m_breaksAt = 12; // in the middle of the third page
    m_break = [this] { m_stop.request_stop(); };
    const RunInfo first = sync();
    QCOMPARE(first.state, RunState::Cancelled);
    QCOMPARE(m_fixture->count("post"), 10);
    QVERIFY(first.resumable);

    m_stop = std::stop_source();
    m_breaksAt = 0;
    const RunInfo second = sync();
    QCOMPARE(second.state, RunState::Completed);
    QCOMPARE(m_fixture->count("post"), 25);
    QCOMPARE(countsOf(first).created, 10); // not what was rolled back
    QCOMPARE(countsOf(second).created, 25);
}

QTEST_GUILESS_MAIN(SyncBatchTest)
#include "SyncBatchTest.moc"
