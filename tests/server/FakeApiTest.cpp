#include <QTest> // first: moc cannot read <compare> before a header that includes c++config.h

#include "core/base/Json.h"
#include "core/base/Time.h"
#include "core/net/HttpClient.h"
#include "core/net/LinkHeader.h"
#include "core/net/Url.h"
#include "tests/support/FakeApi.h"

#include <future>

using namespace syncline;
using namespace syncline::test;

/** The fake must tell the truth about its data, or the tests that stand on it mean nothing. */
class FakeApiTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void pagesCoverTheData_data();
    void pagesCoverTheData();
    void sinceGivesWhatChanged();
    void cursorPagesLoseNothingWhileDataChanges();
    void faults_data();
    void faults();
    void pageFaults();
    void changesByHttp();
    void wantsItsToken();
    void routesAndJournal();

private:
    Result<HttpResponse> get(const std::string &url, const std::string &method = "GET",
                             const std::string &body = {});
    Value page(const std::string &url);
    std::vector<std::int64_t> walk(std::string next);

    std::unique_ptr<FakeApi> m_api;
    std::unique_ptr<HttpClient> m_client = HttpClient::create();
};

void FakeApiTest::init()
{
    m_api = std::make_unique<FakeApi>();
    m_api->fill("items", 23, [](int i) {
        return ValueObject{{"name", "item " + std::to_string(i)}};
    });
    m_api->setPageSize(5);
}

Result<HttpResponse> FakeApiTest::get(const std::string &url, const std::string &method,
                                      const std::string &body)
{
    std::promise<Result<HttpResponse>> promise;
    HttpRequest request{.method = method, .url = url, .body = body};
    request.retries = 0;
    m_client->send(std::move(request), {},
                   [&](Result<HttpResponse> result) { promise.set_value(std::move(result)); });
    return promise.get_future().get();
}

Value FakeApiTest::page(const std::string &url)
{
    const auto response = get(url);
    if (!response)
        return Value(response.error().message());
    auto value = json::parse(response->body);
    return value ? std::move(value).value() : Value(value.error().message());
}

std::vector<std::int64_t> FakeApiTest::walk(std::string next)
{
    std::vector<std::int64_t> ids;
    while (!next.empty() && ids.size() < 1'000) {
        const auto response = get(next);
        const auto body = json::parse(response->body);
        for (const Value &item : body->asObject().at("items").asList())
            ids.push_back(item["id"].intOr());
        next = findLink(findHeader(response->headers, "link"), "next", next).value_or("");
    }
    return ids;
}

void FakeApiTest::pagesCoverTheData_data()
{
    QTest::addColumn<QByteArray>("query");
    for (const char *query : {"", "?limit=1", "?limit=23", "?limit=24", "?page=1",
                              "?page=1&limit=23", "?offset=0", "?offset=0&limit=7"})
        QTest::newRow(*query != 0 ? query : "(none)") << QByteArray(query);
}

void FakeApiTest::pagesCoverTheData()
{
    QFETCH(const QByteArray, query);
    std::vector<std::int64_t> expected;
    for (std::int64_t i = 1; i <= 23; ++i)
        expected.push_back(i);
    QCOMPARE(walk(m_api->url("/items" + query.toStdString())), expected);
}

void FakeApiTest::sinceGivesWhatChanged()
{
    const std::string since = url::encode(iso::format(DateTime{m_api->now().ms + 1}));
    m_api->put("items", "9", {{"name", "new name"}});
    m_api->put("items", "3", {{"name", "new name"}});
    m_api->put("items", "abc", {{"name", "text id"}});
    m_api->erase("items", "5");
    QCOMPARE(walk(m_api->url("/items?limit=1&since=" + since)),
             (std::vector<std::int64_t>{9, 3, 0}));
    const Value deleted = page(m_api->url("/items/deleted?since=" + since));
    QCOMPARE(deleted["items"].asList().size(), std::size_t(1));
    QCOMPARE(deleted["items"].asList()[0]["id"].intOr(), std::int64_t(5));
    const Value changed = page(m_api->url("/items/9"));
    QCOMPARE(changed["name"].stringOr(), std::string("new name"));
    QCOMPARE(changed["version"].intOr(), std::int64_t(2));
    QCOMPARE(m_api->items("items").at("9"), changed);
    QCOMPARE(m_api->count("items"), std::size_t(23));
}

