#include "HttpClientTestTools.h"

#include "tests/net/RawServer.h"

#include <QDir>

using namespace syncline;
using namespace syncline::test;
using namespace std::chrono_literals;

namespace {

const std::string hello = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";

qsizetype openFiles()
{
    return QDir(u"/proc/self/fd"_qs)
        .entryList(QDir::NoDotAndDotDot | QDir::System | QDir::Files)
        .size();
}

} // namespace

/** What happens to connections: when they are kept, when they are dropped, and when one breaks. */
class HttpClientConnectionTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_client = quickClient(); }
    void cleanup() { m_client.reset(); }

    void keepsConnections_data();
    void keepsConnections();
    void aKeptConnectionThatDies_data();
    void aKeptConnectionThatDies();
    void oneClosedMeanwhileIsNotUsed();
    void bytesBehindAnAnswerAreNobodysAnswer_data();
    void bytesBehindAnAnswerAreNobodysAnswer();
    void endings_data();
    void endings();
    void oneByteAtATime();
    void headersThatNeverEnd();
    void ownAcceptEncodingGetsItPacked();
    void aBombStopsAtTheLimit();
    void anAnswerBeforeTheRequestIsOut();
    void largeUploads();
    void localhost_data();
    void localhost();
    void aDeadAddressCostsNoTimeLimit();
    void tenThousandRequestsLeaveNothingBehind();

private:
    std::unique_ptr<HttpClient> m_client;
};

void HttpClientConnectionTest::keepsConnections_data()
{
    QTest::addColumn<QByteArray>("answer");
    QTest::addColumn<bool>("isKept");
    const auto row = [](const char *name, const QByteArray &answer, bool isKept) {
        QTest::newRow(name) << answer << isKept;
    };
    row("by its length", QByteArray::fromStdString(hello), true);
    row("in chunks",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nX: y\r\n\r\n",
        true);
    row("behind 103", "HTTP/1.1 103 Early Hints\r\n\r\n" + QByteArray::fromStdString(hello), true);
    row("HTTP/1.0 that says so",
        "HTTP/1.0 200 OK\r\nConnection: Keep-Alive\r\nContent-Length: 5\r\n\r\nhello", true);
    row("HTTP/1.0", "HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\nhello", false);
    row("said to close", "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 5\r\n\r\nhello",
        false);
    row("kept for a second only",
        "HTTP/1.1 200 OK\r\nKeep-Alive: timeout=1\r\nContent-Length: 5\r\n\r\nhello", false);
}

void HttpClientConnectionTest::keepsConnections()
{
    QFETCH(const QByteArray, answer);
    QFETCH(const bool, isKept);
    const RawServer server([&](RawPeer &peer, int) {
        while (!peer.readUntil().empty())
            peer.send(answer.toStdString());
    });
    for (int i = 0; i < 20; ++i) {
        const auto got = ask(*m_client, {.url = server.url()});
        QVERIFY2(got, got ? "" : got.error().message().c_str());
        QCOMPARE(got->body, std::string("hello"));
    }
    QCOMPARE(server.accepted(), isKept ? 1 : 20);
}

void HttpClientConnectionTest::aKeptConnectionThatDies_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<int>("repeat");
    QTest::addColumn<bool>("isReset");
    QTest::addColumn<bool>("isRepeated");
    const auto row = [](const char *name, const char *method, Repeat repeat, bool isRepeated) {
        for (const bool isReset : {false, true})
            QTest::addRow("%s, %s", name, isReset ? "reset" : "closed")
                << QByteArray(method) << static_cast<int>(repeat) << isReset << isRepeated;
    };
    row("GET", "GET", Repeat::ByMethod, true);
    row("PUT", "PUT", Repeat::ByMethod, true);
    row("POST", "POST", Repeat::ByMethod, false);
    row("POST that may be repeated", "POST", Repeat::Always, true);
    row("GET that must not be repeated", "GET", Repeat::OnlyUnprocessed, false);
}

