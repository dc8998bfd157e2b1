#include "tests/support/StdToString.h"

#include "tests/transfer/ImportFixture.h"

#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <sys/wait.h>
#include <unistd.h>

using namespace syncline;
using namespace syncline::test;

class ImportTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_fixture = std::make_unique<ImportFixture>(); }
    void makesRecordsOfRows();
    void findsItsRecordsAgain();
    void findsRecordsByAnything_data();
    void findsRecordsByAnything();
    void modesHold();
    void aBadRowFailsAlone();
    void failedRowsComeBackMended();
    void failedJsonComesBackMended();
    void emptyCellsClearOrKeep();
    void referencesAreFound();
    void aDryRunKeepsNothing();
    void aPreviewShowsWhatWouldBe();
    void aPreviewSaysWhatIsWrongWithTheMap();
    void refusesBeforeItBegins_data();
    void refusesBeforeItBegins();
    void cancellingKeepsWhatIsIn();
    void damageInTheMiddleKeepsWhatIsIn();
    void aModelThatIsChangedEndsIt();
    void killedItCanRunAgain();
    void changesAreHistory();
    void laterJsonKeysAreGuessedToo();

private:
    std::filesystem::path rows(int count, const std::string &name = "rows.csv");
    std::unique_ptr<ImportFixture> m_fixture;
};

std::filesystem::path ImportTest::rows(int count, const std::string &name)
{
    std::string content = "sku,name,price\n";
    for (int i = 1; i <= count; ++i)
        content +=
            "s" + std::to_string(i) + ",name " + std::to_string(i) + "," + std::to_string(i) + "\n";
    return m_fixture->folder.write(name, content);
}

void ImportTest::makesRecordsOfRows()
{
    const auto file = m_fixture->folder.write(
        "a.csv", "S-K-U;Name;PRICE;first sold;unknown\n1;Mug;1,234.5;2024-02-29;x\n2;Cup;;;y\n");
    const RunInfo run = m_fixture->import(ImportFixture::request(file));
    QCOMPARE(countsOf(run), std::string("2/0/0/0"));
    QVERIFY(run.state == RunState::Completed);
    QCOMPARE(run.note, std::string("Columns that were left out: unknown."));
    const auto products = m_fixture->all(m_fixture->product);
    QCOMPARE(products.size(), 2U);
    QCOMPARE(json::write(products[0].fields),
             std::string(R"({"sku":"1","name":"Mug","price":1234.5,"stock":7,"live":null,)"
                         R"("firstSold":"2024-02-29","maker":null,"note":null})"));
    QCOMPARE(m_fixture->results(run),
             std::string("row,outcome,id,error\r\n2,created,1,\r\n3,created,2,\r\n"));
    const auto kept = m_fixture->records.read(
        [&](Database &database) { return must(RunTable::find(database, run.id)); });
    QVERIFY(kept.has_value());
    QVERIFY(kept->kind == RunKind::Import && kept->state == RunState::Completed);
    QCOMPARE(countsOf(*kept), std::string("2/0/0/0"));
}

void ImportTest::findsItsRecordsAgain()
{
    const auto file = rows(700);
    const ImportRequest request = ImportFixture::request(file, "sku");
    QCOMPARE(countsOf(m_fixture->import(request)), std::string("700/0/0/0"));
    QCOMPARE(countsOf(m_fixture->import(request)), std::string("0/0/700/0"));
    const auto changed =
        m_fixture->folder.write("b.csv", "sku,name\ns3,other\ns4,name 4\ns9999,new\n");
    QCOMPARE(countsOf(m_fixture->import(ImportFixture::request(changed, "sku"))),
             std::string("1/1/1/0"));
    QCOMPARE(m_fixture->all(m_fixture->product).size(), 701U);
}

