#include "core/base/Json.h"
#include "tests/app/VerbHarness.h"
#include "tests/support/StdToString.h"

#include <QTest>

using namespace syncline;
using namespace syncline::cli;

using Words = std::vector<std::string>;
Q_DECLARE_METATYPE(Words)

/** What `syncline history` asks, says and refuses. */
class HistoryVerbTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_harness = std::make_unique<VerbHarness>(); }
    void showsTheTimeLine();
    void restoresAnEntry();
    void showsWhatARestoreWouldDo();
    void refusesWhatCannotComeBackWhole();
    void listsDeletedRecords();
    void restoresDeletedRecords();
    void readsFurtherPages();
    void refusesWrongUse_data();
    void refusesWrongUse();
    void onlyRestoresWrite();

private:
    [[nodiscard]] FakeHistories &histories() const { return m_harness->engine.fakeHistories; }
    std::unique_ptr<VerbHarness> m_harness;
};

void HistoryVerbTest::showsTheTimeLine()
{
    HistoryEntry entry;
    entry.id = 7;
    entry.run = RunId{41};
    entry.changes = {{.key = "f_title", .name = "title", .before = "Mug", .after = {}}};
    HistoryEntry created;
    created.kind = HistoryEntry::Kind::Created;
    RunInfo run;
    run.id = RunId{41};
    run.kind = RunKind::Sync;
    run.subject = "shop";
    run.mode = "full";
    run.trigger = {{"type", "schedule"}};
    HistoryPage &page = histories().pages["product/1"];
    page.entries = {entry, created};
    page.runs[41] = run;
    QCOMPARE(m_harness->run({"history", "shop", "product", "1"}), 0);
    QCOMPARE(
        m_harness->out.text,
        std::string("entry  time                      run  by                    field      "
                    "before  after\n"
                    "    7  1970-01-01T00:00:00.000Z   41  sync shop (schedule)  title      "
                    "\"Mug\"\n"
                    "    0  1970-01-01T00:00:00.000Z                             (created)\n"));
    m_harness->out.text.clear();
    QCOMPARE(m_harness->run({"history", "shop", "product", "1", "--json"}), 0);
    QCOMPARE(m_harness->out.text,
             std::string(R"({"model":"product","id":"1","changes":[{"time":)"
                         R"("1970-01-01T00:00:00.000Z","run":"41","field":"title",)"
                         R"("before":"Mug","after":null}],"deleted":false,)"
                         R"("entries":[{"entry":7,"kind":"changed","time":)"
                         R"("1970-01-01T00:00:00.000Z","run":"41","by":{"run":"41",)"
                         R"("kind":"sync","mode":"full","subject":"shop",)"
                         R"("trigger":{"type":"schedule"}},)"
                         R"("changes":[{"field":"title","key":"f_title",)"
                         R"("before":"Mug","after":null}]},{"entry":0,"kind":"created",)"
                         R"("time":"1970-01-01T00:00:00.000Z","run":null,"by":null,)"
                         R"("changes":[]}],"hasMore":false})"
                         "\n"));
}

void HistoryVerbTest::restoresAnEntry()
{
    histories().outcome = {.run = RunId{88}, .restored = 1};
    QCOMPARE(m_harness->run({"history", "shop", "product", "12", "--restore", "340", "--fields",
                             "price,title"}),
             0);
    QCOMPARE(m_harness->out.text, std::string("1 restored, 0 unchanged, 0 refused\nrun 88\n"));
    const RestoreRequest &request = histories().restores.at(0);
    QVERIFY(request.records == std::vector<RecordId>{RecordId{12}});
    QCOMPARE(request.entry.value_or(0), 340);
    QCOMPARE(request.fields, (std::vector<std::string>{"price", "title"}));
    QVERIFY(!request.partial);
    QCOMPARE(request.trigger.at("type").asString(), std::string("cli"));
}

