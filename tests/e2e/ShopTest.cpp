#include "tests/e2e/Program.h"
#include "tests/support/StdToString.h"

#include <QTemporaryDir>
#include <QTest>

using namespace syncline;
using namespace syncline::e2e;
using namespace Qt::StringLiterals;

/** The sample shop from nothing to an undone day's work, as a user would type it. */
class ShopTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aDayInTheShop();
    void anInterruptedSyncKeepsWhatArrived();
};

void ShopTest::aDayInTheShop()
{
    const QTemporaryDir folder;
    const QString shop = folder.filePath(u"shop"_s);
    const DemoServer server({u"--products"_s, u"120"_s, u"--customers"_s, u"60"_s, u"--orders"_s,
                             u"80"_s, u"--rate"_s, u"0"_s});
    QVERIFY(!server.url().isEmpty());
    QCOMPARE(makeShop(shop, server), std::string());

    Ran ran = run({u"check"_s, shop, u"--json"_s});
    QVERIFY2(ran.code == 0 && ran.json()["errors"].intOr(-1) == 0, ran.all().c_str());

    ran = run({u"sync"_s, shop, u"shop"_s, u"--json"_s});
    QVERIFY2(ran.code == 0, ran.all().c_str());
    QCOMPARE(ran.json()["state"].stringOr(), std::string("completed"));
    QCOMPARE(counts(ran.json(), "product"), std::string("120/0/0/0/0"));
    QCOMPARE(counts(ran.json(), "customer"), std::string("60/0/0/0/0"));
    QCOMPARE(counts(ran.json(), "order"), std::string("80/0/0/0/0"));
    const std::string firstRun = ran.json()["run"].stringOr();

    ran = run({u"sync"_s, shop, u"shop"_s, u"--mode"_s, u"full"_s, u"--json"_s});
    QVERIFY2(ran.code == 0, ran.all().c_str());
    QCOMPARE(counts(ran.json(), "product"), std::string("0/0/120/0/0"));

    ran = run({u"records"_s, shop, u"product"_s, u"--json"_s});
    QVERIFY2(ran.code == 0, ran.all().c_str());
    QCOMPARE(ran.json()["records"].asList().size(), std::size_t{120});
    const Value listed = ran.json();
    const Value first = listed["records"].asList().back(); // the server deletes from the front
    const QByteArray remoteId = QByteArray::fromStdString(first["remoteId"].stringOr());

    // One changed, one gone.
    server.put("/products/" + remoteId + ".json", R"({"title":"Changed over there"})");
    server.post("/admin/delete?kind=products&count=1");
    ran = run({u"sync"_s, shop, u"shop"_s, u"--mode"_s, u"full"_s, u"--json"_s});
    QVERIFY2(ran.code == 0, ran.all().c_str());
    const Value product = ran.json()["models"]["product"];
    QCOMPARE(product["deleted"].intOr(), 1);
    QCOMPARE(product["created"].intOr() + product["failed"].intOr(), 0);

    const QString id = QString::fromStdString(first["id"].stringOr());
    ran = run({u"action"_s, shop, u"product.update"_s, u"--id"_s, id, u"--params"_s,
               u"{\"product\":{\"title\":\"By hand\"}}"_s, u"--json"_s});
    QVERIFY2(ran.code == 0 && ran.json()["success"].boolOr(), ran.all().c_str());
    QCOMPARE(ran.json()["record"]["title"].stringOr(), std::string("By hand"));

    ran = run({u"history"_s, shop, u"product"_s, id, u"--json"_s});
    QVERIFY2(ran.code == 0 && !ran.json()["changes"].asList().empty(), ran.all().c_str());
    ran = run({u"runs"_s, shop, u"--kind"_s, u"sync"_s});
    QVERIFY2(ran.code == 0 && ran.out.count("completed") == 3, ran.all().c_str());
    ran = run({u"logs"_s, shop, u"--run"_s, QString::fromStdString(firstRun)});
    QVERIFY2(ran.code == 0 && ran.out.contains("Sync of shop: completed"), ran.all().c_str());
    ran = run({u"eval"_s, shop, u"api.product.count()"_s, u"--json"_s});
    QVERIFY2(ran.code == 0 && ran.json()["result"].intOr() == 119, ran.all().c_str());
    ran = run({u"doctor"_s, shop, u"--json"_s});
    QVERIFY2(ran.code == 0 && ran.json()["healthy"].boolOr(), ran.all().c_str());
    ran = run({u"records"_s, shop, u"order"_s, u"--format"_s, u"csv"_s, u"--output"_s,
               folder.filePath(u"orders.csv"_s)});
    QVERIFY2(ran.code == 0, ran.all().c_str());
    QVERIFY(readAll(folder.filePath(u"orders.csv"_s)).count('\n') >= 81);
}

void ShopTest::anInterruptedSyncKeepsWhatArrived()
{
    const QTemporaryDir folder;
    const QString shop = folder.filePath(u"shop"_s);
    const DemoServer server({u"--products"_s, u"2000"_s, u"--customers"_s, u"10"_s, u"--orders"_s,
                             u"10"_s, u"--latency"_s, u"50"_s});
    QCOMPARE(makeShop(shop, server), std::string());
    const std::unique_ptr<QProcess> sync =
        start({u"sync"_s, shop, u"shop"_s, u"--json"_s, u"--log-level"_s, u"trace"_s});
    QVERIFY(waitForLock(shop, *sync));
    QVERIFY(QTest::qWaitFor(
        [&] {
            return run({u"runs"_s, shop, u"--json"_s}).out.contains("\"state\":\"running\"");
        },
        20'000));
    sync->terminate();
    QCOMPARE(exitCode(*sync), 1);
    const QByteArray out = sync->readAllStandardOutput();
    QVERIFY2(out.contains("\"state\":\"cancelled\""), out.constData());
    const Ran again = run({u"sync"_s, shop, u"shop"_s, u"--json"_s});
    QVERIFY2(again.code == 0, again.all().c_str());
    const Ran count = run({u"eval"_s, shop, u"api.product.count()"_s});
    QCOMPARE(count.out, QByteArray("2000\n"));
}

QTEST_GUILESS_MAIN(ShopTest)
#include "ShopTest.moc"
