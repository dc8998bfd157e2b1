#include "tests/action/QuizFixture.h"
#include "tests/scripting/support/ScriptBench.h"
#include "tests/support/StdToString.h"

#include <QTest>

#include <algorithm>
#include <mutex>
#include <sqlite3.h>

using namespace syncline;
using namespace syncline::test;
using namespace Qt::StringLiterals;

namespace {

std::mutex statementsMutex;
std::vector<std::string> statements;

int noteStatement(unsigned, void *, void *, void *text)
{
    const std::lock_guard lock(statementsMutex);
    statements.emplace_back(static_cast<const char *>(text));
    return 0;
}

/** Every connection that is opened from now on tells what it runs. */
int watchConnection(sqlite3 *database, char **, const struct sqlite3_api_routines *)
{
    return sqlite3_trace_v2(database, SQLITE_TRACE_STMT, noteStatement, nullptr);
}

/** Queries since the last call that read the table of @p model in their outermost FROM. */
int queriesOf(const std::string &model)
{
    const std::lock_guard lock(statementsMutex);
    return static_cast<int>(std::ranges::count_if(statements, [&](const std::string &text) {
        const bool reads = text.starts_with("SELECT id, ") || text.starts_with("WITH p(");
        return reads && (text.find(" FROM \"m_" + model + "\"") != std::string::npos ||
                         text.find(" CROSS JOIN \"m_" + model + "\"") != std::string::npos);
    }));
}

void forgetQueries()
{
    const std::lock_guard lock(statementsMutex);
    statements.clear();
}

std::vector<std::shared_ptr<ModelDef>> shopModels()
{
    FieldDef tags = relation("tags", FieldType::HasManyThrough, "tag", "customer");
    tags.joinModel = "customerTag";
    tags.joinField = "tag";
    FieldDef labels = field("labels", FieldType::String);
    labels.list = true;
    return {
        model("country", {field("name", FieldType::String)}),
        model("customer", {field("name", FieldType::String), field("total", FieldType::Number),
                           relation("country", FieldType::BelongsTo, "country"),
                           relation("orders", FieldType::HasMany, "order", "customer"),
                           relation("profile", FieldType::HasOne, "profile", "customer"), tags}),
        model("order", {field("number", FieldType::Number), labels,
                        relation("customer", FieldType::BelongsTo, "customer")}),
        model("profile", {field("bio", FieldType::String),
                          relation("customer", FieldType::BelongsTo, "customer")}),
        model("tag", {field("name", FieldType::String)}),
        model("customerTag", {relation("customer", FieldType::BelongsTo, "customer"),
                              relation("tag", FieldType::BelongsTo, "tag")})};
}

/** Customers 1 to 10 of countries 1 and 2, orders 1 to 60 of them in turn, and what else they have.
 */
constexpr const char *fill = R"(
  api.transaction(function()
    for i = 1, 2 do api.internal.country.create{ name = "C" .. i } end
    for i = 1, 3 do api.internal.tag.create{ name = "t" .. i } end
    for i = 1, 10 do
      api.internal.customer.create{ name = "n" .. i, total = 0, country = { _link = 1 + i % 2 } }
      api.internal.profile.create{ bio = "b" .. i, customer = i }
      for t = 1, i % 4 do api.internal.customerTag.create{ customer = i, tag = t } end
    end
    for i = 1, 60 do
      api.internal.order.create{ number = i, customer = 1 + (i - 1) % 10 }
    end
  end)
)";

} // namespace

/** Relationships in real scripts, on a real store: what they give, and how many queries it takes.
 */
class RelationTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void pagesLoadWithOneQuery_data();
    void pagesLoadWithOneQuery();
    void longListsGoOn();
    void emptyAndBrokenLinksAreNil();
    void writesAreSeenAtOnce();
    void undoneWritesAreForgotten();
    void aChangedLinkLeadsElsewhere();
    void everyRecordIsItsOwn();
    void nestedWritesTakeTablesAndRecords();
    void nestedErrorsReachTheScript();

private:
    /** The result of @p source as JSON, or the error. */
    std::string eval(const std::string &source)
    {
        const EvalAnswer answer = m_shop->eval(source, EvalAccess::Write);
        return answer.result ? json::write(*answer.result) : answer.result.error().describe();
    }
    std::unique_ptr<ActionFixture> m_shop;
    std::unique_ptr<ScriptBench> m_bench;
};

void RelationTest::initTestCase()
{
    sqlite3_auto_extension(reinterpret_cast<void (*)()>(watchConnection));
}

void RelationTest::init()
{
    m_shop = std::make_unique<ActionFixture>(shopModels());
    m_bench = std::make_unique<ScriptBench>();
    m_shop->services.scripts = m_bench->host.get();
    QCOMPARE(eval(fill), std::string("null"));
    forgetQueries();
}

