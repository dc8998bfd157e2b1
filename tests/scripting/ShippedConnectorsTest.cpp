#include "tests/scripting/support/KitBench.h"

#include <QDir>
#include <QtTest>

using namespace syncline;
using namespace Qt::StringLiterals;

/** The connectors that ship. */
class ShippedConnectorsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_kit = std::make_unique<KitBench>(); }
    void builtInConnectorsDescribeThemselves_data();
    void builtInConnectorsDescribeThemselves();
    void restPages_data();
    void restPages();
    void restNumberedPagesEnd_data();
    void restNumberedPagesEnd();
    void restGuards_data();
    void restGuards();
    void restInfersFields();
    void filesAreProposedAndSynced();
    void filesOutsideAreRefused();
    void sampleShopSyncs();

private:
    std::unique_ptr<KitBench> m_kit;
};

void ShippedConnectorsTest::builtInConnectorsDescribeThemselves_data()
{
    QTest::addColumn<QString>("kind");
    for (const char *kind : {"files", "rest", "sample_shop"})
        QTest::newRow(kind) << QString::fromLatin1(kind);
}

void ShippedConnectorsTest::builtInConnectorsDescribeThemselves()
{
    QFETCH(const QString, kind);
    const Result<ConnectorInfo> info =
        m_kit->bench.host->describeConnector("syncline:connectors/" + kind.toStdString() + ".lua");
    QVERIFY2(info.ok(), info.ok() ? "" : info.error().describe().c_str());
    QCOMPARE(QString::fromStdString(info->kind), kind);
    QFile page(qEnvironmentVariable("SYNCLINE_SOURCE_DIR") + QStringLiteral("/resources/help/") +
               QString::fromStdString(info->docs));
    QVERIFY2(page.open(QIODevice::ReadOnly), "its page of the help is missing");
    QVERIFY(page.readAll().contains(QByteArray("## " + kind.toUtf8() + ":")));
    QVERIFY(info->hasTest && !info->title.empty() && !info->summary.empty());
    for (const ConnectorOption &option : info->options)
        QVERIFY(!option.label.empty());
}

void ShippedConnectorsTest::restPages_data()
{
    QTest::addColumn<QString>("pagination");
    QTest::addColumn<QString>("secondUrl");
    QTest::newRow("page") << u"page"_s << u"http://a.example/posts?limit=2&page=2"_s;
    QTest::newRow("offset") << u"offset"_s << u"http://a.example/posts?limit=2&offset=2"_s;
    QTest::newRow("cursor") << u"cursor"_s << u"http://a.example/posts?cursor=c2&limit=2"_s;
    QTest::newRow("link_header") << u"link_header"_s << u"http://a.example/posts?from=2"_s;
}

void ShippedConnectorsTest::restPages()
{
    QFETCH(const QString, pagination);
    QFETCH(const QString, secondUrl);
    m_kit->http.answer = [&](const HttpRequest &request) -> Result<HttpResponse> {
        const bool isSecond = request.url == secondUrl.toStdString();
        HttpResponse response =
            FakeHttp::json(isSecond ? R"({"data":{"items":[{"key":3}]}})"
                                    : R"({"data":{"items":[{"key":1},{"key":2}]},"next":"c2"})");
        if (!isSecond)
            response.headers.emplace_back("Link", "</posts?from=2>; rel=\"next\"");
        return response;
    };
    m_kit->bench.scope.syncOptions = {
        {"baseUrl", "http://a.example"},
        {"pagination", pagination.toStdString()},
        {"pageSize", 2},
        {"documents", ValueList{ValueObject{{"name", "Post"},
                                            {"path", "/posts"},
                                            {"itemsPath", "data.items"},
                                            {"idField", "key"}}}}};
    m_kit->bench.scope.syncModels = {{.document = "Post", .model = "post", .fields = {}}};
    const Result<void> done = m_kit->sync("syncline:connectors/rest.lua");
    QVERIFY2(done.ok(), done.ok() ? "" : done.error().describe().c_str());
    QCOMPARE(QString::fromStdString(m_kit->http.requests().back().url), secondUrl);
    QCOMPARE(m_kit->bench.scope.stored["Post"].size(), std::size_t(3));
    QCOMPARE(m_kit->bench.scope.stored["Post"]["3"]["id"], Value(3));
}

