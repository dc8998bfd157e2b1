#include "HttpClientTestTools.h"

#include <QElapsedTimer>

using namespace syncline;
using namespace syncline::test;
using namespace std::chrono_literals;

/** However far a request has come, a stop request ends it within 200 ms, and exactly once. */
class HttpClientCancelTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void cancels_data();
    void cancels();
    void aStopAfterTheAnswerDoesNothing();
    void stopsFromManyThreads();
};

void HttpClientCancelTest::cancels_data()
{
    QTest::addColumn<QByteArray>("stage");
    for (const char *stage :
         {"before it is sent", "while it waits for an answer", "in the middle of the body",
          "while it waits for the next try", "after a redirect"})
        QTest::newRow(stage) << QByteArray(stage);
}

void HttpClientCancelTest::cancels()
{
    QFETCH(const QByteArray, stage);
    std::atomic<bool> isReached = false;
    std::mutex mutex;
    std::vector<ServerReply> held;
    ScriptedServer server([&](const ServerRequest &request, const ServerReply &reply, int) {
        const std::lock_guard lock(mutex);
        if (stage == "while it waits for the next try") {
            reply.send({.status = 429, .headers = {{"Retry-After", "60"}}, .body = {}});
        } else if (stage == "after a redirect" && request.path == "/") {
            reply.send({.status = 302, .headers = {{"Location", "/next"}}, .body = {}});
            return;
        } else {
            if (stage == "in the middle of the body") {
                reply.begin(200, {});
                reply.write("half");
            }
            held.push_back(reply);
        }
        isReached = true;
    });
    const auto client = quickClient();
    std::atomic<int> captured = 0;
    client->setCapture([&](const HttpCapture &) { ++captured; });
    std::stop_source stop;
    if (stage == "before it is sent")
        stop.request_stop();
    Answer answer;
    client->send({.url = server.url()}, stop.get_token(), answer.receiver());
    if (stage != "before it is sent") {
        QTRY_VERIFY(isReached);
        if (stage == "while it waits for the next try")
            QTRY_COMPARE(captured.load(), 1);
    }
    QVERIFY(stage == "before it is sent" || !answer.isHere());

    QElapsedTimer timer;
    timer.start();
    stop.request_stop();
    const auto result = answer.get();
    QVERIFY2(timer.elapsed() < 200, qPrintable(QString::number(timer.elapsed())));
    QVERIFY(!result);
    QVERIFY(result.error().is(errc::cancelled));
    QCOMPARE(result.error().message(), "GET to " + server.url("").substr(7) + " was cancelled.");
    QCOMPARE(answer.calls(), 1);
    server.server().stop();
}

void HttpClientCancelTest::aStopAfterTheAnswerDoesNothing()
{
    const ScriptedServer server([](const auto &, const ServerReply &reply, int) {
        reply.send(ServerResponse::text(200, "x"));
    });
    const auto client = quickClient();
    std::stop_source stop;
    Answer answer;
    client->send({.url = server.url()}, stop.get_token(), answer.receiver());
    QVERIFY(answer.get());
    stop.request_stop();
    QVERIFY(ask(*client, {.url = server.url()}));
    QCOMPARE(answer.calls(), 1);
}

void HttpClientCancelTest::stopsFromManyThreads()
{
    const ScriptedServer server([](const auto &, const ServerReply &reply, int) {
        reply.send(ServerResponse::text(200, "x"));
    });
    const auto client = quickClient();
    std::vector<Answer> answers(200);
    {
        std::vector<std::jthread> threads;
        for (std::size_t from = 0; from < 4; ++from) {
            threads.emplace_back([&, from] {
                for (std::size_t i = from; i < answers.size(); i += 4) {
                    std::stop_source stop;
                    client->send({.url = server.url()}, stop.get_token(), answers[i].receiver());
                    stop.request_stop();
                }
            });
        }
    }
    for (Answer &answer : answers) {
        const auto result = answer.get();
        QVERIFY(result.ok() || result.error().is(errc::cancelled));
        QCOMPARE(answer.calls(), 1);
    }
}

QTEST_GUILESS_MAIN(HttpClientCancelTest)
#include "HttpClientCancelTest.moc"