void HttpClientConnectionTest::aKeptConnectionThatDies()
{
    QFETCH(const QByteArray, method);
    QFETCH(const int, repeat);
    QFETCH(const bool, isReset);
    QFETCH(const bool, isRepeated);
    std::atomic<int> requests = 0;
    const RawServer server([&](RawPeer &peer, int index) {
        const auto readRequest = [&] {
            const std::string head = peer.readUntil();
            if (head.find("Content-Length: 2") != std::string::npos)
                peer.readBytes(2);
            requests += head.empty() ? 0 : 1;
            return !head.empty();
        };
        for (int i = 0; readRequest(); ++i) {
            if (index == 0 && i == 1)
                return isReset ? peer.reset() : peer.close();
            peer.send(hello);
        }
    });
    QVERIFY(ask(*m_client, {.url = server.url()}));
    HttpRequest request{.method = method.toStdString(), .url = server.url()};
    request.repeat = static_cast<Repeat>(repeat);
    request.retries = 0; // it costs none
    request.body = method == "GET" ? "" : "{}";
    const auto answer = ask(*m_client, request);
    QCOMPARE(answer.ok(), isRepeated);
    QCOMPARE(requests.load(), isRepeated ? 3 : 2);
    if (isRepeated)
        QCOMPARE(answer->tries, 1);
    else
        QVERIFY2(answer.error().message().find("closed the connection without an answer") !=
                     std::string::npos,
                 answer.error().message().c_str());
}

void HttpClientConnectionTest::oneClosedMeanwhileIsNotUsed()
{
    std::atomic<int> closed = 0;
    const RawServer server([&](RawPeer &peer, int) {
        peer.readUntil();
        peer.send(hello);
        peer.close(); // though it said nothing of the kind
        ++closed;
    });
    for (int i = 0; i < 10; ++i) {
        HttpRequest request{.method = "POST", .url = server.url(), .body = "order"};
        request.repeat = Repeat::OnlyUnprocessed;
        request.retries = 0;
        const auto answer = ask(*m_client, request);
        QVERIFY2(answer, answer ? "" : answer.error().message().c_str());
        QTRY_COMPARE(closed.load(), i + 1);
    }
}

void HttpClientConnectionTest::bytesBehindAnAnswerAreNobodysAnswer_data()
{
    QTest::addColumn<bool>("isLater");
    QTest::newRow("together with it") << false;
    QTest::newRow("while the connection waits") << true;
}

void HttpClientConnectionTest::bytesBehindAnAnswerAreNobodysAnswer()
{
    QFETCH(const bool, isLater);
    const std::string forged = "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nforged";
    std::atomic<bool> mayGoOn = false;
    std::atomic<int> sent = 0;
    const RawServer server([&](RawPeer &peer, int) {
        peer.readUntil();
        peer.send(isLater ? hello : hello + forged);
        mayGoOn.wait(false);
        if (isLater)
            peer.send(forged);
        ++sent;
        if (!peer.readUntil().empty())
            peer.send(hello);
    });
    QCOMPARE(ask(*m_client, {.url = server.url()})->body, std::string("hello"));
    mayGoOn = true;
    mayGoOn.notify_all();
    QTRY_COMPARE(sent.load(), 1);
    QCOMPARE(ask(*m_client, {.url = server.url()})->body, std::string("hello"));
    QCOMPARE(server.accepted(), 2);
}

