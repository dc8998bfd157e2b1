#include "core/record/SystemTables.h"
#include "tests/sync/SyncFixture.h"

#include <QTest>

#include <algorithm>

using namespace syncline;
using namespace syncline::test;

class SyncRunTest : public SyncFixture
{
    Q_OBJECT

private Q_SLOTS:
    void init() { open(); }
    void cleanup() { m_fixture.reset(); }
    void insertsThenReportsUnchanged();
    void oneChangedAndOneGone();
    void aBadDocumentIsQuarantinedAndTheRestGoesOn();
    void aFailureKeepsEarlierPagesAndResumesAtTheCheckpoint();
    void aResumedRunKnowsWhatItSaw();
    void theCacheIsPublishedOnlyBySuccess();
    void manyGoneRecordsWaitForConfirmation();
    void documentsWithoutIdKeepWhatDidNotArrive();
    void aConfirmationIsNoneForDocumentsWithoutId();
    void anEmptyAnswerDeletesNothing();
    void deltaModeDeletesOnlyWhatItIsTold();
    void forcingMeansAllUnlessToldOtherwise();
    void modelsWithCodeRunTheirActions();
    void aDeleteActionWithCodeRuns();
    void aCancelledSyncSaysSo();
    void unknownThingsAreRefused_data();
    void unknownThingsAreRefused();
};

void SyncRunTest::insertsThenReportsUnchanged()
{
    m_fixture->scripts.syncs[connectorFile] = [](SyncScope &scope) -> Task<Result<void>> {
        for (int i = 0; i < 10; ++i) {
            json::Handle documents = posts(i * 100, i * 100 + 100);
            Result<void> done = co_await scope.insert("Post", std::move(documents));
            if (!done)
                co_return done;
            Value state(i);
            done = co_await scope.checkpoint(std::move(state));
            if (!done)
                co_return done;
        }
        co_return Result<void>();
    };
    const RunInfo first = sync();
    QVERIFY2(first.state == RunState::Completed,
             first.error ? first.error->describe().c_str() : "");
    QCOMPARE(countsOf(first).created, 1000);
    QCOMPARE(m_fixture->count("post"), 1000);
    const RunInfo second = sync();
    QCOMPARE(second.state, RunState::Completed);
    QCOMPARE(countsOf(second), (IngestCounts{.unchanged = 1000}));
    QVERIFY(second.id > first.id);
}

void SyncRunTest::oneChangedAndOneGone()
{
    int round = 0;
    m_fixture->scripts.syncs[connectorFile] = [&round](SyncScope &scope) -> Task<Result<void>> {
        json::Handle documents = posts(0, 99);
        Result<void> done = co_await scope.insert("Post", std::move(documents));
        if (!done)
            co_return done;
        json::Handle last = round == 0 ? posts(99, 101) : posts(99, 100, 7);
        done = co_await scope.insert("Post", std::move(last));
        co_return done;
    };
    QCOMPARE(countsOf(sync()).created, 101);
    round = 1;
    const RunInfo second = sync();
    QCOMPARE(
        countsOf(second),
        (IngestCounts{.created = 0, .updated = 1, .unchanged = 99, .deleted = 1, .failed = 0}));
    QCOMPARE(m_fixture->count("post"), 100);
}

void SyncRunTest::aBadDocumentIsQuarantinedAndTheRestGoesOn()
{
    m_fixture->scripts.syncs[connectorFile] = [](SyncScope &scope) -> Task<Result<void>> {
        json::Handle documents =
            page(R"([{"id":1,"title":"ok","views":1},{"id":2,"title":"bad","views":"many"},)"
                 R"({"title":"no id"},{"id":3,"title":"ok too","views":3}])");
        Result<void> done = co_await scope.insert("Post", std::move(documents));
        co_return done;
    };
    const RunInfo info = sync();
    QCOMPARE(info.state, RunState::CompletedWithErrors);
    QCOMPARE(countsOf(info).created, 2);
    QCOMPARE(countsOf(info).failed, 2);
    const Result<Store::Reader> reader = m_fixture->store->reader();
    const auto kept = quarantinedOf(reader.value().database(), info.id);
    QVERIFY(kept.ok());
    QCOMPARE(kept->size(), 2U);
    QCOMPARE(kept->front().second.remoteId, std::string("2"));
    QVERIFY2(kept->front().second.reason.find("views") != std::string::npos,
             kept->front().second.reason.c_str());
    QVERIFY(kept->front().second.payload.find("many") != std::string::npos);
}

