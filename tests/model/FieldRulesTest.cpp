#include <QTest>

#include "core/base/CaseFold.h"
#include "core/base/Json.h"
#include "core/model/RuleChecker.h"

#include "tests/support/StdToString.h"

#include <rapidcheck.h>

#include <QElapsedTimer>

using namespace syncline;

namespace {

/** "stringLength: is too long (…); regex: …" */
std::string broken(const FieldDef &field, const Value &value)
{
    BrokenRules rules;
    RuleChecker(field).check(value, rules);
    std::string text;
    for (const BrokenRule &rule : rules)
        text += (text.empty() ? "" : "; ") + std::string(rule.rule) + ": " + rule.message;
    return text;
}

FieldDef fieldOf(FieldType type, std::string_view rules)
{
    FieldDef field;
    field.name = "x";
    field.type = type;
    field.rules = rulesFromValue(json::parse(rules).value());
    return field;
}

} // namespace

/** What rules that are data find in values, and what they are in files and words. */
class FieldRulesTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void values_data();
    void values();
    void itemsAndMembersAreCheckedOneByOne();
    void noPatternCanHang_data();
    void noPatternCanHang();
    void badPatternsSayWhere();
    void rulesSurviveTheirFile();
    void wordsForPeople();
    void foldingKnowsUnicode_data();
    void foldingKnowsUnicode();
    void foldingIsAnOrder();
};

