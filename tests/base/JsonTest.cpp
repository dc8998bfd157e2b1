#include "core/base/Json.h"
#include "core/base/JsonWriter.h"
#include "core/base/TextSafe.h"

#include <QtTest>
#include <bit>
#include <limits>
#include <optional>
#include <thread>
#include <vector>

using namespace syncline;

namespace {

std::string repeated(std::string_view text, std::size_t count)
{
    std::string out;
    for (std::size_t i = 0; i < count; ++i)
        out += text;
    return out;
}

QString qstring(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

} // namespace

class JsonTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void reads_data();
    void reads();
    void readsBitsExactly();
    void refuses_data();
    void refuses();
    void writes_data();
    void writes();
    void writesIndented();
    void streams();
    void stopsAtTheDeepestLevel();
    void finishesObjectsOfManyKeys();
    void locates_data();
    void locates();
    void handlesWalk();
    void handlesHoldValues();
    void handlesAreEmptyByDefault();
    void handlesShareNoMemory();
    void handlesOutliveTheirThread();
    void handlesFallBackWhereTheTapeWouldDiffer_data();
    void handlesFallBackWhereTheTapeWouldDiffer();
};

void JsonTest::reads_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("canonical");

    const auto row = [](const char *name, const std::string &text, const std::string &canonical) {
        QTest::newRow(name) << QByteArray::fromStdString(text)
                            << QByteArray::fromStdString(canonical);
    };
    row("null", "null", "null");
    row("true, with spaces", " \t\r\n true ", "true");
    row("an empty list", "[ ]", "[]");
    row("an empty object", "{ }", "{}");
    row("keys keep their order", R"({"b":1,"a":2})", R"({"b":1,"a":2})");
    row("the last of a repeated key wins", R"({"a":1,"b":2,"a":3,"a":4})", R"({"a":4,"b":2})");
    row("a key repeated through an escape", R"({"a":1,"\u0061":2})", R"({"a":2})");
    row("2^53+1", "9007199254740993", "9007199254740993");
    row("the largest int64", "9223372036854775807", "9223372036854775807");
    row("the smallest int64", "-9223372036854775808", "-9223372036854775808");
    row("2^63 is a double", "9223372036854775808", "9.223372036854776e+18");
    row("more digits than 64 bits", "12345678901234567890123", "1.2345678901234568e+22");
    row("1.0 stays a double", "1.0", "1.0");
    row("-0 keeps its sign", "[-0,-0.0,0]", "[-0.0,-0.0,0]");
    row("-0 in an object", R"({"a":-0})", R"({"a":-0.0})");
    row("what looks like -0", R"(["2024-01-01",":-0,",-0.5,1e-06])",
        R"(["2024-01-01",":-0,",-0.5,1e-06])");
    row("an exponent", "[1E2,1e+2,100e-2]", "[100.0,100.0,1.0]");
    row("a number next to nothing", "[1e-400,-1e-400,0e999]", "[0.0,-0.0,0.0]");
    row("a number of many digits", "0." + repeated("0", 400) + "1e401", "1.0");
    row("escapes", R"(["\"\\\/\b\f\n\r\t\u0041\u00e9"])", "[\"\\\"\\\\/\\b\\f\\n\\r\\tAé\"]");
    row("NUL", R"("a\u0000b")", R"("a\u0000b")");
    row("a pair of surrogates", R"("\ud83d\ude00")", "\"😀\"");
    row("half a pair", R"(["\ud83d","\ude00x","\ud83d\u0041","\ud83d\ud83d\ude00"])",
        "[\"\uFFFD\",\"\uFFFDx\",\"\uFFFDA\",\"\uFFFD😀\"]");
    row("a byte order mark", "\xEF\xBB\xBF[1]", "[1]");
    row("DEL", "\"\x7F\"", "\"\x7F\"");
    row("deep", repeated("[", json::maxDepth) + repeated("]", json::maxDepth),
        repeated("[", json::maxDepth) + repeated("]", json::maxDepth));
    row("deep around a value", repeated("[", json::maxDepth) + "1" + repeated("]", json::maxDepth),
        repeated("[", json::maxDepth) + "1" + repeated("]", json::maxDepth));
}

