#include "core/record/PageReader.h"
#include "tests/record/RecordFixture.h"

using namespace syncline;
using namespace syncline::test;

/** Creating, changing and deleting single records. */
class RecordWriterTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { m_fixture.reset(); }

    void valuesComeBackAsTheyWere_data();
    void valuesComeBackAsTheyWere();
    void anUpdateAnswersWhatAReadGives_data() { valuesComeBackAsTheyWere_data(); }
    void anUpdateAnswersWhatAReadGives();
    void errors_data();
    void errors();
    void allErrorsAreCollected();
    void defaultsAreForNewRecordsOnly();
    void anEqualValueWritesNothing();
    void eachChangeIsInTheHistory();
    void aDeletedRecordIsInTheHistory();
    void idsAreNeverGivenOutAgain();
    void aReferenceTakesManyForms();
    void aRawReferenceResolvesWhenItsTargetIsThere();
    void onlyInternalWritesSetSystemFields();
    void uniqueValues();
    void storedRecordsThatBreakANewRuleCannotBeSaved();
    void aSourcesMarkIsNotAskedOfRecordsMadeHere();
    void aScratchSessionChangesNothing();

private:
    Result<RecordRow> tryCreate(const ValueObject &fields, bool internal = false);
    Result<RecordRow> tryUpdate(RecordId id, const ValueObject &fields, bool internal = false);
    std::vector<Delta> history(RecordId id);

    std::unique_ptr<RecordFixture> m_fixture;
    ModelPtr m_widget;
    ModelPtr m_maker;
};

void RecordWriterTest::init()
{
    m_fixture = std::make_unique<RecordFixture>();
    FieldDef name = field("name");
    name.required = true;
    FieldDef sku = field("sku");
    sku.unique = true;
    FieldDef count = field("count", FieldType::Number);
    count.integer = true;
    count.defaultValue = 1;
    FieldDef color = field("color", FieldType::Enum);
    color.options = {{.value = "red", .label = {}, .color = {}},
                     {.value = "blue", .label = {}, .color = {}}};
    FieldDef tags = field("tags");
    tags.list = true;
    FieldDef days = field("days", FieldType::Date);
    days.list = true;
    m_maker = share(model("maker", {field("name")}));
    m_widget =
        share(model("widget", {name, sku, count, color, tags, days,
                               field("price", FieldType::Number), field("live", FieldType::Boolean),
                               field("day", FieldType::Date), field("at", FieldType::DateTime),
                               field("data", FieldType::Json), reference("maker", "maker")}));
    m_fixture->apply({m_maker, m_widget});
}

Result<RecordRow> RecordWriterTest::tryCreate(const ValueObject &fields, bool internal)
{
    return m_fixture->write([&](Database &database) {
        return RecordWriter(database, *m_widget, {RunId{1}, m_fixture->now})
            .create(fields, internal);
    });
}

Result<RecordRow> RecordWriterTest::tryUpdate(RecordId id, const ValueObject &fields, bool internal)
{
    return m_fixture->write([&](Database &database) {
        return RecordWriter(database, *m_widget, {RunId{2}, DateTime{m_fixture->now.ms + 5}})
            .update(id, fields, internal);
    });
}

std::vector<Delta> RecordWriterTest::history(RecordId id)
{
    return m_fixture->read(
        [&](Database &database) { return must(recordHistory(database, *m_widget, id)); });
}

void RecordWriterTest::valuesComeBackAsTheyWere_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("value");
    const auto row = [](const char *title, const char *name, const char *value) {
        QTest::newRow(title) << QString::fromUtf8(name) << QString::fromUtf8(value);
    };
    row("false is not null", "live", "false");
    row("zero is not null", "price", "0");
    row("empty text is not null", "sku", "\"\"");
    row("null is null", "price", "null");
    row("an integer beyond 2^53", "price", "9007199254740993");
    row("the smallest integer", "price", "-9223372036854775808");
    row("a double that looks whole", "price", "1.0");
    row("minus zero", "price", "-0.0");
    row("a tiny double", "price", "5e-324");
    row("text with a NUL", "sku", "\"a\\u0000b\"");
    row("text of many scripts", "sku", "\"Zürich 東京 🚲\"");
    row("a list of texts", "tags", "[\"a\", \"\", null, \"b\"]");
    row("an empty list", "tags", "[]");
    row("JSON keeps the order of keys", "data", "{\"b\": 1, \"a\": [1.0, 1, true, null]}");
    row("JSON that is a bare text", "data", "\"12\"");
    row("JSON that is false", "data", "false");
}