void HttpClientConnectionTest::endings_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<bool>("isReset");
    QTest::addColumn<QByteArray>("expected"); // the body, or what the sentence says
    QTest::addColumn<bool>("isGood");
    const QByteArray ok = "HTTP/1.1 200 OK\r\n";
    const QByteArray chunked = ok + "Transfer-Encoding: chunked\r\n\r\n";
    const auto row = [](const char *name, const QByteArray &bytes, bool isReset,
                        const char *expected, bool isGood = false) {
        QTest::newRow(name) << bytes << isReset << QByteArray(expected) << isGood;
    };
    const char *const lost = "the connection was lost in the middle of the answer, after 5 B.";
    row("no length, closed", ok + "\r\nhello", false, "hello", true);
    row("no length, reset", ok + "\r\nhello", true, lost);
    row("HTTP/1.0, closed", "HTTP/1.0 200 OK\r\n\r\nhello", false, "hello", true);
    row("short of its length", ok + "Content-Length: 6\r\n\r\nhello", false, lost);
    row("a whole line of NDJSON short", ok + "Content-Length: 12\r\n\r\n{\"a\"}", false, lost);
    row("in a chunk", chunked + "6\r\nhello", false, lost);
    row("after a chunk", chunked + "5\r\nhello", false, lost);
    row("between chunks", chunked + "5\r\nhello\r\n", false, lost);
    row("in the last chunk's line", chunked + "5\r\nhello\r\n0", false, lost);
    row("before the last empty line", chunked + "5\r\nhello\r\n0\r\n", false, lost);
    row("in the trailers", chunked + "5\r\nhello\r\n0\r\nX: y\r\n", false, lost);
    row("in chunks, reset", chunked + "5\r\nhello\r\n", true, lost);
    row("in the head", ok + "Content-Length: 5\r\n", false, "in the middle of the answer");
    row("in the line of the status", "HTTP/1.", false, "in the middle of the answer");
    row("after an interim answer", "HTTP/1.1 100 Continue\r\n\r\n", false,
        "in the middle of the answer");
    row("in gzip, by its length",
        ok + "Content-Encoding: gzip\r\nContent-Length: 20\r\n\r\n" +
            QByteArray::fromHex("1f8b0800000000000003cb48cdc9c95748afca2c"),
        false, "cannot be unpacked: its end is missing");
    row("in gzip, closed",
        ok + "Content-Encoding: gzip\r\n\r\n" +
            QByteArray::fromHex("1f8b0800000000000003cb48cdc9c95748afca2c"),
        false, "cannot be unpacked: its end is missing");
    row("no gzip at all", ok + "Content-Encoding: gzip\r\nContent-Length: 5\r\n\r\nhello", false,
        "cannot be unpacked: it is damaged");
    row("no HTTP", "SSH-2.0-OpenSSH_9.2\r\n", false, "what came back is not HTTP");
}

void HttpClientConnectionTest::endings()
{
    QFETCH(const QByteArray, bytes);
    QFETCH(const bool, isReset);
    QFETCH(const QByteArray, expected);
    QFETCH(const bool, isGood);
    std::atomic<int> isRead = 0;
    const RawServer server([&](RawPeer &peer, int) {
        peer.readUntil();
        peer.send(bytes.toStdString());
        if (isReset) {
            isRead.wait(0); // a reset would take what was not read yet with it
            peer.reset();
        } else {
            peer.close();
        }
    });
    for (int round = 0; round < 5; ++round) { // Qt got some of them right sometimes
        HttpRequest request{.url = server.url()};
        request.retries = 0;
        isRead = 0;
        Answer pending;
        m_client->send(request, {}, pending.receiver());
        if (isReset) {
            QTRY_COMPARE(server.accepted(), round + 1);
            isRead = 1;
            isRead.notify_all();
        }
        const auto answer = pending.get();
        QVERIFY2(answer.ok() == isGood, answer ? "" : answer.error().message().c_str());
        if (isGood) {
            QCOMPARE(QByteArray::fromStdString(answer->body), expected);
            continue;
        }
        const std::string message = answer.error().message();
        const std::string wanted = isReset ? "the connection was lost" : expected.toStdString();
        QVERIFY2(answer.error().is(errc::network), message.c_str());
        const bool isBeforeItsBytes =
            isReset && message.find("without an answer") != std::string::npos;
        QVERIFY2(message.find(wanted) != std::string::npos || isBeforeItsBytes, message.c_str());
    }
}

void HttpClientConnectionTest::oneByteAtATime()
{
    const std::string packed =
        QByteArray::fromHex("1f8b0800000000000003cb48cdc9c95748afca2c0000196ad2df0a000000")
            .toStdString();
    const std::string answer =
        "HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\n"
        "Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n10\r\n" +
        packed.substr(0, 16) + "\r\ne\r\n" + packed.substr(16) + "\r\n0\r\nX: y\r\n\r\n";
    const RawServer server([&](RawPeer &peer, int) {
        const int on = 1;
        ::setsockopt(peer.socket(), IPPROTO_TCP, 1 /* TCP_NODELAY */, &on, sizeof on);
        while (!peer.readUntil().empty()) {
            for (const char c : answer)
                peer.send({&c, 1});
        }
    });
    for (int i = 0; i < 3; ++i) {
        const auto got = ask(*m_client, {.url = server.url()});
        QVERIFY2(got, got ? "" : got.error().message().c_str());
        QCOMPARE(got->body, std::string("hello gzip"));
    }
    QCOMPARE(server.accepted(), 1);
}

