#include "tests/ui/UiFixture.h"
#include "ui/inspector/FieldEditor.h"
#include "ui/inspector/HistoryModel.h"
#include "ui/inspector/HistoryView.h"
#include "ui/inspector/InspectorView.h"
#include "ui/inspector/LineFieldEditor.h"
#include "ui/inspector/RecordForm.h"
#include "ui/inspector/RecordInspector.h"
#include "ui/inspector/RunView.h"
#include "ui/inspector/TranslationList.h"
#include "ui/records/PendingEdits.h"
#include "ui/widget/Banner.h"
#include "ui/widget/PageStateView.h"

#include <QAbstractItemModelTester>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTabWidget>
#include <QTest>
#include <QToolButton>
#include <QTreeView>

#include <ctime>

using namespace syncline;
using namespace syncline::ui;
using namespace Qt::StringLiterals;

namespace {
struct Inspector
{
    explicit Inspector(std::shared_ptr<FakeEngine> engine = makeFakeShop())
        : fixture(std::move(engine)),
          view(fixture.context(), &host)
    {
        view.resize(360, 700);
        host.resize(360, 700);
        host.show();
        static_cast<QWidget &>(view).show();
    }
    void show(const char *model, std::int64_t id)
    {
        view.show(InspectTarget::ofRecord(QString::fromLatin1(model), RecordId{id}));
    }
    [[nodiscard]] FieldEditor *editor(const char *field) const
    {
        return view.record()->form()->editor(QString::fromLatin1(field));
    }
    [[nodiscard]] QLineEdit *line(const char *field) const
    {
        return view.findChild<QLineEdit *>(u"field."_s + QString::fromLatin1(field) + u".edit"_s);
    }
    [[nodiscard]] QString title() const
    {
        return view.findChild<QLabel *>(u"inspector.title"_s)->text();
    }
    void type(const char *field, const QString &text) const
    {
        line(field)->selectAll();
        QTest::keyClicks(line(field), text);
    }
    template <typename T>
    T *find(const char *name) const
    {
        return view.findChild<T *>(QString::fromLatin1(name));
    }

    UiFixture fixture;
    QWidget host; ///< Without a layout: the offscreen platform warns of windows with size limits.
    InspectorView view;
};
} // namespace

class InspectorTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void showsARecordByFieldTypes();
    void editsStayPendingUntilApplied();
    void translationsAreLinksOrNone();
    void longValuesKeepTheirHeight();
    void aRecordThatWasDeletedIsNoFailure();
    void longTextsAreWrappedAndCanBeUnset();
    void timesAreEditedAsTheyAreShown();
    void withoutChangesTheHistorySaysSo();
    void onlyEditedFieldsAreSent();
    void badInputIsMarkedAndNotSent_data();
    void badInputIsMarkedAndNotSent();
    void refusalsAreShownAtTheirFields();
    void discardForgets();
    void editsSurviveLookingAtAnotherRecord();
    void longValuesAreNeverWrittenBackShortened();
    void relationshipsAreFollowedAndComeBack();
    void jsonAndHistoryTabs();
    void actionsRunFromTheMenu();
    void deletingAsksFirst();
    void aMissingRecordSaysSo();
    void readOnlyProjectsAreNotEdited();
    void runsShowWhatHappened();
};

void InspectorTest::showsARecordByFieldTypes()
{
    Inspector inspector;
    inspector.show("product", 1);
    QTRY_COMPARE(inspector.title(), u"Enamel mug, small"_s);
    QCOMPARE(inspector.line("price")->text(), u"4.5"_s);
    QCOMPARE(inspector.find<QComboBox>("field.status.edit")->currentText(), u"Active"_s);
    QCOMPARE(inspector.find<QComboBox>("field.featured.edit")->currentText(), u"not set"_s);
    QVERIFY(inspector.find<QPlainTextEdit>("field.attributes.edit")
                ->toPlainText()
                .contains(u"\"material\": \"steel\""_s));
    QVERIFY(inspector.find<QPlainTextEdit>("field.description.edit")
                ->toPlainText()
                .startsWith(u"Made by hand"_s));
    for (const QLineEdit *edit : inspector.view.findChildren<QLineEdit *>())
        QVERIFY2(!edit->accessibleName().isEmpty() || edit->parent()->inherits("QComboBox"),
                 qPrintable(edit->objectName()));
}

