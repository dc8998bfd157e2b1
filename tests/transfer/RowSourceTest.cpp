#include "tests/support/StdToString.h"

#include "core/base/Json.h"
#include "core/transfer/CsvRow.h"
#include "core/transfer/RowSource.h"
#include "tests/transfer/TransferTools.h"

#include <QProcess>
#include <QStandardPaths>
#include <QTest>
#include <rapidcheck.h>

using namespace syncline;
using namespace syncline::test;

class RowSourceTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void rows_data();
    void rows();
    void settings_data();
    void settings();
    void aGuessedEncodingIsTold();
    void damage_data();
    void damage();
    void tenMegabytesInACell();
    void twoThousandColumns();
    void anOpenQuoteIsTold();
    void deepJsonFailsAlone();
    void manyRowsNeedLittleMemory();
    void agreesWithPython();
};

void RowSourceTest::rows_data()
{
    QTest::addColumn<std::string>("name");
    QTest::addColumn<std::string>("content");
    QTest::addColumn<std::string>("expected");
    const auto row = [](const char *title, const char *name, const std::string &content,
                        const char *expected) {
        QTest::newRow(title) << std::string(name) << content << std::string(expected);
    };
    row("plain", "a.csv", "a,b\n1,x\n", R"(2:{"a":"1","b":"x"})");
    row("CRLF and no last line end", "a.csv", "a,b\r\n1,x\r\n2,y",
        R"(2:{"a":"1","b":"x"} 3:{"a":"2","b":"y"})");
    row("old line ends", "a.csv", "a,b\r1,x\r", R"(2:{"a":"1","b":"x"})");
    row("quotes, commas and line ends inside", "a.csv", "a,b\n\"x, \"\"y\"\"\nz\",\n",
        R"(2:{"a":"x, \"y\"\nz","b":null})");
    row("nothing and an empty text", "a.csv", "a,b\n,\"\"\n", R"(2:{"a":null,"b":""})");
    row("blank lines are no rows but are counted", "a.csv", "a,b\n\n1,x\n\n",
        R"(3:{"a":"1","b":"x"})");
    row("a byte order mark", "a.csv", "\xEF\xBB\xBF\"a\",b\n1,x\n", R"(2:{"a":"1","b":"x"})");
    row("semicolons", "a.csv", "a;b\n1,5;x\n", R"(2:{"a":"1,5","b":"x"})");
    row("tabs", "a.tsv", "a\tb\n1\tx\n", R"(2:{"a":"1","b":"x"})");
    row("a separator line", "a.csv", "sep=|\r\na|b\r\n1|x\r\n", R"(3:{"a":"1","b":"x"})");
    row("a restored text", "a.csv", "a,b\n'=1,'tis\n", R"(2:{"a":"=1","b":"'tis"})");
    row("too few cells", "a.csv", "a,b\n1\n2,y\n",
        R"(2:!The row has 1 cell, the first row 2. 3:{"a":"2","b":"y"})");
    row("too many cells", "a.csv", "a,b\n1,2,3\n", "2:!The row has 3 cells, the first row 2.");
    row("no header", "a.csv", "1,x\n2,y\n",
        R"(1:{"column 1":"1","column 2":"x"} 2:{"column 1":"2","column 2":"y"})");
    row("names twice and none", "a.csv", "a,a,\nx,y,z\n",
        R"x(2:{"a":"x","a (2)":"y","column 3":"z"})x");
    row("only a header", "a.csv", "a,b\n", "");
    row("empty", "a.csv", "", "");
    row("bytes that are no text", "a.csv", "a,b\nx,\xC3\xA4\ny,\xFF\n",
        "2:{\"a\":\"x\",\"b\":\"\xC3\x83\xC2\xA4\"} 3:{\"a\":\"y\",\"b\":\"\xC3\xBF\"}");
    row("UTF-16", "a.csv",
        std::string("\xFF\xFE"
                    "a\0,\0b\0\n\0\xE4\0,\0\x3D\xD8\0\xDE\n\0",
                    20),
        "2:{\"a\":\"\xC3\xA4\",\"b\":\"\xF0\x9F\x98\x80\"}");
    row("UTF-16 without a mark", "a.csv", std::string("\0a\0,\0b\0\n\0x\0,\0y\0\n", 16),
        R"(2:{"a":"x","b":"y"})");

    row("a JSON list", "a.json", R"([{"a":1},{"b":null}])", R"(1:{"a":1} 2:{"b":null})");
    row("exact numbers", "a.json", R"([{"a":9007199254740993,"b":-0.0,"c":1e308}])",
        R"(1:{"a":9007199254740993,"b":-0.0,"c":1e+308})");
    row("an empty list", "a.json", " [ ] ", "");
    row("an object around a list", "a.json",
        R"({"count":2,"tags":["x"],"records":[{"a":1}],"x":1})", R"(1:{"a":1})");
    row("one object", "a.json", R"({"a":1,"tags":["x"]})", R"(1:{"a":1,"tags":["x"]})");
    row("items that are no objects", "a.json", R"([1,{"a":1}])",
        R"(1:!It is not an object but a integer. 2:{"a":1})");
    row("brackets in texts", "a.json", R"([{"a":"]}\"["},{"a":2}])",
        R"(1:{"a":"]}\"["} 2:{"a":2})");
    row("lines", "a.ndjson", "{\"a\":1}\n\n{\"a\":2}", R"(1:{"a":1} 3:{"a":2})");
    row("a broken line", "a.jsonl", "{\"a\":1}\n{\"a\":\n{\"a\":3}\n",
        R"(1:{"a":1} 2:! 3:{"a":3})");
    row("JSON without its ending", "a", R"([{"a":1}])", R"(1:{"a":1})");
    row("lines without their ending", "a", "{\"a\":1}\n{\"a\":2}\n", R"(1:{"a":1} 2:{"a":2})");
}

