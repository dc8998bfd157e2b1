#include "tests/support/StdToString.h"

#include "core/transfer/CellText.h"
#include "core/transfer/CsvRow.h"

#include <QTest>
#include <rapidcheck.h>

using namespace syncline;

class CellTextTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void cells_data();
    void cells();
    void harmless_data();
    void harmless();
    void anyTextSurvives();
    void noCellIsAFormula();
};

namespace {

std::string csvCell(const Value &value, bool asJson = false)
{
    std::string out;
    appendCsvCell(out, value, asJson, ',');
    return out;
}

/** Texts of the characters that matter. */
rc::Gen<std::string> tricky()
{
    return rc::gen::container<std::string>(rc::gen::oneOf(
        rc::gen::element('\'', '=', '+', '-', '@', '\t', '\r', '\n', '\0', '"', ',', ';', 'a', ' '),
        rc::gen::arbitrary<char>()));
}

} // namespace

void CellTextTest::cells_data()
{
    QTest::addColumn<std::string>("written");
    QTest::addColumn<std::string>("expected");
    const auto row = [](const char *name, const Value &value, const char *expected,
                        bool asJson = false) {
        QTest::newRow(name) << csvCell(value, asJson) << std::string(expected);
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
    row("minus zero", -0.0, "-0.0");
    row("true", true, "true");
    row("a list", ValueList{1, "b"}, "\"[1,\"\"b\"\"]\"", true);
    row("a text in a JSON field", "=1", "\"\"\"=1\"\"\"", true);
    row("an empty text in a JSON field", "", "\"\"\"\"\"\"", true);
    row("a date", Date{0}, "1970-01-01");
    row("a time", DateTime{0}, "1970-01-01T00:00:00.000Z");
}

void CellTextTest::cells()
{
    QFETCH(const std::string, written);
    QFETCH(const std::string, expected);
    QCOMPARE(written, expected);
}

void CellTextTest::harmless_data()
{
    QTest::addColumn<std::string>("text");
    QTest::addColumn<std::string>("expected");
    const auto row = [](const char *name, const std::string &text, const std::string &expected) {
        QTest::newRow(name) << text << expected;
    };
    row("equals", "=1", "'=1");
    row("plus", "+49 30", "'+49 30");
    row("tab", "\t=1", "'\t=1");
    row("carriage return", "\r=1", "'\r=1");
    row("NUL", std::string("\0=1", 3), std::string("'\0=1", 4));
    row("one that was harmless before", "'=1", "''=1");
    row("two apostrophes and a formula", "''=1", "'''=1");
    row("an apostrophe and a word", "'tis", "'tis");
    row("two apostrophes and a word", "''quoted''", "''quoted''");
    row("an apostrophe alone", "'", "'");
    row("nothing", "", "");
}

void CellTextTest::harmless()
{
    QFETCH(const std::string, text);
    QFETCH(const std::string, expected);
    QCOMPARE(harmlessText(text), expected);
    QCOMPARE(restoreText(expected), text);
}

void CellTextTest::anyTextSurvives()
{
    QVERIFY(rc::check("what is written is read back, byte for byte", [] {
        const std::string text = *tricky();
        RC_ASSERT(restoreText(harmlessText(text)) == text);
        CsvRow row;
        const std::string written = csvCell(Value(text)) + ",x\r\n";
        RC_ASSERT(row.read(written, true) == written.size());
        RC_ASSERT(row.cells().size() == 2U);
        RC_ASSERT(restoreText(row.cells()[0]) == text);
        const bool isEmptyText = row.cells()[0].empty() && row.isQuoted(0);
        RC_ASSERT(text.empty() == isEmptyText);
    }));
}

void CellTextTest::noCellIsAFormula()
{
    QVERIFY(rc::check("no text begins as a formula does", [] {
        const std::string written = csvCell(Value(*tricky()));
        CsvRow row;
        RC_ASSERT(row.read(written, true) == written.size());
        const std::string &cell = row.cells()[0];
        constexpr std::string_view dangerous("=+-@\t\r\n\0", 8);
        const bool isSafe = cell.empty() || dangerous.find(cell.front()) == std::string_view::npos;
        RC_ASSERT(isSafe);
    }));
}

QTEST_GUILESS_MAIN(CellTextTest)
#include "CellTextTest.moc"
