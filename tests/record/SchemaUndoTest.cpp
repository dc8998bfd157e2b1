#include "core/store/BackupFolder.h"
#include "core/store/Restore.h"
#include "tests/record/RecordFixture.h"

#include <atomic>
#include <thread>

using namespace syncline;
using namespace syncline::test;

/** Taking changes of models back, with their data. */
class SchemaUndoTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { m_fixture.reset(); }

    void aRemovedFieldComesBack();
    void aRemovedModelComesBack();
    void aRetypedFieldIsWhatItWas();
    void aReferenceComesBackWithItsRemoteId();
    void whatTheChangeAddedGoes();
    void renamesGoBack();
    void aUniqueFieldThatIsNoLonger();
    void severalChangesOneAfterTheOther();
    void withoutItsBackupItIsRefused();
    void withoutAChangeThereIsNothing();
    void theBackupHoldsWhatWasWrittenMeanwhile();
    void historyIsShort();

private:
    ModelPtr widgetWith(const std::function<void(ModelDef &)> &change) const
    {
        ModelDef changed = *m_widget;
        change(changed);
        return share(changed);
    }
    [[nodiscard]] std::filesystem::path backups() const { return m_fixture->folder() / "backups"; }
    SchemaPlan undoPlan()
    {
        return m_fixture->read(
            [&](Database &database) { return must(planUndo(database, backups())); });
    }
    SchemaPlan undo()
    {
        const SchemaPlan plan = undoPlan();
        must(undoSchema(m_fixture->store(), {.plan = plan, .wanted = {}, .backups = backups()}));
        return plan;
    }
    void sql(const std::string &text)
    {
        m_fixture->write([&](Database &database) { must(database.exec(text)); });
    }
    std::string list(const std::string &column, const std::string &table = "m_widget")
    {
        return m_fixture
            ->scalar("SELECT group_concat(id || '=' || coalesce(" + column +
                     ", '-'), ' ') FROM (SELECT * FROM " + table + " ORDER BY id)")
            .stringOr();
    }
    bool isAsBefore(const std::vector<ModelPtr> &models)
    {
        return m_fixture->read(
            [&](Database &database) { return must(planSchema(database, models)).empty(); });
    }

    std::unique_ptr<RecordFixture> m_fixture;
    ModelPtr m_widget;
};

void SchemaUndoTest::init()
{
    m_fixture = std::make_unique<RecordFixture>();
    m_widget =
        share(model("widget", {field("name"), field("price"), field("live", FieldType::Boolean)}));
    m_fixture->apply({m_widget});
    const std::vector<Value> prices{"1", "2.5", "abc", " 3 ", Value()};
    for (const Value &price : prices)
        m_fixture->create(m_widget, {{"name", "n"}, {"price", price}, {"live", true}});
}

void SchemaUndoTest::aRemovedFieldComesBack()
{
    const ModelPtr narrower =
        widgetWith([](ModelDef &changed) { changed.fields.erase(changed.fields.begin() + 1); });
    m_fixture->apply({narrower});
    sql("DELETE FROM m_widget WHERE id = 2");
    m_fixture->create(narrower, {{"name", "since"}});
    const SchemaPlan plan = undo();
    QCOMPARE(plan.steps.size(), std::size_t{1});
    QCOMPARE(plan.steps[0].summary, std::string("Field price: brought back with 3 values"));
    QVERIFY(!plan.losesData());
    QCOMPARE(plan.backupBytes, std::int64_t{0});
    QCOMPARE(list("f_price"), std::string("1=1 3=abc 4= 3  5=- 6=-"));
    QCOMPARE(list("f_name"), std::string("1=n 3=n 4=n 5=n 6=since"));
    QVERIFY(isAsBefore({m_widget}));
}

void SchemaUndoTest::aRemovedModelComesBack()
{
    sql("UPDATE m_widget SET _connection = 'shop', _remote_id = 'r' || id, _digest = 7 WHERE id < "
        "3");
    const std::string before = list("f_price || _remote_id || created_at || _digest");
    const ModelPtr other = share(model("other", {field("x")}));
    m_fixture->apply({m_widget, other});
    m_fixture->apply({other});
    m_fixture->create(other, {{"x", "kept"}});
    const SchemaPlan plan = undo();
    QCOMPARE(plan.steps.front().summary, std::string("Model widget: brought back with 5 records"));
    QCOMPARE(list("f_price || _remote_id || created_at || _digest"), before);
    QCOMPARE(list("f_x", "m_other"), std::string("1=kept"));
    QCOMPARE(raw(m_fixture->create(m_widget, {{"name", "x"}}).id), std::int64_t{6});
    QVERIFY(isAsBefore({m_widget, other}));
}

