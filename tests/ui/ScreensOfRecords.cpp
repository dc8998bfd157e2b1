#include "tests/ui/ImportSamples.h"
#include "tests/ui/Screens.h"
#include "ui/inspector/InspectorView.h"
#include "ui/records/GridColumns.h"
#include "ui/records/GridEditing.h"
#include "ui/records/RecordGridView.h"
#include "ui/records/RecordSource.h"
#include "ui/records/RecordsPage.h"
#include "ui/transfer/ImportSetup.h"

#include <QAction>
#include <QLineEdit>
#include <QPushButton>
#include <QTabWidget>
#include <QTimer>

#include <chrono>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

// Staging what is done with records: imports, exports, edits and their history.

namespace syncline::ui {

Error diskError()
{
    return {"SYNC_STORAGE",
            "The database %1 cannot be read: the disk answers with an error. Check the disk, then "
            "try again.",
            {"development.sqlite"}};
}

void Stage::transfer()
{
    FakeTransfers &transfers = m_opener.last->fakeTransfers;
    transfers.preview = sampleImport();
    transfers.report = sampleReport();
    transfers.maps["supplier"].model = "product";
    transfers.outcome = {.rows = 1'240, .bytes = 184'320, .notes = {}};
    transfers.isHeld = m_state == u"loading"_s;
    if (m_state == u"error"_s)
        transfers.failures["previewImport"] =
            Error("SYNC_NOT_FOUND", "Cannot read %1: there is no such file.", {"products.csv"});
    if (m_screen.startsWith(u"export"_s)) {
        m_window->actions()->action("records.export")->trigger();
        if (m_screen == u"export-result"_s) {
            transfers.started = [this](RunId run) {
                RunInfo ended = sampleImportRun(run, RunState::Completed);
                ended.kind = RunKind::Export;
                m_opener.last->setRun(ended);
            };
            m_window->findChild<QLineEdit *>(u"export.file"_s)
                ->setText(u"/home/ada/products.csv"_s);
            m_window->findChild<QPushButton *>(u"export.export"_s)->click();
        }
        return;
    }
    m_window->actions()->action("records.import")->trigger();
    auto *setup = m_window->findChild<ImportSetup *>();
    if (m_state != u"empty"_s)
        setup->setFile(u"/home/ada/products.csv"_s);
    if (m_screen == u"import"_s)
        return;
    transfers.started = [this](RunId run) {
        m_opener.last->setRun(sampleImportRun(run, m_screen == u"import-running"_s
                                                       ? RunState::Running
                                                       : RunState::CompletedWithErrors));
    };
    auto *tried = new QTimer(this); // it can be imported once its first rows were tried
    connect(tried, &QTimer::timeout, this, [this, tried] {
        auto *button = m_window->findChild<QPushButton *>(u"import.import"_s);
        if (!button->isEnabled())
            return;
        tried->stop();
        button->click();
    });
    tried->start(20ms);
}

/** Edits of all kinds, one of them refused. */
void Stage::editGrid()
{
    const auto *page = qobject_cast<RecordsPage *>(m_window->currentPage());
    if (!page || !page->grid()->source()->row(6)) { // not read yet, on a busy machine
        QTimer::singleShot(50ms, this, &Stage::editGrid);
        return;
    }
    RecordGridView *grid = page->grid();
    const auto at = [grid](std::int64_t row) { return *grid->source()->row(row); };
    PendingEdits *edits = page->editing()->pending();
    edits->set(u"product"_s, at(1), "title", "Linen apron, extra large");
    edits->set(u"product"_s, at(1), "price", 12.5);
    edits->set(u"product"_s, at(2), "sku", "SKU-10000");
    edits->set(u"product"_s, at(3), "status", "archived");
    EditResult refused;
    refused.state = EditResult::State::Failed;
    refused.error =
        Error(errc::invalidRecord, "product is invalid and can't be saved. sku is not unique.");
    refused.error->fields = {{"sku", "is not unique"}};
    edits->settle(u"product"_s, {edits->find(u"product"_s, at(2).id)}, {refused});
    edits->toggleDeleted(u"product"_s, {at(4), at(5)});
    edits->add(u"product"_s, RecordRow());
    m_window->actions()->action("records.facets")->trigger();
    grid->setFocus();
    grid->setCurrent(6, grid->columns()->find(u"title"_s));
    if (m_screen == u"review"_s) {
        m_window->actions()->action("records.review")->trigger();
    } else if (m_screen == u"bulk-edit"_s) {
        BulkPreview &preview = m_opener.last->fakeEdits.preview;
        preview.records = 1240;
        for (std::int64_t row = 0; row < 5; ++row) {
            preview.rows.push_back({at(row), at(row), {}});
            preview.rows.back().after.fields.set("title", "Sale");
        }
        m_window->actions()->action("records.bulkEdit")->trigger();
    } else {
        page->editing()->editCell(6, grid->currentColumn());
    }
}

bool Stage::isOfHistory() const
{
    return m_screen == u"history"_s || m_screen == u"restore"_s || m_screen == u"deleted"_s;
}

void Stage::prepareHistory(FakeHistories &histories) const
{
    if (m_state == u"loading"_s)
        histories.hold();
    if (m_state == u"error"_s) {
        for (const char *method : {"timeline", "deleted", "previewRestore"})
            histories.failures[method] = diskError();
    }
    if (m_state == u"empty"_s) {
        histories.pages.clear();
        histories.deletedRecords.clear();
        histories.preview = {};
    }
}

void Stage::edit()
{
    const auto type = [this](const QString &name, const QString &text) {
        if (auto *edit = m_window->findChild<QLineEdit *>(name)) {
            edit->setText(text);
            Q_EMIT edit->textEdited(text);
        }
    };
    type(u"field.title.edit"_s, u"Enamel mug, very small"_s);
    type(u"field.price.edit"_s, u"cheap"_s);
}

void Stage::showHistory()
{
    m_window->findChild<InspectorView *>()->show(
        InspectTarget::ofRecord(u"product"_s, RecordId{1}));
    m_window->findChild<QTabWidget *>(u"inspector.tabs"_s)->setCurrentIndex(2);
    if (m_screen != u"restore"_s)
        return;
    QTimer::singleShot(100ms, this, [this] {
        prepareHistory(m_opener.last->fakeHistories);
        m_window->findChild<QAction *>(u"history.restore"_s)->trigger();
    });
}

} // namespace syncline::ui
