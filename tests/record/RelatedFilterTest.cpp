#include "tests/record/FilterOracle.h"
#include "tests/record/RecordFixture.h"

#include "core/model/Computation.h"
#include "core/record/RecordGrid.h"
#include "tests/support/StdToString.h"

#include <rapidcheck.h>

using namespace syncline;
using namespace syncline::test;

namespace {

FieldDef other(FieldType type, std::string name, std::string related, std::string inverse)
{
    FieldDef made = field(std::move(name), type);
    made.storageKey.clear();
    made.relatedModel = std::move(related);
    made.inverseField = std::move(inverse);
    return made;
}

FieldDef computed(std::string name, std::string expression)
{
    FieldDef made = field(std::move(name), FieldType::Computed);
    made.storageKey.clear();
    made.expression = std::move(expression);
    return made;
}

std::vector<ModelDef> shopModels()
{
    FieldDef tags = other(FieldType::HasManyThrough, "tags", "tag", "product");
    tags.joinModel = "tagging";
    tags.joinField = "tag";
    FieldDef state = field("state", FieldType::RecordState);
    for (const char *name : {"created", "created.installed", "created.removed", "createdLater"})
        state.options.push_back({.value = name, .label = {}, .color = {}});
    FieldDef colors = field("colors", FieldType::Enum);
    colors.list = true;
    colors.options = {{.value = "red", .label = {}, .color = {}},
                      {.value = "blue", .label = {}, .color = {}}};
    return {model("product", {field("title"), field("price", FieldType::Number), state, colors,
                              field("like", FieldType::Vector), reference("vendor", "vendor"),
                              other(FieldType::HasMany, "lines", "line", "product"),
                              other(FieldType::HasOne, "sheet", "sheet", "product"), tags,
                              computed("total", "sum(lines.qty)"), computed("maker", "vendor.name"),
                              computed("dear", "price > 2")}),
            model("vendor", {field("name"), reference("parent", "vendor"),
                             other(FieldType::HasMany, "children", "vendor", "parent"),
                             other(FieldType::HasMany, "products", "product", "vendor"),
                             computed("size", "count(products)")}),
            model("line", {field("qty", FieldType::Number), reference("product", "product")}),
            model("sheet", {field("note"), reference("product", "product")}),
            model("tag", {field("name")}),
            model("tagging", {reference("product", "product"), reference("tag", "tag")})};
}

using J = ValueObject;

J op(const std::string &field, const std::string &word, Value operand)
{
    return J{{field, J{{word, std::move(operand)}}}};
}

} // namespace

/** Filters through relationships, of vectors and of computed fields, against the oracle. */
class RelatedFilterTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase() { m_fixture.reset(); }
    void finds_data();
    void finds();
    void anyFilterIsWhatTheOracleSays();
    void anyOrderIsPagedBothWays();
    void gridsShowAnyOrder();
    void references_areFoundByTheirIndex();
    void manyDimensionsAreEqualOrNot();
    void strangersAreRefused();

private:
    [[nodiscard]] ModelPtr named(std::string_view name) const
    {
        for (const ModelPtr &one : m_models) {
            if (one->name == name)
                return one;
        }
        return nullptr;
    }
    [[nodiscard]] FilterModels models() const
    {
        return [this](std::string_view name) { return named(name); };
    }
    [[nodiscard]] Filter parse(const Value &json, const char *of = "product") const
    {
        return must(parseFilter(json, *named(of), models()));
    }
    std::vector<std::int64_t> ids(const RecordQuery &query);
    std::string mismatch(const Value &json, const Sort &sort);

    static J comparison();
    static J ofVendor(int depth);
    static J ofProduct(int depth);
    static Sort someSort();

    std::unique_ptr<RecordFixture> m_fixture;
    std::vector<ModelPtr> m_models;
    World m_world;
};