void JsonTest::reads()
{
    QFETCH(const QByteArray, text);
    QFETCH(const QByteArray, canonical);
    const Result<Value> value = json::parse(text.toStdString());
    QVERIFY2(value, value ? "" : value.error().describe().c_str());
    QCOMPARE(QByteArray::fromStdString(json::write(*value)), canonical);

    const Result<json::Handle> handle = json::Handle::parse(text.toStdString());
    QVERIFY(handle);
    QVERIFY(handle->toValue().identicalTo(*value));
    QCOMPARE(QByteArray::fromStdString(handle->toJson()), canonical);
}

void JsonTest::readsBitsExactly()
{
    for (const double number :
         {0.1, 1.0 / 3.0, 5e-324, 2.2250738585072011e-308, 1.7976931348623157e308,
          9007199254740992.0, 1e17, 1e16, 1e-5, 9.9e-6, -123456.789}) {
        const std::string text = json::write(number);
        QVERIFY(text.find_first_of(".e") != std::string::npos);
        QCOMPARE(std::bit_cast<quint64>(json::parse(text)->asDouble()),
                 std::bit_cast<quint64>(number));
    }
    QCOMPARE(json::write(100000.0), std::string("100000.0"));
    QCOMPARE(json::write(std::numeric_limits<double>::quiet_NaN()), std::string("null"));
    QCOMPARE(json::write(-std::numeric_limits<double>::infinity()), std::string("null"));
}

void JsonTest::refuses_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("place");
    QTest::addColumn<QString>("reason");

    const auto row = [](const char *name, const std::string &text, const char *place,
                        const char *reason) {
        QTest::newRow(name) << QByteArray::fromStdString(text) << QString::fromUtf8(place)
                            << QString::fromUtf8(reason);
    };
    row("nothing", "", "1:1", "expected a value, but found the end of the text");
    row("spaces", " \n ", "2:2", "expected a value, but found the end of the text");
    row("two values", "1 2", "1:3", "expected the end of the text, but found '2'");
    row("a web page", "<!DOCTYPE html>", "1:1", "it looks like HTML or XML");
    row("a word", "[undefined]", "1:2", "expected a value, but found 'undefined'");
    row("another spelling", "True", "1:1", "expected a value, but found 'True'");
    row("a longer word", "nulls", "1:1", "expected a value, but found 'nulls'");
    row("NaN", "NaN", "1:1", "expected a value, but found 'NaN'");
    row("a comma at the end of a list", "[1,]", "1:4", "expected a value, but found ']'");
    row("a comma at the end of an object", "{\"a\":1,}", "1:8",
        "expected a key in double quotes, but found '}'");
    row("a comma alone", "[,1]", "1:2", "expected a value, but found ','");
    row("no comma", "[\n  1\n  2\n]", "3:3", "expected ',' or ']', but found '2'");
    row("no comma between members", "{\"é\": 1 \"b\": 2}", "1:9",
        "expected ',' or '}', but found '\"'");
    row("no colon", "{\"a\" 1}", "1:6", "expected ':', but found '1'");
    row("a bare key", "{a:1}", "1:2", "expected a key in double quotes, or '}', but found 'a'");
    row("single quotes", "['a']", "1:2", "expected a value, but found '''");
    row("a comment", "// x", "1:1", "expected a value, but found '/'");
    row("an open list", "[1", "1:3", "expected ',' or ']', but found the end of the text");
    row("an open object", "{\"a\":{}", "1:8", "expected ',' or '}', but found the end of the text");
    row("the wrong bracket", "[1}", "1:3", "expected ',' or ']', but found '}'");
    row("an open string", "[\"ab", "1:2", "a string has no closing quote");
    row("a line break in a string", "\"a\nb\"", "1:3",
        "in a string the control character U+000A must be written as an escape");
    row("NUL in a string", std::string("\"\0\"", 3), "1:2",
        "in a string the control character U+0000 must be written as an escape");
    row("an unknown escape", R"("\x41")", "1:2", "\\ is followed by 'x41', which is no escape");
    row("a broken \\u", R"("\u12g4")", "1:2", "\\u needs four hexadecimal digits");
    row("a \\u with a sign", R"("\u-123")", "1:2", "\\u needs four hexadecimal digits");
    row("a \\u at the end", R"("\u12)", "1:2", "\\u needs four hexadecimal digits");
    row("Latin-1", "\"caf\xE9\"", "1:5", "the text is not UTF-8 (the byte 0xE9)");
    row("a surrogate in UTF-8", "\"\xED\xA0\x80\"", "1:2", "the text is not UTF-8 (the byte 0xED)");
    row("an overlong form", "\"\xC0\x80\"", "1:2", "the text is not UTF-8 (the byte 0xC0)");
    row("a sign alone", "-", "1:2", "expected a digit, but found the end of the text");
    row("a plus", "+1", "1:1", "expected a value, but found '+'");
    row("a leading zero", "[01]", "1:2", "a number cannot begin with 0 and go on with digits");
    row("a point without digits", "1.", "1:3", "expected a digit, but found the end of the text");
    row("a point at the start", ".5", "1:1", "expected a value, but found '.'");
    row("an exponent without digits", "1e+", "1:4",
        "expected a digit, but found the end of the text");
    row("hexadecimal", "0x10", "1:2", "expected the end of the text, but found 'x10'");
    row("1e400", "[1, 1e400]", "1:5", "a number is too large (at most ±1.797e308)");
    row("many digits", repeated("9", 400), "1:1", "a number is too large (at most ±1.797e308)");
    row("a huge exponent", "1e99999999999999999999", "1:1",
        "a number is too large (at most ±1.797e308)");
    row("too deep", repeated("[", json::maxDepth + 1) + repeated("]", json::maxDepth + 1), "1:1101",
        "it is nested deeper than 1100 levels");
    row("endless brackets", repeated("[", 1'000'000), "1:1101",
        "it is nested deeper than 1100 levels");
    row("endless objects", repeated("{\"a\":", 300'000), "1:5501",
        "it is nested deeper than 1100 levels");
    row("a form feed", "[1\f]", "1:3",
        "expected ',' or ']', but found the control character U+000C");
}

