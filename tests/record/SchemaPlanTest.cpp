#include "core/store/BackupFolder.h"
#include "tests/record/RecordFixture.h"

using namespace syncline;
using namespace syncline::test;

Q_DECLARE_METATYPE(std::function<void(ModelDef &)>)

/** Bringing the database to new definitions. */
class SchemaPlanTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { m_fixture.reset(); }

    void anEmptyPlanWhenNothingDiffers();
    void renamesKeepTheData();
    void anAddedFieldIsEmpty();
    void aRemovedFieldIsCountedAndBackedUp();
    void aRemovedModelKeepsItsHighestId();
    void retyping_data();
    void retyping();
    void retypingCountsTheLoss();
    void retypingKeepsIndexes();
    void indexesComeAndGo();
    void aFieldWithDuplicatesCannotBecomeUnique();
    void aStalePlanIsRefused();
    void moreLossThanShownIsRefused();
    void aCancelledChangeChangesNothing();
    void newRulesListTheRecordsThatFail_data();
    void newRulesListTheRecordsThatFail();
    void harmlessChangesLookAtNoRecord();
    void theEstimateGrowsWithTheRows();
    void onlyWhatGoesNeedsABackup();
    void wrongStorageKeys_data();
    void wrongStorageKeys();

private:
    SchemaPlan plan(const std::vector<ModelPtr> &wanted);
    ModelDef widgetWith(const std::function<void(ModelDef &)> &change) const;

    std::unique_ptr<RecordFixture> m_fixture;
    ModelPtr m_widget;
};

void SchemaPlanTest::init()
{
    m_fixture = std::make_unique<RecordFixture>();
    m_widget =
        share(model("widget", {field("name"), field("price"), field("live", FieldType::Boolean)}));
    m_fixture->apply({m_widget});
    const std::vector<Value> prices{"1", "2.5", "abc", " 3 ", Value()};
    for (const Value &price : prices)
        m_fixture->create(m_widget, {{"name", "n"}, {"price", price}, {"live", true}});
}

SchemaPlan SchemaPlanTest::plan(const std::vector<ModelPtr> &wanted)
{
    return m_fixture->read([&](Database &database) { return must(planSchema(database, wanted)); });
}

ModelDef SchemaPlanTest::widgetWith(const std::function<void(ModelDef &)> &change) const
{
    ModelDef changed = *m_widget;
    change(changed);
    return changed;
}

void SchemaPlanTest::anEmptyPlanWhenNothingDiffers()
{
    QVERIFY(plan({m_widget}).empty());
    m_fixture->reopen();
    QVERIFY(plan({m_widget}).empty());
    const auto stored =
        m_fixture->read([](Database &database) { return must(storedModels(database)); });
    QCOMPARE(stored.size(), std::size_t{1});
    QVERIFY(stored.front() == *m_widget);
}

void SchemaPlanTest::renamesKeepTheData()
{
    const ModelPtr renamed = share(widgetWith([](ModelDef &changed) {
        changed.name = "gadget";
        changed.fields[0].name = "title";
    }));
    const SchemaPlan steps = plan({renamed});
    QCOMPARE(steps.steps.size(), std::size_t{2});
    QCOMPARE(steps.steps[0].summary, std::string("Model widget: renamed to gadget"));
    QCOMPARE(steps.steps[1].summary, std::string("Field name: renamed to title"));
    QVERIFY(!steps.losesData() && steps.steps[0].sql.empty() && steps.steps[1].sql.empty());
    m_fixture->apply({renamed});
    const RecordRow row = m_fixture->read([&](Database &database) {
        return *must(RecordReader(database, *renamed).find(RecordId{1}));
    });
    QCOMPARE(row.fields.at("title").stringOr(), std::string("n"));
    QVERIFY(!std::filesystem::exists(m_fixture->folder() / "backups"));
}

void SchemaPlanTest::anAddedFieldIsEmpty()
{
    const ModelPtr wider = share(widgetWith([](ModelDef &changed) {
        FieldDef count = field("count", FieldType::Number);
        count.defaultValue = 5;
        changed.fields.push_back(count);
        changed.fields.push_back(reference("self", "widget"));
    }));
    m_fixture->apply({wider});
    const RecordRow row = m_fixture->read([&](Database &database) {
        return *must(RecordReader(database, *wider).find(RecordId{1}));
    });
    QVERIFY(row.fields.at("count").isNull());
    QCOMPARE(m_fixture->create(wider, {{"self", "1"}}).fields.at("count").intOr(), std::int64_t{5});
}

