#include "core/model/Filter.h"
#include "core/base/Json.h"
#include "core/model/Computation.h"

#include <QtTest>
#include <rapidcheck.h>

using namespace syncline;

namespace {

FieldDef makeField(std::string name, FieldType type)
{
    FieldDef field;
    field.name = std::move(name);
    field.storageKey = "f_" + field.name;
    field.type = type;
    return field;
}

ModelDef makeModel()
{
    FieldDef tags = makeField("tags", FieldType::String);
    tags.list = true;
    FieldDef state = makeField("state", FieldType::Enum);
    state.options = {{"open", "", ""}, {"closed", "", ""}};
    FieldDef hidden = makeField("hidden", FieldType::String);
    hidden.filterable = false;
    FieldDef author = makeField("author", FieldType::BelongsTo);
    author.relatedModel = "person";
    FieldDef comments = makeField("comments", FieldType::HasMany);
    comments.relatedModel = "comment";
    comments.inverseField = "post";
    FieldDef badge = makeField("badge", FieldType::HasOne);
    badge.relatedModel = "comment";
    badge.inverseField = "gone";
    FieldDef place = makeField("place", FieldType::RecordState);
    place.options = {{"created", "", ""}, {"created.live", "", ""}};
    FieldDef length = makeField("length", FieldType::Computed);
    Computation number;
    number.type = FieldType::Number;
    length.computation = std::make_shared<const Computation>(number);
    ModelDef model;
    model.name = "post";
    model.fields = {makeField("title", FieldType::String),
                    makeField("price", FieldType::Number),
                    makeField("live", FieldType::Boolean),
                    makeField("day", FieldType::Date),
                    makeField("seen", FieldType::DateTime),
                    makeField("extra", FieldType::Json),
                    author,
                    comments,
                    makeField("tint", FieldType::Color),
                    tags,
                    state,
                    hidden,
                    badge,
                    place,
                    length,
                    makeField("broken", FieldType::Computed),
                    makeField("like", FieldType::Vector)};
    model.fields[1].integer = true;
    return model;
}

/** The models that posts lead to. */
FilterModels otherModels()
{
    return [](std::string_view name) -> std::shared_ptr<const ModelDef> {
        ModelDef model;
        model.name = name;
        model.storageKey = "m_" + model.name;
        if (name == "person") {
            FieldDef boss = makeField("boss", FieldType::BelongsTo);
            boss.relatedModel = "person";
            model.fields = {makeField("name", FieldType::String), boss};
        } else if (name == "comment") {
            FieldDef post = makeField("post", FieldType::BelongsTo);
            post.relatedModel = "post";
            model.fields = {makeField("text", FieldType::String), post};
        } else {
            return nullptr;
        }
        return std::make_shared<const ModelDef>(std::move(model));
    };
}

QString written(const Value &value)
{
    return QString::fromStdString(json::write(value));
}

/** A filter as parseFilter() makes it, at random. */
rc::Gen<Filter> anyCompare()
{
    return rc::gen::exec([] {
        Filter filter;
        filter.kind = Filter::Kind::Compare;
        switch (*rc::gen::inRange(0, 5)) {
        case 0:
            filter.field = "title";
            filter.op = FilterOp::StartsWith;
            filter.operand = *rc::gen::string<std::string>();
            if (!json::parse(json::write(filter.operand))->identicalTo(filter.operand))
                filter.operand = "x"; // bytes that are no UTF-8
            break;
        case 1:
            filter.field = "price";
            filter.op = *rc::gen::element(FilterOp::LessThan, FilterOp::GreaterThanOrEqual,
                                          FilterOp::Equals);
            filter.operand = *rc::gen::arbitrary<std::int64_t>();
            break;
        case 2:
            filter.field = "authorId";
            filter.op = FilterOp::In;
            filter.operand = ValueList{std::to_string(*rc::gen::inRange(1, 1000)), nullptr};
            break;
        case 3:
            filter.field = "seen";
            filter.op = FilterOp::LessThan;
            filter.operand =
                DateTime{*rc::gen::inRange<std::int64_t>(-1'000'000'000, 1'000'000'000)};
            break;
        default:
            filter.field = "author";
            filter.op = FilterOp::IsSet;
            filter.operand = *rc::gen::arbitrary<bool>();
        }
        return filter;
    });
}

rc::Gen<Filter> anyFilter(int depth)
{
    return rc::gen::exec([depth] {
        const int kind = depth == 0 ? 0 : *rc::gen::inRange(0, 4);
        if (kind == 0)
            return *anyCompare();
        Filter filter;
        filter.kind = kind == 1   ? Filter::Kind::And
                      : kind == 2 ? Filter::Kind::Or
                                  : Filter::Kind::Not;
        const int count = kind == 3 ? 1 : *rc::gen::inRange(2, 5);
        for (int i = 0; i < count; ++i)
            filter.children.push_back(*anyFilter(depth - 1));
        return filter;
    });
}

} // namespace

class FilterTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void reads_data();
    void reads();
    void refuses_data();
    void refuses();
    void writesWhatItReads();
    void refusesEndlessNesting();
    void sorts();
    void refusesSorts_data();
    void refusesSorts();

private:
    const ModelDef m_model = makeModel();
};

void FilterTest::reads_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("canonical");

    const auto row = [](const char *name, const char *text, const char *canonical = nullptr) {
        QTest::newRow(name) << QString::fromUtf8(text)
                            << QString::fromUtf8(canonical ? canonical : text);
    };
    row("everything", "{}");
    row("null", "null", "{}");
    row("an empty list", "[]", "{}");
    row("one comparison", R"({"price":{"greaterThan":5}})");
    row("a fraction against a whole number", R"({"price":{"lessThan":1.5}})");
    row("two operators", R"({"price":{"greaterThan":5,"lessThan":9}})");
    row("two fields", R"({"price":{"equals":0},"title":{"equals":""}})");
    row("a list is AND", R"([{"price":{"equals":1}},{"title":{"contains":"x"}}])",
        R"({"price":{"equals":1},"title":{"contains":"x"}})");
    row("AND of one", R"({"AND":[{"price":{"equals":1}}]})", R"({"price":{"equals":1}})");
    row("the same operator twice",
        R"({"AND":[{"title":{"contains":"a"}},{"title":{"contains":"b"}}]})");
    row("OR", R"({"OR":[{"price":{"equals":1}},{"live":{"equals":false}}]})");
    row("OR of nothing", R"({"OR":[]})");
    row("OR beside a field",
        R"({"title":{"startsWith":"a"},"OR":[{"price":{"isSet":true}},{"price":{"equals":0}}]})",
        R"({"AND":[{"title":{"startsWith":"a"}},{"OR":[{"price":{"isSet":true}},{"price":{"equals":0}}]}]})");
    row("NOT of an object", R"({"NOT":{"price":{"equals":1}}})",
        R"({"NOT":[{"price":{"equals":1}}]})");
    row("NOT of a list is none of them",
        R"({"NOT":[{"price":{"equals":1}},{"price":{"equals":2}}]})",
        R"({"AND":[{"NOT":[{"price":{"equals":1}}]},{"NOT":[{"price":{"equals":2}}]}]})");
    row("equals null", R"({"title":{"equals":null}})");
    row("in with null", R"({"price":{"in":[1,null]}})");
    row("in nothing", R"({"price":{"notIn":[]}})");
    row("ids as numbers", R"({"id":{"in":[1,"2"]}})", R"({"id":{"in":["1","2"]}})");
    row("the id of a relationship", R"({"authorId":{"equals":7}})",
        R"({"authorId":{"equals":"7"}})");
    row("whether a relationship is set", R"({"author":{"isSet":false}})");
    row("a remote id", R"({"remoteId":{"startsWith":"gid:"}})");
    row("a day", R"({"day":{"beforeOrOn":"2024-02-29"}})",
        R"({"day":{"lessThanOrEqual":"2024-02-29"}})");
    row("an instant", R"({"createdAt":{"after":"2024-01-01"}})",
        R"({"createdAt":{"greaterThan":"2024-01-01T00:00:00.000Z"}})");
    row("an option", R"({"state":{"in":["open"]}})");
    row("JSON", R"({"extra":{"matches":{"a":[1,2.5]}}})");
    row("items of a list", R"({"tags":{"contains":["a","b"]}})");
    row("one item of a list", R"({"tags":{"contains":"a"}})");
    row("a whole list", R"({"tags":{"equals":["a"]}})");
    row("through a relationship", R"({"author":{"name":{"equals":"x"}}})");
    row("through two", R"({"author":{"boss":{"name":{"equals":"x"},"bossId":{"isSet":true}}}})");
    row("set and more", R"({"author":{"name":{"equals":"x"},"isSet":true}})",
        R"({"AND":[{"author":{"isSet":true}},{"author":{"name":{"equals":"x"}}}]})");
    row("no condition on a relationship", R"({"author":{}})", "{}");
    row("a list inside a relationship", R"({"author":[{"name":{"equals":"x"}}]})",
        R"({"author":{"name":{"equals":"x"}}})");
    row("some", R"({"comments":{"some":{"text":{"contains":"x"}}}})");
    row("some and every", R"({"comments":{"some":{},"every":{"text":{"isSet":true}}}})",
        R"({"AND":[{"comments":{"some":{}}},{"comments":{"every":{"text":{"isSet":true}}}}]})");
    row("a state and what is in it", R"({"place":{"inState":"created"}})");
    row("a computed number", R"({"length":{"greaterThan":5}})");
    row("likeness", R"({"like":{"cosineSimilarity":{"to":[1,0.5],"greaterThan":0.8}}})",
        R"({"like":{"cosineSimilarity":{"to":[1.0,0.5],"greaterThan":0.8}}})");
    row("nearness", R"({"like":{"l2Distance":{"lessThan":3,"to":[1],"greaterThan":1}}})",
        R"({"like":{"l2Distance":{"to":[1.0],"lessThan":3,"greaterThan":1}}})");
}

