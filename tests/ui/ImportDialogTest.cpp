#include "ui/transfer/ImportDialog.h"
#include "tests/ui/TransferPage.h"
#include "ui/transfer/ExportDialog.h"
#include "ui/transfer/ImportPreviewModel.h"
#include "ui/widget/Banner.h"
#include "ui/widget/PageStateView.h"

#include <QAccessible>
#include <QDropEvent>
#include <QLineEdit>
#include <QMimeData>
#include <QUrl>

using namespace syncline;
using namespace syncline::ui;
using namespace Qt::StringLiterals;

/** The import dialog, from a page of records to what came of a file. */
class ImportDialogTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aFileIsTriedAndImported();
    void everyCellSaysWhatIsWrong();
    void aColumnFillsAnotherField();
    void choicesAreOpenedByKeyboard();
    void enterDoesNotImport();
    void aMapIsNotLostByAccident();
    void whatAFileIsCanBeSaid();
    void recordsAreFoundByAField();
    void mapsAreKeptAndTaken();
    void whatCannotBeTriedIsNotImported();
    void anUnreadableFileSaysWhy();
    void aDryRunLeadsToTheImport();
    void anImportIsCancelled();
    void anImportThatEndsAtOnce();
    void failedRowsAreSaved();
    void aFileIsDroppedOnThePage();
    void aReadOnlyProjectImportsNothing();
    void everyControlHasAName();
};

void ImportDialogTest::aFileIsTriedAndImported()
{
    TransferPage shown;
    shown.trigger("records.import");
    auto *dialog = shown.page->findChild<ImportDialog *>();
    QVERIFY(dialog && dialog->isVisible() && !dialog->isModal());
    QVERIFY(dialog->findChild<PageStateView *>()->titleText().contains(u"product"_s));
    shown.fixture.prompter.picks.push_back(u"/data/products.csv"_s);
    shown.click("import.choose");
    QVERIFY(!shown.isEnabled("import.import"));
    QTRY_VERIFY(shown.isEnabled("import.import"));
    QCOMPARE(shown.transfers().previews.size(), 1U);
    const ImportRequest &tried = shown.transfers().previews.front();
    QCOMPARE(tried.file.string(), std::string("/data/products.csv"));
    QVERIFY(tried.map.columns.empty()); // guessed
    QVERIFY(!tried.map.source.format);  // found out
    QCOMPARE(shown.text("import.summary"),
             u"The first 4 rows: 1 new · 1 changed · 1 unchanged · 1 failed"_s);
    QCOMPARE(shown.columns()->rowCount(), 4);

    shown.click("import.import");
    QCOMPARE(shown.transfers().imports.size(), 1U);
    const ImportRequest &wanted = shown.transfers().imports.front();
    QVERIFY(!wanted.dryRun);
    QCOMPARE(wanted.map.source.delimiter, ';'); // as it was previewed
    QCOMPARE(wanted.map.columns.size(), 4U);
    QCOMPARE(wanted.map.columns[0].field, std::string("sku"));
    const RunId run{5001};
    QTRY_VERIFY(shown.find<QWidget>("import.progress")->isVisible());
    shown.setRun(run, RunState::Running);
    QTRY_VERIFY(shown.find<QWidget>("progress.product"));
    shown.transfers().report = sampleReport();
    shown.setRun(run, RunState::CompletedWithErrors);
    QTRY_VERIFY(shown.find<QWidget>("import.result")->isVisible());
    QCOMPARE(shown.text("import.title"), u"products.csv is imported"_s);
    QCOMPARE(shown.text("import.counts"), u"812 new · 240 changed · 31 unchanged · 2 failed"_s);
    QCOMPARE(shown.text("import.notes"), u"Columns that were left out: Notes."_s);
    auto *failures = shown.find<QTableView>("import.failures");
    QTRY_COMPARE(failures->model()->rowCount(), 2);
    QVERIFY(failures->model()->index(1, 1).data().toString().startsWith(u"title is required"_s));
    shown.click("import.close");
    QTRY_VERIFY(!shown.page->findChild<ImportDialog *>());
}

