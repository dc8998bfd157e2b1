#include "ui/transfer/ExportDialog.h"
#include "tests/ui/TransferPage.h"
#include "ui/records/RecordGridView.h"
#include "ui/records/RecordSource.h"
#include "ui/widget/Banner.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QLineEdit>
#include <QListWidget>
#include <QRadioButton>

using namespace syncline;
using namespace syncline::ui;
using namespace Qt::StringLiterals;

/** The export dialog, from a page of records to the file. */
class ExportDialogTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatIsShownIsExported();
    void theSelectedRecordsAreExported();
    void columnsAreChosen();
    void anExportThatFailsSaysWhy();
};

void ExportDialogTest::whatIsShownIsExported()
{
    TransferPage shown;
    QTRY_COMPARE(shown.page->grid()->source()->state(), RecordSource::State::Ready);
    shown.find<QLineEdit>("records.search")->setText(u"mug"_s);
    QTest::keyClick(shown.find<QLineEdit>("records.search"), Qt::Key_Return);
    QTRY_COMPARE(shown.page->grid()->source()->query().search, std::string("mug"));
    QTRY_COMPARE(shown.page->grid()->source()->state(), RecordSource::State::Ready);
    shown.trigger("records.export");
    auto *dialog = shown.page->findChild<ExportDialog *>();
    QVERIFY(dialog && dialog->isVisible() && !dialog->isModal());
    QVERIFY(shown.find<QRadioButton>("export.shown")->isChecked());
    shown.find<QLineEdit>("export.file")->setText(u"/tmp/mugs.csv"_s);
    shown.choose("export.delimiter", int(';'));
    shown.choose("export.times", true);
    shown.click("export.export");
    QCOMPARE(shown.transfers().exports.size(), 1U);
    const ExportRequest &wanted = shown.transfers().exports.front();
    QCOMPARE(wanted.model, std::string("product"));
    QCOMPARE(wanted.query.search, std::string("mug"));
    QCOMPARE(wanted.delimiter, ';');
    QVERIFY(wanted.localTimes && !wanted.byteOrderMark);
    QCOMPARE(wanted.file.string(), std::string("/tmp/mugs.csv"));
    QVERIFY(!wanted.columns.empty());
    shown.transfers().outcome = {.rows = 12, .bytes = 2048, .notes = {"2 numbers are texts."}};
    QTRY_VERIFY(shown.engine().callCount("run") > 0);
    shown.setRun(RunId{5001}, RunState::Completed);
    QTRY_COMPARE(shown.text("export.title"), u"12 records exported (2.0 kB)"_s);
    QCOMPARE(shown.text("export.notes"), u"2 numbers are texts."_s);
    QCOMPARE(shown.text("export.path"), u"/tmp/mugs.csv"_s);
    shown.click("export.copyPath");
    QCOMPARE(QGuiApplication::clipboard()->text(), u"/tmp/mugs.csv"_s);
}

void ExportDialogTest::theSelectedRecordsAreExported()
{
    TransferPage shown;
    RecordGridView *grid = shown.page->grid();
    QTRY_VERIFY(grid->source()->row(3) != nullptr);
    grid->setCurrent(0, 0);
    QTest::keyClick(grid, Qt::Key_Down, Qt::ShiftModifier);
    QTest::keyClick(grid, Qt::Key_Down, Qt::ShiftModifier);
    QCOMPARE(grid->selection().count(), 3);
    shown.trigger("records.export");
    QVERIFY(shown.find<QRadioButton>("export.selected")->isChecked());
    shown.choose("export.format", int(TransferFormat::Ndjson));
    QVERIFY(shown.find<QLineEdit>("export.file")->text().endsWith(u".ndjson"_s));
    QVERIFY(!shown.find<QComboBox>("export.delimiter")->isVisible());
    shown.click("export.export");
    QTRY_COMPARE(shown.transfers().exports.size(), 1U);
    const ExportRequest &wanted = shown.transfers().exports.front();
    QCOMPARE(wanted.format, TransferFormat::Ndjson);
    const Value filter = filterToValue(wanted.query.filter);
    QCOMPARE(filter["id"]["in"].asList().size(), 3U);
}

void ExportDialogTest::columnsAreChosen()
{
    auto engine = makeFakeShop();
    FieldDef secret;
    secret.name = "token";
    secret.type = FieldType::EncryptedString;
    FieldDef total;
    total.name = "total";
    total.type = FieldType::Computed;
    for (auto &model : engine->def.models) {
        if (model->name != "product")
            continue;
        auto more = std::make_shared<ModelDef>(*model);
        more->fields.push_back(secret);
        more->fields.push_back(total);
        model = more;
    }
    engine->setProject(engine->def);
    TransferPage shown(std::move(engine));
    QTRY_COMPARE(shown.page->grid()->source()->state(), RecordSource::State::Ready);
    shown.trigger("records.export");
    auto *columns = shown.find<QListWidget>("export.columns");
    QStringList names;
    for (int i = 0; i < columns->count(); ++i)
        names.append(columns->item(i)->text());
    QVERIFY(!names.contains(u"token"_s));
    QVERIFY(names.filter(u"total (computed"_s).size() == 1);
    QVERIFY(shown.text("export.leftOut").contains(u"Secrets are never exported: token."_s));
    shown.click("export.noColumn");
    QVERIFY(!shown.isEnabled("export.export"));
    shown.click("export.everyColumn");
    QVERIFY(shown.isEnabled("export.export"));
    shown.click("export.export");
    QCOMPARE(static_cast<int>(shown.transfers().exports.front().columns.size()), columns->count());
    QVERIFY(shown.transfers().exports.front().query.filter == Filter());
}

void ExportDialogTest::anExportThatFailsSaysWhy()
{
    TransferPage shown;
    QTRY_COMPARE(shown.page->grid()->source()->state(), RecordSource::State::Ready);
    shown.trigger("records.export");
    shown.transfers().started = [&](RunId run) {
        RunInfo info = sampleImportRun(run, RunState::Errored);
        info.error = Error(errc::diskFull, "The disk is full, so %1 was not written.", {"a.csv"});
        shown.engine().setRun(info);
    };
    shown.click("export.export");
    QTRY_COMPARE(shown.text("export.title"), u"The export failed"_s);
    auto *banner = shown.page->findChild<Banner *>(u"export.banner"_s);
    QVERIFY(banner->text().startsWith(u"The disk is full"_s));
    QVERIFY(!shown.find<QPushButton>("export.openFolder")->isVisible());
    shown.transfers().started = {};
    shown.click("export.back");
    shown.click("export.export");
    QTRY_VERIFY(shown.find<QWidget>("export.progress")->isVisible());
    QTRY_VERIFY(shown.engine().callCount("run") > 1);
    shown.setRun(RunId{5002}, RunState::Running);
    shown.click("export.progress.cancel");
    QTRY_COMPARE(shown.text("export.title"), u"The export was cancelled"_s);
}

QTEST_MAIN(ExportDialogTest)
#include "ExportDialogTest.moc"
