#include "tests/scripting/support/KitBench.h"

#include <QDir>
#include <QtTest>

using namespace syncline;
using namespace Qt::StringLiterals;

/** The connector kit. */
class ConnectorKitTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_kit = std::make_unique<KitBench>(); }
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

private:
    std::unique_ptr<KitBench> m_kit;
};

void ConnectorKitTest::describesItself()
{
    m_kit->sources.files.put("c.lua", R"(local c = require "syncline.connector"
        c.info { kind = "acme", title = "Acme", delta_sync = true, icon = "a.svg" }
        c.options { { name = "apiToken", label = "Token", secret = true },
                    { name = "size", type = "number", default = 250, min = 1, max = 250, optional = true },
                    { name = "mode", type = "enum", values = { "a", "b" } } }
        c.auth { kind = "bearer", token = "apiToken" }
        c.test(function() end))");
    const Result<ConnectorInfo> info = m_kit->bench.host->describeConnector("c.lua");
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
    m_kit->sources.files.put("c.lua",
                             "local c = require 'syncline.connector'\n" + source.toStdString());
    const Result<ConnectorInfo> info = m_kit->bench.host->describeConnector("c.lua");
    QVERIFY(!info);
    QVERIFY2(info.error().message().find(said.toStdString()) != std::string::npos,
             info.error().describe().c_str());
}

void ConnectorKitTest::proposesModels()
{
    m_kit->sources.files.put("c.lua", R"(local c = require "syncline.connector"
        c.model(function(define)
          define.locales { "fr", { code = "en", default = true } }
          local Address = define.object { name = "Address", fields = { city = "String" } }
          define.document { name = "User", fields = { name = { type = "String", required = true }, address = Address } }
          define.document { name = "Post", cache_field = "updatedAt", id_from_remote = true, fields = {
            { name = "updatedAt", type = "String", required = true },
            { name = "author", type = "User", from = "authorId" },
            { name = "readers", type = "User", list = true },
            { name = "status", type = define.enum { name = "S", values = { "draft", { label = "Live", value = "LIVE" } } } },
            { name = "about", type = define.inline_union { types = { "Post", "User" } } },
            { name = "any", type = define.union { name = "Any", types = { Address, "User" } } },
            { name = "title", from = "attributes.title" } } }
        end))");
    const Result<ProposedModels> models = m_kit->propose("c.lua");
    QVERIFY2(models.ok(), models.ok() ? "" : models.error().describe().c_str());
    QVERIFY(models->locales == Value(ValueList{"en", "fr"})); // the default first
    const Value &post = models->documents.asList()[1];
    QCOMPARE(post["cacheField"].stringOr(), std::string("updatedAt"));
    QVERIFY(post["idFromRemote"].boolOr());
    const Value &fields = post["fields"];
    QCOMPARE(fields.asObject().begin()->first, std::string("updatedAt")); // the order of the list
    QCOMPARE(fields["author"]["type"].stringOr(), std::string("User"));
    QCOMPARE(fields["author"]["from"].stringOr(), std::string("authorId"));
    QVERIFY(fields["readers"]["list"].boolOr());
    QCOMPARE(fields["status"]["values"].asList()[1]["label"].stringOr(), std::string("Live"));
    QCOMPARE(fields["about"]["type"].stringOr(), std::string("Union"));
    QVERIFY(fields["about"]["models"] == Value(ValueList{"Post", "User"}));
    QCOMPARE(fields["any"]["type"].stringOr(), std::string("Union"));
    QVERIFY(fields["any"]["models"].isNull()); // it has objects, too
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
    const auto unionOf = [](const char *types) {
        return u"local o = d.inline_object { fields = {} } local e = d.enum { name = 'E', values = "
               "{ 'a' } } d.document { name = 'A', fields = { u = { type = d.union { name = 'U', "
               "types = { %1 } } } } }"_s.arg(QString::fromLatin1(types));
    };
    QTest::newRow("a union with a scalar") << unionOf("'A', 'String'") << u"no plain values"_s;
    QTest::newRow("a union with an enum") << unionOf("'A', e") << u"has a enum"_s;
    QTest::newRow("a union with an inline object") << unionOf("'A', o") << u"inline object"_s;
    QTest::newRow("a union with what is not there")
        << unionOf("'A', 'Nope'") << u"\"Nope\", which is no document"_s;
    QTest::newRow("a union of nothing") << unionOf("") << u"union U needs types"_s;
    QTest::newRow("two default locales")
        << u"d.locales { { code = 'en', default = true }, { code = 'fr', default = true } }"_s
        << u"\"en\" and \"fr\" are both the default"_s;
    QTest::newRow("a locale twice")
        << u"d.locales { 'en', { code = 'en' } }"_s << u"\"en\" is there twice"_s;
    QTest::newRow("no code") << u"d.locales { { default = true } }"_s << u"needs a code"_s;
    QTest::newRow("no locales") << u"d.locales {}"_s << u"at least one locale"_s;
    QTest::newRow("an empty enum") << u"d.enum { name = 'E', values = {} }"_s << u"needs values"_s;
}

