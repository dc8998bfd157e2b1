#include "core/base/Json.h"
#include "core/base/Time.h"
#include "core/model/ModelDef.h"

#include <QtTest>
#include <limits>
#include <string>

using namespace syncline;

namespace {

FieldDef makeField(FieldType type)
{
    FieldDef field;
    field.name = "it";
    field.type = type;
    return field;
}

FieldDef makeEnum()
{
    FieldDef field = makeField(FieldType::Enum);
    field.options = {{"red", "Red", ""}, {"green", "", "#00ff00"}};
    return field;
}

FieldDef makeList(FieldDef field)
{
    field.list = true;
    return field;
}

FieldDef makeWhole()
{
    FieldDef field = makeField(FieldType::Number);
    field.integer = true;
    return field;
}

FieldDef makeObject()
{
    FieldDef amount = makeField(FieldType::Number);
    amount.name = "amount";
    amount.required = true;
    FieldDef day = makeField(FieldType::Date);
    day.name = "day";
    FieldDef object = makeField(FieldType::Object);
    object.fields = {amount, day};
    return object;
}

FieldDef makeUnlistedEnum()
{
    FieldDef field = makeEnum();
    field.allowUnlisted = true;
    return field;
}

std::string nested(std::size_t depth)
{
    return std::string(depth, '[') + std::string(depth, ']');
}

Date day(std::string_view text)
{
    return *iso::parseDate(text);
}

DateTime instant(std::string_view text)
{
    return *iso::parseDateTime(text);
}

const auto strict = Coercion::Strict;
const auto lenient = Coercion::Lenient;
const double infinity = std::numeric_limits<double>::infinity();
const double notANumber = std::numeric_limits<double>::quiet_NaN();

} // namespace

Q_DECLARE_METATYPE(syncline::FieldDef)
Q_DECLARE_METATYPE(syncline::Value)
Q_DECLARE_METATYPE(syncline::Coercion)

class CoerceTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void keeps_data();
    void keeps();
    void changes_data();
    void changes();
    void refuses_data();
    void refuses();
    void everyTypeHasAName();
};

void CoerceTest::keeps_data()
{
    QTest::addColumn<FieldDef>("field");
    QTest::addColumn<Value>("value");

    const auto row = [](const char *name, const FieldDef &field, const Value &value) {
        QTest::newRow(name) << field << value;
    };
    row("null in any field", makeWhole(), nullptr);
    row("an empty text is not null", makeField(FieldType::String), "");
    row("a text with NUL", makeField(FieldType::String), std::string("a\0b", 3));
    row("emoji and combining marks", makeField(FieldType::String), "👩‍🚀 e\u0301");
    row("a text of spaces", makeField(FieldType::String), "  x  ");
    row("zero", makeField(FieldType::Number), 0);
    row("2^53+1", makeField(FieldType::Number), std::int64_t(9007199254740993));
    row("the smallest int64", makeWhole(), std::numeric_limits<std::int64_t>::min());
    row("1e308", makeField(FieldType::Number), 1e308);
    row("-0.0", makeField(FieldType::Number), -0.0);
    row("a double that is whole", makeField(FieldType::Number), 2.0);
    row("false", makeField(FieldType::Boolean), false);
    row("a date", makeField(FieldType::Date), day("2024-02-29"));
    row("a date before 1970", makeField(FieldType::Date), day("0001-01-01"));
    row("an instant", makeField(FieldType::DateTime), instant("9999-12-31T23:59:59.999Z"));
    row("an option", makeEnum(), "green");
    row("an unlisted option where that is allowed", makeUnlistedEnum(), "blue");
    row("an address", makeField(FieldType::Email), "ann.o'neil+x@mail.example.com");
    row("an address with letters beyond ASCII", makeField(FieldType::Email), "jörg@müller.de");
    row("a URL", makeField(FieldType::Url), "https://user@example.com:8080/a?b=c#d");
    row("a URL of another scheme", makeField(FieldType::Url), "mailto:a@b.c");
    row("a short color", makeField(FieldType::Color), "#fA0");
    row("a color with alpha", makeField(FieldType::Color), "#11223344");
    row("any JSON", makeField(FieldType::Json),
        ValueObject{{"b", ValueList{1, nullptr, 2.5}}, {"a", ""}});
    row("JSON false", makeField(FieldType::Json), false);
    row("JSON of 1000 levels", makeField(FieldType::Json), *json::parse(nested(1000)));
    row("an id", makeField(FieldType::BelongsTo), "12");
    row("an empty list", makeList(makeField(FieldType::Number)), ValueList{});
    row("a list with a gap", makeList(makeField(FieldType::Number)), ValueList{1, nullptr, 2.5});
    row("a list of options", makeList(makeEnum()), ValueList{"red", "red"});
}

