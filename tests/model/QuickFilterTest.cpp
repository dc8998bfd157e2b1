#include "core/base/Json.h"
#include "core/model/Filter.h"

#include <QtTest>

using namespace syncline;

namespace {

FieldDef makeField(FieldType type)
{
    FieldDef field;
    field.name = "it";
    field.type = type;
    return field;
}

FieldDef makeList(FieldType type)
{
    FieldDef field = makeField(type);
    field.list = true;
    return field;
}

FieldDef makeEnum()
{
    FieldDef field = makeField(FieldType::Enum);
    field.options = {{"in_progress", "In progress", ""}, {"done", "Done", ""}, {"undone", "", ""}};
    return field;
}

} // namespace

Q_DECLARE_METATYPE(syncline::FieldDef)

class QuickFilterTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void reads_data();
    void reads();
    void refuses_data();
    void refuses();
};

void QuickFilterTest::reads_data()
{
    QTest::addColumn<FieldDef>("field");
    QTest::addColumn<QString>("typed");
    QTest::addColumn<QString>("filter");

    const auto row = [](const FieldDef &field, const char *typed, const char *filter) {
        QTest::addRow("%s: %s", std::string(fieldTypeName(field.type)).c_str(), typed)
            << field << QString::fromUtf8(typed) << QString::fromUtf8(filter);
    };
    const FieldDef text = makeField(FieldType::String);
    row(text, "", "{}");
    row(text, "   ", "{}");
    row(text, " abc ", R"({"it":{"contains":"abc"}})");
    row(text, "=abc", R"({"it":{"equals":"abc"}})");
    row(text, "=", R"({"it":{"equals":""}})");
    row(text, "!=a b", R"({"it":{"notEquals":"a b"}})");
    row(text, "^abc", R"({"it":{"startsWith":"abc"}})");
    row(text, "abc$", R"({"it":{"endsWith":"abc"}})");
    row(text, "^abc$", R"({"it":{"equals":"abc"}})");
    row(text, "$", R"({"it":{"contains":"$"}})");
    row(text, ">m", R"({"it":{"greaterThan":"m"}})");
    row(text, "a..b", R"({"it":{"contains":"a..b"}})");
    row(text, "null", R"({"it":{"isSet":false}})");
    row(text, "!null", R"({"it":{"isSet":true}})");
    row(text, "=null", R"({"it":{"equals":"null"}})");
    row(makeField(FieldType::Email), "@x.de", R"({"it":{"contains":"@x.de"}})");

    const FieldDef number = makeField(FieldType::Number);
    row(number, "5", R"({"it":{"equals":5}})");
    row(number, "9007199254740993", R"({"it":{"equals":9007199254740993}})");
    row(number, "-1.5", R"({"it":{"equals":-1.5}})");
    row(number, "!=+5", R"({"it":{"notEquals":5}})");
    row(number, ">= 5", R"({"it":{"greaterThanOrEqual":5}})");
    row(number, "<5", R"({"it":{"lessThan":5}})");
    row(number, "5..9", R"({"it":{"greaterThanOrEqual":5,"lessThanOrEqual":9}})");
    row(number, "-5 .. -3.5", R"({"it":{"greaterThanOrEqual":-5,"lessThanOrEqual":-3.5}})");
    row(number, "5..", R"({"it":{"greaterThanOrEqual":5}})");
    row(number, "..9", R"({"it":{"lessThanOrEqual":9}})");
    row(*systemFieldDef("id"), "12", R"({"id":{"equals":12}})");

    const FieldDef boolean = makeField(FieldType::Boolean);
    row(boolean, "Yes", R"({"it":{"equals":true}})");
    row(boolean, "!=true", R"({"it":{"notEquals":true}})");
    row(boolean, "0", R"({"it":{"equals":false}})");

    const FieldDef day = makeField(FieldType::Date);
    row(day, "2024-02-29", R"({"it":{"equals":"2024-02-29"}})");
    row(day, "2024-02", R"({"it":{"greaterThanOrEqual":"2024-02-01","lessThan":"2024-03-01"}})");
    row(day, "2024", R"({"it":{"greaterThanOrEqual":"2024-01-01","lessThan":"2025-01-01"}})");
    row(day, ">2024", R"({"it":{"greaterThanOrEqual":"2025-01-01"}})");
    row(day, "<=2024-12", R"({"it":{"lessThan":"2025-01-01"}})");
    row(day, "2024-01-05..2024-02",
        R"({"it":{"greaterThanOrEqual":"2024-01-05","lessThan":"2024-03-01"}})");

    const FieldDef time = makeField(FieldType::DateTime);
    row(time, "2023-02-28",
        R"({"it":{"greaterThanOrEqual":"2023-02-28T00:00:00.000Z","lessThan":"2023-03-01T00:00:00.000Z"}})");
    row(time, "!=2023",
        R"({"NOT":[{"it":{"greaterThanOrEqual":"2023-01-01T00:00:00.000Z","lessThan":"2024-01-01T00:00:00.000Z"}}]})");
    row(time, ">2023-12-31", R"({"it":{"greaterThanOrEqual":"2024-01-01T00:00:00.000Z"}})");
    row(time, "<=2024-01-01T10:00", R"({"it":{"lessThanOrEqual":"2024-01-01T10:00:00.000Z"}})");

    row(makeEnum(), "DONE", R"({"it":{"equals":"done"}})");
    row(makeEnum(), "in pro", R"({"it":{"equals":"in_progress"}})");
    row(makeEnum(), "one", R"({"it":{"in":["done","undone"]}})");
    row(makeEnum(), "!=one", R"({"NOT":[{"it":{"in":["done","undone"]}}]})");

    row(makeField(FieldType::BelongsTo), "12", R"({"itId":{"equals":"12"}})");
    row(makeField(FieldType::BelongsTo), "!=12", R"({"itId":{"notEquals":"12"}})");
    row(makeField(FieldType::BelongsTo), "null", R"({"it":{"isSet":false}})");

    row(makeList(FieldType::String), "a", R"({"it":{"contains":["a"]}})");
    row(makeList(FieldType::Number), "5", R"({"it":{"contains":[5]}})");
    row(makeField(FieldType::Json), R"({"a":1})", R"({"it":{"matches":{"a":1}}})");
    row(makeField(FieldType::Json), "=[1,2]", R"({"it":{"equals":[1,2]}})");
}

