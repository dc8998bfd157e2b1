#include "core/base/Json.h"
#include "core/engine/RecordCopies.h"
#include "core/project/Project.h"
#include "core/store/Store.h"
#include "tests/app/VerbHarness.h"
#include "tests/support/FakeSchemas.h"
#include "tests/support/StdToString.h"

#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

#include <filesystem>
#include <fstream>

using namespace syncline;
using namespace syncline::cli;

/** Changes of models, and backups, on the command line. */
class SchemaVerbsTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void aPlanSaysEverything();
    void verbsSayThatAChangeWaits_data();
    void verbsSayThatAChangeWaits();
    void aPlanForPrograms();
    void undoShowsAndDoes();
    void undoThatLosesWaits();
    void wrongUses_data();
    void wrongUses();
    void recordsAreBackedUpAndRestored();
    void restoreIsRefusedWhileOpen();
    void whereThereIsNoProject();
    void differencesFromARevision();
    void revisionsThatAreNone();

private:
    static SchemaPlan lossyPlan();
    static void writeText(const std::filesystem::path &file, const std::string &text);
    [[nodiscard]] bool git(const QStringList &arguments) const;
    [[nodiscard]] Value json() const { return json::parse(m_harness->out.text).valueOr({}); }
    [[nodiscard]] bool says(const std::string &words) const
    {
        return m_harness->out.text.find(words) != std::string::npos;
    }
    std::unique_ptr<Store> openRecords() const;

    std::unique_ptr<QTemporaryDir> m_folder;
    std::filesystem::path m_shop;
    FakeSchemas m_schemas;
    std::unique_ptr<VerbHarness> m_harness;
};

void SchemaVerbsTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_shop = m_folder->filePath(QStringLiteral("shop")).toStdString();
    m_schemas = FakeSchemas();
    m_harness = std::make_unique<VerbHarness>();
    m_harness->engine.schemasDoor = &m_schemas;
    m_harness->engine.where = m_shop;
    m_harness->caller.directory = m_folder->path().toStdString();
    QVERIFY(Project::create(m_shop, "Shop", "0b0e9f4e-1111-4222-8333-944455566677").ok());
}

void SchemaVerbsTest::cleanup()
{
    m_harness.reset();
    m_folder.reset();
}

SchemaPlan SchemaVerbsTest::lossyPlan()
{
    SchemaStep step;
    step.kind = SchemaStep::Kind::RetypeField;
    step.model = "product";
    step.field = "price";
    step.summary = "Field price: string → number";
    step.sql = {"ALTER TABLE x"};
    step.rowsTouched = 120;
    step.rowsLost = 3;
    step.lossExamples = {"record 12: \"abc\""};
    step.rowsFailing = 2;
    step.failExamples = {"record 13: price is required"};
    SchemaPlan plan;
    plan.steps = {step};
    plan.estimatedMs = 90'500;
    plan.backupBytes = 4096;
    return plan;
}

void SchemaVerbsTest::writeText(const std::filesystem::path &file, const std::string &text)
{
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << text;
}