void RelatedFilterTest::initTestCase()
{
    std::vector<ModelDef> definitions = shopModels();
    const ModelLookup lookup = [&](std::string_view name) -> const ModelDef * {
        for (const ModelDef &one : definitions) {
            if (one.name == name)
                return &one;
        }
        return nullptr;
    };
    for (ModelDef &one : definitions) {
        for (FieldDef &each : one.fields) {
            if (each.type == FieldType::Computed)
                each.computation = std::make_shared<const Computation>(
                    must(parseComputation(each.expression, one, lookup)));
        }
    }
    for (const ModelDef &one : definitions)
        m_models.push_back(share(one));
    m_fixture = std::make_unique<RecordFixture>();
    m_fixture->apply(m_models);

    rc::Random random(11);
    const auto pick = [&](auto list) {
        return rc::gen::elementOf(list)(random.split(), 10).value();
    };
    const std::vector<Value> ids{Value(), "1", "2", "3", "4", "5"}; // 5 is deleted at last
    m_fixture->write([&](Database &database) {
        const auto make = [&](const char *of, const J &fields) {
            RecordWriter writer(database, *named(of), {RunId{1}, m_fixture->now});
            must(writer.create(fields));
        };
        for (int i = 0; i < 5; ++i)
            make("vendor", {{"name", pick(std::vector<Value>{"Acme", "Bolt", "acme two"})},
                            {"parent", pick(std::vector<Value>{Value(), "1", "2"})}});
        for (int i = 0; i < 3; ++i)
            make("tag", {{"name", pick(std::vector<Value>{"new", "old"})}});
        for (int i = 0; i < 60; ++i) {
            const auto number = [&] { return pick(std::vector<Value>{0, 1, 2.5, -1}); };
            make("product",
                 {{"title", pick(std::vector<Value>{Value(), "Mug", "mug cup", "Cup"})},
                  {"price", pick(std::vector<Value>{Value(), 1, 2, 3.5})},
                  {"state", pick(std::vector<Value>{"created", "created.installed",
                                                    "created.removed", "createdLater"})},
                  {"colors", pick(std::vector<Value>{Value(), ValueList{"red"},
                                                     ValueList{"red", "blue"}, ValueList{}})},
                  {"like", pick(std::vector<Value>{Value(), ValueList{1, 2, 3}, ValueList{0, 0},
                                                   ValueList{number(), number()},
                                                   ValueList{number(), number()}})},
                  {"vendor", pick(ids)}});
        }
        for (int i = 0; i < 70; ++i)
            make("line", {{"qty", pick(std::vector<Value>{Value(), 1, 2, 5})},
                          {"product", std::to_string(1 + i % 31)}});
        for (int i = 1; i < 40; i += 3)
            make("sheet", {{"note", pick(std::vector<Value>{Value(), "x", "y"})},
                           {"product", std::to_string(i)}});
        for (int i = 1; i < 50; ++i)
            make("tagging", {{"product", std::to_string(1 + i * 7 % 40)},
                             {"tag", pick(std::vector<Value>{"1", "2", "3"})}});
        must(RecordWriter(database, *named("vendor"), {RunId{1}, m_fixture->now})
                 .remove(RecordId{5}));
    });
    m_fixture->read([&](Database &database) {
        for (const ModelPtr &one : m_models) {
            must(RecordReader(database, *one).each({}, [&](const RecordRow &row) {
                m_world[one->storageKey].push_back(row);
                return true;
            }));
        }
    });
    // What is computed, worked out here.
    for (RecordRow &product : m_world.at("m_product")) {
        std::int64_t total = 0;
        for (const RecordRow &line : m_world.at("m_line")) {
            if (line.fields.at("product") == Value(toText(product.id)))
                total += line.fields.at("qty").intOr(0);
        }
        product.fields.set("total", total);
        product.fields.set("maker", Value());
        for (const RecordRow &vendor : m_world.at("m_vendor")) {
            if (product.fields.at("vendor") == Value(toText(vendor.id)))
                product.fields.set("maker", vendor.fields.at("name"));
        }
        const Value price = product.fields.at("price");
        product.fields.set("dear", price.isNull() ? Value() : Value(price.asDouble() > 2));
    }
    for (RecordRow &vendor : m_world.at("m_vendor")) {
        vendor.fields.set("size", std::ranges::count_if(m_world.at("m_product"), [&](auto &each) {
                              return each.fields.at("vendor") == Value(toText(vendor.id));
                          }));
    }
}

std::vector<std::int64_t> RelatedFilterTest::ids(const RecordQuery &query)
{
    return m_fixture->read([&](Database &database) {
        std::vector<std::int64_t> found;
        RecordReader reader(database, *named("product"));
        must(reader.each(query, [&](const RecordRow &row) {
            found.push_back(raw(row.id));
            return true;
        }));
        if (must(reader.count(query.filter)) != static_cast<std::int64_t>(found.size()))
            throw std::runtime_error("count() and each() differ");
        return found;
    });
}

