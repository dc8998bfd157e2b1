#include "HttpClientTestTools.h"

#include "tests/net/RawServer.h"

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
    void cancelsWhatHangs_data();
    void cancelsWhatHangs();
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

void HttpClientCancelTest::cancelsWhatHangs_data()
{
    QTest::addColumn<QByteArray>("stage");
    for (const char *stage : {"while it connects", "in the handshake of TLS",
                              "while it sends its body", "in the head", "in a chunk", "in gzip"})
        QTest::newRow(stage) << QByteArray(stage);
}

void HttpClientCancelTest::cancelsWhatHangs()
{
    QFETCH(const QByteArray, stage);
    std::atomic<bool> isReached = false;
    const std::string chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n";
    std::unique_ptr<RawServer> server;
    server = std::make_unique<RawServer>([&](RawPeer &peer, int) {
        if (stage == "in the handshake of TLS")
            peer.readBytes(5);
        else
            peer.readUntil();
        if (stage == "in the head")
            peer.send("HTTP/1.1 200 OK\r\nContent-");
        else if (stage == "in a chunk")
            peer.send(chunked + "\r\n5\r\nhe");
        else if (stage == "in gzip")
            peer.send(chunked + "Content-Encoding: gzip\r\n\r\n5\r\n\x1f\x8b");
        isReached = true;
        if (stage != "while it sends its body")
            peer.waitForClose();
        else
            isReached.wait(true); // and reads nothing
    });
    std::uint16_t port = server->port();
    int deaf = -1;
    int waiting = -1;
    if (stage == "while it connects") { // who waits to be accepted already leaves no room
        deaf = RawServer::listenOn(AF_INET, 0, 0);
        sockaddr_in address{};
        socklen_t size = sizeof address;
        void *generic = &address;
        ::getsockname(deaf, static_cast<sockaddr *>(generic), &size);
        port = ntohs(address.sin_port);
        waiting = ::socket(AF_INET, SOCK_STREAM, 0);
        QCOMPARE(::connect(waiting, static_cast<sockaddr *>(generic), size), 0);
        isReached = true;
    }
    const auto client = quickClient();
    const std::string scheme = stage == "in the handshake of TLS" ? "https" : "http";
    HttpRequest request{.url = scheme + "://127.0.0.1:" + std::to_string(port) + "/"};
    if (stage == "while it sends its body") {
        request.method = "POST";
        request.body.assign(30'000'000, 'x');
    }
    std::stop_source stop;
    Answer answer;
    client->send(request, stop.get_token(), answer.receiver());
    Answer other; // the network thread has begun with the first when it has done this
    client->send({.url = "file:///"}, {}, other.receiver());
    QVERIFY(!other.get());
    QTRY_VERIFY(isReached);
    QVERIFY(!answer.isHere());
    QElapsedTimer timer;
    timer.start();
    stop.request_stop();
    const auto result = answer.get();
    QVERIFY2(timer.elapsed() < 200, qPrintable(QString::number(timer.elapsed())));
    QVERIFY(!result);
    QVERIFY2(result.error().is(errc::cancelled), result.error().message().c_str());
    isReached = false;
    isReached.notify_all();
    for (const int socket : {deaf, waiting}) {
        if (socket >= 0)
            ::close(socket);
    }
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