void JsonTest::refuses()
{
    QFETCH(const QByteArray, text);
    QFETCH(const QString, place);
    QFETCH(const QString, reason);
    const Result<Value> value = json::parse(text.toStdString());
    QVERIFY(!value);
    QCOMPARE(qstring(value.error().code), QStringLiteral("SYNC_BAD_JSON"));
    QCOMPARE(qstring(value.error().message()),
             QString(u"This is not valid JSON: " + reason + u'.'));
    QCOMPARE(qstring(value.error().place), place);

    const Result<json::Handle> handle = json::Handle::parse(text.toStdString());
    QVERIFY(!handle);
    QCOMPARE(qstring(handle.error().describe()), qstring(value.error().describe()));
}

void JsonTest::writes_data()
{
    QTest::addColumn<QString>("expected");
    QTest::addColumn<std::function<Value()>>("make");

    const auto row = [](const char *name, const char *expected, std::function<Value()> make) {
        QTest::newRow(name) << QString::fromUtf8(expected) << std::move(make);
    };
    row("a date", "\"2024-02-29\"", [] { return Value(Date{19782}); });
    row("an instant", "\"1970-01-01T00:00:00.001Z\"", [] { return Value(DateTime{1}); });
    row("control characters", R"("\u0000\u001f\b\t\n\f\r")",
        [] { return Value(std::string("\0\x1F\b\t\n\f\r", 7)); });
    row("quotes, backslashes, slashes", R"("\"\\/")", [] { return Value("\"\\/"); });
    row("invalid UTF-8 between good", "\"a\uFFFDé\uFFFD\uFFFDb\"",
        [] { return Value("a\xFF\xC3\xA9\xE2\x82\xF0\x62"); });
    row("a key to escape", R"({"a\"b":1})", [] { return Value(ValueObject{{"a\"b", 1}}); });
    row("nested", R"([[],{},[{"a":null}],false])", [] {
        return Value(
            ValueList{ValueList{}, ValueObject{}, ValueList{ValueObject{{"a", nullptr}}}, false});
    });
}