std::string RelatedFilterTest::mismatch(const Value &json, const Sort &sort)
{
    const Filter filter = parse(json);
    if (!(parse(filterToValue(filter)) == filter) &&
        !(filterToValue(parse(filterToValue(filter))) == filterToValue(filter)))
        return "another filter is read back for " + json::write(json);
    const auto found = ids({.filter = filter, .sort = sort});
    const auto wanted = expected(m_world.at("m_product"), filter, sort, m_world);
    if (found == wanted)
        return {};
    return "found " + std::to_string(found.size()) + ", expected " + std::to_string(wanted.size()) +
           " for " + json::write(json) + " by " + json::write(sortToValue(sort));
}

void RelatedFilterTest::finds_data()
{
    QTest::addColumn<QString>("filter");
    const auto row = [](const char *title, const char *filter) {
        QTest::newRow(title) << QString::fromUtf8(filter);
    };
    row("through belongsTo", R"({"vendor":{"name":{"startsWith":"acme"}}})");
    row("not through belongsTo", R"({"NOT":{"vendor":{"name":{"startsWith":"acme"}}}})");
    row("a relationship that is set and matches",
        R"({"vendor":{"isSet":true,"name":{"notEquals":"Bolt"}}})");
    row("two deep", R"({"vendor":{"parent":{"name":{"equals":"Acme"}}}})");
    row("AND, OR and NOT inside",
        R"({"vendor":{"OR":[{"name":{"equals":"Bolt"}},{"NOT":{"parent":{"isSet":true}}}]}})");
    row("hasOne", R"({"sheet":{"note":{"equals":"x"}}})");
    row("hasOne is set", R"({"sheet":{"isSet":true}})");
    row("hasOne is not set", R"({"sheet":{"isSet":false}})");
    row("some", R"({"lines":{"some":{"qty":{"greaterThan":1}}}})");
    row("every, also of none", R"({"lines":{"every":{"qty":{"greaterThan":1}}}})");
    row("some and every", R"({"lines":{"some":{},"every":{"qty":{"isSet":true}}}})");
    row("some through a join model", R"({"tags":{"some":{"name":{"equals":"new"}}}})");
    row("every through a join model", R"({"tags":{"every":{"name":{"equals":"new"}}}})");
    row("siblings", R"({"vendor":{"products":{"some":{"price":{"greaterThan":3}}}}})");
    row("a computed number", R"({"total":{"greaterThanOrEqual":5}})");
    row("a computed number in a list", R"({"total":{"in":[0,7]}})");
    row("a computed text", R"({"maker":{"contains":"ACME"}})");
    row("a computed truth", R"({"dear":{"equals":true}})");
    row("a computed field that is empty", R"({"dear":{"isSet":false}})");
    row("a computed field of another model", R"({"vendor":{"size":{"greaterThan":10}}})");
    row("in a state", R"({"state":{"inState":"created"}})");
    row("in a nested state", R"({"state":{"inState":"created.removed"}})");
    row("a list of options", R"({"colors":{"contains":["red","blue"]}})");
    row("similar", R"({"like":{"cosineSimilarity":{"to":[1,0],"greaterThan":0.5}}})");
    row("near", R"({"like":{"l2Distance":{"to":[1,1],"lessThanOrEqual":1.5,"greaterThan":0}}})");
    row("not near includes what has no distance",
        R"({"NOT":{"like":{"l2Distance":{"to":[1,1],"lessThan":9}}}})");
    row("the very vector", R"({"like":{"equals":[1,2,3]}})");
}

void RelatedFilterTest::finds()
{
    QFETCH(const QString, filter);
    const Value json = must(json::parse(filter.toStdString()));
    const std::string wrong = mismatch(json, {});
    QVERIFY2(wrong.empty(), wrong.c_str());
    const std::size_t found = ids({.filter = parse(json)}).size();
    QVERIFY2(found > 0 && found < 60, "a filter that says nothing tests nothing");
}

/** One comparison of a product's field. */
J RelatedFilterTest::comparison()
{
    const Value number = *rc::gen::element<Value>(0, 1, 2, 3.5, 7);
    const std::string order = *rc::gen::element<std::string>(
        "lessThan", "lessThanOrEqual", "greaterThan", "greaterThanOrEqual", "equals");
    switch (*rc::gen::inRange(0, 8)) {
    case 0:
        return op("price", order, number);
    case 1:
        return op("total", order, number);
    case 2:
        return op("maker", *rc::gen::element<std::string>("contains", "startsWith", "notEquals"),
                  *rc::gen::element<Value>("a", "Acme", "two"));
    case 3:
        return op("dear", *rc::gen::element<std::string>("equals", "notEquals", "isSet"),
                  *rc::gen::arbitrary<bool>());
    case 4:
        return op("state", "inState", *rc::gen::element<Value>("created", "created.installed"));
    case 5: {
        const std::string measure =
            *rc::gen::element<std::string>("cosineSimilarity", "l2Distance");
        const Value to = *rc::gen::element<Value>(ValueList{1, 0}, ValueList{2.5, -1},
                                                  ValueList{0, 0}, ValueList{1, 2, 3});
        return op("like", measure, J{{"to", to}, {order, *rc::gen::element<Value>(0, 0.5, 1, 2)}});
    }
    case 6:
        return op("colors", "contains", *rc::gen::element<Value>("red", ValueList{"blue", "red"}));
    default:
        return op("title", *rc::gen::element<std::string>("contains", "endsWith", "lessThan"),
                  *rc::gen::element<Value>("mug", "U", "cup"));
    }
}

