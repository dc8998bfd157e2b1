#include "core/base/Json.h"
#include "tests/app/VerbHarness.h"
#include "tests/support/FakeEdits.h"
#include "tests/support/StdToString.h"

#include <QTest>

using namespace syncline;
using namespace syncline::cli;

using Words = std::vector<std::string>;
Q_DECLARE_METATYPE(Words)

class EditVerbTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void changesOneRecordAtOnce();
    void manyNeedYes();
    void filtersFollowRelationships();
    void asksForWhatTheOptionsSay_data();
    void asksForWhatTheOptionsSay();
    void previewsOnly();
    void previewSaysWhatWouldFail();
    void fieldsThatAreNotThereAreWrongUsage();
    void failuresAreListed();
    void saysItAsJson();
    void refusesWrongUsage_data();
    void refusesWrongUsage();
    void readOnlyRefuses();
    void interruptedIsCancelled();

private:
    void endRunsAs(RunState state, const IngestCounts &counts);
    std::unique_ptr<VerbHarness> m_harness;
    std::unique_ptr<FakeEdits> m_edits;
};

void EditVerbTest::init()
{
    m_edits = std::make_unique<FakeEdits>();
    m_harness = std::make_unique<VerbHarness>();
    m_harness->engine.editsDoor = m_edits.get();
    m_edits->preview.records = 1;
    endRunsAs(RunState::Completed, {.updated = 1});
}

void EditVerbTest::endRunsAs(RunState state, const IngestCounts &counts)
{
    m_edits->started = [this, state, counts](RunId id) {
        RunInfo run;
        run.id = id;
        run.kind = RunKind::Edit;
        run.state = state;
        run.subject = "product";
        run.models.emplace_back().model = "product";
        run.models.front().counts = counts;
        m_harness->engine.setRun(run);
    };
}

void EditVerbTest::changesOneRecordAtOnce()
{
    QCOMPARE(
        m_harness->run({"edit", "shop", "product", "--id", "12", "--set", R"({"title":"Mug"})"}),
        0);
    QCOMPARE(m_edits->bulks.size(), 1U);
    const BulkEdit &edit = m_edits->bulks.front();
    QCOMPARE(edit.model, std::string("product"));
    QCOMPARE(*edit.ids, std::vector<RecordId>{RecordId{12}});
    QCOMPARE(edit.fields.at("title"), Value("Mug"));
    QCOMPARE(edit.trigger.at("type"), Value("cli"));
    QVERIFY(m_harness->out.text.find("1 updated, 0 unchanged, 0 failed") != std::string::npos);
}

void EditVerbTest::manyNeedYes()
{
    m_edits->preview.records = 1240;
    const Words words{"edit", "shop", "product", "--filter", "{}", "--set", R"({"title":"Mug"})"};
    QCOMPARE(m_harness->run(words), 4);
    QVERIFY(m_edits->bulks.empty());
    QVERIFY(m_harness->out.text.find("1240 records of product") != std::string::npos);
    QVERIFY(m_harness->err.text.find("--yes") != std::string::npos);

    Words sure = words;
    sure.emplace_back("--yes");
    QCOMPARE(m_harness->run(sure), 0);
    QCOMPARE(m_edits->bulks.size(), 1U);
    QVERIFY(!m_edits->bulks.front().ids);
}

void EditVerbTest::filtersFollowRelationships()
{
    auto order = std::make_shared<ModelDef>();
    order->name = "order";
    order->storageKey = "m_order";
    FieldDef product;
    product.name = "product";
    product.storageKey = "f_product";
    product.type = FieldType::BelongsTo;
    product.relatedModel = "product";
    order->fields = {product};
    m_harness->engine.def.models.push_back(order);
    const std::string filter = R"({"product":{"title":{"equals":"Mug"}}})";
    QCOMPARE(m_harness->run({"edit", "shop", "order", "--filter", filter, "--delete", "--yes"}), 0);
    QCOMPARE(json::write(filterToValue(m_edits->bulks.front().filter)), filter);
}

void EditVerbTest::asksForWhatTheOptionsSay_data()
{
    QTest::addColumn<Words>("words");
    QTest::addColumn<bool>("deletes");
    QTest::addColumn<std::string>("search");
    QTest::addColumn<int>("ids");
    QTest::newRow("ids") << Words{"--id", "1, 2,3,2", "--delete"} << true << std::string() << 3;
    QTest::newRow("search") << Words{"--search", "old", "--delete"} << true << std::string("old")
                            << -1;
    QTest::newRow("all") << Words{"--all", "--set", R"({"title":null})"} << false << std::string()
                         << -1;
}

void EditVerbTest::asksForWhatTheOptionsSay()
{
    QFETCH(const Words, words);
    QFETCH(const bool, deletes);
    QFETCH(const std::string, search);
    QFETCH(const int, ids);
    Words all{"edit", "shop", "product", "--yes"};
    all.insert(all.end(), words.begin(), words.end());
    QCOMPARE(m_harness->run(all), 0);
    const BulkEdit &edit = m_edits->bulks.front();
    QCOMPARE(edit.kind == BulkEdit::Kind::Delete, deletes);
    QCOMPARE(edit.search, search);
    QCOMPARE(edit.ids ? int(edit.ids->size()) : -1, ids);
}

