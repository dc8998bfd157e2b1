#include "tests/ui/UiFixture.h"
#include "ui/records/RecordGridView.h"
#include "ui/records/RecordSource.h"
#include "ui/records/RecordsPage.h"

#include <QApplication>
#include <QPixmap>

#include <benchmark/benchmark.h>

#include <ctime>

using namespace syncline;
using namespace syncline::ui;

namespace {

/** CPU seconds of the window's thread: what a stall is made of, whatever else the machine does. */
double threadCpu()
{
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

/** A jump to any position and the paint after it, in a grid of state.range(0) rows. Should not
 * depend on the rows. */
void jumpAndPaint(benchmark::State &state)
{
    auto engine = makeEmptyShop();
    makeVirtual(*engine, state.range(0));
    UiFixture fixture(engine);
    DocumentRef ref;
    ref.name = QStringLiteral("product");
    RecordsPage page(ref, fixture.context(), nullptr);
    page.resize(1400, 900);
    page.show();
    for (int turn = 0; turn < 20; ++turn)
        QCoreApplication::sendPostedEvents();
    std::int64_t row = 0;
    for (auto step : state) {
        (void)step;
        row = (row + 7'654'321) % state.range(0);
        const double before = threadCpu();
        page.grid()->setTopRow(row);
        QCoreApplication::sendPostedEvents();
        benchmark::DoNotOptimize(page.grid()->grab());
        state.SetIterationTime(threadCpu() - before);
    }
}
BENCHMARK(jumpAndPaint)
    ->Arg(1'000)
    ->Arg(1'000'000)
    ->Arg(10'000'000)
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond);

} // namespace

int main(int argc, char **argv)
{
    qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication application(argc, argv);
    benchmark::Initialize(&argc, argv);
    benchmark::RunSpecifiedBenchmarks();
    return 0;
}
