#include "core/base/CallbackTo.h"
#include "tests/scripting/support/ScriptBench.h"

#include <QtTest>

using namespace syncline;
using namespace Qt::StringLiterals;

/** record, api, lists, logger, config and the helpers of effects. */
class ApiBindingTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void records_data();
    void records();
    void passwordsAreVerified();
    void verifyingTakesTheRunsTime();
    void callsReachCoreAsWritten_data();
    void callsReachCoreAsWritten();
    void unknownNamesAreErrors_data();
    void unknownNamesAreErrors();
    void errorsAreTables();
    void listsWalkOverTheirPages();
    void relationshipsLoadOnFirstUse();
    void handlesEndWithTheirRun();
    void logLinesHaveFields();
    void helpersReachCore();

private:
    Result<Value> run(const std::string &body);
    std::unique_ptr<ScriptBench> m_bench;
    std::shared_ptr<FakeRecord> m_record;
    ScriptLimits m_limits;
};

void ApiBindingTest::init()
{
    m_bench = std::make_unique<ScriptBench>();
    m_limits = {};
    const auto field = [](const char *type, ValueObject more = {}) {
        ValueObject info{{"type", type}};
        for (const auto &[key, value] : more)
            info.append(key, value);
        return info;
    };
    m_bench->scope.modelInfos = {
        {"order",
         ValueObject{
             {"api_identifier", "order"},
             {"fields", ValueObject{{"tags", field("string", {{"list", true}})},
                                    {"customer", field("belongsTo", {{"model", "customer"}})}}}}},
        {"customer",
         ValueObject{{"api_identifier", "customer"},
                     {"fields",
                      ValueObject{{"orders",
                                   field("hasMany", {{"model", "order"}, {"inverse", "customer"}})},
                                  {"tags", field("hasManyThrough", {{"model", "tag"}})}}}}}};
    m_bench->scope.actions = {{"order.create", true},
                              {"order.update", true},
                              {"order.delete", true},
                              {"order.publish", true},
                              {"flipAll", true}};
    m_bench->scope.variables = {{"LARGE", "500"}};
    m_record = std::make_shared<FakeRecord>("order", ValueObject{{"id", "12"},
                                                                 {"title", "Blue"},
                                                                 {"price", 5},
                                                                 {"tags", ValueList{}},
                                                                 {"note", nullptr},
                                                                 {"customer", "7"},
                                                                 {"customerId", "7"}});
}

Result<Value> ApiBindingTest::run(const std::string &body)
{
    m_bench->sources.put(
        "run.lua", "return function(ctx) local record, api = ctx.record, ctx.api " + body + " end");
    const auto session = m_bench->host->openSession(m_bench->scope, m_limits);
    EffectCall call;
    call.file = "run.lua";
    call.model = "order";
    call.action = "update";
    call.phase = "run";
    call.record = m_record;
    call.trigger = {{"type", "ui"}};
    return m_bench->effect(*session, std::move(call));
}

