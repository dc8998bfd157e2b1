#include "tests/support/StdToString.h"

#include "core/transfer/xlsx/SheetReader.h"
#include "tests/transfer/TransferTools.h"

#include <QTest>

#include <map>
#include <zip.h>

using namespace syncline;
using namespace syncline::test;

class XlsxRowsTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void rows_data();
    void rows();
    void dates_data();
    void dates();
    void formats_data();
    void formats();
    void sheetsAreChosen();
    void problemsAreOfTheirCells();
    void damage_data();
    void damage();
    void aBombIsRefusedInLittleMemory();
    void manySharedTextsNeedLittleMemory();
};

namespace {

const std::string rels =
    R"(<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">)"
    R"(<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>)";
const std::string workbookRels =
    R"(<Relationships><Relationship Id="rId1" Type="x/worksheet" Target="worksheets/sheet1.xml"/>)"
    R"(<Relationship Id="rId2" Type="x/styles" Target="styles.xml"/>)"
    R"(<Relationship Id="rId3" Type="x/sharedStrings" Target="/xl/sharedStrings.xml"/>)"
    R"(<Relationship Id="rId4" Type="x/worksheet" Target="worksheets/sheet2.xml"/></Relationships>)";
const std::string workbook =
    R"(<workbook xmlns:r="r"><workbookPr/><sheets><sheet name="First" sheetId="1" r:id="rId1"/>)"
    R"(<sheet name="Second" sheetId="2" r:id="rId4"/></sheets></workbook>)";
const std::string styles =
    R"(<styleSheet><numFmts><numFmt numFmtId="164" formatCode="yyyy\-mm\-dd\ hh:mm"/></numFmts>)"
    R"(<cellStyleXfs><xf numFmtId="22"/></cellStyleXfs><cellXfs><xf numFmtId="0"/>)"
    R"(<xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="20"/></cellXfs></styleSheet>)";
const std::string strings =
    R"(<sst><si><t>name</t></si><si><t>price</t></si><si><t xml:space="preserve"> Mug </t></si>)"
    R"(<si><r><t>rich </t></r><r><t>text</t></r><rPh><t>aid</t></rPh></si>)"
    R"(<si><t>a_x000D_b_x005F_x</t></si></sst>)";

std::filesystem::path makeXlsx(const TransferFolder &folder,
                               std::map<std::string, std::string> parts)
{
    parts.insert({{"_rels/.rels", rels},
                  {"xl/_rels/workbook.xml.rels", workbookRels},
                  {"xl/workbook.xml", workbook},
                  {"xl/styles.xml", styles},
                  {"xl/sharedStrings.xml", strings},
                  {"xl/worksheets/sheet1.xml", "<worksheet/>"},
                  {"xl/worksheets/sheet2.xml", "<worksheet/>"}});
    const auto file = folder.path("a.xlsx");
    zip_t *archive = ::zip_open(file.c_str(), ZIP_CREATE | ZIP_TRUNCATE, nullptr);
    for (const auto &[name, content] : parts) {
        zip_source_t *source = ::zip_source_buffer(archive, content.data(), content.size(), 0);
        ::zip_file_add(archive, name.c_str(), source, 0);
    }
    ::zip_close(archive);
    return file;
}

std::string sheet(const std::string &rows)
{
    return R"(<?xml version="1.0" encoding="UTF-8"?><worksheet><sheetData>)" + rows +
           "</sheetData></worksheet>";
}

std::string describe(const std::string &rows, const SourceSettings &settings = {})
{
    const TransferFolder folder;
    return describeRows(makeXlsx(folder, {{"xl/worksheets/sheet1.xml", sheet(rows)}}), settings);
}

const std::string header =
    R"(<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>)";

} // namespace