void CoerceTest::keeps()
{
    QFETCH(const FieldDef, field);
    QFETCH(const Value, value);
    for (const Coercion mode : {strict, lenient}) {
        const Result<Value> result = coerce(field, value, mode);
        QVERIFY2(result, result ? "" : result.error().message().c_str());
        QVERIFY(result->identicalTo(value));
    }
}

void CoerceTest::changes_data()
{
    QTest::addColumn<FieldDef>("field");
    QTest::addColumn<Value>("value");
    QTest::addColumn<Value>("expected");
    QTest::addColumn<Coercion>("mode");

    const auto row = [](const char *name, const FieldDef &field, const Value &value,
                        const Value &expected, Coercion mode) {
        QTest::newRow(name) << field << value << expected << mode;
    };
    row("a number of a source to text", makeField(FieldType::String), 12, "12", lenient);
    row("a fraction of a source to text", makeField(FieldType::String), 1.5, "1.5", lenient);
    row("a whole double in a whole-number field", makeWhole(), 2.0, 2, strict);
    row("date text", makeField(FieldType::Date), "2024-02-29", day("2024-02-29"), strict);
    row("midnight in a date field", makeField(FieldType::Date), "2024-02-29T00:00:00Z",
        day("2024-02-29"), strict);
    row("a source's time of day is cut", makeField(FieldType::Date), "1969-12-31T23:00:00Z",
        day("1969-12-31"), lenient);
    row("a time with a zone", makeField(FieldType::DateTime), "2024-01-01T01:00:00+01:00",
        instant("2024-01-01"), strict);
    row("a date in a time field", makeField(FieldType::DateTime), day("2024-01-01"),
        instant("2024-01-01"), strict);
    row("a source's empty address stays empty", makeField(FieldType::Email), "", "", lenient);
    row("a source's empty URL stays empty", makeField(FieldType::Url), "", "", lenient);
    row("a source's empty color stays empty", makeField(FieldType::Color), "", "", lenient);
    row("an id as a number", makeField(FieldType::BelongsTo), 12, "12", strict);
    row("an id as a link", makeField(FieldType::BelongsTo), ValueObject{{"_link", "12"}}, "12",
        strict);
    row("a link to nothing", makeField(FieldType::BelongsTo), ValueObject{{"_link", nullptr}},
        nullptr, strict);
    row("dates inside JSON are texts", makeField(FieldType::Json),
        ValueList{day("2024-02-29"), instant("2024-01-01")},
        ValueList{"2024-02-29", "2024-01-01T00:00:00.000Z"}, strict);
    row("members in their declared order", makeObject(),
        ValueObject{{"day", "2024-02-29"}, {"amount", 5}},
        ValueObject{{"amount", 5}, {"day", day("2024-02-29")}}, strict);
    row("unknown members of a source are dropped", makeObject(),
        ValueObject{{"amount", 5}, {"x", 1}}, ValueObject{{"amount", 5}}, lenient);
    row("objects in a list", makeList(makeObject()),
        ValueList{ValueObject{{"amount", 1}, {"day", nullptr}}},
        ValueList{ValueObject{{"amount", 1}, {"day", nullptr}}}, strict);
}