void HttpClientConnectionTest::headersThatNeverEnd()
{
    const RawServer server([&](RawPeer &peer, int) {
        peer.readUntil();
        peer.send("HTTP/1.1 200 OK\r\n");
        while (peer.send("X-Header: and so on and so on\r\n")) {
        }
    });
    const auto answer = ask(*m_client, {.url = server.url()});
    QVERIFY(!answer);
    QVERIFY2(
        answer.error().message().ends_with("the headers of the answer are larger than 262 KB."),
        answer.error().message().c_str());
    QCOMPARE(server.accepted(), 1); // another time would bring the same
}

void HttpClientConnectionTest::ownAcceptEncodingGetsItPacked()
{
    const RawServer server([&](RawPeer &peer, int) {
        const bool isOwn = peer.readUntil().find("Accept-Encoding: br\r\n") != std::string::npos;
        peer.send(isOwn ? "HTTP/1.1 200 OK\r\nContent-Encoding: br\r\nContent-Length: "
                          "2\r\n\r\n\x1\x2"
                        : "HTTP/1.1 406 Not Acceptable\r\nContent-Length: 0\r\n\r\n");
    });
    HttpRequest request{.url = server.url()};
    request.headers = {{"accept-encoding", "zstd"}, {"Accept-Encoding", "br"}};
    const auto answer = ask(*m_client, request);
    QVERIFY(answer);
    QCOMPARE(answer->body, std::string("\x1\x2"));
    QCOMPARE(findHeader(answer->headers, "content-length"), std::string_view("2"));
}