void InspectorTest::editsStayPendingUntilApplied()
{
    Inspector inspector;
    inspector.show("product", 1);
    QTRY_VERIFY(inspector.line("title"));
    auto *bar = inspector.find<QWidget>("inspector.editBar");
    QVERIFY(bar->isHidden());
    inspector.type("title", u"Tin mug"_s);
    QVERIFY(!bar->isHidden());
    QVERIFY(inspector.line("title")->property("edited").toBool());
    QVERIFY(inspector.fixture.engine->fakeEdits.requests.empty());
    inspector.type("title", u"Enamel mug, small"_s);
    QVERIFY2(bar->isHidden(), "typing the stored value again is no edit");
}

void InspectorTest::aRecordThatWasDeletedIsNoFailure()
{
    Inspector inspector;
    inspector.show("product", 2);
    QTRY_VERIFY(inspector.editor("title"));
    auto &rows = inspector.fixture.engine->tables["product"].rows;
    std::erase_if(rows, [](const RecordRow &row) { return row.id == RecordId{2}; });
    inspector.fixture.engine->touch("product", {2});
    const auto *state = inspector.view.record()->findChild<PageStateView *>();
    QTRY_COMPARE(state->titleText(), u"This record was deleted"_s);
    inspector.show("product", 9999);
    QTRY_VERIFY(state->bodyText().contains(u"9999"_s));
}

void InspectorTest::translationsAreLinksOrNone()
{
    Inspector inspector;
    auto &rows = inspector.fixture.engine->tables["product"].rows;
    for (std::size_t i = 0; i < rows.size(); ++i)
        rows[i].remoteId = i < 2 ? "home" : "other" + std::to_string(i);
    rows[1].locale = "fr-CA";
    const auto model = inspector.fixture.engine->project()->findModel("product");
    const auto texts = [](const TranslationList &list) {
        QStringList all;
        for (const auto *link : list.findChildren<QPushButton *>())
            all += link->text();
        for (const auto *label : list.findChildren<QLabel *>())
            all += label->text();
        return all;
    };
    TranslationList both(inspector.fixture.context(), model, rows[0], &inspector.host);
    QTRY_COMPARE(texts(both), QStringList{u"fr-CA (product %1)"_s.arg(raw(rows[1].id))});
    QSignalSpy asked(&both, &TranslationList::inspectRequested);
    QTest::mouseClick(both.findChild<QPushButton *>(), Qt::LeftButton);
    QCOMPARE(asked.count(), 1);
    TranslationList alone(inspector.fixture.context(), model, rows[2], &inspector.host);
    QTRY_COMPARE(texts(alone), QStringList{u"none"_s});
}

void InspectorTest::longValuesKeepTheirHeight()
{
    Inspector inspector;
    inspector.view.resize(360, 260); // less than the form needs: it scrolls
    inspector.show("product", 1);
    QTRY_COMPARE(inspector.title(), u"Enamel mug, small"_s);
    const auto *tags = inspector.find<QPlainTextEdit>("field.tags.edit");
    QTRY_VERIFY(tags->isVisible());
    QVERIFY2(tags->height() >= 4 * tags->fontMetrics().lineSpacing(),
             qPrintable(QString::number(tags->height())));
}

