#include "HttpClientTestTools.h"

#include "core/base/Worker.h"

using namespace syncline;
using namespace syncline::test;
using namespace std::chrono_literals;

class HttpClientTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_client = quickClient(); }
    void cleanup() { m_client.reset(); }

    void sendsMethodsAndBodies_data();
    void sendsMethodsAndBodies();
    void sendsNothingOfThisMachine();
    void unpacksGzip();
    void refusesLargeBodies();
    void refusesWhatCannotBeSent_data();
    void refusesWhatCannotBeSent();
    void cookiesAreNotKept();
    void sixAtATimeAndWaitingCostsNoTime();
    void fetchGoesOnOnTheExecutor();
    void destroyingCancels();

private:
    std::unique_ptr<HttpClient> m_client;
};

void HttpClientTest::sendsMethodsAndBodies_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("body");
    QTest::newRow("GET") << QByteArray("GET") << QByteArray();
    QTest::newRow("GET with a body") << QByteArray("GET") << QByteArray("{}");
    QTest::newRow("HEAD") << QByteArray("HEAD") << QByteArray();
    QTest::newRow("POST") << QByteArray("POST") << QByteArray("hello");
    QTest::newRow("POST without a body") << QByteArray("POST") << QByteArray();
    QTest::newRow("PUT") << QByteArray("PUT") << QByteArray("\0\xff", 2);
    QTest::newRow("PATCH") << QByteArray("PATCH") << QByteArray("x");
    QTest::newRow("DELETE") << QByteArray("DELETE") << QByteArray();
    QTest::newRow("PROPFIND") << QByteArray("PROPFIND") << QByteArray("<a/>");
    QTest::newRow("3 MB") << QByteArray("POST") << QByteArray(3'000'000, 'x');
}

void HttpClientTest::sendsMethodsAndBodies()
{
    QFETCH(const QByteArray, method);
    QFETCH(const QByteArray, body);
    const ScriptedServer server([](const auto &, const auto &reply, int) {
        reply.send({.status = 201,
                    .headers = {{"X-A", "1"}, {"Set-Cookie", "a=1"}, {"Set-Cookie", "b=2"}},
                    .body = "done"});
    });
    for (const Repeat repeat : {Repeat::ByMethod, Repeat::OnlyUnprocessed}) {
        HttpRequest request{.method = method.toStdString(),
                            .url = server.url("/a%20b?x=%2F"),
                            .headers = {{"X-Own", "ü"}},
                            .body = body.toStdString()};
        request.repeat = repeat;
        const auto answer = ask(*m_client, request);
        QVERIFY2(answer, answer ? "" : answer.error().message().c_str());
        QCOMPARE(answer->status, 201);
        QCOMPARE(answer->body, std::string(method == "HEAD" ? "" : "done"));
        QCOMPARE(findHeader(answer->headers, "x-a"), std::string_view("1"));
        QCOMPARE(std::count_if(answer->headers.begin(), answer->headers.end(),
                               [](const auto &h) { return h.first == "Set-Cookie"; }),
                 2);
        QCOMPARE(answer->tries, 1);

        const ServerRequest seen = server.requests().back();
        QCOMPARE(seen.method, method.toStdString());
        QCOMPARE(seen.target, std::string("/a%20b?x=%2F"));
        QCOMPARE(QByteArray::fromStdString(seen.body), body);
        QCOMPARE(findHeader(seen.headers, "x-own"), std::string_view("ü"));
    }
}

void HttpClientTest::sendsNothingOfThisMachine()
{
    const ScriptedServer server(
        [](const auto &, const auto &reply, int) { reply.send(plain(200)); });
    QVERIFY(ask(*m_client, {.url = server.url()}));
    const ServerRequest seen = server.requests().back();
    QVERIFY(findHeader(seen.headers, "user-agent").starts_with("Syncline/"));
    QCOMPARE(findHeader(seen.headers, "accept-language"), std::string_view("*"));
    QVERIFY(findHeader(seen.headers, "upgrade").empty()); // no HTTP/2
}

void HttpClientTest::unpacksGzip()
{
    // printf 'hello gzip' | gzip -n
    const std::string packed =
        QByteArray::fromHex("1f8b0800000000000003cb48cdc9c95748afca2c0000196ad2df0a000000")
            .toStdString();
    const ScriptedServer server([&](const ServerRequest &request, const auto &reply, int) {
        const bool takes =
            findHeader(request.headers, "accept-encoding").find("gzip") != std::string_view::npos;
        reply.send({.status = takes ? 200 : 406,
                    .headers = {{"Content-Encoding", "gzip"}},
                    .body = packed});
    });
    const auto answer = ask(*m_client, {.url = server.url()});
    QVERIFY2(answer, answer ? "" : answer.error().message().c_str());
    QCOMPARE(answer->status, 200);
    QCOMPARE(answer->body, std::string("hello gzip"));
}

void HttpClientTest::refusesLargeBodies()
{
    const ScriptedServer server([](const auto &, const ServerReply &reply, int) {
        reply.begin(200, {});
        for (int i = 0; i < 64; ++i)
            reply.write(std::string(64 * 1024, 'x'));
        reply.end();
    });
    HttpRequest request{.url = server.url()};
    request.maxBody = 100'000;
    const auto answer = ask(*m_client, request);
    QVERIFY(!answer);
    QVERIFY2(answer.error().message().ends_with(
                 "the answer is larger than the 100 KB that this request accepts."),
             answer.error().message().c_str());
    QCOMPARE(server.requests().size(), std::size_t(1));
    request.maxBody = 64 * 64 * 1024;
    QCOMPARE(ask(*m_client, request)->body.size(), request.maxBody);
}

