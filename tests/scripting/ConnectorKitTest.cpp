#include "tests/scripting/support/FakeHttp.h"
#include "tests/scripting/support/ScriptBench.h"

#include <QDir>
#include <QTemporaryDir>
#include <QtTest>

using namespace syncline;
using namespace Qt::StringLiterals;

namespace {

/** The project's files from memory, the shipped ones from resources/. */
class KitSources final : public ScriptSource
{
public:
    Result<Text> read(std::string_view path) override
    {
        if (!path.starts_with("syncline:"))
            return files.read(path);
        QFile file(qEnvironmentVariable("SYNCLINE_SOURCE_DIR") + u"/resources/"_s +
                   QString::fromStdString(std::string(path.substr(9))));
        if (!file.open(QIODevice::ReadOnly))
            return Error(errc::notFound, "There is no shipped file \"%1\".", {std::string(path)});
        return Text{file.readAll().toStdString(), "shipped"};
    }
    Result<std::filesystem::path> filePath(std::string_view path) override
    {
        return std::filesystem::path(folder.path().toStdString()) / path;
    }
    FakeSources files;
    QTemporaryDir folder;
};

} // namespace

/** The connector kit and the connectors that ship. */
class ConnectorKitTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void describesItself();
    void refusesWhatIsWrong_data();
    void refusesWhatIsWrong();
    void proposesModels();
    void wrongModelsAreNamed_data();
    void wrongModelsAreNamed();
    void syncsPages();
    void failuresSayWhere();
    void credentialsStayAtHome();
    void statusesAreErrors();
    void builtInConnectorsDescribeThemselves_data();
    void builtInConnectorsDescribeThemselves();
    void restPages_data();
    void restPages();
    void restGuards_data();
    void restGuards();
    void restInfersFields();
    void filesAreProposedAndSynced();
    void filesOutsideAreRefused();
    void sampleShopSyncs();

private:
    Result<ProposedModels> propose(const std::string &file);
    Result<void> sync(const std::string &file);
    KitSources *m_sources = nullptr;
    std::unique_ptr<KitSources> m_ownedSources;
    std::unique_ptr<FakeHttp> m_http;
    SystemClock m_clock;
    SystemRandom m_random;
    std::unique_ptr<ScriptBench> m_bench;
};

void ConnectorKitTest::init()
{
    m_bench.reset();
    m_http = std::make_unique<FakeHttp>();
    m_ownedSources = std::make_unique<KitSources>();
    m_sources = m_ownedSources.get();
    m_bench = std::make_unique<ScriptBench>();
    m_bench->host = makeScriptHost(
        {.http = m_http.get(), .clock = &m_clock, .random = &m_random, .sources = m_sources},
        {.workers = 1});
}

Result<ProposedModels> ConnectorKitTest::propose(const std::string &file)
{
    const auto session = m_bench->host->openSession(m_bench->scope, {});
    return m_bench->wait(*session, session->proposeModels(file, m_bench->scope.syncOptions));
}

Result<void> ConnectorKitTest::sync(const std::string &file)
{
    const auto session = m_bench->host->openSession(m_bench->scope, {});
    return m_bench->wait(*session, session->runSync(file));
}

void ConnectorKitTest::describesItself()
{
    m_sources->files.put("c.lua", R"(local c = require "syncline.connector"
        c.info { kind = "acme", title = "Acme", delta_sync = true, icon = "a.svg" }
        c.options { { name = "apiToken", label = "Token", secret = true },
                    { name = "size", type = "number", default = 250, min = 1, max = 250, optional = true },
                    { name = "mode", type = "enum", values = { "a", "b" } } }
        c.auth { kind = "bearer", token = "apiToken" }
        c.test(function() end))");
    const Result<ConnectorInfo> info = m_bench->host->describeConnector("c.lua");
    QVERIFY2(info.ok(), info.ok() ? "" : info.error().describe().c_str());
    QCOMPARE(info->kind, std::string("acme"));
    QVERIFY(info->deltaSync && info->hasTest);
    QCOMPARE(info->options.size(), std::size_t(3));
    QVERIFY(info->options[0].secret);
    QCOMPARE(info->options[1].max, std::optional<double>(250));
    QCOMPARE(info->options[1].defaultValue, Value(250));
    QCOMPARE(info->options[2].values.size(), std::size_t(2));
    QCOMPARE(info->auth["token"].stringOr(), std::string("apiToken"));
    QCOMPARE(info->file, std::string("c.lua"));
}