void ShippedConnectorsTest::restNumberedPagesEnd_data()
{
    QTest::addColumn<QStringList>("pages"); ///< What is answered; the last one for ever.
    QTest::addColumn<int>("asked");
    QTest::addColumn<QByteArray>("stored"); ///< Ids, or what the error says.
    QTest::newRow("an empty page")
        << QStringList{u"[1,2]"_s, u"[3,4]"_s, u"[]"_s} << 3 << QByteArray("1 2 3 4");
    QTest::newRow("a page shorter than those before")
        << QStringList{u"[1,2]"_s, u"[3]"_s, u"[9]"_s} << 2 << QByteArray("1 2 3");
    QTest::newRow("fewer a page than asked for")
        << QStringList{u"[1]"_s, u"[2]"_s, u"[3]"_s, u"[]"_s} << 4 << QByteArray("1 2 3");
    QTest::newRow("an error beyond the last page")
        << QStringList{u"[1,2]"_s, u"400"_s} << 2 << QByteArray("1 2");
    QTest::newRow("nothing at all") << QStringList{u"[]"_s} << 1 << QByteArray();
    QTest::newRow("no pages, a short list")
        << QStringList{u"[1]"_s, u"[1]"_s} << 2 << QByteArray("1");
    QTest::newRow("no pages, a long list") << QStringList{u"[1,2,3]"_s, u"[1,2,3]"_s} << 2
                                           << QByteArray("error: same items for two pages");
}

void ShippedConnectorsTest::restNumberedPagesEnd()
{
    QFETCH(const QStringList, pages);
    QFETCH(const int, asked);
    QFETCH(const QByteArray, stored);
    for (const char *pagination : {"page", "offset"}) {
        qsizetype next = 0;
        const std::size_t before = m_kit->http.requests().size();
        m_kit->bench.scope.stored.clear();
        m_kit->http.answer = [&](const HttpRequest &) -> Result<HttpResponse> {
            const QString page = pages.at(qMin(next++, pages.size() - 1));
            HttpResponse response = FakeHttp::json("[]");
            if (page == u"400"_s) {
                response.status = 400;
                return response;
            }
            QStringList items;
            for (const QString &id : page.mid(1, page.size() - 2).split(u',', Qt::SkipEmptyParts))
                items.append(u"{\"id\":%1}"_s.arg(id));
            return FakeHttp::json(QString(u'[' + items.join(u',') + u']').toStdString());
        };
        m_kit->bench.scope.syncOptions = {
            {"baseUrl", "http://a.example"},
            {"pagination", pagination},
            {"pageSize", 2},
            {"documents", ValueList{ValueObject{{"name", "Post"}, {"path", "/posts"}}}}};
        m_kit->bench.scope.syncModels = {{.document = "Post", .model = "post", .fields = {}}};
        const Result<void> done = m_kit->sync("syncline:connectors/rest.lua");
        QCOMPARE(static_cast<int>(m_kit->http.requests().size() - before), asked);
        if (stored.startsWith("error: ")) {
            QVERIFY(!done);
            QVERIFY2(done.error().message().find(stored.mid(7).toStdString()) != std::string::npos,
                     done.error().describe().c_str());
            continue;
        }
        QVERIFY2(done.ok(), done.ok() ? "" : done.error().describe().c_str());
        QByteArrayList ids;
        for (const auto &[id, document] : m_kit->bench.scope.stored["Post"])
            ids.append(QByteArray::fromStdString(id));
        QCOMPARE(ids.join(' '), stored);
    }
}