void HttpClientTest::refusesWhatCannotBeSent_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("url");
    QTest::addColumn<QByteArray>("header");
    const auto row = [](const char *name, const char *method, const char *url, const char *header) {
        QTest::newRow(name) << QByteArray(method) << QByteArray(url) << QByteArray(header);
    };
    row("relative URL", "GET", "/a", "X");
    row("file", "GET", "file:///etc/passwd", "X");
    row("ftp", "GET", "ftp://127.0.0.1/", "X");
    row("no host", "GET", "http:///a", "X");
    row("line break in the URL", "GET", "http://127.0.0.1/\r\nX: y", "X");
    row("method with a space", "GET /", "http://127.0.0.1/", "X");
    row("empty method", "", "http://127.0.0.1/", "X");
    row("header name with a colon", "GET", "http://127.0.0.1/", "X:");
    row("header value with a line break", "GET", "http://127.0.0.1/", "break");
}

void HttpClientTest::refusesWhatCannotBeSent()
{
    QFETCH(const QByteArray, method);
    QFETCH(const QByteArray, url);
    QFETCH(const QByteArray, header);
    const bool isBreak = header == "break";
    const auto answer =
        ask(*m_client,
            {.method = method.toStdString(),
             .url = url.toStdString(),
             .headers = {{isBreak ? "X" : header.toStdString(), isBreak ? "a\r\nY: b" : "a"}}});
    QVERIFY(!answer);
    QVERIFY2(answer.error().is(errc::invalidInput), answer.error().message().c_str());
}

void HttpClientTest::cookiesAreNotKept()
{
    const ScriptedServer server([](const auto &, const auto &reply, int) {
        reply.send(plain(200, {{"Set-Cookie", "session=secret"}}));
    });
    QVERIFY(ask(*m_client, {.url = server.url()}));
    QVERIFY(ask(*m_client, {.url = server.url()}));
    QVERIFY(findHeader(server.requests().back().headers, "cookie").empty());
}

void HttpClientTest::sixAtATimeAndWaitingCostsNoTime()
{
    std::mutex mutex;
    std::vector<ServerReply> held;
    ScriptedServer server([&](const auto &, const ServerReply &reply, int) {
        const std::lock_guard lock(mutex);
        held.push_back(reply);
    });
    const auto heldCount = [&] {
        const std::lock_guard lock(mutex);
        return held.size();
    };
    std::vector<Answer> answers(18);
    HttpRequest request{.url = server.url()};
    request.timeout = 2s;
    for (Answer &answer : answers)
        m_client->send(request, {}, answer.receiver());
    // A cancelled one in the queue leaves it at once.
    std::stop_source stop;
    Answer cancelled;
    m_client->send(request, stop.get_token(), cancelled.receiver());
    QTRY_COMPARE(heldCount(), std::size_t(6));
    stop.request_stop();
    QVERIFY(cancelled.get().error().is(errc::cancelled));
    QCOMPARE(heldCount(), std::size_t(6));
    for (std::size_t round = 1; round <= 3; ++round) {
        QTRY_COMPARE(heldCount(), std::size_t(6));
        const std::lock_guard lock(mutex);
        for (const ServerReply &reply : held)
            reply.send(plain(200));
        held.clear();
    }
    for (Answer &answer : answers) {
        const auto result = answer.get();
        QVERIFY2(result, result ? "" : result.error().message().c_str());
        QCOMPARE(result->tries, 1);
    }
    QCOMPARE(server.requests().size(), std::size_t(18));
}

void HttpClientTest::fetchGoesOnOnTheExecutor()
{
    const ScriptedServer server([](const ServerRequest &request, const auto &reply, int) {
        reply.send(ServerResponse::text(200, request.target));
    });
    std::promise<std::string> promise;
    auto future = promise.get_future();
    Worker worker("fetch");
    const auto work = [](HttpClient &client, Worker &executor,
                         std::string url) -> Task<std::string> {
        std::string all;
        for (int i = 0; i < 3; ++i) {
            HttpRequest request;
            request.url = url + std::to_string(i);
            Result<HttpResponse> answer = co_await client.fetch(executor, std::move(request), {});
            all += answer ? answer->body : answer.error().message();
            all += executor.isCurrent() ? "+" : "-";
        }
        co_return all;
    };
    spawn<std::string>(worker, work(*m_client, worker, server.url()),
                       [&](std::string all) { promise.set_value(std::move(all)); });
    QVERIFY(future.wait_for(10s) == std::future_status::ready);
    QCOMPARE(future.get(), std::string("/0+/1+/2+"));
}

void HttpClientTest::destroyingCancels()
{
    std::mutex mutex;
    std::vector<ServerReply> held;
    ScriptedServer server([&](const auto &, const ServerReply &reply, int) {
        const std::lock_guard lock(mutex);
        held.push_back(reply);
    });
    std::vector<Answer> answers(10);
    for (Answer &answer : answers)
        m_client->send({.url = server.url()}, {}, answer.receiver());
    QTRY_COMPARE((std::lock_guard(mutex), held.size()), std::size_t(6));
    m_client.reset();
    for (Answer &answer : answers) {
        QVERIFY(answer.isHere());
        QCOMPARE(answer.calls(), 1);
        QVERIFY(answer.get().error().is(errc::cancelled));
    }
    server.server().stop();
}

QTEST_GUILESS_MAIN(HttpClientTest)
#include "HttpClientTest.moc"
