#include "core/base/Json.h"
#include "tests/app/VerbHarness.h"
#include "tests/support/StdToString.h"

#include <QTemporaryDir>
#include <QTest>

using namespace syncline;
using namespace syncline::cli;

using Words = std::vector<std::string>;
Q_DECLARE_METATYPE(Words)

class WriteVerbsTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void asksTheEngine_data();
    void asksTheEngine();
    void refusesWrongUsage_data();
    void refusesWrongUsage();
    void readOnlyRefusesWhatWrites_data();
    void readOnlyRefusesWhatWrites();
    void syncAnswersItsShape();
    void syncPassesWhatWasAsked();
    void syncStatesAreExitCodes_data();
    void syncStatesAreExitCodes();
    void syncShowsProgressOnATerminalOnly();
    void interruptedSyncIsCancelled();
    void interruptedActionIsCancelled();
    void actionPrintsItsOutcome();
    void evalPrintsValues_data();
    void evalPrintsValues();
    void evalReadsFilesAndStandardInput();
    void secretsNeverComeFromTheCommandLine();
    void connectionSecretsFromTheEnvironment();
    void importsEnvironmentFiles();
    void migrateNeedsConsentToLoseData();

private:
    [[nodiscard]] bool said(const std::string &text) const
    {
        return m_harness->err.text.find(text) != std::string::npos;
    }
    std::unique_ptr<VerbHarness> m_harness;
};

void WriteVerbsTest::init()
{
    m_harness = std::make_unique<VerbHarness>();
    VerbEngine &engine = m_harness->engine;
    engine.outcome.success = true;
    engine.outcome.run = RunId{7};
    engine.syncEnd.state = RunState::Completed;
    ModelProgress progress;
    progress.model = "product";
    progress.counts.created = 3;
    progress.counts.unchanged = 1;
    engine.syncEnd.models = {progress};
    ConnectorInfo rest;
    rest.kind = "rest";
    ConnectorOption url;
    url.name = "baseUrl";
    ConnectorOption token;
    token.name = "apiToken";
    token.secret = true;
    rest.options = {url, token};
    engine.connectorList = {rest};
}

void WriteVerbsTest::asksTheEngine_data()
{
    QTest::addColumn<Words>("words");
    QTest::addColumn<std::string>("call");
    const auto row = [](const Words &words, const char *call) {
        QTest::newRow(call) << words << std::string(call);
    };
    row({"sync", "shop", "shop"}, "startSync shop");
    row({"action", "shop", "product.update", "--id", "12", "--params", "{}"},
        "runAction product.update 12");
    row({"action", "shop", "product.create"}, "runAction product.create");
    row({"action", "shop", "countLowStock"}, "runAction countLowStock");
    row({"eval", "shop", "1 + 1"}, "evaluate 1 + 1");
    row({"eval", "shop", "1 + 1", "--write"}, "evaluate! 1 + 1");
    row({"env", "shop", "set", "CURRENCY", "EUR"}, "setVariable CURRENCY=EUR");
    row({"env", "shop", "set", "EMPTY", ""}, "setVariable EMPTY=");
    row({"env", "shop", "unset", "CURRENCY"}, "unsetVariable CURRENCY");
    row({"connections", "shop", "test", "shop"}, "testConnection shop");
    row({"connections", "shop", "update-models", "shop"}, "updateModels shop");
    row({"connections", "shop", "remove", "shop"}, "removeConnection shop");
}

void WriteVerbsTest::asksTheEngine()
{
    QFETCH(const Words, words);
    QFETCH(const std::string, call);
    QCOMPARE(m_harness->run(words), 0);
    QVERIFY(m_harness->engine.wasCalled(call));
}