void FilterTest::reads()
{
    QFETCH(const QString, text);
    QFETCH(const QString, canonical);
    const Result<Filter> filter =
        parseFilter(*json::parse(text.toStdString()), m_model, otherModels());
    QVERIFY2(filter, filter ? "" : filter.error().message().c_str());
    QCOMPARE(written(filterToValue(*filter)), canonical);
    const Result<Filter> again = parseFilter(filterToValue(*filter), m_model, otherModels());
    QVERIFY(again);
    QVERIFY(*again == *filter);
}

void FilterTest::refuses_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("sentence");

    const auto row = [](const char *name, const char *text, const char *sentence) {
        QTest::newRow(name) << QString::fromUtf8(text) << QString::fromUtf8(sentence);
    };
    row("no object", "5", "A filter is an object such as {\"name\": {\"equals\": \"x\"}}, not 5.");
    row("an unknown field", R"({"nope":{"equals":1}})",
        "post has no field \"nope\"; it has title, price, live, day, seen, extra, author, "
        "authorId, comments, tint, tags, state, hidden, badge, place, length, broken, like, id, "
        "createdAt, updatedAt, remoteId.");
    row("a value instead of an operator", R"({"price":5})",
        "The filter of price is an object such as {\"equals\": …}, not 5.");
    row("an unknown operator", R"({"price":{"above":5}})",
        "The field price has no operator \"above\"; it takes equals, notEquals, isSet, in, notIn, "
        "lessThan, "
        "lessThanOrEqual, greaterThan, greaterThanOrEqual.");
    row("an operator of another type", R"({"live":{"contains":"x"}})",
        "The field live has no operator \"contains\"; it takes equals, notEquals, isSet.");
    row("an operator of times", R"({"price":{"before":5}})",
        "The field price has no operator \"before\"; it takes equals, notEquals, isSet, in, notIn, "
        "lessThan, "
        "lessThanOrEqual, greaterThan, greaterThanOrEqual.");
    row("the wrong type", R"({"price":{"equals":"5"}})",
        "In the filter of price, equals must be a number, but is the text \"5\".");
    row("the wrong type in a list", R"({"price":{"in":[1,true]}})",
        "In the filter of price, in must be a number, but is true.");
    row("no list", R"({"price":{"in":1}})", "In the filter of price, in must be a list, but is 1.");
    row("less than null", R"({"price":{"lessThan":null}})",
        "In the filter of price, lessThan must be a value, but is null.");
    row("isSet of a text", R"({"title":{"isSet":"yes"}})",
        "In the filter of title, isSet must be true or false, but is the text \"yes\".");
    row("an unknown option", R"({"state":{"equals":"opne"}})",
        "In the filter of state, equals must be one of open, closed, but is the text \"opne\".");
    row("a date that is none", R"({"day":{"after":"soon"}})",
        "In the filter of day, after must be a date such as 2024-02-29, but is the text \"soon\".");
    row("a relationship compared", R"({"author":{"equals":"1"}})",
        "author is a relationship and takes isSet and filters of person, not \"equals\"; to "
        "compare its id, filter authorId.");
    row("a field that the other model has not", R"({"author":{"size":{"equals":1}}})",
        "person has no field \"size\"; it has name, boss, bossId, id, createdAt, updatedAt, "
        "remoteId.");
    row("many without some", R"({"comments":{"text":{"equals":"x"}}})",
        "The relationship comments has no operator \"text\"; it takes some and every, each with a "
        "filter of comment.");
    row("a relationship without its other side", R"({"badge":{"isSet":true}})",
        "The other side of the relationship badge of post is not there; see the project's "
        "problems.");
    row("a state that is none", R"({"place":{"inState":"crea"}})",
        "In the filter of place, inState must be one of created, created.live, but is the text "
        "\"crea\".");
    row("a computed field that means nothing", R"({"broken":{"equals":1}})",
        "The field broken of post cannot be filtered: its expression is not understood; see the "
        "project's problems.");
    row("likeness to nothing", R"({"like":{"cosineSimilarity":{"greaterThan":1}}})",
        "In the filter of like, cosineSimilarity must be an object such as {\"to\": [0.5, -1], "
        "\"greaterThan\": 0.8}, but is an object.");
    row("likeness without a limit", R"({"like":{"cosineSimilarity":{"to":[1]}}})",
        "In the filter of like, cosineSimilarity needs what to compare with beside \"to\", such as "
        "\"greaterThan\": 0.8.");
    row("a color", R"({"tint":{"equals":"#fff"}})",
        "The field tint of post cannot be filtered, because it is a color.");
    row("a field that is not filterable", R"({"hidden":{"equals":"x"}})",
        "The field hidden of post is not filterable; switch that on in its settings.");
    row("an id that is none", R"({"id":{"equals":"abc"}})",
        "In the filter of id, equals must be the id of a record, such as \"12\", but is the text "
        "\"abc\".");
    row("OR of a number", R"({"OR":5})", "OR needs a list of filters, but is 5.");
}