void SchemaPlanTest::aRemovedFieldIsCountedAndBackedUp()
{
    const ModelPtr narrower = share(
        widgetWith([](ModelDef &changed) { changed.fields.erase(changed.fields.begin() + 1); }));
    const SchemaPlan steps = plan({narrower});
    QCOMPARE(steps.steps.size(), std::size_t{1});
    QCOMPARE(steps.steps[0].summary, std::string("Field price: removed with 4 values"));
    QCOMPARE(steps.steps[0].rowsLost, std::int64_t{4});
    QCOMPARE(steps.steps[0].lossExamples.front(), std::string("record 1: \"1\""));
    QVERIFY(steps.losesData());
    m_fixture->apply({narrower});
    QCOMPARE(
        m_fixture
            ->scalar("SELECT count(*) FROM pragma_table_info('m_widget') WHERE name = 'f_price'")
            .asInt(),
        0);
    const auto backups = BackupFolder(m_fixture->folder() / "backups").list();
    QCOMPARE(backups.size(), std::size_t{1});
    auto before = must(Database::open(backups.front().file, Database::Mode::ReadOnly));
    auto count = must(before->prepare("SELECT count(f_price) FROM m_widget"));
    must(count.step());
    QCOMPARE(count.integer(0), std::int64_t{4});
}

void SchemaPlanTest::aRemovedModelKeepsItsHighestId()
{
    QCOMPARE(plan({}).steps.front().summary, std::string("Model widget: removed with 5 records"));
    m_fixture->apply({});
    QCOMPARE(
        m_fixture->scalar("SELECT count(*) FROM sqlite_schema WHERE name = 'm_widget'").asInt(), 0);
    m_fixture->apply({m_widget});
    QCOMPARE(raw(m_fixture->create(m_widget, {{"name", "x"}}).id), std::int64_t{6});
}

void SchemaPlanTest::retyping_data()
{
    QTest::addColumn<int>("from");
    QTest::addColumn<bool>("fromList");
    QTest::addColumn<int>("to");
    QTest::addColumn<bool>("toList");
    QTest::addColumn<QString>("value");
    QTest::addColumn<QString>("converted"); // empty: lost
    const auto row = [](const char *title, FieldType from, bool fromList, FieldType to, bool toList,
                        const char *value, const char *converted) {
        QTest::newRow(title) << int(from) << fromList << int(to) << toList
                             << QString::fromUtf8(value) << QString::fromUtf8(converted);
    };
    using enum FieldType;
    row("text to number", String, false, Number, false, "\"1.5\"", "1.5");
    row("text that is no number", String, false, Number, false, "\"1x\"", "");
    row("big text stays exact", String, false, Number, false, "\"9007199254740993\"",
        "9007199254740993");
    row("number to text", Number, false, String, false, "1.0", "\"1.0\"");
    row("boolean to text", Boolean, false, String, false, "true", "\"true\"");
    row("boolean to number", Boolean, false, Number, false, "true", "1");
    row("text to boolean", String, false, Boolean, false, "\"false\"", "false");
    row("text that is no boolean", String, false, Boolean, false, "\"yes\"", "");
    row("number to boolean", Number, false, Boolean, false, "0", "false");
    row("two is no boolean", Number, false, Boolean, false, "2", "");
    row("text to date", String, false, Date, false, "\"2024-02-29\"", "\"2024-02-29\"");
    row("text that is no day", String, false, Date, false, "\"2023-02-29\"", "");
    row("date to date-time", Date, false, DateTime, false, "\"2024-02-29\"",
        "\"2024-02-29T00:00:00.000Z\"");
    row("midnight to date", DateTime, false, Date, false, "\"2024-02-29T00:00:00Z\"",
        "\"2024-02-29\"");
    row("date-time to text", DateTime, false, String, false, "\"2024-02-29T12:00:00Z\"",
        "\"2024-02-29T12:00:00.000Z\"");
    row("text to list", String, false, String, true, "\"a\"", "[\"a\"]");
    row("list of one to text", String, true, String, false, "[\"a\"]", "\"a\"");
    row("longer list to text", String, true, String, false, "[\"a\",\"b\"]",
        "\"[\\\"a\\\",\\\"b\\\"]\"");
    row("longer list to number", Number, true, Number, false, "[1,2]", "");
    row("list of text to list of numbers", String, true, Number, true, "[\"1\",\"2\"]",
        "[\"1\",\"2\"]");
    row("text to JSON", String, false, Json, false, "\"abc\"", "\"abc\"");
    row("JSON text to JSON", String, false, Json, false, "\"{\\\"a\\\":1}\"", "{\"a\":1}");
    row("JSON to text", Json, false, String, false, "{\"a\":1}", "\"{\\\"a\\\":1}\"");
    row("number to reference", Number, false, BelongsTo, false, "7", "\"7\"");
}

