#include "core/base/Json.h"
#include "tests/app/VerbHarness.h"
#include "tests/support/StdToString.h"

#include <QTemporaryDir>
#include <QTest>

using namespace syncline;
using namespace syncline::cli;

using Words = std::vector<std::string>;
Q_DECLARE_METATYPE(Words)

class ReadVerbsTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_harness = std::make_unique<VerbHarness>(); }
    void printsText_data();
    void printsText();
    void printsJson_data();
    void printsJson();
    void refusesWrongUsage_data();
    void refusesWrongUsage();
    void checkFailsForErrorsOnly();
    void doctorFailsForErrorsOnly();
    void recordsShowsFiftyRowsInATable();
    void recordsGivesAllRowsElsewhere();
    void recordsWritesAFileOrNothing();
    void recordsStopsWhenNobodyReads();
    void recordsStopsWhenInterrupted();
    void logsFollowUntilInterrupted();
    void logsFollowMissesNothing();
    void logLevelEchoesWhatIsLogged();
    void failuresOfTheEngine_data();
    void failuresOfTheEngine();

private:
    void fill(VerbEngine &engine);
    void addRows(int count);
    std::unique_ptr<VerbHarness> m_harness;
};

void ReadVerbsTest::addRows(int count)
{
    for (int i = 1; i <= count; ++i) {
        RecordRow row;
        row.id = RecordId{i};
        row.createdAt = DateTime{0};
        row.updatedAt = DateTime{1000};
        row.remoteId = "r" + std::to_string(i);
        row.fields = {{"title", "Mug " + std::to_string(i)}, {"price", i}};
        m_harness->engine.rows.push_back(std::move(row));
    }
}