void JsonTest::writes()
{
    QFETCH(const QString, expected);
    QFETCH(const std::function<Value()>, make);
    QCOMPARE(qstring(json::write(make())), expected);
}

void JsonTest::writesIndented()
{
    const Value value = *json::parse(R"({"a":[1,{}],"b":{"c":[]},"d":"x"})");
    const std::string text = json::write(value, json::Layout::Indented);
    QCOMPARE(qstring(text),
             QStringLiteral("{\n  \"a\": [\n    1,\n    {}\n  ],\n  \"b\": {\n    \"c\": []\n"
                            "  },\n  \"d\": \"x\"\n}"));
    QVERIFY(json::parse(text)->identicalTo(value));
}

void JsonTest::streams()
{
    std::string out = ">";
    json::Writer writer(out);
    writer.beginList();
    writer.value(ValueObject{{"a", 1}});
    writer.beginObject();
    writer.key("n");
    writer.integer(std::uint64_t(18446744073709551615ULL));
    writer.key("b");
    writer.boolean(true);
    writer.endObject();
    QCOMPARE(writer.depth(), std::size_t(1));
    writer.endList();
    QCOMPARE(out, std::string(R"(>[{"a":1},{"n":18446744073709551615,"b":true}])"));
}

void JsonTest::stopsAtTheDeepestLevel()
{
    Value value = ValueList{};
    for (std::size_t i = 0; i < json::maxDepth + 5; ++i)
        value = ValueList{std::move(value)};
    const std::string text = json::write(value);
    QCOMPARE(text, repeated("[", json::maxDepth) + "null" + repeated("]", json::maxDepth));
    QVERIFY(json::parse(text));
}