void WriteVerbsTest::refusesWrongUsage_data()
{
    QTest::addColumn<Words>("words");
    QTest::addColumn<std::string>("message");
    const auto row = [](const char *name, const Words &words, const char *message) {
        QTest::newRow(name) << words << std::string(message);
    };
    row("no such connection", {"sync", "shop", "shpo"},
        "There is no connection \"shpo\"; did you mean shop?");
    row("no such model", {"sync", "shop", "shop", "--models", "product,ordr"},
        "There is no model \"ordr\"");
    row("since when", {"sync", "shop", "shop", "--since", "soon"}, "--since must be a time");
    row("a webhook's body that is not there",
        {"sync", "shop", "shop", "--webhook-body", "/no/such.json"}, "Cannot read /no/such.json");
    row("no such action", {"action", "shop", "product.updat"}, "did you mean product.update?");
    row("an action without its record", {"action", "shop", "product.update"},
        "say which with --id ID.");
    row("a record for an action without one", {"action", "shop", "countLowStock", "--id", "1"},
        "leave out --id.");
    row("params that are no JSON",
        {"action", "shop", "countLowStock", "--params", "{\"a\":\n oops}"},
        "--params is no valid JSON (at line:column 2:2)");
    row("params that are no object", {"action", "shop", "countLowStock", "--params", "[1]"},
        "--params must be a JSON object ({…}), but is a list.");
    row("a variable's name", {"env", "shop", "set", "1A", "x"}, "needs the NAME of a variable");
    row("a variable without a value", {"env", "shop", "set", "A"}, "env set needs NAME and VALUE.");
    row("too much of env", {"env", "shop", "list", "A"},
        "env list takes no further argument \"A\".");
    row("a secret without a value", {"env", "shop", "set", "KEY", "--secret"},
        "Give the secret with --stdin, or in the environment variable SYNCLINE_SECRET_KEY.");
    row("--stdin elsewhere", {"env", "shop", "set", "A", "x", "--stdin"},
        "--stdin belongs to env set NAME --secret.");
    row("add without a kind", {"connections", "shop", "add", "news"},
        "connections add needs --kind KIND");
    row("add of an unknown kind", {"connections", "shop", "add", "news", "--kind", "rset"},
        "did you mean rest?");
    row("add of what is there", {"connections", "shop", "add", "shop", "--kind", "rest"},
        "There is a connection \"shop\" already.");
    row("an unknown option of a connector",
        {"connections", "shop", "add", "news", "--kind", "rest", "--options", "{\"baseUlr\":1}"},
        "did you mean baseUrl?");
    row("--kind elsewhere", {"connections", "shop", "test", "shop", "--kind", "rest"},
        "--kind belongs to connections add.");
    row("a name for nothing", {"connections", "shop", "test"},
        "connections test needs the connection's NAME.");
    row("both of migrate", {"migrate", "shop", "--preview", "--apply"},
        "Give --preview or --apply, not both.");
    row("a run that is none", {"sync-confirm", "shop", "x"},
        "RUN must be a run's id, but is \"x\".");
}

void WriteVerbsTest::refusesWrongUsage()
{
    QFETCH(const Words, words);
    QFETCH(const std::string, message);
    QCOMPARE(m_harness->run(words), 2);
    QVERIFY2(said(message), m_harness->err.text.c_str());
    QCOMPARE(m_harness->out.text, std::string());
}

void WriteVerbsTest::readOnlyRefusesWhatWrites_data()
{
    QTest::addColumn<Words>("words");
    QTest::addColumn<int>("code");
    const auto row = [](const char *name, const Words &words, int code) {
        QTest::newRow(name) << words << code;
    };
    row("sync", {"sync", "shop", "shop"}, 4);
    row("action", {"action", "shop", "countLowStock"}, 4);
    row("eval --write", {"eval", "shop", "1", "--write"}, 4);
    row("eval", {"eval", "shop", "1"}, 0);
    row("env set", {"env", "shop", "set", "A", "b"}, 4);
    row("env", {"env", "shop"}, 0);
    row("migrate --apply", {"migrate", "shop", "--apply"}, 4);
    row("migrate", {"migrate", "shop"}, 0);
    row("connections remove", {"connections", "shop", "remove", "shop"}, 4);
    row("connections test", {"connections", "shop", "test", "shop"}, 0);
    row("records", {"records", "shop", "product"}, 0);
}

void WriteVerbsTest::readOnlyRefusesWhatWrites()
{
    QFETCH(Words, words);
    QFETCH(const int, code);
    m_harness->engine.readOnly = true;
    QCOMPARE(m_harness->run(words), code);
    QCOMPARE(said("read-only"), code == 4);
    m_harness->engine.readOnly = false;
    words.emplace_back("--read-only");
    QCOMPARE(m_harness->run(words), code);
}