/** One of everything. */
void ReadVerbsTest::fill(VerbEngine &engine)
{
    addRows(2);
    engine.problems = {
        {Problem::Severity::Error, "unknown_field_type", "There is no field type \"strin\".",
         "models/product/model.json", 12, 3},
        {Problem::Severity::Warning, "unused", "Nothing uses this file.", "lib/pad.lua", 0, 0}};
    ConnectorInfo rest;
    rest.kind = "rest";
    rest.title = "JSON API";
    rest.summary = "Lists over HTTP";
    rest.options.resize(2);
    rest.options[0].name = "baseUrl";
    rest.options[0].label = "Address";
    rest.options[1].name = "token";
    rest.options[0].type = rest.options[1].type = "string";
    rest.options[1].secret = rest.options[1].optional = true;
    engine.connectorList = {rest};
    engine.findings = {{DoctorFinding::Level::Ok, "integrity", "The database is whole."},
                       {DoctorFinding::Level::Warning, "sizes", "The log is large."}};
    RunInfo run;
    run.id = RunId{41};
    run.kind = RunKind::Sync;
    run.subject = "shop";
    run.state = RunState::CompletedWithErrors;
    run.mode = "full";
    run.started = DateTime{0};
    run.finished = DateTime{61'000};
    ModelProgress progress;
    progress.model = "product";
    progress.counts.created = 2;
    progress.counts.failed = 1;
    run.models = {progress};
    engine.runList = {run};
    engine.failed = {{"product", {"r9", "price must be a number", R"({"price":"x"})"}}};
    engine.addLog(LogLevel::Info, "It began", RunId{41});
    engine.addLog(LogLevel::Error, "It broke\nbadly");
    engine.logList.back().fields = {{"order", 5}};
    engine.variableList = {
        {"CURRENCY", "EUR", false, true}, {"KEY", "", true, true}, {"OTHER", "", true, false}};
    engine.secretNames = {"apiToken"};
}

void ReadVerbsTest::printsText_data()
{
    QTest::addColumn<Words>("words");
    QTest::addColumn<int>("code");
    QTest::addColumn<std::string>("expected");

    QTest::newRow("check")
        << Words{"check", "shop"} << 1
        << std::string("models/product/model.json:12:3: error: There is no field type \"strin\".\n"
                       "lib/pad.lua: warning: Nothing uses this file.\n");
    QTest::newRow("schema") << Words{"schema", "shop"} << 0
                            << std::string("product  (shop · Product)\n"
                                           "  field  type    notes\n"
                                           "  title  string  required\n"
                                           "  price  number\n\n");
    QTest::newRow("records") << Words{"records", "shop", "product", "--select", "title,price"} << 0
                             << std::string("id  title  price\n1   Mug 1  1.00\n2   Mug 2  2.00\n");
    QTest::newRow("records as csv")
        << Words{"records", "shop", "product", "--format", "csv"} << 0
        << std::string("id,title,price,createdAt,updatedAt,remoteId\r\n"
                       "1,Mug 1,1,1970-01-01T00:00:00.000Z,1970-01-01T00:00:01.000Z,r1\r\n"
                       "2,Mug 2,2,1970-01-01T00:00:00.000Z,1970-01-01T00:00:01.000Z,r2\r\n");
    QTest::newRow("records as ndjson")
        << Words{"records", "shop", "product", "--format", "ndjson", "--select", "price"} << 0
        << std::string("{\"id\":\"1\",\"price\":1}\n{\"id\":\"2\",\"price\":2}\n");
    QTest::newRow("records from a cursor")
        << Words{"records", "shop", "product", "--select", "price", "--after", "1"} << 0
        << std::string("id  price\n2   2.00\n");
    QTest::newRow("runs")
        << Words{"runs", "shop"} << 0
        << std::string("run  kind  subject  state                  started                   "
                       "took       what\n"
                       " 41  sync  shop     completed_with_errors  1970-01-01T00:00:00.000Z  "
                       "1 min 1 s  created 2, failed 1\n");
    QTest::newRow("runs of another kind")
        << Words{"runs", "shop", "--kind", "action"} << 0
        << std::string("run  kind  subject  state  started  took  what\n");
    QTest::newRow("failures of a sync")
        << Words{"syncs", "shop", "--failures", "41"} << 0
        << std::string("model    remote id  reason                  document\n"
                       "product  r9         price must be a number  {\"price\":\"x\"}\n");
    QTest::newRow("logs") << Words{"logs", "shop"} << 0
                          << std::string(
                                 "2024-05-01T08:00:01.000Z info  run 41 [user] It began\n"
                                 "2024-05-01T08:00:02.000Z error [user] It broke… {\"order\":5}\n");
    QTest::newRow("logs of a level")
        << Words{"logs", "shop", "--level", "error"} << 0
        << std::string("2024-05-01T08:00:02.000Z error [user] It broke… {\"order\":5}\n");
    QTest::newRow("the newest log line")
        << Words{"logs", "shop", "--limit", "1"} << 0
        << std::string("2024-05-01T08:00:02.000Z error [user] It broke… {\"order\":5}\n");
    QTest::newRow("env") << Words{"env", "shop"} << 0
                         << std::string("name      value      secret\n"
                                        "CURRENCY  EUR\n"
                                        "KEY       •••        yes\n"
                                        "OTHER     (not set)  yes\n");
    QTest::newRow("connections") << Words{"connections", "shop"} << 0
                                 << std::string("name  kind         enabled  secrets\n"
                                                "shop  sample_shop  yes      apiToken\n");
    QTest::newRow("doctor") << Words{"doctor", "shop"} << 0
                            << std::string("level    topic      finding\n"
                                           "ok       integrity  The database is whole.\n"
                                           "warning  sizes      The log is large.\n");
    QTest::newRow("migrate with nothing to do")
        << Words{"migrate", "shop"} << 0
        << std::string("The data fits the models; there is nothing to do.\n");
}

void ReadVerbsTest::printsText()
{
    QFETCH(const Words, words);
    fill(m_harness->engine);
    QTEST(m_harness->run(words), "code");
    QTEST(m_harness->out.text, "expected");
    QCOMPARE(m_harness->err.text, std::string());
}

void ReadVerbsTest::printsJson_data()
{
    QTest::addColumn<Words>("words");
    QTest::addColumn<std::string>("expected");

    QTest::newRow("check")
        << Words{"check", "shop"}
        << std::string(
               R"({"problems":[{"severity":"error","code":"unknown_field_type",)"
               R"("message":"There is no field type \"strin\".",)"
               R"("file":"models/product/model.json","line":12,"column":3},)"
               R"({"severity":"warning","code":"unused","message":"Nothing uses this file.",)"
               R"("file":"lib/pad.lua","line":0,"column":0}],"errors":1,"warnings":1})");
    QTest::newRow("schema")
        << Words{"schema", "shop"}
        << std::string(R"({"project":"Shop","models":[{"name":"product","plural":"products",)"
                       R"("storageKey":"m_product","fields":[)"
                       R"({"name":"title","type":"string","required":true,"storageKey":"f_title"},)"
                       R"({"name":"price","type":"number","storageKey":"f_price"}],)"
                       R"("source":{"connection":"shop","document":"Product"}}]})");
    QTest::newRow("records")
        << Words{"records", "shop", "product", "--select", "price"}
        << std::string("{\"records\":[\n{\"id\":\"1\",\"price\":1},\n{\"id\":\"2\",\"price\":2}\n],"
                       "\"hasNextPage\":false,\"endCursor\":\"2\"}");
    QTest::newRow("records, no more than one")
        << Words{"records", "shop", "product", "--select", "price", "--first", "1"}
        << std::string("{\"records\":[\n{\"id\":\"1\",\"price\":1}\n],\"hasNextPage\":true,"
                       "\"endCursor\":\"1\"}");
    QTest::newRow("runs")
        << Words{"runs", "shop"}
        << std::string(
               R"({"run":"41","kind":"sync","subject":"shop","state":"completed_with_errors",)"
               R"("parent":null,"record":null,"trigger":{},"started":)"
               R"("1970-01-01T00:00:00.000Z","finished":"1970-01-01T00:01:01.000Z",)"
               R"("warnings":0,"mode":"full","models":{"product":{"created":2,"updated":0,)"
               R"("unchanged":0,"deleted":0,"failed":1}},"resumable":false,)"
               R"("pendingDeletes":0,"error":null})");
    QTest::newRow("logs, one object a line")
        << Words{"logs", "shop"}
        << std::string(
               R"({"id":1,"time":"2024-05-01T08:00:01.000Z","level":"info","run":"41","source":"user",)"
               R"("text":"It began","fields":{}})"
               "\n"
               R"({"id":2,"time":"2024-05-01T08:00:02.000Z","level":"error","run":null,"source":"user",)"
               R"("text":"It broke\nbadly","fields":{"order":5}})");
    QTest::newRow("env never shows a secret")
        << Words{"env", "shop"}
        << std::string(R"({"environment":"development","variables":[)"
                       R"({"name":"CURRENCY","value":"EUR","secret":false,"hasValue":true},)"
                       R"({"name":"KEY","value":null,"secret":true,"hasValue":true},)"
                       R"({"name":"OTHER","value":null,"secret":true,"hasValue":false}]})");
    QTest::newRow("connections")
        << Words{"connections", "shop", "list"}
        << std::string(R"({"connections":[{"name":"shop","kind":"sample_shop",)"
                       R"("enabled":true,"options":{"baseUrl":"http://127.0.0.1:4780"},)"
                       R"("storedSecrets":["apiToken"]}]})");
    QTest::newRow("a connector's options")
        << Words{"connections", "shop", "kinds", "rest"}
        << std::string(
               R"({"kind":"rest","title":"JSON API","summary":"Lists over HTTP","options":[)"
               R"({"name":"baseUrl","type":"string","label":"Address","required":true,)"
               R"("secret":false,"default":null,"help":""},)"
               R"({"name":"token","type":"string","label":"","required":false,)"
               R"("secret":true,"default":null,"help":""}]})");
    QTest::newRow("doctor")
        << Words{"doctor", "shop"}
        << std::string(R"({"healthy":true,"findings":[{"level":"ok","topic":"integrity",)"
                       R"("text":"The database is whole."},{"level":"warning","topic":"sizes",)"
                       R"("text":"The log is large."}]})");
}

