#include "ui/connection/ConnectionPage.h"
#include "tests/ui/UiFixture.h"
#include "ui/connection/FailureModel.h"
#include "ui/connection/NewConnectionDialog.h"
#include "ui/connection/OptionsForm.h"
#include "ui/connection/ProgressView.h"
#include "ui/connection/RunTableModel.h"
#include "ui/connection/SyncTab.h"
#include "ui/widget/Banner.h"
#include "ui/widget/PageStateView.h"

#include <QAbstractItemModelTester>
#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTabWidget>
#include <QTableView>
#include <QTest>
#include <QTreeView>
#include <QTreeWidget>

using namespace syncline;
using namespace syncline::ui;
using namespace Qt::StringLiterals;

namespace {
struct Page
{
    explicit Page(const QString &name = u"shop"_s, const QString &kind = {},
                  std::shared_ptr<FakeEngine> engine = makeFakeShop())
        : fixture(std::move(engine))
    {
        DocumentRef ref;
        ref.kind = DocumentRef::Kind::Connection;
        ref.name = name;
        ref.detail = kind;
        page = std::make_unique<ConnectionPage>(ref, fixture.context(), &host);
        page->resize(1000, 700);
        host.resize(1000, 700);
        host.show();
        page->show();
    }
    template <typename T>
    T *find(const char *name) const
    {
        return page->findChild<T *>(QString::fromLatin1(name));
    }
    void trigger(const char *action) const { fixture.actions.action(action)->trigger(); }

    UiFixture fixture;
    QWidget host; ///< Without a layout: the offscreen platform warns of windows with size limits.
    std::unique_ptr<ConnectionPage> page;
};
} // namespace

class ConnectionPageTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void optionsFollowTheConnector();
    void secretsAreNeverShownAndOnlySentWhenTyped();
    void missingOptionsAreNamed();
    void numbersAreChecked();
    void savingKeepsWhatWasNotTouched();
    void testingTellsHowItWent();
    void syncSendsWhatWasChosen();
    void aSinceThatIsNoTimeIsRefused();
    void progressIsLiveAndCanBeCancelled();
    void aSyncWithoutNewsSaysSo();
    void deletionsWaitForAWord();
    void failuresAreGroupedByReason();
    void historyListsTheRuns();
    void modelsAreProposedBeforeTheyAreWritten();
    void modelsCanBeLeftOut();
    void removingAsksAndClosesThePage();
    void aNewConnectionIsNotThereBeforeSave();
    void theDialogChecksTheName();
    void errorsAndMissingConnectorsSaySo();
};

void ConnectionPageTest::optionsFollowTheConnector()
{
    const Page page;
    QTRY_VERIFY(page.find<QLineEdit>("option.url.edit"));
    QCOMPARE(page.find<QLineEdit>("option.url.edit")->text(), u"http://127.0.0.1:8080"_s);
    QCOMPARE(page.find<QLineEdit>("option.pageSize.edit")->text(), u"200"_s);
    QVERIFY(page.find<QComboBox>("option.order.edit"));
    QVERIFY(page.find<QCheckBox>("option.images.edit"));
    QVERIFY(page.find<QPlainTextEdit>("option.skip.edit"));
    QVERIFY(!page.page->isModified());
}

void ConnectionPageTest::secretsAreNeverShownAndOnlySentWhenTyped()
{
    const Page page;
    QTRY_VERIFY(page.find<QLineEdit>("option.token.edit"));
    auto *token = page.find<QLineEdit>("option.token.edit");
    QCOMPARE(token->echoMode(), QLineEdit::Password);
    QVERIFY(token->text().isEmpty());
    QVERIFY(token->placeholderText().startsWith(u"stored"_s));
    page.page->save();
    QTRY_COMPARE(page.fixture.engine->savedConnections.size(), 1U);
    QVERIFY(page.fixture.engine->savedSecrets.front().empty());
    QTRY_VERIFY(page.find<QLineEdit>("option.token.edit"));
    QTest::keyClicks(page.find<QLineEdit>("option.token.edit"), u"s3cret"_s);
    QVERIFY(page.page->isModified());
    page.page->save();
    QTRY_COMPARE(page.fixture.engine->savedSecrets.size(), 2U);
    QCOMPARE(page.fixture.engine->savedSecrets.back().at("token").stringOr(),
             std::string("s3cret"));
    QVERIFY(!page.fixture.engine->savedConnections.back().options.contains("token"));
}

