#include <QTest> // first: moc cannot read <compare> before a header that includes c++config.h

#include "core/net/CaptureBudget.h"

using namespace syncline;

class CaptureBudgetTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void keepsTheFirstAnswersOfARun();
    void runsDoNotShare();
    void countsWhatIsKept();
    void withoutARunEverythingIsKept();
};

void CaptureBudgetTest::keepsTheFirstAnswersOfARun()
{
    CaptureBudget budget;
    std::size_t kept = 0;
    for (int i = 0; i < 64; ++i)
        kept += budget.take(RunId{1}, 100'000);
    QCOMPARE(kept, CaptureBudget::wholeARun);
    QCOMPARE(budget.take(RunId{1}, 100'000), CaptureBudget::beginning);
    QCOMPARE(budget.take(RunId{1}, 100), std::size_t(100));
}

void CaptureBudgetTest::runsDoNotShare()
{
    CaptureBudget budget;
    for (int i = 0; i < 100; ++i)
        budget.take(RunId{1}, 100'000);
    QCOMPARE(budget.take(RunId{2}, 100'000), CaptureBudget::whole);
    for (int run = 3; run < 100; ++run)
        budget.take(RunId{run}, 100'000);
    QCOMPARE(budget.take(RunId{99}, 50'000), std::size_t(50'000));
}

void CaptureBudgetTest::countsWhatIsKept()
{
    CaptureBudget budget;
    for (int i = 0; i < 1'000; ++i)
        QCOMPARE(budget.take(RunId{1}, 1'000), std::size_t(1'000)); // less than a beginning
    QCOMPARE(budget.take(RunId{1}, 100'000), CaptureBudget::whole);
}

void CaptureBudgetTest::withoutARunEverythingIsKept()
{
    CaptureBudget budget;
    for (int i = 0; i < 1'000; ++i)
        QCOMPARE(budget.take(noRun, 100'000), CaptureBudget::whole);
}

QTEST_GUILESS_MAIN(CaptureBudgetTest)
#include "CaptureBudgetTest.moc"
