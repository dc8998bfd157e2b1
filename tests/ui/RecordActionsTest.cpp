#include "ui/records/RecordActions.h"
#include "tests/ui/UiFixture.h"
#include "ui/inspector/FieldEditor.h"
#include "ui/inspector/RecordForm.h"
#include "ui/records/NewRecordDialog.h"
#include "ui/records/RecordGridView.h"
#include "ui/records/RecordSource.h"
#include "ui/records/RecordsPage.h"
#include "ui/widget/Banner.h"
#include "ui/widget/PageStateView.h"

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace syncline;
using namespace syncline::ui;
using namespace Qt::StringLiterals;

namespace {

/** A page of products with the keyboard in its grid. */
struct Page
{
    explicit Page(std::shared_ptr<FakeEngine> with = makeFakeShop(),
                  const QString &model = u"product"_s)
        : fixture(std::move(with))
    {
        DocumentRef ref;
        ref.name = model;
        page = std::make_unique<RecordsPage>(ref, fixture.context(), &host);
        page->resize(1000, 600);
        host.resize(1000, 600);
        host.show();
        page->show();
        page->focusContent();
    }
    [[nodiscard]] bool isReady() const
    {
        const RecordSource *source = page->grid()->source();
        return source->state() == RecordSource::State::Ready &&
               (source->rowCount() == 0 || source->row(page->grid()->currentRow()) != nullptr);
    }
    [[nodiscard]] NewRecordDialog *form() const { return page->findChild<NewRecordDialog *>(); }
    [[nodiscard]] QAction *action(const char *id) const { return fixture.actions.action(id); }
    [[nodiscard]] FakeEngine &engine() const { return *fixture.engine; }
    [[nodiscard]] std::int64_t currentId() const
    {
        return raw(page->grid()->source()->row(page->grid()->currentRow())->id);
    }

    UiFixture fixture;
    QWidget host; ///< Without a layout: the offscreen platform warns of windows with size limits.
    std::unique_ptr<RecordsPage> page;
};

void type(QWidget *in, const char *field, const QString &text)
{
    auto *edit = in->findChild<QLineEdit *>(u"field."_s + QString::fromLatin1(field) + u".edit"_s);
    QVERIFY2(edit, field);
    edit->selectAll();
    QTest::keyClicks(edit, text);
}

QAction *itemOf(const QMenu *menu, const QString &name)
{
    for (QAction *item : menu->actions()) {
        if (item->objectName() == name)
            return item;
    }
    return nullptr;
}

} // namespace

class RecordActionsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aRecordIsMadeByTheCreateAction();
    void inputsOfTheCreateActionStandBesideTheFields();
    void whatIsRefusedIsShownAtItsField();
    void aFormWithTextIsNotClosedByAccident();
    void deletingAsksAndStaysInPlace();
    void aBulkIsRunOnAllThatIsSelected();
    void aBulkCanBeStopped();
    void whatCannotRunSaysWhy();
    void aReadOnlyProjectOffersNothing();
    void anEmptyModelOffersItsBeginning();
};

void RecordActionsTest::aRecordIsMadeByTheCreateAction()
{
    Page shown;
    QTRY_VERIFY(shown.isReady());
    QSignalSpy inspected(shown.page.get(), &DocumentPage::inspectRequested);
    QTest::keyClick(shown.page->grid(), Qt::Key_N, Qt::ControlModifier);
    NewRecordDialog *form = shown.form();
    QVERIFY(form && form->isVisible());
    const auto *fields = form->findChild<RecordForm *>();
    QVERIFY(fields->editor(u"title"_s) && fields->editor(u"attributes"_s));
    QVERIFY(form->findChild<QComboBox *>(u"field.status.edit"_s)); // by its type
    type(form, "price", u"cheap"_s);
    QVERIFY(!form->findChild<QPushButton *>(u"newRecord.create"_s)->isEnabled());
    type(form, "price", u"12.5"_s);
    type(form, "title", u"Tin cup"_s);
    QTRY_VERIFY(form->isActiveWindow());
    QTest::keyClick(form, Qt::Key_Return, Qt::ControlModifier);
    QTRY_COMPARE(shown.engine().actionCalls.size(), std::size_t(1));
    const ActionCall &call = shown.engine().actionCalls.back();
    QCOMPARE(call.action, std::string("product.create"));
    const ValueObject expected{{"title", Value("Tin cup")}, {"price", Value(12.5)}};
    QVERIFY(call.params.at("product").identicalTo(Value(expected))); // nothing that was not typed
    QTRY_VERIFY(!shown.form());
    const auto last = inspected.back().front().value<InspectTarget>();
    QCOMPARE(last.record, RecordId{1241});
    QTRY_COMPARE(shown.page->grid()->source()->rowCount(), 1241);
    QTRY_VERIFY(shown.isReady());
    QCOMPARE(inspected.back().front().value<InspectTarget>().record, RecordId{1241});
}

