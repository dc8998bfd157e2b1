#include <QTest>

#include "core/base/Json.h"
#include "core/model/RuleChecker.h"
#include "core/model/types/FieldTypeInfo.h"

#include "tests/support/StdToString.h"

#include <rapidcheck.h>

#include <limits>

using namespace syncline;

namespace {

FieldDef fieldOf(FieldType type)
{
    FieldDef field;
    field.name = "x";
    field.type = type;
    field.options = {{.value = "new", .label = {}, .color = {}},
                     {.value = "done", .label = {}, .color = {}}};
    return field;
}

std::string coerced(const FieldDef &field, const Value &value)
{
    const auto made = coerce(field, value);
    return made ? json::write(*made) : made.error().message();
}

const std::string hash(64, 'b');

} // namespace

/** Rich text, role lists, vectors, secrets, files and states: what they take and how it is kept. */
class NewTypesTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void values_data();
    void values();
    void secretsAreNeverShown();
    void vectorsComeBackAsTheyWere();
    void rules_data();
    void rules();
    void nobodyComparesWithSecrets_data();
    void nobodyComparesWithSecrets();
};

void NewTypesTest::values_data()
{
    QTest::addColumn<FieldType>("type");
    QTest::addColumn<std::string>("json");
    QTest::addColumn<std::string>("expected");
    const auto row = [](const char *name, FieldType type, const std::string &json,
                        const std::string &expected) {
        QTest::newRow(name) << type << json << expected;
    };
    const std::string roles = R"(must be a list of role keys such as ["admin"], but is )";
    const std::string file =
        R"(must be a file such as {"fileName": "a.txt", "base64": "aGk="}, but is )";
    row("Markdown", FieldType::RichText, R"("# A\n<b>x")", R"("# A\n<b>x")");
    row("Markdown as the API sends it", FieldType::RichText,
        R"({"markdown": "a", "html": "<script>"})", R"("a")");
    row("no Markdown", FieldType::RichText, R"({"markdown": null})", "null");
    row("HTML alone", FieldType::RichText, R"({"html": "<b>"})",
        "must be a text in Markdown, but is an object");
    row("a number", FieldType::RichText, "5", "must be a text in Markdown, but is 5");
    row("roles", FieldType::RoleList, R"(["done", {"key": "new"}, "done"])", R"(["done","new"])");
    row("no roles", FieldType::RoleList, "[]", "[]");
    row("an unknown role", FieldType::RoleList, R"(["root"])",
        R"(has no role "root" among its options)");
    row("a role with a space", FieldType::RoleList, R"(["a b"])", roles + R"(the text "a b")");
    row("one role alone", FieldType::RoleList, R"("new")", roles + R"(the text "new")");
    row("a vector", FieldType::Vector, "[1, -2.5, 1e300]", "[1.0,-2.5,1e+300]");
    row("no dimension", FieldType::Vector, "[]",
        "must be a list of numbers such as [0.5, -1], but is a list");
    row("a gap", FieldType::Vector, "[1, null]",
        "has a wrong item 2, which must be a number, but is null");
    row("a state", FieldType::RecordState, R"("done")", R"("done")");
    row("no state", FieldType::RecordState, R"("Done")",
        R"(must be one of new, done, but is the text "Done")");
    row("a stored file", FieldType::File,
        R"({"hash": ")" + hash + R"(", "byteSize": 3, "fileName": "ä.txt", "url": "x"})",
        R"({"fileName":"ä.txt","mimeType":"application/octet-stream","byteSize":3,"hash":")" +
            hash + R"("})");
    row("new content", FieldType::File, R"({"base64": "aGk=", "fileName": "a"})",
        R"({"fileName":"a","base64":"aGk="})");
    row("a path in the name", FieldType::File, R"({"base64": "", "fileName": "../a"})",
        R"(needs a "fileName" of at most 255 bytes, without folders)");
    row("NUL in the name", FieldType::File, R"({"base64": "", "fileName": "a\u0000b"})",
        R"(needs a "fileName" of at most 255 bytes, without folders)");
    row("another's file", FieldType::File, R"({"copy": "/etc/passwd", "fileName": "a"})",
        R"(needs the "hash" of a stored file, or its "base64")");
    row("a path as the hash", FieldType::File,
        R"({"hash": "../../x", "byteSize": 1, "fileName": "a"})",
        R"(needs the "hash" of a stored file, or its "base64")");
    row("no file", FieldType::File, R"("a.txt")", file + R"(the text "a.txt")");
    row("a password", FieldType::Password, R"("secret")", R"("secret")");
    row("the password that is there", FieldType::Password, "true", "true");
    row("an encrypted text", FieldType::EncryptedString, R"("")", R"("")");
}

void NewTypesTest::values()
{
    QFETCH(const FieldType, type);
    QFETCH(const std::string, json);
    QFETCH(const std::string, expected);
    QCOMPARE(coerced(fieldOf(type), json::parse(json).value()), expected);
}