void RecordWriterTest::valuesComeBackAsTheyWere()
{
    QFETCH(const QString, name);
    QFETCH(const QString, value);
    const Value wanted = must(json::parse(value.toStdString()));
    const RecordRow row =
        m_fixture->create(m_widget, {{"name", "x"}, {name.toStdString(), wanted}});
    QVERIFY2(row.fields.at(name.toStdString()).identicalTo(wanted),
             json::write(row.fields.at(name.toStdString())).c_str());
}

void RecordWriterTest::anUpdateAnswersWhatAReadGives()
{
    QFETCH(const QString, name);
    QFETCH(const QString, value);
    const Value wanted = must(json::parse(value.toStdString()));
    const RecordRow row = m_fixture->create(
        m_widget,
        {{"name", "x"}, {"price", 7}, {"live", true}, {"sku", "s"}, {"day", "2024-02-29"}});
    const Result<RecordRow> after = tryUpdate(row.id, {{name.toStdString(), wanted}});
    QVERIFY(after.ok());
    const auto stored = m_fixture->write(
        [&](Database &database) { return findRow(database, ModelTable(*m_widget), row.id); });
    QVERIFY(stored.ok() && stored->has_value());
    QVERIFY(Value(after->toObject()).identicalTo(Value((*stored)->toObject())));
}

void RecordWriterTest::errors_data()
{
    QTest::addColumn<QString>("fields");
    QTest::addColumn<QString>("message");
    const auto row = [](const char *title, const char *fields, const char *message) {
        QTest::newRow(title) << QString::fromUtf8(fields) << QString::fromUtf8(message);
    };
    row("required", R"({})", "widget is invalid and can't be saved. name is required.");
    row("required and null", R"({"name": null})",
        "widget is invalid and can't be saved. name is required.");
    row("not a whole number", R"({"name": "x", "count": 1.5})",
        "widget is invalid and can't be saved. count must be a whole number, but is 1.5.");
    row("not an option", R"({"name": "x", "color": "pink"})",
        "widget is invalid and can't be saved. color must be one of red, blue, but is the text "
        "\"pink\".");
    row("no such field", R"({"name": "x", "sice": 1})",
        "widget is invalid and can't be saved. sice is not a field of widget.");
    row("no such record", R"({"name": "x", "maker": "99"})",
        "widget is invalid and can't be saved. maker refers to a maker that does not exist (99).");
    row("a system field", R"({"name": "x", "createdAt": "2024-01-01"})",
        "widget is invalid and can't be saved. createdAt is set by the system.");
}

void RecordWriterTest::errors()
{
    QFETCH(const QString, fields);
    QFETCH(const QString, message);
    const auto created = tryCreate(must(json::parse(fields.toStdString())).asObject());
    QVERIFY(!created);
    QCOMPARE(QString::fromStdString(created.error().code), QStringLiteral("GGT_INVALID_RECORD"));
    QCOMPARE(QString::fromStdString(created.error().message()), message);
    QCOMPARE(m_fixture->scalar("SELECT count(*) FROM m_widget").asInt(), 0);
}

void RecordWriterTest::allErrorsAreCollected()
{
    const auto created = tryCreate(
        {{"count", "x"}, {"live", 1}, {"day", "never"}, {"price", "1"}, {"name", nullptr}});
    QVERIFY(!created);
    QCOMPARE(created.error().fields.size(), std::size_t{5});
    QCOMPARE(created.error().fields.back().first, std::string("name"));
    const std::string message = created.error().message();
    QVERIFY2(message.starts_with("widget is invalid and can't be saved. count must be "),
             message.c_str());
    QVERIFY2(message.ends_with(", and 2 more errors need to be corrected."), message.c_str());
}

void RecordWriterTest::defaultsAreForNewRecordsOnly()
{
    const RecordRow row = m_fixture->create(m_widget, {{"name", "x"}});
    QCOMPARE(row.fields.at("count").asInt(), 1);
    const RecordRow explicitNull = m_fixture->create(m_widget, {{"name", "x"}, {"count", nullptr}});
    QVERIFY(explicitNull.fields.at("count").isNull());
    const RecordRow updated = must(tryUpdate(explicitNull.id, {{"name", "y"}}));
    QVERIFY(updated.fields.at("count").isNull());
}

void RecordWriterTest::anEqualValueWritesNothing()
{
    const RecordRow row = m_fixture->create(
        m_widget, {{"name", "x"}, {"price", 1}, {"data", ValueObject{{"a", 1}, {"b", 2}}}});
    const RecordRow same = must(tryUpdate(
        row.id, {{"name", "x"}, {"price", 1.0}, {"data", ValueObject{{"b", 2}, {"a", 1}}}}));
    QCOMPARE(same.updatedAt.ms, row.updatedAt.ms);
    QVERIFY(history(row.id).empty());
    const RecordRow changed = must(tryUpdate(row.id, {{"price", 2}}));
    QCOMPARE(changed.updatedAt.ms, m_fixture->now.ms + 5);
    QCOMPARE(changed.createdAt.ms, m_fixture->now.ms);
}