void InspectorTest::longTextsAreWrappedAndCanBeUnset()
{
    Inspector inspector;
    auto *engine = inspector.fixture.engine.get();
    FieldDef description = *engine->def.models.back()->findField("description");
    const std::string text = "Made by hand in a small workshop, and dishwasher safe all the same.";
    std::unique_ptr<FieldEditor> editor(makeFieldEditor(description, Value(text), &inspector.host));
    editor->setValues(Value(text), std::nullopt);
    editor->setEditable(true);
    editor->resize(220, 300);
    static_cast<QWidget &>(*editor).show();
    auto *edit = editor->findChild<QPlainTextEdit *>(u"field.description.edit"_s);
    QVERIFY2(edit, "long text is no line edit");
    const auto needed = [edit] { return 4 * edit->fontMetrics().lineSpacing(); };
    QTRY_VERIFY2(edit->height() >= needed() - edit->fontMetrics().lineSpacing(), "three lines");
    QVERIFY2(editor->minimumSizeHint().width() <= 220, "its buttons make the form too wide");
    edit->setPlainText(u"short"_s);
    QTRY_VERIFY(edit->height() < needed());
    QCOMPARE(*editor->pending(), Value("short"));
    editor->findChild<QPushButton *>(u"field.description.unset"_s)->click();
    QCOMPARE(*editor->pending(), Value());
    QVERIFY(makeFieldEditor(description, Value("short"), &inspector.host)
                ->findChild<QLineEdit *>(u"field.description.edit"_s));
}

void InspectorTest::timesAreEditedAsTheyAreShown()
{
    const QByteArray before = qgetenv("TZ");
    qputenv("TZ", "Europe/Berlin");
    tzset();
    FieldDef field;
    field.name = "at";
    field.type = FieldType::DateTime;
    QWidget host;
    LineFieldEditor editor(field, &host);
    const Value stored(DateTime{1'714'557'600'250}); // 2024-05-01T10:00:00.250Z
    editor.setValues(stored, std::nullopt);
    auto *edit = editor.findChild<QLineEdit *>(u"field.at.edit"_s);
    QCOMPARE(edit->text(), u"2024-05-01 12:00:00.250"_s);
    QVERIFY(edit->toolTip().contains(u"10:00:00.250 UTC"_s));
    const auto type = [&](const QString &text) {
        edit->setText(text);
        Q_EMIT edit->textEdited(text);
        return editor.problem().isEmpty() ? editor.pending().value_or(stored) : Value();
    };
    QCOMPARE(type(u"2024-05-01 12:00:00.250"_s), stored);
    QCOMPARE(type(u"2024-05-01 13:00"_s), Value(DateTime{1'714'561'200'000}));
    QCOMPARE(type(u"2024-05-01T13:00:00"_s), Value(DateTime{1'714'561'200'000}));
    QCOMPARE(type(u"2024-05-01T11:00:00Z"_s), Value(DateTime{1'714'561'200'000}));
    QCOMPARE(type(u"2024-05-01"_s), Value(DateTime{1'714'514'400'000}));
    QCOMPARE(type(u"soon"_s), Value());
    qputenv("TZ", before);
    tzset();
}

void InspectorTest::withoutChangesTheHistorySaysSo()
{
    Inspector inspector;
    inspector.show("product", 7);
    QTRY_VERIFY(inspector.line("title"));
    inspector.find<QTabWidget>("inspector.tabs")->setCurrentIndex(2);
    const auto *history = inspector.view.findChild<HistoryView *>();
    const auto *state = history->findChild<PageStateView *>();
    QTRY_COMPARE(state->titleText(), u"Not changed yet"_s);
    QVERIFY(state->isVisible());
    inspector.fixture.engine->fakeHistories.failures["timeline"] =
        Error("SYNC_STORAGE", "The disk is broken.");
    inspector.find<QTabWidget>("inspector.tabs")->setCurrentIndex(0);
    inspector.find<QTabWidget>("inspector.tabs")->setCurrentIndex(2);
    QTRY_COMPARE(state->bodyText(), u"The disk is broken."_s);
}

