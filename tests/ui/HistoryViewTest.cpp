#include "ui/inspector/HistoryView.h"
#include "tests/support/StdToString.h"
#include "tests/ui/UiFixture.h"
#include "ui/history/DeletedRecordsDialog.h"
#include "ui/history/RestoreDialog.h"
#include "ui/inspector/InspectorView.h"
#include "ui/widget/Banner.h"
#include "ui/widget/PageStateView.h"
#include "ui/widget/ValueViewer.h"

#include <QAction>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPlainTextEdit>
#include <QPointer>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QTreeView>
#include <QTreeWidget>

using namespace syncline;
using namespace syncline::ui;
using namespace Qt::StringLiterals;

namespace {

/** The time line of the shop's first product. */
struct TimeLine
{
    explicit TimeLine(std::shared_ptr<FakeEngine> engine = makeFakeShop())
        : fixture(std::move(engine)),
          view(fixture.context(), &host)
    {
        host.resize(360, 700);
        view.resize(360, 700);
        host.show();
        view.setRecord(u"product"_s, RecordId{1});
        view.load();
    }
    [[nodiscard]] FakeHistories &histories() const { return fixture.engine->fakeHistories; }
    [[nodiscard]] QTreeView *list() const
    {
        return view.findChild<QTreeView *>(u"inspector.history"_s);
    }
    [[nodiscard]] int count() const { return list()->model()->rowCount(); }
    /** Makes an entry, or a field's line of it, the current one. */
    void go(int entry, int field = -1) const
    {
        const QModelIndex top = list()->model()->index(entry, 0);
        list()->setCurrentIndex(field < 0 ? top : list()->model()->index(field, 0, top));
    }
    [[nodiscard]] QAction *action(const char *name) const
    {
        return view.findChild<QAction *>(QString::fromLatin1(name));
    }
    [[nodiscard]] RestoreDialog *dialog() const { return view.findChild<RestoreDialog *>(); }

    UiFixture fixture;
    QWidget host; ///< Without a layout: the offscreen platform warns of windows with size limits.
    HistoryView view;
};

template <typename T>
T *part(const QWidget *of, const char *name)
{
    return of->findChild<T *>(QString::fromLatin1(name));
}

} // namespace

/** The time line of a record, going back to a version, and deleted records coming back. */
class HistoryViewTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aVersionIsRestoredByItsFields();
    void allFieldsAreAskedForAsAVersion();
    void oneFieldIsRestoredAlone();
    void whatCannotBeRestoredSaysWhy();
    void aConflictShowsThePreviewAsItIsNow();
    void nothingToRestoreSaysSo();
    void longValuesAreShownWhole();
    void olderEntriesFollow();
    void deletedRecordsAreSearchedAndComeBack();
    void deletedRecordsLeadToTheirRun();
    void deletedRecordsThatCannotBeReadSaySo();
    void aRecordDeletedWhileLookedAtComesBack();
};

void HistoryViewTest::aVersionIsRestoredByItsFields()
{
    const TimeLine line;
    QTRY_COMPARE(line.count(), 5);
    const QSignalSpy restored(&line.view, &HistoryView::restored);
    line.go(1);
    line.action("history.restore")->trigger();
    const QPointer<RestoreDialog> dialog = line.dialog();
    auto *list = part<QTreeWidget>(dialog, "restore.list");
    QTRY_COMPARE(list->topLevelItemCount(), 2);
    QCOMPARE(list->topLevelItem(0)->text(1), u"4.50"_s);
    QCOMPARE(list->topLevelItem(0)->text(2), u"4.00"_s);
    QVERIFY(part<QLabel>(dialog, "restore.notes")
                ->text()
                .startsWith(u"Left out: sku must be unique, and product 8 has that value now."_s));
    auto *button = part<QPushButton>(dialog, "restore.restore");
    QCOMPARE(button->text(), u"Restore 2 Fields"_s);
    QVERIFY(!button->isDefault());
    list->topLevelItem(0)->setCheckState(0, Qt::Unchecked);
    list->topLevelItem(1)->setCheckState(0, Qt::Unchecked);
    QVERIFY(!button->isEnabled());
    list->topLevelItem(1)->setCheckState(0, Qt::Checked);
    QCOMPARE(button->text(), u"Restore 1 Field"_s);
    QVERIFY(line.histories().restores.empty());
    button->click();
    QTRY_COMPARE(restored.count(), 1);
    const RestoreRequest &request = line.histories().restores.at(0);
    QCOMPARE(request.model, std::string("product"));
    QVERIFY(request.records == std::vector<RecordId>{RecordId{1}});
    QCOMPARE(request.entry.value_or(0), 8);
    QCOMPARE(request.fields, std::vector<std::string>{"f_title"});
    QCOMPARE(request.expected, std::string("t"));
    QVERIFY(request.partial);
    QCOMPARE(request.trigger.at("type").asString(), std::string("ui"));
    QCOMPARE(part<Banner>(&line.view, "history.banner")->text(),
             u"1 record was restored (run 46)."_s);
    QTRY_VERIFY(!dialog);
}

