#pragma once

#include "tests/ui/ImportSamples.h"
#include "tests/ui/UiFixture.h"
#include "ui/records/RecordsPage.h"
#include "ui/transfer/ImportColumnsModel.h"

#include <QComboBox>
#include <QLabel>
#include <QPushButton>
#include <QTableView>
#include <QTest>

namespace syncline::ui {

/** A page of products, its dialogs, and what they asked. */
struct TransferPage
{
    explicit TransferPage(std::shared_ptr<FakeEngine> with = makeFakeShop())
        : fixture(std::move(with))
    {
        transfers().preview = sampleImport();
        DocumentRef ref;
        ref.name = QStringLiteral("product");
        page = std::make_unique<RecordsPage>(ref, fixture.context(), &host);
        page->resize(1000, 600);
        host.resize(1000, 600);
        host.show();
        page->show();
    }
    [[nodiscard]] FakeTransfers &transfers() const { return fixture.engine->fakeTransfers; }
    [[nodiscard]] FakeEngine &engine() const { return *fixture.engine; }
    template <typename T>
    [[nodiscard]] T *find(const char *name) const
    {
        return page->findChild<T *>(QString::fromLatin1(name));
    }
    [[nodiscard]] QString text(const char *label) const { return find<QLabel>(label)->text(); }
    void trigger(const char *action) const { fixture.actions.action(action)->trigger(); }
    void click(const char *button) const { find<QPushButton>(button)->click(); }
    [[nodiscard]] bool isEnabled(const char *button) const
    {
        return find<QPushButton>(button)->isEnabled();
    }
    void choose(const char *box, const QVariant &value) const
    {
        auto *combo = find<QComboBox>(box);
        QVERIFY2(combo->findData(value) >= 0, box);
        combo->setCurrentIndex(combo->findData(value));
        Q_EMIT combo->activated(combo->currentIndex());
    }
    /** The import dialog with products.csv in it, tried. */
    void openImport()
    {
        fixture.prompter.picks.push_back(QStringLiteral("/data/products.csv"));
        trigger("records.import");
        click("import.choose");
    }
    [[nodiscard]] ImportColumnsModel *columns() const
    {
        return static_cast<ImportColumnsModel *>(find<QTableView>("import.columns")->model());
    }
    [[nodiscard]] QAbstractItemModel *rows() const
    {
        return find<QTableView>("import.rows")->model();
    }
    void setRun(RunId run, RunState state, const char *mode = "upsert") const
    {
        RunInfo info = sampleImportRun(run, state);
        info.mode = mode;
        fixture.engine->setRun(info);
    }

    UiFixture fixture;
    QWidget host; ///< Without a layout: the offscreen platform warns of windows with size limits.
    std::unique_ptr<RecordsPage> page;
};

} // namespace syncline::ui