void InspectorTest::onlyEditedFieldsAreSent()
{
    Inspector inspector;
    inspector.show("product", 1);
    QTRY_VERIFY(inspector.line("title"));
    inspector.type("title", u"Tin mug"_s);
    inspector.type("inventory", u"9007199254740993"_s);
    auto *status = inspector.find<QComboBox>("field.status.edit");
    status->setCurrentText(u"Draft"_s);
    Q_EMIT status->activated(status->currentIndex());
    inspector.find<QPushButton>("inspector.apply")->click();
    FakeEngine &engine = *inspector.fixture.engine;
    QCOMPARE(engine.fakeEdits.requests.size(), 1U);
    const RecordEdit &edit = engine.fakeEdits.requests.front().edits.front();
    QVERIFY(edit.kind == RecordEdit::Kind::Update);
    QCOMPARE(edit.model, std::string("product"));
    QCOMPARE(raw(edit.record), 1);
    QCOMPARE(edit.fields.size(), 3U);
    QCOMPARE(edit.fields.at("title").stringOr(), std::string("Tin mug"));
    QCOMPARE(edit.fields.at("inventory").intOr(), std::int64_t{9'007'199'254'740'993});
    QCOMPARE(edit.fields.at("status").stringOr(), std::string("draft"));
    QCOMPARE(edit.expected.at("title").stringOr(), std::string("Enamel mug, small"));
    QTRY_COMPARE(inspector.title(), u"Tin mug"_s);
    QTRY_VERIFY(inspector.find<QWidget>("inspector.editBar")->isHidden());
    QVERIFY(PendingEdits::of(&inspector.fixture.session).isEmpty(u"product"_s));
}

void InspectorTest::badInputIsMarkedAndNotSent_data()
{
    QTest::addColumn<QString>("field");
    QTest::addColumn<QString>("text");
    QTest::newRow("a word where a number belongs") << u"price"_s << u"cheap"_s;
    QTest::newRow("a fraction where whole numbers belong") << u"inventory"_s << u"1.5"_s;
}

void InspectorTest::badInputIsMarkedAndNotSent()
{
    QFETCH(const QString, field);
    QFETCH(const QString, text);
    Inspector inspector;
    inspector.show("product", 1);
    QTRY_VERIFY(inspector.line("title"));
    inspector.type(qPrintable(field), text);
    QVERIFY(inspector.line(qPrintable(field))->property("invalid").toBool());
    QVERIFY(
        !inspector.view.findChild<QLabel *>(u"field."_s + field + u".problem"_s)->text().isEmpty());
    QVERIFY(!inspector.find<QPushButton>("inspector.apply")->isEnabled());
    inspector.view.record()->apply();
    QVERIFY(inspector.fixture.engine->fakeEdits.requests.empty());
}

void InspectorTest::refusalsAreShownAtTheirFields()
{
    Inspector inspector;
    inspector.show("product", 1);
    QTRY_VERIFY(inspector.line("title"));
    FakeEngine &engine = *inspector.fixture.engine;
    engine.actionOutcomeIsSet = true;
    Error invalid(errc::invalidRecord, "The record is not valid.");
    invalid.fields = {{"title", "is taken already"}};
    engine.nextOutcome.errors = {invalid};
    inspector.type("title", u"Oak board"_s);
    inspector.view.record()->apply();
    QTRY_COMPARE(inspector.find<QLabel>("field.title.problem")->text(), u"is taken already"_s);
    QCOMPARE(inspector.find<Banner>("inspector.banner")->text(), u"The record is not valid."_s);
    QCOMPARE(inspector.line("title")->text(), u"Oak board"_s);
    QVERIFY(inspector.fixture.prompter.errors.empty());
    engine.actionOutcomeIsSet = false;
    inspector.type("title", u"Oak board 2"_s);
    inspector.find<QPushButton>("inspector.apply")->click();
    QTRY_COMPARE(inspector.title(), u"Oak board 2"_s);
}

void InspectorTest::discardForgets()
{
    Inspector inspector;
    inspector.show("product", 1);
    QTRY_VERIFY(inspector.line("title"));
    inspector.type("title", u"x"_s);
    inspector.find<QPushButton>("inspector.discard")->click();
    QCOMPARE(inspector.line("title")->text(), u"Enamel mug, small"_s);
    QVERIFY(inspector.find<QWidget>("inspector.editBar")->isHidden());
}

void InspectorTest::editsSurviveLookingAtAnotherRecord()
{
    Inspector inspector;
    inspector.show("product", 1);
    QTRY_VERIFY(inspector.line("title"));
    inspector.type("title", u"Tin mug"_s);
    inspector.show("product", 2);
    QTRY_COMPARE(inspector.title(), u"Linen apron, large"_s);
    QVERIFY(inspector.find<QWidget>("inspector.editBar")->isHidden());
    inspector.show("product", 1);
    QTRY_COMPARE(inspector.line("title")->text(), u"Tin mug"_s);
    QVERIFY(!inspector.find<QWidget>("inspector.editBar")->isHidden());
}

void InspectorTest::longValuesAreNeverWrittenBackShortened()
{
    auto engine = makeFakeShop();
    engine->tables["product"].rows[0].fields.set("description", Value(std::string(1'000'000, 'x')));
    Inspector inspector(engine);
    inspector.show("product", 1);
    QTRY_VERIFY(inspector.find<QPlainTextEdit>("field.description.edit"));
    auto *text = inspector.find<QPlainTextEdit>("field.description.edit");
    QVERIFY(text->isReadOnly());
    QCOMPARE_LT(text->toPlainText().size(), 600);
    QVERIFY(!inspector.find<QPushButton>("field.description.open")->isHidden());
    inspector.type("title", u"Tin mug"_s);
    inspector.view.record()->apply();
    QVERIFY(!engine->fakeEdits.requests.front().edits.front().fields.contains("description"));
}

void InspectorTest::relationshipsAreFollowedAndComeBack()
{
    Inspector inspector;
    inspector.show("order", 3);
    QTRY_VERIFY(inspector.find<QPushButton>("field.customer.follow"));
    QVERIFY(inspector.find<QToolButton>("inspector.back")->parentWidget()->isHidden());
    inspector.find<QPushButton>("field.customer.follow")->click();
    QTRY_COMPARE(inspector.find<QLabel>("inspector.subtitle")->text(),
                 u"customer · id 3 · from shop"_s);
    QTRY_VERIFY(inspector.find<QPushButton>("related.order.3"));
    QVERIFY(!inspector.find<QToolButton>("inspector.back")->parentWidget()->isHidden());
    QSignalSpy opened(&inspector.view, &InspectorView::openRequested);
    inspector.find<QPushButton>("related.order.all")->click();
    QCOMPARE(opened.constFirst().constFirst().value<DocumentRef>().detail, u"customer==3"_s);
    QTest::keyClick(&inspector.view, Qt::Key_Backspace);
    QTRY_COMPARE(inspector.find<QLabel>("inspector.subtitle")->text(),
                 u"order · id 3 · from shop"_s);
}

void InspectorTest::jsonAndHistoryTabs()
{
    Inspector inspector;
    inspector.show("product", 1);
    QTRY_VERIFY(inspector.line("title"));
    auto *tabs = inspector.find<QTabWidget>("inspector.tabs");
    tabs->setCurrentIndex(1);
    QVERIFY(inspector.find<QPlainTextEdit>("inspector.json")
                ->toPlainText()
                .contains(u"\"title\": \"Enamel mug, small\""_s));
    tabs->setCurrentIndex(2);
    auto *history = inspector.find<QTreeView>("inspector.history");
    QTRY_COMPARE(history->model()->rowCount(), 5);
    const QAbstractItemModelTester tester(history->model());
    const QModelIndex first = history->model()->index(0, 0);
    QCOMPARE(first.data().toString(), u"price changed"_s);
    QCOMPARE(first.data(HistoryModel::DetailRole).toString(),
             u"8 min ago · Sync of shop (schedule) · run 42"_s);
    Q_EMIT history->activated(first);
    QCOMPARE(inspector.view.target(), InspectTarget::ofRun(RunId{42}));
}

void InspectorTest::actionsRunFromTheMenu()
{
    Inspector inspector;
    inspector.show("order", 2);
    QTRY_VERIFY(inspector.line("number"));
    const std::unique_ptr<QMenu> menu(inspector.view.record()->makeActionMenu());
    auto *flag = menu->findChild<QAction *>(u"recordAction.flagLarge"_s);
    QVERIFY(flag);
    flag->trigger();
    QCOMPARE(inspector.fixture.engine->actionCalls.back().action, std::string("order.flagLarge"));
    QCOMPARE(inspector.fixture.engine->actionCalls.back().id, std::string("2"));
    QTRY_VERIFY(inspector.find<Banner>("inspector.banner")->text().contains(u"order.flagLarge"_s));
}

void InspectorTest::deletingAsksFirst()
{
    Inspector inspector;
    inspector.show("order", 2);
    QTRY_VERIFY(inspector.line("number"));
    const std::unique_ptr<QMenu> menu(inspector.view.record()->makeActionMenu());
    auto *remove = menu->findChild<QAction *>(u"recordAction.delete"_s);
    remove->trigger();
    QCOMPARE(inspector.fixture.prompter.questions.size(), 1U);
    QVERIFY(inspector.fixture.prompter.questions.front().destructive);
    QVERIFY(inspector.fixture.engine->actionCalls.empty());
    inspector.fixture.prompter.answers = {Answer::DoIt};
    remove->trigger();
    QCOMPARE(inspector.fixture.engine->actionCalls.size(), 1U);
}

void InspectorTest::aMissingRecordSaysSo()
{
    Inspector inspector;
    inspector.show("product", 99'999);
    auto *state = inspector.view.record()->findChild<PageStateView *>();
    QTRY_COMPARE(state->bodyText(), u"There is no product with the id 99999."_s);
    inspector.show("nothing", 1);
    QCOMPARE(state->bodyText(), u"The project has no model nothing."_s);
}

void InspectorTest::readOnlyProjectsAreNotEdited()
{
    auto engine = makeFakeShop();
    engine->readOnly = true;
    Inspector inspector(engine);
    inspector.show("product", 1);
    QTRY_VERIFY(inspector.line("title"));
    QVERIFY(inspector.line("title")->isReadOnly());
    QVERIFY(!inspector.find<QComboBox>("field.status.edit")->isEnabled());
}

void InspectorTest::runsShowWhatHappened()
{
    Inspector inspector;
    inspector.view.show(InspectTarget::ofRun(RunId{42}));
    QTRY_COMPARE(inspector.find<QLabel>("run.title")->text(), u"Sync of shop"_s);
    QCOMPARE(inspector.find<QLabel>("run.state")->text(), u"completed with errors"_s);
    QSignalSpy logs(&inspector.view, &InspectorView::logsRequested);
    inspector.find<QPushButton>("run.logs")->click();
    QCOMPARE(logs.constFirst().constFirst().toLongLong(), 42);
    inspector.view.show(InspectTarget::ofRun(RunId{44}));
    QTRY_COMPARE(
        inspector.find<QLabel>("run.error")->text(),
        u"attempt to index a nil value (field 'price')\nmodels/product/publish/check.lua:12"_s);
    inspector.find<QPushButton>("run.record")->click();
    QCOMPARE(inspector.view.target(), InspectTarget::ofRecord(u"product"_s, RecordId{7}));
    inspector.fixture.engine->setRun(runningSync());
    inspector.view.show(InspectTarget::ofRun(RunId{45}));
    QTRY_COMPARE(inspector.find<QLabel>("run.state")->text(), u"running"_s);
    inspector.find<QPushButton>("run.cancel")->click();
    QCOMPARE(inspector.fixture.engine->cancelled, std::vector<RunId>{RunId{45}});
    QTRY_COMPARE(inspector.find<QLabel>("run.state")->text(), u"cancelled"_s);
}

QTEST_MAIN(InspectorTest)
#include "InspectorTest.moc"