void XlsxRowsTest::rows_data()
{
    QTest::addColumn<std::string>("content");
    QTest::addColumn<std::string>("expected");
    const auto row = [](const char *name, const std::string &content, const char *expected) {
        QTest::newRow(name) << header + content << std::string(expected);
    };
    row("shared texts and numbers",
        R"(<row r="2" spans="1:2"><c r="A2" t="s"><v>2</v></c><c r="B2"><v>12.5</v></c></row>)",
        R"(2:{"name":" Mug ","price":12.5})");
    row("rich text", R"(<row r="2"><c r="A2" t="s"><v>3</v></c></row>)",
        R"(2:{"name":"rich text","price":null})");
    row("escapes", R"(<row r="2"><c r="A2" t="s"><v>4</v></c></row>)",
        R"(2:{"name":"a\rb_x","price":null})");
    row("text in its cell",
        R"(<row r="2"><c r="A2" t="inlineStr"><is><t>Cup &amp; &lt;x&gt;</t></is></c></row>)",
        R"(2:{"name":"Cup & <x>","price":null})");
    row("formulas give what they came to",
        R"(<row r="2"><c r="A2" t="str"><f>A1&amp;"x"</f><v>nx</v></c><c r="B2"><f>1+1</f><v>2</v></c></row>)",
        R"(2:{"name":"nx","price":2})");
    row("an empty text",
        R"(<row r="2"><c r="A2" t="str"><f>""</f><v></v></c><c r="B2"><v>1</v></c></row>)",
        R"(2:{"name":"","price":1})");
    row("booleans", R"(<row r="2"><c r="A2" t="b"><v>1</v></c><c r="B2" t="b"><v>0</v></c></row>)",
        R"(2:{"name":true,"price":false})");
    row("rows and cells without a place",
        R"(<row><c t="s"><v>2</v></c><c><v>5</v></c></row><row r="7"><c r="B7"><v>6</v></c></row>)",
        R"(2:{"name":" Mug ","price":5} 7:{"name":null,"price":6})");
    row("empty rows are none", R"(<row r="2"/><row r="3"><c r="A3" s="1"/></row>)", "");
    row("names with prefixes", R"(<x:row xmlns:x="y" r="2"><x:c r="B2"><x:v>5</x:v></x:c></x:row>)",
        R"(2:{"name":null,"price":5})");
    row("cells beyond the header", R"(<row r="2"><c r="D2"><v>5</v></c></row>)",
        "2:!The row has cells beyond the last column of the first row.");
    row("big and small numbers",
        R"(<row r="2"><c r="A2"><v>9007199254740993</v></c><c r="B2"><v>1E-3</v></c></row>)",
        R"(2:{"name":9007199254740993,"price":0.001})");
}

void XlsxRowsTest::rows()
{
    QFETCH(const std::string, content);
    QFETCH(const std::string, expected);
    QCOMPARE(describe(content), expected);
}

void XlsxRowsTest::dates_data()
{
    QTest::addColumn<std::string>("serial");
    QTest::addColumn<int>("style");
    QTest::addColumn<std::string>("expected");
    QTest::newRow("a day") << std::string("45351") << 1 << std::string(R"("2024-02-29")");
    QTest::newRow("a time") << std::string("45351.75") << 2
                            << std::string(R"("2024-02-29T18:00:00.000Z")");
    QTest::newRow("a day that has a time")
        << std::string("45351.5") << 1 << std::string(R"("2024-02-29T12:00:00.000Z")");
    QTest::newRow("a time of day") << std::string("0.5") << 3 << std::string(R"("12:00:00")");
    QTest::newRow("the first day") << std::string("1") << 1 << std::string(R"("1900-01-01")");
    QTest::newRow("before the day that never was")
        << std::string("59") << 1 << std::string(R"("1900-02-28")");
    QTest::newRow("after it") << std::string("61") << 1 << std::string(R"("1900-03-01")");
    QTest::newRow("a negative day is a number") << std::string("-5") << 1 << std::string("-5");
    QTest::newRow("milliseconds") << std::string("45351.000011574074") << 2
                                  << std::string(R"("2024-02-29T00:00:01.000Z")");
}

void XlsxRowsTest::dates()
{
    QFETCH(const std::string, serial);
    QFETCH(const int, style);
    QFETCH(const std::string, expected);
    QCOMPARE(describe(header + "<row r=\"2\"><c r=\"A2\" s=\"" + std::to_string(style) + "\"><v>" +
                      serial + "</v></c></row>"),
             R"(2:{"name":)" + expected + R"(,"price":null})");
}

void XlsxRowsTest::formats_data()
{
    QTest::addColumn<std::string>("format");
    QTest::addColumn<int>("kind");
    const auto row = [](const char *format, NumberKind kind) {
        QTest::newRow(format) << std::string(format) << static_cast<int>(kind);
    };
    row("General", NumberKind::Number);
    row("0.00", NumberKind::Number);
    row("#,##0.00 \"days\"", NumberKind::Number);
    row("[Red]0;-0", NumberKind::Number);
    row("[h]:mm", NumberKind::Number);
    row("0.00E+00", NumberKind::Number);
    row("yyyy-mm-dd", NumberKind::Date);
    row("[$-409]d\\-mmm\\-yy;@", NumberKind::Date);
    row("mmmm", NumberKind::Date);
    row("hh:mm:ss", NumberKind::Time);
    row("dd.mm.yyyy hh:mm", NumberKind::DateTime);
}

void XlsxRowsTest::formats()
{
    QFETCH(const std::string, format);
    QFETCH(const int, kind);
    QCOMPARE(static_cast<int>(numberKind(format)), kind);
}

void XlsxRowsTest::sheetsAreChosen()
{
    const TransferFolder folder;
    const auto file = makeXlsx(folder, {{"xl/worksheets/sheet2.xml",
                                         sheet(R"(<row r="3"><c r="A3"><v>1</v></c></row>)")}});
    QCOMPARE(describeRows(file, {}), std::string());
    SourceSettings settings;
    settings.sheet = "Second";
    QCOMPARE(describeRows(file, settings), std::string(R"(3:{"column 1":1})"));
    settings.sheet = "Third";
    QCOMPARE(describeRows(file, settings),
             std::string("error: a.xlsx has no sheet \"Third\", only First, Second."));
    QCOMPARE(openRows(file, {}).value()->sheets(), (std::vector<std::string>{"First", "Second"}));
}