void ApiBindingTest::records_data()
{
    QTest::addColumn<QString>("body");
    QTest::addColumn<QString>("expected"); // JSON, or the code of the error
    QTest::newRow("fields are read") << u"return record.title .. record.price"_s << u"\"Blue5\""_s;
    QTest::newRow("null is nil") << u"return record.note == nil"_s << u"true"_s;
    QTest::newRow("fields are set")
        << u"record.title = 'Red' return record.title"_s << u"\"Red\""_s;
    QTest::newRow("nil sets null")
        << u"record.title = nil return record.title == nil"_s << u"true"_s;
    QTest::newRow("an empty table is a list where the field is one")
        << u"record.tags = {} return json.encode(record.tags)"_s << u"\"[]\""_s;
    QTest::newRow("an unknown field is an error")
        << u"record.nope = 1"_s << u"GGT_INVALID_RECORD"_s;
    QTest::newRow("so is reading one") << u"return record.nope"_s << u"GGT_INVALID_RECORD"_s;
    QTest::newRow("a function is no value") << u"record.title = print"_s << u"SYNC_INVALID_INPUT"_s;
    QTest::newRow("a coroutine is no value")
        << u"record.title = coroutine.create(print)"_s << u"SYNC_INVALID_INPUT"_s;
    QTest::newRow("a table that holds itself is no value")
        << u"local t = {} t.t = t record.title = t"_s << u"SYNC_INVALID_INPUT"_s;
    QTest::newRow("changed")
        << u"record.title = 'Red' return { record:changed(), record:changed('title'),"
           " record:changed('price') }"_s
        << u"[true,true,false]"_s;
    QTest::newRow("changes") << u"record.title = 'Red' return record:changes()"_s
                             << u"{\"title\":{\"current\":\"Red\",\"previous\":\"Blue\"}}"_s;
    QTest::newRow("changes of one field")
        << u"record.title = 'Red' return record:changes('title')"_s
        << u"{\"changed\":true,\"current\":\"Red\",\"previous\":\"Blue\"}"_s;
    QTest::newRow("changes of an unchanged field")
        << u"return record:changes('title')"_s << u"{\"changed\":false}"_s;
    QTest::newRow("a wrong since")
        << u"return record:changed('title', 'never')"_s << u"SYNC_INVALID_INPUT"_s;
    QTest::newRow("revert") << u"record.title = 'Red' record:revert_changes() return record.title"_s
                            << u"\"Blue\""_s;
    QTest::newRow("get and set") << u"record:set('title', 'Red') return record:get('title')"_s
                                 << u"\"Red\""_s;
    QTest::newRow("to_changed_table")
        << u"record.price = 6 return record:to_changed_table()"_s << u"{\"price\":6}"_s;
    QTest::newRow("pairs") << u"local n = 0 for k in pairs(record) do n = n + 1 end return n"_s
                           << u"7"_s;
    QTest::newRow("is_empty") << u"return record:is_empty()"_s << u"false"_s;
    QTest::newRow("as data") << u"return json.decode(json.encode(record)).title"_s << u"\"Blue\""_s;
    QTest::newRow("its name") << u"return record.__typename .. ' ' .. tostring(record)"_s
                              << u"\"order order 12\""_s;
    QTest::newRow("equal to itself") << u"return ctx.record == record"_s << u"true"_s;
    QTest::newRow("metadata")
        << u"return ctx.model.api_identifier .. ctx.trigger.type .. ctx.phase .. ctx.run_id"_s
        << u"\"orderuirun42\""_s;
    QTest::newRow("ctx is not for setting") << u"ctx.x = 1"_s << u"SYNC_INVALID_INPUT"_s;
    QTest::newRow("config") << u"return { ctx.config.LARGE, config.NONE == nil }"_s
                            << u"[\"500\",true]"_s;
    QTest::newRow("config is not for setting") << u"config.LARGE = 1"_s << u"GGT_UNKNOWN"_s;
}

void ApiBindingTest::records()
{
    QFETCH(const QString, body);
    QFETCH(const QString, expected);
    const Result<Value> result = run(body.toStdString());
    const std::string said = result ? json::write(*result) : result.error().code;
    QVERIFY2(QString::fromStdString(said) == expected,
             result ? said.c_str() : result.error().describe().c_str());
}

void ApiBindingTest::passwordsAreVerified()
{
    m_record = std::make_shared<FakeRecord>("user", ValueObject{{"password", "s3cret"}, {"x", 1}});
    const Result<Value> answers =
        run("return { record:verify_password('password', 's3cret'), "
            "record:verify_password('password', 'S3cret'), "
            "(select(2, pcall(record.verify_password, record, 'x', 'y'))).code, "
            "pcall(record.verify_password, record, 'password') }");
    QVERIFY2(answers, answers ? "" : answers.error().describe().c_str());
    QCOMPARE(answers->asList().at(0), Value(true));
    QCOMPARE(answers->asList().at(1), Value(false));
    QCOMPARE(answers->asList().at(2), Value(std::string(errc::invalidRecord)));
    QCOMPARE(answers->asList().at(3), Value(false)); // no text
}

void ApiBindingTest::verifyingTakesTheRunsTime()
{
    m_record = std::make_shared<FakeRecord>("user", ValueObject{{"password", "s3cret"}});
    int verified = 0;
    m_record->onPassword = [&verified] {
        ++verified;
        const auto until = std::chrono::steady_clock::now() + std::chrono::milliseconds(30);
        while (std::chrono::steady_clock::now() < until) {
        }
    };
    m_limits = {.timeout = std::chrono::milliseconds(100)};
    const Result<Value> stopped =
        run("while true do pcall(record.verify_password, record, 'password', 'x') end");
    QVERIFY(!stopped);
    QCOMPARE(stopped.error().code, std::string(errc::actionTimeout));
    QVERIFY2(verified <= 5, std::to_string(verified).c_str());
}