void RecordActionsTest::inputsOfTheCreateActionStandBesideTheFields()
{
    auto engine = makeFakeShop();
    ProjectDef def = engine->def;
    for (auto &action : def.actions) {
        if (action->fullName() != "product.create")
            continue;
        auto with = std::make_shared<ActionDef>(*action);
        with->isDefault = false;
        with->params.set("notify", Value(ValueObject{{"type", "boolean"}}));
        with->params.set("copies", Value(ValueObject{{"type", "integer"}}));
        action = with;
    }
    engine->setProject(def);
    Page shown(engine);
    QTRY_VERIFY(shown.isReady());
    shown.action("records.new")->trigger();
    type(shown.form(), "copies", u"1.5"_s);
    QVERIFY(!shown.form()->findChild<QPushButton *>(u"newRecord.create"_s)->isEnabled());
    type(shown.form(), "copies", u"3"_s);
    shown.form()->create();
    QTRY_COMPARE(shown.engine().actionCalls.size(), std::size_t(1));
    QVERIFY(shown.engine().actionCalls.back().params.at("copies").identicalTo(Value(3)));
    QVERIFY(!shown.engine().actionCalls.back().params.contains("notify"));
}

void RecordActionsTest::whatIsRefusedIsShownAtItsField()
{
    Page shown;
    QTRY_VERIFY(shown.isReady());
    Error refused("GGT_INVALID_RECORD", "The record is not valid: title is required.");
    refused.fields = {{"title", "is required"}};
    shown.engine().nextOutcome.errors = {refused};
    shown.engine().actionOutcomeIsSet = true;
    shown.action("records.new")->trigger();
    type(shown.form(), "price", u"3"_s);
    shown.form()->create();
    const auto *problem = shown.form()->findChild<QLabel *>(u"field.title.problem"_s);
    QTRY_COMPARE(problem->text(), u"is required"_s);
    QVERIFY(problem->isVisible());
    QVERIFY(shown.form()->findChild<Banner *>(u"newRecord.banner"_s)->text().contains(u"title"_s));
    QCOMPARE(shown.form()->findChild<QLineEdit *>(u"field.price.edit"_s)->text(), u"3"_s);
    shown.engine().actionOutcomeIsSet = false;
    type(shown.form(), "title", u"Tin cup"_s);
    QVERIFY(!problem->isVisible());
    shown.form()->create();
    QTRY_VERIFY(!shown.form());
}

void RecordActionsTest::aFormWithTextIsNotClosedByAccident()
{
    Page shown;
    QTRY_VERIFY(shown.isReady());
    shown.action("records.new")->trigger();
    QTest::keyClick(shown.form(), Qt::Key_Escape);
    QTRY_VERIFY(!shown.form()); // nothing to lose
    shown.action("records.new")->trigger();
    type(shown.form(), "title", u"Tin cup"_s);
    QTest::keyClick(shown.form(), Qt::Key_Escape);
    QCOMPARE(shown.fixture.prompter.questions.size(), std::size_t(1));
    QVERIFY(shown.form() && shown.form()->isVisible());
    shown.fixture.prompter.answers = {Answer::DoIt};
    QTest::keyClick(shown.form(), Qt::Key_Escape);
    QTRY_VERIFY(!shown.form());
    QVERIFY(shown.engine().actionCalls.empty());
}

void RecordActionsTest::deletingAsksAndStaysInPlace()
{
    Page shown;
    QTRY_VERIFY(shown.isReady());
    shown.page->grid()->setCurrent(700, 1);
    QTRY_VERIFY(shown.isReady());
    QAction *remove = itemOf(shown.page->makeActionMenu(), u"recordAction.delete"_s);
    remove->trigger();
    QCOMPARE(shown.fixture.prompter.questions.size(), std::size_t(1));
    QVERIFY(shown.fixture.prompter.questions.back().destructive);
    QVERIFY(shown.fixture.prompter.questions.back().text.contains(u"701"_s));
    QVERIFY(shown.engine().actionCalls.empty()); // the safe answer did nothing
    shown.fixture.prompter.answers = {Answer::DoIt};
    remove->trigger();
    QTRY_COMPARE(shown.page->grid()->source()->rowCount(), 1239);
    QCOMPARE(shown.engine().actionCalls.back().action, std::string("product.delete"));
    QCOMPARE(shown.engine().actionCalls.back().id, std::string("701"));
    QTRY_VERIFY(shown.isReady());
    QCOMPARE(shown.page->grid()->currentRow(), 700);
    QCOMPARE(shown.currentId(), 702); // the next one took its place
}