void HistoryVerbTest::showsWhatARestoreWouldDo()
{
    RestoredRecord record{.record = RecordId{12}, .title = "Mug\x1b[31m"};
    record.fields = {{.key = "f_price", .name = "price", .now = 5, .then = 4}};
    record.notes = {{RestoreNote::Level::Field, "sku", "is gone"}};
    histories().preview = {.records = {record}, .all = 1, .partly = 1};
    const Words words{"history", "shop", "product", "12", "--restore", "0", "--preview"};
    QCOMPARE(m_harness->run(words), 0);
    QVERIFY(histories().restores.empty());
    QCOMPARE(histories().previews.at(0).entry.value_or(-1), 0);
    QCOMPARE(m_harness->out.text,
             std::string("id  field  now  then\n12  price  5    4\n"
                         "12 (Mug\\x1b[31m): sku is gone [left out]\n"
                         "would restore 1 of 1: 1 in part, 0 unchanged, 0 refused\n"));
    Words json = words;
    json.emplace_back("--json");
    m_harness->out.text.clear();
    QCOMPARE(m_harness->run(json), 0);
    const Value said = json::parse(m_harness->out.text).value();
    QCOMPARE(said["partly"].asInt(), 1);
    QCOMPARE(said["records"].asList().at(0)["notes"].asList().at(0)["level"].asString(),
             std::string("field"));
}

void HistoryVerbTest::refusesWhatCannotComeBackWhole()
{
    RestoredRecord record{.record = RecordId{12}, .title = "Mug"};
    record.notes = {{RestoreNote::Level::Field, "sku", "must be unique"}};
    histories().outcome = {.leftOut = {record}, .refused = 1};
    QCOMPARE(m_harness->run({"history", "shop", "product", "12", "--restore", "3"}), 4);
    QCOMPARE(m_harness->out.text, std::string("12 (Mug): sku must be unique [left out]\n"
                                              "0 restored, 0 unchanged, 1 refused\n"));
    QVERIFY(m_harness->err.text.find("--partial") != std::string::npos);
    QCOMPARE(m_harness->run({"history", "shop", "product", "12", "--restore", "3", "--partial"}),
             4);
    QVERIFY(histories().restores.back().partial);
    histories().failures["restore"] = Error("SYNC_CONFLICT", "The record was changed.");
    QCOMPARE(m_harness->run({"history", "shop", "product", "12", "--restore", "3"}), 1);
}

void HistoryVerbTest::listsDeletedRecords()
{
    histories().deletedRecords = {{.record = RecordId{7},
                                   .entry = 90,
                                   .title = "Mug",
                                   .run = RunId{41},
                                   .time = DateTime{0},
                                   .connection = "shop",
                                   .remoteId = "r7"},
                                  {.record = RecordId{6}, .entry = 80, .title = "Mug 2"}};
    QCOMPARE(m_harness->run({"history", "shop", "product", "--deleted", "--search", "Mug", "--run",
                             "41", "--limit", "1"}),
             0);
    QCOMPARE(m_harness->out.text, std::string("id  title  deleted                   run  by\n"
                                              " 7  Mug    1970-01-01T00:00:00.000Z   41\n"));
    QVERIFY(m_harness->err.text.find("There are more") != std::string::npos);
    const DeletedQuery &query = histories().deletedQueries.at(0);
    QCOMPARE(query.search, std::string("Mug"));
    QVERIFY(query.run == RunId{41});
    m_harness->out.text.clear();
    QCOMPARE(m_harness->run({"history", "shop", "product", "--deleted", "--json"}), 0);
    const Value said = json::parse(m_harness->out.text).value();
    QCOMPARE(said["deleted"].asList().size(), 2U);
    QCOMPARE(said["deleted"].asList()[0]["remoteId"].asString(), std::string("r7"));
    QVERIFY(said["hasMore"] == Value(false));
}