void SchemaPlanTest::retyping()
{
    QFETCH(const int, from);
    QFETCH(const bool, fromList);
    QFETCH(const int, to);
    QFETCH(const bool, toList);
    QFETCH(const QString, value);
    QFETCH(const QString, converted);
    const auto with = [](int type, bool list) {
        FieldDef x = field("x", static_cast<FieldType>(type));
        x.list = list;
        x.relatedModel = x.type == FieldType::BelongsTo ? "thing" : "";
        return share(model("thing", {x}));
    };
    const ModelPtr before = with(from, fromList);
    const ModelPtr after = with(to, toList);
    m_fixture->apply({m_widget, before});
    const RecordRow row =
        m_fixture->create(before, {{"x", must(json::parse(value.toStdString()))}});
    const SchemaPlan steps = plan({m_widget, after});
    m_fixture->apply({m_widget, after});
    const RecordRow now = m_fixture->read(
        [&](Database &database) { return *must(RecordReader(database, *after).find(row.id)); });
    const std::string found = now.fields.at("x").isNull() ? "" : json::write(now.fields.at("x"));
    QCOMPARE(QString::fromStdString(found), converted);
    QCOMPARE(steps.losesData(), converted.isEmpty());
}

void SchemaPlanTest::retypingCountsTheLoss()
{
    const ModelPtr retyped =
        share(widgetWith([](ModelDef &changed) { changed.fields[1].type = FieldType::Number; }));
    const SchemaPlan steps = plan({retyped});
    QCOMPARE(steps.steps.size(), std::size_t{1});
    QCOMPARE(steps.steps[0].summary,
             std::string("Field price: string → number; 1 of 4 values cannot be converted and "
                         "becomes null or shorter"));
    QCOMPARE(steps.steps[0].lossExamples, std::vector<std::string>{"record 3: \"abc\""});
    m_fixture->apply({retyped});
    QCOMPARE(m_fixture->scalar("SELECT group_concat(f_price) FROM m_widget").stringOr(),
             std::string("1,2.5,3"));
    QCOMPARE(m_fixture->scalar("SELECT count(*) FROM m_widget").asInt(), 5);
    QVERIFY(plan({retyped}).empty());
}

void SchemaPlanTest::retypingKeepsIndexes()
{
    const ModelPtr indexed = share(widgetWith([](ModelDef &changed) {
        changed.indexes = {{"price", "name"}};
    }));
    m_fixture->apply({indexed});
    const ModelPtr retyped = share(widgetWith([](ModelDef &changed) {
        changed.indexes = {{"price", "name"}};
        changed.fields[1].type = FieldType::Number;
    }));
    m_fixture->apply({retyped});
    QCOMPARE(
        m_fixture
            ->scalar("SELECT count(*) FROM sqlite_schema WHERE name = 'm_widget.by.f_price.f_name'")
            .asInt(),
        1);
    QCOMPARE(m_fixture->scalar("PRAGMA integrity_check").stringOr(), std::string("ok"));
}

void SchemaPlanTest::indexesComeAndGo()
{
    const ModelPtr indexed =
        share(widgetWith([](ModelDef &changed) { changed.indexes = {{"price"}}; }));
    QCOMPARE(plan({indexed}).steps.front().summary, std::string("Model widget: 1 index built"));
    m_fixture->apply({indexed});
    const std::string count =
        "SELECT count(*) FROM sqlite_schema WHERE name = 'm_widget.by.f_price'";
    QCOMPARE(m_fixture->scalar(count).asInt(), 1);
    QCOMPARE(plan({m_widget}).steps.front().summary, std::string("Model widget: 1 index removed"));
    m_fixture->apply({m_widget});
    QCOMPARE(m_fixture->scalar(count).asInt(), 0);
}

