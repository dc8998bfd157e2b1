#include "tests/engine/EditDeskFixture.h"

using namespace syncline;
using namespace syncline::test;

class BulkEditTest : public EditDeskFixture
{
    Q_OBJECT

private Q_SLOTS:
    void init() { open(); }
    void cleanup() { close(); }
    void bulkSetsWhatTheFilterFinds();
    void bulkVisitsEachRecordOnce();
    void bulkFailuresAreCollected();
    void bulkDeletesSomeIds();
    void bulkPreviewChangesNothing();
    void bulkRefusesWrongFields();
    void aCancelledBulkKeepsWhatItCommitted();
};

void BulkEditTest::bulkSetsWhatTheFilterFinds()
{
    fill(20);
    BulkEdit edit;
    edit.model = "widget";
    edit.filter = byPrice(FilterOp::GreaterThan, 15);
    edit.fields = {{"data", ValueObject{{"on", "sale"}}}};
    const RunInfo run = bulk(edit);
    QCOMPARE(run.state, RunState::Completed);
    QCOMPARE(run.models.front().expected, 5);
    QCOMPARE(run.models.front().counts.updated, 5);
    QCOMPARE(m_fixture->stored("widget", 15, "data"), Value());
    QCOMPARE(m_fixture->stored("widget", 16, "data")["on"], Value("sale"));
    const RunInfo again = bulk(edit);
    QCOMPARE(again.models.front().counts.unchanged, 5);
}

void BulkEditTest::bulkVisitsEachRecordOnce()
{
    fill(1200);
    BulkEdit edit; // takes each record out of its own filter
    edit.model = "widget";
    edit.filter = byPrice(FilterOp::LessThanOrEqual, 1150);
    edit.fields = {{"price", 5000}};
    const RunInfo run = bulk(edit);
    QCOMPARE(run.models.front().counts.updated, 1150);
    QCOMPARE(m_fixture->stored("widget", 1150, "price"), Value(5000));
    QCOMPARE(m_fixture->stored("widget", 1151, "price"), Value(1151));
}

void BulkEditTest::bulkFailuresAreCollected()
{
    fill(3);
    BulkEdit edit;
    edit.model = "widget";
    edit.fields = {{"sku", "s2"}}; // unique
    const RunInfo run = bulk(edit);
    QCOMPARE(run.state, RunState::CompletedWithErrors);
    QCOMPARE(run.models.front().counts.failed, 2);
    const Result<BulkReport> report = answerOf(m_desk->bulkReport(run.id));
    QCOMPARE(report->failures.size(), 2U);
    QCOMPARE(raw(report->failures[0].record), 1);
    QCOMPARE(raw(report->failures[1].record), 3);
}

void BulkEditTest::bulkDeletesSomeIds()
{
    fill(4);
    BulkEdit edit;
    edit.model = "widget";
    edit.kind = BulkEdit::Kind::Delete;
    edit.ids = {RecordId{2}, RecordId{4}, RecordId{9}};
    const RunInfo run = bulk(edit);
    QCOMPARE(run.models.front().counts.deleted, 2);
    QCOMPARE(run.models.front().counts.failed, 1);
    QCOMPARE(m_fixture->count("widget"), 2);
    edit.ids = std::vector<RecordId>(); // none is not all
    QCOMPARE(bulk(edit).models.front().counts.deleted, 0);
    QCOMPARE(m_fixture->count("widget"), 2);
}

void BulkEditTest::bulkPreviewChangesNothing()
{
    fill(8);
    BulkEdit edit;
    edit.model = "widget";
    edit.fields = {{"sku", "s2"}};
    const Result<BulkPreview> preview = answerOf(m_desk->previewBulk(edit, 5));
    QVERIFY2(preview.ok(), preview ? "" : preview.error().describe().c_str());
    QCOMPARE(preview->records, 8);
    QCOMPARE(preview->rows.size(), 5U);
    QVERIFY(preview->rows[0].error.has_value());
    QVERIFY(!preview->rows[1].error);
    edit.fields = {{"price", 3.5}};
    const Result<BulkPreview> prices = answerOf(m_desk->previewBulk(edit, 2));
    QCOMPARE(prices->rows[0].before.fields.at("price"), Value(1));
    QCOMPARE(prices->rows[0].after.fields.at("price"), Value(3.5));
    QCOMPARE(m_fixture->stored("widget", 1, "price"), Value(1));
}

void BulkEditTest::bulkRefusesWrongFields()
{
    BulkEdit edit;
    edit.model = "widget";
    QCOMPARE(bulk(edit).error->code, std::string(errc::invalidInput));
    edit.fields = {{"colour", "red"}};
    QVERIFY(bulk(edit).error->message().find("colour") != std::string::npos);
}

void BulkEditTest::aCancelledBulkKeepsWhatItCommitted()
{
    fill(300);
    m_fixture->scripts.effects["stop.lua"] = [this](RunScope &scope,
                                                    EffectCall call) -> Task<Result<Value>> {
        if (call.record->get("price")->intOr() >= 150) {
            const std::lock_guard lock(m_mutex);
            m_stops[scope.runId()].request_stop();
        }
        co_return Value();
    };
    m_fixture->action("widget.update")->run.effects.push_back(file("stop.lua"));
    m_fixture->publish();
    BulkEdit edit;
    edit.model = "widget";
    edit.fields = {{"sold", true}};
    const RunInfo run = bulk(edit);
    QCOMPARE(run.state, RunState::Cancelled);
    const std::int64_t updated = run.models.front().counts.updated;
    QVERIFY(updated >= 100 && updated <= 150);
    QCOMPARE(m_fixture->stored("widget", updated, "sold"), Value(true));
    QCOMPARE(m_fixture->stored("widget", updated + 1, "sold"), Value());
    QCOMPARE(m_fixture->runs().front().state, RunState::Cancelled);
}

QTEST_GUILESS_MAIN(BulkEditTest)
#include "BulkEditTest.moc"