void RowSourceTest::rows()
{
    QFETCH(const std::string, name);
    QFETCH(const std::string, content);
    QFETCH(const std::string, expected);
    const TransferFolder folder;
    QCOMPARE(describeRows(folder.write(name, content), {}), expected);
}

void RowSourceTest::settings_data()
{
    QTest::addColumn<std::string>("name");
    QTest::addColumn<std::string>("content");
    QTest::addColumn<SourceSettings>("settings");
    QTest::addColumn<std::string>("expected");
    SourceSettings settings;
    settings.quote = '\'';
    QTest::newRow("another quote") << std::string("a.csv") << std::string("a,b\n'x,y',z\n")
                                   << settings << std::string(R"(2:{"a":"x,y","b":"z"})");
    settings = {};
    settings.header = false;
    QTest::newRow("no header") << std::string("a.csv") << std::string("a,b\n") << settings
                               << std::string(R"(1:{"column 1":"a","column 2":"b"})");
    settings = {};
    settings.encoding = TextEncoding::Utf8;
    QTest::newRow("UTF-8 that is none")
        << std::string("a.csv") << std::string("a,b\nx,\xFF\ny,z\n") << settings
        << std::string("2:!The column \"b\" holds bytes that are no utf-8 text; is the encoding "
                       "right? 3:{\"a\":\"y\",\"b\":\"z\"}");
    settings = {};
    settings.encoding = TextEncoding::Latin9;
    QTest::newRow("the euro of ISO-8859-15")
        << std::string("a.csv") << std::string("a,b\n\xA4,x\n") << settings
        << std::string("2:{\"a\":\"\xE2\x82\xAC\",\"b\":\"x\"}");
    settings = {};
    settings.items = "data.items";
    QTest::newRow("a list by its path")
        << std::string("a.json")
        << std::string(R"({"x":[{"no":1}],"data":{"more":{"items":[]},"items":[{"a":1}]}})")
        << settings << std::string(R"(1:{"a":1})");
}