void ConnectionPageTest::missingOptionsAreNamed()
{
    const Page page;
    QTRY_VERIFY(page.find<QLineEdit>("option.url.edit"));
    page.find<QLineEdit>("option.url.edit")->clear();
    page.page->save();
    QVERIFY(page.fixture.engine->savedConnections.empty());
    QCOMPARE(page.find<Banner>("connection.banner")->text(),
             u"Not saved: Address: This is needed."_s);
    QCOMPARE(page.find<QLabel>("option.url.problem")->text(), u"This is needed."_s);
    QCOMPARE(page.find<QTabWidget>("connection.tabs")->currentIndex(), 1);
}

void ConnectionPageTest::numbersAreChecked()
{
    const Page page;
    QTRY_VERIFY(page.find<QLineEdit>("option.pageSize.edit"));
    for (const QString &bad : {u"many"_s, u"0"_s, u"251"_s}) {
        page.find<QLineEdit>("option.pageSize.edit")->setText(bad);
        page.page->save();
        QVERIFY2(page.fixture.engine->savedConnections.empty(), qPrintable(bad));
    }
    page.find<QLineEdit>("option.pageSize.edit")->setText(u"250"_s);
    page.page->save();
    QTRY_COMPARE(page.fixture.engine->savedConnections.size(), 1U);
    QCOMPARE(page.fixture.engine->savedConnections.front().options.at("pageSize").intOr(), 250);
}

void ConnectionPageTest::savingKeepsWhatWasNotTouched()
{
    auto engine = makeFakeShop();
    ProjectDef def = engine->def;
    auto kept = std::make_shared<ConnectionDef>(*def.connections.front());
    kept->comment = "by hand";
    kept->extra = {{"later", Value(1)}};
    kept->models = {"Product"};
    def.connections.front() = kept;
    engine->setProject(def);
    const Page page(u"shop"_s, {}, engine);
    QTRY_VERIFY(page.find<QLineEdit>("option.url.edit"));
    page.page->save();
    QTRY_COMPARE(engine->savedConnections.size(), 1U);
    QCOMPARE(engine->savedConnections.front().comment, std::string("by hand"));
    QVERIFY(engine->savedConnections.front().extra.contains("later"));
    QCOMPARE(engine->savedConnections.front().models, std::vector<std::string>{"Product"});
}

void ConnectionPageTest::testingTellsHowItWent()
{
    const Page page;
    QTRY_VERIFY(page.find<QLineEdit>("option.url.edit"));
    page.trigger("connection.test");
    QTRY_COMPARE(page.find<Banner>("connection.banner")->text(), u"Connected to shop."_s);
    page.fixture.engine->failures["testConnection"] =
        Error("SYNC_NETWORK", "Nobody answers at %1.", {"127.0.0.1:8080"});
    page.trigger("connection.test");
    QTRY_COMPARE(page.find<Banner>("connection.banner")->text(),
                 u"Nobody answers at 127.0.0.1:8080."_s);
    QVERIFY(page.fixture.prompter.errors.empty());
}