void QuickFilterTest::reads()
{
    QFETCH(const FieldDef, field);
    QFETCH(const QString, typed);
    QFETCH(const QString, filter);
    const Result<Filter> result = parseQuickFilter(field, typed.toStdString());
    QVERIFY2(result, result ? "" : result.error().message().c_str());
    QCOMPARE(QString::fromStdString(json::write(filterToValue(*result))), filter);

    // What the filter row makes, the other ways of filtering understand.
    ModelDef model;
    model.name = "thing";
    if (!isSystemField(field.name))
        model.fields = {field};
    const Result<Filter> again = parseFilter(filterToValue(*result), model);
    QVERIFY2(again, again ? "" : again.error().message().c_str());
}

void QuickFilterTest::refuses_data()
{
    QTest::addColumn<FieldDef>("field");
    QTest::addColumn<QString>("typed");
    QTest::addColumn<QString>("sentence");

    const auto row = [](const FieldDef &field, const char *typed, const char *sentence) {
        QTest::addRow("%s: %s", std::string(fieldTypeName(field.type)).c_str(), typed)
            << field << QString::fromUtf8(typed) << QString::fromUtf8(sentence);
    };
    constexpr const char *noNumber =
        "\"%1\" is no number; type such as 5, >5, <=5, 5..9, null or !null.";
    for (const char *typed : {"abc", ">", "5..x", "..", "5 6", "1e999", "nan", "inf"})
        row(makeField(FieldType::Number), typed,
            QByteArray(noNumber).replace("%1", typed).constData());
    row(makeField(FieldType::Boolean), "maybe",
        "\"maybe\" is neither true nor false; type true, false, null or !null.");
    row(makeField(FieldType::Boolean), ">true",
        "\">true\" is neither true nor false; type true, false, null or !null.");
    row(makeField(FieldType::Date), "2024-13",
        "\"2024-13\" is no date; type such as 2024-03-01, 2024-03, >2024 or "
        "2024-03-01..2024-03-15.");
    row(makeField(FieldType::DateTime), "noon",
        "\"noon\" is no time; type such as 2024-03-01, 2024-03, >2024, 2024-03-01T13:45 or "
        "2024-03-01..2024-03-15.");
    row(makeEnum(), "blue", "No option has \"blue\" in it.");
    row(makeEnum(), ">done",
        "\">done\" compares, but options have no order; type a part of an option.");
    row(makeField(FieldType::BelongsTo), "Ann",
        "\"Ann\" is no record id; type an id such as 12, null or !null.");
    row(makeList(FieldType::Number), "abc", "No item of this list can be \"abc\".");
    row(makeField(FieldType::Json), "{",
        "\"{\" is not JSON; type such as {\"a\": 1}, =[1, 2], null or !null.");
    row(makeField(FieldType::HasMany), "x",
        "\"x\" cannot be looked for here: this column shows other records.");
    row(makeField(FieldType::String), "\xFF", "\"\uFFFD\" is not UTF-8 text.");
}

void QuickFilterTest::refuses()
{
    QFETCH(const FieldDef, field);
    QFETCH(const QString, typed);
    QFETCH(const QString, sentence);
    const std::string text =
        typed == QString(QChar::ReplacementCharacter) ? std::string("\xFF") : typed.toStdString();
    const Result<Filter> result = parseQuickFilter(field, text);
    QVERIFY(!result);
    QCOMPARE(QString::fromStdString(result.error().message()), sentence);
}

QTEST_GUILESS_MAIN(QuickFilterTest)
#include "QuickFilterTest.moc"