void HistoryViewTest::allFieldsAreAskedForAsAVersion()
{
    const TimeLine line;
    line.histories().outcome = {.run = RunId{46}, .restored = 1, .leftOut = {}, .partly = 1};
    QTRY_COMPARE(line.count(), 5);
    line.go(0);
    part<QPushButton>(&line.view, "history.restoreButton")->click();
    auto *button = part<QPushButton>(line.dialog(), "restore.restore");
    QTRY_VERIFY(button->isEnabled());
    button->click();
    QTRY_COMPARE(line.histories().restores.size(), 1U);
    QVERIFY(line.histories().restores.at(0).fields.empty());
    const auto *banner = part<Banner>(&line.view, "history.banner");
    QTRY_COMPARE(banner->text(),
                 u"1 record was restored (run 46). Without some of their fields: 1."_s);
}

void HistoryViewTest::oneFieldIsRestoredAlone()
{
    TimeLine line;
    QTRY_COMPARE(line.count(), 5);
    QVERIFY(!line.action("history.restoreField")->isVisible());
    line.go(1, 0);
    QVERIFY(line.action("history.restoreField")->isVisible());
    const std::unique_ptr<QMenu> menu(line.view.makeMenu());
    QVERIFY(menu->actions().contains(line.action("history.restoreField")));
    line.action("history.restoreField")->trigger();
    QCOMPARE(line.histories().previews.at(0).fields, std::vector<std::string>{"f_title"});
    QCOMPARE(line.histories().previews.at(0).entry.value_or(0), 8);
}

void HistoryViewTest::whatCannotBeRestoredSaysWhy()
{
    const TimeLine line;
    QTRY_COMPARE(line.count(), 5);
    const QAction *restore = line.action("history.restore");
    const auto *button = part<QPushButton>(&line.view, "history.restoreButton");
    QVERIFY(restore->isEnabled() && button->isEnabled());
    line.go(4); // what came before it is not on file
    QVERIFY(!restore->isEnabled() && !button->isEnabled());
    QVERIFY(button->toolTip().contains(u"Older changes were removed"_s));

    auto engine = makeFakeShop();
    engine->readOnly = true;
    const TimeLine readOnly(engine);
    QTRY_COMPARE(readOnly.count(), 5);
    QVERIFY(!readOnly.action("history.restore")->isEnabled());
    QVERIFY(readOnly.action("history.restore")->toolTip().contains(u"read-only"_s));
    QVERIFY(readOnly.action("history.run")->isEnabled());
}

void HistoryViewTest::aConflictShowsThePreviewAsItIsNow()
{
    const TimeLine line;
    line.histories().failures["restore"] = Error("SYNC_CONFLICT", "The record was changed.");
    QTRY_COMPARE(line.count(), 5);
    line.action("history.restore")->trigger();
    const QPointer<RestoreDialog> dialog = line.dialog();
    auto *button = part<QPushButton>(dialog, "restore.restore");
    QTRY_VERIFY(button->isEnabled());
    line.histories().preview.token = "later";
    button->click();
    QTRY_COMPARE(line.histories().previews.size(), 2U);
    QVERIFY(dialog);
    QCOMPARE(part<Banner>(dialog, "restore.banner")->text(), u"The record was changed."_s);
    QTRY_VERIFY(button->isEnabled());
    line.histories().failures.clear();
    button->click();
    QTRY_VERIFY(!dialog);
    QCOMPARE(line.histories().restores.back().expected, std::string("later"));
}