void RowSourceTest::settings()
{
    QFETCH(const std::string, name);
    QFETCH(const std::string, content);
    QFETCH(const SourceSettings, settings);
    QFETCH(const std::string, expected);
    const TransferFolder folder;
    QCOMPARE(describeRows(folder.write(name, content), settings), expected);
}

void RowSourceTest::aGuessedEncodingIsTold()
{
    const TransferFolder folder;
    const auto notesOf = [&](const std::string &content, std::optional<TextEncoding> encoding) {
        SourceSettings settings;
        settings.encoding = encoding;
        return openRows(folder.write("a.csv", content), settings).value()->notes();
    };
    const std::vector<std::string> none;
    QCOMPARE(notesOf("a\n\xE4\n", {}),
             std::vector<std::string>{"a.csv is no UTF-8 and was taken for windows-1252; say its "
                                      "encoding when letters come out wrong."});
    QCOMPARE(notesOf("a\n\xE4\n", TextEncoding::Latin1), none);
    QCOMPARE(notesOf("a\n\xC3\xA4\n", {}), none);
    QCOMPARE(notesOf(std::string("\xFF\xFE"
                                 "a\0\n\0",
                                 6),
                     {}),
             none); // it says so itself
}

void RowSourceTest::damage_data()
{
    QTest::addColumn<std::string>("name");
    QTest::addColumn<std::string>("content");
    QTest::addColumn<std::string>("expected");
    const auto row = [](const char *title, const char *name, const std::string &content,
                        const char *expected) {
        QTest::newRow(title) << std::string(name) << content << std::string(expected);
    };
    row("a cut list", "a.json", R"([{"a":1},{"a")",
        "after record 1: a record is not closed; the file seems to be cut.");
    row("a list without its end", "a.json", R"([{"a":1})", "its list is not closed.");
    row("something behind the list", "a.json", R"([{"a":1}] x)",
        "something follows the end of its list.");
    row("a closing brace for a record", "a.json", "[}", "a bracket or colon stands where");
    row("neither list nor object", "a.json", "hello", "it begins with neither [ nor {.");
    row("no list there", "a.json", R"({"a":1)", "");
    row("a spreadsheet called csv", "a.csv", "PK\x03\x04rest", "looks like a spreadsheet");
}

void RowSourceTest::damage()
{
    QFETCH(const std::string, name);
    QFETCH(const std::string, content);
    QFETCH(const std::string, expected);
    const TransferFolder folder;
    const std::string said = describeRows(folder.write(name, content), {});
    QVERIFY2(said.find("error: ") != std::string::npos, said.c_str());
    QVERIFY2(said.find(expected) != std::string::npos, said.c_str());
}

void RowSourceTest::tenMegabytesInACell()
{
    const TransferFolder folder;
    const std::string big(10U << 20U, 'x');
    const auto file = folder.write("a.csv", "a,b\n\"" + big + "\"\"\",y\n1,z\n");
    const auto rows = openRows(file, {}).value();
    SourceRow row;
    QVERIFY(rows->next(row).value());
    QVERIFY(row.cells[0]->asString() == big + "\"");
    QVERIFY(rows->next(row).value());
    QCOMPARE(row.cells[1]->asString(), std::string("z"));
    QVERIFY(!rows->next(row).value());
    QCOMPARE(rows->done(), 1.0);
}

