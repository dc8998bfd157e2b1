#include "HttpServerTestTools.h"

using namespace syncline;
using namespace syncline::test;
using namespace std::chrono_literals;

class HttpServerTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void answers_data();
    void answers();
    void pipelinedAnswersKeepTheirOrder();
    void bodies();
    void headAndEmptyAnswersHaveNoBody();
    void streamsInChunks();
    void http10GetsNoChunks();
    void brokenOffAnswersLookBroken();
    void exceptionIs500();
    void unansweredIs500();
    void onlyTheFirstAnswerCounts();
    void headersCannotSplitTheAnswer();
    void answersLateFromAnotherThread();
    void tellsWhenTheClientIsGone();
    void waitsOnItsOwnThread();
    void stopsWithOpenConnections();
    void repliesOutliveTheServer();
};

void HttpServerTest::answers_data()
{
    QTest::addColumn<QByteArray>("request");
    QTest::addColumn<QByteArray>("body");
    const auto row = [](const char *name, const char *request, const char *body) {
        QTest::newRow(name) << QByteArray(request) << QByteArray(body);
    };
    row("GET", "GET /a?b=%20c HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n",
        "GET /a?b=%20c ");
    row("HTTP/1.0 without Host is refused, with it answered",
        "GET / HTTP/1.0\r\nHost: {host}\r\n\r\n", "GET / ");
    row("unusual method", "PROPFIND / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n",
        "PROPFIND / ");
    row("OPTIONS *", "OPTIONS * HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n",
        "OPTIONS * ");
    row("body",
        "POST / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\nContent-Length: 5\r\n\r\nhello",
        "POST / hello");
    row("chunked body with extension and trailer",
        "POST / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
        "2;x=y\r\nhe\r\n3\r\nllo\r\n0\r\nX-Trailer: 1\r\n\r\n",
        "POST / hello");
    row("100 headers are taken", "", "GET / ");
}

void HttpServerTest::answers()
{
    QFETCH(const QByteArray, request);
    QFETCH(const QByteArray, body);
    std::string text = request.toStdString();
    if (text.empty()) {
        text = "GET / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n";
        for (int i = 0; i < 98; ++i)
            text += "X-" + std::to_string(i) + ": y\r\n";
        text += "\r\n";
    }
    const Fixture fixture;
    const std::string answer = fixture.exchange(text);
    QCOMPARE(statusOf(answer), 200);
    QVERIFY(answer.find("\r\nDate: ") != std::string::npos);
    QCOMPARE(QByteArray::fromStdString(answer.substr(answer.find("\r\n\r\n") + 4)), body);
}

void HttpServerTest::pipelinedAnswersKeepTheirOrder()
{
    Fixture fixture;
    RawConnection connection(fixture.server->port());
    std::string requests;
    for (int i = 0; i < 20; ++i)
        requests += "GET " + std::string(i % 3 == 0 ? "/hold?" : "/") + std::to_string(i) +
                    " HTTP/1.1\r\nHost: {host}\r\n" + (i == 19 ? "Connection: close\r\n" : "") +
                    "\r\n";
    connection.send(fixture.filled(requests));
    // Held ones are answered by another thread, later; none may be overtaken.
    for (int i = 0; i < 20; i += 3) {
        QTRY_COMPARE((std::lock_guard(fixture.mutex), fixture.held.size()), std::size_t(1));
        const std::lock_guard lock(fixture.mutex);
        fixture.held.front().send(ServerResponse::text(200, "GET /" + std::to_string(i) + ' '));
        fixture.held.clear();
    }
    const std::string answer = connection.readAll();
    QCOMPARE(count(answer, "HTTP/1.1 200"), std::size_t(20));
    std::size_t last = 0;
    for (int i = 0; i < 20; ++i) {
        const std::size_t at = answer.find("GET /" + std::to_string(i) + ' ', last);
        QVERIFY2(at != std::string::npos, qPrintable(QString::number(i)));
        last = at;
    }
}

