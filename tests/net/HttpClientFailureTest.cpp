#include "HttpClientTestTools.h"

#include <QTcpServer>
#include <QTcpSocket>

using namespace syncline;
using namespace syncline::test;
using namespace std::chrono_literals;

namespace {

/** A port of this machine on which nobody listens. */
std::uint16_t freePort()
{
    QTcpServer server;
    server.listen(QHostAddress::LocalHost);
    return server.serverPort();
}

} // namespace

/** What goes wrong on the way: what is tried again, and what is said in the end. */
class HttpClientFailureTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_client = quickClient(); }
    void cleanup() { m_client.reset(); }

    void statuses_data();
    void statuses();
    void postIsRepeatedOnlyWhenAllowed_data();
    void postIsRepeatedOnlyWhenAllowed();
    void honoursRetryAfter();
    void givesTheLastAnswerWhenTriesEnd();
    void stopsRetryingAtTheTotalLimit();
    void failures_data();
    void failures();
    void timeLimitIncludesTheBody();

private:
    std::unique_ptr<HttpClient> m_client;
};

void HttpClientFailureTest::statuses_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<int>("tries");
    for (const int status : {200, 201, 202, 203, 206, 300, 305, 400, 401, 402, 403, 404, 405,
                             406, 407, 409, 410, 411, 412, 413, 414, 415, 416, 417, 418, 421,
                             422, 423, 424, 425, 426, 428, 431, 451, 501, 505, 507, 508, 511})
        QTest::addRow("%d is final", status) << status << 1;
    for (const int status : {408, 429, 500, 502, 503, 504})
        QTest::addRow("%d is tried again", status) << status << 3;
}

void HttpClientFailureTest::statuses()
{
    QFETCH(const int, status);
    QFETCH(const int, tries);
    const ScriptedServer server([&](const auto &, const auto &reply, int index) {
        reply.send(plain(index < 2 ? status : 200));
    });
    const auto answer = ask(*m_client, {.url = server.url()});
    QVERIFY2(answer, answer ? "" : answer.error().message().c_str());
    QCOMPARE(answer->status, tries == 1 ? status : 200);
    QCOMPARE(answer->body, "body of " + std::to_string(answer->status));
    QCOMPARE(answer->tries, tries);
    QCOMPARE(server.requests().size(), static_cast<std::size_t>(tries));
}

void HttpClientFailureTest::postIsRepeatedOnlyWhenAllowed_data()
{
    QTest::addColumn<int>("repeat");
    QTest::addColumn<QByteArray>("fault");
    QTest::addColumn<int>("requests");
    const auto row = [](const char *name, Repeat repeat, const char *fault, int requests) {
        QTest::newRow(name) << static_cast<int>(repeat) << QByteArray(fault) << requests;
    };
    row("by method: 500 is", Repeat::ByMethod, "500", 2);
    row("by method: a broken answer is not", Repeat::ByMethod, "cut", 1);
    row("by method: a late answer is not", Repeat::ByMethod, "late", 1);
    row("always: a broken answer is", Repeat::Always, "cut", 2);
    row("always: a late answer is", Repeat::Always, "late", 2);
    row("only unprocessed: 503 is", Repeat::OnlyUnprocessed, "503", 2);
    row("only unprocessed: 500 is not", Repeat::OnlyUnprocessed, "500", 1);
    row("only unprocessed: a reset is not", Repeat::OnlyUnprocessed, "reset", 1);
    row("only unprocessed: a close is not", Repeat::OnlyUnprocessed, "close", 1);
}

void HttpClientFailureTest::postIsRepeatedOnlyWhenAllowed()
{
    QFETCH(const int, repeat);
    QFETCH(const QByteArray, fault);
    QFETCH(const int, requests);
    std::vector<ServerReply> held;
    ScriptedServer server([&](const auto &, const ServerReply &reply, int index) {
        if (index > 0) {
            reply.send(plain(200));
        } else if (fault == "cut") {
            reply.begin(200, {{"Content-Length", "100"}});
            reply.write("x");
            reply.abort(ServerReply::Cut::Close);
        } else if (fault == "late") {
            held.push_back(reply);
        } else if (fault == "reset") {
            reply.abort(ServerReply::Cut::Reset);
        } else if (fault == "close") {
            reply.abort(ServerReply::Cut::Close);
        } else {
            reply.send(plain(fault.toInt()));
        }
    });
    HttpRequest request{.method = "POST", .url = server.url(), .body = "order"};
    request.repeat = static_cast<Repeat>(repeat);
    request.timeout = 300ms;
    const auto answer = ask(*m_client, request);
    QCOMPARE(server.requests().size(), static_cast<std::size_t>(requests));
    QCOMPARE(answer.ok() && answer->status == 200, requests == 2);
    server.server().stop();
}

void HttpClientFailureTest::honoursRetryAfter()
{
    HttpClientOptions options;
    options.retry.firstDelay = 1h; // only Retry-After can make this test end
    const auto client = HttpClient::create(options);
    const ScriptedServer server([&](const auto &, const auto &reply, int index) {
        if (index == 0)
            reply.send(plain(429, {{"Retry-After", "0.25"}}));
        else if (index == 1) // by the server's own clock, which is years off
            reply.send(plain(503, {{"Date", "Sun, 06 Nov 1994 08:49:37 GMT"},
                                   {"Retry-After", "Sun, 06 Nov 1994 08:49:37 GMT"}}));
        else
            reply.send(plain(200));
    });
    const auto answer = ask(*client, {.url = server.url()});
    QVERIFY2(answer, answer ? "" : answer.error().message().c_str());
    QCOMPARE(answer->tries, 3);
    QVERIFY(answer->duration >= 250ms);
}