void FieldRulesTest::values_data()
{
    QTest::addColumn<FieldType>("type");
    QTest::addColumn<std::string>("rules");
    QTest::addColumn<std::string>("json");
    QTest::addColumn<std::string>("expected");
    using std::string;
    const auto row = [](const char *name, FieldType type, const char *rules, const char *json,
                        const char *expected) {
        QTest::newRow(name) << type << string(rules) << string(json) << string(expected);
    };
    const char *length = R"({"stringLength": {"min": 2, "max": 3}})";
    row("long enough", FieldType::String, length, R"("ab")", "");
    row("too short", FieldType::String, length, R"("a")",
        "stringLength: is too short (1 character of at least 2)");
    row("empty is too short", FieldType::String, length, R"("")",
        "stringLength: is too short (0 characters of at least 2)");
    row("too long", FieldType::String, length, R"("abcd")",
        "stringLength: is too long (4 characters of at most 3)");
    row("characters, not bytes", FieldType::String, length, R"("äöü")", "");
    row("an emoji is one", FieldType::String, length, R"("😀😀😀")", "");
    row("NUL counts", FieldType::String, length, R"("a\u0000b")", "");
    row("nothing is neither", FieldType::String, length, "null", "");
    const char *range = R"({"numberRange": {"min": 0, "max": 9007199254740993}})";
    row("the ends are in", FieldType::Number, range, "0", "");
    row("below", FieldType::Number, range, "-0.5", "numberRange: must be at least 0");
    row("exact beyond 2^53", FieldType::Number, range, "9007199254740994",
        "numberRange: must be at most 9007199254740993");
    row("exact at 2^53 + 1", FieldType::Number, range, "9007199254740993", "");
    row("huge", FieldType::Number, range, "1e308", "numberRange: must be at most 9007199254740993");
    const char *regex = R"({"regex": ["^[A-Z]+$", "B"]})";
    row("all patterns match", FieldType::String, regex, R"("ABC")", "");
    row("one does not", FieldType::String, regex, R"("AC")", "regex: does not match B");
    row("neither does", FieldType::String, regex, R"("ac")",
        "regex: does not match ^[A-Z]+$; regex: does not match B");
    row("letters of any script", FieldType::String, R"({"regex": ["^\\p{L}+$"]})", R"("жизнь")",
        "");
    row("a color", FieldType::String, R"({"color": true})", R"("#1e90ff")", "");
    row("no color", FieldType::String, R"({"color": true})", R"("red")",
        "color: must be a color such as #1e90ff");
    row("rules of texts mean nothing for numbers", FieldType::Number, length, "5", "");
    row("rules of numbers mean nothing for texts", FieldType::String, range, R"("5")", "");
}

void FieldRulesTest::values()
{
    QFETCH(const FieldType, type);
    QFETCH(const std::string, rules);
    QFETCH(const std::string, json);
    QFETCH(const std::string, expected);
    QCOMPARE(broken(fieldOf(type, rules), json::parse(json).value()), expected);
}

void FieldRulesTest::itemsAndMembersAreCheckedOneByOne()
{
    FieldDef list = fieldOf(FieldType::String, R"({"stringLength": {"max": 1}})");
    list.list = true;
    QCOMPARE(broken(list, ValueList{"a", Value(), "bb", "cc"}),
             std::string("stringLength: has a wrong item 3, which is too long (2 characters of at "
                         "most 1)"));
    FieldDef object = fieldOf(FieldType::Object, "{}");
    QVERIFY(!RuleChecker::needed(object));
    object.fields = {list};
    QVERIFY(RuleChecker::needed(object));
    QCOMPARE(broken(object, ValueObject{{"x", ValueList{"bb"}}}),
             std::string("stringLength: has a wrong member \"x\", which has a wrong item 1, which "
                         "is too long (2 characters of at most 1)"));
    QCOMPARE(broken(object, ValueObject{}), std::string());
}

void FieldRulesTest::noPatternCanHang_data()
{
    QTest::addColumn<std::string>("pattern");
    QTest::newRow("nested repetition") << std::string("^(a+)+$");
    QTest::newRow("alternatives") << std::string("^(a|aa)+$");
    QTest::newRow("back references") << std::string("^(a*)*\\1b$");
    QTest::newRow("a limit of its own") << std::string("(*LIMIT_MATCH=4000000000)^(a|a|a?)+$");
    QTest::newRow("recursion") << std::string("^(a(?1)?a|a)*$");
}

void FieldRulesTest::noPatternCanHang()
{
    QFETCH(const std::string, pattern);
    const FieldDef field = [&] {
        FieldDef made;
        made.rules.patterns = {pattern};
        return made;
    }();
    QElapsedTimer timer;
    timer.start();
    const std::string found = broken(field, std::string(50'000, 'a') + "!");
    QVERIFY2(timer.elapsed() < 3000, std::to_string(timer.elapsed()).c_str());
    QVERIFY2(found.starts_with("regex: "), found.c_str());
}

void FieldRulesTest::badPatternsSayWhere()
{
    const auto broken = Pattern::compile("ab(c");
    QVERIFY(!broken);
    QCOMPARE(broken.error().code, std::string("GGT_MISCONFIGURED_VALIDATION"));
    QVERIFY2(broken.error().message().ends_with(" at character 5."),
             broken.error().message().c_str());
    QVERIFY(!Pattern::compile(std::string(Pattern::maxSize + 1, 'a')));
    QVERIFY(!Pattern::compile("(((a{60000}){60000}){60000})"));
    FieldDef field;
    field.rules.patterns = {"ab(c"};
    QCOMPARE(::broken(field, "x"), std::string()); // the project's check says it, not each record
}

void FieldRulesTest::rulesSurviveTheirFile()
{
    const auto holds =
        rc::check("rules survive their file",
                  [](bool bounded, std::int64_t min, std::int64_t max,
                     std::vector<std::string> patterns, bool color, bool ignores, double number) {
                      FieldRules rules;
                      if (bounded) {
                          rules.minLength = min;
                          rules.maxLength = max;
                      }
                      rules.patterns = std::move(patterns);
                      rules.color = color;
                      rules.uniqueIgnoresCase = ignores;
                      rules.uniqueWithin = color ? "shop" : "";
                      rules.maxNumber = number;
                      RC_ASSERT(rulesFromValue(rulesToValue(rules)) == rules);
                  });
    QVERIFY(holds);
    QVERIFY(rulesToValue({}).empty());
}

void FieldRulesTest::wordsForPeople()
{
    FieldDef field = fieldOf(FieldType::String, R"({"unique": {"scopeByField": "shop",
        "caseSensitive": false}, "stringLength": {"min": 1, "max": 80}, "regex": ["^a"],
        "numberRange": {"min": 0.5}, "color": true})");
    field.required = field.unique = true;
    std::string words;
    for (const std::string &rule : ruleWords(field))
        words += (words.empty() ? "" : ", ") + rule;
    QCOMPARE(words, std::string("required, unique within shop whatever the case, 1 to 80 "
                                "characters, at least 0.5, matches ^a, a color"));
}

void FieldRulesTest::foldingKnowsUnicode_data()
{
    QTest::addColumn<std::string>("a");
    QTest::addColumn<std::string>("b");
    QTest::addColumn<bool>("same");
    const auto row = [](const char *name, const char *a, const char *b, bool same) {
        QTest::newRow(name) << std::string(a) << std::string(b) << same;
    };
    row("ASCII", "Anna@Example.COM", "anna@example.com", true);
    row("accents", "ÉCOLE", "école", true);
    row("an accent is no letter without", "ecole", "école", false);
    row("Greek final sigma", "ΣΑΣ", "σας", true);
    row("Cyrillic", "ЖИЗНЬ", "жизнь", true);
    row("beyond the first plane", "𐐀", "𐐨", true);
    row("shorter", "a", "ab", false);
    row("broken bytes are themselves", "a\xFF", "A\xFF", true);
    row("other broken bytes", "a\xFF", "A\xFE", false);
}

void FieldRulesTest::foldingKnowsUnicode()
{
    QFETCH(const std::string, a);
    QFETCH(const std::string, b);
    QFETCH(const bool, same);
    QCOMPARE(text::compareFolded(a, b) == 0, same);
    QCOMPARE(text::folded(a) == text::folded(b), same);
}

void FieldRulesTest::foldingIsAnOrder()
{
    const auto holds =
        rc::check("an order over any bytes",
                  [](const std::string &a, const std::string &b, const std::string &c) {
                      const auto less = [](const std::string &x, const std::string &y) {
                          return text::compareFolded(x, y) < 0;
                      };
                      RC_ASSERT(text::compareFolded(a, a) == 0);
                      RC_ASSERT(text::compareFolded(a, b) == -text::compareFolded(b, a));
                      RC_ASSERT(!(less(a, b) && less(b, c)) || less(a, c));
                  });
    QVERIFY(holds);
}

QTEST_APPLESS_MAIN(FieldRulesTest)
#include "FieldRulesTest.moc"
