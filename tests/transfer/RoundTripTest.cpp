#include "tests/support/StdToString.h"

#include "tests/transfer/ThingFixture.h"

#include <QProcess>
#include <QStandardPaths>
#include <QTest>
#include <rapidcheck.h>

using namespace syncline;
using namespace syncline::test;

/** What an export writes, an import reads back equal. */
class RoundTripTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyFormat_data();
    void everyFormat();
    void everyTypeIsMeant();
    void secretsStayInside();
    void aQueryIsExported();
    void spreadsheetsSayWhatTheyCannotHold();
    void pythonReadsTheSpreadsheet();
    void theFileAppearsWholeOrNotAtAll();
    void aFullDiskLeavesNothing();
    void constantMemory();
};

namespace {

rc::Gen<std::string> anyText()
{
    return rc::gen::oneOf(
        rc::gen::element<std::string>("", "'", "=1+1", "'=1", "''=1", "+49", "-", "@a", "\ta",
                                      "\ra", "a,b;c\t\"d\"\r\ne\n", "\xF0\x9F\x98\x80", "e\xCC\x81",
                                      std::string("\0a\0", 3), " spaces ", "null", "true", "01",
                                      "_x000D_", "\xEF\xBB\xBF", "1e5", "\x01\x02\x1B"),
        rc::gen::container<std::string>(rc::gen::inRange<char>(0, 127)));
}

rc::Gen<Value> anyJson(int depth)
{
    auto scalar = rc::gen::oneOf(
        rc::gen::just(Value()),
        rc::gen::map(rc::gen::arbitrary<bool>(), [](bool b) { return Value(b); }),
        rc::gen::map(rc::gen::arbitrary<std::int64_t>(), [](std::int64_t n) { return Value(n); }),
        rc::gen::element<Value>(1e308, -0.0, 0.1, 5e-324, 1.0),
        rc::gen::map(anyText(), [](const std::string &text) { return Value(text); }));
    if (depth == 0)
        return scalar;
    return rc::gen::oneOf(
        scalar,
        rc::gen::map(rc::gen::container<std::vector<Value>>(anyJson(depth - 1)),
                     [](std::vector<Value> items) { return Value(ValueList(std::move(items))); }),
        rc::gen::map(rc::gen::pair(anyText(), anyJson(depth - 1)),
                     [](const std::pair<std::string, Value> &member) {
                         return Value(ValueObject{{member.first, member.second}});
                     }));
}

rc::Gen<Value> anyNumber()
{
    return rc::gen::oneOf(
        rc::gen::element<Value>(std::int64_t{9007199254740993}, 1e308, -0.0, 0, 0.1, 1.0, 5e-324,
                                123456789012345.0, 1.7976931348623157e308,
                                std::numeric_limits<std::int64_t>::min()),
        rc::gen::map(rc::gen::arbitrary<std::int64_t>(), [](std::int64_t n) { return Value(n); }),
        rc::gen::map(rc::gen::arbitrary<double>(), [](double n) { return Value(n); }));
}

rc::Gen<Value> anyValue(const FieldDef &field)
{
    const auto orNull = [](const rc::Gen<Value> &gen) {
        return rc::gen::weightedOneOf<Value>({{5, gen}, {1, rc::gen::just(Value())}});
    };
    if (field.name == "text")
        return orNull(rc::gen::map(anyText(), [](const std::string &text) { return Value(text); }));
    if (field.name == "number")
        return orNull(anyNumber());
    if (field.name == "flag")
        return orNull(rc::gen::element<Value>(true, false));
    if (field.name == "day")
        return orNull(rc::gen::map(rc::gen::inRange(-700'000, 2'900'000),
                                   [](int days) { return Value(Date{days}); }));
    if (field.name == "at")
        return orNull(
            rc::gen::map(rc::gen::inRange<std::int64_t>(-60'000'000'000'000, 250'000'000'000'000),
                         [](std::int64_t ms) { return Value(DateTime{ms}); }));
    if (field.name == "color")
        return orNull(rc::gen::element<Value>("red", "a,b", "=x"));
    if (field.name == "colors")
        return orNull(
            rc::gen::element<Value>(ValueList{}, ValueList{"red"}, ValueList{"a,b", "=x"}));
    if (field.name == "tags")
        return orNull(rc::gen::map(rc::gen::container<std::vector<std::string>>(anyText()),
                                   [](const std::vector<std::string> &tags) {
                                       return Value(ValueList(tags.begin(), tags.end()));
                                   }));
    if (field.name == "days")
        return orNull(rc::gen::element<Value>(ValueList{}, ValueList{Date{1}, Date{-1}}));
    if (field.name == "data")
        return orNull(anyJson(3));
    if (field.name == "mail")
        return orNull(rc::gen::element<Value>("a@b.example", "+x=y@b.example", "-a@b.example"));
    if (field.name == "link")
        return orNull(
            rc::gen::element<Value>("https://example.com/?a=1,2&b=%22", "http://x.example"));
    if (field.name == "paint")
        return orNull(rc::gen::element<Value>("#ff0000", "#00FF7f"));
    if (field.name == "prose")
        return orNull(rc::gen::element<Value>("# A\n\n* b\r\n", "-", "=1", "<b>x</b>"));
    if (field.name == "roles")
        return orNull(rc::gen::element<Value>(ValueList{}, ValueList{"admin", "support"}));
    if (field.name == "place")
        return orNull(rc::gen::element<Value>(ValueList{0.1, -0.0, 3.5}, ValueList{1e30}));
    if (field.name == "address")
        return orNull(rc::gen::element<Value>(ValueObject{{"street", "=1+1"}, {"zip", 12}},
                                              ValueObject{{"street", ""}, {"zip", -0.0}}));
    if (field.name == "state")
        return rc::gen::element<Value>("new", "=known");
    if (field.name == "about")
        return orNull(rc::gen::element<Value>(unionValue("thing", "1"), unionValue("thing", "2")));
    if (field.name == "paper")
        return orNull(rc::gen::element<Value>(file("a.txt"), file("=b,c.txt")));
    return orNull(rc::gen::element<Value>("1", "2"));
}

} // namespace

void RoundTripTest::everyFormat_data()
{
    QTest::addColumn<int>("format");
    for (const TransferFormat format :
         {TransferFormat::Csv, TransferFormat::Json, TransferFormat::Ndjson, TransferFormat::Xlsx})
        QTest::newRow(std::string(transferFormatName(format)).c_str()) << static_cast<int>(format);
}

void RoundTripTest::everyFormat()
{
    QFETCH(const int, format);
    const auto kind = static_cast<TransferFormat>(format);
    Things from;
    rc::Random random(static_cast<std::uint64_t>(format) + 11);
    std::vector<rc::Gen<Value>> values;
    for (const FieldDef &field : from.thing->fields)
        values.push_back(anyValue(field));
    from.records.write([&](Database &database) {
        RecordWriter writer(database, *from.thing, {RunId{1}, from.records.now, &from.vault});
        for (int i = 0; i < 150; ++i) {
            ValueObject fields;
            for (std::size_t f = 0; f < values.size(); ++f)
                fields.append(from.thing->fields[f].name, values[f](random.split(), 30).value());
            must(writer.create(fields));
        }
    });
    const std::string name = "all." + std::string(transferFormatName(kind));
    from.write(kind, from.folder.path(name));

    Things to;
    const RunInfo run = to.read(from.folder.path(name));
    const auto failures = must(readFailures(to.services.folder, importFileName(run.id), 400, 5));
    QCOMPARE(failures.empty() ? std::string() : failures[0].error, std::string());
    const auto expected = from.all();
    const auto found = to.all();
    QCOMPARE(found.size(), expected.size());
    for (std::size_t i = 0; i < found.size(); ++i) {
        // A spreadsheet knows no difference between 1 and 1.0.
        const bool isSame = kind == TransferFormat::Xlsx
                                ? Value(found[i].fields) == Value(expected[i].fields)
                                : Value(found[i].fields).identicalTo(Value(expected[i].fields));
        QVERIFY2(isSame,
                 (json::write(found[i].fields) + "\n" + json::write(expected[i].fields)).c_str());
    }
    // And nothing is left to do.
    QCOMPARE(countsOf(to.read(from.folder.path(name))), std::string("0/0/152/0"));
}

/** A type that is new has to be thought of here: it is exported and imported, or said not to be. */
void RoundTripTest::everyTypeIsMeant()
{
    const ModelDef all = everything();
    for (int i = 0; i <= static_cast<int>(FieldType::Union); ++i) {
        const auto type = static_cast<FieldType>(i);
        FieldDef one = field("one", type);
        const bool isThere =
            std::ranges::any_of(all.fields, [&](const FieldDef &def) { return def.type == type; });
        QVERIFY2(isThere == (one.isStored() && !one.isSecret()),
                 std::string(fieldTypeName(type)).c_str());
    }
}

void RoundTripTest::secretsStayInside()
{
    RecordFixture records;
    const ModelPtr user = share(model("user", {field("name"), field("word", FieldType::Password),
                                               field("note", FieldType::EncryptedString)}));
    records.apply({user});
    records.create(user, {{"name", "Ada"}});
    const TransferFolder folder;
    ExportRequest request;
    request.model = "user";
    request.file = folder.path("users.csv");
    request.columns = {"name", "word", "note", "id"};
    const ExportOutcome outcome =
        must(exportRecords(records.store(), *user, request, {}, [](auto, auto) {}));
    QCOMPARE(outcome.notes, std::vector<std::string>{
                                "Passwords and encrypted fields are not exported: word, note."});
    QCOMPARE(folder.read("users.csv"), std::string("name,id\r\nAda,1\r\n"));
}

void RoundTripTest::aQueryIsExported()
{
    Things things;
    for (int i = 0; i < 30; ++i)
        things.records.create(things.thing, {{"text", "n" + std::to_string(i)}, {"number", i}});
    ExportRequest request;
    request.model = "thing";
    request.format = TransferFormat::Ndjson;
    request.file = things.folder.path("some.ndjson");
    request.columns = {"text", "id"};
    request.limit = 2;
    request.query.filter =
        must(parseFilter(json::parse(R"({"number":{"greaterThan":20}})").value(), *things.thing));
    request.query.sort = {{.field = "number", .descending = true}};
    const ExportOutcome outcome =
        must(exportRecords(things.records.store(), *things.thing, request, {}, [](auto, auto) {}));
    QCOMPARE(outcome.rows, 2);
    QCOMPARE(things.folder.read("some.ndjson"),
             std::string("{\"text\":\"n29\",\"id\":\"32\"}\n{\"text\":\"n28\",\"id\":\"31\"}\n"));
    QCOMPARE(outcome.bytes, static_cast<std::int64_t>(things.folder.read("some.ndjson").size()));
    request.columns = {"nope"};
    QVERIFY(
        !exportRecords(things.records.store(), *things.thing, request, {}, [](auto, auto) {}).ok());
}

void RoundTripTest::spreadsheetsSayWhatTheyCannotHold()
{
    Things things;
    const std::string fits(32'767, 'x');
    const std::string tooLong = fits + "x";
    things.records.create(things.thing, {{"text", fits}, {"number", std::int64_t{1} << 60}});
    things.records.create(things.thing, {{"text", tooLong}, {"day", Date{-100'000}}});
    const auto file = things.folder.path("all.xlsx");
    const ExportOutcome outcome = things.write(TransferFormat::Xlsx, file);
    QCOMPARE(outcome.notes.size(), 2U);
    QVERIFY(outcome.notes[0].starts_with("2 numbers or dates are written as text"));
    QVERIFY(outcome.notes[1].starts_with("1 texts of more than 32,767 characters"));
    // What was left out is left alone, in the records that are there.
    QCOMPARE(countsOf(things.read(file)), std::string("0/0/4/0"));
    QCOMPARE(things.all()[3].fields.at("text").asString(), tooLong);
}

/** Another program's eyes: the parts are sound XML, and the texts are in them. */
void RoundTripTest::pythonReadsTheSpreadsheet()
{
    const QString python = QStandardPaths::findExecutable(QStringLiteral("python3"));
    if (python.isEmpty())
        QSKIP("python3 is not installed");
    Things things;
    things.records.create(things.thing, {{"text", "<a> & \"b\" \xF0\x9F\x98\x80"}, {"flag", true}});
    things.write(TransferFormat::Xlsx, things.folder.path("all.xlsx"));
    QProcess process;
    process.start(
        python,
        {QStringLiteral("-c"),
         QStringLiteral("import sys,zipfile,xml.etree.ElementTree as E\n"
                        "z=zipfile.ZipFile(sys.argv[1]);assert z.testzip() is None\n"
                        "[E.fromstring(z.read(n)) for n in z.namelist() if n.endswith('.xml')]\n"
                        "n='{http://schemas.openxmlformats.org/spreadsheetml/2006/main}'\n"
                        "s=E.fromstring(z.read('xl/worksheets/sheet1.xml'))\n"
                        "print(len(s.findall('.//'+n+'row')),[t.text for t in s.iter(n+'t') "
                        "if '<' in t.text][0].encode('unicode_escape').decode())"),
         QString::fromStdString(things.folder.path("all.xlsx").string())});
    QVERIFY(process.waitForStarted() && process.waitForFinished());
    const QByteArray errors = process.readAllStandardError();
    QVERIFY2(process.exitCode() == 0, errors.constData());
    QCOMPARE(process.readAllStandardOutput().trimmed(), QByteArray("4 <a> & \"b\" \\U0001f600"));
}

void RoundTripTest::theFileAppearsWholeOrNotAtAll()
{
    Things things;
    things.fill(3'000, "n");
    things.folder.write("all.csv", "old");
    std::stop_source stop;
    ExportRequest request;
    request.model = "thing";
    request.file = things.folder.path("all.csv");
    const auto cancelled = exportRecords(things.records.store(), *things.thing, request,
                                         stop.get_token(), [&](std::int64_t rows, std::int64_t) {
                                             if (rows > 0)
                                                 stop.request_stop();
                                         });
    QVERIFY(!cancelled.ok() && cancelled.error().is(errc::cancelled));
    QCOMPARE(things.folder.read("all.csv"), std::string("old"));
    std::size_t files = 0;
    for ([[maybe_unused]] const auto &entry :
         std::filesystem::directory_iterator(things.folder.path(".")))
        ++files;
    QCOMPARE(files, 1U);
    request.file = things.folder.path("no/such/folder.csv");
    const auto nowhere =
        exportRecords(things.records.store(), *things.thing, request, {}, [](auto, auto) {});
    QVERIFY(!nowhere.ok());
    QVERIFY(nowhere.error().message().starts_with("Cannot write"));
}

void RoundTripTest::aFullDiskLeavesNothing()
{
    Things things;
    ExportRequest request;
    request.model = "thing";
    request.file = "/dev/full";
    const auto full =
        exportRecords(things.records.store(), *things.thing, request, {}, [](auto, auto) {});
    QVERIFY(!full.ok());
    QVERIFY2(full.error().is(errc::diskFull), full.error().describe().c_str());
    QVERIFY(std::filesystem::is_character_file("/dev/full"));
}

void RoundTripTest::constantMemory()
{
#if defined(__SANITIZE_ADDRESS__)
    QSKIP("the sanitizer keeps what was freed");
#endif
    Things things;
    const std::string text(1'000, 'x');
    things.fill(8'000, text);
    things.write(TransferFormat::Csv, things.folder.path("warm.csv"));
    const std::int64_t before = residentKiB();
    things.write(TransferFormat::Csv, things.folder.path("all.csv"));
    things.write(TransferFormat::Json, things.folder.path("all.json"));
    things.write(TransferFormat::Xlsx, things.folder.path("all.xlsx"));
    QVERIFY2(residentKiB() - before < 8'000, std::to_string(residentKiB() - before).c_str());
}

QTEST_GUILESS_MAIN(RoundTripTest)
#include "RoundTripTest.moc"
