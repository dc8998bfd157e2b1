#include "app/cli/TextTable.h"

#include "app/cli/LogLines.h"
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
};

namespace {

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

QTEST_GUILESS_MAIN(TextTableTest)
#include "TextTableTest.moc"
