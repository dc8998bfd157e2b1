#include "tests/support/StdToString.h"

#include "core/base/Json.h"
#include "core/base/Time.h"
#include "core/transfer/CellReader.h"

#include <QTest>
#include <rapidcheck.h>

using namespace syncline;

class CellReaderTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void numbers_data();
    void numbers();
    void everyNumberReadsBack();
    void dates_data();
    void dates();
    void cells_data();
    void cells();
};

Q_DECLARE_METATYPE(syncline::Value)
Q_DECLARE_METATYPE(syncline::FieldDef)

void CellReaderTest::numbers_data()
{
    QTest::addColumn<std::string>("text");
    QTest::addColumn<bool>("decimalComma");
    QTest::addColumn<std::string>("expected"); // JSON; empty: no number
    const auto row = [](const char *text, bool comma, const char *expected) {
        QTest::newRow((std::string(text) + (comma ? " with decimal comma" : "")).c_str())
            << std::string(text) << comma << std::string(expected);
    };
    row("0", false, "0");
    row("-0", false, "-0.0");
    row("9007199254740993", false, "9007199254740993");
    row("-9223372036854775808", false, "-9223372036854775808");
    row("9223372036854775808", false, "9.223372036854776e+18");
    row("9223372036854775809", false, ""); // a double would be another number
    row("1e308", false, "1e+308");
    row("1E+5", false, "100000.0");
    row("1e400", false, "");
    row("1e-400", false, "0.0");
    row("1.0", false, "1.0");
    row(".5", false, "0.5");
    row("5.", false, "5.0");
    row("+5", false, "5");
    row("1,234.5", false, "1234.5");
    row("1,234,567", false, "1234567");
    row("1,23", false, "");
    row("12,34,567", false, "");
    row("1234,567", false, "");
    row("1'234.5", false, "1234.5");
    row("1 234", false, "1234");
    row("\xE2\x88\x92\x35", false, "-5");
    row("1.234,5", true, "1234.5");
    row("1,5", true, "1.5");
    row("1.5", true, "");
    row("", false, "");
    row("-", false, "");
    row("abc", false, "");
    row("12 EUR", false, "");
    row("0x10", false, "");
    row("inf", false, "");
    row("nan", false, "");
    row("1e", false, "");
    row("--5", false, "");
}

void CellReaderTest::numbers()
{
    QFETCH(const std::string, text);
    QFETCH(const bool, decimalComma);
    QFETCH(const std::string, expected);
    const auto number = parseNumberText(text, decimalComma);
    QCOMPARE(number ? json::write(*number) : std::string(), expected);
}

void CellReaderTest::everyNumberReadsBack()
{
    QVERIFY(rc::check("any double, as exports write it", [](std::uint64_t bits) {
        double number = 0;
        static_assert(sizeof number == sizeof bits);
        std::memcpy(&number, &bits, sizeof number);
        RC_PRE(std::isfinite(number));
        const auto back = parseNumberText(json::write(Value(number)), false);
        RC_ASSERT(back.has_value());
        RC_ASSERT(back->identicalTo(Value(number)));
    }));
    QVERIFY(rc::check("any integer", [](std::int64_t number) {
        const auto back = parseNumberText(json::write(Value(number)), false);
        RC_ASSERT(back.has_value() && back->identicalTo(Value(number)));
    }));
}

void CellReaderTest::dates_data()
{
    QTest::addColumn<std::string>("text");
    QTest::addColumn<int>("order");
    QTest::addColumn<std::string>("expected"); // empty: none
    const auto row = [](const char *text, DateOrder order, const char *expected) {
        QTest::newRow((std::string(text) + " " + std::string(dateOrderName(order))).c_str())
            << std::string(text) << static_cast<int>(order) << std::string(expected);
    };
    using enum DateOrder;
    row("31.12.2024", DayFirst, "2024-12-31T00:00:00.000Z");
    row("1.2.2024", DayFirst, "2024-02-01T00:00:00.000Z");
    row("1/2/2024", MonthFirst, "2024-01-02T00:00:00.000Z");
    row("12/31/2024 11:59 PM", MonthFirst, "2024-12-31T23:59:00.000Z");
    row("12/31/2024 12:00 AM", MonthFirst, "2024-12-31T00:00:00.000Z");
    row("31-12-2024, 23:59:58", DayFirst, "2024-12-31T23:59:58.000Z");
    row("31.12.2024", Iso, "");
    row("31.12.24", DayFirst, "");
    row("30.2.2024", DayFirst, "");
    row("13/31/2024", MonthFirst, "");
    row("1.2/2024", DayFirst, "");
    row("1.2.2024 25:00", DayFirst, "");
    row("1.2.2024 13:00 PM", DayFirst, "");
    row("1.2.2024 noon", DayFirst, "");
    row("", DayFirst, "");
}

