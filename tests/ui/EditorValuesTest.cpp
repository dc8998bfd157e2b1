#include "tests/support/StdToString.h"
#include "ui/base/Text.h"
#include "ui/inspector/LineFieldEditor.h"
#include "ui/inspector/LongFieldEditor.h"

#include <QLineEdit>
#include <QPlainTextEdit>
#include <QTest>

using namespace syncline;
using namespace syncline::ui;
using namespace Qt::StringLiterals;

namespace {

FieldDef fieldOf(FieldType type)
{
    FieldDef field;
    field.name = "f";
    field.type = type;
    return field;
}

} // namespace

/** Values that a widget could change by showing them. */
class EditorValuesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void lineEditorsKeepValues_data();
    void lineEditorsKeepValues();
    void longEditorsKeepValues_data();
    void longEditorsKeepValues();
    void numbersAreReadExactly_data();
    void numbersAreReadExactly();
};

void EditorValuesTest::lineEditorsKeepValues_data()
{
    QTest::addColumn<int>("type");
    QTest::addColumn<Value>("value");
    QTest::addColumn<bool>("canEdit");
    const auto row = [](const char *name, FieldType type, Value value, bool canEdit = true) {
        QTest::newRow(name) << static_cast<int>(type) << std::move(value) << canEdit;
    };
    row("empty text", FieldType::String, "");
    row("not set", FieldType::String, Value());
    row("emoji", FieldType::String, "👩‍👩‍👧‍👦 ok");
    row("combining marks", FieldType::String, "e\u0301a\u0308");
    row("a no-break space", FieldType::String, "a\u00a0b");
    row("a line separator", FieldType::String, "a\u2028b");
    row("NUL", FieldType::String, std::string("a\0b", 3));
    row("no UTF-8", FieldType::String, std::string("a\xff"), false);
    row("zero", FieldType::Number, 0);
    row("2^53+1", FieldType::Number, std::int64_t{9'007'199'254'740'993});
    row("1e308", FieldType::Number, 1e308);
    row("minus zero", FieldType::Number, -0.0);
    row("a fraction", FieldType::Number, 0.1);
}

void EditorValuesTest::lineEditorsKeepValues()
{
    QFETCH(const int, type);
    QFETCH(const Value, value);
    QFETCH(const bool, canEdit);
    QWidget host;
    LineFieldEditor editor(fieldOf(static_cast<FieldType>(type)), &host);
    editor.setValues(value, std::nullopt);
    editor.setEditable(true);
    auto *line = editor.findChild<QLineEdit *>();
    if (!canEdit)
        QVERIFY(line->isReadOnly());
    QVERIFY(!editor.isEdited());
    if (line->isReadOnly())
        return; // shown only
    // What it shows is the value: typed again, it is the same.
    Q_EMIT line->textEdited(line->text());
    if (!value.isNull())
        QVERIFY2(!editor.isEdited(), qPrintable(line->text()));
}

void EditorValuesTest::longEditorsKeepValues_data()
{
    QTest::addColumn<int>("type");
    QTest::addColumn<Value>("value");
    QTest::addColumn<bool>("canEdit");
    const auto row = [](const char *name, FieldType type, Value value, bool canEdit) {
        QTest::newRow(name) << static_cast<int>(type) << std::move(value) << canEdit;
    };
    row("lines", FieldType::String, "one\ntwo\n", true);
    row("lines of Windows", FieldType::String, "one\r\ntwo\r\n", true);
    row("both kinds of line ends", FieldType::String, "one\r\ntwo\nthree", false);
    row("a carriage return alone", FieldType::String, "one\rtwo", false);
    row("a no-break space", FieldType::String, "one\u00a0two\nthree", true);
    row("a paragraph separator", FieldType::String, "one\u2029two", false);
    row("a line separator", FieldType::String, "one\u2028two", false);
    row("emoji and marks", FieldType::String, "👩‍👩‍👧‍👦\ne\u0301", true);
    row("NUL", FieldType::String, std::string("a\0b\nc", 5), false);
    row("no UTF-8", FieldType::String, std::string("a\xff\nb"), false);
    row("10 MB", FieldType::String, std::string(10U << 20U, 'x'), false);
    row("JSON of all kinds", FieldType::Json,
        ValueObject{{"a", 0},
                    {"b", false},
                    {"c", ""},
                    {"d", std::int64_t{9'007'199'254'740'993}},
                    {"e", 1e308},
                    {"f", -0.0},
                    {"g", Value()},
                    {"h", std::string("a\0b", 3)}},
        true);
}

void EditorValuesTest::longEditorsKeepValues()
{
    QFETCH(const int, type);
    QFETCH(const Value, value);
    QFETCH(const bool, canEdit);
    QWidget host;
    LongFieldEditor editor(fieldOf(static_cast<FieldType>(type)), &host);
    editor.setValues(value, std::nullopt);
    editor.setEditable(true);
    auto *text = editor.findChild<QPlainTextEdit *>();
    QCOMPARE(text->isReadOnly(), !canEdit);
    QVERIFY(!editor.isEdited());
    Q_EMIT text->textChanged(); // as if something was typed and taken back
    QVERIFY(!editor.isEdited());
    if (!canEdit)
        return;
    text->moveCursor(QTextCursor::End);
    text->insertPlainText(u" "_s);
    QVERIFY(editor.isEdited() || type == static_cast<int>(FieldType::Json));
    text->textCursor().deletePreviousChar();
    QVERIFY(!editor.isEdited());
}

void EditorValuesTest::numbersAreReadExactly_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<Value>("value"); // null: refused
    QTest::newRow("minus zero") << u"-0"_s << Value(-0.0);
    QTest::newRow("zero") << u"0"_s << Value(0);
    QTest::newRow("2^53+1") << u"9007199254740993"_s << Value(std::int64_t{9'007'199'254'740'993});
    QTest::newRow("the largest") << u"9223372036854775807"_s
                                 << Value(std::numeric_limits<std::int64_t>::max());
    QTest::newRow("one more") << u"9223372036854775808"_s << Value();
    QTest::newRow("1e308") << u"1e308"_s << Value(1e308);
    QTest::newRow("1e309") << u"1e309"_s << Value();
    QTest::newRow("inf") << u"inf"_s << Value();
    QTest::newRow("nan") << u"nan"_s << Value();
    QTest::newRow("empty") << QString() << Value();
}

void EditorValuesTest::numbersAreReadExactly()
{
    QFETCH(const QString, text);
    QFETCH(const Value, value);
    const Result<Value> read = LineFieldEditor::parse(fieldOf(FieldType::Number), text);
    QCOMPARE(read.ok(), !value.isNull());
    if (read)
        QVERIFY(read->identicalTo(value));
}

QTEST_MAIN(EditorValuesTest)
#include "EditorValuesTest.moc"
