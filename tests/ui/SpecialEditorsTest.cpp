#include "tests/ui/UiFixture.h"
#include "ui/base/Text.h"
#include "ui/inspector/FieldEditor.h"
#include "ui/inspector/FileFieldEditor.h"
#include "ui/records/GridColumns.h"
#include "ui/widget/MarkdownView.h"

#include <QBuffer>
#include <QCheckBox>
#include <QComboBox>
#include <QImage>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QTextDocument>

using namespace syncline;
using namespace syncline::ui;
using namespace Qt::StringLiterals;

namespace {

FieldDef fieldOf(FieldType type)
{
    FieldDef field;
    field.name = "x";
    field.type = type;
    return field;
}

/** An editor in a window of its own. */
struct Shown
{
    explicit Shown(const FieldDef &field, const Value &value)
        : editor(makeFieldEditor(field, value, &host))
    {
        host.resize(400, 300);
        editor->resize(400, 300);
        editor->setValues(value, std::nullopt);
        host.show();
    }
    template <typename T>
    [[nodiscard]] T *find(const char *name) const
    {
        return editor->findChild<T *>(u"field.x."_s + QString::fromLatin1(name));
    }

    UiFixture fixture{makeFakeShop()};
    QWidget host;
    FieldEditor *editor;
};

} // namespace

/** The editors of secrets, files, roles, states, Markdown and vectors. */
class SpecialEditorsTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void secretsAreReplacedUnseen_data();
    void secretsAreReplacedUnseen();
    void aFileIsNamedChosenAndRemoved();
    void anImageIsShown();
    void rolesAreChecked();
    void severalOfAnEnumAreChecked();
    void aStateIsOnlyShown();
    void markdownHasASafePreview();
    void aVectorIsAList();
    void aUnionNamesModelAndRecord();
    void theGridShowsLocales();
    void theGridShowsNoSecret();
};

void SpecialEditorsTest::secretsAreReplacedUnseen_data()
{
    QTest::addColumn<FieldType>("type");
    QTest::addColumn<bool>("isText");
    QTest::newRow("password") << FieldType::Password << false;
    QTest::newRow("encrypted text") << FieldType::EncryptedString << true;
}

void SpecialEditorsTest::secretsAreReplacedUnseen()
{
    QFETCH(const FieldType, type);
    QFETCH(const bool, isText);
    const Value stored = isText ? Value("sealed:AAAA") : Value(true);
    Shown shown(fieldOf(type), stored);
    auto *line = shown.find<QLineEdit>("edit");
    QCOMPARE(line->text(), QString());
    QCOMPARE(line->echoMode(), QLineEdit::Password);
    QVERIFY(line->placeholderText().startsWith(u"set"_s));
    QTest::keyClicks(line, u"new"_s);
    QVERIFY(shown.editor->pending() == Value("new"));
    line->selectAll();
    QTest::keyClick(line, Qt::Key_Backspace);
    QVERIFY(!shown.editor->isEdited()); // nothing typed is no new secret
    shown.find<QPushButton>("remove")->click();
    QVERIFY(shown.editor->pending()->isNull());
    shown.editor->setValues(Value(), std::nullopt);
    QCOMPARE(line->placeholderText(), u"not set"_s);
    QVERIFY(!shown.find<QPushButton>("remove")->isVisible());
}