void ImportDialogTest::everyCellSaysWhatIsWrong()
{
    TransferPage shown;
    shown.openImport();
    QTRY_COMPARE(shown.rows()->rowCount(), 4);
    const auto cell = [&](int row, int column) { return shown.rows()->index(row, column); };
    const int price = ImportPreviewModel::firstCell + 2;
    QVERIFY(cell(2, price).data(ImportPreviewModel::WrongRole).toBool());
    QVERIFY(!cell(2, price + 1).data(ImportPreviewModel::WrongRole).toBool());
    QVERIFY(!cell(0, price).data(ImportPreviewModel::WrongRole).toBool());
    QVERIFY(cell(2, price).data(Qt::AccessibleTextRole).toString().contains(u"must be a number"_s));
    QVERIFY(cell(2, 1).data(Qt::ToolTipRole).toString().contains(u"must be a number"_s));
    QCOMPARE(cell(1, price + 1).data().toString(), u"<b>bold</b>"_s); // as it is
    QVERIFY(!cell(1, price + 1).data(Qt::ToolTipRole).toString().contains(u"<b>bold"_s));
    QCOMPARE(shown.rows()->headerData(2, Qt::Horizontal).toString(), u"Article → sku"_s);
    const auto problem = shown.columns()->index(2, ImportColumnsModel::ProblemColumn);
    QVERIFY(problem.data().toString().startsWith(u"row 4: price"_s));
}

void ImportDialogTest::aColumnFillsAnotherField()
{
    TransferPage shown;
    shown.openImport();
    QTRY_COMPARE(shown.columns()->rowCount(), 4);
    const auto field = [&](int row) {
        return shown.columns()->index(row, ImportColumnsModel::FieldColumn);
    };
    QVERIFY(shown.columns()->setData(field(3), u"title"_s, Qt::EditRole));
    // A field is filled once: the column that had it is left out.
    QCOMPARE(field(1).data(Qt::EditRole).toString(), QString());
    QVERIFY(!shown.isEnabled("import.import"));
    QTRY_COMPARE(shown.transfers().previews.size(), 2U);
    const auto &maps = shown.transfers().previews.back().map.columns;
    QCOMPARE(maps.size(), 4U);
    QCOMPARE(maps[3].column, std::string("Notes"));
    QCOMPARE(maps[3].field, std::string("title"));
    QCOMPARE(maps[1].field, std::string());
    // Relationships say by what the other record is found.
    QVERIFY(!shown.columns()
                 ->flags(shown.columns()->index(0, ImportColumnsModel::MatchColumn))
                 .testFlag(Qt::ItemIsEditable));
}

void ImportDialogTest::choicesAreOpenedByKeyboard()
{
    TransferPage shown;
    shown.openImport();
    QTRY_COMPARE(shown.columns()->rowCount(), 4);
    auto *table = shown.find<QTableView>("import.columns");
    table->setCurrentIndex(shown.columns()->index(3, ImportColumnsModel::NameColumn));
    QTest::keyClick(table, Qt::Key_Return);
    auto *choice = table->findChild<QComboBox *>(u"choice"_s);
    QVERIFY(choice);
    QVERIFY(choice->accessibleName().contains(u"Notes"_s));
    QCOMPARE(choice->currentData().toString(), QString());
    choice->setCurrentIndex(choice->findData(u"description"_s));
    Q_EMIT choice->activated(choice->currentIndex());
    QTRY_COMPARE(shown.transfers().previews.size(), 2U);
    QCOMPARE(shown.transfers().previews.back().map.columns[3].field, std::string("description"));
}

void ImportDialogTest::enterDoesNotImport()
{
    TransferPage shown;
    shown.openImport();
    QTRY_VERIFY(shown.isEnabled("import.import"));
    for (const char *name : {"import.file", "import.rows", "import.on"}) {
        auto *control = shown.find<QWidget>(name);
        control->setFocus();
        QTest::keyClick(control, Qt::Key_Return);
    }
    QVERIFY(shown.transfers().imports.empty());
    QTRY_VERIFY(shown.isEnabled("import.import")); // Enter in the file's name tries it again
    auto *button = shown.find<QPushButton>("import.import");
    button->setFocus();
    QTest::keyClick(button, Qt::Key_Space);
    QCOMPARE(shown.transfers().imports.size(), 1U);
}

void ImportDialogTest::aMapIsNotLostByAccident()
{
    TransferPage shown;
    shown.openImport();
    QTRY_VERIFY(shown.isEnabled("import.import"));
    QVERIFY(shown.columns()->setData(shown.columns()->index(3, 1), u"description"_s, Qt::EditRole));
    auto *dialog = shown.page->findChild<ImportDialog *>();
    dialog->reject();
    QCOMPARE(shown.fixture.prompter.questions.size(), 1U);
    QVERIFY(dialog->isVisible());
    shown.fixture.prompter.answers.push_back(Answer::DoIt);
    dialog->reject();
    QTRY_VERIFY(!shown.page->findChild<ImportDialog *>());
}