void HistoryViewTest::nothingToRestoreSaysSo()
{
    const TimeLine line;
    line.histories().preview = {.records = {}, .all = 1, .unchanged = 1};
    QTRY_COMPARE(line.count(), 5);
    line.action("history.restore")->trigger();
    const auto *state = line.dialog()->findChild<PageStateView *>();
    QTRY_COMPARE(state->titleText(), u"Nothing to restore"_s);
    QVERIFY(!part<QPushButton>(line.dialog(), "restore.restore")->isEnabled());
}

void HistoryViewTest::longValuesAreShownWhole()
{
    const TimeLine line;
    line.histories().whole = {.key = "f_body", .name = "body", .before = "the whole text"};
    QTRY_COMPARE(line.count(), 5);
    line.go(1, 1);
    Q_EMIT line.list()->activated(line.list()->currentIndex());
    QTRY_VERIFY(line.view.findChild<ValueViewer *>());
    QVERIFY(
        line.view.findChild<ValueViewer *>()->findChild<QPlainTextEdit *>()->toPlainText().contains(
            u"the whole text"_s));
    line.histories().failures["change"] = Error("SYNC_STORAGE", "The disk is broken.");
    line.action("history.values")->trigger();
    QTRY_COMPARE(line.fixture.prompter.errors.size(), 1U);
}

void HistoryViewTest::olderEntriesFollow()
{
    auto engine = makeFakeShop();
    HistoryPage &page = engine->fakeHistories.pages["product/1"];
    page.entries.clear();
    for (int i = 0; i < 70; ++i)
        page.entries.push_back({.kind = HistoryEntry::Kind::Deleted, .id = 1000 - i});
    const TimeLine line(engine);
    QAbstractItemModel *model = line.list()->model();
    // A view with room asks for more by itself.
    QTRY_VERIFY(line.count() == 70 || (line.count() == 50 && model->canFetchMore({})));
    if (line.count() == 50) {
        line.histories().failures["timeline"] = Error("SYNC_STORAGE", "The disk is broken.");
        model->fetchMore({});
        QVERIFY(!model->canFetchMore({}));
        const auto *banner = part<Banner>(&line.view, "history.banner");
        QTRY_COMPARE(banner->text(), u"The disk is broken."_s);
        QCOMPARE(line.count(), 50);
        line.histories().failures.clear();
        QVERIFY(model->canFetchMore({}));
        model->fetchMore({});
    }
    QTRY_COMPARE(line.count(), 70);
    QVERIFY(!model->canFetchMore({}));
}

void HistoryViewTest::deletedRecordsAreSearchedAndComeBack()
{
    UiFixture fixture;
    FakeHistories &histories = fixture.engine->fakeHistories;
    QWidget host;
    auto *dialog = new DeletedRecordsDialog(fixture.context(), u"product"_s, &host);
    dialog->show();
    const auto *list = part<QTreeView>(dialog, "deleted.list");
    QTRY_COMPARE(list->model()->rowCount(), 12);
    auto *button = part<QPushButton>(dialog, "deleted.restore");
    QVERIFY(!button->isEnabled());
    part<QLineEdit>(dialog, "deleted.search")->setText(u"no. 1"_s);
    QTRY_COMPARE(list->model()->rowCount(), 4); // 1, 10, 11, 12
    QCOMPARE(histories.deletedQueries.back().search, std::string("no. 1"));
    part<QTreeView>(dialog, "deleted.list")->selectAll();
    QCOMPARE(button->text(), u"Restore 4…"_s);
    RestoredRecord kept{.record = RecordId{700}, .title = "Tea towel no. 1", .wasDeleted = true};
    RestoredRecord gone = kept;
    gone.notes = {{RestoreNote::Level::Record, "", "its source has sent it again"}};
    histories.preview = {.records = {kept, gone}, .all = 4, .whole = 3, .refused = 1, .token = "t"};
    histories.outcome = {.run = RunId{47}, .restored = 3, .leftOut = {gone}, .refused = 1};
    button->click();
    const QPointer<RestoreDialog> restore = dialog->findChild<RestoreDialog *>();
    auto *confirm = part<QPushButton>(restore, "restore.restore");
    QTRY_COMPARE(confirm->text(), u"Restore 3 Records"_s);
    QCOMPARE(part<QTreeWidget>(restore, "restore.list")->topLevelItem(1)->text(1),
             u"cannot come back"_s);
    const std::size_t asked = histories.deletedQueries.size();
    confirm->click();
    QTRY_VERIFY(histories.deletedQueries.size() > asked); // the list as it is now
    QVERIFY((histories.restores.at(0).records ==
             std::vector<RecordId>{RecordId{700}, RecordId{709}, RecordId{710}, RecordId{711}}));
    QVERIFY(!histories.restores.at(0).entry && histories.restores.at(0).fields.empty());
    QCOMPARE(part<Banner>(dialog, "deleted.banner")->text(),
             u"3 records were restored (run 47). Could not come back: 1."_s);
    part<QLineEdit>(dialog, "deleted.search")->setText(u"xylophone"_s);
    const auto *state = dialog->findChild<PageStateView *>();
    QTRY_COMPARE(state->titleText(), u"Nothing found"_s);
    QVERIFY(!button->isEnabled());
}

