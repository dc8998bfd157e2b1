#include "tests/support/StdToString.h"

#include "tests/transfer/ThingFixture.h"

#include <QScopeGuard>
#include <QTest>

#include <ctime>

using namespace syncline;
using namespace syncline::test;

/** Values at the edge of what there can be, through every format and back. */
class EdgeValuesTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void edgesOfWhatValuesCanBe_data();
    void edgesOfWhatValuesCanBe();
    void localTimesAreTheSameMoments();
};

void EdgeValuesTest::edgesOfWhatValuesCanBe_data()
{
    QTest::addColumn<int>("format");
    QTest::addColumn<bool>("isExact");
    QTest::newRow("csv") << static_cast<int>(TransferFormat::Csv) << true;
    QTest::newRow("json") << static_cast<int>(TransferFormat::Json) << true;
    QTest::newRow("ndjson") << static_cast<int>(TransferFormat::Ndjson) << true;
    QTest::newRow("xlsx") << static_cast<int>(TransferFormat::Xlsx) << false;
}

void EdgeValuesTest::edgesOfWhatValuesCanBe()
{
    QFETCH(const int, format);
    QFETCH(const bool, isExact);
    const auto kind = static_cast<TransferFormat>(format);
    Value deep = "the ground";
    for (int level = 0; level < 1'000; ++level)
        deep = level % 2 == 0 ? Value(ValueList{std::move(deep)})
                              : Value(ValueObject{{"in", std::move(deep)}});
    const std::vector<ValueObject> rows{
        {{"flag", false}, {"number", 0}, {"text", ""}},
        {{"number", std::int64_t{9007199254740993}}, {"text", "2^53+1"}},
        {{"number", 1e308}, {"text", std::string("\0 NUL \0", 7)}},
        {{"number", -0.0}, {"text", "\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x9A\x80"}},
        {{"text", "e\xCC\x81 \xE0\xA4\xA8\xE0\xA4\xBF"}},
        {{"text", std::string(10U << 20U, 'x') + "=end"}},
        {{"data", deep}},
        {{"data", Value(ValueObject{{"a", -0.0}, {"b", std::int64_t{9007199254740993}}})}},
        {{"tags", ValueList{}}, {"colors", ValueList{"a,b", "=x"}}},
        {{"paper", file("\xF0\x9F\x93\x84.txt")}, {"state", "=known"}},
    };
    Things from;
    from.records.write([&](Database &database) {
        RecordWriter writer(database, *from.thing, {RunId{1}, from.records.now, &from.vault});
        for (const ValueObject &row : rows)
            must(writer.create(row));
    });
    const auto path = from.folder.path("edges." + std::string(transferFormatName(kind)));
    const ExportOutcome outcome = from.write(kind, path);
    QCOMPARE(outcome.notes.empty(), isExact); // what a cell cannot hold is said

    Things to;
    const RunInfo run = to.read(path);
    const auto failures = must(readFailures(to.services.folder, importFileName(run.id), 100, 5));
    QCOMPARE(failures.empty() ? std::string() : failures[0].error, std::string());
    const auto expected = from.all();
    const auto found = to.all();
    QCOMPARE(found.size(), expected.size());
    for (std::size_t i = 0; i < found.size(); ++i) {
        for (const FieldDef &def : from.thing->fields) {
            const Value &before = expected[i].fields.at(def.name);
            const Value &after = found[i].fields.at(def.name);
            const bool isTooLong =
                !isExact && before.isString() && before.asString().size() > 32'767;
            const bool isSame = isTooLong ? after.isNull() // left out, and counted
                                : isExact ? after.identicalTo(before)
                                          : after == before;
            QVERIFY2(isSame, (std::to_string(i) + " " + def.name).c_str());
        }
    }
}

/** Local times say their distance from UTC, so that they are still moments. */
void EdgeValuesTest::localTimesAreTheSameMoments()
{
    const QByteArray before = qgetenv("TZ");
    const auto atEnd = qScopeGuard([&] {
        qputenv("TZ", before);
        ::tzset();
    });
    qputenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3"); // as in Berlin
    ::tzset();
    Things from;
    for (const std::int64_t ms : {1'719'835'200'123LL, 1'705'320'000'000LL, -2'500'000'000'000LL,
                                  -1LL, -62'135'596'800'000LL, 253'402'300'799'999LL})
        from.records.create(from.thing, {{"at", DateTime{ms}}, {"day", Date{10}}});
    ExportRequest request;
    request.model = "thing";
    request.file = from.folder.path("local.csv");
    request.localTimes = true;
    must(exportRecords(from.records.store(), *from.thing, request, {}, [](auto, auto) {}));
    const std::string text = from.folder.read("local.csv");
    QVERIFY2(text.find("2024-07-01T14:00:00.123+02:00") != std::string::npos, text.c_str());
    QVERIFY(text.find("2024-01-15T13:00:00.000+01:00") != std::string::npos);
    QVERIFY(text.find("1970-01-11,") != std::string::npos); // days have no clock
    Things to;
    to.read(request.file);
    const auto expected = from.all();
    const auto found = to.all();
    QCOMPARE(found.size(), expected.size());
    for (std::size_t i = 0; i < found.size(); ++i)
        QVERIFY(found[i].fields.at("at").identicalTo(expected[i].fields.at("at")));
}

QTEST_GUILESS_MAIN(EdgeValuesTest)
#include "EdgeValuesTest.moc"