void ImportTest::findsRecordsByAnything_data()
{
    QTest::addColumn<std::string>("on");
    QTest::addColumn<std::string>("content");
    QTest::addColumn<std::string>("expected");
    const auto row = [](const char *name, const char *on, const char *content,
                        const char *expected) {
        QTest::newRow(name) << std::string(on) << std::string(content) << std::string(expected);
    };
    row("id", "id", "id,name\n1,x\n,new\n77,brought\n", "2/1/0/0");
    row("an id that is none", "id", "id,name\nabc,x\n", "0/0/0/1");
    row("remote id", "remoteId", "remote id,name\nr1,x\nr2,y\nr1,z\n", "1/2/0/0");
    row("a field without an index", "name", "name,price\nfirst,5\nfirst,6\nother,7\n", "1/2/0/0");
    row("a number", "price", "price,name\n1.0,x\n2.5,y\n", "1/1/0/0");
    row("a key that is not clear", "note", "note,name\nsame,x\n", "0/0/0/1");
}

void ImportTest::findsRecordsByAnything()
{
    QFETCH(const std::string, on);
    QFETCH(const std::string, content);
    QFETCH(const std::string, expected);
    m_fixture->records.create(
        m_fixture->product, {{"name", "first"}, {"price", 1}, {"note", "same"}, {"remoteId", "r1"}},
        true);
    m_fixture->records.create(m_fixture->product, {{"name", "second"}, {"note", "same"}});
    const auto file = m_fixture->folder.write("a.csv", content);
    const RunInfo run = m_fixture->import(ImportFixture::request(file, on));
    QVERIFY2(countsOf(run) == expected, (countsOf(run) + m_fixture->results(run)).c_str());
}

void ImportTest::modesHold()
{
    const auto file = m_fixture->folder.write("a.csv", "sku,name\n1,Mug\n2,Cup\n");
    m_fixture->records.create(m_fixture->product, {{"sku", "1"}, {"name", "old"}});
    ImportRequest request = ImportFixture::request(file, "sku");
    request.map.mode = ImportMode::Create;
    const RunInfo created = m_fixture->import(request);
    QCOMPARE(countsOf(created), std::string("1/0/0/1"));
    QVERIFY(m_fixture->results(created).find("already (id 1)") != std::string::npos);
    request.map.mode = ImportMode::Update;
    request.file = m_fixture->folder.write("b.csv", "sku,name\n1,Mug\n3,x\n,y\n");
    QCOMPARE(countsOf(m_fixture->import(request)), std::string("0/1/0/2"));
}

void ImportTest::aBadRowFailsAlone()
{
    const auto file = m_fixture->folder.write(
        "a.csv", "sku,name,price,stock\n1,Mug,5,1\n2,,x,1.5\n1,Same,5,1\n3,Cup\n4,Jar,5,2\n");
    const RunInfo run = m_fixture->import(ImportFixture::request(file));
    QCOMPARE(countsOf(run), std::string("2/0/0/3"));
    QVERIFY(run.state == RunState::CompletedWithErrors);
    QCOMPARE(m_fixture->results(run),
             std::string("row,outcome,id,error\r\n2,created,1,\r\n"
                         "3,failed,,\"price must be a number, but is \"\"x\"\", stock must be a "
                         "whole number, but is 1.5, name is required.\"\r\n"
                         "4,failed,,sku is not unique.\r\n"
                         "5,failed,,\"The row has 2 cells, the first row 4.\"\r\n"
                         "6,created,2,\r\n"));
    const auto failures =
        must(readFailures(m_fixture->services().folder, importFileName(run.id), 5, 2));
    QCOMPARE(failures.size(), 2U);
    QCOMPARE(failures[1].row, 4);
    QCOMPARE(failures[1].error, std::string("sku is not unique."));
}