void ReadVerbsTest::printsJson()
{
    QFETCH(Words, words);
    fill(m_harness->engine);
    words.emplace_back("--json");
    m_harness->run(words);
    QVERIFY(m_harness->out.text.ends_with("\n"));
    m_harness->out.text.pop_back();
    QTEST(m_harness->out.text, "expected");
}

void ReadVerbsTest::refusesWrongUsage_data()
{
    QTest::addColumn<Words>("words");
    QTest::addColumn<std::string>("message");

    QTest::newRow("an unknown model")
        << Words{"records", "shop", "prodct"}
        << std::string("There is no model \"prodct\"; did you mean product?");
    QTest::newRow("broken JSON, with its place")
        << Words{"records", "shop", "product", "--filter", "{\"price\":}"}
        << std::string("--filter is no valid JSON (at line:column 1:10): ");
    QTest::newRow("a filter on no field")
        << Words{"records", "shop", "product", "--filter", R"({"prize":{"equals":1}})"}
        << std::string("prize");
    QTest::newRow("a sort on no field")
        << Words{"records", "shop", "product", "--sort", R"({"prize":"Ascending"})"}
        << std::string("prize");
    QTest::newRow("select of no field")
        << Words{"records", "shop", "product", "--select", "titel"}
        << std::string("Model product has no field \"titel\"; did you mean title?");
    QTest::newRow("xlsx is for later")
        << Words{"records", "shop", "product", "--format", "xlsx"}
        << std::string("xlsx is no text for a terminal: say where to with --output FILE.");
    QTest::newRow("json and csv") << Words{"records",  "shop", "product",
                                           "--format", "csv",  "--json"}
                                  << std::string("--json and --format csv contradict each other.");
    QTest::newRow("a number of records that is none")
        << Words{"records", "shop", "product", "--first", "0"}
        << std::string("--first must be a whole number from 1");
    QTest::newRow("an id that is none") << Words{"history", "shop", "product", "x"}
                                        << std::string("ID must be a record's id, but is \"x\".");
    QTest::newRow("a run that is none") << Words{"logs", "shop", "--run", "07"}
                                        << std::string("--run needs a run's id, but is \"07\".");
    QTest::newRow("a time that is none")
        << Words{"logs", "shop", "--since", "yesterday"} << std::string("--since must be a time (");
    QTest::newRow("help of no verb") << Words{"help", "snyc"} << std::string("did you mean sync?");
}

