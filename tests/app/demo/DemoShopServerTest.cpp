#include <QTest> // first: moc cannot read <compare> before a header that includes c++config.h

#include "app/demo/DemoShopServer.h"
#include "core/base/Json.h"
#include "core/base/Time.h"
#include "core/net/HttpClient.h"
#include "core/net/LinkHeader.h"
#include "core/net/Url.h"
#include "tests/support/FakeClock.h"

#include <QProcess>

#include <future>
#include <set>

using namespace syncline;
using namespace syncline::test;
using namespace std::chrono_literals;

class DemoShopServerTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void cleanup() { m_demo.reset(); }

    void pagesEqualTheData_data();
    void pagesEqualTheData();
    void linkAndNextAgree();
    void updatedSinceFollowsChanges();
    void deletionsAreListed();
    void writesBack();
    void refuses_data();
    void refuses();
    void limitsCalls();
    void failsAsScripted();
    void wantsItsToken();
    void manyProductsComeFast();
    void runsUntilItIsTold();
    void portInUse();

private:
    void start(DemoServerOptions options = {});
    Result<HttpResponse> call(const std::string &path, const std::string &method = "GET",
                              const std::string &body = {}, HttpHeaders headers = {});
    Value get(const std::string &path);
    std::vector<Value> walk(const std::string &kind, std::string query);

    FakeClock m_clock;
    std::unique_ptr<HttpClient> m_client = HttpClient::create();
    std::unique_ptr<DemoShopServer> m_demo;
};

void DemoShopServerTest::start(DemoServerOptions options)
{
    options.port = 0;
    auto started = DemoShopServer::start(std::move(options), m_clock);
    QVERIFY(started);
    m_demo = std::move(started).value();
}

Result<HttpResponse> DemoShopServerTest::call(const std::string &path, const std::string &method,
                                              const std::string &body, HttpHeaders headers)
{
    std::promise<Result<HttpResponse>> promise;
    HttpRequest request{.method = method,
                        .url = path.starts_with("http") ? path : m_demo->url() + path,
                        .headers = std::move(headers),
                        .body = body};
    request.retries = 0;
    m_client->send(std::move(request), {},
                   [&](Result<HttpResponse> result) { promise.set_value(std::move(result)); });
    return promise.get_future().get();
}

Value DemoShopServerTest::get(const std::string &path)
{
    const auto response = call(path);
    if (!response)
        return Value(response.error().message());
    auto value = json::parse(response->body);
    return value ? std::move(value).value() : Value(value.error().message());
}

std::vector<Value> DemoShopServerTest::walk(const std::string &kind, std::string query)
{
    std::vector<Value> all;
    while (true) {
        const Value page = get('/' + kind + ".json?" + query);
        const Value &items = page[kind];
        if (!items.isList())
            return {};
        all.insert(all.end(), items.asList().begin(), items.asList().end());
        if (page["next"].isNull())
            return all;
        query = "limit=100&page_info=" + page["next"].stringOr();
    }
}

void DemoShopServerTest::pagesEqualTheData_data()
{
    QTest::addColumn<QByteArray>("kind");
    QTest::addColumn<int>("count");
    QTest::newRow("products") << QByteArray("products") << 240;
    QTest::newRow("customers") << QByteArray("customers") << 400;
    QTest::newRow("orders") << QByteArray("orders") << 1'500;
}

void DemoShopServerTest::pagesEqualTheData()
{
    QFETCH(const QByteArray, kind);
    QFETCH(const int, count);
    start();
    const auto all = walk(kind.toStdString(), "limit=100");
    QCOMPARE(all.size(), static_cast<std::size_t>(count));
    std::set<std::int64_t> ids;
    for (const Value &item : all)
        ids.insert(item["id"].intOr());
    QCOMPARE(ids.size(), all.size());
    const Value one =
        get('/' + kind.toStdString() + '/' + std::to_string(all[17]["id"].intOr()) + ".json");
    QVERIFY(one[kind.chopped(1).toStdString()] == all[17]);
    if (kind != "products")
        return;
    std::size_t variants = 0;
    for (const Value &product : all) {
        QVERIFY(product["price"].isNumber());
        QVERIFY(iso::parseDateTime(product["updatedAt"].stringOr()));
        variants += product["variants"].asList().size();
        for (const Value &variant : product["variants"].asList())
            QCOMPARE(variant["productId"].intOr(), product["id"].intOr());
        for (const Value &image : product["images"].asList())
            QCOMPARE(image["productId"].intOr(), product["id"].intOr());
    }
    QVERIFY(variants > 400);
}

void DemoShopServerTest::linkAndNextAgree()
{
    start();
    const auto first = call("/products.json?limit=3");
    QCOMPARE(first->status, 200);
    QVERIFY(!findHeader(first->headers, "date").empty());
    const auto link = findLink(findHeader(first->headers, "link"), "next");
    QVERIFY(link);
    QVERIFY(link->starts_with(m_demo->url() + "/products.json?limit=3&page_info="));
    const std::string next = json::parse(first->body).value()["next"].stringOr();
    QVERIFY(link->ends_with(url::encode(next)));
    const auto second = call(*link);
    QCOMPARE(json::parse(second->body).value()["products"].asList().size(), std::size_t(3));
    const auto last = call("/products.json?limit=250");
    QVERIFY(findHeader(last->headers, "link").empty());
    QVERIFY(json::parse(last->body).value()["next"].isNull());
}