void ImportTest::failedRowsComeBackMended()
{
    const auto file =
        m_fixture->folder.write("a.csv", "sku,name,price\n1,=Mug,5\n2,'=Cup,x\n3,,6\n");
    const RunInfo run = m_fixture->import(ImportFixture::request(file));
    QCOMPARE(countsOf(run), std::string("1/0/0/2"));
    std::string failed = m_fixture->results(run, ImportRows::Failed);
    QVERIFY2(failed.starts_with("_row,_error,sku,name,price\r\n3,"), failed.c_str());
    failed.replace(failed.find(",x\r\n"), 4, ",7\r\n");
    failed.replace(failed.rfind("3,,6"), 4, "3,Jar,6");
    const auto mended = m_fixture->folder.write("b.csv", failed);
    const RunInfo again = m_fixture->import(ImportFixture::request(mended));
    QCOMPARE(countsOf(again), std::string("2/0/0/0"));
    QVERIFY(again.note.empty()); // _row and _error are nobody's columns
    QCOMPARE(m_fixture->shown(), std::string(R"("1" "=Mug" 5; "2" "=Cup" 7; "3" "Jar" 6)"));
}

void ImportTest::failedJsonComesBackMended()
{
    const auto file = m_fixture->folder.write(
        "a.json", R"([{"sku":"1","name":"Mug"},{"sku":"2","price":9007199254740993}])");
    const RunInfo run = m_fixture->import(ImportFixture::request(file));
    QCOMPARE(countsOf(run), std::string("1/0/0/1"));
    QCOMPARE(m_fixture->results(run, ImportRows::Failed),
             std::string(R"({"_row":2,"_error":"name is required.","sku":"2",)"
                         R"("price":9007199254740993})"
                         "\n"));
}

void ImportTest::emptyCellsClearOrKeep()
{
    m_fixture->records.create(m_fixture->product,
                              {{"sku", "1"}, {"name", "Mug"}, {"price", 5}, {"stock", 1}});
    ImportRequest request = ImportFixture::request(
        m_fixture->folder.write("a.csv", "sku,price,stock,name\n1,,,Mug\n2,,,Cup\n"), "sku");
    request.map.source.empty = EmptyCells::Keep;
    QCOMPARE(countsOf(m_fixture->import(request)), std::string("1/0/1/0"));
    QVERIFY(m_fixture->all(m_fixture->product)[1].fields.at("stock") == Value(7));
    request.map.source.empty = EmptyCells::Clear;
    QCOMPARE(countsOf(m_fixture->import(request)), std::string("0/2/0/0"));
    QVERIFY(m_fixture->all(m_fixture->product)[0].fields.at("price").isNull());
    QVERIFY(m_fixture->all(m_fixture->product)[1].fields.at("stock").isNull());
}

void ImportTest::referencesAreFound()
{
    m_fixture->records.create(m_fixture->maker, {{"name", "Acme"}, {"code", "A"}});
    m_fixture->records.create(m_fixture->maker, {{"name", "Bolt"}, {"code", "B"}});
    m_fixture->records.create(m_fixture->maker, {{"name", "Bolt"}, {"code", "B2"}});
    const auto byId = m_fixture->folder.write("a.csv", "name,maker id\nMug,1\nCup,99\n");
    QCOMPARE(countsOf(m_fixture->import(ImportFixture::request(byId))), std::string("1/0/0/1"));
    ImportRequest request = ImportFixture::request(
        m_fixture->folder.write("b.csv", "name,made by\nJar,Acme\nPot,Nobody\nPan,Bolt\nLid,\n"));
    request.map.columns = {{"name", "name", ""}, {"made by", "maker", "name"}};
    const RunInfo run = m_fixture->import(request);
    QVERIFY2(countsOf(run) == "2/0/0/2", m_fixture->results(run).c_str());
    QVERIFY(m_fixture->results(run).find(
                "maker refers to a maker with the name \"\"Nobody\"\", which does not exist") !=
            std::string::npos);
    QVERIFY(m_fixture->results(run).find("refers to several records of maker") !=
            std::string::npos);
    QVERIFY(m_fixture->all(m_fixture->product)[1].fields.at("maker") == Value("1"));
}