void ReadVerbsTest::refusesWrongUsage()
{
    QFETCH(const Words, words);
    QFETCH(const std::string, message);
    fill(m_harness->engine);
    QCOMPARE(m_harness->run(words), 2);
    QCOMPARE(m_harness->out.text, std::string());
    QVERIFY2(m_harness->err.text.find(message) != std::string::npos, m_harness->err.text.c_str());
    QVERIFY(m_harness->err.text.ends_with("Try \"syncline " + words.front() + " --help\".\n"));
}

void ReadVerbsTest::checkFailsForErrorsOnly()
{
    QCOMPARE(m_harness->run({"check", "shop"}), 0);
    m_harness->engine.problems = {{Problem::Severity::Warning, "w", "A warning.", "a.lua", 1, 1}};
    QCOMPARE(m_harness->run({"check", "shop"}), 0);
    m_harness->engine.problems.push_back(
        {Problem::Severity::Error, "e", "An error.", "a.lua", 1, 1});
    QCOMPARE(m_harness->run({"check", "shop"}), 1);
}

void ReadVerbsTest::doctorFailsForErrorsOnly()
{
    m_harness->engine.findings = {{DoctorFinding::Level::Error, "integrity", "Page 5 is torn."}};
    QCOMPARE(m_harness->run({"doctor", "shop"}), 1);
    QCOMPARE(m_harness->run({"doctor", "shop", "--json"}), 1);
    QVERIFY(json::parse(m_harness->out.text).value()["healthy"] == Value(false));
}