void ImportDialogTest::whatAFileIsCanBeSaid()
{
    TransferPage shown;
    shown.openImport();
    QTRY_COMPARE(shown.find<QComboBox>("import.delimiter")->currentData().toInt(), int(';'));
    QVERIFY(shown.find<QComboBox>("import.delimiter")->isVisible());
    QVERIFY(!shown.find<QComboBox>("import.sheet")->isVisible());
    shown.choose("import.delimiter", int(','));
    QTRY_COMPARE(shown.transfers().previews.size(), 2U);
    QCOMPARE(shown.transfers().previews.back().map.source.delimiter, ',');
    QVERIFY(!shown.transfers().previews.back().map.source.encoding); // still found out
    shown.choose("import.dates", int(DateOrder::DayFirst));
    QTRY_COMPARE(shown.transfers().previews.size(), 3U);
    QCOMPARE(shown.transfers().previews.back().map.source.dates, DateOrder::DayFirst);
    // Another format has other settings; what was said of the first means nothing.
    ImportPreview sheet = sampleImport();
    sheet.source = {};
    sheet.source.format = TransferFormat::Xlsx;
    sheet.source.sheet = "Second";
    sheet.sheets = {"First", "Second"};
    shown.transfers().preview = sheet;
    shown.choose("import.format", int(TransferFormat::Xlsx));
    QTRY_VERIFY(shown.find<QComboBox>("import.sheet")->isVisible());
    QCOMPARE(shown.transfers().previews.back().map.source.dates, DateOrder::Iso);
    QVERIFY(!shown.find<QComboBox>("import.delimiter")->isVisible());
    QCOMPARE(shown.find<QComboBox>("import.sheet")->currentText(), u"Second"_s);
}

void ImportDialogTest::recordsAreFoundByAField()
{
    TransferPage shown;
    shown.openImport();
    QTRY_VERIFY(shown.isEnabled("import.import"));
    QVERIFY(!shown.find<QComboBox>("import.mode")->isEnabled());
    QCOMPARE(shown.transfers().previews.back().map.mode, ImportMode::Create);
    shown.choose("import.on", u"sku"_s);
    QVERIFY(shown.find<QComboBox>("import.mode")->isEnabled());
    shown.choose("import.mode", int(ImportMode::Update));
    QTRY_COMPARE(shown.transfers().previews.size(), 2U); // both wishes are tried at once
    QCOMPARE(shown.transfers().previews.back().map.on, std::string("sku"));
    QCOMPARE(shown.transfers().previews.back().map.mode, ImportMode::Update);
}

void ImportDialogTest::mapsAreKeptAndTaken()
{
    TransferPage shown;
    ImportMap &kept = shown.transfers().maps["supplier"];
    kept.model = "product";
    kept.on = "sku";
    kept.mode = ImportMode::Update;
    kept.source.decimalComma = true;
    kept.columns = {{.column = "Article", .field = "sku", .match = {}}};
    kept.extra = {{"x-note", "kept"}};
    shown.openImport();
    QTRY_VERIFY(shown.isEnabled("import.import"));
    QTRY_COMPARE(shown.find<QComboBox>("import.maps")->count(), 2);
    shown.choose("import.maps", u"supplier"_s);
    QTRY_COMPARE(shown.transfers().previews.back().map.on, std::string("sku"));
    const ImportMap &tried = shown.transfers().previews.back().map;
    QVERIFY(tried.source.decimalComma);
    QCOMPARE(tried.mode, ImportMode::Update);
    QCOMPARE(tried.columns.size(), 1U);
    QTRY_VERIFY(shown.isEnabled("import.import"));
    shown.fixture.prompter.texts.push_back(u" mine "_s);
    shown.click("import.saveMap");
    QTRY_VERIFY(shown.transfers().maps.contains("mine"));
    QCOMPARE(shown.transfers().maps["mine"].model, std::string("product"));
    QCOMPARE(shown.transfers().maps["mine"].on, std::string("sku"));
    QVERIFY(shown.transfers().maps["mine"].extra.contains("x-note"));
    QTRY_COMPARE(shown.find<QComboBox>("import.maps")->currentData().toString(), u"mine"_s);
    // A name that cannot be kept is told.
    shown.transfers().failures["saveImportMap"] = Error(errc::invalidInput, "No such name.");
    shown.fixture.prompter.texts.push_back(u"../x"_s);
    shown.click("import.saveMap");
    QTRY_COMPARE(shown.fixture.prompter.errors.size(), 1U);
}