void RecordWriterTest::eachChangeIsInTheHistory()
{
    const RecordRow row = m_fixture->create(m_widget, {{"name", "x"}, {"live", true}});
    QVERIFY(history(row.id).empty()); // an insert leaves none
    must(tryUpdate(row.id, {{"name", "y"}, {"live", nullptr}, {"day", Date{20'000}}}));
    must(tryUpdate(row.id, {{"name", "z"}}));
    const auto deltas = history(row.id);
    QCOMPARE(deltas.size(), std::size_t{4});
    QCOMPARE(deltas[0].field, std::string("name"));
    QVERIFY(deltas[0].before == Value("y") && deltas[0].after == Value("z"));
    QCOMPARE(raw(deltas[0].run), std::int64_t{2});
    QVERIFY(deltas[1].before.isNull() && deltas[1].after == Value(Date{20'000}));
    QVERIFY(deltas[2].before == Value(true) && deltas[2].after.isNull());
    QVERIFY(deltas[3].before == Value("x") && deltas[3].after == Value("y"));
    QVERIFY(deltas[0].sequence > deltas[1].sequence);
}

void RecordWriterTest::aDeletedRecordIsInTheHistory()
{
    const RecordRow row = m_fixture->create(m_widget, {{"name", "x"}, {"live", true}});
    m_fixture->write([&](Database &database) {
        must(RecordWriter(database, *m_widget, {RunId{3}, m_fixture->now}).remove(row.id));
    });
    const auto deltas = history(row.id);
    QCOMPARE(deltas.size(), std::size_t{1});
    QCOMPARE(deltas[0].field, std::string());
    QCOMPARE(deltas[0].before["name"].stringOr(), std::string("x"));
    QVERIFY(deltas[0].before["live"] == Value(true));
    const auto again = m_fixture->write([&](Database &database) {
        return RecordWriter(database, *m_widget, {RunId{3}, m_fixture->now}).remove(row.id);
    });
    QVERIFY(!again && again.error().is(errc::recordNotFound));
}

void RecordWriterTest::idsAreNeverGivenOutAgain()
{
    const RecordRow first = m_fixture->create(m_widget, {{"name", "a"}});
    const RecordRow own = m_fixture->create(m_widget, {{"name", "b"}, {"id", "1000"}}, true);
    QCOMPARE(raw(own.id), std::int64_t{1000});
    m_fixture->write([&](Database &database) {
        must(RecordWriter(database, *m_widget, {RunId{1}, m_fixture->now}).remove(own.id));
    });
    QCOMPARE(raw(m_fixture->create(m_widget, {{"name", "c"}}).id), std::int64_t{1001});
    QCOMPARE(raw(first.id), std::int64_t{1});
    const auto taken = tryCreate({{"name", "d"}, {"id", 1}}, true);
    QVERIFY(!taken && taken.error().fields.front().first == "id");
}

void RecordWriterTest::aReferenceTakesManyForms()
{
    const RecordRow maker = m_fixture->create(m_maker, {{"name", "Acme"}});
    const std::string id = toText(maker.id);
    const std::vector<Value> forms{id, raw(maker.id), ValueObject{{"_link", id}},
                                   ValueObject{{"id", id}}};
    for (const Value &form : forms) {
        const RecordRow row = m_fixture->create(m_widget, {{"name", "x"}, {"maker", form}});
        QCOMPARE(row.fields.at("maker").stringOr(), id);
    }
    const RecordRow byId = m_fixture->create(m_widget, {{"name", "x"}, {"makerId", id}});
    QCOMPARE(byId.fields.at("maker").stringOr(), id);
    const RecordRow none = must(tryUpdate(byId.id, {{"maker", ValueObject{{"_link", nullptr}}}}));
    QVERIFY(none.fields.at("maker").isNull());
}

void RecordWriterTest::aRawReferenceResolvesWhenItsTargetIsThere()
{
    const ValueObject remote{{"remoteId", "gid-7"}};
    const RecordRow early = m_fixture->create(
        m_widget, {{"name", "x"}, {"connection", "shop"}, {"remoteId", "1"}, {"maker", remote}},
        true);
    QVERIFY(early.fields.at("maker").isNull());
    QCOMPARE(m_fixture->scalar("SELECT f_maker__remote FROM m_widget").stringOr(),
             std::string("gid-7"));
    const RecordRow maker = m_fixture->create(
        m_maker, {{"name", "Acme"}, {"connection", "shop"}, {"remoteId", "gid-7"}}, true);
    const RecordRow late = m_fixture->create(
        m_widget, {{"name", "y"}, {"connection", "shop"}, {"remoteId", "2"}, {"maker", remote}},
        true);
    QCOMPARE(late.fields.at("maker").stringOr(), toText(maker.id));
}

void RecordWriterTest::onlyInternalWritesSetSystemFields()
{
    const RecordRow row = m_fixture->create(m_widget,
                                            {{"name", "x"},
                                             {"createdAt", DateTime{5}},
                                             {"updatedAt", "1970-01-01T00:00:00.006Z"},
                                             {"connection", "shop"},
                                             {"remoteId", "9"}},
                                            true);
    QCOMPARE(row.createdAt.ms, std::int64_t{5});
    QCOMPARE(row.updatedAt.ms, std::int64_t{6});
    QCOMPARE(row.remoteId, std::string("9"));
    const auto twice = tryCreate({{"name", "y"}, {"connection", "shop"}, {"remoteId", "9"}}, true);
    QVERIFY(!twice);
    QCOMPARE(twice.error().message(),
             std::string("widget is invalid and can't be saved. remoteId is not unique."));
}

void RecordWriterTest::uniqueValues()
{
    const RecordRow a = m_fixture->create(m_widget, {{"name", "a"}, {"sku", "1"}});
    m_fixture->create(m_widget, {{"name", "b"}, {"sku", nullptr}});
    const RecordRow c = m_fixture->create(m_widget, {{"name", "c"}, {"sku", nullptr}});
    const auto twice = tryCreate({{"name", "d"}, {"sku", "1"}});
    QVERIFY(!twice);
    QCOMPARE(twice.error().fields.front().second, std::string("is not unique"));
    // Also without a savepoint nothing of it is there.
    const Result<void> inOne = m_fixture->write([&](Database &database) -> Result<void> {
        const auto refused = RecordWriter(database, *m_widget, {RunId{2}, m_fixture->now})
                                 .update(c.id, {{"sku", "1"}, {"name", "changed"}});
        return refused ? Error("TEST", "It was not refused.") : Result<void>();
    });
    QVERIFY(inOne.ok());
    QVERIFY(history(c.id).empty());
    QVERIFY(tryUpdate(a.id, {{"sku", "1"}, {"name", "again"}}).ok());
}

void RecordWriterTest::storedRecordsThatBreakANewRuleCannotBeSaved()
{
    const RecordRow row = m_fixture->create(m_widget, {{"name", "a"}});
    ModelDef stricter = *m_widget;
    stricter.fields[1].required = true; // sku
    m_widget = share(stricter);
    m_fixture->apply({m_maker, m_widget});
    const auto saved = tryUpdate(row.id, {{"name", "b"}});
    QVERIFY(!saved);
    QCOMPARE(saved.error().message(),
             std::string("widget is invalid and can't be saved. sku is required."));
    QVERIFY(tryUpdate(row.id, {{"name", "b"}, {"sku", "s"}}).ok());
}

void RecordWriterTest::aSourcesMarkIsNotAskedOfRecordsMadeHere()
{
    ModelDef synced = *m_widget;
    synced.fields[1].required = true; // sku
    synced.source = {.connection = "shop", .document = "Widget", .cacheField = "sku"};
    m_widget = share(synced);
    m_fixture->apply({m_maker, m_widget});
    const auto made = tryCreate({{"name", "a"}});
    QVERIFY2(made.ok(), made ? "" : made.error().describe().c_str());
    QVERIFY(tryUpdate(made->id, {{"name", "b"}}).ok());
    const auto remote = tryCreate({{"name", "c"}, {"remoteId", "7"}}, true);
    QVERIFY(!remote);
    QCOMPARE(remote.error().fields.front().first, std::string("sku"));
}

void RecordWriterTest::aScratchSessionChangesNothing()
{
    const RecordRow row = m_fixture->create(m_widget, {{"name", "a"}});
    auto scratch = must(m_fixture->store().scratch());
    for (const std::string &table : tablesWritten(*m_widget))
        must(scratch->overlay(table));
    RecordWriter writer(scratch->database(), *m_widget, {RunId{9}, m_fixture->now});
    QCOMPARE(must(writer.update(row.id, {{"name", "b"}})).fields.at("name").stringOr(),
             std::string("b"));
    const RecordRow made = must(writer.create({{"name", "c"}}));
    QVERIFY(raw(made.id) > raw(row.id));
    must(writer.remove(row.id));
    QVERIFY(!must(RecordReader(scratch->database(), *m_widget).find(row.id)));
    scratch.reset();
    QCOMPARE(m_fixture->scalar("SELECT group_concat(f_name) FROM m_widget").stringOr(),
             std::string("a"));
    QVERIFY(history(row.id).empty());
}

QTEST_GUILESS_MAIN(RecordWriterTest)
#include "RecordWriterTest.moc"