void ReadVerbsTest::recordsShowsFiftyRowsInATable()
{
    addRows(120);
    QCOMPARE(m_harness->run({"records", "shop", "product"}), 0);
    QCOMPARE(std::count(m_harness->out.text.begin(), m_harness->out.text.end(), '\n'), 51);
    QVERIFY(m_harness->err.text.find("--after 50") != std::string::npos);
}

void ReadVerbsTest::recordsGivesAllRowsElsewhere()
{
    addRows(2500);
    QCOMPARE(m_harness->run({"records", "shop", "product", "--format", "ndjson"}), 0);
    QCOMPARE(std::count(m_harness->out.text.begin(), m_harness->out.text.end(), '\n'), 2500);
    QCOMPARE(m_harness->engine.lastQuery.first, 1000); // pages, not all at once
    QCOMPARE(m_harness->run({"records", "shop", "product", "--json", "--first", "1500"}), 0);
    const Value all = json::parse(m_harness->out.text).value();
    QCOMPARE(all["records"].asList().size(), std::size_t{1500});
    QVERIFY(all["hasNextPage"] == Value(true));
    QCOMPARE(all["endCursor"].asString(), std::string("1500"));
}

void ReadVerbsTest::recordsWritesAFileOrNothing()
{
    const QTemporaryDir folder;
    const std::string file = folder.filePath(QStringLiteral("all.csv")).toStdString();
    addRows(1200);
    m_harness->caller.directory = folder.path().toStdString();
    QCOMPARE(m_harness->run({"records", "shop", "product", "--format", "csv", "--after", "0",
                             "--output", "all.csv"}),
             0);
    QFile written(QString::fromStdString(file));
    QVERIFY(written.open(QIODevice::ReadOnly));
    QCOMPARE(written.readAll().count('\n'), 1201);
    QVERIFY(written.remove());

    m_harness->engine.failures["records"] = Error(errc::storage, "The disk is gone.");
    QCOMPARE(m_harness->run({"records", "shop", "product", "--output", "all.txt"}), 1);
    QVERIFY(!QFile::exists(folder.filePath(QStringLiteral("all.txt"))));
    QCOMPARE(m_harness->run({"records", "shop", "product", "--output", "no/such/folder/all.txt"}),
             1);
    QVERIFY(m_harness->err.text.find("Cannot write") != std::string::npos);
}

void ReadVerbsTest::recordsStopsWhenNobodyReads()
{
    addRows(5000);
    m_harness->out.readUpTo = 1;
    QCOMPARE(m_harness->run({"records", "shop", "product", "--format", "csv"}), 1);
    QCOMPARE(std::count(m_harness->engine.calls.begin(), m_harness->engine.calls.end(),
                        "records product"),
             1);
}

void ReadVerbsTest::recordsStopsWhenInterrupted()
{
    addRows(5000);
    m_harness->begin({"records", "shop", "product", "--format", "csv"});
    m_harness->interrupt();
    QCOMPARE(m_harness->finish(), 1);
    QCOMPARE(std::count(m_harness->engine.calls.begin(), m_harness->engine.calls.end(),
                        "records product"),
             1);
}

void ReadVerbsTest::logsFollowUntilInterrupted()
{
    VerbEngine &engine = m_harness->engine;
    engine.addLog(LogLevel::Info, "before");
    m_harness->begin({"logs", "shop", "--follow", "--level", "info"});
    QTRY_VERIFY(m_harness->out.text.find("before\n") != std::string::npos);
    engine.addLog(LogLevel::Debug, "hidden");
    engine.addLog(LogLevel::Info, "after");
    QTRY_VERIFY(m_harness->out.text.find("after\n") != std::string::npos);
    QVERIFY(m_harness->out.text.find("hidden") == std::string::npos);
    QVERIFY(!m_harness->isDone());
    m_harness->interrupt();
    QCOMPARE(m_harness->finish(), 0);
}