void HttpServerTest::bodies()
{
    Fixture fixture;
    RawConnection connection(fixture.server->port());
    const std::string large(3'000'000, 'x');
    connection.send(
        fixture.filled("PUT /big HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\nExpect: "
                       "100-continue\r\nContent-Length: 3000000\r\n\r\n"));
    QCOMPARE(connection.readUntil("\r\n\r\n"), std::string("HTTP/1.1 100 Continue\r\n\r\n"));
    connection.send(large);
    const std::string answer = connection.readAll();
    QCOMPARE(statusOf(answer), 200);
    QVERIFY(answer.ends_with(large));
}

void HttpServerTest::headAndEmptyAnswersHaveNoBody()
{
    const Fixture fixture;
    const std::string head =
        fixture.exchange("HEAD /abc HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
    QVERIFY(head.find("Content-Length: 10\r\n") != std::string::npos);
    QVERIFY(head.ends_with("\r\n\r\n"));
    const std::string empty =
        fixture.exchange("GET /empty HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
    QCOMPARE(statusOf(empty), 204);
    QVERIFY(empty.find("Content-Length") == std::string::npos);
    QVERIFY(empty.ends_with("\r\n\r\n"));
}

void HttpServerTest::streamsInChunks()
{
    const Fixture fixture;
    const std::string answer =
        fixture.exchange("GET /stream HTTP/1.1\r\nHost: {host}\r\n\r\nGET /next HTTP/1.1\r\nHost: "
                         "{host}\r\nConnection: close\r\n\r\n");
    QVERIFY(answer.find("Transfer-Encoding: chunked\r\n") != std::string::npos);
    QVERIFY(answer.find("\r\n\r\n4\r\none \r\n3\r\ntwo\r\n0\r\n\r\nHTTP/1.1 200") !=
            std::string::npos);
    QVERIFY(answer.ends_with("GET /next "));
}

void HttpServerTest::http10GetsNoChunks()
{
    const Fixture fixture;
    const std::string answer =
        fixture.exchange("GET /stream HTTP/1.0\r\nHost: {host}\r\nConnection: keep-alive\r\n\r\n");
    QVERIFY(answer.find("Connection: close\r\n") != std::string::npos);
    QVERIFY(answer.ends_with("\r\n\r\none two"));
}

void HttpServerTest::brokenOffAnswersLookBroken()
{
    const Fixture fixture;
    const std::string cut = fixture.exchange("GET /cut HTTP/1.1\r\nHost: {host}\r\n\r\n");
    QVERIFY(cut.find("Content-Length: 100\r\n") != std::string::npos);
    QVERIFY(cut.ends_with("\r\n\r\nhalf"));
    QCOMPARE(fixture.exchange("GET /reset HTTP/1.1\r\nHost: {host}\r\n\r\n"), std::string());
}

void HttpServerTest::exceptionIs500()
{
    const Fixture fixture;
    const std::string answer =
        fixture.exchange("GET /throw HTTP/1.1\r\nHost: {host}\r\n\r\nGET /a HTTP/1.1\r\nHost: "
                         "{host}\r\nConnection: close\r\n\r\n");
    QCOMPARE(statusOf(answer), 500);
    QVERIFY(answer.find("the handler broke") != std::string::npos);
    QVERIFY(answer.ends_with("GET /a ")); // and the connection goes on
}

void HttpServerTest::unansweredIs500()
{
    const Fixture fixture;
    const std::string answer =
        fixture.exchange("GET /forget HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
    QCOMPARE(statusOf(answer), 500);
}

void HttpServerTest::onlyTheFirstAnswerCounts()
{
    Fixture fixture;
    RawConnection connection(fixture.server->port());
    connection.send(fixture.filled("GET /hold HTTP/1.1\r\nHost: {host}\r\n\r\nGET /x "
                                   "HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"));
    QTRY_COMPARE((std::lock_guard(fixture.mutex), fixture.held.size()), std::size_t(1));
    {
        const std::lock_guard lock(fixture.mutex);
        fixture.held[0].send(ServerResponse::text(200, "first"));
        fixture.held[0].send(ServerResponse::text(200, "second"));
        fixture.held[0].begin(200, {});
        QVERIFY(!fixture.held[0].write("third"));
    }
    const std::string answer = connection.readAll();
    QCOMPARE(count(answer, "HTTP/1.1 200"), std::size_t(2));
    QVERIFY(answer.find("second") == std::string::npos);
    QVERIFY(!fixture.held[0].isOpen());
}

void HttpServerTest::headersCannotSplitTheAnswer()
{
    const Fixture fixture;
    const std::string answer =
        fixture.exchange("GET /split HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
    QVERIFY(answer.find("X-Evil") == std::string::npos);
    QVERIFY(answer.find("X-B: 3\r\n") != std::string::npos);
}

void HttpServerTest::answersLateFromAnotherThread()
{
    Fixture fixture;
    RawConnection connection(fixture.server->port());
    connection.send(
        fixture.filled("GET /hold HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"));
    QTRY_COMPARE((std::lock_guard(fixture.mutex), fixture.held.size()), std::size_t(1));
    std::jthread([reply = fixture.held[0]] {
        reply.begin(200, {});
        for (int i = 0; i < 1'000; ++i)
            reply.write(std::string(1'000, 'x'));
        reply.end();
    }).join();
    const std::string answer = connection.readAll();
    QCOMPARE(count(answer, "\r\n3e8\r\n"), std::size_t(1'000));
    QVERIFY(answer.ends_with("\r\n0\r\n\r\n"));
    QTRY_COMPARE(fixture.held[0].unsent(), std::size_t(0));
}

void HttpServerTest::tellsWhenTheClientIsGone()
{
    Fixture fixture;
    {
        RawConnection connection(fixture.server->port());
        connection.send(fixture.filled("GET /hold HTTP/1.1\r\nHost: {host}\r\n\r\n"));
        QTRY_COMPARE((std::lock_guard(fixture.mutex), fixture.held.size()), std::size_t(1));
        QCOMPARE(fixture.gone.load(), 0);
        QVERIFY(fixture.held[0].isOpen());
    }
    QTRY_COMPARE(fixture.gone.load(), 1);
    QVERIFY(!fixture.held[0].isOpen());
    fixture.held[0].send(ServerResponse::text(200, "to nobody"));
    QTRY_COMPARE(fixture.server->connections(), std::size_t(0));
}

void HttpServerTest::waitsOnItsOwnThread()
{
    const Fixture fixture;
    std::atomic<int> order = 0;
    std::atomic<bool> isOnThread = false;
    Executor &executor = fixture.server->executor();
    QVERIFY(!executor.isCurrent());
    executor.postAfter(20ms, [&] {
        isOnThread = executor.isCurrent();
        order = order * 10 + 2;
    });
    executor.post([&] { order = order * 10 + 1; });
    QTRY_COMPARE(order.load(), 12);
    QVERIFY(isOnThread);
}

void HttpServerTest::stopsWithOpenConnections()
{
    Fixture fixture;
    RawConnection silent(fixture.server->port());
    RawConnection waiting(fixture.server->port());
    waiting.send(fixture.filled("GET /hold HTTP/1.1\r\nHost: {host}\r\n\r\n"));
    QTRY_COMPARE((std::lock_guard(fixture.mutex), fixture.held.size()), std::size_t(1));
    fixture.server->executor().postAfter(1h, [] {});
    fixture.server->stop();
    fixture.server->stop();
    QCOMPARE(waiting.readAll(), std::string());
    QCOMPARE(fixture.gone.load(), 1);
    QVERIFY(!RawConnection(fixture.server->port()).isConnected());
}

void HttpServerTest::repliesOutliveTheServer()
{
    Fixture fixture;
    RawConnection waiting(fixture.server->port());
    waiting.send(fixture.filled("GET /hold HTTP/1.1\r\nHost: {host}\r\n\r\n"));
    QTRY_COMPARE((std::lock_guard(fixture.mutex), fixture.held.size()), std::size_t(1));
    fixture.server.reset();
    fixture.held[0].send(ServerResponse::text(200, "too late"));
    QVERIFY(!fixture.held[0].isOpen());
    fixture.held.clear();
    QCOMPARE(waiting.readAll(), std::string());
}

QTEST_GUILESS_MAIN(HttpServerTest)
#include "HttpServerTest.moc"