void WriteVerbsTest::syncAnswersItsShape()
{
    QCOMPARE(m_harness->run({"sync", "shop", "shop", "--json"}), 0);
    const Value shape = json::parse(m_harness->out.text).value();
    QCOMPARE(shape["run"].stringOr(), std::string("41"));
    QCOMPARE(shape["state"].stringOr(), std::string("completed"));
    QCOMPARE(shape["connection"].stringOr(), std::string("shop"));
    QCOMPARE(json::write(shape["models"]),
             std::string(
                 R"({"product":{"created":3,"updated":0,"unchanged":1,"deleted":0,"failed":0}})"));
    QCOMPARE(m_harness->run({"sync", "shop", "shop"}), 0);
    QCOMPARE(m_harness->out.text,
             std::string("model    created  updated  unchanged  deleted  failed\n"
                         "product        3        0          1        0       0\n"
                         "run 41: completed\n"));
}

void WriteVerbsTest::syncPassesWhatWasAsked()
{
    m_harness->in.text = R"({"id":5})";
    QCOMPARE(m_harness->run({"sync", "shop", "shop", "--models", "product", "--since", "2024-01-01",
                             "--force", "--mode", "delta", "--webhook-body", "-"}),
             0);
    const SyncRequest &request = m_harness->engine.lastSync;
    QCOMPARE(request.models, (Words{"product"}));
    QCOMPARE(request.since, std::string("2024-01-01T00:00:00.000Z"));
    QVERIFY(request.force);
    QCOMPARE(request.mode, std::string("delta"));
    QCOMPARE(json::write(request.webhookBody), std::string(R"({"id":5})"));
    QCOMPARE(request.trigger.at("type").stringOr(), std::string("cli"));
}

void WriteVerbsTest::syncStatesAreExitCodes_data()
{
    QTest::addColumn<int>("state");
    QTest::addColumn<int>("code");
    const auto row = [](RunState state, int code) {
        QTest::newRow(std::string(runStateName(state)).c_str()) << static_cast<int>(state) << code;
    };
    row(RunState::Completed, 0);
    row(RunState::CompletedWithErrors, 1);
    row(RunState::Errored, 1);
    row(RunState::Cancelled, 1);
    row(RunState::NeedsConfirmation, 4);
}

void WriteVerbsTest::syncStatesAreExitCodes()
{
    QFETCH(const int, state);
    m_harness->engine.syncEnd.state = static_cast<RunState>(state);
    m_harness->engine.syncEnd.pendingDeletes = 12;
    m_harness->engine.syncEnd.models.front().counts.failed = 2;
    QTEST(m_harness->run({"sync", "shop", "shop"}), "code");
    QVERIFY(said("2 documents could not be stored; see \"syncline syncs shop --failures 41\"."));
    const bool asks = static_cast<RunState>(state) == RunState::NeedsConfirmation;
    QCOMPARE(said("no longer has 12 records"), asks);
    if (asks) {
        QCOMPARE(m_harness->run({"sync-confirm", "shop", "41"}), 0);
        QVERIFY(m_harness->engine.wasCalled("confirmSync 41"));
        QVERIFY(m_harness->out.text.ends_with("run 41: completed\n"));
    }
}

void WriteVerbsTest::syncShowsProgressOnATerminalOnly()
{
    VerbEngine &engine = m_harness->engine;
    engine.syncEnds = false;
    m_harness->err.width = 40;
    m_harness->begin({"sync", "shop", "shop"});
    QTRY_VERIFY(engine.wasCalled("run 41"));
    QTRY_VERIFY(said("\rproduct 4\x1b[K"));
    engine.endRun(RunId{41}, RunState::Completed);
    QCOMPARE(m_harness->finish(), 0);
    QVERIFY(m_harness->err.text.ends_with("\r\x1b[K")); // the line goes
    QVERIFY(m_harness->out.text.find('\r') == std::string::npos);

    m_harness->err.width = 0;
    engine.syncEnds = true;
    QCOMPARE(m_harness->run({"sync", "shop", "shop"}), 0);
    QCOMPARE(m_harness->err.text, std::string());
}

void WriteVerbsTest::interruptedSyncIsCancelled()
{
    m_harness->engine.syncEnds = false;
    m_harness->begin({"sync", "shop", "shop", "--json"});
    QTRY_VERIFY(m_harness->engine.wasCalled("run 41"));
    m_harness->interrupt();
    QCOMPARE(m_harness->finish(), 1);
    QVERIFY(m_harness->engine.wasCalled("cancelRun 41"));
    QCOMPARE(json::parse(m_harness->out.text).value()["state"].stringOr(),
             std::string("cancelled"));
}

void WriteVerbsTest::interruptedActionIsCancelled()
{
    m_harness->engine.actionEnds = false;
    m_harness->begin({"action", "shop", "countLowStock"});
    QTRY_VERIFY(m_harness->engine.wasCalled("runAction countLowStock"));
    m_harness->interrupt();
    QCOMPARE(m_harness->finish(), 1);
    QVERIFY(m_harness->engine.wasCalled("cancelRun 41"));
}