void HttpClientFailureTest::givesTheLastAnswerWhenTriesEnd()
{
    const ScriptedServer server(
        [](const auto &, const auto &reply, int) { reply.send(plain(503)); });
    HttpRequest request{.url = server.url()};
    const auto answer = ask(*m_client, request);
    QVERIFY(answer);
    QCOMPARE(answer->status, 503);
    QCOMPARE(answer->tries, 6);
    request.retries = 0;
    QCOMPARE(ask(*m_client, request)->tries, 1);
}

void HttpClientFailureTest::stopsRetryingAtTheTotalLimit()
{
    HttpClientOptions options;
    options.retry.firstDelay = 40ms;
    options.retry.totalLimit = 300ms;
    const auto client = HttpClient::create(options);
    const ScriptedServer server(
        [](const auto &, const auto &reply, int) { reply.send(plain(429)); });
    HttpRequest request{.url = server.url()};
    request.retries = 1'000;
    const auto answer = ask(*client, request);
    QVERIFY(answer);
    QCOMPARE(answer->status, 429);
    QVERIFY(answer->tries >= 2 && answer->tries <= 4);
    QVERIFY(answer->duration < 300ms);
}

void HttpClientFailureTest::failures_data()
{
    QTest::addColumn<QByteArray>("fault");
    QTest::addColumn<QByteArray>("code");
    QTest::addColumn<QByteArray>("sentence");
    const auto row = [](const char *fault, std::string_view code, const char *sentence) {
        QTest::newRow(fault) << QByteArray(fault) << QByteArray::fromStdString(std::string(code))
                             << QByteArray(sentence);
    };
    row("refused", errc::network,
        "GET to {host} failed: the server refused the connection. Is it running, and is the port "
        "right?");
    row("closed without an answer", errc::network,
        "GET to {host} failed: the server closed the connection without an answer.");
    row("reset", errc::network, "GET to {host} failed: ");
    row("broken off", errc::network,
        "GET to {host} failed: the connection was lost in the middle of the answer, after 4 B.");
    row("not HTTP", errc::network, "GET to {host} failed: ");
    row("late", errc::timeout, "GET to {host} had no complete answer within 0.2 s.");
}

void HttpClientFailureTest::failures()
{
    QFETCH(const QByteArray, fault);
    QFETCH(const QByteArray, code);
    QFETCH(QByteArray, sentence);
    std::vector<ServerReply> held;
    ScriptedServer server([&](const auto &, const ServerReply &reply, int) {
        if (fault == "broken off") {
            reply.begin(200, {{"Content-Length", "100"}});
            reply.write("half");
            reply.abort(ServerReply::Cut::Close);
        } else if (fault == "late") {
            held.push_back(reply);
        } else {
            reply.abort(fault == "reset" ? ServerReply::Cut::Reset : ServerReply::Cut::Close);
        }
    });
    QTcpServer raw;
    QVERIFY(raw.listen(QHostAddress::LocalHost));
    connect(&raw, &QTcpServer::newConnection, &raw, [&raw] {
        QTcpSocket *socket = raw.nextPendingConnection();
        connect(socket, &QTcpSocket::readyRead, socket, [socket] {
            socket->write("SSH-2.0-OpenSSH_9.2\r\n\r\nwhat?\r\n\r\n");
            socket->disconnectFromHost();
        });
    });
    HttpRequest request{.url = server.url()};
    if (fault == "refused")
        request.url = "http://127.0.0.1:" + std::to_string(freePort());
    else if (fault == "not HTTP")
        request.url = "http://127.0.0.1:" + std::to_string(raw.serverPort());
    request.retries = 2;
    request.timeout = 200ms;
    std::mutex mutex;
    std::vector<HttpCapture> captures;
    m_client->setCapture([&](HttpCapture capture) {
        const std::lock_guard lock(mutex);
        captures.push_back(std::move(capture));
    });
    Answer pending;
    m_client->send(request, {}, pending.receiver());
    QTRY_VERIFY(pending.isHere()); // the raw server needs this thread's events
    const auto answer = pending.get();
    m_client.reset();
    QVERIFY(!answer);
    QCOMPARE(QByteArray::fromStdString(answer.error().code), code);
    sentence.replace(
        "{host}", QByteArray::fromStdString(request.url.substr(7, request.url.find('/', 7) - 7)));
    QVERIFY2(answer.error().message().starts_with(sentence.toStdString()),
             answer.error().message().c_str());
    QVERIFY(answer.error().detail.find("after 3 tries") != std::string::npos);
    QCOMPARE(captures.size(), std::size_t(3));
    for (std::size_t i = 0; i < 3; ++i) {
        QCOMPARE(captures[i].attempt, static_cast<int>(i) + 1);
        QVERIFY(!captures[i].error.empty());
    }
}

void HttpClientFailureTest::timeLimitIncludesTheBody()
{
    std::vector<ServerReply> dripping;
    ScriptedServer server([&](const auto &, const ServerReply &reply, int) {
        reply.begin(200, {});
        reply.write("drop ");
        dripping.push_back(reply);
    });
    HttpRequest request{.url = server.url()};
    request.timeout = 150ms;
    request.retries = 0;
    const auto answer = ask(*m_client, request);
    QVERIFY(!answer);
    QVERIFY(answer.error().is(errc::timeout));
    server.server().stop();
}

QTEST_GUILESS_MAIN(HttpClientFailureTest)
#include "HttpClientFailureTest.moc"
