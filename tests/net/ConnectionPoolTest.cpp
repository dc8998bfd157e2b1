#include <QTest>

#include "core/net/ConnectionPool.h"

#include <QElapsedTimer>
#include <QPointer>

using namespace syncline;
using namespace std::chrono_literals;

namespace {

class QuietStream final : public Stream
{
public:
    Received read(std::span<char> /*place*/) override { return {}; }
    std::size_t write(std::string_view bytes) override { return bytes.size(); }
    bool isSilent() override { return m_isSilent; }
    void close() override { m_isClosed = true; }

    bool m_isSilent = true;
    bool m_isClosed = false;
};

} // namespace

class ConnectionPoolTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void givesBackTheLastOfItsRoute();
    void dropsWhatIsNoUse();
    void keepsNotForEver();
    void keepsNotTooMany();

private:
    /** One that the pool keeps for "a", or not. */
    static QPointer<QuietStream> keep(ConnectionPool &pool, const std::string &route = "a",
                                      std::optional<std::chrono::milliseconds> keepsFor = {})
    {
        auto *stream = new QuietStream;
        pool.give(route, StreamPtr(stream), keepsFor);
        return stream;
    }
};

void ConnectionPoolTest::givesBackTheLastOfItsRoute()
{
    ConnectionPool pool;
    QVERIFY(!pool.take("a", 1h));
    const auto first = keep(pool);
    const auto second = keep(pool);
    const auto other = keep(pool, "b");
    QVERIFY(pool.take("a", 1h).get() == second);
    QVERIFY(pool.take("a", 1h).get() == first);
    QVERIFY(!pool.take("a", 1h));
    QCOMPARE(pool.count(), std::size_t(1));
    QVERIFY(!other->m_isClosed);
}

void ConnectionPoolTest::dropsWhatIsNoUse()
{
    ConnectionPool pool;
    const auto spoke = keep(pool);
    Q_EMIT spoke->readable(); // or was closed
    QVERIFY(spoke->m_isClosed);
    QCOMPARE(pool.count(), std::size_t(0));
    const auto good = keep(pool);
    const auto bad = keep(pool);
    bad->m_isSilent = false; // and nobody has heard yet
    QVERIFY(pool.take("a", 1h).get() == good);
    QVERIFY(bad->m_isClosed);
    QVERIFY(keep(pool, "a", 1s)->m_isClosed); // over before it could be used
    QCOMPARE(pool.count(), std::size_t(0));
}

void ConnectionPoolTest::keepsNotForEver()
{
    ConnectionPool pool;
    const auto stream = keep(pool, "a", 1'001ms);
    QElapsedTimer timer;
    timer.start();
    QTRY_VERIFY(timer.elapsed() > 2);
    QVERIFY(!pool.take("a", 1h)); // its millisecond is over
    QVERIFY(!stream || stream->m_isClosed);
    QCOMPARE(pool.count(), std::size_t(0));
    const auto other = keep(pool);
    QVERIFY(!pool.take("a", -1ms)); // too long ago for this request, not for others
    QVERIFY(pool.take("a", 1h).get() == other);
}

void ConnectionPoolTest::keepsNotTooMany()
{
    ConnectionPool pool;
    const auto oldest = keep(pool);
    for (std::size_t i = 0; i < ConnectionPool::most; ++i)
        keep(pool, "b");
    QCOMPARE(pool.count(), ConnectionPool::most);
    QVERIFY(oldest->m_isClosed);
}

QTEST_GUILESS_MAIN(ConnectionPoolTest)
#include "ConnectionPoolTest.moc"