void RecordActionsTest::aBulkIsRunOnAllThatIsSelected()
{
    Page shown;
    QTRY_VERIFY(shown.isReady());
    QSignalSpy logs(shown.page.get(), &DocumentPage::logsRequested);
    shown.page->grid()->setCurrent(10, 1);
    for (int i = 0; i < 249; ++i) // beyond the page of rows that is loaded
        QTest::keyClick(shown.page->grid(), Qt::Key_Down, Qt::ShiftModifier);
    shown.fixture.prompter.answers = {Answer::DoIt};
    itemOf(shown.page->makeActionMenu(), u"recordAction.publish"_s)->trigger();
    QTRY_COMPARE(shown.engine().actionCalls.size(), std::size_t(250));
    QCOMPARE(shown.engine().actionCalls.front().id, std::string("11"));
    QCOMPARE(shown.engine().actionCalls.back().id, std::string("260"));
    const auto *outcome = shown.page->findChild<Banner *>(u"records.outcome"_s);
    QTRY_COMPARE(outcome->text(), u"product.publish succeeded on 250 records"_s);
    outcome->findChild<QPushButton *>(u"records.outcome.second"_s)->click();
    QCOMPARE(logs.count(), 1);
    QVERIFY(logs.front().front().toLongLong() > 0);

    shown.page->grid()->selectAll(); // 1,240
    itemOf(shown.page->makeActionMenu(), u"recordAction.publish"_s)->trigger();
    QCOMPARE(shown.fixture.prompter.informed.size(), std::size_t(1));
    QCOMPARE(shown.engine().actionCalls.size(), std::size_t(250));
}

void RecordActionsTest::aBulkCanBeStopped()
{
    Page shown;
    QTRY_VERIFY(shown.isReady());
    RecordActions actions(shown.fixture.context(), u"product"_s, shown.page.get());
    QSignalSpy finished(&actions, &RecordActions::finished);
    connect(&actions, &RecordActions::progressed, this,
            [&actions](const QString & /*action*/, int done, int /*all*/) {
                if (done == 3)
                    actions.cancel();
            });
    actions.run("product.publish", std::vector<RecordId>(20, RecordId{1}));
    QTRY_COMPARE(finished.count(), 1);
    QCOMPARE(finished.front().at(1).toInt(), 4); // the one under way is finished
    QCOMPARE(shown.engine().actionCalls.size(), std::size_t(4));
}

void RecordActionsTest::whatCannotRunSaysWhy()
{
    auto engine = makeFakeShop();
    engine->refusals["product.publish"] =
        Error(errc::preconditionFailed, "The precondition has-price.lua does not hold.");
    engine->refusals["product.delete"] = Error(errc::preconditionFailed, "It is still sold.");
    ProjectDef def = engine->def;
    for (auto &action : def.actions) {
        if (action->fullName() != "product.delete")
            continue;
        auto with = std::make_shared<ActionDef>(*action);
        with->isDefault = false;
        with->preconditions.push_back({{}, "models/product/delete/unsold.lua", {}});
        action = with;
    }
    engine->setProject(def);
    Page shown(engine);
    QTRY_VERIFY(shown.isReady());
    QTRY_VERIFY(!shown.action("records.delete")->isEnabled());
    QVERIFY(shown.action("records.delete")->toolTip().contains(u"still sold"_s));
    QMenu menu;
    RecordActions actions(shown.fixture.context(), u"product"_s, shown.page.get());
    actions.fillMenu(&menu, ActionTargets::of(RecordId{1}));
    QAction *publish = itemOf(&menu, u"recordAction.publish"_s);
    QVERIFY(publish->isEnabled());
    QTRY_VERIFY(!publish->isEnabled());
    QVERIFY(publish->toolTip().contains(u"has-price.lua"_s));
    QVERIFY(publish->statusTip().contains(u"has-price.lua"_s));
    QVERIFY(menu.toolTipsVisible());
    QVERIFY(itemOf(&menu, u"recordAction.changePrice"_s)->isEnabled());
}

void RecordActionsTest::aReadOnlyProjectOffersNothing()
{
    auto engine = makeFakeShop();
    engine->readOnly = true;
    Page shown(engine);
    QTRY_VERIFY(shown.isReady());
    for (const char *id : {"records.new", "records.delete", "records.actions"}) {
        QVERIFY2(!shown.action(id)->isEnabled(), id);
        QVERIFY2(shown.action(id)->toolTip().contains(u"read-only"_s), id);
    }
}

void RecordActionsTest::anEmptyModelOffersItsBeginning()
{
    auto engine = makeEmptyShop();
    ProjectDef def = engine->def;
    for (auto &model : def.models) {
        if (model->name != "customer")
            continue;
        auto own = std::make_shared<ModelDef>(*model);
        own->source = {};
        model = own;
    }
    engine->setProject(def);
    Page synced(engine);
    const auto *state = synced.page->findChild<PageStateView *>();
    QTRY_COMPARE(state->titleText(), u"No product yet"_s);
    state->findChild<QPushButton *>(u"pageState.button"_s)->click();
    QTRY_COMPARE(synced.engine().syncRequests.size(), std::size_t(1));
    QCOMPARE(synced.engine().syncRequests.back().connection, std::string("shop"));

    Page own(engine, u"customer"_s);
    state = own.page->findChild<PageStateView *>();
    QTRY_COMPARE(state->titleText(), u"No customer yet"_s);
    state->findChild<QPushButton *>(u"pageState.button"_s)->click();
    QVERIFY(own.form());
}

QTEST_MAIN(RecordActionsTest)
#include "RecordActionsTest.moc"