void SchemaUndoTest::aRetypedFieldIsWhatItWas()
{
    const ModelPtr retyped =
        widgetWith([](ModelDef &changed) { changed.fields[1].type = FieldType::Number; });
    m_fixture->apply({retyped});
    QCOMPARE(list("f_price"), std::string("1=1 2=2.5 3=- 4=3 5=-"));
    sql("UPDATE m_widget SET f_price = 7.25 WHERE id = 1"); // written since
    sql("UPDATE m_widget SET f_price = NULL WHERE id = 2"); // cleared since
    sql("UPDATE m_widget SET f_price = 9 WHERE id = 5");
    m_fixture->create(retyped, {{"price", 8}});
    const SchemaPlan plan = undo();
    QVERIFY(!plan.losesData());
    QCOMPARE(list("f_price"), std::string("1=7.25 2=- 3=abc 4= 3  5=9 6=8"));
    QVERIFY(isAsBefore({m_widget}));

    // What came since and cannot become a number again is counted.
    const ModelPtr flag =
        widgetWith([](ModelDef &changed) { changed.fields[2].type = FieldType::String; });
    m_fixture->apply({flag});
    sql("UPDATE m_widget SET f_live = 'perhaps' WHERE id = 3");
    const SchemaPlan lossy = undoPlan();
    QCOMPARE(lossy.steps.front().rowsLost, std::int64_t{1});
    QCOMPARE(lossy.steps.front().lossExamples, std::vector<std::string>{"record 3: \"perhaps\""});
    undo();
    QCOMPARE(list("f_live"), std::string("1=1 2=1 3=- 4=1 5=1 6=-"));
}

void SchemaUndoTest::aReferenceComesBackWithItsRemoteId()
{
    const ModelPtr linked = widgetWith(
        [](ModelDef &changed) { changed.fields.push_back(reference("next", "widget")); });
    m_fixture->apply({linked});
    sql("UPDATE m_widget SET f_next = 2, f_next__remote = 'r2' WHERE id = 1");
    sql("UPDATE m_widget SET f_next__remote = 'open' WHERE id = 3");
    m_fixture->apply({m_widget});
    undo();
    QCOMPARE(list("f_next"), std::string("1=2 2=- 3=- 4=- 5=-"));
    QCOMPARE(list("f_next__remote"), std::string("1=r2 2=- 3=open 4=- 5=-"));

    ModelDef text = *linked;
    text.fields.back().type = FieldType::String;
    text.fields.back().relatedModel.clear();
    m_fixture->apply({share(text)});
    QCOMPARE(list("f_next"), std::string("1=2 2=- 3=- 4=- 5=-"));
    sql("UPDATE m_widget SET f_next = '4' WHERE id = 2");
    undo();
    QCOMPARE(list("f_next"), std::string("1=2 2=4 3=- 4=- 5=-"));
    QCOMPARE(list("f_next__remote"), std::string("1=r2 2=- 3=open 4=- 5=-"));
    QVERIFY(isAsBefore({linked}));
}

void SchemaUndoTest::whatTheChangeAddedGoes()
{
    const ModelPtr wider = widgetWith(
        [](ModelDef &changed) { changed.fields.push_back(field("extra", FieldType::Number)); });
    const ModelPtr other = share(model("other", {field("x")}));
    m_fixture->apply({wider, other});
    m_fixture->create(wider, {{"extra", 5}});
    m_fixture->create(other, {{"x", "y"}});
    const SchemaPlan plan = undo();
    QVERIFY(plan.losesData());
    QVERIFY(plan.backupBytes > 0);
    std::int64_t lost = 0;
    for (const SchemaStep &step : plan.steps)
        lost += step.rowsLost;
    QCOMPARE(lost, std::int64_t{2});
    QVERIFY(isAsBefore({m_widget}));
    // Even that is in a backup.
    const auto files = BackupFolder(backups()).list();
    QCOMPARE(files.size(), std::size_t{1});
    auto database = must(Database::open(files.front().file, Database::Mode::ReadOnly));
    auto row = must(database->prepare("SELECT sum(f_extra) FROM m_widget"));
    must(row.step());
    QCOMPARE(row.integer(0), std::int64_t{5});
}