void FilterTest::refuses()
{
    QFETCH(const QString, text);
    QFETCH(const QString, sentence);
    const Result<Filter> filter =
        parseFilter(*json::parse(text.toStdString()), m_model, otherModels());
    QVERIFY(!filter);
    QCOMPARE(QString::fromStdString(filter.error().message()), sentence);
    QCOMPARE(QString::fromStdString(filter.error().code),
             QStringLiteral("GGT_INVALID_QUERY_INPUT"));
}

void FilterTest::writesWhatItReads()
{
    QVERIFY(rc::check("parseFilter(filterToValue(f)) is f", [this] {
        const Filter filter = *anyFilter(3);
        const Result<Value> text = json::parse(json::write(filterToValue(filter)));
        RC_ASSERT(text.ok());
        const Result<Filter> again = parseFilter(*text, m_model, otherModels());
        RC_ASSERT(again.ok());
        // NOT and AND may be nested otherwise, so it is their text that is compared.
        RC_ASSERT(filterToValue(*again) ==
                  filterToValue(*parseFilter(filterToValue(*again), m_model, otherModels())));
        if (filter.kind == Filter::Kind::Compare)
            RC_ASSERT(*again == filter);
    }));
}

void FilterTest::refusesEndlessNesting()
{
    Value filter = ValueObject{};
    for (int i = 0; i < 500; ++i)
        filter = ValueObject{{"NOT", ValueList{std::move(filter)}}};
    const Result<Filter> result = parseFilter(filter, m_model, otherModels());
    QVERIFY(!result);
    QCOMPARE(QString::fromStdString(result.error().message()),
             QStringLiteral("A filter can be nested at most 64 levels deep."));
}