void FakeApiTest::cursorPagesLoseNothingWhileDataChanges()
{
    m_api->onRequest([this](int index) { m_api->erase("items", std::to_string(index + 1)); });
    const auto ids = walk(m_api->url());
    for (std::int64_t id = 6; id <= 23; ++id)
        QCOMPARE(std::count(ids.begin(), ids.end(), id), 1);
}

void FakeApiTest::faults_data()
{
    QTest::addColumn<QByteArray>("fault");
    QTest::addColumn<int>("status"); // 0: no answer
    QTest::newRow("429") << QByteArray("429(3)") << 429;
    QTest::newRow("500") << QByteArray("500") << 500;
    QTest::newRow("slow") << QByteArray("slow(20)") << 200;
    QTest::newRow("truncated") << QByteArray("truncated") << 0;
    QTest::newRow("html") << QByteArray("html") << 200;
    QTest::newRow("garbage") << QByteArray("garbage") << 200;
}

void FakeApiTest::faults()
{
    QFETCH(const QByteArray, fault);
    QFETCH(const int, status);
    QVERIFY(get(m_api->url()));
    m_api->setFaults("0:" + fault.toStdString());
    const auto response = get(m_api->url());
    QCOMPARE(response ? response->status : 0, status);
    if (fault.startsWith("429"))
        QCOMPARE(findHeader(response->headers, "retry-after"), std::string_view("3"));
    QCOMPARE(response && json::parse(response->body).ok(),
             fault != "truncated" && fault != "html" && fault != "garbage");
    QCOMPARE(m_api->journal().back().fault, fault.toStdString());
    QCOMPARE(page(m_api->url())["items"].asList().size(), std::size_t(5));
}

void FakeApiTest::pageFaults()
{
    const std::string first = page(m_api->url())["next"].stringOr();
    m_api->setFaults("0:empty,1:repeat,2:duplicate");
    const std::string second = m_api->url("/items?cursor=" + first);
    const Value empty = page(second);
    QCOMPARE(empty["items"].asList().size(), std::size_t(0));
    QCOMPARE(empty["next"].stringOr(), first);
    const Value repeated = page(second);
    QCOMPARE(repeated["items"].asList()[0]["id"].intOr(), std::int64_t(6));
    QCOMPARE(repeated["next"].stringOr(), first);
    const Value duplicate = page(m_api->url("/items?cursor=0.10"));
    QCOMPARE(duplicate["items"].asList()[0]["id"].intOr(), std::int64_t(6));
    QCOMPARE(duplicate["next"].stringOr(), std::string("0.15"));
    QCOMPARE(walk(m_api->url()).size(), std::size_t(23));
}

void FakeApiTest::changesByHttp()
{
    QCOMPARE(get(m_api->url("/items/3"), "PUT", R"({"name":"put"})")->status, 200);
    QCOMPARE(m_api->items("items").at("3")["name"].stringOr(), std::string("put"));
    const auto created = get(m_api->url("/items"), "POST", R"({"name":"posted"})");
    QCOMPARE(created->status, 201);
    QCOMPARE(m_api->count("items"), std::size_t(24));
    QCOMPARE(get(m_api->url("/items/3"), "DELETE")->status, 200);
    QCOMPARE(get(m_api->url("/items/3"), "DELETE")->status, 404);
    QCOMPARE(get(m_api->url("/items/3"))->status, 404);
    QCOMPARE(get(m_api->url("/items/4"), "PUT", "[]")->status, 422);
    QCOMPARE(get(m_api->url("/none"))->status, 404);
    QCOMPARE(get(m_api->url("/items?limit=0"))->status, 400);
}

void FakeApiTest::wantsItsToken()
{
    m_api->requireToken("abc");
    QCOMPARE(get(m_api->url())->status, 401);
}

void FakeApiTest::routesAndJournal()
{
    m_api->setRoute("/own", [](const ServerRequest &request, const ServerReply &reply) {
        reply.send(ServerResponse::text(203, request.query));
    });
    QCOMPARE(get(m_api->url("/own?x=1"))->body, std::string("x=1"));
    const auto journal = m_api->journal();
    QCOMPARE(journal.size(), std::size_t(1));
    QCOMPARE(journal[0].request.target, std::string("/own?x=1"));
    m_api->clearJournal();
    QVERIFY(m_api->journal().empty());
}

QTEST_GUILESS_MAIN(FakeApiTest)
#include "FakeApiTest.moc"