void RowSourceTest::twoThousandColumns()
{
    std::string header;
    std::string cells;
    for (int i = 0; i < 2'000; ++i) {
        header += (i > 0 ? ",c" : "c") + std::to_string(i);
        cells += (i > 0 ? "," : "") + std::to_string(i);
    }
    const TransferFolder folder;
    const auto rows = openRows(folder.write("a.csv", header + "\n" + cells + "\n"), {}).value();
    QCOMPARE(rows->columns().size(), 2'000U);
    SourceRow row;
    QVERIFY(rows->next(row).value());
    QCOMPARE(row.cells.at(1'999)->asString(), std::string("1999"));
}

void RowSourceTest::anOpenQuoteIsTold()
{
    const TransferFolder folder;
    std::string content = "a,b\n1,x\n2,\"open\n";
    for (int i = 0; i < 1'000; ++i)
        content += "3,y\n";
    const std::string said = describeRows(folder.write("a.csv", content), {});
    QVERIFY2(said.starts_with(R"(2:{"a":"1","b":"x"} 3:!A quote is opened and never closed)"),
             said.c_str());
}

void RowSourceTest::deepJsonFailsAlone()
{
    const TransferFolder folder;
    const std::string deep = std::string(100'000, '[') + std::string(100'000, ']');
    const std::string fine = std::string(1'000, '[') + std::string(1'000, ']');
    const auto rows =
        openRows(folder.write("a.json", "[{\"a\":" + deep + "},{\"a\":" + fine + "}]"), {}).value();
    SourceRow row;
    QVERIFY(rows->next(row).value());
    QVERIFY(!row.problem.empty());
    QVERIFY(rows->next(row).value());
    QVERIFY2(row.problem.empty(), row.problem.c_str());
    QCOMPARE(json::write(*row.cells[0]), fine);
}

void RowSourceTest::manyRowsNeedLittleMemory()
{
    const TransferFolder folder;
    std::string content = "id,name,text\n";
    for (int i = 0; i < 200'000; ++i)
        content += std::to_string(i) + ",name of it,\"some, text\"\n";
    const auto file = folder.write("a.csv", content);
    content = {};
    content.shrink_to_fit();
    const std::int64_t before = residentKiB();
    const auto rows = openRows(file, {}).value();
    SourceRow row;
    std::int64_t count = 0;
    while (rows->next(row).value())
        ++count;
    QCOMPARE(count, 200'000);
    QVERIFY2(residentKiB() - before < 20'000, std::to_string(residentKiB() - before).c_str());
}

/** Python's reader is another pair of eyes on what the rules of CSV are. */
void RowSourceTest::agreesWithPython()
{
    const QString python = QStandardPaths::findExecutable(QStringLiteral("python3"));
    if (python.isEmpty())
        QSKIP("python3 is not installed");
    const TransferFolder folder;
    std::string content = "a,b,c\r\n";
    std::string expected;
    rc::Random random(7);
    const auto cell =
        rc::gen::container<std::string>(rc::gen::element('a', ',', '"', '\n', '\r', ' ', ';', 'b'));
    for (int i = 0; i < 300; ++i) {
        std::string line;
        for (int c = 0; c < 3; ++c) {
            line += c > 0 ? "," : "";
            std::string quoted;
            CsvRow::append(quoted, cell(random.split(), 12).value(), ',');
            line += quoted.empty() ? "x" : quoted;
        }
        content += line + "\r\n";
    }
    const auto file = folder.write("a.csv", content);
    QProcess process;
    process.start(python, {QStringLiteral("-c"),
                           QStringLiteral("import csv,json,sys\n"
                                          "rows=list(csv.reader(open(sys.argv[1],newline='')))\n"
                                          "print(json.dumps(rows[1:],separators=(',',':')))"),
                           QString::fromStdString(file.string())});
    QVERIFY(process.waitForStarted() && process.waitForFinished());
    QCOMPARE(process.exitCode(), 0);
    SourceSettings settings;
    settings.header = true;
    const auto rows = openRows(file, settings).value();
    ValueList all;
    for (SourceRow row; rows->next(row).value();) {
        ValueList cells;
        for (const auto &value : row.cells)
            cells.push_back(*value);
        all.emplace_back(std::move(cells));
    }
    QCOMPARE(json::write(all), process.readAllStandardOutput().trimmed().toStdString());
}

QTEST_GUILESS_MAIN(RowSourceTest)
#include "RowSourceTest.moc"