bool SchemaVerbsTest::git(const QStringList &arguments) const
{
    QProcess process;
    process.setWorkingDirectory(QString::fromStdString(m_shop.string()));
    process.start(QStringLiteral("git"),
                  QStringList{QStringLiteral("-c"), QStringLiteral("user.name=t"),
                              QStringLiteral("-c"), QStringLiteral("user.email=t@example.com")} +
                      arguments);
    return QTest::qWaitFor([&] { return process.state() == QProcess::NotRunning; }, 20'000) &&
           process.exitCode() == 0;
}

std::unique_ptr<Store> SchemaVerbsTest::openRecords() const
{
    auto store =
        Store::open({.file = m_shop / ".syncline" / "development.sqlite", .ballast = false});
    return store ? std::move(store).value() : nullptr;
}

void SchemaVerbsTest::aPlanSaysEverything()
{
    m_harness->engine.plan = lossyPlan();
    m_harness->engine.plan.steps.front().blocker = "sku \"x\" stands in 2 records";
    QCOMPARE(m_harness->run({"migrate", "shop"}), 0);
    for (const char *words :
         {"Field price: string → number\n", "    ALTER TABLE x\n",
          "120 rows touched, 3 values lost", "loses record 12: \"abc\"",
          "2 records will be refused when saved next", "fails record 13: price is required",
          "cannot be done: sku", "Takes about 91 s, after a backup of 4.1 KB."})
        QVERIFY2(says(words), (std::string(words) + " in " + m_harness->out.text).c_str());
}

void SchemaVerbsTest::verbsSayThatAChangeWaits_data()
{
    QTest::addColumn<QStringList>("words");
    QTest::addColumn<bool>("says");
    const auto row = [](const QStringList &words, bool isSaid) {
        QTest::newRow(qPrintable(words.front())) << words << isSaid;
    };
    row({QStringLiteral("check"), QStringLiteral("shop")}, true);
    row({QStringLiteral("schema"), QStringLiteral("shop")}, true);
    row({QStringLiteral("records"), QStringLiteral("shop"), QStringLiteral("product")}, true);
    row({QStringLiteral("sync"), QStringLiteral("shop"), QStringLiteral("shop")}, true);
    row({QStringLiteral("action"), QStringLiteral("shop"), QStringLiteral("product.update"),
         QStringLiteral("--id"), QStringLiteral("1")},
        true);
    row({QStringLiteral("migrate"), QStringLiteral("shop")}, false);
    row({QStringLiteral("doctor"), QStringLiteral("shop")}, false);
}

void SchemaVerbsTest::verbsSayThatAChangeWaits()
{
    QFETCH(QStringList, words);
    QFETCH(bool, says);
    std::vector<std::string> command;
    for (const QString &word : words)
        command.push_back(word.toStdString());
    m_harness->run(command);
    QVERIFY(m_harness->err.text.find("migrate") == std::string::npos);
    m_harness->engine.statusNow.waiting = {
        {.model = "product", .what = "Field price: removed with 3 values; waits for a decision"},
        {.model = "order", .what = "else"}};
    m_harness->run(command);
    const std::string line =
        "syncline: product: Field price: removed with 3 values; waits for a decision (and 1 more); "
        "see \"syncline migrate shop\".\n";
    QCOMPARE(m_harness->err.text.find(line) != std::string::npos, says);
}

void SchemaVerbsTest::aPlanForPrograms()
{
    m_harness->engine.plan = lossyPlan();
    QCOMPARE(m_harness->run({"migrate", "shop", "--json"}), 0);
    const Value plan = json();
    QVERIFY(plan["losesData"].boolOr() && !plan["applied"].boolOr(true));
    QCOMPARE(plan["estimatedMs"].intOr(), std::int64_t{90'500});
    QCOMPARE(plan["backupBytes"].intOr(), std::int64_t{4096});
    const Value step = plan["steps"].asList().front();
    QCOMPARE(step["rowsFailing"].intOr(), std::int64_t{2});
    QCOMPARE(step["lossExamples"].asList().size(), 1U);
    QCOMPARE(step["failExamples"].asList().size(), 1U);
    QVERIFY(step["blocker"].isNull());
    m_harness->engine.plan = {};
    QCOMPARE(m_harness->run({"migrate", "shop", "--json"}), 0);
    QCOMPARE(m_harness->out.text, std::string("{\"losesData\":false,\"steps\":[],"
                                              "\"estimatedMs\":0,\"backupBytes\":0,"
                                              "\"applied\":false}\n"));
}

void SchemaVerbsTest::undoShowsAndDoes()
{
    QCOMPARE(m_harness->run({"migrate", "shop", "--undo"}), 1); // nothing there
    QVERIFY(m_harness->err.text.find("can be undone") != std::string::npos);
    m_schemas.last = SchemaChangeInfo{.time = DateTime{0},
                                      .summary = "Field price: removed with 120 values",
                                      .backup = {},
                                      .notUndoable = {}};
    QCOMPARE(m_harness->run({"migrate", "shop", "--undo", "--preview"}), 0);
    QVERIFY(says("The change of 1970-01-01T00:00:00.000Z: Field price: removed with 120 values"));
    QVERIFY(m_schemas.undos.empty());
    QCOMPARE(m_harness->run({"migrate", "shop", "--undo"}), 0);
    QVERIFY(says("Done."));
    QCOMPARE(m_schemas.undos.size(), 1U);
    QVERIFY(m_schemas.undos.front() == Confirm::No);
}

void SchemaVerbsTest::undoThatLosesWaits()
{
    m_schemas.last = SchemaChangeInfo{};
    m_schemas.undoPlan = lossyPlan();
    QCOMPARE(m_harness->run({"migrate", "shop", "--undo"}), 4);
    QVERIFY(m_schemas.undos.empty());
    QCOMPARE(m_harness->run({"migrate", "shop", "--undo", "--accept-loss", "--json"}), 0);
    QVERIFY(m_schemas.undos.front() == Confirm::Yes);
    QVERIFY(json()["applied"].boolOr());
}

void SchemaVerbsTest::wrongUses_data()
{
    QTest::addColumn<std::vector<std::string>>("words");
    using Words = std::vector<std::string>;
    QTest::newRow("undo and apply") << Words{"migrate", "shop", "--undo", "--apply"};
    QTest::newRow("preview and apply") << Words{"migrate", "shop", "--preview", "--apply"};
    QTest::newRow("loss of a preview")
        << Words{"migrate", "shop", "--undo", "--preview", "--accept-loss"};
    QTest::newRow("a list into a file") << Words{"backup", "shop", "x.sqlite", "--list"};
    QTest::newRow("restore of nothing") << Words{"restore", "shop"};
}

void SchemaVerbsTest::wrongUses()
{
    QFETCH(const std::vector<std::string>, words);
    QCOMPARE(m_harness->run(words), 2);
}

void SchemaVerbsTest::recordsAreBackedUpAndRestored()
{
    QCOMPARE(m_harness->run({"backup", "shop"}), 1); // no records yet
    auto store = openRecords();
    QVERIFY(store != nullptr);
    QCOMPARE(m_harness->run({"backup", "shop", "monday.sqlite", "--json"}), 0); // while it is open
    const std::filesystem::path monday =
        m_folder->filePath(QStringLiteral("monday.sqlite")).toStdString();
    QCOMPARE(json()["file"].stringOr(), monday.string());
    QVERIFY(std::filesystem::exists(monday));
    QCOMPARE(m_harness->run({"backup", "shop"}), 0);
    QVERIFY(says("development-manual-"));
    QCOMPARE(m_harness->run({"backup", "shop", "--list"}), 0);
    QVERIFY(says("by hand"));
    store.reset();
    QCOMPARE(m_harness->run({"restore", "shop", "monday.sqlite"}), 0);
    QVERIFY(m_harness->err.text.find("development-replaced-") != std::string::npos);
    QCOMPARE(m_harness->run({"backup", "shop", "--list", "--json"}), 0);
    QCOMPARE(json()["backups"].asList().size(), 2U);
    writeText(m_folder->filePath(QStringLiteral("no.sqlite")).toStdString(), "hello");
    QCOMPARE(m_harness->run({"restore", "shop", "no.sqlite"}), 1);
}

void SchemaVerbsTest::restoreIsRefusedWhileOpen()
{
    auto store = openRecords();
    QVERIFY(store != nullptr);
    QCOMPARE(m_harness->run({"backup", "shop", "monday.sqlite"}), 0);
    QCOMPARE(m_harness->run({"restore", "shop", "monday.sqlite"}), 4);
    QCOMPARE(m_harness->run({"restore", "shop", "monday.sqlite", "--read-only"}), 4);
}

void SchemaVerbsTest::whereThereIsNoProject()
{
    QCOMPARE(m_harness->run({"backup", "nowhere"}), 3);
    QCOMPARE(m_harness->run({"restore", "nowhere", "x.sqlite"}), 3);
}

void SchemaVerbsTest::differencesFromARevision()
{
    if (QStandardPaths::findExecutable(QStringLiteral("git")).isEmpty())
        QSKIP("git is not installed");
    writeText(m_shop / "models/product/model.json",
              "{\"format\": 1, \"storageKey\": \"m_product\", \"fields\": [{\"name\": \"title\", "
              "\"type\": \"string\", \"storageKey\": \"f_title\"}, {\"name\": \"old\", \"type\": "
              "\"number\", \"storageKey\": \"f_old\"}]}\n");
    QVERIFY(git({QStringLiteral("init"), QStringLiteral("-q")}));
    QVERIFY(git({QStringLiteral("add"), QStringLiteral("-A")}));
    QVERIFY(git({QStringLiteral("commit"), QStringLiteral("-qm"), QStringLiteral("first")}));
    ModelDef product;
    product.name = "article";
    product.storageKey = "m_product";
    FieldDef title;
    title.name = "name";
    title.storageKey = "f_title";
    title.required = true;
    FieldDef sku;
    sku.name = "sku";
    sku.storageKey = "f_sku";
    sku.type = FieldType::Number;
    product.fields = {title, sku};
    m_harness->engine.def.models = {std::make_shared<const ModelDef>(product)};
    QCOMPARE(m_harness->run({"schema", "shop", "--diff", "HEAD"}), 0);
    for (const char *words : {"article: renamed from product\n",
                              "article.name: renamed from title\n", "article.name: required\n",
                              "article.old: removed, number\n", "article.sku: new, number\n"})
        QVERIFY2(says(words), (std::string(words) + " in " + m_harness->out.text).c_str());
    QCOMPARE(m_harness->run({"schema", "shop", "--diff", "HEAD", "--json"}), 0);
    QCOMPARE(json()["revision"].stringOr().size(), 40U);
    QVERIFY(json()["changes"].asList().size() >= 5);
}

void SchemaVerbsTest::revisionsThatAreNone()
{
    if (QStandardPaths::findExecutable(QStringLiteral("git")).isEmpty())
        QSKIP("git is not installed");
    QVERIFY(git({QStringLiteral("init"), QStringLiteral("-q")}));
    for (const char *revision : {"nothing", "--help", "-x", "HEAD:syncline.json"}) {
        QCOMPARE(m_harness->run({"schema", "shop", "--diff=" + std::string(revision)}), 2);
        QVERIFY(m_harness->err.text.find("git knows no revision") != std::string::npos);
    }
}

QTEST_GUILESS_MAIN(SchemaVerbsTest)
#include "SchemaVerbsTest.moc"
