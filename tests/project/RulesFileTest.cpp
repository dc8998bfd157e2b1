#include <QTest>

#include "core/project/ModelFile.h"
#include "core/project/Problem.h"

#include "tests/support/StdToString.h"

using namespace syncline;

namespace {

std::string fileWith(const std::string &field)
{
    return "{\n  \"format\": 1,\n  \"storageKey\": \"m_x\",\n  \"fields\": [\n"
           "    {\n      \"name\": \"shop\",\n      \"storageKey\": \"f_shop\",\n      \"type\": "
           "\"string\"\n    },\n    {\n      \"name\": \"code\",\n      \"storageKey\": "
           "\"f_code\",\n      " +
           field + "\n    }\n  ]\n}\n";
}

struct Read
{
    std::optional<ModelDef> model;
    std::vector<Problem> problems;
};

Read readFile(const std::string &text)
{
    Read read;
    JsonFile file("models/x/model.json", text, read.problems);
    read.model = readModel(file, "x");
    return read;
}

/** "13:32 bad_pattern". */
std::string describe(const std::vector<Problem> &problems)
{
    std::string text;
    for (const Problem &problem : problems)
        text += (text.empty() ? "" : "; ") + std::to_string(problem.line) + ":" +
                std::to_string(problem.column) + " " + problem.code;
    return text;
}

} // namespace

/** Validations in model files: read, written byte for byte, and what is wrong with them. */
class RulesFileTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void areWrittenAsTheyWereRead_data();
    void areWrittenAsTheyWereRead();
    void problems_data();
    void problems();
    void uniquenessWithinNothingIsLeftOut();
};

void RulesFileTest::areWrittenAsTheyWereRead_data()
{
    QTest::addColumn<std::string>("field");
    QTest::newRow("unique") << std::string("\"type\": \"string\",\n      \"unique\": true");
    QTest::newRow("unique in a scope, whatever the case")
        << std::string("\"type\": \"email\",\n      \"unique\": {\n        \"scopeByField\": "
                       "\"shop\",\n        \"caseSensitive\": false\n      }");
    QTest::newRow("texts") << std::string(
        "\"type\": \"string\",\n      \"stringLength\": {\n        \"min\": 1,\n        \"max\": "
        "80\n      },\n      \"regex\": [\n        \"^[a-z]+$\",\n        \"a\"\n      ],\n      "
        "\"color\": true,\n      \"comment\": \"c\"");
    QTest::newRow("numbers") << std::string(
        "\"type\": \"number\",\n      \"numberRange\": {\n        \"min\": 0.5,\n        \"max\": "
        "9007199254740993\n      }");
    QTest::newRow("a state with its transitions") << std::string(
        "\"type\": \"recordState\",\n      \"options\": [\n        \"new\",\n        {\n          "
        "\"value\": \"done\",\n          \"label\": \"Done\",\n          \"color\": "
        "\"#00aa00\"\n        }\n      ],\n      \"transitions\": [\n        {\n          "
        "\"action\": \"finish\",\n          \"from\": [\n            \"new\"\n          ],\n      "
        "    \"to\": \"done\"\n        }\n      ]");
    QTest::newRow("a file") << std::string(
        "\"type\": \"file\",\n      \"list\": true,\n      \"imagesOnly\": {\n        "
        "\"allowAnimatedImages\": false\n      },\n      \"fileSizeRange\": {\n        \"max\": "
        "1000000\n      }");
    QTest::newRow("a password") << std::string(
        "\"type\": \"password\",\n      \"strongPassword\": true");
    QTest::newRow("a vector") << std::string(
        "\"type\": \"vector\",\n      \"default\": [\n        0.0,\n        "
        "1.5\n      ],\n      \"dimensionCount\": 2");
    QTest::newRow("roles") << std::string(
        "\"type\": \"roleList\",\n      \"default\": [\n        \"admin\"\n      ],\n      "
        "\"options\": [\n        \"admin\"\n      ]");
    QTest::newRow("rich text") << std::string("\"type\": \"richText\"");
    QTest::newRow("an encrypted text") << std::string("\"type\": \"encryptedString\"");
}

