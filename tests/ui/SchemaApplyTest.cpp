#include "tests/support/StdToString.h"
#include "tests/ui/ShownSchema.h"
#include "ui/base/Text.h"
#include "ui/schema/RecordCheckView.h"

#include <QSignalSpy>
#include <QTreeWidget>

using namespace syncline;
using namespace syncline::ui;
using namespace Qt::StringLiterals;

namespace {

SchemaStep losing(const char *summary, std::int64_t lost)
{
    SchemaStep step;
    step.kind = SchemaStep::Kind::RemoveField;
    step.summary = summary;
    step.sql = {"ALTER TABLE m_product DROP COLUMN f_sku"};
    step.rowsTouched = 1240;
    step.rowsLost = lost;
    step.lossExamples = {"record 12: \"SKU-10011\""};
    return step;
}

} // namespace

/** What becomes of the edits of a schema: applied, taken back, kept, and set against others'. */
class SchemaApplyTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void applyingWithoutLossAsksNothing();
    void lossIsAskedInNumbers();
    void whatIsBlockedIsNotApplied();
    void aChangeIsTakenBack();
    void othersChangesAreTold();
    void editsSurviveARestart();
    void aNewModelIsMade();
    void recordsAreChecked();
    void nothingChangesWhereOneOnlyReads();
};

void SchemaApplyTest::applyingWithoutLossAsksNothing()
{
    ShownSchema shown;
    SchemaStep step;
    step.summary = "Add the field shade to product";
    shown.schemas().plan.steps = {step};
    shown.schemas().plan.estimatedMs = 1200;
    shown.page->table()->add();
    shown.type(u"field.identity.name"_s, u"shade"_s);
    QTRY_VERIFY(shown.summary().contains(u"Add the field shade"_s));
    QCOMPARE(shown.find<QTreeWidget>(u"plan.steps"_s)->topLevelItemCount(), 1);
    shown.trigger("schema.apply");
    QTRY_VERIFY(!shown.document()->isApplying() && !shown.page->isModified());
    QVERIFY(shown.fixture.prompter.questions.empty());
    QVERIFY(shown.schemas().changes[0].second == Confirm::No);
    QVERIFY(shown.model().findField("shade"));
    QVERIFY(shown.banner()->isVisible());
    QVERIFY(!shown.document()->steps()->canUndo());
}

void SchemaApplyTest::lossIsAskedInNumbers()
{
    ShownSchema shown;
    shown.schemas().plan.steps = {losing("Remove the field featured; 930 values", 930)};
    shown.schemas().plan.backupBytes = 12'000'000;
    shown.select("featured");
    shown.page->table()->remove(shown.page->table()->currentRow());
    shown.trigger("schema.apply"); // the fake says no
    QTRY_COMPARE(shown.fixture.prompter.questions.size(), std::size_t(1));
    const Question &question = shown.fixture.prompter.questions[0];
    QVERIFY(question.destructive);
    QVERIFY(question.text.contains(u"930"_s) && question.doIt.contains(u"930"_s));
    QVERIFY(shown.schemas().changes.empty());
    QVERIFY(shown.page->isModified());
    shown.fixture.prompter.answers = {Answer::DoIt};
    shown.trigger("schema.apply");
    QTRY_COMPARE(shown.schemas().changes.size(), std::size_t(1));
    QVERIFY(shown.schemas().changes[0].second == Confirm::Yes);
    QTRY_VERIFY(!shown.model().findField("featured"));
}

void SchemaApplyTest::whatIsBlockedIsNotApplied()
{
    ShownSchema shown;
    SchemaStep step = losing("sku becomes unique", 0);
    step.blocker = "\"SKU-1\" stands in 2 records";
    shown.schemas().plan.steps = {step};
    shown.select("sku");
    shown.click(u"field.value.unique"_s);
    shown.trigger("schema.apply");
    QTRY_VERIFY(shown.banner()->isVisible());
    QVERIFY(shown.banner()->text().contains(u"SKU-1"_s));
    QVERIFY(shown.schemas().changes.empty());
    shown.schemas().plan.steps.clear();
    shown.schemas().failures["apply"] = Error(errc::storage, "The disk is full.");
    shown.type(u"field.identity.comment"_s, u"kept"_s);
    shown.trigger("schema.apply");
    QTRY_VERIFY(shown.banner()->text().contains(u"disk is full"_s));
    QVERIFY(shown.page->isModified()); // nothing is lost of what was edited
}

void SchemaApplyTest::aChangeIsTakenBack()
{
    ShownSchema shown;
    SchemaChangeInfo last;
    last.summary = "Removed the field shade";
    shown.schemas().last = last;
    shown.schemas().undoPlan.steps = {losing("shade comes back; 2 values since are lost", 2)};
    shown.document()->askLastChange();
    QTRY_VERIFY(shown.fixture.actions.action("schema.undoLast")->isEnabled());
    shown.fixture.prompter.answers = {Answer::DoIt};
    shown.trigger("schema.undoLast");
    QTRY_COMPARE(shown.schemas().undos.size(), std::size_t(1));
    QVERIFY(shown.schemas().undos[0] == Confirm::Yes);
    QVERIFY(shown.fixture.prompter.questions[0].text.contains(toQString(last.summary)));
    QTRY_VERIFY(!shown.fixture.actions.action("schema.undoLast")->isEnabled());
}