void SchemaPlanTest::aFieldWithDuplicatesCannotBecomeUnique()
{
    const ModelPtr strict =
        share(widgetWith([](ModelDef &changed) { changed.fields[0].unique = true; }));
    const SchemaPlan steps = plan({strict});
    const auto blocked = std::ranges::find_if(
        steps.steps, [](const SchemaStep &step) { return !step.blocker.empty(); });
    QVERIFY(blocked != steps.steps.end());
    QCOMPARE(blocked->blocker, std::string("name \"n\" stands in 5 records (first 1, last 5)"));
    const auto applied =
        applySchema(m_fixture->store(), steps, {strict}, m_fixture->folder() / "backups");
    QVERIFY(!applied && applied.error().is(errc::nonUniqueData));
    QVERIFY(plan({m_widget}).empty());
}

void SchemaPlanTest::aStalePlanIsRefused()
{
    const ModelPtr wider =
        share(widgetWith([](ModelDef &changed) { changed.fields.push_back(field("more")); }));
    const SchemaPlan old = plan({wider});
    m_fixture->apply(
        {share(widgetWith([](ModelDef &changed) { changed.fields.push_back(field("other")); }))});
    const auto applied =
        applySchema(m_fixture->store(), old, {wider}, m_fixture->folder() / "backups");
    QVERIFY(!applied);
    QCOMPARE(
        m_fixture
            ->scalar("SELECT count(*) FROM pragma_table_info('m_widget') WHERE name = 'f_other'")
            .asInt(),
        1);
}

void SchemaPlanTest::moreLossThanShownIsRefused()
{
    const ModelPtr narrower = share(
        widgetWith([](ModelDef &changed) { changed.fields.erase(changed.fields.begin() + 1); }));
    const SchemaPlan shown = plan({narrower});
    m_fixture->create(m_widget, {{"price", "new"}});
    const auto applied =
        applySchema(m_fixture->store(), shown, {narrower}, m_fixture->folder() / "backups");
    QVERIFY(!applied);
    QCOMPARE(m_fixture->scalar("SELECT count(f_price) FROM m_widget").asInt(), 5);
    QVERIFY(plan({m_widget}).empty());
}

void SchemaPlanTest::aCancelledChangeChangesNothing()
{
    const ModelPtr retyped =
        share(widgetWith([](ModelDef &changed) { changed.fields[1].type = FieldType::Number; }));
    std::stop_source stop;
    stop.request_stop();
    const auto applied = applySchema(m_fixture->store(), plan({retyped}), {retyped},
                                     m_fixture->folder() / "backups", stop.get_token());
    QVERIFY(!applied);
    QVERIFY2(applied.error().is(errc::cancelled), applied.error().describe().c_str());
    QVERIFY(plan({m_widget}).empty());
}

void SchemaPlanTest::newRulesListTheRecordsThatFail_data()
{
    QTest::addColumn<std::function<void(ModelDef &)>>("change");
    QTest::addColumn<int>("failing");
    QTest::addColumn<QString>("example");
    using Change = std::function<void(ModelDef &)>;
    QTest::newRow("a field becomes required")
        << Change([](ModelDef &model) { model.fields[1].required = true; }) << 1
        << QStringLiteral("record 5: price is required");
    QTest::newRow("a new field that is required") << Change([](ModelDef &model) {
        model.fields.push_back(field("sku"));
        model.fields.back().required = true;
    }) << 5 << QStringLiteral("record 1: sku is required");
    QTest::newRow("a length") << Change([](ModelDef &model) {
        model.fields[1].rules.minLength = 2;
    }) << 1 << QString();
    QTest::newRow("options") << Change([](ModelDef &model) {
        model.fields[1].type = FieldType::Enum;
        model.fields[1].options = {{"1", "", ""}, {"abc", "", ""}};
    }) << 2 << QString();
    QTest::newRow("another type, whole numbers only") << Change([](ModelDef &model) {
        model.fields[1].type = FieldType::Number;
        model.fields[1].integer = true;
    }) << 0 << QString();
    QTest::newRow("another type that must be there") << Change([](ModelDef &model) {
        model.fields[1].type = FieldType::Number;
        model.fields[1].required = true;
    }) << 2 << QStringLiteral("record 5: price is required");
}