void ConnectorKitTest::wrongModelsAreNamed()
{
    QFETCH(const QString, source);
    QFETCH(const QString, said);
    m_kit->sources.files.put("c.lua",
                             "local c = require 'syncline.connector'\nc.model(function(d) " +
                                 source.toStdString() + " end)");
    const Result<ProposedModels> models = m_kit->propose("c.lua");
    QVERIFY(!models);
    QVERIFY2(models.error().message().find(said.toStdString()) != std::string::npos,
             models.error().describe().c_str());
    QVERIFY(models.error().place.starts_with("c.lua"));
}

void ConnectorKitTest::syncsPages()
{
    m_kit->http.answer = [](const HttpRequest &request) -> Result<HttpResponse> {
        const bool second = request.url.find("cursor=2") != std::string::npos;
        return FakeHttp::json(second ? R"({"items":[{"id":3}],"next":null})"
                                     : R"({"items":[{"id":1},{"id":"x"}],"next":"2"})");
    };
    m_kit->sources.files.put("c.lua", R"(local c = require "syncline.connector"
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
    FakeScope &scope = m_kit->bench.scope;
    scope.syncOptions = {{"baseUrl", "http://api.example/v1/"}};
    scope.syncModels = {{.document = "Post", .model = "post", .fields = {}}};
    const Result<void> done = m_kit->sync("c.lua");
    QVERIFY2(done.ok(), done.ok() ? "" : done.error().describe().c_str());
    QCOMPARE(m_kit->http.requests()[0].url, std::string("http://api.example/v1/posts"));
    QCOMPARE(m_kit->http.requests()[0].connection, std::string("shop"));
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
    m_kit->sources.files.put("c.lua",
                             "local c = require 'syncline.connector'\nc.sync(function(ctx)\n"
                             "  ctx.models.Post:insert({ id = 1 })\n  local x = nil + 1\nend)");
    m_kit->bench.scope.syncModels = {{.document = "Post", .model = "post", .fields = {}}};
    const Result<void> done = m_kit->sync("c.lua");
    QVERIFY(!done);
    QCOMPARE(done.error().place, std::string("c.lua:4"));
    QCOMPARE(m_kit->bench.scope.stored["Post"].size(),
             std::size_t(1)); // what came before stays core's to decide
}

void ConnectorKitTest::credentialsStayAtHome()
{
    m_kit->http.answer = [](const HttpRequest &) { return FakeHttp::json("{}"); };
    m_kit->sources.files.put("c.lua", R"(local c = require "syncline.connector"
        c.auth { kind = "bearer", token = "apiToken" }
        c.sync(function(ctx) ctx.client:get("/a") ctx.client:get("https://elsewhere.example/next") end))");
    m_kit->bench.scope.syncOptions = {{"baseUrl", "https://api.example"}, {"apiToken", "s3cret"}};
    QVERIFY(m_kit->sync("c.lua").ok());
    QCOMPARE(std::string(findHeader(m_kit->http.requests()[0].headers, "Authorization")),
             std::string("Bearer s3cret"));
    QVERIFY(findHeader(m_kit->http.requests()[1].headers, "Authorization").empty());
}

void ConnectorKitTest::statusesAreErrors()
{
    m_kit->http.answer = [](const HttpRequest &request) {
        return FakeHttp::json("denied", request.url.ends_with("gone") ? 404 : 401);
    };
    m_kit->sources.files.put("c.lua", R"(local c = require "syncline.connector"
        c.test(function(ctx)
          assert(ctx.client:get("/gone", { allow = { 404 } }).status == 404)
          ctx.client:get("/a?token=x") end))");
    m_kit->bench.scope.syncOptions = {{"baseUrl", "https://api.example"}};
    const auto session = m_kit->bench.host->openSession(m_kit->bench.scope, {});
    const Result<std::string> line = m_kit->bench.wait(*session, session->testConnection("c.lua"));
    QVERIFY(!line);
    QCOMPARE(line.error().code, std::string(errc::httpStatus));
    QCOMPARE(
        line.error().message(),
        std::string(
            "GET https://api.example/a answered 401. Check the credentials of the connection."));
    QCOMPARE(line.error().detail, std::string("denied"));
}

QTEST_GUILESS_MAIN(ConnectorKitTest)
#include "ConnectorKitTest.moc"