void ConnectionPageTest::syncSendsWhatWasChosen()
{
    const Page page;
    QTRY_VERIFY(page.find<QLineEdit>("option.url.edit"));
    page.find<QComboBox>("sync.mode")->setCurrentIndex(1);
    page.find<QLineEdit>("sync.since")->setText(u"2024-05-01"_s);
    page.find<QCheckBox>("sync.force")->setChecked(true);
    const std::unique_ptr<QMenu> menu(page.find<SyncTab>("sync")->makeModelMenu());
    QCOMPARE(menu->actions().size(), 3);
    menu->actions().constFirst()->setChecked(false); // customer
    page.page->runAction()->trigger();
    const auto &requests = page.fixture.engine->syncRequests;
    QCOMPARE(requests.size(), 1U);
    QCOMPARE(requests.front().connection, std::string("shop"));
    QCOMPARE(requests.front().mode, std::string("full"));
    QCOMPARE(requests.front().since, std::string("2024-05-01T00:00:00.000Z"));
    QVERIFY(requests.front().force);
    QCOMPARE(requests.front().models, (std::vector<std::string>{"order", "product"}));
    QTRY_COMPARE(page.find<QLabel>("sync.current.state")->text(), u"running"_s);
}

void ConnectionPageTest::aSinceThatIsNoTimeIsRefused()
{
    const Page page;
    QTRY_VERIFY(page.find<QLineEdit>("option.url.edit"));
    page.find<QLineEdit>("sync.since")->setText(u"yesterday"_s);
    page.page->runAction()->trigger();
    QVERIFY(page.fixture.engine->syncRequests.empty());
    QVERIFY(page.find<Banner>("sync.banner")->text().contains(u"Since"_s));
}

void ConnectionPageTest::progressIsLiveAndCanBeCancelled()
{
    const Page page;
    QTRY_VERIFY(page.find<QLineEdit>("option.url.edit"));
    RunInfo run = runningSync();
    page.fixture.engine->setRun(run);
    auto *progress = page.find<ProgressView>("progress");
    QCOMPARE(
        progress->lineText(0),
        u"product: 6,162 of 12,402 · 6,120 created · 40 updated · 2 failed · 1.8 k/s · 3.4 s left"_s);
    QCOMPARE(progress->lineText(2),
             u"order: 120 · 120 created · 310/s · waiting for the rate limit"_s);
    run.models[0].counts.created = 9000;
    page.fixture.engine->setRun(run);
    QVERIFY(progress->lineText(0).startsWith(u"product: 9,042 of 12,402"_s));
    page.find<QPushButton>("sync.cancel")->click();
    QCOMPARE(page.fixture.engine->cancelled, std::vector<RunId>{run.id});
    QCOMPARE(page.find<QLabel>("sync.current.state")->text(), u"cancelled"_s);
    QVERIFY(page.find<QPushButton>("sync.cancel")->isHidden());
}

void ConnectionPageTest::aSyncWithoutNewsSaysSo()
{
    const Page page;
    QTRY_VERIFY(page.find<QLineEdit>("option.url.edit"));
    RunInfo run = runningSync();
    for (ModelProgress &model : run.models)
        model.counts = {};
    run.state = RunState::Completed;
    page.fixture.engine->setRun(run);
    QCOMPARE(page.find<ProgressView>("progress")->lineText(0), u"product: 0 · nothing new"_s);
    QVERIFY(page.find<QLabel>("sync.current.note")->text().endsWith(u"nothing new"_s));
    const auto *history = page.find<QTableView>("sync.history")->model();
    QCOMPARE(history->index(0, RunTableModel::ResultColumn).data().toString(), u"nothing new"_s);
}

void ConnectionPageTest::deletionsWaitForAWord()
{
    Page page;
    QTRY_VERIFY(page.find<QLineEdit>("option.url.edit"));
    RunInfo run = runningSync();
    run.state = RunState::NeedsConfirmation;
    run.pendingDeletes = 3214;
    page.fixture.engine->setRun(run);
    auto *banner = page.find<Banner>("sync.banner");
    QVERIFY(banner->text().contains(u"3,214"_s));
    auto *button = page.find<QPushButton>("sync.banner.button");
    button->click();
    QVERIFY(page.fixture.engine->confirmed.empty());
    QVERIFY(page.fixture.prompter.questions.back().text.contains(u"3,214"_s));
    page.fixture.prompter.answers = {Answer::DoIt};
    button->click();
    QCOMPARE(page.fixture.engine->confirmed, std::vector<RunId>{run.id});
}