void ShippedConnectorsTest::restGuards_data()
{
    QTest::addColumn<QString>("body");
    QTest::addColumn<QString>("said");
    QTest::newRow("the same page again")
        << u"{\"items\":[{\"id\":1}],\"next\":\"c\"}"_s << u"twice"_s;
    QTest::newRow("HTML") << u"<html>"_s << u"HTML or XML instead of JSON"_s;
    QTest::newRow("no list") << u"{\"rows\":[]}"_s << u"no list at \"items\" (it has: rows)"_s;
}

void ShippedConnectorsTest::restGuards()
{
    QFETCH(const QString, body);
    QFETCH(const QString, said);
    m_kit->http.answer = [&](const HttpRequest &) { return FakeHttp::json(body.toStdString()); };
    m_kit->bench.scope.syncOptions = {
        {"baseUrl", "http://a.example"},
        {"pagination", "cursor"},
        {"documents",
         ValueList{ValueObject{{"name", "Post"}, {"path", "/posts"}, {"itemsPath", "items"}}}}};
    m_kit->bench.scope.syncModels = {{.document = "Post", .model = "post", .fields = {}}};
    const Result<void> done = m_kit->sync("syncline:connectors/rest.lua");
    QVERIFY(!done);
    QVERIFY2(done.error().message().find(said.toStdString()) != std::string::npos,
             done.error().describe().c_str());
}

void ShippedConnectorsTest::restInfersFields()
{
    m_kit->http.answer = [](const HttpRequest &request) {
        const QString name = QString::fromStdString(request.url).section(u'/', -1);
        QFile file(qEnvironmentVariable("SYNCLINE_SOURCE_DIR") +
                   u"/resources/templates/blog/assets/site/"_s + name);
        return file.open(QIODevice::ReadOnly) ? FakeHttp::json(file.readAll().toStdString())
                                              : FakeHttp::json("", 404);
    };
    const auto list = [](const char *name, const char *path) {
        return ValueObject{{"name", name},
                           {"path", path},
                           {"itemsPath", ""},
                           {"idField", "id"},
                           {"updatedField", "updatedAt"}};
    };
    m_kit->bench.scope.syncOptions = {
        {"baseUrl", "http://127.0.0.1:8000"},
        {"pagination", "none"},
        {"documents", ValueList{list("Author", "/authors.json"), list("Post", "/posts.json")}}};
    const Result<ProposedModels> models = m_kit->propose("syncline:connectors/rest.lua");
    QVERIFY2(models.ok(), models.ok() ? "" : models.error().describe().c_str());
    const Value &fields = models->documents.asList()[1]["fields"];
    // As the blog template's model.json has them.
    QCOMPARE(fields["published"]["type"].stringOr(), std::string("Boolean"));
    QCOMPARE(fields["publishedAt"]["type"].stringOr(), std::string("DateTime"));
    QVERIFY(fields["tags"]["list"].boolOr());
    QCOMPARE(fields["author"]["type"].stringOr(), std::string("Author"));
    QCOMPARE(fields["author"]["from"].stringOr(), std::string("authorId"));
    QCOMPARE(fields["sourceUpdatedAt"]["from"].stringOr(), std::string("updatedAt"));
    QCOMPARE(models->documents.asList()[1]["cacheField"].stringOr(),
             std::string("sourceUpdatedAt"));
}

