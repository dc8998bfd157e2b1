#include "core/base/Value.h"
#include "core/base/Clock.h"
#include "core/base/Ids.h"
#include "tests/support/FakeClock.h"
#include "tests/support/FakeRandom.h"

#include <QtTest>
#include <limits>
#include <set>

using namespace syncline;

namespace {

const double notANumber = std::numeric_limits<double>::quiet_NaN();

} // namespace

Q_DECLARE_METATYPE(syncline::Value)

class ValueTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void compares_data();
    void compares();
    void keepsEmptinessApart();
    void readsMembers();
    void keepsTheOrderOfKeys();
    void comparesObjectsOfManyKeys();
    void takesMembersWithRepeats();
    void readsIds_data();
    void readsIds();
    void makesRandomIds();
    void fakesTime();
};

void ValueTest::compares_data()
{
    QTest::addColumn<Value>("a");
    QTest::addColumn<Value>("b");
    QTest::addColumn<bool>("equal");
    QTest::addColumn<bool>("identical");

    const auto row = [](const char *name, const Value &a, const Value &b, bool equal,
                        bool identical) { QTest::newRow(name) << a << b << equal << identical; };
    row("null", nullptr, nullptr, true, true);
    row("null and false", nullptr, false, false, false);
    row("0 and false", 0, false, false, false);
    row("0 and empty text", 0, "", false, false);
    row("1 and 1.0", 1, 1.0, true, false);
    row("0.0 and -0.0", 0.0, -0.0, true, false);
    row("0 and -0.0", 0, -0.0, true, false);
    row("NaN", notANumber, notANumber, true, true);
    row("NaN and 0", notANumber, 0, false, false);
    row("2^53 and its double", std::int64_t(1) << 53, 9007199254740992.0, true, false);
    row("2^53+1 and the double of 2^53", (std::int64_t(1) << 53) + 1, 9007199254740992.0, false,
        false);
    row("2^63-1 and 2^63", std::numeric_limits<std::int64_t>::max(), 0x1p63, false, false);
    row("-2^63 and its double", std::numeric_limits<std::int64_t>::min(), -0x1p63, true, false);
    row("1 and infinity", 1, std::numeric_limits<double>::infinity(), false, false);
    row("1.5 and 1", 1.5, 1, false, false);
    row("texts", "a", "a", true, true);
    row("texts with NUL", std::string("a\0b", 3), std::string("a\0c", 3), false, false);
    row("a date and its text", Date{0}, "1970-01-01", false, false);
    row("a date and an instant", Date{0}, DateTime{0}, false, false);
    row("lists", ValueList{1, "a"}, ValueList{1.0, "a"}, true, false);
    row("lists of other lengths", ValueList{1}, ValueList{1, 2}, false, false);
    row("objects in another order", ValueObject{{"a", 1}, {"b", 2}},
        ValueObject{{"b", 2}, {"a", 1}}, true, false);
    row("objects with other keys", ValueObject{{"a", 1}}, ValueObject{{"b", 1}}, false, false);
    row("a key with null and none", ValueObject{{"a", nullptr}}, ValueObject{}, false, false);
}

void ValueTest::compares()
{
    QFETCH(const Value, a);
    QFETCH(const Value, b);
    QFETCH(const bool, equal);
    QFETCH(const bool, identical);
    QCOMPARE(a == b, equal);
    QCOMPARE(b == a, equal);
    QCOMPARE(a.identicalTo(b), identical);
    QCOMPARE(b.identicalTo(a), identical);
    QVERIFY(a == a && a.identicalTo(a));
}

void ValueTest::keepsEmptinessApart()
{
    const std::vector<Value> empties{nullptr, false, 0, "", ValueList{}, ValueObject{}};
    for (std::size_t i = 0; i < empties.size(); ++i) {
        for (std::size_t j = 0; j < empties.size(); ++j)
            QCOMPARE(empties[i] == empties[j], i == j);
    }
}