void SpecialEditorsTest::aFileIsNamedChosenAndRemoved()
{
    const Value stored = ValueObject{{"fileName", "a.txt"},
                                     {"mimeType", "text/plain"},
                                     {"byteSize", 12'345},
                                     {"hash", std::string(64, 'a')}};
    Shown shown(fieldOf(FieldType::File), stored);
    QCOMPARE(shown.find<QLabel>("edit")->text(), u"a.txt (12 KB)"_s);
    QVERIFY(!shown.find<QPushButton>("choose")->isVisible()); // nobody to give it to
    qobject_cast<FileFieldEditor *>(shown.editor)->setContext(shown.fixture.context());
    QVERIFY(shown.find<QPushButton>("choose")->isVisible());
    shown.fixture.prompter.picks = {u"/tmp/other.png"_s};
    shown.find<QPushButton>("choose")->click();
    QTRY_VERIFY(shown.editor->isEdited());
    QVERIFY((*shown.editor->pending())["fileName"] == Value("other.png"));
    QTRY_VERIFY(shown.find<QLabel>("edit")->text().startsWith(u"other.png"_s));
    shown.find<QPushButton>("remove")->click();
    QVERIFY(shown.editor->pending()->isNull());
    QCOMPARE(shown.find<QLabel>("edit")->text(), u"not set"_s);
    shown.fixture.engine->failures["keepFile"] = Error(errc::invalidInput, "It cannot be read.");
    shown.fixture.prompter.picks = {u"/tmp/gone"_s};
    shown.find<QPushButton>("choose")->click();
    QTRY_COMPARE(shown.editor->problem(), u"It cannot be read."_s);
}

void SpecialEditorsTest::anImageIsShown()
{
    QImage image(300, 200, QImage::Format_RGB32);
    image.fill(Qt::red);
    QBuffer buffer;
    QVERIFY(image.save(&buffer, "PNG"));
    Value stored = ValueObject{{"fileName", "a.png"},
                               {"mimeType", "image/png"},
                               {"byteSize", static_cast<std::int64_t>(buffer.data().size())},
                               {"hash", std::string(64, 'a')}};
    Shown shown(fieldOf(FieldType::File), stored);
    auto *file = qobject_cast<FileFieldEditor *>(shown.editor);
    const auto picture = [&]() -> QLabel * {
        for (auto *label : file->findChildren<QLabel *>()) {
            if (label->isVisible() && !label->pixmap().isNull())
                return label;
        }
        return nullptr;
    };
    shown.fixture.engine->content = "no image at all";
    file->setContext(shown.fixture.context());
    QTRY_COMPARE(shown.fixture.engine->callCount(u"fileContent"_s.toStdString()), 1);
    QVERIFY(picture() == nullptr);
    shown.fixture.engine->content = buffer.data().toStdString();
    shown.editor->setValues(stored, std::nullopt);
    QTRY_VERIFY(picture() != nullptr);
    QVERIFY(picture()->pixmap().height() <= FileFieldEditor::previewHeight);
    stored.asObject().set("byteSize", FileFieldEditor::previewBytes + 1);
    shown.editor->setValues(stored, std::nullopt);
    QVERIFY(picture() == nullptr);
}

void SpecialEditorsTest::rolesAreChecked()
{
    FieldDef field = fieldOf(FieldType::RoleList);
    field.options = {{.value = "admin", .label = "Admins", .color = {}},
                     {.value = "staff", .label = {}, .color = {}}};
    Shown shown(field, ValueList{"old", "admin"});
    QCOMPARE(shown.find<QCheckBox>("admin")->text(), u"Admins"_s);
    QVERIFY(shown.find<QCheckBox>("admin")->isChecked());
    QVERIFY(shown.find<QCheckBox>("old")->isChecked()); // not offered, but there
    shown.find<QCheckBox>("staff")->click();
    QVERIFY(*shown.editor->pending() == Value(ValueList{"admin", "staff", "old"}));
    shown.find<QCheckBox>("staff")->click();
    QVERIFY(!shown.editor->isEdited());
    shown.editor->setValues(Value(), std::nullopt);
    QVERIFY(!shown.editor->isEdited());
}

void SpecialEditorsTest::severalOfAnEnumAreChecked()
{
    FieldDef field = fieldOf(FieldType::Enum);
    field.list = true;
    field.options = {{.value = "red", .label = {}, .color = {}},
                     {.value = "blue", .label = {}, .color = {}}};
    Shown shown(field, Value());
    shown.find<QCheckBox>("blue")->click();
    QVERIFY(*shown.editor->pending() == Value(ValueList{"blue"}));
    shown.find<QCheckBox>("blue")->click();
    QVERIFY(!shown.editor->isEdited());
    field.allowUnlisted = true; // checks would not do: any value may be added
    Shown free(field, ValueList{"green"});
    QVERIFY(free.find<QPlainTextEdit>("edit") != nullptr);
}

void SpecialEditorsTest::aStateIsOnlyShown()
{
    FieldDef field = fieldOf(FieldType::RecordState);
    field.options = {{.value = "done", .label = "Done", .color = {}}};
    field.transitions = {{.action = "finish", .from = {}, .to = "done"}};
    Shown shown(field, Value("done"));
    QCOMPARE(shown.find<QLabel>("edit")->text(), u"Done"_s);
    QVERIFY(shown.find<QLabel>("edit")->toolTip().contains(u"finish"_s));
}

void SpecialEditorsTest::markdownHasASafePreview()
{
    Shown shown(fieldOf(FieldType::RichText),
                Value("# Head\n\n<script>x</script> ![](file:///etc/passwd) [a](https://x.org)"));
    QCOMPARE(shown.find<QPlainTextEdit>("edit")->toPlainText().left(6), u"# Head"_s);
    auto *preview = shown.find<MarkdownView>("preview");
    QVERIFY(!preview->isVisible());
    shown.find<QPushButton>("previewSwitch")->click();
    QVERIFY(preview->isVisible());
    const QString text = preview->document()->toPlainText();
    QVERIFY2(text.startsWith(u"Head"_s), qPrintable(text));
    QVERIFY2(text.contains(u"<script>"_s), qPrintable(text)); // as text
    QVERIFY(!preview->openLinks());
    shown.find<QPlainTextEdit>("edit")->setPlainText(u"*new*"_s);
    QCOMPARE(preview->document()->toPlainText().trimmed(), u"new"_s);
    QVERIFY(*shown.editor->pending() == Value("*new*"));
}

void SpecialEditorsTest::aVectorIsAList()
{
    Shown shown(fieldOf(FieldType::Vector), ValueList{0.5, 1.0});
    shown.find<QPlainTextEdit>("edit")->setPlainText(u"[1, 2.5]"_s);
    QVERIFY(*shown.editor->pending() == Value(ValueList{1, 2.5}));
}

void SpecialEditorsTest::aUnionNamesModelAndRecord()
{
    FieldDef field = fieldOf(FieldType::Union);
    field.members = {{.model = "customer", .key = "m_customer", .document = {}},
                     {.model = "product", .key = "m_product", .document = {}}};
    Shown shown(field, unionValue("product", "12"));
    auto *model = shown.find<QComboBox>("model");
    auto *edit = shown.find<QLineEdit>("edit");
    auto *follow = shown.find<QPushButton>("follow");
    QCOMPARE(model->currentText(), u"product"_s);
    QCOMPARE(edit->text(), u"12"_s);
    QCOMPARE(follow->text(), u"Go to product 12"_s);
    QSignalSpy asked(shown.editor, &FieldEditor::inspectRequested);
    follow->click();
    QCOMPARE(asked.size(), 1);
    edit->setText(u"x"_s);
    Q_EMIT edit->textEdited(edit->text());
    QVERIFY(shown.editor->problem().contains(u"product"_s));
    edit->setText(u"7"_s);
    Q_EMIT edit->textEdited(edit->text());
    QVERIFY(*shown.editor->pending() == unionValue("product", "7"));
    model->setCurrentIndex(0);
    Q_EMIT model->activated(0);
    QVERIFY(*shown.editor->pending() == unionValue("customer", "7"));
    edit->setText({});
    Q_EMIT edit->textEdited({});
    QVERIFY(shown.editor->pending()->isNull());
    QCOMPARE(valueText(unionValue("product", "12"), &field), u"product 12"_s);
}

void SpecialEditorsTest::theGridShowsLocales()
{
    ModelDef model;
    model.name = "page";
    GridColumns columns;
    columns.setModel(model);
    QCOMPARE(columns.find(u"_locale"_s), -1);
    model.source.localized = true;
    columns.setModel(model);
    const int at = columns.find(u"_locale"_s);
    QVERIFY(at >= 0);
    RecordRow row;
    row.id = RecordId{1};
    row.locale = "fr-CA";
    QVERIFY(GridColumns::valueOf(row, columns.column(at)) == Value("fr-CA"));
    row.locale.clear();
    QVERIFY(GridColumns::valueOf(row, columns.column(at)).isNull());
}

void SpecialEditorsTest::theGridShowsNoSecret()
{
    const FieldDef token = fieldOf(FieldType::EncryptedString);
    QCOMPARE(valueText(Value("sealed:AAAA"), &token), u"set"_s);
    QVERIFY(!valueText(Value("typed"), &token).contains(u"typed"_s));
    const FieldDef password = fieldOf(FieldType::Password);
    QCOMPARE(valueText(Value(true), &password), u"set"_s);
    QVERIFY(!valueText(Value("typed"), &password).contains(u"typed"_s));
    QCOMPARE(valueText(Value(), &password), QString());
}

QTEST_MAIN(SpecialEditorsTest)
#include "SpecialEditorsTest.moc"