void HistoryViewTest::deletedRecordsLeadToTheirRun()
{
    UiFixture fixture;
    fixture.engine->fakeHistories.deletedRecords.at(1).run = noRun;
    QWidget host;
    const QPointer<DeletedRecordsDialog> dialog =
        new DeletedRecordsDialog(fixture.context(), u"product"_s, &host);
    dialog->show();
    const QSignalSpy inspected(dialog, &DeletedRecordsDialog::inspectRequested);
    auto *list = part<QTreeView>(dialog, "deleted.list");
    QTRY_COMPARE(list->model()->rowCount(), 12);
    auto *button = part<QPushButton>(dialog, "deleted.run");
    list->setCurrentIndex(list->model()->index(1, 0)); // by no run that is known
    QVERIFY(!button->isEnabled());
    list->setCurrentIndex(list->model()->index(0, 0));
    button->click();
    QCOMPARE(inspected.count(), 1);
    QCOMPARE(inspected.at(0).at(0).value<InspectTarget>(), InspectTarget::ofRun(RunId{42}));
    QTRY_VERIFY(!dialog);
}

void HistoryViewTest::deletedRecordsThatCannotBeReadSaySo()
{
    UiFixture fixture;
    FakeHistories &histories = fixture.engine->fakeHistories;
    histories.failures["deleted"] = Error("SYNC_STORAGE", "The disk is broken.");
    QWidget host;
    auto *dialog = new DeletedRecordsDialog(fixture.context(), u"product"_s, &host);
    dialog->show();
    auto *state = dialog->findChild<PageStateView *>();
    QTRY_COMPARE(state->bodyText(), u"The disk is broken."_s);
    histories.failures.clear();
    Q_EMIT state->buttonClicked();
    QTRY_COMPARE(part<QTreeView>(dialog, "deleted.list")->model()->rowCount(), 12);
}

void HistoryViewTest::aRecordDeletedWhileLookedAtComesBack()
{
    UiFixture fixture;
    QWidget host;
    host.resize(360, 700);
    InspectorView view(fixture.context(), &host);
    host.show();
    view.show(InspectTarget::ofRecord(u"product"_s, RecordId{1}));
    const auto *title = part<QLabel>(&view, "inspector.title");
    QTRY_COMPARE(title->text(), u"Enamel mug, small"_s);
    std::vector<RecordRow> &rows = fixture.engine->tables["product"].rows;
    const std::vector<RecordRow> before = rows;
    std::erase_if(rows, [](const RecordRow &row) { return row.id == RecordId{1}; });
    fixture.engine->touch("product", {1});
    PageStateView *state = nullptr;
    const auto isSaid = [&] {
        for (auto *each : view.findChildren<PageStateView *>()) {
            if (each->titleText() == u"This record was deleted"_s)
                state = each;
        }
        return state != nullptr;
    };
    QTRY_VERIFY(isSaid());
    Q_EMIT state->buttonClicked();
    auto *dialog = view.findChild<RestoreDialog *>();
    QVERIFY(dialog);
    QVERIFY(!fixture.engine->fakeHistories.previews.at(0).entry);
    auto *button = part<QPushButton>(dialog, "restore.restore");
    QTRY_VERIFY(button->isEnabled());
    QCOMPARE(button->text(), u"Restore 1 Record"_s);
    rows = before;
    button->click();
    const auto isShown = [&] { // by a form that is built anew
        const auto *field = view.findChild<QLineEdit *>(u"field.title.edit"_s);
        return field != nullptr && field->isVisibleTo(&view);
    };
    QTRY_VERIFY(isShown());
    QCOMPARE(title->text(), u"Enamel mug, small"_s);
}

QTEST_MAIN(HistoryViewTest)
#include "HistoryViewTest.moc"