void ShippedConnectorsTest::filesAreProposedAndSynced()
{
    QVERIFY(QFile::copy(qEnvironmentVariable("SYNCLINE_SOURCE_DIR") +
                            u"/resources/templates/blog/assets/breweries.csv"_s,
                        m_kit->sources.folder.filePath(u"b.csv"_s)));
    m_kit->bench.scope.syncOptions = {
        {"path", "b.csv"}, {"format", "auto"}, {"model", "Brewery"}, {"idField", "id"}};
    const Result<ProposedModels> models = m_kit->propose("syncline:connectors/files.lua");
    QVERIFY2(models.ok(), models.ok() ? "" : models.error().describe().c_str());
    const Value &fields = models->documents.asList()[0]["fields"];
    QCOMPARE(fields["breweryType"]["from"].stringOr(), std::string("brewery_type"));
    QCOMPARE(fields["address1"]["from"].stringOr(), std::string("address_1"));
    QCOMPARE(fields["latitude"]["type"].stringOr(), std::string("Float"));
    QCOMPARE(fields["postalCode"]["type"].stringOr(), std::string("String"));

    m_kit->bench.scope.syncModels = {
        {.document = "Brewery",
         .model = "brewery",
         .fields = ValueObject{{"latitude", ValueObject{{"type", "number"}}}}}};
    const Result<void> done = m_kit->sync("syncline:connectors/files.lua");
    QVERIFY2(done.ok(), done.ok() ? "" : done.error().describe().c_str());
    QCOMPARE(m_kit->bench.scope.stored["Brewery"]["a1"]["latitude"], Value(49.8917));
    QCOMPARE(m_kit->bench.scope.stored["Brewery"]["a1"]["address_2"], Value());
    QVERIFY(!m_kit->bench.scope.checkpoints.empty());
}

void ShippedConnectorsTest::filesOutsideAreRefused()
{
    m_kit->sources.files.put("c.lua", "local c = require 'syncline.connector'\nc.sync(function(ctx)"
                                      " source.files{ path = ctx.options.where }() end)");
    for (const char *path : {"/etc/passwd", "../../../../etc/passwd"}) {
        m_kit->bench.scope.syncOptions = {{"where", path}}; // a text option, not one of type file
        const Result<void> done = m_kit->sync("c.lua");
        QVERIFY(!done);
        QCOMPARE(done.error().code, std::string(errc::permissionDenied));
    }
}

void ShippedConnectorsTest::sampleShopSyncs()
{
    m_kit->http.answer = [](const HttpRequest &request) -> Result<HttpResponse> {
        if (request.url.find("/products.json") != std::string::npos) {
            return FakeHttp::json(R"({"products":[{"id":1,"title":"Cup","price":"9.50","variants":[
                {"id":11,"productId":1,"price":"9.50"},{"id":12,"productId":1,"price":"10"}],"images":[{"id":21,"productId":1}]}],"next":null})");
        }
        if (request.url.find("/customers.json") != std::string::npos)
            return FakeHttp::json(R"({"customers":[{"id":5,"totalSpent":"1.25"}],"next":null})");
        if (request.url.find("/orders.json") != std::string::npos)
            return FakeHttp::json(R"({"orders":[],"next":null})");
        return FakeHttp::json(R"({"name":"Shop"})");
    };
    FakeScope &scope = m_kit->bench.scope;
    scope.syncOptions = {{"baseUrl", "http://127.0.0.1:4780"}, {"pageSize", 100}};
    scope.syncMode = "delta";
    for (const char *name : {"Product", "Variant", "Image", "Customer", "Order"})
        scope.syncModels.push_back({.document = name, .model = name, .fields = {}});
    const Result<void> done = m_kit->sync("syncline:connectors/sample_shop.lua");
    QVERIFY2(done.ok(), done.ok() ? "" : done.error().describe().c_str());
    QCOMPARE(scope.stored["Product"]["1"]["price"], Value(9.5));
    QCOMPARE(scope.stored["Variant"].size(), std::size_t(2));
    QCOMPARE(scope.stored["Image"].size(), std::size_t(1));
    QCOMPARE(scope.stored["Customer"]["5"]["totalSpent"], Value(1.25));
    // The source's clock minus the lookback, published only at the end.
    QCOMPARE(scope.cache.at("since").stringOr(), std::string("1994-11-06T08:44:37.000Z"));
}

QTEST_GUILESS_MAIN(ShippedConnectorsTest)
#include "ShippedConnectorsTest.moc"