void RulesFileTest::areWrittenAsTheyWereRead()
{
    QFETCH(const std::string, field);
    const std::string text = fileWith(field);
    const Read read = readFile(text);
    QCOMPARE(describe(read.problems), std::string());
    QVERIFY(read.model);
    QCOMPARE(writeModel(*read.model), text);
}

void RulesFileTest::problems_data()
{
    QTest::addColumn<std::string>("field");
    QTest::addColumn<std::string>("expected");
    using std::string;
    const auto row = [](const char *name, const char *field, const char *expected) {
        QTest::newRow(name) << string(field) << string(expected);
    };
    row("unique is no text", R"("type": "string", "unique": "yes")", "13:35 wrong_type");
    row("a scope that is no field", R"("type": "string", "unique": {"scopeByField": "nope"})",
        "13:52 unknown_field");
    row("itself as its scope", R"("type": "string", "unique": {"scopeByField": "code"})",
        "13:52 unknown_field");
    row("an unknown key", R"("type": "string", "unique": {"within": "shop"})",
        "13:46 unknown_key; 13:35 unknown_key");
    row("a length below nothing", R"("type": "string", "stringLength": {"min": -1})",
        "13:49 wrong_type");
    row("half a character", R"("type": "string", "stringLength": {"max": 1.5})",
        "13:49 wrong_type");
    row("no room", R"("type": "string", "stringLength": {"min": 5, "max": 4})",
        "13:41 empty_range");
    row("a range of texts", R"("type": "number", "numberRange": {"min": "a"})", "13:48 wrong_type");
    row("a bad pattern", R"("type": "string", "regex": ["a", "b("])", "13:40 bad_pattern");
    row("a pattern that is a number", R"("type": "string", "regex": [1])", "13:35 wrong_type");
    row("a length of numbers", R"("type": "number", "stringLength": {"min": 1})",
        "13:41 setting_without_effect");
    row("a range of texts' field", R"("type": "string", "numberRange": {"min": 1})",
        "13:40 setting_without_effect");
    row("a state without states", R"("type": "recordState")", "10:5 state_without_options");
    row("a transition to nowhere",
        R"("type": "recordState", "options": ["a"], "transitions": [{"action": "x", "to": "b"}])",
        "13:64 bad_transition");
    row("a default password", R"("type": "password", "default": "x")",
        "13:38 setting_without_effect");
    row("a list of secrets", R"("type": "encryptedString", "list": true, "unique": true)",
        "13:42 setting_without_effect; 13:58 setting_without_effect");
    row("a file from a source", R"("type": "file", "from": "a.b")", "13:31 setting_without_effect");
    row("dimensions of a text", R"("type": "string", "dimensionCount": 3)",
        "13:43 setting_without_effect");
    row("a number whatever its case", R"("type": "number", "unique": {"caseSensitive": false})",
        "13:35 setting_without_effect");
}

void RulesFileTest::problems()
{
    QFETCH(const std::string, field);
    QFETCH(const std::string, expected);
    const Read read = readFile(fileWith(field));
    QCOMPARE(describe(read.problems), expected);
    QVERIFY(read.model);
    for (const Problem &problem : read.problems) {
        QVERIFY2(problem.message.ends_with('.'), problem.message.c_str());
        QCOMPARE(problem.file, std::string("models/x/model.json"));
    }
}

void RulesFileTest::uniquenessWithinNothingIsLeftOut()
{
    const Read read = readFile(fileWith(R"("type": "string", "unique": {"scopeByField": "nope"})"));
    QVERIFY(read.model);
    QVERIFY(!read.model->findField("code")->unique); // not stricter than what was meant
    QVERIFY(read.problems.at(0).leftOut);
}

QTEST_APPLESS_MAIN(RulesFileTest)
#include "RulesFileTest.moc"
