#include "core/base/Value.h"
#include "tests/support/FakeClock.h"

#include <QTest>

void ValueTest::waits()
{
    QVERIFY(QTest::qWaitFor([] { return true; }));
}

#include "ValueTest.moc"
