#include "HttpServerTestTools.h"

using namespace syncline;
using namespace syncline::test;
using namespace std::chrono_literals;

namespace {

HttpServer::Options quick()
{
    HttpServer::Options options;
    options.limits.headerTime = 200ms;
    options.limits.bodyTime = 300ms;
    return options;
}

} // namespace

/** What the server does not let in. */
class HttpServerRefusalTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void refusesAndCloses_data();
    void refusesAndCloses();
    void hosts_data();
    void hosts();
    void cutsOffSlowClients();
    void slowClientsDoNotKeepOthersOut();
    void largeBodyRefusalReachesTheClient();
    void listensOnLoopbackOnly();
    void portInUseIsASentence();
};

void HttpServerRefusalTest::refusesAndCloses_data()
{
    QTest::addColumn<QByteArray>("request");
    QTest::addColumn<int>("status");
    const auto row = [](const char *name, const std::string &request, int status) {
        QTest::newRow(name) << QByteArray::fromStdString(request) << status;
    };
    const std::string get = "GET / HTTP/1.1\r\nHost: {host}\r\n";
    const std::string post = "POST / HTTP/1.1\r\nHost: {host}\r\n";
    row("garbage", "hello\r\n\r\n", 400);
    row("empty request line", "\r\n\r\n", 400);
    row("binary", std::string("\x16\x03\x01\x02\x00\x01\x00\r\n\r\n", 11), 400);
    row("no version", "GET /\r\n\r\n", 400);
    row("HTTP/2.0", "GET / HTTP/2.0\r\nHost: {host}\r\n\r\n", 505);
    row("HTTP/1.2", "GET / HTTP/1.2\r\nHost: {host}\r\n\r\n", 505);
    row("lower-case http", "GET / http/1.1\r\nHost: {host}\r\n\r\n", 400);
    row("two spaces", "GET  / HTTP/1.1\r\nHost: {host}\r\n\r\n", 400);
    row("space in the address", "GET /a b HTTP/1.1\r\nHost: {host}\r\n\r\n", 400);
    row("bare line feeds", "GET / HTTP/1.1\nHost: {host}\n\n", 400);
    row("one bare line feed", "GET / HTTP/1.1\r\nHost: {host}\nX: y\r\n\r\n", 400);
    row("carriage return inside a line", "GET / HTTP/1.1\r\nHost: {host}\r\nX: a\rb\r\n\r\n", 400);
    row("NUL in a header", get + "X: a" + std::string(1, '\0') + "b\r\n\r\n", 400);
    row("folded header", get + "X: a\r\n b\r\n\r\n", 400);
    row("space before the first header", "GET / HTTP/1.1\r\n Host: {host}\r\n\r\n", 400);
    row("space before the colon", get + "X : a\r\n\r\n", 400);
    row("header without a colon", get + "nonsense\r\n\r\n", 400);
    row("header without a name", get + ": a\r\n\r\n", 400);
    row("no Host", "GET / HTTP/1.1\r\n\r\n", 400);
    row("two Hosts", get + "Host: {host}\r\n\r\n", 400);
    row("absolute address of another host",
        "GET http://evil.example/ HTTP/1.1\r\nHost: {host}\r\n\r\n", 400);
    row("CONNECT", "CONNECT evil.example:443 HTTP/1.1\r\nHost: {host}\r\n\r\n", 400);
    row("two Content-Lengths", post + "Content-Length: 1\r\nContent-Length: 2\r\n\r\nab", 400);
    row("the same Content-Length twice", post + "Content-Length: 1\r\nContent-Length: 1\r\n\r\na",
        400);
    row("Content-Length and chunked",
        post + "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400);
    row("Content-Length +5", post + "Content-Length: +5\r\n\r\nhello", 400);
    row("Content-Length -5", post + "Content-Length: -5\r\n\r\nhello", 400);
    row("Content-Length 5, 5", post + "Content-Length: 5, 5\r\n\r\nhello", 400);
    row("Content-Length 0x5", post + "Content-Length: 0x5\r\n\r\nhello", 400);
    row("Content-Length beyond 64 bits", post + "Content-Length: 99999999999999999999\r\n\r\n",
        400);
    row("Content-Length of 99 TB", post + "Content-Length: 99999999999999\r\n\r\n", 413);
    row("chunked, x", post + "Transfer-Encoding: chunked, x\r\n\r\n0\r\n\r\n", 400);
    row("x, chunked", post + "Transfer-Encoding: x, chunked\r\n\r\n0\r\n\r\n", 400);
    row("Transfer-Encoding twice",
        post + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400);
    row("chunked in HTTP/1.0",
        "POST / HTTP/1.0\r\nHost: {host}\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400);
    row("chunk size is no number",
        post + "Transfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n0\r\n\r\n", 400);
    row("chunk size overflows",
        post + "Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\nhello\r\n", 400);
    row("negative chunk size", post + "Transfer-Encoding: chunked\r\n\r\n-1\r\nhello\r\n", 400);
    row("chunk longer than it says",
        post + "Transfer-Encoding: chunked\r\n\r\n2\r\nhello\r\n0\r\n\r\n", 400);
    row("chunk extension of 1 MB",
        post + "Transfer-Encoding: chunked\r\n\r\n5;" + std::string(1 << 20, 'x') +
            "\r\nhello\r\n0\r\n\r\n",
        400);
    row("chunked body over the limit",
        post + "Transfer-Encoding: chunked\r\n\r\nA00001\r\n" + std::string(0xA00001, 'x') +
            "\r\n0\r\n\r\n",
        413);
    row(
        "101 headers",
        get +
            [] {
                std::string lines;
                for (int i = 0; i < 100; ++i)
                    lines += "X-" + std::to_string(i) + ": y\r\n";
                return lines;
            }() +
            "\r\n",
        431);
    row("a header of 17 KB", get + "X: " + std::string(17'000, 'a') + "\r\n\r\n", 431);
    row("20 MB of headers without an end", get + "X: " + std::string(20 << 20, 'a'), 431);
    row("an address of 8 KB and 1",
        "GET /" + std::string(8 * 1024, 'a') + " HTTP/1.1\r\nHost: {host}\r\n\r\n", 414);
    row("an address without an end", "GET /" + std::string(1 << 20, 'a'), 414);
}

void HttpServerRefusalTest::refusesAndCloses()
{
    QFETCH(const QByteArray, request);
    QFETCH(const int, status);
    const Fixture fixture;
    RawConnection connection(fixture.server->port());
    connection.send(fixture.filled(request.toStdString()));
    const std::string answer = connection.readAll();
    QCOMPARE(statusOf(answer), status);
    QVERIFY(connection.isClosedByPeer());
    QCOMPARE(count(answer, "HTTP/1.1 "), std::size_t(1));
    QVERIFY(answer.find("Connection: close\r\n") != std::string::npos);
    QVERIFY(fixture.seen.empty());
}

void HttpServerRefusalTest::hosts_data()
{
    QTest::addColumn<QByteArray>("host");
    QTest::addColumn<int>("status");
    for (const char *host : {"127.0.0.1", "127.0.0.1:{port}", "localhost", "localhost:{port}",
                             "[::1]", "[::1]:{port}", "hooks.example", "hooks.example:{port}"})
        QTest::addRow("%s is ours", host) << QByteArray(host) << 200;
    for (const char *host : {"evil.com",
                             "127.0.0.1.evil.com",
                             "127.example.com",
                             "localhost.",
                             "LOCALHOST",
                             "0.0.0.0",
                             "127.1",
                             "2130706433",
                             "user@127.0.0.1",
                             "127.0.0.1:1",
                             "127.0.0.1:",
                             "localhost:{port}0",
                             "::1",
                             "[::1",
                             "[::ffff:127.0.0.1]",
                             "localhost, evil.com",
                             "localhost evil.com",
                             "",
                             "evil.hooks.example",
                             "127.0.0.1:{port}@evil.com",
                             "http://127.0.0.1",
                             "localhost/"})
        QTest::addRow("%s is not", *host != 0 ? host : "(empty)") << QByteArray(host) << 421;
}

void HttpServerRefusalTest::hosts()
{
    QFETCH(const QByteArray, host);
    QFETCH(const int, status);
    HttpServer::Options options;
    options.hosts = {"hooks.example"};
    const Fixture fixture(options);
    const std::string answer = fixture.exchange(
        "GET / HTTP/1.1\r\nConnection: close\r\nHost: " + host.toStdString() + "\r\n\r\n");
    QCOMPARE(statusOf(answer), status);
}

void HttpServerRefusalTest::cutsOffSlowClients()
{
    const Fixture fixture(quick());
    RawConnection silent(fixture.server->port());
    RawConnection half(fixture.server->port());
    RawConnection body(fixture.server->port());
    half.send("GET / HTTP/1.1\r\nHo");
    body.send(fixture.filled("POST / HTTP/1.1\r\nHost: {host}\r\nContent-Length: 10\r\n\r\nab"));
    RawConnection idle(fixture.server->port());
    idle.send(fixture.filled("GET /a HTTP/1.1\r\nHost: {host}\r\n\r\n"));
    QCOMPARE(statusOf(idle.readUntil("GET /a ")), 200);
    for (RawConnection *connection : {&silent, &half, &body, &idle}) {
        QCOMPARE(connection->readAll(), std::string());
        QVERIFY(connection->isClosedByPeer());
    }
    QTRY_COMPARE(fixture.server->connections(), std::size_t(0));
}

void HttpServerRefusalTest::slowClientsDoNotKeepOthersOut()
{
    HttpServer::Options options;
    options.limits.connections = 16;
    const Fixture fixture(options);
    std::vector<std::unique_ptr<RawConnection>> slow;
    for (int i = 0; i < 200; ++i) {
        slow.push_back(std::make_unique<RawConnection>(fixture.server->port()));
        slow.back()->send("GET / HT");
    }
    const std::string answer =
        fixture.exchange("GET /a HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
    QCOMPARE(statusOf(answer), 200);
    QVERIFY(fixture.server->connections() <= 16);
}

void HttpServerRefusalTest::largeBodyRefusalReachesTheClient()
{
    HttpServer::Options options;
    options.limits.bodyBytes = 1'000;
    const Fixture fixture(options);
    const std::string answer =
        fixture.exchange("POST / HTTP/1.1\r\nHost: {host}\r\nContent-Length: 2000000\r\n\r\n" +
                         std::string(2'000'000, 'x'));
    QCOMPARE(statusOf(answer), 413);
}

void HttpServerRefusalTest::listensOnLoopbackOnly()
{
    for (const char *address : {"0.0.0.0", "::", "192.0.2.1", "nonsense"}) {
        HttpServer::Options options;
        options.address = address;
        const auto server =
            HttpServer::start(options, [](const ServerRequest &, const ServerReply &) {});
        QVERIFY(!server);
        QVERIFY(server.error().message().find(address) != std::string::npos);
    }
}

void HttpServerRefusalTest::portInUseIsASentence()
{
    const Fixture fixture;
    HttpServer::Options options;
    options.port = fixture.server->port();
    const auto second =
        HttpServer::start(options, [](const ServerRequest &, const ServerReply &) {});
    QVERIFY(!second);
    QCOMPARE(second.error().message(), "Port " + std::to_string(options.port) +
                                           " of 127.0.0.1 is in use by another program. Choose "
                                           "another port, or 0 for a free one.");
}

QTEST_GUILESS_MAIN(HttpServerRefusalTest)
#include "HttpServerRefusalTest.moc"
