#include "tests/record/RecordFixture.h"

#include "core/record/RunTable.h"

using namespace syncline;
using namespace syncline::test;

/** Ids of runs across sessions that end well, and that are killed. */
class RunTableTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_fixture = std::make_unique<RecordFixture>();
        m_thing = share(model("thing", {field("name")}));
        m_fixture->apply({m_thing});
    }
    void cleanup() { m_fixture.reset(); }

    void idsGoOnAfterACleanEnd();
    void afterAKillIdsGoOnBehindTheHighestUsed_data();
    void afterAKillIdsGoOnBehindTheHighestUsed();
    void idsThatLeftNothingMayComeAgain();

private:
    std::int64_t nextAfterKill(RunId newestLogged = noRun)
    {
        m_fixture->reopen();
        return raw(must(RunTable::open(m_fixture->store(), newestLogged))->nextId());
    }
    std::unique_ptr<RecordFixture> m_fixture;
    ModelPtr m_thing;
};

void RunTableTest::idsGoOnAfterACleanEnd()
{
    auto runs = must(RunTable::open(m_fixture->store()));
    for (int i = 0; i < 40; ++i)
        static_cast<void>(runs->nextId());
    must(runs->giveBackIds(m_fixture->store()));
    m_fixture->reopen();
    QCOMPARE(raw(must(RunTable::open(m_fixture->store(), RunId{900}))->nextId()), std::int64_t{41});
}

void RunTableTest::afterAKillIdsGoOnBehindTheHighestUsed_data()
{
    QTest::addColumn<QString>("sql");
    QTest::newRow("a run") << QStringLiteral(
        "INSERT INTO _run (id, kind, state, subject, started, heartbeat) VALUES (25, 'sync', "
        "'running', 'x', 0, 0)");
    QTest::newRow("a record") << QStringLiteral(
        "INSERT INTO m_thing (id, created_at, updated_at, _created_run) VALUES (1, 0, 0, 25)");
    QTest::newRow("history") << QStringLiteral(
        "INSERT INTO _delta (model, record, field, run, time) VALUES ('m_thing', 1, 'x', 25, 0)");
    QTest::newRow("a quarantined document") << QStringLiteral(
        "INSERT INTO _quarantine (run, model, remote_id, reason, payload, time) VALUES (25, 'x', "
        "'', '', '', 0)");
}

void RunTableTest::afterAKillIdsGoOnBehindTheHighestUsed()
{
    QFETCH(QString, sql);
    must(RunTable::open(m_fixture->store()));
    m_fixture->write([&](Database &database) { must(database.exec(sql.toStdString())); });
    QCOMPARE(nextAfterKill(), std::int64_t{26});
    QCOMPARE(nextAfterKill(RunId{31}), std::int64_t{32});
}

void RunTableTest::idsThatLeftNothingMayComeAgain()
{
    QCOMPARE(raw(must(RunTable::open(m_fixture->store()))->nextId()), std::int64_t{1});
    QCOMPARE(nextAfterKill(), std::int64_t{1});
}

QTEST_GUILESS_MAIN(RunTableTest)
#include "RunTableTest.moc"