void FilterTest::sorts()
{
    const auto sort = [this](const char *text) { return parseSort(*json::parse(text), m_model); };
    QVERIFY(sort("null")->empty());
    QCOMPARE(*sort(R"({"price":"Descending"})"), (Sort{{"price", true}}));
    QCOMPARE(*sort(R"({"state":"Ascending","id":"Descending"})"),
             (Sort{{"state", false}, {"id", true}}));
    QCOMPARE(*sort(R"([{"title":"Ascending"},{"createdAt":"Descending"}])"),
             (Sort{{"title", false}, {"createdAt", true}}));
    QCOMPARE(*sort(R"({"length":"Descending"})"), (Sort{{"length", true}}));
    const SortKey nearest{.field = "like",
                          .descending = false,
                          .measure = SortMeasure::L2Distance,
                          .to = ValueList{1.0, 2.0}};
    QCOMPARE(*sort(R"({"like":{"l2DistanceTo":[1,2],"order":"Ascending"}})"), Sort{nearest});
    QCOMPARE(*sort(R"({"like":{"l2DistanceTo":[1,2]}})"), Sort{nearest});
    const char *both =
        R"([{"price":"Ascending"},{"like":{"cosineSimilarityTo":[0.5],"order":"Descending"}}])";
    QCOMPARE(written(sortToValue(*sort(both))), QString::fromUtf8(both));
}

void FilterTest::refusesSorts_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("sentence");
    const auto row = [](const char *name, const char *text, const char *sentence) {
        QTest::newRow(name) << QString::fromUtf8(text) << QString::fromUtf8(sentence);
    };
    row("a text", R"("title")",
        "A sort is an object such as {\"name\": \"Ascending\"}, not the text \"title\".");
    row("an order of its own", R"({"title":"asc"})",
        "The order of title must be \"Ascending\" or \"Descending\", but is the text \"asc\".");
    row("a list field", R"({"tags":"Ascending"})",
        "The field tags of post cannot be sorted by: it is a list.");
    row("JSON", R"({"extra":"Ascending"})",
        "The field extra of post cannot be sorted by: a json has no order.");
    row("a relationship", R"({"authorId":"Ascending"})",
        "The field author of post cannot be sorted by: it leads to other records, whose fields say "
        "their order.");
    row("a computed field that means nothing", R"({"broken":"Ascending"})",
        "The field broken of post cannot be sorted by: its expression is not understood; see the "
        "project's problems.");
    row("a vector by itself", R"({"like":"Ascending"})",
        "The vector like is sorted by {\"cosineSimilarityTo\": […], \"order\": \"Ascending\"} or "
        "l2DistanceTo, not by the text \"Ascending\".");
    row("a field that is not filterable", R"({"hidden":"Ascending"})",
        "The field hidden of post is not filterable, so it cannot be sorted by; switch that on in "
        "its settings.");
}

void FilterTest::refusesSorts()
{
    QFETCH(const QString, text);
    QFETCH(const QString, sentence);
    const Result<Sort> sort = parseSort(*json::parse(text.toStdString()), m_model);
    QVERIFY(!sort);
    QCOMPARE(QString::fromStdString(sort.error().message()), sentence);
}

QTEST_GUILESS_MAIN(FilterTest)
#include "FilterTest.moc"
