#include "tests/record/RecordFixture.h"

#include "core/model/Computation.h"
#include "core/record/RecordGrid.h"

#include "tests/support/StdToString.h"

#include <rapidcheck.h>

using namespace syncline;
using namespace syncline::test;

namespace {

FieldDef many(std::string name, std::string related, std::string inverse)
{
    FieldDef made = field(std::move(name), FieldType::HasMany);
    made.storageKey.clear();
    made.relatedModel = std::move(related);
    made.inverseField = std::move(inverse);
    return made;
}

ModelDef customerModel()
{
    FieldDef tags = many("tags", "tag", "customer");
    tags.type = FieldType::HasManyThrough;
    tags.joinModel = "tagging";
    tags.joinField = "tag";
    FieldDef list = field("list");
    list.list = true;
    return model("customer",
                 {field("name"), field("age", FieldType::Number), field("vip", FieldType::Boolean),
                  field("born", FieldType::Date), field("data", FieldType::Json), list,
                  field("secret", FieldType::EncryptedString), reference("city", "city"),
                  reference("parent", "customer"), many("orders", "order", "customer"),
                  many("children", "customer", "parent"), tags});
}

std::vector<ModelDef> shopModels()
{
    return {customerModel(),
            model("order", {field("total", FieldType::Number), field("status"),
                            field("at", FieldType::DateTime), reference("customer", "customer")}),
            model("city", {field("name")}), model("tag", {field("weight", FieldType::Number)}),
            model("tagging", {reference("customer", "customer"), reference("tag", "tag")})};
}

} // namespace

/** Expressions of computed fields: understood, refused with their place, and worked out in the
 * database. */
class ComputedTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase() { m_fixture.reset(); }
    void values_data();
    void values();
    void refused_data();
    void refused();
    void readersGiveThem();
    void nothingHostileGetsThrough();
    void arithmeticAgreesWithItself();
    void linkedRecordsArePaged();

private:
    [[nodiscard]] Result<Computation> parse(std::string_view text) const
    {
        const ModelLookup models = [this](std::string_view name) -> const ModelDef * {
            for (const ModelDef &one : m_models) {
                if (one.name == name)
                    return &one;
            }
            return nullptr;
        };
        return parseComputation(text, m_models.front(), models);
    }
    /** The customer model with one computed field more. */
    [[nodiscard]] ModelPtr with(std::string_view expression) const
    {
        ModelDef made = m_models.front();
        FieldDef computed = field("x", FieldType::Computed);
        computed.storageKey.clear();
        computed.expression = expression;
        computed.computation = std::make_shared<const Computation>(must(parse(expression)));
        made.fields.push_back(std::move(computed));
        return share(std::move(made));
    }
    Value of(std::string_view expression, std::int64_t id)
    {
        const ModelPtr made = with(expression);
        return m_fixture->read([&](Database &database) {
            return must(RecordReader(database, *made).computed(RecordId{id}, "x"));
        });
    }

    std::vector<ModelDef> m_models = shopModels();
    std::unique_ptr<RecordFixture> m_fixture;
    std::vector<ModelPtr> m_shared;
};