J RelatedFilterTest::ofVendor(int depth)
{
    switch (depth > 0 ? *rc::gen::inRange(0, 5) : 0) {
    case 1:
        return J{{"parent", ofVendor(depth - 1)}};
    case 2:
        return op("children", *rc::gen::element<std::string>("some", "every"), ofVendor(depth - 1));
    case 3:
        return op("products", *rc::gen::element<std::string>("some", "every"),
                  ofProduct(depth - 1));
    case 4:
        return J{{"NOT", ofVendor(depth - 1)}};
    default:
        return *rc::gen::element<J>(op("name", "contains", "acme"), op("size", "greaterThan", 8),
                                    op("parent", "isSet", true));
    }
}

J RelatedFilterTest::ofProduct(int depth)
{
    const std::string quantifier = *rc::gen::element<std::string>("some", "every");
    switch (depth > 0 ? *rc::gen::inRange(0, 8) : 0) {
    case 1:
        return J{{"vendor", ofVendor(depth - 1)}};
    case 2:
        return op("lines", quantifier, op("qty", "greaterThan", *rc::gen::inRange(0, 5)));
    case 3:
        return op("tags", quantifier, op("name", "equals", "new"));
    case 4:
        return *rc::gen::element<J>(op("sheet", "isSet", true), op("sheet", "isSet", false),
                                    op("sheet", "note", J{{"equals", "x"}}));
    case 5:
        return J{{"NOT", ofProduct(depth - 1)}};
    case 6:
        return J{{"OR", ValueList{ofProduct(depth - 1), ofProduct(depth - 1)}}};
    case 7:
        return J{{"AND", ValueList{ofProduct(depth - 1), ofProduct(depth - 1)}}};
    default:
        return comparison();
    }
}

Sort RelatedFilterTest::someSort()
{
    Sort sort;
    const int keys = *rc::gen::inRange(0, 3);
    for (int i = 0; i < keys; ++i) {
        SortKey key{.field = *rc::gen::element<std::string>("title", "price", "total", "maker",
                                                            "dear", "like"),
                    .descending = *rc::gen::arbitrary<bool>()};
        if (key.field == "like") {
            key.measure = *rc::gen::element(SortMeasure::CosineSimilarity, SortMeasure::L2Distance);
            key.to = *rc::gen::element<Value>(ValueList{1.0, 0.0}, ValueList{2.5, -1.0});
        }
        sort.push_back(std::move(key));
    }
    return sort;
}

void RelatedFilterTest::anyFilterIsWhatTheOracleSays()
{
    QVERIFY(rc::check([this] {
        const std::string wrong = mismatch(ofProduct(*rc::gen::inRange(0, 5)), someSort());
        if (!wrong.empty())
            RC_FAIL(wrong);
    }));
}

void RelatedFilterTest::anyOrderIsPagedBothWays()
{
    QVERIFY(rc::check([this] {
        const Filter filter = parse(ofProduct(1));
        const Sort sort = someSort();
        RC_ASSERT(must(parseSort(sortToValue(sort), *named("product"))) == sort);
        const auto wanted = expected(m_world.at("m_product"), filter, sort, m_world);
        const int size = *rc::gen::inRange(1, 20);
        const auto walk = [&](bool backwards) {
            std::vector<std::int64_t> seen;
            RecordQuery query{.filter = filter, .sort = sort, .first = size};
            query.backwards = backwards;
            m_fixture->read([&](Database &database) {
                RecordReader reader(database, *named("product"));
                for (bool more = true; more;) {
                    const RecordPage page = must(reader.page(query));
                    std::vector<std::int64_t> part;
                    for (const RecordRow &row : page.rows)
                        part.push_back(raw(row.id));
                    seen.insert(backwards ? seen.begin() : seen.end(), part.begin(), part.end());
                    more = backwards ? page.hasPrevious : page.hasNext;
                    (backwards ? query.before : query.after) =
                        backwards ? page.startCursor : page.endCursor;
                }
            });
            return seen;
        };
        RC_ASSERT(walk(false) == wanted);
        RC_ASSERT(walk(true) == wanted);
    }));
}

