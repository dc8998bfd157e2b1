#include "HttpClientTestTools.h"

using namespace syncline;
using namespace syncline::test;

class HttpClientRedirectTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void methods_data();
    void methods();
    void targets_data();
    void targets();
    void secretsStayWithTheirHost();
    void aLoopEnds();
    void isNotFollowedWhenNotWanted();
    void capturesEveryHopWithoutSecrets();
};

void HttpClientRedirectTest::methods_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](int status, const char *method, const char *expected) {
        QTest::addRow("%d %s", status, method)
            << status << QByteArray(method) << QByteArray(expected);
    };
    for (const int status : {301, 302, 303, 307, 308}) {
        row(status, "GET", "GET ");
        row(status, "HEAD", "HEAD ");
    }
    row(301, "POST", "GET ");
    row(302, "POST", "GET ");
    row(303, "POST", "GET ");
    row(303, "PUT", "GET ");
    row(301, "PUT", "PUT body");
    row(307, "POST", "POST body");
    row(308, "PATCH", "PATCH body");
}

void HttpClientRedirectTest::methods()
{
    QFETCH(const int, status);
    QFETCH(const QByteArray, method);
    QFETCH(const QByteArray, expected);
    const ScriptedServer server([&](const ServerRequest &request, const ServerReply &reply, int) {
        if (request.path == "/")
            reply.send(
                {.status = status, .headers = {{"Location", "/next?a=%20"}}, .body = "moved"});
        else
            reply.send(ServerResponse::text(200, "arrived"));
    });
    HttpRequest request{.method = method.toStdString(), .url = server.url()};
    if (method != "GET" && method != "HEAD")
        request.body = "body";
    const auto answer = ask(*quickClient(), request);
    QVERIFY2(answer, answer ? "" : answer.error().message().c_str());
    QCOMPARE(answer->status, 200);
    QCOMPARE(answer->tries, 1);
    const ServerRequest last = server.requests().back();
    QCOMPARE(last.target, std::string("/next?a=%20"));
    QCOMPARE(QByteArray::fromStdString(last.method + ' ' + last.body), expected);
}

void HttpClientRedirectTest::targets_data()
{
    QTest::addColumn<QByteArray>("location");
    QTest::addColumn<bool>("isFollowed");
    QTest::newRow("relative") << QByteArray("next") << true;
    QTest::newRow("absolute path") << QByteArray("/next") << true;
    QTest::newRow("other scheme") << QByteArray("ftp://127.0.0.1/next") << false;
    QTest::newRow("file") << QByteArray("file:///etc/passwd") << false;
    QTest::newRow("data") << QByteArray("data:text/plain,x") << false;
    QTest::newRow("no host") << QByteArray("http:///next") << false;
}

void HttpClientRedirectTest::targets()
{
    QFETCH(const QByteArray, location);
    QFETCH(const bool, isFollowed);
    const ScriptedServer server([&](const ServerRequest &request, const ServerReply &reply, int) {
        if (request.path == "/")
            reply.send(
                {.status = 302, .headers = {{"Location", location.toStdString()}}, .body = {}});
        else
            reply.send(ServerResponse::text(200, "arrived"));
    });
    const auto answer = ask(*quickClient(), {.url = server.url()});
    QCOMPARE(answer.ok(), isFollowed);
    if (!isFollowed)
        QVERIFY2(answer.error().message().find(location.toStdString()) != std::string::npos,
                 answer.error().message().c_str());
    QCOMPARE(server.requests().size(), std::size_t(isFollowed ? 2 : 1));
}

void HttpClientRedirectTest::secretsStayWithTheirHost()
{
    const ScriptedServer other([](const auto &, const ServerReply &reply, int) {
        reply.send(ServerResponse::text(200, "x"));
    });
    const ScriptedServer server([&](const ServerRequest &request, const ServerReply &reply, int) {
        reply.send({.status = 307,
                    .headers = {{"Location", request.path == "/" ? "/same" : other.url("/else")}},
                    .body = {}});
    });
    HttpRequest request{.url = server.url(),
                        .headers = {{"Authorization", "Bearer s3cret"},
                                    {"X-Own", "s3cret"},
                                    {"Cookie", "a=b"},
                                    {"X-Plain", "1"}}};
    request.secretNames = {"x-own"};
    QVERIFY(ask(*quickClient(), request));
    QCOMPARE(server.requests().size(), std::size_t(2));
    QCOMPARE(findHeader(server.requests()[1].headers, "authorization"),
             std::string_view("Bearer s3cret"));
    const HttpHeaders seen = other.requests().at(0).headers;
    QCOMPARE(findHeader(seen, "authorization"), std::string_view());
    QCOMPARE(findHeader(seen, "x-own"), std::string_view());
    QCOMPARE(findHeader(seen, "cookie"), std::string_view());
    QCOMPARE(findHeader(seen, "x-plain"), std::string_view("1"));
}