void ComputedTest::initTestCase()
{
    m_fixture = std::make_unique<RecordFixture>();
    for (const ModelDef &one : m_models)
        m_shared.push_back(share(one));
    m_fixture->apply(m_shared);
    m_fixture->create(m_shared[2], {{"name", "Rome"}});
    m_fixture->create(
        m_shared[0],
        {{"name", "Anna"}, {"age", 40}, {"vip", true}, {"born", Date{10}}, {"city", "1"}});
    m_fixture->create(m_shared[0], {{"name", "O'Neil"}, {"parent", "1"}});
    const auto order = [&](const Value &total, const char *status, const char *customer) {
        m_fixture->create(m_shared[1], {{"total", total},
                                        {"status", status},
                                        {"at", DateTime{1'000}},
                                        {"customer", customer}});
    };
    order(10, "paid", "1");
    order(2.5, "open", "1");
    order(Value(), "paid", "1");
    for (int i = 1; i <= 3; ++i) {
        m_fixture->create(m_shared[3], {{"weight", i}});
        m_fixture->create(m_shared[4],
                          {{"customer", i < 3 ? "1" : "2"}, {"tag", std::to_string(i)}});
    }
}

void ComputedTest::values_data()
{
    QTest::addColumn<std::string>("expression");
    QTest::addColumn<std::string>("json");
    const auto row = [](const char *expression, const char *json) {
        QTest::newRow(expression) << std::string(expression) << std::string(json);
    };
    row("1 + 2 * 3", "7");
    row("(1 + 2) * 3", "9");
    row("7 / 2", "3.5");
    row("8 / 2", "4");
    row("1 / 0", "null");
    row("-age + 1", "-39");
    row("- - 2", "2");
    row("7 % 4", "3");
    row("age * null", "null");
    row("name", "\"Anna\"");
    row("vip", "true");
    row("not vip", "false");
    row("born", "\"1970-01-11\"");
    row("age >= 40 and vip", "true");
    row("age > 40 or not vip", "false");
    row("age = 40 && !isNull(name)", "true");
    row("parent.name == null", "true");
    row("name != null", "true");
    row("city.name", "\"Rome\"");
    row("parent.age", "null");
    row("concat(name, \" \", city.name, parent.name)", "\"Anna Rome\"");
    row("upper(name)", "\"ANNA\"");
    row("length(\"a'b\")", "3");
    row("coalesce(parent.name, \"none\")", "\"none\"");
    row("if(vip, 1, 2)", "1");
    row("if(age < 18, \"young\", null)", "null");
    row("round(10 / 3, 2)", "3.33");
    row("abs(0 - 9223372036854775807 - 1) > 1", "true");
    row("count(orders)", "3");
    row("count(orders, where: status == \"paid\")", "2");
    row("sum(orders.total)", "12.5");
    row("sum(orders.total, where: status == \"nobody's\")", "0");
    row("avg(orders.total)", "6.25");
    row("avg(orders.total, where: total > 100)", "null");
    row("min(orders.total) + max(orders.total)", "12.5");
    row("max(orders.at)", "\"1970-01-01T00:00:01.000Z\"");
    row("max(orders.status)", "\"paid\"");
    row("count(children)", "1");
    row("count(children, where: name == \"O'Neil\")", "1");
    row("count(tags)", "2");
    row("sum(tags.weight, where: weight > 1)", "2");
    row("sum(orders.total) / count(orders)", "4.166666666666667");
    row("id", "1");
    row("count(orders, where: customer.vip)", "3");
}

void ComputedTest::values()
{
    QFETCH(const std::string, expression);
    QFETCH(const std::string, json);
    QCOMPARE(json::write(of(expression, 1)), json);
}

void ComputedTest::refused_data()
{
    QTest::addColumn<std::string>("expression");
    QTest::addColumn<std::string>("expected");
    const auto row = [](const char *expression, const char *expected) {
        QTest::newRow(expression) << std::string(expression) << std::string(expected);
    };
    row("", "Something is missing at the end, at character 1");
    row("1 +", "Something is missing at the end, at character 4");
    row("nope", "The model customer has no field \"nope\", at character 1");
    row("1 + name", "A number is needed, but this is a string, at character 5");
    row("vip + 1", "A number is needed, but this is a boolean, at character 1");
    row("not age", "A boolean is needed, but this is a number, at character 5");
    row("name == 1", "A string is needed, but this is a number, at character 9");
    row("secret", "The field \"secret\" of customer cannot be computed with: it is a "
                  "encryptedString, at character 1");
    row("data", "The field \"data\" of customer cannot be computed with: it is a json, at "
                "character 1");
    row("list",
        "The field \"list\" of customer cannot be computed with: it is a list, at character "
        "1");
    row("orders", "The field \"orders\" of customer cannot be computed with: it is a hasMany, at "
                  "character 1");
    row("orders.total", "\"orders\" is no record that this one belongs to, at character 1");
    row("sum(city.name)", "\"city\" is no relationship to many records, at character 5");
    row("sum(orders.status)", "A number is needed, but this is a string, at character 12");
    row("sum(orders)", "\")\" is not expected here, at character 11");
    row("count(orders, status)", "\"status\" is not expected here, at character 15");
    row("count(orders, where: 1)", "A boolean is needed, but this is a number, at character 22");
    row("count(orders, where: count(orders) > 1)",
        "Within a condition no records can be counted or summed up, at character 22");
    row("drop(1)", "There is no function \"drop\", at character 1");
    row("round()", "\")\" is not expected here, at character 7");
    row("round(1, 2, 3)", "The function \"round\" takes 1 to 2 parts, at character 1");
    row("if(vip, 1, name)", "A number is needed, but this is a string, at character 12");
    row("1 2", "a value is not expected here, at character 3");
    row("\"a", "\"\"a\" is no text in quotation marks, at character 1");
    row("ä", "\"ä\" means nothing here, at character 1");
    row("name; DROP TABLE x", "\"; DROP TA…\" means nothing here, at character 5");
}

void ComputedTest::refused()
{
    QFETCH(const std::string, expression);
    QFETCH(const std::string, expected);
    const auto made = parse(expression);
    QVERIFY(!made);
    QCOMPARE(made.error().message(), expected);
}

void ComputedTest::readersGiveThem()
{
    const ModelPtr made = with("count(orders)");
    m_fixture->read([&](Database &database) {
        RecordReader reader(database, *made);
        const RecordPage page = must(reader.page({}));
        QVERIFY(page.rows.at(0).fields.at("x") == Value(3));
        QVERIFY(page.rows.at(1).fields.at("x") == Value(0));
        RecordQuery query;
        query.select = {"name"};
        QVERIFY(!must(reader.page(query)).rows.at(0).fields.contains("x"));
        query.select = {"x"};
        QVERIFY(must(reader.page(query)).rows.at(0).fields.at("x") == Value(3));
        QVERIFY(must(reader.find(RecordId{1}))->fields.at("x") == Value(3));
    });
    const Error error = m_fixture->write([&](Database &database) {
        auto done = RecordWriter(database, *made, {RunId{1}, m_fixture->now})
                        .update(RecordId{1}, {{"x", 1}});
        return done ? Error() : done.error();
    });
    QCOMPARE(error.fields.at(0).second, std::string("is computed and cannot be set"));
    // One that nobody understood is empty.
    ModelDef blind = *made;
    blind.fields.back().computation.reset();
    m_fixture->read([&](Database &database) {
        const RecordPage page = must(RecordReader(database, blind).page({}));
        QVERIFY(page.rows.at(0).fields.at("x").isNull());
    });
}

void ComputedTest::nothingHostileGetsThrough()
{
    QVERIFY(!parse(std::string(100'000, '(')));
    QVERIFY(!parse(std::string(3'000, '-') + "1"));
    std::string nots;
    for (int i = 0; i < 900; ++i)
        nots += "not ";
    QVERIFY(!parse(nots + "vip"));
    QVERIFY(!parse("\"a\\u0000b\""));
    QVERIFY(of("concat(\"'; DROP TABLE m_city; --\", name)", 2) ==
            Value("'; DROP TABLE m_city; --O'Neil"));
    const auto holds = rc::check("any text is read or refused", [&](const std::string &text) {
        const auto made = parse(text);
        if (!made) // RC_ASSERT looks at both sides of ||
            RC_ASSERT(!made.error().message().empty());
    });
    QVERIFY(holds);
}

void ComputedTest::arithmeticAgreesWithItself()
{
    const auto holds = rc::check("numbers", [&](std::int16_t a, std::int16_t b, std::int16_t c) {
        const auto text = [](int number) {
            return "(0 - " + std::to_string(-number) + ")"; // no sign in front of a number
        };
        const auto shown = [&](int number) {
            return number < 0 ? text(number) : std::to_string(number);
        };
        const Value made = of(shown(a) + " + " + shown(b) + " * " + shown(c), 1);
        RC_ASSERT(made == Value(std::int64_t{a} + std::int64_t{b} * c));
        const Value less = of(shown(a) + " < " + shown(b), 1);
        RC_ASSERT(less == Value(a < b));
    });
    QVERIFY(holds);
}

void ComputedTest::linkedRecordsArePaged()
{
    RecordQuery query;
    query.linkedBy =
        LinkedBy{.table = "m_tagging", .from = "f_customer", .to = "f_tag", .record = RecordId{1}};
    query.first = 1;
    m_fixture->read([&](Database &database) {
        RecordReader reader(database, *m_shared[3]);
        const RecordPage first = must(reader.page(query));
        QCOMPARE(first.rows.size(), 1U);
        QVERIFY(first.hasNext);
        query.after = first.endCursor;
        const RecordPage second = must(reader.page(query));
        QCOMPARE(second.rows.size(), 1U);
        QVERIFY(second.rows.at(0).fields.at("weight") == Value(2));
        QVERIFY(!second.hasNext);
    });
}

QTEST_APPLESS_MAIN(ComputedTest)
#include "ComputedTest.moc"