void ApiBindingTest::callsReachCoreAsWritten_data()
{
    QTest::addColumn<QString>("call");
    QTest::addColumn<QString>("request"); // model.operation(id) input options
    QTest::newRow("find_one") << u"api.order.find_one('5')"_s << u"order.find_one(5) null {}"_s;
    QTest::newRow("find_one by a number")
        << u"api.order.find_one(5)"_s << u"order.find_one(5) null {}"_s;
    QTest::newRow("find_one by a record")
        << u"api.order.find_one(record)"_s << u"order.find_one(12) null {}"_s;
    QTest::newRow("maybe_find_one")
        << u"api.order.maybe_find_one('5')"_s << u"order.maybe_find_one(5) null {}"_s;
    QTest::newRow("find_many")
        << u"api.order.find_many{ filter = { price = { greaterThan = 5 } }, first = 3 }"_s
        << u"order.find_many() null {\"filter\":{\"price\":{\"greaterThan\":5}},\"first\":3}"_s;
    QTest::newRow("find_by") << u"api.order.find_by('number', 7)"_s
                             << u"order.find_by() null {\"field\":\"number\",\"value\":7}"_s;
    QTest::newRow("count") << u"api.order.count()"_s << u"order.count() null {}"_s;
    QTest::newRow("create")
        << u"api.order.create{ title = 'x', tags = {}, customer = record }"_s
        << u"order.create() {\"customer\":{\"_link\":\"12\"},\"tags\":[],\"title\":\"x\"} {}"_s;
    QTest::newRow("create with null")
        << u"api.order.create{ title = json.null }"_s << u"order.create() {\"title\":null} {}"_s;
    QTest::newRow("update") << u"api.order.update('5', { title = 'y' })"_s
                            << u"order.update(5) {\"title\":\"y\"} {}"_s;
    QTest::newRow("delete") << u"api.order.delete(5)"_s << u"order.delete(5) {} {}"_s;
    QTest::newRow("upsert") << u"api.order.upsert({ n = 1 }, { on = { 'n' } })"_s
                            << u"order.upsert() {\"n\":1} {\"on\":[\"n\"]}"_s;
    QTest::newRow("a custom action")
        << u"api.order.publish('5', { loud = true })"_s << u"order.publish(5) {\"loud\":true} {}"_s;
    QTest::newRow("a global action")
        << u"api.flipAll{ why = 'x' }"_s << u".flipAll() {\"why\":\"x\"} null"_s;
    QTest::newRow("a view") << u"api.view('lowStock', { below = 5 })"_s
                            << u".view(lowStock) {\"below\":5} null"_s;
    QTest::newRow("a view without parameters")
        << u"api.view('lowStock')"_s << u".view(lowStock) {} null"_s;
    QTest::newRow("internal") << u"api.internal.order.update('5', { stock = 4 })"_s
                              << u"internal order.update(5) {\"stock\":4} {}"_s;
}

void ApiBindingTest::callsReachCoreAsWritten()
{
    QFETCH(const QString, call);
    QFETCH(const QString, request);
    m_bench->scope.onApi = [](ApiRequest) -> Task<Result<ScriptResult>> {
        co_return ScriptResult(Value());
    };
    const Result<Value> result = run(call.toStdString());
    QVERIFY2(result.ok(), result.ok() ? "" : result.error().describe().c_str());
    QCOMPARE(m_bench->scope.requests.size(), std::size_t(1));
    const ApiRequest &got = m_bench->scope.requests.front();
    const std::string text = (got.internal ? "internal " : "") + got.model + "." + got.operation +
                             "(" + got.id + ") " + json::write(got.input) + " " +
                             json::write(got.options);
    QCOMPARE(QString::fromStdString(text), request);
}

void ApiBindingTest::unknownNamesAreErrors_data()
{
    QTest::addColumn<QString>("call");
    QTest::newRow("a model") << u"api.nothing.find_one(1)"_s;
    QTest::newRow("an action of a model") << u"api.order.explode(1)"_s;
    QTest::newRow("an internal model") << u"api.internal.nothing.create{}"_s;
    QTest::newRow("an internal action") << u"api.internal.order.publish(1)"_s;
}

void ApiBindingTest::unknownNamesAreErrors()
{
    QFETCH(const QString, call);
    const Result<Value> result = run(call.toStdString());
    QVERIFY(!result);
    QCOMPARE(result.error().code, std::string(errc::notFound));
    QVERIFY(m_bench->scope.requests.empty());
}

void ApiBindingTest::errorsAreTables()
{
    m_bench->scope.onApi = [](ApiRequest) -> Task<Result<ScriptResult>> {
        Error error(errc::invalidRecord, "order is invalid.");
        error.fields = {{"title", "is required"}};
        co_return error;
    };
    const Result<Value> result =
        run("local ok, e = pcall(api.order.create, {}) return { e.code, e.message,"
            " e.validation_errors[1].field, e.validation_errors[1].message, tostring(e) }");
    QVERIFY2(result.ok(), result.ok() ? "" : result.error().describe().c_str());
    QCOMPARE(json::write(*result),
             std::string("[\"GGT_INVALID_RECORD\",\"order is invalid.\",\"title\",\"is required\","
                         "\"GGT_INVALID_RECORD: order is invalid.\"]"));
    const Result<Value> uncaught = run("api.order.create{}");
    QVERIFY(!uncaught);
    QCOMPARE(uncaught.error().fields.size(), std::size_t(1));
    QCOMPARE(uncaught.error().place, std::string("run.lua:1"));
}