void SchemaPlanTest::newRulesListTheRecordsThatFail()
{
    QFETCH(const std::function<void(ModelDef &)>, change);
    QFETCH(const int, failing);
    QFETCH(const QString, example);
    const ModelPtr stricter = share(widgetWith(change));
    const SchemaPlan steps = plan({stricter});
    std::int64_t found = 0;
    QStringList examples;
    for (const SchemaStep &step : steps.steps) {
        found += step.rowsFailing;
        QVERIFY(step.blocker.empty());
        for (const std::string &each : step.failExamples)
            examples << QString::fromStdString(each);
    }
    QCOMPARE(found, std::int64_t{failing});
    if (!example.isEmpty())
        QVERIFY2(examples.contains(example), qUtf8Printable(examples.join(u'\n')));
    m_fixture->apply({stricter}); // what would fail blocks nothing
    QVERIFY(plan({stricter}).empty());
}

void SchemaPlanTest::harmlessChangesLookAtNoRecord()
{
    const ModelPtr commented = share(widgetWith([](ModelDef &changed) {
        changed.fields[1].comment = "net";
        changed.fields[1].filterable = false;
        changed.fields[2].defaultValue = true;
    }));
    const SchemaPlan steps = plan({commented});
    QCOMPARE(steps.steps.size(), std::size_t{2});
    for (const SchemaStep &step : steps.steps) {
        QVERIFY(step.kind == SchemaStep::Kind::ChangeRules);
        QCOMPARE(step.rowsFailing, std::int64_t{0});
    }
    QCOMPARE(steps.backupBytes, std::int64_t{0});
}

void SchemaPlanTest::theEstimateGrowsWithTheRows()
{
    const ModelPtr retyped =
        share(widgetWith([](ModelDef &changed) { changed.fields[1].type = FieldType::Number; }));
    const std::int64_t few = plan({retyped}).estimatedMs;
    QVERIFY(few > 0);
    m_fixture->write([](Database &database) {
        must(database.exec("INSERT INTO m_widget (created_at, updated_at, f_price) WITH RECURSIVE "
                           "n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 30000) "
                           "SELECT 0, 0, i FROM n"));
    });
    const SchemaPlan many = plan({retyped});
    QVERIFY(many.estimatedMs > few);
    QVERIFY(many.backupBytes > 30000 * 10);
    m_fixture->apply({retyped}); // and from now on it is known what that costs here
    const Value costs = m_fixture->read(
        [](Database &database) { return must(Store::getMeta(database, "schema_costs")); });
    QVERIFY(costs["convertNs"].asDouble() > 0);
}

void SchemaPlanTest::onlyWhatGoesNeedsABackup()
{
    const ModelPtr without =
        share(widgetWith([](ModelDef &changed) { changed.fields.pop_back(); }));
    QVERIFY(plan({without}).backupBytes > 0);
    m_fixture->write(
        [](Database &database) { must(database.exec("UPDATE m_widget SET f_live = NULL")); });
    QCOMPARE(plan({without}).backupBytes, std::int64_t{0});
    m_fixture->apply({without});
    QVERIFY(!std::filesystem::exists(m_fixture->folder() / "backups"));
}

void SchemaPlanTest::wrongStorageKeys_data()
{
    QTest::addColumn<QString>("table");
    QTest::addColumn<QString>("column");
    QTest::newRow("no table") << QString() << QStringLiteral("f_a");
    QTest::newRow("a system table") << QStringLiteral("_delta") << QStringLiteral("f_a");
    QTest::newRow("SQLite's own") << QStringLiteral("sqlite_x") << QStringLiteral("f_a");
    QTest::newRow("a system column") << QStringLiteral("m_x") << QStringLiteral("Created_At");
    QTest::newRow("no column") << QStringLiteral("m_x") << QString();
    QTest::newRow("twice but for case") << QStringLiteral("m_x") << QStringLiteral("F_B");
    QTest::newRow("a reference's second column")
        << QStringLiteral("m_x") << QStringLiteral("f_a__remote");
}

void SchemaPlanTest::wrongStorageKeys()
{
    QFETCH(const QString, table);
    QFETCH(const QString, column);
    ModelDef wrong = model("x", {field("b"), field("a")});
    wrong.storageKey = table.toStdString();
    wrong.fields[1].storageKey = column.toStdString();
    const auto planned = m_fixture->read([&](Database &database) {
        return planSchema(database, {m_widget, share(wrong)});
    });
    QVERIFY(!planned);
    QVERIFY(planned.error().is(errc::invalidInput));
}

QTEST_GUILESS_MAIN(SchemaPlanTest)
#include "SchemaPlanTest.moc"