void JsonTest::finishesObjectsOfManyKeys()
{
    std::string text = "{";
    for (int i = 0; i < 20'000; ++i)
        text += "\"key" + std::to_string(i) + "\":" + std::to_string(i) + ",";
    text += "\"key7\":true}";
    const Result<Value> value = json::parse(text);
    QCOMPARE(value->asObject().size(), std::size_t(20'000));
    QCOMPARE((*value)["key7"].boolOr(), true);
    const Result<json::Handle> handle = json::Handle::parse(text);
    QVERIFY(handle->toValue().identicalTo(*value));
}

void JsonTest::locates_data()
{
    QTest::addColumn<QString>("pointer");
    QTest::addColumn<QString>("place");
    QTest::newRow("the whole") << ""
                               << "1:1";
    QTest::newRow("a member") << "/name"
                              << "2:11";
    QTest::newRow("an item") << "/fields/1"
                             << "5:5";
    QTest::newRow("behind a character of two bytes") << "/fields/1/name"
                                                     << "5:23";
    QTest::newRow("the last of a repeated key") << "/twice"
                                                << "8:12";
    QTest::newRow("an escaped key") << "/a~1b~0c"
                                    << "9:14";
    QTest::newRow("nothing there: the nearest above") << "/fields/1/nope/deeper"
                                                      << "5:5";
    QTest::newRow("no such item") << "/fields/9"
                                  << "3:13";
    QTest::newRow("no index") << "/fields/x"
                              << "3:13";
    QTest::newRow("into a scalar") << "/name/x"
                                   << "2:11";
}

void JsonTest::locates()
{
    const std::string text = "{\n"
                             "  \"name\": \"é\",\n"
                             "  \"fields\": [\n"
                             "    { \"name\": \"a\" },\n"
                             "    { \"é\": 1, \"name\": \"b\" }\n"
                             "  ],\n"
                             "  \"twice\": 1,\n"
                             "  \"twice\": 2,\n"
                             "  \"a/b~c\"  : [ ]\n"
                             "}\n";
    QFETCH(const QString, pointer);
    QFETCH(const QString, place);
    const json::Place found = json::locate(text, pointer.toStdString());
    const QString got = QString::number(found.line) + u':' + QString::number(found.column);
    QCOMPARE(got, place);
}

void JsonTest::handlesWalk()
{
    const auto handle =
        json::Handle::parse(R"({"data":{"items":[{"id":1},{"id":2,"x":[true]}]},"n":null})");
    QVERIFY(handle);
    QVERIFY(handle->nativeElement() != nullptr);
    QVERIFY(handle->value() == nullptr);
    QCOMPARE(handle->kind(), Value::Kind::Object);
    QCOMPARE(handle->size(), std::size_t(2));
    const auto items = handle->path("data.items");
    QCOMPARE(items->kind(), Value::Kind::List);
    QCOMPARE(items->size(), std::size_t(2));
    QCOMPARE(items->item(1)->toJson(), std::string(R"({"id":2,"x":[true]})"));
    QVERIFY(!items->item(2));
    QVERIFY(!items->member("id"));
    QVERIFY(!handle->member("nope"));
    QVERIFY(!handle->path("data.nope.deeper"));
    QVERIFY(!handle->item(0));
    QCOMPARE(handle->path("")->kind(), Value::Kind::Object);
    QCOMPARE(handle->member("n")->kind(), Value::Kind::Null);

    std::vector<std::int64_t> ids;
    items->eachItem([&ids](const json::Handle &item) {
        ids.push_back(item.member("id")->toValue().asInt());
        return ids.size() < 2;
    });
    QCOMPARE(ids, (std::vector<std::int64_t>{1, 2}));
    std::vector<std::string> keys;
    handle->eachMember([&keys](std::string_view key, const json::Handle &) {
        keys.emplace_back(key);
        return false;
    });
    QCOMPARE(keys, std::vector<std::string>{"data"});

    std::optional<json::Handle> kept = items->item(0);
    {
        const auto other = json::Handle::parse("[1]");
        kept = other->item(0);
    }
    QCOMPARE(kept->toValue().asInt(), 1); // a part keeps the whole alive
}

void JsonTest::handlesHoldValues()
{
    const auto handle =
        json::Handle::fromValue(ValueObject{{"a", ValueList{1, Date{0}}}, {"b", "x"}});
    QVERIFY(handle.nativeElement() == nullptr);
    QCOMPARE(handle.size(), std::size_t(2));
    QCOMPARE(handle.path("a")->item(1)->kind(), Value::Kind::Date);
    QVERIFY(!handle.path("a")->item(2));
    QVERIFY(!handle.member("c"));
    QVERIFY(handle.member("b")->value()->asString() == "x");
    int members = 0;
    handle.eachMember([&members](std::string_view, const json::Handle &) { return ++members < 5; });
    QCOMPARE(members, 2);
    int items = 0;
    handle.member("a")->eachItem([&items](const json::Handle &) { return ++items < 1; });
    QCOMPARE(items, 1);
    QCOMPARE(handle.toJson(), std::string(R"({"a":[1,"1970-01-01"],"b":"x"})"));
}

void JsonTest::handlesAreEmptyByDefault()
{
    const json::Handle handle;
    QVERIFY(!handle.valid());
    QCOMPARE(handle.kind(), Value::Kind::Null);
    QCOMPARE(handle.size(), std::size_t(0));
    QVERIFY(!handle.member("a"));
    QVERIFY(!handle.path(""));
    QVERIFY(handle.toValue().isNull());
    QCOMPARE(handle.toJson(), std::string("null"));
}

void JsonTest::handlesShareNoMemory()
{
    const auto page = [](std::size_t size, char letter) {
        return "[\"" + std::string(size, letter) + "\",{\"a\":[1,2]}]";
    };
    std::vector<std::pair<json::Handle, std::string>> kept;
    for (int round = 0; round < 200; ++round) {
        // Sizes below and above of what a thread keeps memory for.
        const std::size_t size = round % 50 == 0 ? (1U << 20U) + 1 : std::size_t(1) << (round % 17);
        std::string text = page(size, static_cast<char>('a' + round % 26));
        const auto handle = json::Handle::parse(text);
        QVERIFY(handle && handle->nativeElement() != nullptr);
        if (round % 3 == 0)
            kept.emplace_back(*handle, std::move(text));
    }
    for (const auto &[handle, text] : kept)
        QVERIFY(handle.toJson() == text);
}

void JsonTest::handlesOutliveTheirThread()
{
    std::optional<json::Handle> handle;
    std::thread([&handle] {
        thread_local std::optional<json::Handle> last; // dies with the thread, after others
        last = json::Handle::parse("[1,2]").value();
        handle = json::Handle::parse("{\"a\":[1,2]}").value();
    }).join();
    QCOMPARE(handle->toJson(), std::string("{\"a\":[1,2]}"));
    handle.reset();
    QVERIFY(json::Handle::parse("[3]"));
}

void JsonTest::handlesFallBackWhereTheTapeWouldDiffer_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<bool>("native");
    QTest::newRow("plain") << QByteArray(R"({"a":1,"b":"-0","c":-0.5})") << true;
    QTest::newRow("2^63") << QByteArray("[9223372036854775808]") << true;
    QTest::newRow("beyond 64 bits") << QByteArray("[123456789012345678901]") << false;
    QTest::newRow("a byte order mark") << QByteArray("\xEF\xBB\xBF[1]") << true;
    QTest::newRow("-0") << QByteArray("[ -0 ]") << false;
    QTest::newRow("a repeated key, deep inside") << QByteArray(R"([{"x":{"a":1,"a":2}}])") << false;
    QTest::newRow("half a surrogate pair") << QByteArray(R"(["\ud800"])") << false;
    QByteArray wide = "{";
    for (int i = 0; i < 500; ++i)
        wide += "\"key" + QByteArray::number(i) + "\":1,";
    QTest::newRow("many keys, none repeated") << QByteArray(wide + "\"last\":1}") << true;
    QTest::newRow("keys with the same ends")
        << QByteArray(
               R"({"attribute_0001_value_x":1,"attribute_0002_value_x":2,"attribute_0003_value_x":3})")
        << true;
    QTest::newRow("the key of a repeated object's member")
        << QByteArray(R"([{"a":{"a":"a"}},{"a":["a","a"]}])") << true;
    QTest::newRow("like the object before, and a key more")
        << QByteArray(R"([{"a":1,"b":2},{"a":1,"b":2,"c":3},{"a":1},{"b":1,"a":2}])") << true;
    QTest::newRow("like the object before, and a key of it again")
        << QByteArray(R"([{"a":1,"b":2},{"a":1,"b":2,"a":3}])") << false;
    QTest::newRow("like the beginning of the object before, and a key again")
        << QByteArray(R"([{"a":1,"b":2,"c":3},{"a":1,"b":2,"b":3}])") << false;
    QTest::newRow("objects within that repeat the keys around them")
        << QByteArray(R"([{"a":{"a":1,"b":{"a":2}}},{"a":{"a":1,"b":{"a":2}}}])") << true;
    QTest::newRow("a repeated key within an object like the one before")
        << QByteArray(R"([{"a":{"b":1}},{"a":{"b":1,"b":2}}])") << false;
    QTest::newRow("many keys, one repeated") << QByteArray(wide + "\"key250\":1}") << false;
}

void JsonTest::handlesFallBackWhereTheTapeWouldDiffer()
{
    QFETCH(const QByteArray, text);
    QFETCH(const bool, native);
    const auto handle = json::Handle::parse(text.toStdString());
    QVERIFY(handle);
    QCOMPARE(handle->nativeElement() != nullptr, native);
    QCOMPARE(handle->value() != nullptr, !native);
    QVERIFY(handle->toValue().identicalTo(*json::parse(text.toStdString())));
}

QTEST_GUILESS_MAIN(JsonTest)
#include "JsonTest.moc"