void RelationTest::cleanup()
{
    QVERIFY(m_bench->eval("return 1").ok()); // behind everything that the worker still has
    m_shop->services.scripts = &m_shop->scripts;
    m_bench.reset();
    m_shop.reset();
}

void RelationTest::pagesLoadWithOneQuery_data()
{
    QTest::addColumn<QString>("body");
    QTest::addColumn<QString>("result");
    QTest::addColumn<QString>("queries"); // "model:count …"
    const auto row = [](const char *name, const QString &body, const QString &result,
                        const QString &queries) {
        QTest::newRow(name) << body << result << queries;
    };
    row("belongs to, two pages",
        u"local s = 0 for o in api.order.find_many():each() do s = s + #o.customer.name end "
        "return s"_s,
        u"126"_s, u"order:2 customer:2"_s);
    row("of what belongs to",
        u"local s = '' for o in api.order.find_many{ first = 12 } : each() do "
        "if o.number <= 12 then s = s .. o.customer.country.name end end return s"_s,
        u"\"C2C1C2C1C2C1C2C1C2C1C2C1\""_s, u"order:5 customer:1 country:1"_s);
    row("has many",
        u"local s = 0 for c in api.customer.find_many():each() do "
        "for o in c.orders:each() do s = s + o.number end end return s"_s,
        u"1830"_s, u"customer:1 order:1"_s);
    row("has many and back",
        u"local s = 0 for c in api.customer.find_many():each() do "
        "for _, o in ipairs(c.orders) do s = s + #o.customer.name end end return s"_s,
        u"126"_s, u"customer:2 order:1"_s);
    row("has one",
        u"local s = '' for c in api.customer.find_many():each() do s = s .. c.profile.bio end "
        "return s"_s,
        u"\"b1b2b3b4b5b6b7b8b9b10\""_s, u"customer:1 profile:1"_s);
    row("has many through",
        u"local s = '' for c in api.customer.find_many():each() do s = s .. #c.tags "
        "for t in c.tags:each() do s = s .. t.name end end return s"_s,
        u"\"1t12t1t23t1t2t301t12t1t23t1t2t301t12t1t2\""_s, u"customer:1 tag:1"_s);
    row("again from the record",
        u"local s = 0 local page = api.order.find_many() for i = 1, 3 do "
        "for _, o in ipairs(page) do s = s + #o.customer.name end end return s"_s,
        u"315"_s, u"order:1 customer:1"_s);
    row("one record alone", u"return api.order.find_one(3).customer.name"_s, u"\"n3\""_s,
        u"order:1 customer:1"_s);
}

void RelationTest::pagesLoadWithOneQuery()
{
    QFETCH(const QString, body);
    QFETCH(const QString, result);
    QFETCH(const QString, queries);
    QCOMPARE(eval(body.toStdString()), result.toStdString());
    for (const QString &part : queries.split(u' ')) {
        const QStringList words = part.split(u':');
        QVERIFY2(
            queriesOf(words[0].toStdString()) == words[1].toInt(),
            qPrintable(words[0] + u": "_s + QString::number(queriesOf(words[0].toStdString()))));
    }
}

void RelationTest::longListsGoOn()
{
    QCOMPARE(
        eval("api.transaction(function() for i = 61, 240 do "
             "api.internal.order.create{ number = i, customer = i % 2 == 0 and 1 or 2 } end end)"),
        std::string("null"));
    // Each order once, whatever page it stands on; the first pages of all come with one query.
    forgetQueries();
    QCOMPARE(eval("local n, seen = 0, {} for c in api.customer.find_many():each() do "
                  "for o in c.orders:each() do assert(not seen[o.id] and o.customerId == c.id) "
                  "seen[o.id] = true n = n + 1 end end return n"),
             std::string("240"));
    QCOMPARE(queriesOf("order"), 3); // and one more page of two customers
    QCOMPARE(eval("local c = api.customer.find_many()[1] local l = c.orders "
                  "return { #l, l.has_next_page, l.has_previous_page, #l:next_page() }"),
             std::string("[50,true,false,46]"));
}

void RelationTest::emptyAndBrokenLinksAreNil()
{
    QCOMPARE(eval("api.internal.order.update(2, { customer = json.null }) "
                  "api.internal.customer.delete(3)"),
             std::string("null"));
    forgetQueries();
    QCOMPARE(eval("local s = '' for _, o in ipairs(api.order.find_many{ first = 4 }) do "
                  "s = s .. tostring(o.customer and o.customer.name) end return s"),
             std::string("\"n1nilniln4\""));
    QCOMPARE(queriesOf("customer"), 1);
    QCOMPARE(eval("local s = '' for _, c in ipairs(api.customer.find_many()) do "
                  "s = s .. #c.orders end return s"),
             std::string("\"656666666\""));
}

