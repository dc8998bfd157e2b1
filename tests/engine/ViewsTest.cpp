#include "tests/support/StdToString.h"

#include "core/base/Json.h"
#include "core/engine/Engine.h"
#include "core/engine/Views.h"
#include "core/project/Project.h"
#include "tests/support/ActionFixture.h"
#include "tests/support/FakeScriptHost.h"

#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <filesystem>
#include <fstream>

using namespace syncline;
using namespace syncline::test;

namespace {

template <typename T>
Result<T> answerOf(QFuture<Result<T>> future)
{
    const bool answered = QTest::qWaitFor([&future] { return future.isFinished(); }, 20'000);
    if (!answered)
        return Error("TEST_TIMEOUT", "The engine did not answer.");
    return future.result();
}

constexpr const char *endless =
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n";

} // namespace

/** Views as the engine offers them. */
class ViewsTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void aSavedViewAnswers();
    void aTextThatIsNoFileYetAnswers();
    void tooManyRowsAreCut();
    void rowsAreStreamedIntoFiles_data();
    void rowsAreStreamedIntoFiles();
    void aFailedExportLeavesNoFile();
    void itIsStoppedByItsCallerAndByClosing();
    void manyAtOnceAnswer();
    void problemsAreFoundByCheck();
    void viewsAreRenamedAndRemoved();
    void nothingOfAnOpenTransactionIsSeen();
    void aReadOnlyProjectIsAsked();

private:
    Views &views() { return m_engine->views(); }
    Result<ViewResult> ask(const std::string &sql, ValueObject params = {})
    {
        ViewRequest request;
        request.text = sql;
        request.params = std::move(params);
        return answerOf(views().run(std::move(request), maxViewRows));
    }
    void open(bool readOnly = false);
    std::string readFile(const QString &name)
    {
        QFile file(m_folder->filePath(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll().toStdString() : "no file";
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Engine> m_engine;
};

void ViewsTest::open(bool readOnly)
{
    m_engine.reset();
    EngineOptions options;
    options.folder = m_folder->filePath(QStringLiteral("shop")).toStdString();
    options.readOnly = readOnly;
    auto engine = openEngine(
        options, [](const ScriptServices &) { return std::make_unique<FakeScriptHost>(); });
    QVERIFY2(engine.ok(), engine ? "" : engine.error().describe().c_str());
    m_engine = std::move(engine).value();
}

void ViewsTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    const std::filesystem::path path = m_folder->filePath(QStringLiteral("shop")).toStdString();
    QVERIFY(Project::create(path, "Shop", "0b0e9f4e-1111-4222-8333-944455566677").ok());
    open();
    QVERIFY(answerOf(m_engine->saveModel(*model("widget", {field("name", FieldType::String),
                                                           field("price", FieldType::Number)})))
                .ok());
    for (const auto &[name, price] :
         {std::pair("Mug", 5), std::pair("=1+1", 7), std::pair("Pen", 2)}) {
        ActionCall call;
        call.action = "widget.create";
        call.params = {{"name", name}, {"price", price}};
        QVERIFY(answerOf(m_engine->runAction(call)).ok());
    }
}

void ViewsTest::cleanup()
{
    m_engine.reset();
    m_folder.reset();
}

void ViewsTest::aSavedViewAnswers()
{
    const std::string text = "-- title: Dear\n-- param: above number = 4\n"
                             "SELECT name, price FROM widget WHERE price > :above ORDER BY price\n";
    QSignalSpy changed(m_engine.get(), &Engine::projectChanged);
    QVERIFY(answerOf(views().save("dear", std::nullopt, text)).ok());
    QTRY_VERIFY(!changed.isEmpty());
    QCOMPARE(m_engine->project()->findView("dear")->shownTitle(), std::string("Dear"));
    ViewRequest request;
    request.name = "dear";
    auto result = answerOf(views().run(request, 10));
    QVERIFY2(result.ok(), result ? "" : result.error().describe().c_str());
    QCOMPARE(result->columns.size(), 2U);
    QCOMPARE(result->rows.size(), 2U);
    QVERIFY(result->rows[0] == (ViewRow{"Mug", 5}) && !result->truncated);
    request.params = {{"above", 6}};
    QCOMPARE(answerOf(views().run(request, 10))->rows.size(), 1U);
    QVERIFY(answerOf(views().save("dear", std::nullopt, text)).error().is("SYNC_CONFLICT"));
    QVERIFY(answerOf(views().save("a/b", std::nullopt, text)).error().is(errc::invalidInput));
    request.name = "cheap";
    QVERIFY(answerOf(views().run(request, 10)).error().is(errc::notFound));
}

void ViewsTest::aTextThatIsNoFileYetAnswers()
{
    const auto result = ask("SELECT count(*) AS n, 'x' AS t, NULL AS nix FROM widget");
    QVERIFY(result.ok());
    QVERIFY(result->columns[0].type == ViewColumnType::Number);
    QVERIFY(result->columns[1].type == ViewColumnType::Text);
    QVERIFY(result->columns[2].type == ViewColumnType::Any);
    const auto wrong = ask("SELECT nam FROM widget");
    QVERIFY(wrong.error().is(errc::invalidQueryInput));
    QCOMPARE(wrong.error().place, std::string("query:1:8"));
    QVERIFY(ask("SELECT 1", {{"x", 1}}).error().is(errc::invalidInput));
}

void ViewsTest::tooManyRowsAreCut()
{
    const std::string many = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT "
                             "20000) SELECT i FROM n";
    const auto result = ask(many);
    QCOMPARE(result->rows.size(), static_cast<std::size_t>(maxViewRows));
    QVERIFY(result->truncated);
    const auto wide =
        ask("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 100) "
            "SELECT printf('%.*c', 2000000, 'x') FROM n");
    QVERIFY(wide.ok() && wide->truncated);
    QVERIFY(wide->rows.size() < 40);
}

void ViewsTest::rowsAreStreamedIntoFiles_data()
{
    QTest::addColumn<int>("format");
    QTest::addColumn<QString>("expected");
    QTest::newRow("csv") << static_cast<int>(TransferFormat::Csv)
                         << QStringLiteral("id,name,nix\r\n1,Mug,\r\n2,'=1+1,\r\n3,Pen,\r\n");
    QTest::newRow("json") << static_cast<int>(TransferFormat::Json)
                          << QStringLiteral("[\n{\"id\":1,\"name\":\"Mug\",\"nix\":null},\n"
                                            "{\"id\":2,\"name\":\"=1+1\",\"nix\":null},\n"
                                            "{\"id\":3,\"name\":\"Pen\",\"nix\":null}\n]\n");
    QTest::newRow("ndjson") << static_cast<int>(TransferFormat::Ndjson)
                            << QStringLiteral("{\"id\":1,\"name\":\"Mug\",\"nix\":null}\n"
                                              "{\"id\":2,\"name\":\"=1+1\",\"nix\":null}\n"
                                              "{\"id\":3,\"name\":\"Pen\",\"nix\":null}\n");
    QTest::newRow("xlsx") << static_cast<int>(TransferFormat::Xlsx) << QStringLiteral("PK");
}

void ViewsTest::rowsAreStreamedIntoFiles()
{
    QFETCH(const int, format);
    QFETCH(const QString, expected);
    ViewExport request;
    request.view.text = "SELECT id, name, NULL AS nix FROM widget ORDER BY id";
    request.format = static_cast<TransferFormat>(format);
    request.file = m_folder->filePath(QStringLiteral("out")).toStdString();
    const auto outcome = answerOf(views().exportRows(request));
    QVERIFY2(outcome.ok(), outcome ? "" : outcome.error().describe().c_str());
    QCOMPARE(outcome->rows, 3);
    const std::string text = readFile(QStringLiteral("out"));
    QCOMPARE(outcome->bytes > 0, true);
    QVERIFY2(text.starts_with(expected.toStdString()), text.c_str());
    request.limit = 2;
    QCOMPARE(answerOf(views().exportRows(request))->rows, 2);
    request.limit = -1;
    request.view.text = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT "
                        "25000) SELECT i FROM n";
    QCOMPARE(answerOf(views().exportRows(request))->rows, 25'000);
}

void ViewsTest::aFailedExportLeavesNoFile()
{
    ViewExport request;
    request.file = m_folder->filePath(QStringLiteral("out.csv")).toStdString();
    request.view.text = "SELECT sum(column1) FROM (VALUES (9223372036854775807), (1))";
    QVERIFY(answerOf(views().exportRows(request)).error().is(errc::invalidQueryInput));
    QVERIFY(!std::filesystem::exists(request.file));
    std::stop_source stop;
    request.view.text = endless;
    request.view.stop = stop.get_token();
    auto future = views().exportRows(request);
    QVERIFY(!QTest::qWaitFor([&future] { return future.isFinished(); }, 100));
    stop.request_stop();
    QVERIFY(answerOf(future).error().is(errc::cancelled));
    QVERIFY(!std::filesystem::exists(request.file));
    for (const auto &entry : std::filesystem::directory_iterator(m_folder->path().toStdString()))
        QCOMPARE(entry.path().filename().string(), std::string("shop"));
}

void ViewsTest::itIsStoppedByItsCallerAndByClosing()
{
    std::stop_source stop;
    ViewRequest request;
    request.text = endless;
    request.stop = stop.get_token();
    auto stopped = views().run(request, 10);
    auto closed = views().run({.name = {}, .text = endless, .params = {}, .stop = {}}, 10);
    QVERIFY(!QTest::qWaitFor([&stopped] { return stopped.isFinished(); }, 100));
    stop.request_stop();
    QVERIFY(answerOf(stopped).error().is(errc::cancelled));
    QElapsedTimer timer;
    timer.start();
    m_engine->close();
    QVERIFY(timer.elapsed() < 3'000);
    QVERIFY(answerOf(closed).error().is(errc::cancelled));
    QVERIFY(ask("SELECT 1").error().is(errc::cancelled));
}

void ViewsTest::manyAtOnceAnswer()
{
    std::vector<QFuture<Result<ViewResult>>> futures;
    for (int i = 0; i < 40; ++i) {
        ViewRequest request;
        request.text = "SELECT name FROM widget WHERE id = " + std::to_string(1 + i % 3);
        futures.push_back(views().run(std::move(request), 10));
    }
    for (auto &future : futures) {
        const auto result = answerOf(future);
        QVERIFY(result.ok() && result->rows.size() == 1);
    }
}

void ViewsTest::problemsAreFoundByCheck()
{
    QVERIFY(answerOf(views().save("bad", std::nullopt, "-- param: x\nSELECT 1 FROM widge")).ok());
    const auto problems = answerOf(m_engine->check());
    QVERIFY(problems.ok());
    std::string said;
    for (const Problem &problem : *problems)
        said += problem.file + ":" + std::to_string(problem.line) + ":" +
                std::to_string(problem.column) + " " + problem.code + "\n";
    QCOMPARE(said, std::string("views/bad.sql:1:12 bad_view_header\nviews/bad.sql:2:15 view\n"));
    const auto one = answerOf(views().check("x", "SELECT price FROM widget"));
    QVERIFY(one.ok() && one->empty());
    QCOMPARE(answerOf(views().check("x", "DELETE FROM widget"))->size(), 1U);
}

void ViewsTest::viewsAreRenamedAndRemoved()
{
    QVERIFY(answerOf(views().save("a", std::nullopt, "SELECT 1")).ok());
    QVERIFY(answerOf(views().rename("a", "b")).ok());
    QVERIFY(m_engine->project()->findView("b") && !m_engine->project()->findView("a"));
    QVERIFY(answerOf(views().rename("a", "c")).error().is(errc::notFound));
    QVERIFY(answerOf(views().remove("b")).ok());
    QVERIFY(m_engine->project()->views.empty());
}

/** A view has a snapshot of its own: neither waits for a writer nor sees what it has not kept. */
void ViewsTest::nothingOfAnOpenTransactionIsSeen()
{
    ViewRequest slow;
    slow.text = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300000) "
                "SELECT (SELECT count(*) FROM widget) AS before, count(*) AS n FROM n";
    auto running = views().run(slow, 10);
    ActionCall call;
    call.action = "widget.create";
    call.params = {{"name", "New"}, {"price", 1}};
    QVERIFY(answerOf(m_engine->runAction(call)).ok()); // the view does not hold it up
    QVERIFY(answerOf(running).ok());
    QVERIFY(ask("SELECT count(*) FROM widget")->rows[0][0] == Value(4));
}

void ViewsTest::aReadOnlyProjectIsAsked()
{
    QVERIFY(answerOf(views().save("all", std::nullopt, "SELECT count(*) AS n FROM widget")).ok());
    open(true);
    ViewRequest request;
    request.name = "all";
    const auto result = answerOf(views().run(request, 10));
    QVERIFY2(result.ok(), result ? "" : result.error().describe().c_str());
    QVERIFY(result->rows[0][0] == Value(3));
    QVERIFY(answerOf(views().save("b", std::nullopt, "SELECT 1")).error().is(errc::readOnly));
    QVERIFY(answerOf(views().remove("all")).error().is(errc::readOnly));
}

QTEST_GUILESS_MAIN(ViewsTest)
#include "ViewsTest.moc"