void ConnectorKitTest::refusesWhatIsWrong_data()
{
    QTest::addColumn<QString>("source");
    QTest::addColumn<QString>("said");
    QTest::newRow("no info") << u""_s << u"says nothing about itself"_s;
    QTest::newRow("a bad kind") << u"c.info { kind = 'a b' }"_s << u"needs a kind"_s;
    QTest::newRow("an option twice")
        << u"c.options { { name = 'a' }, { name = 'a' } }"_s << u"there twice"_s;
    QTest::newRow("an unknown option type")
        << u"c.options { { name = 'a', type = 'date' } }"_s << u"unknown type"_s;
    QTest::newRow("an unknown auth") << u"c.auth { kind = 'magic' }"_s << u"auth"_s;
    QTest::newRow("a test that is no function") << u"c.test('x')"_s << u"takes a function"_s;
    QTest::newRow("a request while loading")
        << u"c.info { kind = 'a' } http.get('http://h.example/')"_s << u"only describe itself"_s;
    QTest::newRow("an endless loop") << u"while true do end"_s << u"longer than its limit"_s;
}

void ConnectorKitTest::refusesWhatIsWrong()
{
    QFETCH(const QString, source);
    QFETCH(const QString, said);
    m_sources->files.put("c.lua",
                         "local c = require 'syncline.connector'\n" + source.toStdString());
    const Result<ConnectorInfo> info = m_bench->host->describeConnector("c.lua");
    QVERIFY(!info);
    QVERIFY2(info.error().message().find(said.toStdString()) != std::string::npos,
             info.error().describe().c_str());
}

void ConnectorKitTest::proposesModels()
{
    m_sources->files.put("c.lua", R"(local c = require "syncline.connector"
        c.model(function(define)
          define.locales { { code = "en", default = true } }
          local Address = define.object { name = "Address", fields = { city = "String" } }
          define.document { name = "User", fields = { name = { type = "String", required = true }, address = Address } }
          define.document { name = "Post", cache_field = "updatedAt", id_from_remote = true, fields = {
            { name = "updatedAt", type = "String", required = true },
            { name = "author", type = "User", from = "authorId" },
            { name = "readers", type = "User", list = true },
            { name = "status", type = define.enum { name = "S", values = { "draft", { label = "Live", value = "LIVE" } } } },
            { name = "about", type = define.inline_union { types = { "Post", "User" } } },
            { name = "title", from = "attributes.title" } } }
        end))");
    const Result<ProposedModels> models = propose("c.lua");
    QVERIFY2(models.ok(), models.ok() ? "" : models.error().describe().c_str());
    const Value &post = models->documents.asList()[1];
    QCOMPARE(post["cacheField"].stringOr(), std::string("updatedAt"));
    QVERIFY(post["idFromRemote"].boolOr());
    const Value &fields = post["fields"];
    QCOMPARE(fields.asObject().begin()->first, std::string("updatedAt")); // the order of the list
    QCOMPARE(fields["author"]["type"].stringOr(), std::string("User"));
    QCOMPARE(fields["author"]["from"].stringOr(), std::string("authorId"));
    QVERIFY(fields["readers"]["list"].boolOr());
    QCOMPARE(fields["status"]["values"].asList()[1]["label"].stringOr(), std::string("Live"));
    QCOMPARE(fields["about"]["type"].stringOr(), std::string("JSON"));
    QCOMPARE(
        models->documents.asList()[0]["fields"]["address"]["fields"]["city"]["type"].stringOr(),
        std::string("String"));
}

void ConnectorKitTest::wrongModelsAreNamed_data()
{
    QTest::addColumn<QString>("source");
    QTest::addColumn<QString>("said");
    QTest::newRow("an unknown type")
        << u"d.document { name = 'A', fields = { b = 'Bb' } }"_s << u"A.b has the type \"Bb\""_s;
    QTest::newRow("a document twice")
        << u"d.document { name = 'A' } d.document { name = 'A' }"_s << u"defined twice"_s;
    QTest::newRow("a bad name") << u"d.document { name = 'A b' }"_s << u"letters, digits"_s;
    QTest::newRow("no such cache field")
        << u"d.document { name = 'A', cache_field = 'x', fields = {} }"_s << u"no field \"x\""_s;
    QTest::newRow("an empty enum") << u"d.enum { name = 'E', values = {} }"_s << u"needs values"_s;
}