void RelationTest::writesAreSeenAtOnce()
{
    // Each order adds to its customer: nobody may read what stood there before.
    QCOMPARE(
        eval("for o in api.order.find_many():each() do local c = o.customer "
             "api.customer.update(c.id, { total = c.total + 1 }) end "
             "local s = '' for _, c in ipairs(api.customer.find_many()) do s = s .. c.total end "
             "return s"),
        std::string("\"6666666666\""));
    // By nested writes and by deletions, too.
    QCOMPARE(eval("local page = api.order.find_many() local a = page[1].customer.name "
                  "api.order.update(2, { customer = { update = { id = 3, name = 'new' } } }) "
                  "return { a, page[3].customer.name }"),
             std::string("[\"n1\",\"new\"]"));
    QCOMPARE(eval("local page = api.customer.find_many() local a = #page[1].orders "
                  "api.order.delete(2) api.order.delete(12) return { a, #page[2].orders }"),
             std::string("[6,4]"));
    QCOMPARE(eval("local page = api.customer.find_many() local a = #page[1].tags "
                  "api.customerTag.create{ customer = { _link = 4 }, tag = { _link = 1 } } "
                  "return { a, #page[4].tags }"),
             std::string("[1,1]"));
}

void RelationTest::undoneWritesAreForgotten()
{
    QCOMPARE(eval("local page = api.order.find_many() local seen "
                  "pcall(api.transaction, function() api.customer.update(2, { name = 'x' }) "
                  "seen = page[1].customer.name .. page[2].customer.name error('no') end) "
                  "return { seen, page[12].customer.name }"),
             std::string("[\"n1x\",\"n2\"]"));
}

void RelationTest::aChangedLinkLeadsElsewhere()
{
    QCOMPARE(eval("local page = api.order.find_many() local a = page[1].customer.name "
                  "page[1].customer = { _link = 5 } page[2].customer = nil "
                  "return { a, page[1].customer.name, page[2].customer == nil, "
                  "page[3].customer.name }"),
             std::string("[\"n1\",\"n5\",true,\"n3\"]"));
}

void RelationTest::everyRecordIsItsOwn()
{
    QCOMPARE(eval("local page = api.order.find_many() local a, b = page[1].customer, "
                  "page[11].customer a.name = 'changed' return { a.id == b.id, a == b, b.name, "
                  "page[1].customer.name }"),
             std::string("[true,false,\"n1\",\"changed\"]"));
}

void RelationTest::nestedWritesTakeTablesAndRecords()
{
    QCOMPARE(eval("local country = api.country.find_one(2) "
                  "local c = api.customer.create{ name = 'Ada', country = country, "
                  "orders = { { create = { number = 900, labels = {} } }, "
                  "           { create = { number = 901, labels = { 'x' } } } }, "
                  "profile = { create = { bio = 'long' } }, tags = { { _link = 1 }, "
                  "api.tag.find_one(3), { create = { name = 'new' } } } } "
                  "local s = {} for o in c.orders:each() do s[#s + 1] = o.number "
                  "s[#s + 1] = #o.labels end for t in c.tags:each() do s[#s + 1] = t.name end "
                  "return { c.country.name, c.profile.bio, s }"),
             std::string("[\"C2\",\"long\",[900,0,901,1,\"t1\",\"t3\",\"new\"]]"));
    QCOMPARE(
        eval("local c = api.customer.update(11, { orders = { { _converge = { values = {} } } }, "
             "tags = {} }) return { #c.orders, #c.tags }"),
        std::string("[0,3]"));
    QCOMPARE(eval("local c = api.customer.update(11, { orders = { { _converge = { values = { "
                  "{ number = 1, labels = {} }, { _link = 60 } } } } } }) "
                  "return { #c.orders, #c.orders[2].labels, c.orders[1].number }"),
             std::string("[2,0,60]"));
}

void RelationTest::nestedErrorsReachTheScript()
{
    QCOMPARE(eval("local ok, e = pcall(api.customer.create, { name = 'x', orders = { "
                  "{ create = { number = 1 } }, { create = { number = 'two' } } } }) "
                  "return { ok, e.code, e.validation_errors[1].field, api.customer.count(), "
                  "api.order.count() }"),
             std::string("[false,\"GGT_INVALID_RECORD\",\"orders[1].number\",10,60]"));
    QCOMPARE(eval("local ok, e = pcall(api.internal.customer.create, { name = 'x', "
                  "country = { create = { name = 'y' } } }) return { ok, e.code }"),
             std::string("[false,\"GGT_INVALID_RECORD\"]"));
}

QTEST_GUILESS_MAIN(RelationTest)
#include "RelationTest.moc"