void ImportDialogTest::whatCannotBeTriedIsNotImported()
{
    TransferPage shown;
    shown.transfers().preview.problem =
        Error(errc::invalidInput, "No column fills the field sku, by which records are found.");
    shown.openImport();
    auto *banner = shown.page->findChild<ImportDialog *>()->findChild<Banner *>(u"import.banner"_s);
    QTRY_VERIFY(banner->isVisible());
    QVERIFY(banner->text().startsWith(u"No column fills"_s));
    QVERIFY(!shown.isEnabled("import.import") && !shown.isEnabled("import.dryRun"));
    QCOMPARE(shown.columns()->rowCount(), 4); // so that it can be mended
    shown.transfers().preview = sampleImport();
    QVERIFY(shown.columns()->setData(shown.columns()->index(3, 1), u"description"_s, Qt::EditRole));
    QTRY_VERIFY(shown.isEnabled("import.import"));
    QVERIFY(!banner->isVisible());
    shown.transfers().preview.rows.clear();
    shown.choose("import.header", false);
    QTRY_VERIFY(banner->text().startsWith(u"The file has no rows"_s));
    QVERIFY(!shown.isEnabled("import.import"));
}

void ImportDialogTest::anUnreadableFileSaysWhy()
{
    TransferPage shown;
    shown.transfers().failures["previewImport"] =
        Error(errc::notFound, "Cannot read %1.", {"/data/products.csv"});
    shown.openImport();
    auto *state = shown.page->findChild<ImportDialog *>()->findChild<PageStateView *>();
    QTRY_COMPARE(state->state(), PageStateView::State::Error);
    QVERIFY(state->bodyText().contains(u"Cannot read /data/products.csv"_s));
    QVERIFY(!shown.isEnabled("import.import"));
    shown.transfers().failures.clear();
    Q_EMIT state->buttonClicked(); // try again
    QTRY_VERIFY(shown.isEnabled("import.import"));
}

void ImportDialogTest::aDryRunLeadsToTheImport()
{
    TransferPage shown;
    shown.openImport();
    QTRY_VERIFY(shown.isEnabled("import.dryRun"));
    shown.click("import.dryRun");
    QVERIFY(shown.transfers().imports.front().dryRun);
    QTRY_VERIFY(shown.find<QWidget>("import.progress")->isVisible());
    QTRY_VERIFY(shown.engine().callCount("run") > 0);
    shown.setRun(RunId{5001}, RunState::CompletedWithErrors, "dry run");
    QTRY_COMPARE(shown.text("import.title"), u"Dry run of products.csv: nothing was kept"_s);
    QVERIFY(!shown.find<QPushButton>("import.showRun")->isVisible()); // no run is kept
    shown.click("import.importNow");
    QCOMPARE(shown.transfers().imports.size(), 2U);
    QVERIFY(!shown.transfers().imports.back().dryRun);
    QVERIFY(shown.transfers().imports.back().map.columns ==
            shown.transfers().imports.front().map.columns);
}

void ImportDialogTest::anImportIsCancelled()
{
    TransferPage shown;
    shown.openImport();
    QTRY_VERIFY(shown.isEnabled("import.import"));
    shown.transfers().started = [&](RunId run) { shown.setRun(run, RunState::Running); };
    shown.click("import.import");
    QTRY_VERIFY(shown.find<QWidget>("progress.product"));
    shown.click("import.progress.cancel");
    QCOMPARE(shown.engine().cancelled, std::vector<RunId>{RunId{5001}});
    QTRY_COMPARE(shown.text("import.title"), u"The import of products.csv was cancelled"_s);
    // Back leads to the set-up, with everything as it was.
    shown.click("import.back");
    QVERIFY(shown.find<QWidget>("import.setup")->isVisible());
    QTRY_VERIFY(shown.isEnabled("import.import"));
    QCOMPARE(shown.find<QLineEdit>("import.file")->text(), u"/data/products.csv"_s);
}

void ImportDialogTest::anImportThatEndsAtOnce()
{
    TransferPage shown;
    shown.openImport();
    QTRY_VERIFY(shown.isEnabled("import.import"));
    // Over before its number is known here.
    shown.transfers().started = [&](RunId run) { shown.setRun(run, RunState::Completed); };
    shown.click("import.import");
    QTRY_COMPARE(shown.text("import.title"), u"products.csv is imported"_s);
    shown.click("import.back");
    QTRY_VERIFY(shown.isEnabled("import.import"));
    shown.transfers().failures["startImport"] = Error(errc::readOnly, "Nothing can be changed.");
    shown.click("import.import");
    QTRY_COMPARE(shown.fixture.prompter.errors.size(), 1U);
    QVERIFY(shown.find<QWidget>("import.setup")->isVisible());
}

