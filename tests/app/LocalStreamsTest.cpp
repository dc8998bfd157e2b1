#include "app/cli/LocalStreams.h"

#include "app/cli/Interrupts.h"
#include "tests/support/StdToString.h"

#include <QSignalSpy>
#include <QTest>

#include <csignal>
#include <fcntl.h>
#include <unistd.h>

using namespace syncline;
using namespace syncline::cli;

/** Where a command writes, and the signals that end it. */
class LocalStreamsTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aFullDeviceIsNamed();
    void nobodyReadingIsNoError();
    void aHangupInterrupts();
    void underNohupAHangupIsIgnored();
};

void LocalStreamsTest::aFullDeviceIsNamed()
{
    const int full = ::open("/dev/full", O_WRONLY | O_CLOEXEC);
    QVERIFY(full >= 0);
    const std::atomic<bool> interrupted = false;
    LocalOutput output(full, interrupted);
    output.write("x");
    QVERIFY(output.failure().empty());
    QVERIFY(!output.flush());
    QCOMPARE(output.failure(), std::string("No space left on device"));
    ::close(full);
}

void LocalStreamsTest::nobodyReadingIsNoError()
{
    const Interrupts interrupts; // ignores SIGPIPE
    int ends[2];
    QCOMPARE(::pipe(ends), 0);
    ::close(ends[0]);
    LocalOutput output(ends[1], interrupts.flag());
    output.write("x");
    QVERIFY(!output.flush());
    QVERIFY(output.failure().empty());
    ::close(ends[1]);
}

void LocalStreamsTest::aHangupInterrupts()
{
    const Interrupts interrupts;
    QSignalSpy spy(&interrupts, &Interrupts::interrupted);
    QCOMPARE(std::raise(SIGHUP), 0);
    QVERIFY(interrupts.flag());
    QTRY_COMPARE(spy.count(), 1);
}

void LocalStreamsTest::underNohupAHangupIsIgnored()
{
    std::signal(SIGHUP, SIG_IGN);
    {
        const Interrupts interrupts;
        QCOMPARE(std::raise(SIGHUP), 0);
        QVERIFY(!interrupts.flag());
    }
    std::signal(SIGHUP, SIG_DFL);
}

QTEST_GUILESS_MAIN(LocalStreamsTest)
#include "LocalStreamsTest.moc"