void ImportTest::aDryRunKeepsNothing()
{
    m_fixture->records.create(m_fixture->product, {{"sku", "1"}, {"name", "old"}});
    const auto file =
        m_fixture->folder.write("a.csv", "sku,name\n1,Mug\n2,Cup\n2,Cup again\n,\n2,Cup again\n");
    ImportRequest request = ImportFixture::request(file, "sku");
    request.dryRun = true;
    const RunInfo dry = m_fixture->import(request);
    QCOMPARE(countsOf(dry), std::string("1/2/1/1"));
    QCOMPARE(m_fixture->shown(), std::string(R"("1" "old" null)"));
    QVERIFY(!m_fixture->records
                 .read([&](Database &database) { return must(RunTable::find(database, dry.id)); })
                 .has_value());
    const std::string said = m_fixture->results(dry);
    request.dryRun = false;
    const RunInfo real = m_fixture->import(request);
    QCOMPARE(countsOf(real), countsOf(dry));
    // The same but for the ids, which a dry run does not give out.
    std::string really = m_fixture->results(real);
    really.replace(really.find("created,2"), 9, "created,");
    QCOMPARE(said, really);
}

void ImportTest::aPreviewShowsWhatWouldBe()
{
    m_fixture->records.create(m_fixture->product, {{"sku", "1"}, {"name", "old"}});
    const auto file = m_fixture->folder.write(
        "a.csv", "sku;name;price;extra\n1;Mug;1,5;\n2;Cup;2;x\n3;;3;y\n4;d;4;z\n");
    ImportRequest request = ImportFixture::request(file, "sku");
    const ImportPreview preview =
        must(previewImport(m_fixture->services(), request, 3, std::stop_token()));
    QVERIFY(!preview.problem);
    QVERIFY(!preview.isWhole);
    QCOMPARE(preview.source.delimiter, ';');
    QCOMPARE(preview.columns.size(), 4U);
    QCOMPARE(preview.columns[2].map.field, std::string("price"));
    QVERIFY(preview.columns[3].map.field.empty());
    QCOMPARE(preview.columns[2].samples.size(), 3U);
    QCOMPARE(preview.columns[2].problems, 1);
    QVERIFY(preview.columns[2].firstProblem.starts_with("row 2: price must be a number"));
    QCOMPARE(countsOf(preview.counts), std::string("1/0/0/2"));
    QVERIFY(preview.rows[1].result.outcome == RowOutcome::Created);
    QCOMPARE(json::write(preview.rows[1].result.fields),
             std::string(R"({"sku":"2","name":"Cup","price":2})"));
    QCOMPARE(m_fixture->shown(), std::string(R"("1" "old" null)"));
    request.map.source.decimalComma = true;
    const ImportPreview better =
        must(previewImport(m_fixture->services(), request, 100, std::stop_token()));
    QVERIFY(better.isWhole);
    QCOMPARE(countsOf(better.counts), std::string("2/1/0/1"));
}

void ImportTest::aPreviewSaysWhatIsWrongWithTheMap()
{
    ImportRequest request =
        ImportFixture::request(m_fixture->folder.write("a.csv", "a,b\n1,2\n"), "sku");
    ImportPreview preview =
        must(previewImport(m_fixture->services(), request, 10, std::stop_token()));
    QVERIFY(preview.problem.has_value());
    QVERIFY(preview.problem->message().starts_with("None of the columns fills a field of product"));
    QCOMPARE(preview.rows.size(), 1U);
    request.map.columns = {{"a", "name", ""}};
    preview = must(previewImport(m_fixture->services(), request, 10, std::stop_token()));
    QVERIFY(preview.problem->message().starts_with("No column fills sku"));
    request.map.columns = {{"a", "nam", ""}};
    preview = must(previewImport(m_fixture->services(), request, 10, std::stop_token()));
    QVERIFY(preview.problem->message().starts_with("Model product has no field \"nam\""));
}