void HistoryVerbTest::restoresDeletedRecords()
{
    QCOMPARE(m_harness->run({"history", "shop", "product", "--deleted", "--restore", "7, 8,7"}), 0);
    QVERIFY(
        (histories().restores.at(0).records == std::vector<RecordId>{RecordId{7}, RecordId{8}}));
    QVERIFY(!histories().restores.at(0).entry);
    QCOMPARE(m_harness->run(
                 {"history", "shop", "product", "--deleted", "--run", "41", "--restore", "all"}),
             0);
    QVERIFY(histories().restores.at(1).records.empty());
    QVERIFY(histories().restores.at(1).deletedBy == RunId{41});
}

void HistoryVerbTest::readsFurtherPages()
{
    HistoryPage &page = histories().pages["product/1"];
    for (int i = 1; i <= 450; ++i)
        page.entries.push_back({.kind = HistoryEntry::Kind::Deleted, .id = 1000 - i});
    QCOMPARE(m_harness->run({"history", "shop", "product", "1", "--limit", "410", "--json"}), 0);
    const Value said = json::parse(m_harness->out.text).value();
    QCOMPARE(said["entries"].asList().size(), 410U);
    QVERIFY(said["hasMore"] == Value(true));
    QCOMPARE(histories().timelines.size(), 3U);
}

void HistoryVerbTest::refusesWrongUse_data()
{
    QTest::addColumn<Words>("words");
    QTest::addColumn<std::string>("message");
    const auto row = [](const char *name, Words rest, const char *message) {
        Words words{"history", "shop", "product"};
        words.insert(words.end(), rest.begin(), rest.end());
        QTest::newRow(name) << words << std::string(message);
    };
    row("no id", {}, "ID is missing");
    row("an id beside --deleted", {"1", "--deleted"}, "leave ID out");
    row("an entry that is none", {"1", "--restore", "x"}, "--restore must be a whole number");
    row("an id to restore that is none", {"--deleted", "--restore", "1,x"},
        "--restore must be a record's id, but is \"x\".");
    row("all of nothing", {"--deleted", "--restore", "all"}, "--restore all needs --run");
    row("fields without an entry", {"1", "--fields", "a"}, "go with --restore");
    row("fields of a deleted record", {"--deleted", "--restore", "1", "--fields", "a"},
        "comes back whole");
    row("no fields at all", {"1", "--restore", "3", "--fields", " , "}, "--fields names no field");
    row("a search that chooses nothing", {"--deleted", "--restore", "1", "--search", "a"},
        "are for lists");
    row("a limit that limits nothing", {"1", "--restore", "3", "--limit", "1"}, "are for lists");
    row("a run beside ids", {"--deleted", "--restore", "1", "--run", "41"},
        "--run goes with --restore all");
    row("a search in one record", {"1", "--search", "a"}, "go with --deleted");
    row("a run that is none", {"--deleted", "--run", "x"}, "--run needs a run's id");
}

void HistoryVerbTest::refusesWrongUse()
{
    QFETCH(const Words, words);
    QFETCH(const std::string, message);
    QCOMPARE(m_harness->run(words), 2);
    QVERIFY2(m_harness->err.text.find(message) != std::string::npos, m_harness->err.text.c_str());
    QVERIFY(histories().restores.empty());
}

void HistoryVerbTest::onlyRestoresWrite()
{
    const VerbRegistry registry;
    const VerbSpec *verb = registry.find("history");
    const auto writes = [verb](const Words &words) {
        return verb->writes(Arguments::parse(*verb, words).value());
    };
    QVERIFY(!writes({"shop", "product", "1"}));
    QVERIFY(!writes({"shop", "product", "1", "--restore", "3", "--preview"}));
    QVERIFY(writes({"shop", "product", "1", "--restore", "3"}));
}

QTEST_GUILESS_MAIN(HistoryVerbTest)
#include "HistoryVerbTest.moc"