void ApiBindingTest::listsWalkOverTheirPages()
{
    m_bench->scope.onApi = [](ApiRequest request) -> Task<Result<ScriptResult>> {
        const std::string after = request.options["after"].stringOr();
        const int from = after.empty() ? 1 : std::stoi(after) + 1;
        ScriptRecordList list;
        for (int i = from; i < from + 2 && i <= 5; ++i)
            list.records.push_back(
                std::make_shared<FakeRecord>("order", ValueObject{{"id", std::to_string(i)}}));
        list.hasNextPage = from + 1 < 5;
        list.endCursor = std::to_string(from + 1);
        co_return ScriptResult(std::move(list));
    };
    const Result<Value> result =
        run("local s = '' for o in api.order.find_many{ first = 2, filter = { a = 1 } }:each() do "
            "s = s .. o.id end"
            " local page = api.order.find_many() local more = page:next_page()"
            " return { s, #page, page.has_next_page, page.end_cursor, more[1].id, "
            "more:previous_page() == nil }");
    QVERIFY2(result.ok(), result.ok() ? "" : result.error().describe().c_str());
    QCOMPARE(json::write(*result), std::string("[\"12345\",2,true,\"2\",\"3\",true]"));
    // The later pages were asked for with the same filter.
    QCOMPARE(json::write(m_bench->scope.requests[2].options),
             std::string("{\"filter\":{\"a\":1},\"first\":2,\"after\":\"4\"}"));
}

void ApiBindingTest::relationshipsLoadOnFirstUse()
{
    m_bench->scope.onApi = [](ApiRequest request) -> Task<Result<ScriptResult>> {
        if (request.operation == "find_many") {
            ScriptRecordList list;
            list.records.push_back(
                std::make_shared<FakeRecord>("order", ValueObject{{"id", "12"}}));
            co_return ScriptResult(std::move(list));
        }
        co_return ScriptResult(ScriptRecordPtr(std::make_shared<FakeRecord>(
            "customer", ValueObject{{"id", request.id}, {"name", "Ada"}})));
    };
    const Result<Value> result =
        run("local a = record.customerId .. record.customer.name .. record.customer.id"
            " return a .. #record.customer.orders .. record.customer.orders[1].id"
            " .. #record.customer.tags");
    QVERIFY2(result.ok(), result.ok() ? "" : result.error().describe().c_str());
    QCOMPARE(result->stringOr(), std::string("7Ada71121"));
    QCOMPARE(m_bench->scope.requests.size(), std::size_t(3)); // once each
    QCOMPARE(json::write(m_bench->scope.requests[1].options),
             std::string("{\"filter\":{\"customerId\":{\"equals\":\"7\"}},"
                         "\"of\":{\"model\":\"customer\",\"field\":\"orders\",\"id\":\"7\"}}"));
    QCOMPARE(json::write(m_bench->scope.requests[2].options),
             std::string("{\"linkedBy\":{\"model\":\"customer\",\"field\":\"tags\",\"id\":\"7\"},"
                         "\"of\":{\"model\":\"customer\",\"field\":\"tags\",\"id\":\"7\"}}"));
}

void ApiBindingTest::handlesEndWithTheirRun()
{
    QVERIFY(run("return 1").ok());
    QTRY_COMPARE(m_record.use_count(), 1L); // nothing of the run holds it any more
}

void ApiBindingTest::logLinesHaveFields()
{
    QVERIFY(
        run("logger.warn({ order = record, n = 1, f = print }, 'text') ctx.logger.debug('plain')"
            " print('a', 1, nil) logger.error({ a = 1 })")
            .ok());
    const auto &lines = m_bench->scope.lines;
    QCOMPARE(lines.size(), std::size_t(4));
    QCOMPARE(lines[0].level, LogLevel::Warn);
    QCOMPARE(lines[0].text, std::string("text"));
    QCOMPARE(lines[0].fields.at("order")["title"].stringOr(), std::string("Blue"));
    QCOMPARE(lines[0].fields.at("f").stringOr(), std::string("function"));
    QCOMPARE(lines[1].level, LogLevel::Debug);
    QCOMPARE(lines[2].text, std::string("a\t1\tnil"));
    QCOMPARE(lines[3].fields.at("a"), Value(1));
}

void ApiBindingTest::helpersReachCore()
{
    const Result<Value> result = run("apply_params({ title = 'Green' }, record) save(record) "
                                     "delete_record(record) return record.title");
    QVERIFY2(result.ok(), result.ok() ? "" : result.error().describe().c_str());
    QCOMPARE(result->stringOr(), std::string("Green"));
    QCOMPARE(m_bench->scope.saved.size(), std::size_t(1));
    QCOMPARE(m_bench->scope.deleted.size(), std::size_t(1));
    QVERIFY(!run("save({})").ok());
}

QTEST_GUILESS_MAIN(ApiBindingTest)
#include "ApiBindingTest.moc"