void SyncRunTest::aFailureKeepsEarlierPagesAndResumesAtTheCheckpoint()
{
    bool fail = true;
    std::vector<std::string> seenResume;
    m_fixture->scripts.syncs[connectorFile] = [&](SyncScope &scope) -> Task<Result<void>> {
        seenResume.push_back(json::write(scope.resume()));
        const auto from = static_cast<int>(scope.resume()["from"].intOr(0));
        for (int i = from; i < 12'000; i += 1'000) {
            if (fail && i == 7'000)
                co_return Error(errc::scriptError, "fake.lua:9: the remote broke");
            json::Handle documents = posts(i, i + 1'000);
            Result<void> done = co_await scope.insert("Post", std::move(documents));
            if (!done)
                co_return done;
            Value state(ValueObject{{"from", i + 1'000}});
            done = co_await scope.checkpoint(std::move(state));
            if (!done)
                co_return done;
        }
        co_return Result<void>();
    };
    const RunInfo first = sync();
    QCOMPARE(first.state, RunState::Errored);
    QVERIFY(first.error->message().find("the remote broke") != std::string::npos);
    QVERIFY(first.resumable);
    QCOMPARE(m_fixture->count("post"), 7'000);
    fail = false;
    const RunInfo second = sync();
    QCOMPARE(second.state, RunState::Completed);
    QCOMPARE(second.id, first.id); // the same run goes on
    QCOMPARE(seenResume.back(), std::string(R"({"from":7000})"));
    QCOMPARE(m_fixture->count("post"), 12'000);
    QCOMPARE(countsOf(second).created, 12'000);
    const RunInfo third = sync();
    QCOMPARE(seenResume.back(), std::string("null"));
    QCOMPARE(countsOf(third).unchanged, 12'000);
}

void SyncRunTest::aResumedRunKnowsWhatItSaw()
{
    // Everything was seen before the failure; after resuming nothing may look stale.
    bool fail = false;
    m_fixture->scripts.syncs[connectorFile] = [&](SyncScope &scope) -> Task<Result<void>> {
        Result<void> done;
        if (scope.resume().isNull()) {
            json::Handle documents = posts(0, 6'000);
            done = co_await scope.insert("Post", std::move(documents));
            if (!done)
                co_return done;
            Value state("half");
            done = co_await scope.checkpoint(std::move(state));
            if (!done)
                co_return done;
            if (fail)
                co_return Error(errc::network, "gone");
        }
        json::Handle rest = posts(6'000, 6'010);
        done = co_await scope.insert("Post", std::move(rest));
        co_return done;
    };
    QCOMPARE(sync().state, RunState::Completed);
    fail = true;
    QCOMPARE(sync().state, RunState::Errored);
    const RunInfo resumed = sync();
    QCOMPARE(resumed.state, RunState::Completed);
    QCOMPARE(countsOf(resumed).deleted, 0);
    QCOMPARE(m_fixture->count("post"), 6'010);
}

void SyncRunTest::theCacheIsPublishedOnlyBySuccess()
{
    bool fail = true;
    std::vector<Value> read;
    m_fixture->scripts.syncs[connectorFile] = [&](SyncScope &scope) -> Task<Result<void>> {
        read.push_back(scope.cacheGet("token"));
        scope.cacheSet("token", fail ? "half" : "whole");
        json::Handle documents = posts(0, 10);
        Result<void> done = co_await scope.insert("Post", std::move(documents));
        if (done && fail)
            co_return Error(errc::network, "gone");
        co_return done;
    };
    sync();
    fail = false;
    QCOMPARE(sync().state, RunState::Completed);
    QVERIFY(read.at(1).isNull());
    sync();
    QCOMPARE(read.at(2).stringOr(), std::string("whole"));
}

void SyncRunTest::manyGoneRecordsWaitForConfirmation()
{
    int rows = 100;
    m_fixture->scripts.syncs[connectorFile] = [&rows](SyncScope &scope) -> Task<Result<void>> {
        json::Handle documents = posts(0, rows);
        Result<void> done = co_await scope.insert("Post", std::move(documents));
        co_return done;
    };
    QCOMPARE(sync().state, RunState::Completed);
    rows = 60;
    const RunInfo waiting = sync();
    QCOMPARE(waiting.state, RunState::NeedsConfirmation);
    QCOMPARE(waiting.pendingDeletes, 40);
    QCOMPARE(m_fixture->count("post"), 100);

    const RunInfo confirmed = finish([&](SyncRun::Callbacks callbacks) {
        return SyncRun::confirm(m_services, waiting, {}, std::move(callbacks));
    });
    QCOMPARE(confirmed.state, RunState::Completed);
    QCOMPARE(confirmed.id, waiting.id);
    QCOMPARE(countsOf(confirmed).deleted, 40);
    QCOMPARE(m_fixture->count("post"), 60);
}

void SyncRunTest::documentsWithoutIdKeepWhatDidNotArrive()
{
    bool isBroken = false;
    m_fixture->scripts.syncs[connectorFile] = [&](SyncScope &scope) -> Task<Result<void>> {
        std::string text = R"([{"id":1,"title":"a"},{"id":2,"title":"b"}])";
        if (isBroken)
            text = R"([{"id":1,"title":"a"},{"title":"was 2"}])";
        json::Handle documents = page(text);
        Result<void> done = co_await scope.insert("Post", std::move(documents));
        co_return done;
    };
    QCOMPARE(sync().state, RunState::Completed);
    isBroken = true;
    const RunInfo info = sync();
    QCOMPARE(info.state, RunState::CompletedWithErrors);
    QCOMPARE(countsOf(info).deleted, 0);
    QVERIFY(info.models.front().note.find("without id") != std::string::npos);
    QCOMPARE(m_fixture->count("post"), 2);
}

void SyncRunTest::aConfirmationIsNoneForDocumentsWithoutId()
{
    bool isLater = false;
    m_fixture->scripts.syncs[connectorFile] = [&](SyncScope &scope) -> Task<Result<void>> {
        json::Handle documents = posts(0, isLater ? 10 : 40);
        Result<void> done = co_await scope.insert("Post", std::move(documents));
        std::string text = R"([{"id":1,"text":"a"},{"id":2,"text":"b"}])";
        if (isLater)
            text = R"([{"id":1,"text":"a"},{"text":"was 2"}])";
        json::Handle remarks = page(text);
        if (done)
            done = co_await scope.insert("Remark", std::move(remarks));
        co_return done;
    };
    QCOMPARE(sync().state, RunState::Completed);
    isLater = true;
    const RunInfo waiting = sync();
    QCOMPARE(waiting.state, RunState::NeedsConfirmation);
    QCOMPARE(waiting.pendingDeletes, 30); // posts, no remarks
    finish([&](SyncRun::Callbacks callbacks) {
        return SyncRun::confirm(m_services, waiting, {}, std::move(callbacks));
    });
    QCOMPARE(m_fixture->count("post"), 10);
    QCOMPARE(m_fixture->count("remark"), 2);
}

void SyncRunTest::anEmptyAnswerDeletesNothing()
{
    int rows = 30;
    m_fixture->scripts.syncs[connectorFile] = [&rows](SyncScope &scope) -> Task<Result<void>> {
        json::Handle documents = posts(0, rows);
        Result<void> done = co_await scope.insert("Post", std::move(documents));
        co_return done;
    };
    sync();
    rows = 0;
    const RunInfo info = sync();
    QCOMPARE(info.state, RunState::NeedsConfirmation);
    QCOMPARE(m_fixture->count("post"), 30);
    rows = 30;
    QCOMPARE(sync().state, RunState::Completed); // overtakes the waiting one
    const std::vector<RunInfo> runs = m_fixture->runs();
    QCOMPARE(runs.at(1).id, info.id);
    QCOMPARE(runs.at(1).state, RunState::Cancelled);
}

void SyncRunTest::deltaModeDeletesOnlyWhatItIsTold()
{
    m_connector.deltaSync = true;
    int round = 0;
    std::vector<bool> initial;
    m_fixture->scripts.syncs[connectorFile] = [&](SyncScope &scope) -> Task<Result<void>> {
        initial.push_back(scope.isInitialSync());
        json::Handle documents = round == 0 ? posts(0, 50) : posts(5, 6, 9);
        Result<void> done = co_await scope.insert("Post", std::move(documents));
        if (done && round == 1) {
            std::vector<std::string> gone{"7", "no such post"};
            done = co_await scope.remove("Post", std::move(gone));
        }
        co_return done;
    };
    sync();
    round = 1;
    const RunInfo second = sync();
    QCOMPARE(second.mode, std::string("delta"));
    QCOMPARE(countsOf(second).updated, 1);
    QCOMPARE(countsOf(second).deleted, 1);
    QCOMPARE(m_fixture->count("post"), 49);
    QCOMPARE(initial, (std::vector<bool>{true, false}));
}

void SyncRunTest::modelsWithCodeRunTheirActions()
{
    std::vector<std::string> ran;
    m_fixture->scripts.effects["effect.lua"] = [&ran](RunScope &,
                                                      EffectCall call) -> Task<Result<Value>> {
        ran.push_back(call.trigger.at("type").stringOr() + " " + call.action + " " +
                      call.record->get("title")->stringOr());
        co_return Value();
    };
    EffectDef effect;
    effect.file = "effect.lua";
    m_fixture->action("post.create")->run.effects.push_back(effect);
    m_fixture->action("post.update")->run.effects.push_back(effect);
    m_fixture->publish();
    int views = 1;
    m_fixture->scripts.syncs[connectorFile] = [&views](SyncScope &scope) -> Task<Result<void>> {
        json::Handle documents = posts(0, 2, views);
        Result<void> done = co_await scope.insert("Post", std::move(documents));
        co_return done;
    };
    QCOMPARE(countsOf(sync()).created, 2);
    QCOMPARE(ran, (std::vector<std::string>{"sync create Post 0", "sync create Post 1"}));
    const RunInfo unchanged = sync();
    QCOMPARE(countsOf(unchanged).unchanged, 2);
    QCOMPARE(ran.size(), 2U); // equal content runs no action
    views = 2;
    const RunInfo changed = sync();
    QCOMPARE(countsOf(changed).updated, 2);
    QCOMPARE(ran.size(), 4U);
    QCOMPARE(m_fixture->count("post"), 2);
}

void SyncRunTest::forcingMeansAllUnlessToldOtherwise()
{
    m_connector.deltaSync = true;
    m_fixture->scripts.syncs[connectorFile] = [](SyncScope &scope) -> Task<Result<void>> {
        json::Handle documents = posts(0, 3);
        Result<void> done = co_await scope.insert("Post", std::move(documents));
        co_return done;
    };
    QCOMPARE(sync().mode, std::string("delta"));
    SyncRequest request;
    request.force = true;
    QCOMPARE(sync(request).mode, std::string("full"));
    request.mode = "delta";
    QCOMPARE(sync(request).mode, std::string("delta"));
    request.mode.clear();
    request.since = "2024-01-01T00:00:00Z";
    QCOMPARE(sync(request).mode, std::string("delta"));
    request.since.clear();
    request.webhookBody = ValueObject{{"id", 1}}; // what it brings is not all there is
    QCOMPARE(sync(request).mode, std::string("delta"));
}

void SyncRunTest::aDeleteActionWithCodeRuns()
{
    m_connector.deltaSync = true;
    std::vector<std::string> ran;
    m_fixture->scripts.effects["effect.lua"] = [&ran](RunScope &,
                                                      EffectCall call) -> Task<Result<Value>> {
        ran.push_back(call.action + " " + call.record->get("title")->stringOr());
        co_return Value();
    };
    EffectDef effect;
    effect.file = "effect.lua";
    m_fixture->action("post.delete")->run.effects.push_back(effect);
    m_fixture->publish();
    bool isFirst = true;
    m_fixture->scripts.syncs[connectorFile] = [&isFirst](SyncScope &scope) -> Task<Result<void>> {
        Result<void> done;
        if (isFirst) {
            json::Handle documents = posts(0, 3);
            done = co_await scope.insert("Post", std::move(documents));
        } else {
            std::vector<std::string> gone{"1"};
            done = co_await scope.remove("Post", std::move(gone));
        }
        co_return done;
    };
    QCOMPARE(countsOf(sync()).created, 3);
    QVERIFY(ran.empty()); // creating stays the plain way
    isFirst = false;
    QCOMPARE(countsOf(sync()).deleted, 1);
    QCOMPARE(ran, (std::vector<std::string>{"delete Post 1"}));
}

void SyncRunTest::aCancelledSyncSaysSo()
{
    m_fixture->scripts.syncs[connectorFile] = [this](SyncScope &scope) -> Task<Result<void>> {
        json::Handle documents = posts(0, 10);
        Result<void> done = co_await scope.insert("Post", std::move(documents));
        m_stop.request_stop();
        co_return done;
    };
    const RunInfo info = sync();
    QCOMPARE(info.state, RunState::Cancelled);
    QCOMPARE(m_fixture->runs().front().state, RunState::Cancelled);
}

void SyncRunTest::unknownThingsAreRefused_data()
{
    QTest::addColumn<QString>("connection");
    QTest::addColumn<QString>("model");
    QTest::addColumn<QString>("text");
    QTest::newRow("a connection that does not exist") << "nope"
                                                      << ""
                                                      << "no connection \"nope\"";
    QTest::newRow("a model that the connection does not keep") << "blog"
                                                               << "comment"
                                                               << "no model \"comment\"";
}

void SyncRunTest::unknownThingsAreRefused()
{
    QFETCH(const QString, connection);
    QFETCH(const QString, model);
    QFETCH(const QString, text);
    SyncRequest request;
    request.connection = connection.toStdString();
    if (!model.isEmpty())
        request.models = {model.toStdString()};
    sync(request);
    QVERIFY(m_refused.has_value());
    const QString message = QString::fromStdString(m_refused->message());
    QVERIFY2(message.contains(text), qPrintable(message));
}

QTEST_GUILESS_MAIN(SyncRunTest)
#include "SyncRunTest.moc"