void CoerceTest::changes()
{
    QFETCH(const FieldDef, field);
    QFETCH(const Value, value);
    QFETCH(const Value, expected);
    QFETCH(const Coercion, mode);
    const Result<Value> result = coerce(field, value, mode);
    QVERIFY2(result, result ? "" : result.error().message().c_str());
    QCOMPARE(QString::fromStdString(json::write(*result)),
             QString::fromStdString(json::write(expected)));
    QVERIFY(result->identicalTo(expected));
}

void CoerceTest::refuses_data()
{
    QTest::addColumn<FieldDef>("field");
    QTest::addColumn<Value>("value");
    QTest::addColumn<QString>("sentence");
    QTest::addColumn<Coercion>("mode");

    const auto row = [](const char *name, const FieldDef &field, const Value &value,
                        const char *sentence, Coercion mode = strict) {
        QTest::newRow(name) << field << value << QString::fromUtf8(sentence) << mode;
    };
    row("a number in a text field", makeField(FieldType::String), 5, "must be a text, but is 5");
    row("a boolean of a source in a text field", makeField(FieldType::String), true,
        "must be a text, but is true", lenient);
    row("bytes that are not UTF-8", makeField(FieldType::String), "caf\xE9",
        "must be UTF-8 text, but has other bytes: \"caf\uFFFD\"");
    row("text in a number field", makeField(FieldType::Number), "5",
        "must be a number, but is the text \"5\"", lenient);
    row("empty text in a number field", makeField(FieldType::Number), "",
        "must be a number, but is empty");
    row("a fraction in a whole-number field", makeWhole(), 1.5,
        "must be a whole number, but is 1.5", lenient);
    row("a whole number that does not fit", makeWhole(), 1e19,
        "must be a whole number within ±9223372036854775807, but is 1e+19");
    row("2^63", makeWhole(), 0x1p63,
        "must be a whole number within ±9223372036854775807, but is 9.223372036854776e+18");
    row("infinity", makeField(FieldType::Number), infinity, "must be a number, but is infinite");
    row("NaN", makeField(FieldType::Number), notANumber,
        "must be a number, but is not a number (NaN)");
    row("0 in a boolean field", makeField(FieldType::Boolean), 0,
        "must be true or false, but is 0");
    row("a time of day in a date field", makeField(FieldType::Date), "2024-02-29T10:00:00Z",
        "must be a date without a time of day, but is the text \"2024-02-29T10:00:00Z\"");
    row("no such day", makeField(FieldType::Date), "2023-02-29",
        "must be a date such as 2024-02-29, but is the text \"2023-02-29\"");
    row("a number in a date field", makeField(FieldType::Date), 20240229,
        "must be a date such as 2024-02-29, but is 20240229");
    row("year 10000", makeField(FieldType::DateTime), DateTime{253402300800000},
        "must be a date and time such as 2024-02-29T13:45:00Z, but is the time "
        "+010000-01-01T00:00:00.000Z");
    row("a date out of range", makeField(FieldType::Date), Date{-719163},
        "must be a date of the years 1 to 9999, but is the time 0000-12-31");
    row("an unknown option", makeEnum(), "blue",
        "must be one of red, green, but is the text \"blue\"");
    row("another spelling of an option", makeEnum(), "Red",
        "must be one of red, green, but is the text \"Red\"");
    row("an address without @", makeField(FieldType::Email), "ann",
        "must be an e-mail address, but is the text \"ann\"");
    row("two dots in an address", makeField(FieldType::Email), "a..b@c.de",
        "must be an e-mail address, but is the text \"a..b@c.de\"");
    row("an address with a name", makeField(FieldType::Email), "Ann <a@b.c>",
        "must be an e-mail address, but is the text \"Ann <a@b.c>\"");
    row("an empty address", makeField(FieldType::Email), "",
        "must be an e-mail address, but is empty");
    row("a relative URL", makeField(FieldType::Url), "/a",
        "must be an absolute URL such as https://example.com/a, but is the text \"/a\"");
    row("a URL without a host", makeField(FieldType::Url), "https://",
        "must be an absolute URL such as https://example.com/a, but is the text \"https://\"");
    row("a URL with a space", makeField(FieldType::Url), "https://a b",
        "must be an absolute URL such as https://example.com/a, but is the text \"https://a b\"");
    row("a color name", makeField(FieldType::Color), "red",
        "must be a color such as #1e90ff, but is the text \"red\"");
    row("JSON of 1001 levels", makeField(FieldType::Json), *json::parse(nested(1001)),
        "must be a JSON value, but is nested deeper than 1000 levels");
    row("infinity in JSON", makeField(FieldType::Json), ValueList{infinity},
        "must be a JSON value, but holds a number that is infinite");
    row("no UTF-8 in JSON", makeField(FieldType::Json), ValueObject{{"a", "\xFF"}},
        "must be a JSON value, but holds a text that is not UTF-8");
    row("no UTF-8 in a key", makeField(FieldType::Json), ValueObject{{"\xFF", 1}},
        "must be a JSON value, but has a key that is not UTF-8");
    row("a scalar in a list field", makeList(makeField(FieldType::String)), "a",
        "must be a list, but is the text \"a\"", lenient);
    row("a list in a scalar field", makeField(FieldType::String), ValueList{"a"},
        "must be a text, but is a list");
    row("a wrong item", makeList(makeField(FieldType::Number)), ValueList{1, "2"},
        "has a wrong item 2, which must be a number, but is the text \"2\"");
    row("an unknown member", makeObject(), ValueObject{{"amount", 1}, {"x", 2}},
        "has no member \"x\"");
    row("a missing member", makeObject(), ValueObject{{"day", nullptr}},
        "needs its member \"amount\"", lenient);
    row("a wrong member in a list", makeList(makeObject()), ValueList{ValueObject{{"amount", "5"}}},
        "has a wrong item 1, which has a wrong member \"amount\", which must be a number, but is "
        "the text \"5\"");
    row("a text that is no id", makeField(FieldType::BelongsTo), "abc",
        "must be the id of a record, such as \"12\", but is the text \"abc\"");
    row("id zero", makeField(FieldType::BelongsTo), 0,
        "must be the id of a record, such as \"12\", but is 0");
    FieldDef many = makeField(FieldType::HasMany);
    many.relatedModel = "comment";
    many.inverseField = "post";
    row("the other side of a relationship", many, ValueList{},
        "is the other side of a relationship: set \"post\" of comment instead");
}

void CoerceTest::refuses()
{
    QFETCH(const FieldDef, field);
    QFETCH(const Value, value);
    QFETCH(const QString, sentence);
    QFETCH(const Coercion, mode);
    const Result<Value> result = coerce(field, value, mode);
    QVERIFY(!result);
    QCOMPARE(QString::fromStdString(result.error().code), QStringLiteral("GGT_INVALID_RECORD"));
    QCOMPARE(QString::fromStdString(result.error().message()), sentence);
}

void CoerceTest::everyTypeHasAName()
{
    for (int i = 0; i <= static_cast<int>(FieldType::HasMany); ++i) {
        const auto type = static_cast<FieldType>(i);
        QVERIFY(!fieldTypeName(type).empty());
        QCOMPARE(fieldTypeFromName(fieldTypeName(type)), std::optional(type));
    }
    QVERIFY(!fieldTypeFromName("text"));
    QVERIFY(!fieldTypeFromName(""));
}

QTEST_GUILESS_MAIN(CoerceTest)
#include "CoerceTest.moc"