void HttpClientConnectionTest::aBombStopsAtTheLimit()
{
    const QByteArray zeros = qCompress(QByteArray(8'000'000, '\0'), 9).mid(4); // with zlib's header
    QVERIFY(zeros.size() < 10'000);
    const RawServer server([&](RawPeer &peer, int) {
        peer.readUntil();
        peer.send("HTTP/1.1 200 OK\r\nContent-Encoding: deflate\r\nContent-Length: " +
                  std::to_string(zeros.size()) + "\r\n\r\n" + zeros.toStdString());
        peer.waitForClose();
    });
    HttpRequest request{.url = server.url()};
    request.maxBody = 1'000'000;
    const auto answer = ask(*m_client, request);
    QVERIFY(!answer);
    QVERIFY2(answer.error().message().ends_with(
                 "the answer is larger than the 1 MB that this request accepts."),
             answer.error().message().c_str());
    QCOMPARE(server.accepted(), 1);
    request.maxBody = 8'000'000;
    const auto whole = ask(*m_client, request);
    QVERIFY2(whole, whole ? "" : whole.error().message().c_str());
    QCOMPARE(whole->body.size(), std::size_t(8'000'000));
}

void HttpClientConnectionTest::anAnswerBeforeTheRequestIsOut()
{
    const RawServer server([&](RawPeer &peer, int) {
        peer.readUntil();
        peer.send("HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\n\r\nno");
        peer.waitForClose();
    });
    HttpRequest request{
        .method = "POST", .url = server.url(), .body = std::string(30'000'000, 'x')};
    for (int i = 1; i <= 2; ++i) {
        const auto answer = ask(*m_client, request);
        QVERIFY2(answer, answer ? "" : answer.error().message().c_str());
        QCOMPARE(answer->status, 413);
        QCOMPARE(server.accepted(), i); // never used again: the server still waits for the rest
    }
}

void HttpClientConnectionTest::largeUploads()
{
    const std::string body(20'000'000, 'x');
    const RawServer server([&](RawPeer &peer, int) {
        while (!peer.readUntil().empty()) {
            const bool isWhole = peer.readBytes(body.size()) == body;
            peer.send(isWhole ? hello : "HTTP/1.1 400 Bad Request\r\n\r\n");
        }
    });
    for (int i = 0; i < 2; ++i) {
        const auto answer = ask(*m_client, {.method = "PUT", .url = server.url(), .body = body});
        QVERIFY2(answer, answer ? "" : answer.error().message().c_str());
        QCOMPARE(answer->status, 200);
    }
    QCOMPARE(server.accepted(), 1);
}

void HttpClientConnectionTest::localhost_data()
{
    QTest::addColumn<int>("family");
    QTest::addColumn<QByteArray>("host");
    QTest::newRow("localhost, IPv4 only") << AF_INET << QByteArray("localhost");
    QTest::newRow("localhost, IPv6 only") << AF_INET6 << QByteArray("localhost");
    QTest::newRow("a name below it") << AF_INET << QByteArray("shop.localhost");
    QTest::newRow("127.0.0.1") << AF_INET << QByteArray("127.0.0.1");
    QTest::newRow("[::1]") << AF_INET6 << QByteArray("[::1]");
}

void HttpClientConnectionTest::localhost()
{
    QFETCH(const int, family);
    QFETCH(const QByteArray, host);
    std::mutex mutex;
    std::string head;
    const RawServer server(
        [&](RawPeer &peer, int) {
            const std::lock_guard lock(mutex);
            head = peer.readUntil();
            peer.send(hello);
        },
        family);
    const std::string authority = host.toStdString() + ':' + std::to_string(server.port());
    HttpRequest request{.url = "http://" + authority + "/a?b"};
    request.retries = 0;
    const auto answer = ask(*m_client, request);
    QVERIFY2(answer, answer ? "" : answer.error().message().c_str());
    const std::lock_guard lock(mutex);
    QVERIFY2(head.starts_with("GET /a?b HTTP/1.1\r\nHost: " + authority + "\r\n"), head.c_str());
}

void HttpClientConnectionTest::aDeadAddressCostsNoTimeLimit()
{
    // One connection waits to be accepted, for ever: the next ones get no answer to their SYN.
    const int deaf = RawServer::listenOn(AF_INET, 0, 0);
    sockaddr_in address{};
    socklen_t size = sizeof address;
    void *generic = &address;
    ::getsockname(deaf, static_cast<sockaddr *>(generic), &size);
    const int waiting = ::socket(AF_INET, SOCK_STREAM, 0);
    QCOMPARE(::connect(waiting, static_cast<sockaddr *>(generic), size), 0);
    const std::uint16_t port = ntohs(address.sin_port);

    HttpRequest request{.url = "http://localhost:" + std::to_string(port) + "/"};
    request.retries = 0;
    request.timeout = 300ms;
    const auto late = ask(*m_client, request); // nobody listens on ::1 either
    QVERIFY(!late);
    QVERIFY2(late.error().is(errc::timeout), late.error().message().c_str());
    QVERIFY2(late.error().message().find("no connection was made within 0.3 s") !=
                 std::string::npos,
             late.error().message().c_str());
    HttpRequest order = request; // nothing of it went out: it may be tried again
    order.method = "POST";
    order.repeat = Repeat::OnlyUnprocessed;
    order.timeout = 50ms;
    order.retries = 1;
    const auto twice = ask(*m_client, order);
    QVERIFY(!twice);
    QCOMPARE(twice.error().detail, std::string("after 2 tries"));
    {
        const RawServer server(
            [&](RawPeer &peer, int) {
                peer.readUntil();
                peer.send(hello);
            },
            AF_INET6, port);
        request.timeout = 5s;
        const auto answer = ask(*m_client, request);
        QVERIFY2(answer, answer ? "" : answer.error().message().c_str());
        QVERIFY(answer->duration < 1s);
    }
    ::close(waiting);
    ::close(deaf);
}

void HttpClientConnectionTest::tenThousandRequestsLeaveNothingBehind()
{
    const ScriptedServer server(
        [](const auto &, const auto &reply, int) { reply.send(plain(200)); });
    QVERIFY(ask(*m_client, {.url = server.url()}));
    const qsizetype before = openFiles();
    std::atomic<int> good = 0;
    for (int i = 0; i < 10'000; ++i)
        m_client->send({.url = server.url()}, {}, [&](Result<HttpResponse> answer) {
            good += answer && answer->body == "body of 200" ? 1 : 0;
        });
    QTRY_COMPARE_WITH_TIMEOUT(good.load(), 10'000, 25'000);
    QVERIFY2(openFiles() - before <= 10,
             qPrintable(QString::number(openFiles() - before))); // 5 on each side
    m_client.reset();
    QTRY_VERIFY(openFiles() < before);
}

QTEST_GUILESS_MAIN(HttpClientConnectionTest)
#include "HttpClientConnectionTest.moc"
