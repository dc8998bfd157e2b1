#include "tests/e2e/Program.h"
#include "tests/support/StdToString.h"

#include "core/base/Json.h"

#include <QTemporaryDir>
#include <QTest>

#include <map>

using namespace syncline;
using namespace syncline::e2e;
using namespace Qt::StringLiterals;

/** kill -9 at any moment of a sync: at the end the records are those of the source, none lost, none
 * twice. */
class KillTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void killedSyncsLoseAndDoubleNothing();
};

namespace {

/** remote id → title, of everything the source has. */
std::map<std::string, std::string> source(const DemoServer &server)
{
    std::map<std::string, std::string> all;
    QByteArray path = "/products.json?limit=250";
    while (!path.isEmpty()) {
        const Value page = server.get(path);
        if (!page["products"].isList())
            break;
        for (const Value &product : page["products"].asList())
            all[product["id"].isInt() ? std::to_string(product["id"].asInt())
                                      : product["id"].stringOr()] = product["title"].stringOr();
        const std::string next = page["next"].stringOr();
        path = next.empty() ? QByteArray()
                            : "/products.json?limit=250&page_info=" +
                                  QByteArray::fromStdString(next).toPercentEncoding();
    }
    return all;
}

} // namespace

void KillTest::killedSyncsLoseAndDoubleNothing()
{
    const bool isNightly = qEnvironmentVariableIsSet("SYNCLINE_NIGHTLY");
    const QString products = isNightly ? u"200000"_s : u"20000"_s;
    const int rounds = isNightly ? 50 : 5;
    const QTemporaryDir folder;
    const QString shop = folder.filePath(u"shop"_s);
    const DemoServer server({u"--products"_s, products, u"--customers"_s, u"10"_s, u"--orders"_s,
                             u"10"_s, u"--rate"_s, u"0"_s});
    QCOMPARE(makeShop(shop, server), std::string());
    QVERIFY(edit(shop + u"/connections/shop/connection.json"_s, "\"pageSize\": 100",
                 "\"pageSize\": 250"));

    // How long an undisturbed start takes; kills fall anywhere in the work after it.
    for (int round = 0; round < rounds; ++round) {
        const std::unique_ptr<QProcess> sync =
            start({u"sync"_s, shop, u"shop"_s, u"--mode"_s, u"full"_s});
        const int lifeMs = 100 + (round * 7'919) % 1'500;
        static_cast<void>(
            QTest::qWaitFor([&sync] { return sync->state() == QProcess::NotRunning; }, lifeMs));
        sync->kill();
        static_cast<void>(exitCode(*sync));
        if (round % 2 == 1)
            server.post("/admin/touch?kind=products&count=5");
        const Ran doctor = run({u"doctor"_s, shop, u"--json"_s});
        QVERIFY2(doctor.code == 0, doctor.all().c_str());
    }
    Ran ran = run({u"sync"_s, shop, u"shop"_s, u"--json"_s});
    QVERIFY2(ran.code == 0, ran.all().c_str());
    ran = run({u"sync"_s, shop, u"shop"_s, u"--mode"_s, u"full"_s, u"--json"_s});
    QVERIFY2(ran.code == 0, ran.all().c_str());
    QCOMPARE(ran.json()["models"]["product"]["unchanged"].intOr(), products.toInt());

    const std::map<std::string, std::string> wanted = source(server);
    QCOMPARE(wanted.size(), static_cast<std::size_t>(products.toInt()));
    ran = run({u"records"_s, shop, u"product"_s, u"--select"_s, u"title,remoteId"_s, u"--format"_s,
               u"ndjson"_s});
    QCOMPARE(ran.code, 0);
    std::map<std::string, std::string> kept;
    qsizetype lines = 0;
    for (const QByteArray &line : ran.out.split('\n')) {
        if (line.isEmpty())
            continue;
        const Value record = json::parse(line.toStdString()).value();
        kept[record["remoteId"].stringOr()] = record["title"].stringOr();
        ++lines;
    }
    QCOMPARE(lines, static_cast<qsizetype>(wanted.size()));
    QVERIFY(kept == wanted);
    ran = run({u"doctor"_s, shop, u"--json"_s});
    QVERIFY2(ran.code == 0 && ran.json()["healthy"].boolOr(), ran.all().c_str());
}

QTEST_GUILESS_MAIN(KillTest)
#include "KillTest.moc"