void SchemaApplyTest::othersChangesAreTold()
{
    ShownSchema shown;
    const auto changeOutside = [&shown](const char *comment) {
        ProjectDef def = shown.fixture.engine->def;
        for (auto &model : def.models) {
            if (model->name != "product")
                continue;
            auto other = std::make_shared<ModelDef>(*model);
            other->comment = comment;
            model = other;
        }
        shown.fixture.engine->setProject(def);
    };
    changeOutside("first");
    QCOMPARE(shown.model().comment, std::string("first")); // nothing was edited: taken
    QVERIFY(!shown.banner()->isVisible());
    shown.select("featured");
    shown.click(u"field.value.required"_s);
    changeOutside("second");
    QVERIFY(shown.banner()->isVisible());
    QVERIFY(shown.field("featured").required);
    Q_EMIT shown.banner()->secondButtonClicked(); // keep mine
    QVERIFY(shown.page->isModified());
    QCOMPARE(shown.model().comment, std::string("first"));
    changeOutside("third");
    Q_EMIT shown.banner()->buttonClicked(); // take theirs
    QCOMPARE(shown.model().comment, std::string("third"));
    QVERIFY(!shown.page->isModified());
}

void SchemaApplyTest::editsSurviveARestart()
{
    ShownSchema shown;
    shown.select("featured");
    shown.type(u"field.identity.name"_s, u"two words"_s);
    shown.open(u"product"_s); // as after a crash: what was edited stays with the session
    QCOMPARE(shown.model().fields[5].name, std::string("two words"));
    QVERIFY(shown.page->isModified());
    QVERIFY(shown.banner()->isVisible());
    Q_EMIT shown.banner()->secondButtonClicked();
    QVERIFY(!shown.page->isModified());
    shown.open(u"product"_s);
    QVERIFY(!shown.page->isModified());
}

void SchemaApplyTest::aNewModelIsMade()
{
    ShownSchema shown(u"invoice"_s, u"new"_s);
    QVERIFY(!shown.page->isModified()); // nothing to lose yet
    QCOMPARE(shown.model().plural, std::string("invoices"));
    shown.type(u"model.name"_s, u"product"_s);
    QVERIFY(!shown.find<QLabel>(u"model.name.problem"_s)->isHidden());
    shown.type(u"model.name"_s, u"bill"_s);
    QCOMPARE(shown.model().plural, std::string("bills"));
    shown.trigger("schema.apply");
    QTRY_VERIFY(shown.fixture.engine->project()->findModel("bill"));
    QTRY_COMPARE(shown.page->ref().name, u"bill"_s);
    QVERIFY(shown.schemas().changes[0].first.save[0].storageKey.empty());
    QVERIFY(shown.document()->base());
}

void SchemaApplyTest::recordsAreChecked()
{
    ShownSchema shown;
    QSignalSpy inspected(shown.page.get(), &DocumentPage::inspectRequested);
    shown.trigger("schema.check");
    auto *tree = shown.find<QTreeWidget>(u"recordCheck.failures"_s);
    QVERIFY(tree->isVisible());
    RecordCheck check;
    check.records = 1240;
    check.failing = 3;
    check.failures = {{"title", "required", 3, {{RecordId{12}, "is required"}}}};
    shown.page->findChild<RecordCheckView *>()->showResult(check);
    QCOMPARE(tree->topLevelItemCount(), 1);
    Q_EMIT tree->itemActivated(tree->topLevelItem(0)->child(0), 0);
    QCOMPARE(inspected.count(), 1);
    const auto target = inspected.front().front().value<InspectTarget>();
    QCOMPARE(target.record, RecordId{12});
    QCOMPARE(target.field, u"title"_s);
}

void SchemaApplyTest::nothingChangesWhereOneOnlyReads()
{
    auto engine = makeFakeShop();
    engine->readOnly = true;
    ShownSchema shown(u"product"_s, {}, engine);
    shown.select("featured");
    QTest::keyClick(shown.page->table()->view(), Qt::Key_Delete);
    QTest::keyClick(shown.page->table()->view(), Qt::Key_Insert);
    QCOMPARE(shown.model().fields.size(), std::size_t(10));
    QVERIFY(!shown.find<QWidget>(u"field.value.required"_s)->isEnabled());
    QVERIFY(shown.banner()->isVisible());
    QVERIFY(!shown.fixture.actions.action("schema.apply")->isEnabled());
}

QTEST_MAIN(SchemaApplyTest)
#include "SchemaApplyTest.moc"
