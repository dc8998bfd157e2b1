#pragma once

#include "tests/ui/UiFixture.h"
#include "ui/records/RecordGridView.h"
#include "ui/records/RecordSource.h"
#include "ui/records/RecordsPage.h"

#include <QLabel>

#include <memory>

namespace syncline::ui {

/** Records of one status. */
inline Filter byStatus(const char *status)
{
    Filter filter;
    filter.kind = Filter::Kind::Compare;
    filter.field = "status";
    filter.op = FilterOp::Equals;
    filter.operand = status;
    return filter;
}

/** A page of a model's records, shown, with its rows read. */
struct ShownGrid
{
    explicit ShownGrid(std::shared_ptr<FakeEngine> engine = makeFakeShop(),
                       const QString &model = QStringLiteral("product"))
        : fixture(std::move(engine))
    {
        DocumentRef ref;
        ref.name = model;
        page = std::make_unique<RecordsPage>(ref, fixture.context(), &host);
        page->resize(1000, 600);
        host.resize(1000, 600);
        host.show();
        page->show();
        view = page->grid();
    }
    [[nodiscard]] bool isSettled() const
    {
        return view->source()->state() == RecordSource::State::Ready &&
               (view->source()->rowCount() == 0 || view->source()->row(view->topRow()) != nullptr);
    }
    [[nodiscard]] QString label(const char *name) const
    {
        return page->findChild<QLabel *>(QString::fromLatin1(name))->text();
    }

    UiFixture fixture;
    QWidget host; ///< Without a layout: the offscreen platform warns of windows with size limits.
    std::unique_ptr<RecordsPage> page;
    RecordGridView *view = nullptr;
};

} // namespace syncline::ui