void ConnectionPageTest::failuresAreGroupedByReason()
{
    FailureModel model;
    const QAbstractItemModelTester tester(&model);
    model.setFailures(makeFakeShop()->failed[42]);
    QCOMPARE(model.rowCount(), 3);
    const QModelIndex first = model.index(0, 0);
    QCOMPARE(first.data().toString(), u"2 × title is missing (product)"_s);
    QCOMPARE(model.rowCount(first), 2);
    QCOMPARE(model.index(1, 0, first).data(FailureModel::PayloadRole).toString(),
             u"{\"id\": 7000018}"_s);

    const Page page;
    QTRY_COMPARE(page.find<QTreeView>("sync.failures")->model()->rowCount(), 3);
    QCOMPARE(page.find<QLabel>("sync.failures.title")->text(), u"Could not be stored: 4"_s);
}

void ConnectionPageTest::historyListsTheRuns()
{
    RunTableModel model;
    const QAbstractItemModelTester tester(&model);
    model.setRuns(makeFakeShop()->runList, FixedClock().now());
    QCOMPARE(model.rowCount(), 30);
    QCOMPARE(model.index(1, RunTableModel::SubjectColumn).data().toString(),
             u"order.flagLarge on 12"_s);
    RunInfo run = runningSync();
    model.merge(run, FixedClock().now());
    QCOMPARE(model.rowCount(), 31);
    run.state = RunState::Completed;
    model.merge(run, FixedClock().now());
    QCOMPARE(model.rowCount(), 31);
    QCOMPARE(model.index(0, RunTableModel::StateColumn).data().toString(), u"completed"_s);
}

void ConnectionPageTest::modelsAreProposedBeforeTheyAreWritten()
{
    const Page page;
    QTRY_VERIFY(page.find<QLineEdit>("option.url.edit"));
    page.trigger("connection.updateModels");
    auto *tree = page.find<QTreeWidget>("models.tree");
    QTRY_COMPARE(tree->topLevelItemCount(), 2);
    QCOMPARE(tree->topLevelItem(0)->childCount(), 3);
    QCOMPARE(tree->topLevelItem(0)->child(2)->text(1), u"number → integer"_s);
    QCOMPARE(page.fixture.engine->callCount("updateModels"), 0);
    page.find<QPushButton>("models.apply")->click();
    QCOMPARE(page.fixture.engine->callCount("updateModels"), 1);
    QTRY_VERIFY(page.find<Banner>("models.banner")->text().contains(u"Changes: 5"_s));
    page.fixture.engine->proposal = {};
    page.trigger("connection.updateModels");
    QTRY_VERIFY(page.find<Banner>("models.banner")->text().contains(u"up to date"_s));
}

void ConnectionPageTest::modelsCanBeLeftOut()
{
    const Page page;
    QTRY_VERIFY(page.find<QLineEdit>("option.url.edit"));
    auto *tree = page.find<QTreeWidget>("models.tree");
    tree->topLevelItem(0)->setCheckState(0, Qt::Unchecked);
    QVERIFY(page.page->isModified());
    page.page->save();
    QTRY_COMPARE(page.fixture.engine->savedConnections.size(), 1U);
    QCOMPARE(page.fixture.engine->savedConnections.front().models,
             (std::vector<std::string>{"Order", "Product"}));
}

void ConnectionPageTest::removingAsksAndClosesThePage()
{
    Page page;
    QTRY_VERIFY(page.find<QLineEdit>("option.url.edit"));
    QSignalSpy closed(page.page.get(), &DocumentPage::closeRequested);
    page.trigger("connection.remove");
    QCOMPARE(page.fixture.engine->callCount("removeConnection"), 0);
    page.fixture.prompter.answers = {Answer::DoIt};
    page.trigger("connection.remove");
    QTRY_COMPARE(closed.count(), 1);
    QVERIFY(!page.fixture.engine->project()->findConnection("shop"));
}

