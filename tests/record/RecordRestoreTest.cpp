#include "tests/record/HistoryFixture.h"

using namespace syncline;
using namespace syncline::test;

/** Bringing versions back, and what stands in the way. */
class RecordRestoreTest final : public HistoryFixture
{
    Q_OBJECT

private Q_SLOTS:
    void init() { setUp(); }
    void cleanup() { tearDown(); }

    void aVersionOfAnotherRecordIsNone();
    void someFieldsOfAVersion();
    void whatIsUniqueStaysSo();
    void whatDoesNotFitAnyMoreIsSaid();
    void validationsWarn();
    void aDeletedRecordComesBackWithItsReferences();
    void whatTheSourceSentAgainCannotComeBack();
};

void RecordRestoreTest::aVersionOfAnotherRecordIsNone()
{
    const RecordRow one = m_fixture->create(m_product, {{"title", "a"}});
    const RecordRow other = m_fixture->create(m_product, {{"title", "b"}});
    update(one, {{"title", "c"}});
    const std::int64_t entry = timeline(one.id).entries.front().id;
    m_fixture->read([&](Database &database) {
        RecordRestore restore(database, *m_product, nullptr);
        const auto none = restore.plan(other.id, entry, {});
        QVERIFY(!none && none.error().is(errc::notFound));
        const auto live = restore.plan(one.id, std::nullopt, {});
        QVERIFY(!live && live.error().is(errc::invalidInput));
        const auto never = restore.plan(RecordId{99}, 0, {});
        QVERIFY(!never && never.error().is(errc::recordNotFound));
        const auto field = restore.plan(one.id, 0, {"colour"});
        QVERIFY(!field && field.error().is(errc::invalidInput));
    });
}

void RecordRestoreTest::someFieldsOfAVersion()
{
    const RecordRow made = m_fixture->create(m_product, {{"title", "a"}, {"price", 1}});
    update(made, {{"title", "b"}, {"price", 2}}, 5);
    const RestorePlan only = restore(made.id, 0, {"price"});
    QCOMPARE(only.shown.fields.size(), 1U);
    QCOMPARE(only.shown.fields[0].now, Value(2));
    QCOMPARE(only.shown.fields[0].then, Value(1));
    QVERIFY(only.shown.fields[0].changedBy == RunId{5});
    QCOMPARE(row(made.id).at("f_title"), Value("b"));
    const HistoryEntry entry = timeline(made.id).entries.front();
    QVERIFY(entry.run == RunId{9} && entry.kind == HistoryEntry::Kind::Changed);
    QVERIFY(plan(made.id, entry.id).isUnchanged());
}

void RecordRestoreTest::whatIsUniqueStaysSo()
{
    applyProduct([](ModelDef &product) { product.fields[0].unique = true; });
    const RecordRow made = m_fixture->create(m_product, {{"title", "a"}, {"price", 1}});
    update(made, {{"title", "b"}, {"price", 2}});
    m_fixture->create(m_product, {{"title", "a"}});
    const RestorePlan refused = restore(made.id, 0);
    QVERIFY(!refused.isComplete && !refused.isRefused());
    QCOMPARE(refused.shown.notes.size(), 1U);
    QCOMPARE(refused.shown.notes[0].field, std::string("title"));
    QCOMPARE(refused.shown.notes[0].text,
             std::string("must be unique, and product 2 has that value now"));
    QCOMPARE(row(made.id).at("f_title"), Value("b"));
    QCOMPARE(row(made.id).at("f_price"), Value(1));
}

void RecordRestoreTest::whatDoesNotFitAnyMoreIsSaid()
{
    const RecordRow made = m_fixture->create(
        m_product, {{"title", "a"}, {"status", "draft"}, {"deep", "x"}, {"price", 1}});
    update(made, {{"title", "b"}, {"status", nullptr}, {"deep", nullptr}, {"price", 2}});
    applyProduct([](ModelDef &product) {
        std::erase_if(product.fields, [](const FieldDef &field) { return field.name == "deep"; });
        product.fields[2].options.erase(product.fields[2].options.begin());
    });
    const RestorePlan partly = restore(made.id, 0);
    QVERIFY(!partly.isComplete && !partly.isRefused());
    QCOMPARE(partly.shown.notes.size(), 2U);
    QCOMPARE(partly.shown.notes[0].field, std::string("status"));
    QVERIFY(
        partly.shown.notes[0].text.starts_with("does not fit any more: it must be one of live"));
    QCOMPARE(partly.shown.notes[1].field, std::string("f_deep"));
    QVERIFY(partly.shown.notes[1].text.starts_with("is gone from the model"));
    QCOMPARE(row(made.id).at("f_title"), Value("a"));
    QVERIFY(!row(made.id).contains("f_status"));
}

void RecordRestoreTest::validationsWarn()
{
    const RecordRow made = m_fixture->create(m_product, {{"title", "abc"}});
    update(made, {{"title", "abcdef"}, {"price", 3}});
    applyProduct([](ModelDef &product) {
        product.fields[0].rules.minLength = 5;
        product.fields[4].required = true;
    });
    const RestorePlan warned = restore(made.id, 0);
    QVERIFY(warned.isComplete);
    QCOMPARE(warned.shown.notes.size(), 2U);
    QVERIFY(!warned.shown.has(RestoreNote::Level::Field));
    QCOMPARE(row(made.id).at("f_title"), Value("abc"));
    QVERIFY(!row(made.id).contains("f_price"));
}

void RecordRestoreTest::aDeletedRecordComesBackWithItsReferences()
{
    insert(R"([{"id": 1, "title": "parent"}, {"id": 2, "title": "child", "parent": "1"}])");
    finish();
    QCOMPARE(row(RecordId{2}).at("f_parent"), Value(1));
    const ValueObject before = row(RecordId{1});
    m_fixture->now.ms += 1000;
    m_fixture->write(
        [&](Database &database) { must(m_ingest->remove(database, {"1"}, m_fixture->now)); });
    m_ingest->committed();
    QVERIFY(!row(RecordId{2}).contains("f_parent"));
    const RestorePlan back = restore(RecordId{1});
    QVERIFY(back.shown.wasDeleted && back.isComplete);
    ValueObject after = row(RecordId{1});
    QCOMPARE(after.at("_digest"), before.at("_digest"));
    QCOMPARE(shown(versionOf(after)), shown(versionOf(before)));
    QCOMPARE(row(RecordId{2}).at("f_parent"), Value(1));
    QVERIFY(timeline(RecordId{1}).entries.front().kind == HistoryEntry::Kind::Restored);
    QCOMPARE(raw(m_fixture->create(m_product, {{"title", "new"}}).id), 3);
}

void RecordRestoreTest::whatTheSourceSentAgainCannotComeBack()
{
    insert(R"([{"id": 1, "title": "a"}])");
    finish();
    m_fixture->write(
        [&](Database &database) { must(m_ingest->remove(database, {"1"}, m_fixture->now)); });
    m_ingest->committed();
    // Under another id, as when what it was is not in the history any more.
    m_fixture->write([&](Database &database) {
        must(RecordWriter(database, *m_product, {RunId{1}, m_fixture->now})
                 .create({{"title", "again"}, {"connection", "shop"}, {"remoteId", "1"}}, true));
    });
    const RestorePlan refused = restore(RecordId{1});
    QVERIFY(refused.isRefused());
    QCOMPARE(refused.shown.notes[0].text,
             std::string("The source shop has sent it again since: it is product 2 now."));
    QVERIFY(row(RecordId{1}).empty());
}

QTEST_GUILESS_MAIN(RecordRestoreTest)
#include "RecordRestoreTest.moc"