void SchemaUndoTest::renamesGoBack()
{
    m_fixture->apply({widgetWith([](ModelDef &changed) {
        changed.name = "gadget";
        changed.fields[0].name = "title";
    })});
    const SchemaPlan plan = undo();
    QCOMPARE(plan.steps.size(), std::size_t{2});
    QVERIFY(isAsBefore({m_widget}));
    QVERIFY(!std::filesystem::exists(backups()));
}

void SchemaUndoTest::aUniqueFieldThatIsNoLonger()
{
    const ModelPtr unique = widgetWith([](ModelDef &changed) { changed.fields[1].unique = true; });
    m_fixture->apply({unique});
    m_fixture->apply({m_widget});
    m_fixture->create(m_widget, {{"price", "abc"}});
    const SchemaPlan plan = undoPlan();
    const bool blocked = std::ranges::any_of(
        plan.steps, [](const SchemaStep &step) { return !step.blocker.empty(); });
    QVERIFY(blocked);
    const auto refused =
        undoSchema(m_fixture->store(), {.plan = plan, .wanted = {}, .backups = backups()});
    QVERIFY(!refused.ok());
    QVERIFY(refused.error().is(errc::nonUniqueData));
    QVERIFY(isAsBefore({m_widget}));
    sql("DELETE FROM m_widget WHERE id = 6");
    undo();
    QVERIFY(isAsBefore({unique}));
}

void SchemaUndoTest::severalChangesOneAfterTheOther()
{
    const ModelPtr first =
        widgetWith([](ModelDef &changed) { changed.fields[1].type = FieldType::Number; });
    const ModelPtr second = widgetWith([](ModelDef &changed) {
        changed.fields[1].type = FieldType::Number;
        changed.fields.erase(changed.fields.begin());
    });
    m_fixture->apply({first});
    m_fixture->apply({second});
    m_fixture->apply({});
    QCOMPARE(undo().steps.front().summary,
             std::string("Model widget: brought back with 5 records"));
    QVERIFY(isAsBefore({second}));
    undo();
    QCOMPARE(list("f_name"), std::string("1=n 2=n 3=n 4=n 5=n"));
    undo();
    QCOMPARE(list("f_price"), std::string("1=1 2=2.5 3=abc 4= 3  5=-"));
    QVERIFY(isAsBefore({m_widget}));
}

void SchemaUndoTest::withoutItsBackupItIsRefused()
{
    m_fixture->apply({});
    std::filesystem::remove_all(backups());
    const auto planned =
        m_fixture->read([&](Database &database) { return planUndo(database, backups()); });
    QVERIFY(!planned.ok());
    QVERIFY(planned.error().is(errc::notFound));
}

void SchemaUndoTest::withoutAChangeThereIsNothing()
{
    RecordFixture fresh;
    const auto planned =
        fresh.read([&](Database &database) { return planUndo(database, backups()); });
    QVERIFY(!planned.ok());
    QVERIFY(planned.error().is(errc::notFound));
}

void SchemaUndoTest::theBackupHoldsWhatWasWrittenMeanwhile()
{
    std::atomic<bool> done = false;
    std::atomic<int> last = 0;
    std::jthread writer([&] { // whatever was committed before the column went is in the backup
        for (int i = 1; !done; ++i) {
            auto transaction = m_fixture->store().writes().acquireBlocking({.label = "edit"});
            const bool written =
                transaction &&
                transaction->database().exec("UPDATE m_widget SET f_price = '" + std::to_string(i) +
                                             "' WHERE id = 1") &&
                transaction->commitBlocking();
            if (!written)
                return;
            last = i;
        }
    });
    while (last < 10)
        std::this_thread::yield();
    m_fixture->apply(
        {widgetWith([](ModelDef &changed) { changed.fields.erase(changed.fields.begin() + 1); })});
    done = true;
    writer.join();
    const auto files = BackupFolder(backups()).list();
    QCOMPARE(files.size(), std::size_t{1});
    must(checkBackup(files.front().file, {}));
    undo();
    QCOMPARE(m_fixture->scalar("SELECT f_price FROM m_widget WHERE id = 1").stringOr(),
             std::to_string(last));
}

void SchemaUndoTest::historyIsShort()
{
    for (std::size_t i = 0; i < maxPastChanges + 5; ++i)
        m_fixture->apply({widgetWith(
            [i](ModelDef &changed) { changed.fields[0].comment = std::to_string(i); })});
    const auto history =
        m_fixture->read([](Database &database) { return must(schemaHistory(database)); });
    QCOMPARE(history.size(), maxPastChanges);
    QCOMPARE(history.front().summary, std::string("Field name: rules changed"));
}

QTEST_GUILESS_MAIN(SchemaUndoTest)
#include "SchemaUndoTest.moc"