void NewTypesTest::secretsAreNeverShown()
{
    for (const FieldType type : {FieldType::Password, FieldType::EncryptedString}) {
        const std::string tooLong(2'000'000, 'k');
        for (const Value &value : {Value(12345), Value(ValueList{"hunter2"}), Value("hunter2\xFF"),
                                   Value(tooLong), Value(false)}) {
            const auto made = coerce(fieldOf(type), value);
            QVERIFY(!made);
            const std::string said = made.error().message();
            QVERIFY2(said.find("hunter2") == std::string::npos &&
                         said.find("12345") == std::string::npos && said.size() < 100,
                     said.c_str());
        }
    }
    QVERIFY(!coerce(fieldOf(FieldType::Password), Value("")));
}

void NewTypesTest::vectorsComeBackAsTheyWere()
{
    const FieldDef field = fieldOf(FieldType::Vector);
    const auto holds = rc::check("vectors come back", [&](const std::vector<double> &numbers) {
        RC_PRE(!numbers.empty());
        ValueList list(numbers.begin(), numbers.end());
        const Value stored = coerce(field, list).value();
        const Value read = coerce(field, json::parse(json::write(stored)).value()).value();
        RC_ASSERT(read.identicalTo(stored));
        RC_ASSERT(read.identicalTo(Value(list)));
    });
    QVERIFY(holds);
    QVERIFY(coerce(field, ValueList{-0.0}).value().identicalTo(ValueList{-0.0}));
    QVERIFY(!coerce(field, ValueList{std::numeric_limits<double>::infinity()}));
    QVERIFY(!coerce(field, ValueList(20'000, Value(1.0))));
}

void NewTypesTest::rules_data()
{
    QTest::addColumn<FieldType>("type");
    QTest::addColumn<std::string>("rules");
    QTest::addColumn<std::string>("json");
    QTest::addColumn<std::string>("expected");
    const auto row = [](const char *name, FieldType type, const char *rules, const char *json,
                        const char *expected) {
        QTest::newRow(name) << type << std::string(rules) << std::string(json)
                            << std::string(expected);
    };
    row("so many dimensions", FieldType::Vector, R"({"dimensionCount": 2})", "[1, 2]", "");
    row("other dimensions", FieldType::Vector, R"({"dimensionCount": 2})", "[1]",
        "must have 2 dimensions, but has 1");
    const char *strong = R"({"strongPassword": true})";
    row("a strong password", FieldType::Password, strong, R"("Tr0ub4d&r")", "");
    row("a weak one", FieldType::Password, strong, R"("abc")",
        "is too weak: it needs 8 characters, a capital letter, a digit, another character");
    row("the one that is there", FieldType::Password, strong, "true", "");
    const char *images = R"({"imagesOnly": {"allowAnimatedImages": false},
                             "fileSizeRange": {"min": 10, "max": 20}})";
    row("an image", FieldType::File, images, R"({"mimeType": "image/png", "byteSize": 10})", "");
    row("a text", FieldType::File, images, R"({"mimeType": "text/plain", "byteSize": 20})",
        "must be an image, but is text/plain");
    row("one that moves", FieldType::File, images,
        R"({"mimeType": "image/gif", "byteSize": 21, "animated": true})",
        "must be an image that does not move; is too large (21 bytes of at most 20)");
    row("too small", FieldType::File, images, R"({"mimeType": "image/gif", "byteSize": 1})",
        "is too small (1 byte of at least 10)");
    row("Markdown has a length", FieldType::RichText, R"({"stringLength": {"max": 2}})", R"("abc")",
        "is too long (3 characters of at most 2)");
}

void NewTypesTest::rules()
{
    QFETCH(const FieldType, type);
    QFETCH(const std::string, rules);
    QFETCH(const std::string, json);
    QFETCH(const std::string, expected);
    FieldDef field = fieldOf(type);
    field.rules = rulesFromValue(json::parse(rules).value());
    QVERIFY(rulesFromValue(rulesToValue(field.rules)) == field.rules);
    BrokenRules broken;
    RuleChecker(field).check(json::parse(json).value(), broken);
    std::string said;
    for (const BrokenRule &rule : broken)
        said += (said.empty() ? "" : "; ") + rule.message;
    QCOMPARE(said, expected);
}

void NewTypesTest::nobodyComparesWithSecrets_data()
{
    QTest::addColumn<FieldType>("type");
    QTest::newRow("password") << FieldType::Password;
    QTest::newRow("encryptedString") << FieldType::EncryptedString;
    QTest::newRow("file") << FieldType::File;
}

void NewTypesTest::nobodyComparesWithSecrets()
{
    QFETCH(const FieldType, type);
    ModelDef model;
    model.name = "m";
    model.fields = {fieldOf(type)};
    QVERIFY(!parseFilter(ValueObject{{"x", ValueObject{{"equals", "a"}}}}, model));
    QVERIFY(!parseSort(ValueObject{{"x", "Ascending"}}, model));
    QVERIFY(!parseQuickFilter(model.fields.front(), "a"));
}

QTEST_APPLESS_MAIN(NewTypesTest)
#include "NewTypesTest.moc"