void WriteVerbsTest::actionPrintsItsOutcome()
{
    VerbEngine &engine = m_harness->engine;
    engine.outcome.result = ValueObject{{"low", 3}};
    QCOMPARE(m_harness->run({"action", "shop", "countLowStock", "--json"}), 0);
    QCOMPARE(m_harness->out.text,
             std::string(R"({"success":true,"errors":[],"result":{"low":3},"run":"7"})"
                         "\n"));
    Error invalid(errc::invalidRecord, "The record is not valid.");
    invalid.fields = {{"title", "is required"}};
    engine.outcome = {};
    engine.outcome.errors = {invalid};
    QCOMPARE(m_harness->run(
                 {"action", "shop", "product.update", "--id", "1", "--params", "{\"title\":null}"}),
             1);
    const Value shape = json::parse(m_harness->out.text).value();
    QVERIFY(shape["success"] == Value(false));
    QCOMPARE(shape["errors"].asList().front()["code"].stringOr(),
             std::string("GGT_INVALID_RECORD"));
    QCOMPARE(shape["errors"].asList().front()["fields"]["title"].stringOr(),
             std::string("is required"));
    QVERIFY(said("The record is not valid."));
    QVERIFY(engine.lastParams.at("title").isNull());
    engine.outcome.errors = {Error(errc::permissionDenied, "Not you.")};
    QCOMPARE(m_harness->run({"action", "shop", "countLowStock"}), 4);
}

void WriteVerbsTest::evalPrintsValues_data()
{
    QTest::addColumn<std::string>("json");
    QTest::addColumn<std::string>("printed");
    QTest::addColumn<std::string>("expected");
    const auto row = [](const char *name, const char *json, const char *printed,
                        const char *expected) {
        QTest::newRow(name) << std::string(json) << std::string(printed) << std::string(expected);
    };
    row("a number", "2", "2", "2\n");
    row("a text as it is", "\"a b\"", "a b", "a b\n");
    row("a text cannot steer the terminal", "\"\\u001b[31m\"", "", "\\x1b[31m\n");
    row("a table", "{\"a\":[1]}", "table", "{\n  \"a\": [\n    1\n  ]\n}\n");
    row("nothing", "null", "", "");
    row("what is no JSON", "null", "function: 0x1", "function: 0x1\n");
}

void WriteVerbsTest::evalPrintsValues()
{
    QFETCH(const std::string, json);
    QFETCH(const std::string, printed);
    m_harness->engine.evaluated.result = json::parse(json).value();
    m_harness->engine.evaluated.printed = printed;
    QCOMPARE(m_harness->run({"eval", "shop", "x"}), 0);
    QTEST(m_harness->out.text, "expected");
    QCOMPARE(m_harness->run({"eval", "shop", "x", "--json"}), 0);
    QVERIFY(json::parse(m_harness->out.text).value()["result"] ==
            m_harness->engine.evaluated.result);
}

void WriteVerbsTest::evalReadsFilesAndStandardInput()
{
    const QTemporaryDir folder;
    QFile file(folder.filePath(QStringLiteral("a.lua")));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("return 1");
    file.close();
    m_harness->caller.directory = folder.path().toStdString();
    QCOMPARE(m_harness->run({"eval", "shop", "@a.lua"}), 0);
    QVERIFY(m_harness->engine.wasCalled("evaluate return 1"));
    m_harness->in.text = "return 2";
    QCOMPARE(m_harness->run({"eval", "shop", "@-"}), 0);
    QVERIFY(m_harness->engine.wasCalled("evaluate return 2"));
    QCOMPARE(m_harness->run({"eval", "shop", "@b.lua"}), 2);
    QVERIFY(said("Cannot read b.lua"));
}