void XlsxRowsTest::problemsAreOfTheirCells()
{
    const TransferFolder folder;
    const auto file = makeXlsx(
        folder,
        {{"xl/worksheets/sheet1.xml",
          sheet(header +
                R"(<row r="2"><c r="A2" t="e"><v>#REF!</v></c><c r="B2"><f>1+1</f></c></row>)"
                R"(<row r="3"><c r="A3" t="s"><v>99</v></c><c r="B3"><v>x</v></c></row>)")}});
    const auto rows = openRows(file, {}).value();
    SourceRow row;
    QVERIFY(rows->next(row).value());
    QCOMPARE(row.cellProblems.size(), 2U);
    QCOMPARE(row.cellProblems[0].what, std::string("holds the error #REF!"));
    QVERIFY(row.cellProblems[1].what.starts_with("is a formula without its result"));
    QVERIFY(rows->next(row).value());
    QCOMPARE(row.cellProblems.size(), 2U);
}

void XlsxRowsTest::damage_data()
{
    QTest::addColumn<std::string>("part");
    QTest::addColumn<std::string>("content");
    QTest::addColumn<std::string>("expected");
    const auto row = [](const char *name, const char *part, const std::string &content,
                        const char *expected) {
        QTest::newRow(name) << std::string(part) << content << std::string(expected);
    };
    row("a cut sheet", "xl/worksheets/sheet1.xml", "<worksheet><sheetData>", "is damaged");
    row("a document type", "xl/worksheets/sheet1.xml",
        "<!DOCTYPE x [<!ENTITY a \"b\">]><worksheet>&a;</worksheet>", "has a document type");
    row("a cell beyond all columns", "xl/worksheets/sheet1.xml",
        sheet(R"(<row r="1"><c r="ZZZ1"><v>1</v></c></row>)"), "which no spreadsheet has");
    row("no sheets", "xl/workbook.xml", "<workbook/>", "has no sheet with cells");
    row("broken texts", "xl/sharedStrings.xml", "<sst><si>", "is damaged");
}

void XlsxRowsTest::damage()
{
    QFETCH(const std::string, part);
    QFETCH(const std::string, content);
    QFETCH(const std::string, expected);
    const TransferFolder folder;
    const std::string said = describeRows(makeXlsx(folder, {{part, content}}), {});
    QVERIFY2(said.starts_with("error: ") && said.find(expected) != std::string::npos, said.c_str());
    folder.write("b.xlsx", "PK\x03\x04 but no archive");
    QVERIFY(describeRows(folder.path("b.xlsx"), {}).find("is no .xlsx file") != std::string::npos);
}

void XlsxRowsTest::aBombIsRefusedInLittleMemory()
{
    const TransferFolder folder;
    std::filesystem::path file;
    {
        std::string bomb = R"(<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>)";
        bomb.append(200U << 20U, 'x');
        file = makeXlsx(folder, {{"xl/worksheets/sheet1.xml", std::move(bomb)}});
    }
    QVERIFY(std::filesystem::file_size(file) < 2'000'000);
    const std::int64_t before = residentKiB();
    const std::string said = describeRows(file, {});
    QVERIFY2(said.find("more than 64 MB") != std::string::npos, said.c_str());
    QVERIFY2(residentKiB() - before < 100'000, std::to_string(residentKiB() - before).c_str());
}

void XlsxRowsTest::manySharedTextsNeedLittleMemory()
{
    const TransferFolder folder;
    std::filesystem::path file;
    {
        std::string texts = "<sst>";
        for (int i = 0; i < 60'000; ++i)
            texts += "<si><t>" + std::to_string(i) + std::string(1'000, 'x') + "</t></si>";
        file = makeXlsx(folder,
                        {{"xl/sharedStrings.xml", texts + "</sst>"},
                         {"xl/worksheets/sheet1.xml",
                          sheet(R"(<row r="1"><c r="A1" t="inlineStr"><is><t>n</t></is></c></row>)"
                                R"(<row r="2"><c r="A2" t="s"><v>59999</v></c></row>)"
                                R"(<row r="3"><c r="A3" t="s"><v>7</v></c></row>)")}});
    }
    const auto rows = openRows(file, {}).value();
    SourceRow row;
    QVERIFY(rows->next(row).value());
    QCOMPARE(row.cells[0]->asString(), "59999" + std::string(1'000, 'x'));
    QVERIFY(rows->next(row).value());
    QCOMPARE(row.cells[0]->asString(), "7" + std::string(1'000, 'x'));
}

QTEST_GUILESS_MAIN(XlsxRowsTest)
#include "XlsxRowsTest.moc"