void ValueTest::readsMembers()
{
    const Value value =
        ValueObject{{"text", "x"}, {"count", 3}, {"on", true}, {"in", ValueObject{{"y", 1}}}};
    QCOMPARE(value["text"].stringOr(), std::string("x"));
    QCOMPARE(value["nope"].stringOr("other"), std::string("other"));
    QCOMPARE(value["count"].intOr(), 3);
    QCOMPARE(value["count"].asDouble(), 3.0);
    QCOMPARE(value["text"].intOr(7), 7);
    QVERIFY(value["on"].boolOr());
    QCOMPARE(value["in"]["y"].intOr(), 1);
    QVERIFY(value["text"]["y"].isNull());
    QCOMPARE(Value(DateTime{}).kindName(), std::string_view("date-time"));
}

void ValueTest::keepsTheOrderOfKeys()
{
    ValueObject object{{"b", 1}, {"a", 2}};
    object.set("c", 3);
    object.set("b", 4);
    std::string keys;
    for (const auto &[key, value] : object)
        keys += key + std::to_string(value.asInt());
    QCOMPARE(keys, std::string("b4a2c3"));
    QVERIFY(object.remove("a"));
    QVERIFY(!object.remove("a"));
    QVERIFY(!object.contains("a"));
    QVERIFY(object.at("a").isNull());
    QCOMPARE(object.size(), std::size_t(2));
}

void ValueTest::comparesObjectsOfManyKeys()
{
    ValueObject forward;
    ValueObject backward;
    constexpr int count = 20'000;
    for (int i = 0; i < count; ++i) {
        forward.append(std::to_string(i), i);
        backward.append(std::to_string(count - 1 - i), count - 1 - i);
    }
    QVERIFY(Value(forward) == Value(backward));
    *backward.find("77") = 78;
    QVERIFY(!(Value(forward) == Value(backward)));
}

void ValueTest::takesMembersWithRepeats()
{
    const ValueObject object =
        ValueObject::fromMembers({{"a", 1}, {"b", 2}, {"a", 3}, {"c", 4}, {"b", 5}, {"a", 6}});
    QVERIFY(Value(object).identicalTo(ValueObject{{"a", 6}, {"b", 5}, {"c", 4}}));
    QVERIFY(ValueObject::fromMembers({}).empty());
}

void ValueTest::readsIds_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<qint64>("id");
    QTest::newRow("a number") << "12" << qint64(12);
    QTest::newRow("the largest") << "9223372036854775807" << std::numeric_limits<qint64>::max();
    QTest::newRow("too large") << "9223372036854775808" << qint64(0);
    for (const char *text : {"", "0", "-1", "+1", "007", " 1", "1 ", "1.0", "abc", "１"})
        QTest::addRow("\"%s\" is none", text) << QString::fromUtf8(text) << qint64(0);
}

void ValueTest::readsIds()
{
    QFETCH(const QString, text);
    QFETCH(const qint64, id);
    QCOMPARE(idFromText(text.toStdString()), id);
    if (id != 0)
        QCOMPARE(toText(RecordId{id}), text.toStdString());
}

void ValueTest::makesRandomIds()
{
    SystemRandom random;
    std::set<std::string> seen;
    const QRegularExpression form(
        QStringLiteral("^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$"));
    for (int i = 0; i < 1000; ++i) {
        const std::string id = random.uuid();
        QVERIFY(form.match(QString::fromStdString(id)).hasMatch());
        QVERIFY(seen.insert(id).second);
        const double real = random.real();
        QVERIFY(real >= 0 && real < 1);
    }
    test::FakeRandom one;
    test::FakeRandom same;
    test::FakeRandom other(2);
    QCOMPARE(one.uuid(), same.uuid());
    QVERIFY(one.uuid() != other.uuid());
}

void ValueTest::fakesTime()
{
    test::FakeClock clock;
    const DateTime start = clock.now();
    const auto steady = clock.steady();
    clock.advance(std::chrono::seconds(2));
    QCOMPARE(clock.now().ms - start.ms, 2000);
    clock.setNow(start);
    QCOMPARE(clock.now().ms, start.ms);
    QVERIFY(clock.steady() - steady == std::chrono::seconds(2));

    const SystemClock real;
    QVERIFY(real.now().ms > start.ms);
    const auto earlier = real.steady();
    QVERIFY(earlier <= real.steady());
}

QTEST_GUILESS_MAIN(ValueTest)
#include "ValueTest.moc"