void ImportTest::refusesBeforeItBegins_data()
{
    QTest::addColumn<std::string>("content");
    QTest::addColumn<std::string>("on");
    QTest::addColumn<std::string>("field");
    QTest::addColumn<std::string>("expected");
    const auto row = [](const char *name, const char *content, const char *on, const char *field,
                        const char *expected) {
        QTest::newRow(name) << std::string(content) << std::string(on) << std::string(field)
                            << std::string(expected);
    };
    row("no column fits", "a,b\n1,2\n", "", "", "None of the columns fills a field");
    row("no column for the key", "name\nx\n", "sku", "", "No column fills sku");
    row("an unknown key", "name\nx\n", "nope", "", "Model product has no field \"nope\"");
    row("a key that is a reference", "maker\n1\n", "maker", "", "cannot be found by maker");
    row("an unknown field", "name\nx\n", "", "nope", "Model product has no field \"nope\"");
}

void ImportTest::refusesBeforeItBegins()
{
    QFETCH(const std::string, content);
    QFETCH(const std::string, on);
    QFETCH(const std::string, field);
    QFETCH(const std::string, expected);
    ImportRequest request = ImportFixture::request(m_fixture->folder.write("a.csv", content), on);
    if (!field.empty())
        request.map.columns = {{"name", field, ""}};
    const auto made = Import::create(m_fixture->services(), request, {}, {});
    QVERIFY(!made.ok());
    QVERIFY2(made.error().message().find(expected) != std::string::npos,
             made.error().message().c_str());
}