void DemoShopServerTest::updatedSinceFollowsChanges()
{
    start();
    const auto all = walk("orders", "limit=250");
    std::string newest;
    for (const Value &order : all)
        newest = std::max(newest, order["updatedAt"].stringOr());
    QCOMPARE(walk("orders", "updated_since=" + url::encode(newest)).size(), std::size_t(1));
    const std::string ids =
        std::to_string(all[3]["id"].intOr()) + ',' + std::to_string(all[900]["id"].intOr());
    QCOMPARE(call("/admin/touch?kind=orders&ids=" + ids, "POST")->status, 200);
    const auto changed = walk("orders", "limit=1&updated_since=" + url::encode(newest));
    QCOMPARE(changed.size(), std::size_t(3)); // the newest again, and the two
    QCOMPARE(changed[1]["id"].intOr(), all[3]["id"].intOr());
    QCOMPARE(changed[2]["id"].intOr(), all[900]["id"].intOr());
    QVERIFY(changed[1]["updatedAt"].stringOr() > newest);
    QVERIFY(changed[1]["note"].stringOr() != all[3]["note"].stringOr());
    QCOMPARE(changed[1]["totalPrice"].stringOr(), all[3]["totalPrice"].stringOr());
}

void DemoShopServerTest::deletionsAreListed()
{
    start();
    const auto all = walk("products", "limit=250");
    const std::string id = std::to_string(all[4]["id"].intOr());
    QCOMPARE(call("/products/" + id + ".json", "DELETE")->status, 200);
    QCOMPARE(call("/products/" + id + ".json", "DELETE")->status, 404);
    QCOMPARE(call("/admin/delete?kind=customers&count=300", "POST")->status, 200);
    QCOMPARE(walk("products", "limit=250").size(), std::size_t(239));
    QCOMPARE(walk("customers", "limit=250").size(), std::size_t(100));

    const Value products = get("/deleted.json?kind=products");
    QCOMPARE(products["deleted"].asList().size(), std::size_t(1));
    QCOMPARE(products["deleted"].asList()[0]["id"].intOr(), all[4]["id"].intOr());
    const Value first = get("/deleted.json");
    QCOMPARE(first["deleted"].asList().size(), std::size_t(250));
    const Value second = get("/deleted.json?page_info=" + first["next"].stringOr());
    QCOMPARE(second["deleted"].asList().size(), std::size_t(51));
    QVERIFY(second["next"].isNull());
    const std::string last = second["deleted"].asList()[50]["deletedAt"].stringOr();
    QCOMPARE(get("/deleted.json?since=" + url::encode(last))["deleted"].asList().size(),
             std::size_t(1));
}

void DemoShopServerTest::writesBack()
{
    start();
    const Value before = get("/products.json?limit=1")["products"].asList()[0];
    const std::string path = "/products/" + std::to_string(before["id"].intOr()) + ".json";
    const auto changed =
        call(path, "PUT", R"({"product":{"title":"Neu ✓","price":"99.90","inventory":3}})");
    QCOMPARE(changed->status, 200);
    const Value product = get(path)["product"];
    QVERIFY(json::parse(changed->body).value()["product"] == product);
    QCOMPARE(product["title"].stringOr(), std::string("Neu ✓"));
    QCOMPARE(product["price"].asDouble(), 99.9);
    QCOMPARE(product["inventory"].intOr(), std::int64_t(3));
    QVERIFY(product["updatedAt"].stringOr() > before["updatedAt"].stringOr());

    const auto refused = call(path, "PUT", R"({"title":"","status":"gone"})");
    QCOMPARE(refused->status, 422);
    const Value errors = json::parse(refused->body).value()["errors"];
    QCOMPARE(errors["title"].asList()[0].stringOr(), std::string("can't be blank"));
    QCOMPARE(errors.asObject().size(), std::size_t(2));

    const auto created = call("/products.json", "POST", R"({"title":"Made here"})");
    QCOMPARE(created->status, 201);
    QCOMPARE(walk("products", "limit=250").back()["title"].stringOr(), std::string("Made here"));
}

void DemoShopServerTest::refuses_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<int>("status");
    const auto row = [](const char *method, const char *path, int status) {
        QTest::addRow("%s %s", method, path) << QByteArray(method) << QByteArray(path) << status;
    };
    row("GET", "/nothing.json", 404);
    row("GET", "/products/1/2.json", 404);
    row("GET", "/products/abc.json", 404);
    row("GET", "/products/1.json", 404);
    row("GET", "/products.json?limit=0", 400);
    row("GET", "/products.json?limit=251", 400);
    row("GET", "/products.json?limit=x", 400);
    row("GET", "/products.json?page_info=zzz", 400);
    row("GET", "/products.json?updated_since=yesterday", 400);
    row("GET", "/deleted.json?since=x", 400);
    row("POST", "/customers.json", 405);
    row("DELETE", "/products.json", 405);
    row("PUT", "/products/7000000000001.json", 400); // no body
    row("DELETE", "/orders/5000000000001.json", 405);
    row("GET", "/admin/touch", 405);
    row("POST", "/admin/format", 404);
    row("POST", "/admin/touch?kind=x", 400);
    row("POST", "/admin/touch?ids=1", 404);
    row("POST", "/admin/faults?script=x", 400);
}

