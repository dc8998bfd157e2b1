#include "core/base/Json.h"
#include "tests/app/VerbHarness.h"
#include "tests/support/StdToString.h"

#include <QTest>

using namespace syncline;
using namespace syncline::cli;

/** `syncline check --records`, and what `syncline schema` says of validations. */
class CheckVerbTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_harness = std::make_unique<VerbHarness>(); }
    void tellsRulesAndExamples();
    void asksEveryModelOrOne();
    void refusesWrongUsage();
    void schemaShowsValidations();
    void schemaDrawsADiagram();
    void filesAreTakenFromPaths();
    void doctorCollectsContents();

private:
    std::unique_ptr<VerbHarness> m_harness;
};

void CheckVerbTest::tellsRulesAndExamples()
{
    RecordCheck &found = m_harness->engine.recordCheck;
    found = {.model = "product", .records = 9, .failing = 0, .failures = {}, .scripts = {}};
    QCOMPARE(m_harness->run({"check", "shop", "--records"}), 0);
    found.failing = 1;
    found.scripts = {"models/product/validations/a.lua"};
    found.failures = {{.field = "title",
                       .rule = "regex",
                       .count = 1,
                       .examples = {{.record = RecordId{4}, .message = "does not match ^a\nb"}}},
                      {.field = "sku",
                       .rule = "unique",
                       .count = 2,
                       .examples = {{.record = RecordId{1}, .message = "is not unique"}}}};
    QCOMPARE(m_harness->run({"check", "shop", "product", "--records"}), 1);
    QCOMPARE(m_harness->out.text, std::string("product: 1 of 9 records would not be saved, and 2 "
                                              "values that must be unique stand in several\n"
                                              "  title (regex): 1 record\n"
                                              "    record 4: title does not match ^a…\n"
                                              "  sku (unique): 2 values\n"
                                              "    record 1: sku is not unique\n"));
    QVERIFY(m_harness->err.text.find("product: 1 Lua validation not asked.") != std::string::npos);
    QCOMPARE(m_harness->run({"check", "shop", "--records", "--json"}), 1);
    const Value json = json::parse(m_harness->out.text).value()["models"].asList().at(0);
    QVERIFY(json["failing"] == Value(1));
    QVERIFY(json["failures"].asList().at(0)["examples"].asList().at(0)["id"] == Value("4"));
    found.failing = 0; // doubled values alone are no "0 of 9"
    found.failures.erase(found.failures.begin());
    found.failures.front().count = 1;
    QCOMPARE(m_harness->run({"check", "shop", "product", "--records"}), 1);
    QVERIFY2(m_harness->out.text.starts_with(
                 "product: 1 value that must be unique stands in several of 9 records\n"),
             m_harness->out.text.c_str());
}

void CheckVerbTest::asksEveryModelOrOne()
{
    QCOMPARE(m_harness->run({"check", "shop", "product", "--records"}), 0);
    QVERIFY(m_harness->engine.wasCalled("checkRecords product"));
    m_harness->engine.failures["checkRecords product"] = Error(errc::storage, "The disk is gone.");
    m_harness->engine.calls.clear();
    QCOMPARE(m_harness->run({"check", "shop"}), 0);
    QVERIFY(!m_harness->engine.wasCalled("checkRecords product"));
}

void CheckVerbTest::refusesWrongUsage()
{
    QCOMPARE(m_harness->run({"check", "shop", "prodct", "--records"}), 2);
    QVERIFY(m_harness->err.text.find("did you mean product?") != std::string::npos);
    QCOMPARE(m_harness->run({"check", "shop", "product"}), 2);
    QVERIFY(m_harness->err.text.find("--records") != std::string::npos);
}

void CheckVerbTest::schemaShowsValidations()
{
    ModelDef model = *m_harness->engine.def.models.at(0);
    FieldDef &title = model.fields.at(0);
    title.required = title.unique = true;
    title.rules = rulesFromValue(ValueObject{{"unique", ValueObject{{"scopeByField", "vendor"}}},
                                             {"stringLength", ValueObject{{"max", 80}}}});
    m_harness->engine.def.models.at(0) = std::make_shared<const ModelDef>(model);
    QCOMPARE(m_harness->run({"schema", "shop"}), 0);
    QVERIFY2(m_harness->out.text.find("required, unique within vendor, at most 80 characters") !=
                 std::string::npos,
             m_harness->out.text.c_str());
    QCOMPARE(m_harness->run({"schema", "shop", "--json"}), 0);
    const Value json = json::parse(m_harness->out.text).value()["models"].asList().at(0);
    const Value rules = json["fields"].asList().at(0)["rules"];
    QVERIFY(rules["stringLength"]["max"] == Value(80));
    QVERIFY(rules["unique"]["scopeByField"] == Value("vendor"));
}

void CheckVerbTest::schemaDrawsADiagram()
{
    QCOMPARE(m_harness->run({"schema", "shop", "--dot"}), 0);
    const std::string &text = m_harness->out.text;
    QVERIFY2(text.starts_with("digraph models {\n") && text.ends_with("}\n"), text.c_str());
    QVERIFY(text.find("\n  \"product\" [label=<") != std::string::npos);
    QVERIFY(text.find(">title") != std::string::npos);
}

void CheckVerbTest::filesAreTakenFromPaths()
{
    ModelDef model = *m_harness->engine.def.models.at(0);
    FieldDef photo;
    photo.name = "photo";
    photo.type = FieldType::File;
    model.fields.push_back(photo);
    m_harness->engine.def.models.at(0) = std::make_shared<const ModelDef>(model);
    m_harness->caller.directory = "/home/anna";
    m_harness->run({"action", "shop", "product.update", "--id", "1", "--params",
                    R"({"photo": {"copy": "a.png"}, "title": {"copy": "b"}})"});
    QVERIFY(m_harness->engine.wasCalled("keepFile /home/anna/a.png"));
    QVERIFY(m_harness->engine.lastParams.at("photo")["fileName"] == Value("a.png"));
    QVERIFY(m_harness->engine.lastParams.at("title")["copy"] == Value("b"));
    m_harness->run({"action", "shop", "product.update", "--id", "1", "--params",
                    R"({"product": {"photo": [{"copy": "/x/c.png"}]}})"});
    QVERIFY(m_harness->engine.wasCalled("keepFile /x/c.png"));
    m_harness->engine.failures["keepFile"] = Error(errc::invalidInput, "It cannot be read.");
    QVERIFY(m_harness->run({"action", "shop", "product.update", "--id", "1", "--params",
                            R"({"photo": {"copy": "a.png"}})"}) != 0);
}

void CheckVerbTest::doctorCollectsContents()
{
    QCOMPARE(m_harness->run({"doctor", "shop", "--collect"}), 0);
    QVERIFY(m_harness->engine.wasCalled("collectFiles"));
    QCOMPARE(m_harness->out.text, std::string("2 contents of files were deleted.\n"));
}

QTEST_GUILESS_MAIN(CheckVerbTest)
#include "CheckVerbTest.moc"