void ConnectionPageTest::aNewConnectionIsNotThereBeforeSave()
{
    const Page page(u"press"_s, u"rest"_s);
    QTRY_VERIFY(page.find<QLineEdit>("option.base.edit"));
    QVERIFY(page.page->isModified());
    QVERIFY(!page.fixture.actions.action("connection.sync")->isEnabled());
    QCOMPARE(page.find<QTabWidget>("connection.tabs")->currentIndex(), 1);
    QTest::keyClicks(page.find<QLineEdit>("option.base.edit"), u"https://press.example"_s);
    page.find<QPlainTextEdit>("option.headers.edit")->setPlainText(u"{\"X-Key\": \"1\"}"_s);
    page.page->save();
    QTRY_VERIFY(page.fixture.engine->project()->findConnection("press"));
    const ConnectionDef &saved = page.fixture.engine->savedConnections.front();
    QCOMPARE(saved.kind, std::string("rest"));
    QCOMPARE(saved.options.at("headers")["X-Key"].stringOr(), std::string("1"));
    QTRY_VERIFY(page.fixture.actions.action("connection.sync")->isEnabled());
    QVERIFY(!page.page->isModified());
}

void ConnectionPageTest::theDialogChecksTheName()
{
    UiFixture fixture;
    auto *dialog = new NewConnectionDialog(fixture.context(), nullptr);
    dialog->open();
    QSignalSpy chosen(dialog, &NewConnectionDialog::chosen);
    QTRY_VERIFY(dialog->findChild<QPushButton *>(u"newConnection.kind.rest"_s));
    auto *go = dialog->findChild<QPushButton *>(u"newConnection.continue"_s);
    auto *name = dialog->findChild<QLineEdit *>(u"newConnection.name"_s);
    QVERIFY(!go->isEnabled());
    auto *first = qobject_cast<QPushButton *>(dialog->focusWidget());
    QVERIFY2(first && first->isCheckable(), "the first question first");
    for (const QLabel *label : dialog->findChildren<QLabel *>()) {
        if (label->wordWrap() && label->isVisible() && label->parentWidget() != dialog)
            QVERIFY2(label->height() >= label->heightForWidth(label->width()),
                     qPrintable(label->text()));
    }
    dialog->findChild<QPushButton *>(u"newConnection.kind.rest"_s)->click();
    QCOMPARE(name->text(), u"rest"_s);
    QVERIFY(go->isEnabled());
    for (const QString &bad : {u"shop"_s, u"two words"_s, u"1st"_s, QString()}) {
        name->setText(bad);
        QVERIFY2(!go->isEnabled(), qPrintable(bad));
    }
    name->setText(u"press"_s);
    go->click();
    QCOMPARE(chosen.count(), 1);
    const auto ref = chosen.constFirst().constFirst().value<DocumentRef>();
    QCOMPARE(ref.key(), u"connection:press"_s);
    QCOMPARE(ref.detail, u"rest"_s);
}

void ConnectionPageTest::errorsAndMissingConnectorsSaySo()
{
    auto engine = makeFakeShop();
    engine->failures["connectors"] = Error("SYNC_STORAGE", "The connectors cannot be read.");
    const Page broken(u"shop"_s, {}, engine);
    auto *state = broken.page->findChild<PageStateView *>();
    QTRY_COMPARE(state->bodyText(), u"The connectors cannot be read."_s);
    engine->failures.clear();
    Q_EMIT state->buttonClicked();
    QTRY_VERIFY(broken.find<QLineEdit>("option.url.edit"));

    const Page gone(u"nowhere"_s);
    QVERIFY(gone.page->findChild<PageStateView *>()->bodyText().contains(u"nowhere"_s));
}

QTEST_MAIN(ConnectionPageTest)
#include "ConnectionPageTest.moc"