void CellReaderTest::dates()
{
    QFETCH(const std::string, text);
    QFETCH(const int, order);
    QFETCH(const std::string, expected);
    const auto time = parseLocalTime(text, static_cast<DateOrder>(order));
    QCOMPARE(time ? iso::format(*time) : std::string(), expected);
}

void CellReaderTest::cells_data()
{
    QTest::addColumn<FieldDef>("field");
    QTest::addColumn<Value>("cell");
    QTest::addColumn<std::string>("expected"); // JSON, or what is wrong
    const auto row = [](const char *name, FieldType type, const Value &cell, const char *expected,
                        bool list = false) {
        FieldDef field;
        field.name = "f";
        field.type = type;
        field.list = list;
        field.options = {{"red", "Bright red", ""}, {"blue", "", ""}};
        QTest::newRow(name) << field << cell << std::string(expected);
    };
    using enum FieldType;
    row("a text with spaces keeps them", String, " a ", "\" a \"");
    row("an empty text is one", String, "", "\"\"");
    row("nothing is nothing", String, {}, "null");
    row("a number for a text", String, 12, "\"12\"");
    row("a date for a text", String, syncline::Date{0}, "\"1970-01-01\"");
    row("an empty number", Number, "", "null");
    row("spaces around a number", Number, " 5 ", "5");
    row("a word for a number", Number, "five", "must be a number, but is \"five\"");
    row("the other decimal sign", Number, "1,5",
        "must be a number, but is \"1,5\" (is the decimal sign of the file set right?)");
    row("yes", Boolean, "Yes", "true");
    row("zero as a cell", Boolean, 0, "false");
    row("maybe", Boolean, "maybe", "must be true or false, but is \"maybe\"");
    row("a day", FieldType::Date, "2024-02-29", "\"2024-02-29\"");
    row("midnight for a day", FieldType::Date, "2024-02-29T00:00:00Z", "\"2024-02-29\"");
    row("noon for a day", FieldType::Date, "2024-02-29T12:00:00Z",
        "must be a date without a time of day, but is \"2024-02-29T12:00:00Z\"");
    row("no such day", FieldType::Date, "2023-02-29",
        "must be a date like 2024-12-31, but is \"2023-02-29\"");
    row("a cell's day", FieldType::DateTime, syncline::Date{1}, "\"1970-01-02T00:00:00.000Z\"");
    row("an option", Enum, "blue", "\"blue\"");
    row("an option by its label", Enum, "bright RED", "\"red\"");
    row("several options", Enum, "blue, bright red", "[\"blue\",\"red\"]", true);
    row("several options as JSON", Enum, "[\"blue\"]", "[\"blue\"]", true);
    row("no option", Enum, "", "null");
    row("an e-mail with spaces", Email, " a@b.example ", "\"a@b.example\"");
    row("an empty e-mail", Email, " ", "null");
    row("an object", Json, "{\"a\": [1]}", "{\"a\":[1]}");
    row("a JSON text", Json, "\"x\"", "\"x\"");
    row("no JSON", Json, "x", "must be JSON, but \"x\" is not:");
    row("a list of texts", String, "[\"a\",\"b\"]", "[\"a\",\"b\"]", true);
    row("a reference", BelongsTo, " 12 ", "\"12\"");
    row("a reference as a number", BelongsTo, 12, "\"12\"");
}

void CellReaderTest::cells()
{
    QFETCH(const FieldDef, field);
    QFETCH(const Value, cell);
    QFETCH(const std::string, expected);
    const Result<Value> value = readCell(field, cell, RowSource::Cells::Sheet, {});
    const std::string shown = value ? json::write(*value) : value.error().message();
    QVERIFY2(value ? shown == expected : shown.starts_with(expected), shown.c_str());
}

QTEST_GUILESS_MAIN(CellReaderTest)
#include "CellReaderTest.moc"