void RelatedFilterTest::gridsShowAnyOrder()
{
    QVERIFY(rc::check([this] {
        const Filter filter = parse(ofProduct(1));
        const Sort sort = someSort();
        const auto wanted = expected(m_world.at("m_product"), filter, sort, m_world);
        const auto grid = must(RecordGrid::open(m_fixture->store(), named("product"),
                                                {.filter = filter, .sort = sort}, {}));
        if (*rc::gen::arbitrary<bool>())
            must(grid->buildAnchors({}, {}));
        const auto position = *rc::gen::inRange<std::int64_t>(0, 70);
        const RecordGrid::Page page = must(grid->page(position, 9, {}));
        std::vector<std::int64_t> seen;
        for (const RecordRow &row : page.rows)
            seen.push_back(raw(row.id));
        const auto begin = wanted.begin() + std::min<std::int64_t>(position, std::ssize(wanted));
        const auto end = begin + std::min<std::int64_t>(9, wanted.end() - begin);
        RC_ASSERT(seen == std::vector<std::int64_t>(begin, end));
        if (!seen.empty())
            RC_ASSERT(must(grid->positionOf(RecordId{seen.front()}, {})) == position);
    }));
}

void RelatedFilterTest::references_areFoundByTheirIndex()
{
    const auto plan = [this](const Value &json) {
        return m_fixture->read([&](Database &database) {
            const CompiledQuery query =
                must(compileQuery(*named("product"), parse(json), {}, {}, &database));
            auto rows = must(database.prepare("EXPLAIN QUERY PLAN SELECT id FROM \"m_product\" "
                                              "WHERE " +
                                              query.where));
            std::string text;
            while (must(rows.step()))
                text += std::string(rows.text(3)) + "\n";
            return text;
        });
    };
    const std::string some = plan(op("lines", "some", op("qty", "equals", 1)));
    QVERIFY2(some.find("m_line.f_product.ref") != std::string::npos, some.c_str());
    const std::string through = plan(op("tags", "every", op("name", "equals", "new")));
    QVERIFY2(through.find("m_tagging.f_product.ref") != std::string::npos, through.c_str());
    const std::string one = plan(J{{"vendor", op("name", "equals", "Acme")}});
    QVERIFY2(one.find("INTEGER PRIMARY KEY") != std::string::npos, one.c_str());
}

void RelatedFilterTest::manyDimensionsAreEqualOrNot()
{
    ValueList many(3000, Value(0.25));
    const RecordRow made = m_fixture->create(named("product"), {{"like", Value(many)}});
    const auto equal = [&] { return ids({.filter = parse(op("like", "equals", many))}); };
    QCOMPARE(equal(), (std::vector<std::int64_t>{raw(made.id)}));
    const SortKey nearest{.field = "like", .measure = SortMeasure::L2Distance, .to = Value(many)};
    const RecordPage page = m_fixture->read([&](Database &database) {
        return must(
            RecordReader(database, *named("product")).page({.sort = {nearest}, .first = 1}));
    });
    QCOMPARE(raw(page.rows.front().id), raw(made.id));
    QVERIFY2(page.endCursor.size() < 500, "a cursor does not carry the vector");
    many.back() = 0.5;
    QVERIFY(equal().empty());
    m_fixture->write([&](Database &database) {
        must(RecordWriter(database, *named("product"), {RunId{1}, m_fixture->now}).remove(made.id));
    });
}

void RelatedFilterTest::strangersAreRefused()
{
    Filter unresolved = parse(J{{"vendor", op("name", "equals", "Acme")}});
    unresolved.relation = nullptr; // as a filter put together by hand
    const auto refused = compileQuery(*named("product"), unresolved, {}, {});
    QVERIFY(!refused);
    QVERIFY(refused.error().is(errc::invalidQueryInput));
    const auto alone = parseFilter(J{{"vendor", op("name", "equals", "Acme")}}, *named("product"));
    QVERIFY(!alone);
    QVERIFY(alone.error().message().find("vendor") != std::string::npos);
}

QTEST_GUILESS_MAIN(RelatedFilterTest)
#include "RelatedFilterTest.moc"