void ImportTest::cancellingKeepsWhatIsIn()
{
    std::stop_source stop;
    int commits = 0;
    Import::Callbacks callbacks;
    callbacks.committed = [&](const std::string &, const std::vector<std::int64_t> &ids) {
        QCOMPARE(ids.size(), 500U);
        if (++commits == 2)
            stop.request_stop();
    };
    const RunInfo run =
        m_fixture->import(ImportFixture::request(rows(2'000), "sku"), callbacks, stop.get_token());
    QVERIFY(run.state == RunState::Cancelled);
    QCOMPARE(countsOf(run), std::string("1000/0/0/0"));
    QCOMPARE(m_fixture->all(m_fixture->product).size(), 1'000U);
    QCOMPARE(countsOf(m_fixture->import(ImportFixture::request(rows(2'000), "sku"))),
             std::string("1000/0/1000/0"));
}

void ImportTest::damageInTheMiddleKeepsWhatIsIn()
{
    const auto file = m_fixture->folder.write(
        "a.json", R"([{"sku":"1","name":"a"},{"sku":"2","name":"b"},{"sku":)");
    const RunInfo run = m_fixture->import(ImportFixture::request(file));
    QVERIFY(run.state == RunState::Errored);
    QVERIFY(run.error->message().find("after record 2") != std::string::npos);
    QCOMPARE(countsOf(run), std::string("2/0/0/0"));
    QCOMPARE(m_fixture->all(m_fixture->product).size(), 2U);
}

void ImportTest::aModelThatIsChangedEndsIt()
{
    int commits = 0;
    Import::Callbacks callbacks;
    callbacks.committed = [&](const std::string &, const std::vector<std::int64_t> &) {
        ModelDef changed = *m_fixture->product;
        if (++commits == 2) // an equal one, as a reload of the project makes it, is none
            changed.fields.pop_back();
        m_fixture->product = share(std::move(changed));
    };
    const RunInfo run = m_fixture->import(ImportFixture::request(rows(2'000), "sku"), callbacks);
    QVERIFY(run.state == RunState::Errored);
    QVERIFY(run.error->message().starts_with("The model product was changed while"));
    QCOMPARE(countsOf(run), std::string("1000/0/0/0"));
}

namespace {

/** A database in a folder that several processes use, one after another. */
struct SharedPlace
{
    explicit SharedPlace(const std::filesystem::path &folder)
        : product(share(model("product", {field("sku"), field("name")}))),
          store(must(Store::open({.file = folder / "records.sqlite"})))
    {
        const SchemaPlan plan = [&] {
            const auto reader = must(store->reader());
            return must(planSchema(reader.database(), {product}));
        }();
        must(applySchema(*store, plan, {product}, folder / "backups"));
        runs = must(RunTable::open(*store));
        services.store = store.get();
        services.runs = runs.get();
        services.clock = &clock;
        services.model = [this](std::string_view) { return product; };
        services.folder = folder / "imports";
    }

    SystemClock clock;
    ModelPtr product;
    std::unique_ptr<Store> store;
    std::unique_ptr<RunTable> runs;
    ImportServices services;
};

/** Imports @p file in a process that is killed right after its third commit. */
bool importAndDie(const std::filesystem::path &folder, const std::filesystem::path &file)
{
    const pid_t child = ::fork();
    if (child == 0) {
        SharedPlace place(folder);
        int commits = 0;
        Import::Callbacks callbacks;
        callbacks.committed = [&](const std::string &, const std::vector<std::int64_t> &) {
            if (++commits == 3)
                ::kill(::getpid(), SIGKILL);
        };
        const auto import =
            Import::create(place.services, ImportFixture::request(file, "sku"), {}, callbacks);
        if (import)
            (*import)->perform();
        ::_exit(1);
    }
    int status = 0;
    return ::waitpid(child, &status, 0) == child && WIFSIGNALED(status);
}

} // namespace

void ImportTest::killedItCanRunAgain()
{
    const QTemporaryDir folder;
    const std::filesystem::path path = folder.path().toStdString();
    const auto file = rows(3'000);
    QVERIFY(importAndDie(path, file));

    SharedPlace place(path);
    RunQuery query;
    query.kind = RunKind::Import;
    const auto runs = must(RunTable::list(must(place.store->reader()).database(), query));
    QCOMPARE(runs.size(), 1U);
    const IngestCounts &counts = runs[0].models.front().counts;
    QCOMPARE(countsOf(counts), std::string("1500/0/0/0"));
    // The result says which rows are in, and they are.
    must(copyImportRows(place.services.folder, importFileName(runs[0].id), ImportRows::All,
                        rowCount(counts), 0, m_fixture->folder.path("result")));
    const std::string result = m_fixture->folder.read("result");
    QVERIFY(result.ends_with("1501,created,1500,\r\n"));
    const auto again =
        must(Import::create(place.services, ImportFixture::request(file, "sku"), {}, {}));
    QCOMPARE(countsOf(again->perform()), std::string("1500/0/1500/0"));
}

void ImportTest::changesAreHistory()
{
    m_fixture->records.create(m_fixture->product, {{"sku", "1"}, {"name", "old"}});
    const auto file = m_fixture->folder.write("a.csv", "sku,name\n1,Mug\n2,Cup\n");
    const RunInfo run = m_fixture->import(ImportFixture::request(file, "sku"));
    const auto history = m_fixture->records.read([&](Database &database) {
        return must(recordHistory(database, *m_fixture->product, RecordId{1}));
    });
    QCOMPARE(history.size(), 1U);
    QVERIFY(history[0].run == run.id && history[0].field == "name");
    QVERIFY(history[0].before == Value("old") && history[0].after == Value("Mug"));
    QCOMPARE(m_fixture->records.scalar("SELECT _created_run FROM m_product WHERE id = 2"),
             Value(raw(run.id)));
}

void ImportTest::laterJsonKeysAreGuessedToo()
{
    std::string content;
    for (int i = 0; i < 600; ++i)
        content += "{\"name\":\"n\"}\n";
    content += "{\"name\":\"last\",\"price\":5,\"other\":1}\n";
    const RunInfo run =
        m_fixture->import(ImportFixture::request(m_fixture->folder.write("a.ndjson", content)));
    QCOMPARE(countsOf(run), std::string("601/0/0/0"));
    QCOMPARE(run.note, std::string("Columns that were left out: other."));
    QVERIFY(m_fixture->all(m_fixture->product).back().fields.at("price") == Value(5));
}

QTEST_GUILESS_MAIN(ImportTest)
#include "ImportTest.moc"