void ReadVerbsTest::logsFollowMissesNothing()
{
    VerbEngine &engine = m_harness->engine;
    m_harness->begin({"logs", "shop", "--follow", "--json"});
    constexpr int count = 3000;
    int next = 0;
    const auto more = [&] {
        for (int i = 0; i < 37 && next < count; ++i)
            engine.addLog(LogLevel::Info, "line " + std::to_string(next++));
        return std::count(m_harness->out.text.begin(), m_harness->out.text.end(), '\n') == count;
    };
    QVERIFY(QTest::qWaitFor(more, 20'000));
    for (int i = 0; i < count; i += 501)
        QVERIFY(m_harness->out.text.find("\"line " + std::to_string(i) + "\"") !=
                std::string::npos);
    m_harness->interrupt();
    QCOMPARE(m_harness->finish(), 0);
}

void ReadVerbsTest::logLevelEchoesWhatIsLogged()
{
    VerbEngine &engine = m_harness->engine;
    engine.addLog(LogLevel::Info, "old");
    engine.syncEnds = false;
    m_harness->begin({"sync", "shop", "shop", "--log-level", "info"});
    QTRY_VERIFY(engine.wasCalled("startSync shop"));
    engine.addLog(LogLevel::Debug, "quiet");
    engine.addLog(LogLevel::Info, "loud");
    QTRY_VERIFY(m_harness->err.text.find("loud\n") != std::string::npos);
    engine.addLog(LogLevel::Info, "last");
    engine.endRun(RunId{41}, RunState::Completed);
    QCOMPARE(m_harness->finish(), 0);
    QVERIFY(m_harness->err.text.find("last\n") != std::string::npos);
    QVERIFY(m_harness->err.text.find("quiet") == std::string::npos);
    QVERIFY(m_harness->err.text.find("old") == std::string::npos);
}

void ReadVerbsTest::failuresOfTheEngine_data()
{
    QTest::addColumn<Words>("words");
    QTest::addColumn<std::string>("method");
    const auto row = [](const Words &words, const char *method) {
        QTest::newRow(words.front().c_str()) << words << std::string(method);
    };
    row({"check", "shop"}, "check");
    row({"history", "shop", "product", "1"}, "timeline");
    row({"runs", "shop"}, "runs");
    row({"syncs", "shop"}, "runs");
    row({"logs", "shop"}, "logs");
    row({"env", "shop"}, "variables");
    row({"doctor", "shop"}, "doctor");
    row({"migrate", "shop"}, "planSchema");
    row({"eval", "shop", "1"}, "evaluate");
    row({"sync", "shop", "shop"}, "startSync");
}

void ReadVerbsTest::failuresOfTheEngine()
{
    QFETCH(Words, words);
    QFETCH(const std::string, method);
    const Error broken =
        Error(errc::storage, "The \x1b database is %1.", {"gone"}).withDetail("SQLITE_IOERR");
    m_harness->engine.failures[method] = broken;
    m_harness->engine.fakeHistories.failures[method] = broken;
    QCOMPARE(m_harness->run(words), 1);
    QCOMPARE(m_harness->out.text, std::string());
    QCOMPARE(m_harness->err.text,
             std::string("syncline: The \\x1b database is gone. [SYNC_STORAGE]\nSQLITE_IOERR\n"));
    words.emplace_back("--json");
    QCOMPARE(m_harness->run(words), 1);
    QCOMPARE(json::parse(m_harness->out.text).value()["error"]["code"].asString(),
             std::string("SYNC_STORAGE"));
    const Error refused(errc::permissionDenied, "Not you.");
    m_harness->engine.failures[method] = refused;
    m_harness->engine.fakeHistories.failures[method] = refused;
    QCOMPARE(m_harness->run(words), 4);
}

QTEST_GUILESS_MAIN(ReadVerbsTest)
#include "ReadVerbsTest.moc"