void ImportDialogTest::failedRowsAreSaved()
{
    TransferPage shown;
    shown.openImport();
    QTRY_VERIFY(shown.isEnabled("import.import"));
    shown.transfers().report = sampleReport();
    shown.transfers().started = [&](RunId run) {
        shown.setRun(run, RunState::CompletedWithErrors);
    };
    shown.click("import.import");
    QTRY_VERIFY(shown.find<QWidget>("import.result")->isVisible());
    shown.fixture.prompter.picks = {u"/tmp/failed.csv"_s, u"/tmp/all.csv"_s};
    shown.click("import.saveFailed");
    shown.click("import.saveResult");
    QCOMPARE(
        shown.fixture.prompter.newFileStarts,
        (std::vector<QString>{u"/data/products-failed.csv"_s, u"/data/products-result.csv"_s}));
    QCOMPARE(shown.transfers().savedRows.size(), 2U);
    QCOMPARE(shown.transfers().savedRows[0].first, ImportRows::Failed);
    QCOMPARE(shown.transfers().savedRows[1].second.string(), std::string("/tmp/all.csv"));
    auto *banner = shown.page->findChild<Banner *>(u"import.resultBanner"_s);
    QTRY_VERIFY(banner->text().contains(u"/tmp/all.csv"_s));
    shown.transfers().failures["saveImportRows"] = Error(errc::storage, "The disk is full.");
    shown.fixture.prompter.picks = {u"/tmp/all.csv"_s};
    shown.click("import.saveResult");
    QTRY_COMPARE(shown.fixture.prompter.errors.size(), 1U);
}

void ImportDialogTest::aFileIsDroppedOnThePage()
{
    TransferPage shown;
    const auto drop = [&](const QList<QUrl> &urls) {
        QMimeData data;
        data.setUrls(urls);
        QDragEnterEvent enter(QPoint(5, 5), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(shown.page.get(), &enter);
        QDropEvent event(QPointF(5, 5), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(shown.page.get(), &event);
        return enter.isAccepted();
    };
    QVERIFY(!drop({QUrl(u"https://example.com/a.csv"_s)}));
    QVERIFY(!drop({QUrl::fromLocalFile(u"/a.csv"_s), QUrl::fromLocalFile(u"/b.csv"_s)}));
    QVERIFY(!shown.page->findChild<ImportDialog *>());
    QVERIFY(drop({QUrl::fromLocalFile(u"/data/dropped.csv"_s)}));
    QVERIFY(shown.page->findChild<ImportDialog *>());
    QTRY_COMPARE(shown.transfers().previews.size(), 1U);
    QCOMPARE(shown.transfers().previews.front().file.string(), std::string("/data/dropped.csv"));
}

void ImportDialogTest::aReadOnlyProjectImportsNothing()
{
    auto engine = makeFakeShop();
    engine->readOnly = true;
    TransferPage shown(std::move(engine));
    QTRY_VERIFY(!shown.fixture.actions.action("records.import")->isEnabled());
    QVERIFY(shown.fixture.actions.action("records.export")->isEnabled());
    shown.trigger("records.import");
    QVERIFY(!shown.page->findChild<ImportDialog *>());
}

void ImportDialogTest::everyControlHasAName()
{
    TransferPage shown;
    shown.openImport();
    shown.trigger("records.export");
    QTRY_VERIFY(shown.isEnabled("import.import"));
    for (QWidget *dialog : {static_cast<QWidget *>(shown.page->findChild<ImportDialog *>()),
                            static_cast<QWidget *>(shown.page->findChild<ExportDialog *>())}) {
        for (QWidget *control : dialog->findChildren<QWidget *>()) {
            const bool isControl =
                qobject_cast<QAbstractButton *>(control) || qobject_cast<QComboBox *>(control) ||
                qobject_cast<QLineEdit *>(control) || qobject_cast<QAbstractItemView *>(control);
            if (!isControl || !control->isVisible() || control->focusPolicy() == Qt::NoFocus ||
                control->objectName().startsWith(u"qt_"_s))
                continue;
            QAccessibleInterface *accessible = QAccessible::queryAccessibleInterface(control);
            QVERIFY2(accessible && !accessible->text(QAccessible::Name).isEmpty(),
                     qPrintable(control->objectName() + u" "_s +
                                QString::fromLatin1(control->metaObject()->className())));
        }
    }
}

QTEST_MAIN(ImportDialogTest)
#include "ImportDialogTest.moc"