void EditVerbTest::previewsOnly()
{
    m_edits->preview.records = 2;
    BulkPreview::Row &row = m_edits->preview.rows.emplace_back();
    row.before.id = RecordId{7};
    row.before.fields = {{"title", "Cup"}};
    row.after = row.before;
    row.after.fields = {{"title", "Mug"}};
    QCOMPARE(m_harness->run({"edit", "shop", "product", "--all", "--set", R"({"title":"Mug"})",
                             "--preview", "--yes"}),
             0);
    QVERIFY(m_edits->bulks.empty());
    QVERIFY(m_harness->out.text.find("would change 2 records of product") != std::string::npos);
    QVERIFY(m_harness->out.text.find(R"("Cup")") != std::string::npos);
    QVERIFY(m_harness->out.text.find(R"("Mug")") != std::string::npos);
}

void EditVerbTest::previewSaysWhatWouldFail()
{
    BulkPreview::Row &row = m_edits->preview.rows.emplace_back();
    row.before.id = RecordId{7};
    row.error = Error(errc::invalidRecord, "title is required");
    QCOMPARE(m_harness->run({"edit", "shop", "product", "--id", "7", "--set", R"({"title":null})",
                             "--preview"}),
             1);
    QVERIFY(m_harness->out.text.find("title is required") != std::string::npos);
}

void EditVerbTest::fieldsThatAreNotThereAreWrongUsage()
{
    m_edits->failures["previewBulk"] =
        Error(errc::invalidInput, "The model product has no field \"nope\".");
    QCOMPARE(m_harness->run({"edit", "shop", "product", "--id", "9", "--set", R"({"nope":1})"}), 2);
    QVERIFY(m_harness->err.text.find("edit --help") != std::string::npos);
}

void EditVerbTest::failuresAreListed()
{
    endRunsAs(RunState::CompletedWithErrors, {.updated = 2, .failed = 1});
    m_edits->report.failures = {{RecordId{9}, Error(errc::invalidRecord, "sku is not unique")}};
    QCOMPARE(
        m_harness->run({"edit", "shop", "product", "--all", "--set", R"({"title":"a"})", "--yes"}),
        1);
    QVERIFY(m_harness->out.text.find("2 updated, 0 unchanged, 1 failed") != std::string::npos);
    QVERIFY(m_harness->out.text.find("sku is not unique") != std::string::npos);
}

void EditVerbTest::saysItAsJson()
{
    m_edits->report.failures = {{RecordId{9}, Error(errc::invalidRecord, "sku is not unique")}};
    QCOMPARE(m_harness->run(
                 {"edit", "shop", "product", "--id", "9", "--set", R"({"title":"a"})", "--json"}),
             0);
    const Result<Value> shape = json::parse(m_harness->out.text);
    QVERIFY(shape.ok());
    QCOMPARE((*shape)["kind"], Value("edit"));
    QCOMPARE((*shape)["failures"].asList().front()["id"], Value("9"));
    QCOMPARE(
        m_harness->run({"edit", "shop", "product", "--id", "9", "--delete", "--preview", "--json"}),
        0);
    const Result<Value> preview = json::parse(m_harness->out.text);
    QVERIFY(preview.ok());
    QCOMPARE((*preview)["records"], Value(1));
}

void EditVerbTest::refusesWrongUsage_data()
{
    QTest::addColumn<Words>("words");
    QTest::newRow("which records") << Words{"--set", "{}"};
    QTest::newRow("two ways of saying it") << Words{"--id", "1", "--all", "--delete"};
    QTest::newRow("nothing to do") << Words{"--id", "1"};
    QTest::newRow("two things to do") << Words{"--id", "1", "--set", "{}", "--delete"};
    QTest::newRow("no id") << Words{"--id", "abc", "--delete"};
    QTest::newRow("broken JSON") << Words{"--id", "1", "--set", "{"};
    QTest::newRow("no object") << Words{"--id", "1", "--set", "[1]"};
    QTest::newRow("unknown field in the filter")
        << Words{"--filter", R"({"nope":{"equals":1}})", "--delete"};
}

void EditVerbTest::refusesWrongUsage()
{
    QFETCH(const Words, words);
    Words all{"edit", "shop", "product"};
    all.insert(all.end(), words.begin(), words.end());
    QCOMPARE(m_harness->run(all), 2);
    QVERIFY(!m_harness->err.text.empty());
    QVERIFY(m_edits->bulks.empty());
}

void EditVerbTest::readOnlyRefuses()
{
    QCOMPARE(m_harness->run({"edit", "shop", "product", "--id", "1", "--delete", "--read-only"}),
             4);
    QVERIFY(m_edits->bulks.empty());
}

void EditVerbTest::interruptedIsCancelled()
{
    m_edits->started = [this](RunId id) {
        RunInfo run;
        run.id = id;
        run.kind = RunKind::Edit;
        run.subject = "product";
        m_harness->engine.setRun(run);
    };
    m_harness->begin({"edit", "shop", "product", "--id", "1", "--delete"});
    QTRY_VERIFY(!m_edits->bulks.empty());
    m_harness->interrupt();
    QTRY_VERIFY(m_harness->engine.wasCalled("cancelRun 7001"));
    m_harness->engine.endRun(RunId{7001}, RunState::Cancelled);
    QCOMPARE(m_harness->finish(), 1);
}

QTEST_GUILESS_MAIN(EditVerbTest)
#include "EditVerbTest.moc"