void ConnectorKitTest::wrongModelsAreNamed()
{
    QFETCH(const QString, source);
    QFETCH(const QString, said);
    m_sources->files.put("c.lua", "local c = require 'syncline.connector'\nc.model(function(d) " +
                                      source.toStdString() + " end)");
    const Result<ProposedModels> models = propose("c.lua");
    QVERIFY(!models);
    QVERIFY2(models.error().message().find(said.toStdString()) != std::string::npos,
             models.error().describe().c_str());
    QVERIFY(models.error().place.starts_with("c.lua"));
}

void ConnectorKitTest::syncsPages()
{
    m_http->answer = [](const HttpRequest &request) -> Result<HttpResponse> {
        const bool second = request.url.find("cursor=2") != std::string::npos;
        return FakeHttp::json(second ? R"({"items":[{"id":3}],"next":null})"
                                     : R"({"items":[{"id":1},{"id":"x"}],"next":"2"})");
    };
    m_sources->files.put("c.lua", R"(local c = require "syncline.connector"
        c.sync(function(ctx)
          local page = ctx.resume and ctx.resume.cursor
          repeat
            local body = ctx.client:get("/posts", { query = { cursor = page } }):json()
            ctx.models.Post:insert(body.items)
            ctx.models.Unkept:insert(body.items)
            page = body.next ~= null and body.next or nil
            ctx.checkpoint { cursor = page }
          until not page
          ctx.models.Post:insert({ id = 4, tags = json.array{} })
          ctx.models.Post:delete(1) ctx.models.Post:delete({ "x" }) ctx.models.Post:delete({})
          for model in ctx.models:each() do ctx.progress { model = model.document, total = 2 } end
          ctx.cache:set("n", (ctx.cache:get("n") or 0) + 1)
          logger.info(ctx.mode .. tostring(ctx.is_initial_sync) .. tostring(ctx.cancelled()))
        end))");
    FakeScope &scope = m_bench->scope;
    scope.syncOptions = {{"baseUrl", "http://api.example/v1/"}};
    scope.syncModels = {{.document = "Post", .model = "post", .fields = {}}};
    const Result<void> done = sync("c.lua");
    QVERIFY2(done.ok(), done.ok() ? "" : done.error().describe().c_str());
    QCOMPARE(m_http->requests()[0].url, std::string("http://api.example/v1/posts"));
    QCOMPARE(m_http->requests()[0].connection, std::string("shop"));
    QCOMPARE(scope.stored["Post"].size(), std::size_t(2)); // 3 and 4
    QCOMPARE(scope.stored.count("Unkept"), std::size_t(0));
    QCOMPARE(scope.checkpoints.size(), std::size_t(2));
    QCOMPARE(scope.checkpoints[0]["cursor"].stringOr(), std::string("2"));
    QCOMPARE(scope.cache.at("n"), Value(1));
    QCOMPARE(scope.progresses.size(), std::size_t(1));
    QCOMPARE(scope.lines.back().text, std::string("fulltruefalse"));
}

void ConnectorKitTest::failuresSayWhere()
{
    m_sources->files.put("c.lua",
                         "local c = require 'syncline.connector'\nc.sync(function(ctx)\n"
                         "  ctx.models.Post:insert({ id = 1 })\n  local x = nil + 1\nend)");
    m_bench->scope.syncModels = {{.document = "Post", .model = "post", .fields = {}}};
    const Result<void> done = sync("c.lua");
    QVERIFY(!done);
    QCOMPARE(done.error().place, std::string("c.lua:4"));
    QCOMPARE(m_bench->scope.stored["Post"].size(),
             std::size_t(1)); // what came before stays core's to decide
}

void ConnectorKitTest::credentialsStayAtHome()
{
    m_http->answer = [](const HttpRequest &) { return FakeHttp::json("{}"); };
    m_sources->files.put("c.lua", R"(local c = require "syncline.connector"
        c.auth { kind = "bearer", token = "apiToken" }
        c.sync(function(ctx) ctx.client:get("/a") ctx.client:get("https://elsewhere.example/next") end))");
    m_bench->scope.syncOptions = {{"baseUrl", "https://api.example"}, {"apiToken", "s3cret"}};
    QVERIFY(sync("c.lua").ok());
    QCOMPARE(std::string(findHeader(m_http->requests()[0].headers, "Authorization")),
             std::string("Bearer s3cret"));
    QVERIFY(findHeader(m_http->requests()[1].headers, "Authorization").empty());
}

