#include "tests/support/StdToString.h"

#include "core/base/Json.h"
#include "tests/engine/SchemaProject.h"

#include <QTemporaryDir>

using namespace syncline;
using namespace syncline::test;
namespace fs = std::filesystem;

/** Files of models that others changed: what waits for a decision, and what does not. */
class SchemaWaitingTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void onlyWhatLosesDataWaits();
    void aTypeThatWaitsKeepsItsNewName();
    void whatCannotBeUniqueWaitsAlone();
    void readersFollowWhatNeedsNoTables();
    void aUnionKeepsAModelThatIsBroken();

private:
    /** Somebody else writes the file of the products. */
    void follow(const std::string &model)
    {
        writeText(m_shop / "models/product/model.json", model);
        const auto reloaded = answerOf(m_engine->reload());
        QVERIFY2(reloaded.ok(), reloaded ? "" : reloaded.error().describe().c_str());
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    fs::path m_shop;
    std::unique_ptr<Engine> m_engine;
};

void SchemaWaitingTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_shop = m_folder->filePath(QStringLiteral("shop")).toStdString();
    makeShop(m_shop);
    auto engine = openShop(m_shop);
    VERIFY_DONE(engine);
    m_engine = std::move(engine).value();
}

void SchemaWaitingTest::cleanup()
{
    m_engine.reset();
    m_folder.reset();
}

/** Removing a field that has data waits; the rules beside it do not. */
void SchemaWaitingTest::onlyWhatLosesDataWaits()
{
    follow(R"({"format": 1, "storageKey": "m_product", "comment": "for sale",
               "fields": [{"name": "title", "type": "string", "storageKey": "f_title",
                           "required": true, "stringLength": {"max": 3}},
                          {"name": "sku", "type": "string", "storageKey": "f_sku"}]})");
    ActionCall call;
    call.action = "product.create";
    call.params = {{"title", "too long"}};
    const auto refused = answerOf(m_engine->runAction(call));
    QVERIFY(!refused.ok() || !refused->success);
    call.params = {{"title", "ok"}, {"sku", "A1"}, {"price", "7"}};
    const auto made = answerOf(m_engine->runAction(call));
    QVERIFY2(made.ok() && made->success, made ? "" : made.error().describe().c_str());
    QCOMPARE(valuesOf(*m_engine, "product", "price"),
             std::string("1=\"1\" 2=\" 2.5 \" 3=\"abc\" 4=\"7\""));
    QCOMPARE(valuesOf(*m_engine, "product", "sku"), std::string("1=- 2=- 3=- 4=\"A1\""));
    const EngineStatus status = m_engine->status();
    QCOMPARE(status.waiting.size(), 1U);
    QCOMPARE(status.waiting.front().model, std::string("product"));
    QCOMPARE(status.waiting.front().what,
             std::string("Field price: removed with 3 values; waits for a decision"));
    const auto problems = answerOf(m_engine->check());
    VERIFY_DONE(problems);
    QCOMPARE(problems->back().code, std::string("schema_waiting"));
    QCOMPARE(problems->back().file, std::string("models/product/model.json"));
    QCOMPARE(answerOf(m_engine->planSchema())->steps.size(), 1U);
    VERIFY_DONE(answerOf(m_engine->applySchema(Confirm::Yes)));
    QVERIFY(m_engine->status().waiting.empty() && !m_engine->status().schemaPending);
}

void SchemaWaitingTest::aTypeThatWaitsKeepsItsNewName()
{
    follow(R"({"format": 1, "storageKey": "m_product", "displayField": "cost",
               "fields": [{"name": "title", "type": "string", "storageKey": "f_title"},
                          {"name": "cost", "type": "number", "storageKey": "f_price"}]})");
    QCOMPARE(valuesOf(*m_engine, "product", "cost"), std::string("1=\"1\" 2=\" 2.5 \" 3=\"abc\""));
    QCOMPARE(m_engine->status().waiting.size(), 1U);
    VERIFY_DONE(answerOf(m_engine->applySchema(Confirm::Yes)));
    QCOMPARE(valuesOf(*m_engine, "product", "cost"), std::string("1=1 2=2.5 3=-"));
}

void SchemaWaitingTest::whatCannotBeUniqueWaitsAlone()
{
    follow(R"({"format": 1, "storageKey": "m_product",
               "fields": [{"name": "title", "type": "string", "storageKey": "f_title",
                           "unique": true, "stringLength": {"max": 3}},
                          {"name": "price", "type": "string", "storageKey": "f_price"}],
               "indexes": [["price"]]})");
    QCOMPARE(m_engine->status().waiting.size(), 1U);
    QVERIFY(m_engine->status().waiting.front().what.find("stands in 3 records") !=
            std::string::npos);
    ActionCall call;
    call.action = "product.create";
    call.params = {{"title", "too long"}};
    const auto refused = answerOf(m_engine->runAction(call));
    QVERIFY(!refused.ok() || !refused->success);
    call.params = {{"title", "t"}};
    const auto made = answerOf(m_engine->runAction(call));
    QVERIFY2(made.ok() && made->success, made ? "" : made.error().describe().c_str());
    // The other index is there, so that only the one in the way is left to build.
    QCOMPARE(answerOf(m_engine->planSchema())->steps.back().summary,
             std::string("Model product: 1 index built"));
}

void SchemaWaitingTest::readersFollowWhatNeedsNoTables()
{
    m_engine.reset();
    writeText(m_shop / "models/product/model.json",
              R"({"format": 1, "storageKey": "m_product",
                  "fields": [{"name": "name", "type": "string", "storageKey": "f_title"},
                             {"name": "sku", "type": "string", "storageKey": "f_sku"}]})");
    auto reader = openShop(m_shop, "development", true);
    VERIFY_DONE(reader);
    QCOMPARE(valuesOf(**reader, "product", "name"), std::string("1=\"t\" 2=\"t\" 3=\"t\""));
    QCOMPARE(valuesOf(**reader, "product", "price"), std::string("1=\"1\" 2=\" 2.5 \" 3=\"abc\""));
    QVERIFY((*reader)->status().schemaPending);
    QCOMPARE((*reader)->status().waiting.size(), 2U);
}

void SchemaWaitingTest::aUnionKeepsAModelThatIsBroken()
{
    writeText(m_shop / "models/note/model.json",
              R"({"format": 1, "storageKey": "m_note", "fields": [{"name": "about", "type": "union",
                  "relatedModels": ["product", "order"], "storageKey": "f_about"}]})");
    VERIFY_DONE(answerOf(m_engine->reload()));
    ActionCall call;
    call.action = "note.create";
    call.params = {{"about", ValueObject{{"__typename", "product"}, {"id", "1"}}}};
    const auto made = answerOf(m_engine->runAction(call));
    VERIFY_DONE(made);
    QVERIFY(made->success);
    follow("{");
    QVERIFY(answerOf(m_engine->planSchema())->empty());
    QVERIFY(m_engine->status().waiting.empty());
    const auto note = answerOf(m_engine->record("note", RecordId{1}));
    VERIFY_DONE(note);
    QCOMPARE(note->fields.at("about")["__typename"].stringOr(), std::string("product"));
}

QTEST_GUILESS_MAIN(SchemaWaitingTest)
#include "SchemaWaitingTest.moc"