void HttpClientRedirectTest::aLoopEnds()
{
    const ScriptedServer server([](const auto &, const ServerReply &reply, int index) {
        reply.send(
            {.status = 302, .headers = {{"Location", index % 2 == 0 ? "/b" : "/a"}}, .body = {}});
    });
    const auto answer = ask(*quickClient(), {.url = server.url("/a")});
    QVERIFY(!answer);
    QCOMPARE(answer.error().message(), "GET to " + server.url("").substr(7) +
                                           " failed: it was redirected more than 10 times.");
    QCOMPARE(server.requests().size(), std::size_t(11));
}

void HttpClientRedirectTest::isNotFollowedWhenNotWanted()
{
    const ScriptedServer server([](const auto &, const ServerReply &reply, int) {
        reply.send({.status = 302, .headers = {{"Location", "/b"}}, .body = "moved"});
    });
    HttpRequest request{.url = server.url("/a")};
    request.followRedirects = false;
    const auto answer = ask(*quickClient(), request);
    QVERIFY(answer);
    QCOMPARE(answer->status, 302);
    QCOMPARE(answer->body, std::string("moved"));
}

void HttpClientRedirectTest::capturesEveryHopWithoutSecrets()
{
    const ScriptedServer server(
        [](const ServerRequest &request, const ServerReply &reply, int index) {
            if (request.path == "/")
                reply.send({.status = 302,
                            .headers = {{"Location", "/next?access_token=canary-0001"}},
                            .body = {}});
            else if (index == 1)
                reply.send(ServerResponse::text(503, "busy"));
            else
                reply.send(ServerResponse::json(
                    200, R"({"refresh_token":"canary-0002","echo":"canary-0003","big":")" +
                             std::string(200'000, 'x') + "\"}"));
        });
    auto client = quickClient();
    std::mutex mutex;
    std::vector<HttpCapture> captures;
    client->setCapture([&](HttpCapture capture) {
        const std::lock_guard lock(mutex);
        captures.push_back(std::move(capture));
    });
    HttpRequest request{
        .method = "POST",
        .url = server.url("/?shop=1&key=canary-0004"),
        .headers = {{"Authorization", "Bearer canary-0003"}, {"Content-Type", "application/json"}},
        .body = R"({"password":"canary-0005"})"};
    request.secretNames = {"key"};
    request.run = RunId{7};
    request.connection = "shop";
    QVERIFY(ask(*client, request));
    client.reset();
    QCOMPARE(captures.size(), std::size_t(4)); // redirect, 503, and both again
    for (const HttpCapture &capture : captures) {
        std::string all = capture.url + capture.requestBody + capture.responseBody + capture.error;
        for (const auto *headers : {&capture.requestHeaders, &capture.responseHeaders})
            for (const auto &[name, value] : *headers)
                all += name + ':' + value + '\n';
        QVERIFY2(all.find("canary") == std::string::npos, all.substr(0, 2'000).c_str());
        QCOMPARE(capture.run, RunId{7});
        QCOMPARE(capture.connection, std::string("shop"));
        QVERIFY(capture.startedMs > 1'600'000'000'000);
        QVERIFY(capture.responseBody.size() <= 64U * 1024);
    }
    QCOMPARE(captures[0].method, std::string("POST"));
    QCOMPARE(captures[0].status, 302);
    QCOMPARE(captures[1].method, std::string("GET"));
    QCOMPARE(captures[1].attempt, 1);
    QCOMPARE(captures[3].attempt, 2);
    QVERIFY(captures[3].responseBytes > 200'000);
}

QTEST_GUILESS_MAIN(HttpClientRedirectTest)
#include "HttpClientRedirectTest.moc"