void DemoShopServerTest::refuses()
{
    QFETCH(const QByteArray, method);
    QFETCH(const QByteArray, path);
    QFETCH(const int, status);
    start();
    const auto response = call(path.toStdString(), method.toStdString());
    QVERIFY(response);
    QCOMPARE(response->status, status);
    QVERIFY(!json::parse(response->body).value()["error"].stringOr().empty());
}

void DemoShopServerTest::limitsCalls()
{
    DemoServerOptions options;
    options.callsPerSecond = 2;
    start(options);
    for (int i = 1; i <= 40; ++i) {
        const auto response = call("/shop.json");
        QCOMPARE(response->status, 200);
        QCOMPARE(findHeader(response->headers, "x-shop-call-limit"), std::to_string(i) + "/40");
    }
    const auto refused = call("/shop.json");
    QCOMPARE(refused->status, 429);
    QCOMPARE(findHeader(refused->headers, "retry-after"), std::string_view("0.5"));
    QCOMPARE(call("/admin/touch", "POST")->status, 200); // not counted
    m_clock.advance(500ms);
    QCOMPARE(call("/shop.json")->status, 200);
    QCOMPARE(call("/shop.json")->status, 429);
    m_clock.advance(1h);
    QCOMPARE(findHeader(call("/shop.json")->headers, "x-shop-call-limit"),
             std::string_view("1/40"));
}

void DemoShopServerTest::failsAsScripted()
{
    DemoServerOptions options;
    options.latency = 10ms;
    options.callsPerSecond = 0;
    start(options);
    QCOMPARE(call("/admin/faults?script=" + url::encode("1:503(7),2:html,3:empty,4:repeat"), "POST")
                 ->status,
             200);
    const auto first = call("/products.json?limit=10");
    QCOMPARE(first->status, 200);
    QVERIFY(first->duration >= 10ms);
    QVERIFY(findHeader(first->headers, "x-shop-call-limit").empty());
    const auto failed = call("/products.json");
    QCOMPARE(failed->status, 503);
    QCOMPARE(findHeader(failed->headers, "retry-after"), std::string_view("7"));
    QVERIFY(!json::parse(call("/products.json")->body));
    const Value empty = get("/products.json?limit=10");
    QVERIFY(empty["products"].asList().empty() && !empty["next"].isNull());
    QCOMPARE(get("/products.json?limit=10&page_info=i.9")["next"].stringOr(), std::string("i.9"));
    QCOMPARE(walk("products", "limit=100").size(), std::size_t(240));
}

void DemoShopServerTest::wantsItsToken()
{
    DemoServerOptions options;
    options.token = "demo-token";
    start(options);
    QCOMPARE(call("/shop.json")->status, 401);
    QCOMPARE(call("/admin/touch", "POST")->status, 401);
    QCOMPARE(call("/shop.json", "GET", {}, {{"Authorization", "Bearer demo-token"}})->status, 200);
}

void DemoShopServerTest::manyProductsComeFast()
{
    DemoServerOptions options;
    options.size.products = 200'000;
    options.callsPerSecond = 0;
    start(options);
    const Value overview = get("/");
    QCOMPARE(overview["shop"]["counts"]["products"].intOr(), std::int64_t(200'000));
    const Value page = get("/products.json?limit=250&page_info=i.199899");
    QCOMPARE(page["products"].asList().size(), std::size_t(100));
    QCOMPARE(get("/products.json?limit=250&updated_since=2024-01-01T00:00:00Z")["products"]
                 .asList()
                 .size(),
             std::size_t(250));
}

void DemoShopServerTest::runsUntilItIsTold()
{
    QProcess program;
    program.start(QStringLiteral(DEMO_SERVER_PROGRAM), {});
    QVERIFY(program.waitForReadyRead(10'000));
    const auto ready = json::parse(program.readLine().trimmed().toStdString());
    QVERIFY(ready);
    QCOMPARE(call(ready.value()["url"].stringOr() + "/shop.json")->status, 200);
    program.terminate();
    QVERIFY(program.waitForFinished(10'000));
    QCOMPARE(program.exitStatus(), QProcess::NormalExit);
    QCOMPARE(program.exitCode(), 0);
}

void DemoShopServerTest::portInUse()
{
    start();
    DemoServerOptions options;
    options.port = m_demo->port();
    const auto second = DemoShopServer::start(options, m_clock);
    QVERIFY(!second);
    QVERIFY(second.error().message().find("is in use") != std::string::npos);
}

QTEST_GUILESS_MAIN(DemoShopServerTest)
#include "DemoShopServerTest.moc"