void WriteVerbsTest::secretsNeverComeFromTheCommandLine()
{
    QCOMPARE(m_harness->run({"env", "shop", "set", "KEY", "canary", "--secret"}), 2);
    QVERIFY(said("A secret never stands on the command line"));
    QVERIFY(!said("canary"));
    QCOMPARE(m_harness->run({"connections", "shop", "add", "news", "--kind", "rest", "--options",
                             R"({"apiToken":"canary"})"}),
             2);
    QVERIFY(said("apiToken is secret and never stands on the command line"));
    QVERIFY(!said("canary"));
    QVERIFY(m_harness->engine.savedSecrets.empty());

    m_harness->in.text = "canary\n";
    QCOMPARE(m_harness->run({"env", "shop", "set", "KEY", "--secret", "--stdin"}), 0);
    QVERIFY(m_harness->engine.wasCalled("setSecret KEY=canary"));
    m_harness->caller.variables["SYNCLINE_SECRET_KEY"] = "other";
    QCOMPARE(m_harness->run({"env", "shop", "set", "KEY", "--secret"}), 0);
    QVERIFY(m_harness->engine.wasCalled("setSecret KEY=other"));
    QCOMPARE(m_harness->out.text + m_harness->err.text, std::string());
}

void WriteVerbsTest::connectionSecretsFromTheEnvironment()
{
    const Words add{"connections", "shop", "add",       "news",
                    "--kind",      "rest", "--options", R"({"baseUrl":"http://x"})"};
    QCOMPARE(m_harness->run(add), 2);
    QVERIFY(said("rest needs the secret option apiToken: give it with --stdin, or in "
                 "SYNCLINE_SECRET_NEWS_APITOKEN."));
    m_harness->caller.variables["SYNCLINE_SECRET_NEWS_APITOKEN"] = "canary";
    QCOMPARE(m_harness->run(add), 0);
    QVERIFY(m_harness->engine.wasCalled("saveConnection news rest"));
    QCOMPARE(m_harness->engine.savedSecrets.back().at("apiToken").stringOr(),
             std::string("canary"));
    QVERIFY(!said("canary"));

    Words fromInput = add;
    fromInput.emplace_back("--stdin");
    m_harness->in.text = R"({"apiToken":"from input"})";
    QCOMPARE(m_harness->run(fromInput), 0);
    QCOMPARE(m_harness->engine.savedSecrets.back().at("apiToken").stringOr(),
             std::string("from input"));
    m_harness->in.text = R"({"baseUrl":"x"})";
    QCOMPARE(m_harness->run(fromInput), 2);
    m_harness->in.text = R"({"apiToken":"x")";
    QCOMPARE(m_harness->run(fromInput), 2);
    QVERIFY(said("Standard input is no valid JSON"));
}

void WriteVerbsTest::importsEnvironmentFiles()
{
    m_harness->in.text = "# comment\n\nA=1\r\nexport B = \"two words\"\nC='x=y'\nD=\n";
    QCOMPARE(m_harness->run({"env", "shop", "import", "-"}), 0);
    for (const char *call :
         {"setVariable A=1", "setVariable B=two words", "setVariable C=x=y", "setVariable D="})
        QVERIFY2(m_harness->engine.wasCalled(call), call);
    m_harness->in.text = "A=1\nnonsense\n";
    QCOMPARE(m_harness->run({"env", "shop", "import", "-", "--secret"}), 2);
    QVERIFY(said("-:2: A line of an environment file is NAME=value."));
    QVERIFY(!m_harness->engine.wasCalled("setSecret A=1")); // all or nothing
}

void WriteVerbsTest::migrateNeedsConsentToLoseData()
{
    SchemaStep step;
    step.model = "product";
    step.field = "price";
    step.summary = "Field price: removed";
    step.sql = {"ALTER TABLE m_product DROP COLUMN f_price"};
    step.rowsTouched = 5;
    step.rowsLost = 2;
    step.lossExamples = {"record 12: 5"};
    m_harness->engine.plan.steps = {step};
    QCOMPARE(m_harness->run({"migrate", "shop"}), 0);
    QCOMPARE(m_harness->out.text, std::string("Field price: removed\n"
                                              "    ALTER TABLE m_product DROP COLUMN f_price\n"
                                              "    5 rows touched, 2 values lost\n"
                                              "    loses record 12: 5\n"
                                              "Takes about less than a second; no backup is "
                                              "needed.\n"));
    QCOMPARE(m_harness->run({"migrate", "shop", "--apply"}), 4);
    QVERIFY(!m_harness->engine.wasCalled("applySchema no"));
    QCOMPARE(m_harness->run({"migrate", "shop", "--apply", "--accept-loss", "--json"}), 0);
    QVERIFY(m_harness->engine.wasCalled("applySchema yes"));
    const Value shape = json::parse(m_harness->out.text).value();
    QVERIFY(shape["applied"] == Value(true) && shape["losesData"] == Value(true));
}

QTEST_GUILESS_MAIN(WriteVerbsTest)
#include "WriteVerbsTest.moc"