void ConnectorKitTest::statusesAreErrors()
{
    m_http->answer = [](const HttpRequest &request) {
        return FakeHttp::json("denied", request.url.ends_with("gone") ? 404 : 401);
    };
    m_sources->files.put("c.lua", R"(local c = require "syncline.connector"
        c.test(function(ctx)
          assert(ctx.client:get("/gone", { allow = { 404 } }).status == 404)
          ctx.client:get("/a?token=x") end))");
    m_bench->scope.syncOptions = {{"baseUrl", "https://api.example"}};
    const auto session = m_bench->host->openSession(m_bench->scope, {});
    const Result<std::string> line = m_bench->wait(*session, session->testConnection("c.lua"));
    QVERIFY(!line);
    QCOMPARE(line.error().code, std::string(errc::httpStatus));
    QCOMPARE(
        line.error().message(),
        std::string(
            "GET https://api.example/a answered 401. Check the credentials of the connection."));
    QCOMPARE(line.error().detail, std::string("denied"));
}

void ConnectorKitTest::builtInConnectorsDescribeThemselves_data()
{
    QTest::addColumn<QString>("kind");
    for (const char *kind : {"files", "rest", "sample_shop"})
        QTest::newRow(kind) << QString::fromLatin1(kind);
}

void ConnectorKitTest::builtInConnectorsDescribeThemselves()
{
    QFETCH(const QString, kind);
    const Result<ConnectorInfo> info =
        m_bench->host->describeConnector("syncline:connectors/" + kind.toStdString() + ".lua");
    QVERIFY2(info.ok(), info.ok() ? "" : info.error().describe().c_str());
    QCOMPARE(QString::fromStdString(info->kind), kind);
    QVERIFY(info->hasTest && !info->title.empty() && !info->summary.empty());
    for (const ConnectorOption &option : info->options)
        QVERIFY(!option.label.empty());
}

void ConnectorKitTest::restPages_data()
{
    QTest::addColumn<QString>("pagination");
    QTest::addColumn<QString>("secondUrl");
    QTest::newRow("page") << u"page"_s << u"http://a.example/posts?limit=2&page=2"_s;
    QTest::newRow("offset") << u"offset"_s << u"http://a.example/posts?limit=2&offset=2"_s;
    QTest::newRow("cursor") << u"cursor"_s << u"http://a.example/posts?cursor=c2&limit=2"_s;
    QTest::newRow("link_header") << u"link_header"_s << u"http://a.example/posts?from=2"_s;
}

void ConnectorKitTest::restPages()
{
    QFETCH(const QString, pagination);
    QFETCH(const QString, secondUrl);
    m_http->answer = [&](const HttpRequest &request) -> Result<HttpResponse> {
        const bool isSecond = request.url == secondUrl.toStdString();
        HttpResponse response =
            FakeHttp::json(isSecond ? R"({"data":{"items":[{"key":3}]}})"
                                    : R"({"data":{"items":[{"key":1},{"key":2}]},"next":"c2"})");
        if (!isSecond)
            response.headers.emplace_back("Link", "</posts?from=2>; rel=\"next\"");
        return response;
    };
    m_bench->scope.syncOptions = {{"baseUrl", "http://a.example"},
                                  {"pagination", pagination.toStdString()},
                                  {"pageSize", 2},
                                  {"documents", ValueList{ValueObject{{"name", "Post"},
                                                                      {"path", "/posts"},
                                                                      {"itemsPath", "data.items"},
                                                                      {"idField", "key"}}}}};
    m_bench->scope.syncModels = {{.document = "Post", .model = "post", .fields = {}}};
    const Result<void> done = sync("syncline:connectors/rest.lua");
    QVERIFY2(done.ok(), done.ok() ? "" : done.error().describe().c_str());
    QCOMPARE(QString::fromStdString(m_http->requests().back().url), secondUrl);
    QCOMPARE(m_bench->scope.stored["Post"].size(), std::size_t(3));
    QCOMPARE(m_bench->scope.stored["Post"]["3"]["id"], Value(3));
}

void ConnectorKitTest::restGuards_data()
{
    QTest::addColumn<QString>("body");
    QTest::addColumn<QString>("said");
    QTest::newRow("the same page again")
        << u"{\"items\":[{\"id\":1}],\"next\":\"c\"}"_s << u"twice"_s;
    QTest::newRow("HTML") << u"<html>"_s << u"HTML or XML instead of JSON"_s;
    QTest::newRow("no list") << u"{\"rows\":[]}"_s << u"no list at \"items\" (it has: rows)"_s;
}

