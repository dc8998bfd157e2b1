#include "app/cli/TextTable.h"

#include "app/cli/LogLines.h"
#include "app/cli/RecordFormat.h"
#include "tests/support/StdToString.h"

#include <QTest>
#include <rapidcheck.h>

using namespace syncline;
using namespace syncline::cli;

class TextTableTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void alignsColumns();
    void fitsATerminal();
    void laterPartsKeepTheWidths();
    void dataCannotSteerTheTerminal();
    void writesCsvCells_data();
    void writesCsvCells();
    void anyTextSurvivesCsv();
};

namespace {

/** A CSV reader of its own, to check the writer against. */
std::string readCell(const std::string &cell)
{
    if (cell.empty() || cell.front() != '"')
        return cell;
    std::string out;
    for (std::size_t i = 1; i + 1 < cell.size(); ++i) {
        out += cell[i];
        if (cell[i] == '"')
            ++i;
    }
    return out;
}

bool hasControls(const std::string &text)
{
    return std::any_of(text.begin(), text.end(), [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return (byte < 0x20 && c != '\n') || byte == 0x7F;
    });
}

} // namespace

void TextTableTest::alignsColumns()
{
    TextTable table({"id", "title", "price"});
    table.align(0, TextTable::Align::Right);
    table.add({"1", "Mug", "5"});
    table.add({"120", "Gläser ÄÖ", "12.5"});
    table.add({"7", "", ""});
    QCOMPARE(table.text(), std::string(" id  title      price\n"
                                       "  1  Mug        5\n"
                                       "120  Gläser ÄÖ  12.5\n"
                                       "  7\n"));
}

void TextTableTest::fitsATerminal()
{
    TextTable table({"id", "text"}, 20);
    table.add({"1", "a text that is much longer than the line"});
    QCOMPARE(table.text(), std::string("id  text\n1   a text that is …\n"));
}

void TextTableTest::laterPartsKeepTheWidths()
{
    TextTable table({"a", "b"});
    table.add({"long", "x"});
    QCOMPARE(table.text(), std::string("a     b\nlong  x\n"));
    table.add({"y", "z"});
    QCOMPARE(table.text(), std::string("y     z\n"));
    QCOMPARE(table.text(), std::string());
}

void TextTableTest::dataCannotSteerTheTerminal()
{
    QVERIFY(rc::check("no control character of data reaches a terminal", [] {
        const auto bytes = *rc::gen::container<std::string>(rc::gen::arbitrary<char>());
        TextTable table({"x"});
        table.add({bytes});
        RC_ASSERT(!hasControls(table.text()));
        LogEntry entry;
        entry.text = bytes;
        entry.source = bytes;
        entry.fields = {{"field", bytes}};
        RC_ASSERT(!hasControls(logLine(entry)));
    }));
    TextTable table({"x"});
    table.add({"red \x1b[31m\nsecond line"});
    const std::string text = table.text();
    QVERIFY(text.find('\x1b') == std::string::npos);
    QCOMPARE(std::count(text.begin(), text.end(), '\n'), 2);
}

void TextTableTest::writesCsvCells_data()
{
    QTest::addColumn<std::string>("written");
    QTest::addColumn<std::string>("expected");
    const auto row = [](const char *name, const Value &value, const char *expected) {
        QTest::newRow(name) << csvCell(value) << std::string(expected);
    };
    row("null is nothing", {}, "");
    row("an empty text is two quotes", "", "\"\"");
    row("a text", "Mug", "Mug");
    row("a comma", "a,b", "\"a,b\"");
    row("a quote", "5\" pipe", "\"5\"\" pipe\"");
    row("a line end", "a\nb", "\"a\nb\"");
    row("a formula", "=1+1", "'=1+1");
    row("a formula with a comma", "@SUM(1,2)", "\"'@SUM(1,2)\"");
    row("a text with a minus", "-5", "'-5");
    row("a negative number", -5, "-5");
    row("a big number", std::int64_t{9007199254740993}, "9007199254740993");
    row("a fraction", 0.1, "0.1");
    row("true", true, "true");
    row("a list", ValueList{1, "b"}, "\"[1,\"\"b\"\"]\"");
    row("a date", Date{0}, "1970-01-01");
    row("a time", DateTime{0}, "1970-01-01T00:00:00.000Z");
}

void TextTableTest::writesCsvCells()
{
    QFETCH(const std::string, written);
    QFETCH(const std::string, expected);
    QCOMPARE(written, expected);
}

void TextTableTest::anyTextSurvivesCsv()
{
    QVERIFY(rc::check("a text read back is the text, but for the guard against formulas",
                      [](const std::string &text) {
                          const std::string back = readCell(csvCell(Value(text)));
                          RC_ASSERT(back == text || back == "'" + text);
                          constexpr std::string_view dangerous("=+-@\t\r\0", 7);
                          const bool isSafe = back.empty() || dangerous.find(back.front()) ==
                                                                  std::string_view::npos;
                          RC_ASSERT(isSafe);
                      }));
}

QTEST_GUILESS_MAIN(TextTableTest)
#include "TextTableTest.moc"