void ConnectorKitTest::restGuards()
{
    QFETCH(const QString, body);
    QFETCH(const QString, said);
    m_http->answer = [&](const HttpRequest &) { return FakeHttp::json(body.toStdString()); };
    m_bench->scope.syncOptions = {
        {"baseUrl", "http://a.example"},
        {"pagination", "cursor"},
        {"documents",
         ValueList{ValueObject{{"name", "Post"}, {"path", "/posts"}, {"itemsPath", "items"}}}}};
    m_bench->scope.syncModels = {{.document = "Post", .model = "post", .fields = {}}};
    const Result<void> done = sync("syncline:connectors/rest.lua");
    QVERIFY(!done);
    QVERIFY2(done.error().message().find(said.toStdString()) != std::string::npos,
             done.error().describe().c_str());
}

void ConnectorKitTest::restInfersFields()
{
    m_http->answer = [](const HttpRequest &request) {
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
    m_bench->scope.syncOptions = {
        {"baseUrl", "http://127.0.0.1:8000"},
        {"pagination", "none"},
        {"documents", ValueList{list("Author", "/authors.json"), list("Post", "/posts.json")}}};
    const Result<ProposedModels> models = propose("syncline:connectors/rest.lua");
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

void ConnectorKitTest::filesAreProposedAndSynced()
{
    QVERIFY(QFile::copy(qEnvironmentVariable("SYNCLINE_SOURCE_DIR") +
                            u"/resources/templates/blog/assets/breweries.csv"_s,
                        m_sources->folder.filePath(u"b.csv"_s)));
    m_bench->scope.syncOptions = {
        {"path", "b.csv"}, {"format", "auto"}, {"model", "Brewery"}, {"idField", "id"}};
    const Result<ProposedModels> models = propose("syncline:connectors/files.lua");
    QVERIFY2(models.ok(), models.ok() ? "" : models.error().describe().c_str());
    const Value &fields = models->documents.asList()[0]["fields"];
    QCOMPARE(fields["breweryType"]["from"].stringOr(), std::string("brewery_type"));
    QCOMPARE(fields["address1"]["from"].stringOr(), std::string("address_1"));
    QCOMPARE(fields["latitude"]["type"].stringOr(), std::string("Float"));
    QCOMPARE(fields["postalCode"]["type"].stringOr(), std::string("String"));

    m_bench->scope.syncModels = {
        {.document = "Brewery",
         .model = "brewery",
         .fields = ValueObject{{"latitude", ValueObject{{"type", "number"}}}}}};
    const Result<void> done = sync("syncline:connectors/files.lua");
    QVERIFY2(done.ok(), done.ok() ? "" : done.error().describe().c_str());
    QCOMPARE(m_bench->scope.stored["Brewery"]["a1"]["latitude"], Value(49.8917));
    QCOMPARE(m_bench->scope.stored["Brewery"]["a1"]["address_2"], Value());
    QVERIFY(!m_bench->scope.checkpoints.empty());
}

void ConnectorKitTest::filesOutsideAreRefused()
{
    m_sources->files.put("c.lua", "local c = require 'syncline.connector'\nc.sync(function(ctx)"
                                  " source.files{ path = ctx.options.where }() end)");
    for (const char *path : {"/etc/passwd", "../../../../etc/passwd"}) {
        m_bench->scope.syncOptions = {{"where", path}}; // a text option, not one of type file
        const Result<void> done = sync("c.lua");
        QVERIFY(!done);
        QCOMPARE(done.error().code, std::string(errc::permissionDenied));
    }
}

void ConnectorKitTest::sampleShopSyncs()
{
    m_http->answer = [](const HttpRequest &request) -> Result<HttpResponse> {
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
    FakeScope &scope = m_bench->scope;
    scope.syncOptions = {{"baseUrl", "http://127.0.0.1:4780"}, {"pageSize", 100}};
    scope.syncMode = "delta";
    for (const char *name : {"Product", "Variant", "Image", "Customer", "Order"})
        scope.syncModels.push_back({.document = name, .model = name, .fields = {}});
    const Result<void> done = sync("syncline:connectors/sample_shop.lua");
    QVERIFY2(done.ok(), done.ok() ? "" : done.error().describe().c_str());
    QCOMPARE(scope.stored["Product"]["1"]["price"], Value(9.5));
    QCOMPARE(scope.stored["Variant"].size(), std::size_t(2));
    QCOMPARE(scope.stored["Image"].size(), std::size_t(1));
    QCOMPARE(scope.stored["Customer"]["5"]["totalSpent"], Value(1.25));
    // The source's clock minus the lookback, published only at the end.
    QCOMPARE(scope.cache.at("since").stringOr(), std::string("1994-11-06T08:44:37.000Z"));
}

QTEST_GUILESS_MAIN(ConnectorKitTest)
#include "ConnectorKitTest.moc"
