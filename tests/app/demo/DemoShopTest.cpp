#include <QTest> // first: moc cannot read <compare> before a header that includes c++config.h

#include "app/demo/DemoShop.h"
#include "tests/support/FakeClock.h"

#include <rapidcheck.h>

#include <set>

using namespace syncline;
using namespace syncline::test;

namespace {

constexpr std::array kinds{DemoKind::Products, DemoKind::Customers, DemoKind::Orders};

std::vector<std::int64_t> walk(DemoShop &shop, DemoKind kind, std::optional<std::int64_t> since,
                               std::int64_t limit)
{
    std::vector<std::int64_t> all;
    std::string next;
    do {
        const auto page = shop.page(kind, since, next, limit);
        if (!page)
            return {};
        all.insert(all.end(), page->indexes.begin(), page->indexes.end());
        next = page->next;
    } while (!next.empty());
    return all;
}

} // namespace

class DemoShopTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void isTheSameForTheSameSeed();
    void addsUp();
    void looksReal();
    void idsTellTheKind();
    void pagesCoverEverything();
    void sinceGivesWhatChanged();
    void aWalkLosesNothingWhileTheShopChanges();
    void refusesForeignPageInfo();
    void changesProducts();
    void refusesBadProducts_data();
    void refusesBadProducts();
    void touchesChangeSomething();
    void money();

private:
    FakeClock m_clock;
};

void DemoShopTest::isTheSameForTheSameSeed()
{
    const DemoData a({.seed = 7, .products = 50, .customers = 20, .orders = 30});
    const DemoData b({.seed = 7, .products = 50, .customers = 20, .orders = 30});
    const DemoData other({.seed = 8, .products = 50, .customers = 20, .orders = 30});
    int different = 0;
    for (std::int64_t i = 0; i < 50; ++i) {
        QCOMPARE(a.product(i).title, b.product(i).title);
        QCOMPARE(a.product(i).cents(), b.product(i).cents());
        QCOMPARE(a.updatedMs(DemoKind::Products, i), b.updatedMs(DemoKind::Products, i));
        different += a.product(i).cents() != other.product(i).cents() ? 1 : 0;
    }
    QVERIFY(different > 40);
}

void DemoShopTest::addsUp()
{
    const DemoShop shop({}, m_clock);
    QCOMPARE(shop.count(DemoKind::Products), std::int64_t(240));
    QCOMPARE(shop.count(DemoKind::Customers), std::int64_t(400));
    QCOMPARE(shop.count(DemoKind::Orders), std::int64_t(1'500));
    std::map<std::int64_t, std::int64_t> orders;
    std::map<std::int64_t, std::int64_t> spent;
    for (std::int64_t i = 0; i < 1'500; ++i) {
        const DemoOrder order = shop.order(i);
        std::int64_t sum = 0;
        QVERIFY(!order.lines.empty());
        for (const DemoLine &line : order.lines) {
            const DemoProduct product = shop.product(line.product);
            QCOMPARE(line.cents, product.variants.at(static_cast<std::size_t>(line.variant)).cents);
            QVERIFY(line.quantity > 0);
            sum += line.cents * line.quantity;
        }
        QCOMPARE(order.subtotal, sum);
        QCOMPARE(order.total(), sum - order.discount + order.shipping);
        QVERIFY(order.tax > 0 && order.tax < order.total());
        ++orders[order.customer];
        if (order.financialStatus == "paid")
            spent[order.customer] += order.total();
    }
    for (std::int64_t i = 0; i < 400; ++i) {
        QCOMPARE(shop.ordersOf(i), orders[i]);
        QCOMPARE(shop.spentBy(i), spent[i]);
    }
}

void DemoShopTest::looksReal()
{
    const DemoShop shop({}, m_clock);
    std::set<std::string> titles;
    std::set<std::string> statuses;
    std::set<std::string> handles;
    bool hasUnicode = false;
    for (std::int64_t i = 0; i < 240; ++i) {
        const DemoProduct product = shop.product(i);
        titles.insert(product.title);
        statuses.insert(product.status);
        handles.insert(product.handle);
        for (const char c : product.title + product.vendor)
            hasUnicode = hasUnicode || static_cast<unsigned char>(c) >= 0x80;
        QVERIFY(!product.variants.empty() && !product.images.empty());
        QVERIFY(product.cents() > 0);
        QVERIFY(shop.updatedMs(DemoKind::Products, i) >= product.createdMs);
    }
    QVERIFY(titles.size() > 150);
    QCOMPARE(handles.size(), std::size_t(240));
    QCOMPARE(statuses, (std::set<std::string>{"active", "archived", "draft"}));
    QVERIFY(hasUnicode);
    std::set<std::string> emails;
    for (std::int64_t i = 0; i < 400; ++i)
        emails.insert(shop.customer(i).email);
    QCOMPARE(emails.size(), std::size_t(400));
}

void DemoShopTest::idsTellTheKind()
{
    const DemoShop shop({.seed = 1, .products = 5, .customers = 5, .orders = 5}, m_clock);
    for (const DemoKind kind : kinds) {
        for (const DemoKind other : kinds) {
            const auto found = shop.find(other, DemoData::idOf(kind, 3));
            QCOMPARE(found.value_or(-1), std::int64_t(kind == other ? 3 : -1));
        }
        QVERIFY(!shop.find(kind, DemoData::idOf(kind, 5)));
        QVERIFY(!shop.find(kind, -1));
    }
}

void DemoShopTest::pagesCoverEverything()
{
    QVERIFY(rc::check([this] {
        const auto count = *rc::gen::inRange<std::int64_t>(0, 40);
        const auto limit = *rc::gen::inRange<std::int64_t>(1, 12);
        DemoShop shop({.seed = 3, .products = count, .customers = 1, .orders = 0}, m_clock);
        for (const auto index : *rc::gen::container<std::vector<std::int64_t>>(
                 rc::gen::inRange<std::int64_t>(0, 40))) {
            if (index < count)
                shop.remove(DemoKind::Products, index);
        }
        std::vector<std::int64_t> expected;
        for (std::int64_t i = 0; i < count; ++i) {
            if (shop.find(DemoKind::Products, DemoData::idOf(DemoKind::Products, i)))
                expected.push_back(i);
        }
        RC_ASSERT(static_cast<std::int64_t>(expected.size()) == shop.count(DemoKind::Products));
        RC_ASSERT(walk(shop, DemoKind::Products, std::nullopt, limit) == expected);
        std::vector<std::int64_t> byTime = walk(shop, DemoKind::Products, 0, limit);
        RC_ASSERT(std::ranges::is_sorted(byTime, {}, [&](std::int64_t i) {
            return std::pair(shop.updatedMs(DemoKind::Products, i), i);
        }));
        std::ranges::sort(byTime);
        RC_ASSERT(byTime == expected);
    }));
}

void DemoShopTest::sinceGivesWhatChanged()
{
    DemoShop shop({}, m_clock);
    std::int64_t newest = 0;
    for (std::int64_t i = 0; i < 240; ++i)
        newest = std::max(newest, shop.updatedMs(DemoKind::Products, i));
    shop.touch(DemoKind::Products, 100);
    QVERIFY(shop.updateProduct(5, {{"title", "New title"}}).ok());
    shop.touch(DemoKind::Products, 100);
    shop.touch(DemoKind::Products, 7);
    shop.remove(DemoKind::Products, 7);
    QCOMPARE(walk(shop, DemoKind::Products, newest + 1, 1), (std::vector<std::int64_t>{5, 100}));
    QCOMPARE(walk(shop, DemoKind::Products, shop.updatedMs(DemoKind::Products, 100), 10),
             (std::vector<std::int64_t>{100}));
    QCOMPARE(shop.deletions().size(), std::size_t(1));
    QCOMPARE(shop.deletions()[0].id, DemoData::idOf(DemoKind::Products, 7));
    QVERIFY(shop.deletions()[0].deletedMs > shop.updatedMs(DemoKind::Products, 100));
}

void DemoShopTest::aWalkLosesNothingWhileTheShopChanges()
{
    DemoShop shop({.seed = 1, .products = 60, .customers = 1, .orders = 0}, m_clock);
    std::set<std::int64_t> seen;
    std::string next;
    std::int64_t step = 0;
    do {
        const auto page = shop.page(DemoKind::Products, 0, next, 7);
        QVERIFY(page);
        seen.insert(page->indexes.begin(), page->indexes.end());
        next = page->next;
        if (step < 20) { // what is touched moves to the end, and what is deleted makes no gap
            shop.touch(DemoKind::Products, step);
            shop.remove(DemoKind::Products, 59 - step);
        }
        ++step;
    } while (!next.empty());
    for (std::int64_t i = 0; i < 60; ++i) {
        const bool exists =
            shop.find(DemoKind::Products, DemoData::idOf(DemoKind::Products, i)).has_value();
        QVERIFY(!exists || seen.contains(i));
    }
}

void DemoShopTest::refusesForeignPageInfo()
{
    DemoShop shop({.seed = 1, .products = 5, .customers = 1, .orders = 0}, m_clock);
    for (const char *pageInfo :
         {"x", "i", "i.", "i.x", "i.1.2", "u.1", "u.1.x", "1.2", "i.99999999999999999999"})
        QVERIFY2(!shop.page(DemoKind::Products, std::nullopt, pageInfo, 10), pageInfo);
    QVERIFY(shop.page(DemoKind::Products, std::nullopt, "i.400", 10)->indexes.empty());
}

void DemoShopTest::changesProducts()
{
    DemoShop shop({.seed = 1, .products = 5, .customers = 1, .orders = 0}, m_clock);
    const std::int64_t before = shop.updatedMs(DemoKind::Products, 2);
    QVERIFY(shop.updateProduct(2, {{"title", "Täglich"},
                                   {"price", "12.5"},
                                   {"inventory", 9},
                                   {"tags", ValueList{"a", "b"}},
                                   {"status", "draft"},
                                   {"unknown", 1}})
                .ok());
    const DemoProduct product = shop.product(2);
    QCOMPARE(product.title, std::string("Täglich"));
    QCOMPARE(product.cents(), std::int64_t(1'250));
    QCOMPARE(product.inventory(), std::int64_t(9));
    QCOMPARE(product.tags, (std::vector<std::string>{"a", "b"}));
    QVERIFY(shop.updatedMs(DemoKind::Products, 2) > before);
    const auto created =
        shop.createProduct({{"title", "Brand new"}, {"price", 3}, {"status", "active"}});
    QVERIFY(created);
    QCOMPARE(created.value(), std::int64_t(5));
    QCOMPARE(shop.count(DemoKind::Products), std::int64_t(6));
    QCOMPARE(shop.product(5).cents(), std::int64_t(300));
    QCOMPARE(walk(shop, DemoKind::Products, std::nullopt, 4),
             (std::vector<std::int64_t>{0, 1, 2, 3, 4, 5}));
}

void DemoShopTest::refusesBadProducts_data()
{
    QTest::addColumn<QByteArray>("field");
    QTest::addColumn<QByteArray>("json");
    QTest::newRow("blank title") << QByteArray("title") << QByteArray("");
    QTest::newRow("unknown status") << QByteArray("status") << QByteArray("gone");
    QTest::newRow("price of words") << QByteArray("price") << QByteArray("much");
    QTest::newRow("price with a comma") << QByteArray("price") << QByteArray("1,50");
    QTest::newRow("negative price") << QByteArray("price") << QByteArray("-1");
    QTest::newRow("infinite price") << QByteArray("price") << QByteArray("inf");
    QTest::newRow("stock as text") << QByteArray("inventory") << QByteArray("9");
    QTest::newRow("tags as text") << QByteArray("tags") << QByteArray("a, b");
}

void DemoShopTest::refusesBadProducts()
{
    QFETCH(const QByteArray, field);
    QFETCH(const QByteArray, json);
    DemoShop shop({.seed = 1, .products = 5, .customers = 1, .orders = 0}, m_clock);
    const std::string title = shop.product(1).title;
    const ValueObject fields{{"vendor", "Other"}, {field.toStdString(), json.toStdString()}};
    const auto changed = shop.updateProduct(1, fields);
    QVERIFY(!changed);
    QCOMPARE(changed.error().fields.size(), std::size_t(1));
    QCOMPARE(changed.error().fields[0].first, field.toStdString());
    QVERIFY(shop.product(1).vendor != "Other"); // nothing of it was set
    QVERIFY(!shop.createProduct({{"vendor", "no title"}}));
    QCOMPARE(shop.count(DemoKind::Products), std::int64_t(5));
}

void DemoShopTest::touchesChangeSomething()
{
    DemoShop shop({.seed = 1, .products = 3, .customers = 3, .orders = 3}, m_clock);
    const auto stock = shop.product(1).inventory();
    const auto total = shop.order(1).total();
    for (const DemoKind kind : kinds) {
        const auto before = shop.updatedMs(kind, 1);
        shop.touch(kind, 1);
        QVERIFY(shop.updatedMs(kind, 1) > before);
    }
    QVERIFY(shop.product(1).inventory() != stock);
    QCOMPARE(shop.customer(1).note, std::string("Called 1 times."));
    QCOMPARE(shop.order(1).fulfillmentStatus, std::string("partial"));
    QCOMPARE(shop.order(1).total(), total);
}

void DemoShopTest::money()
{
    QCOMPARE(demoMoney(0), std::string("0.00"));
    QCOMPARE(demoMoney(5), std::string("0.05"));
    QCOMPARE(demoMoney(123'450), std::string("1234.50"));
    QCOMPARE(demoMoney(-105), std::string("-1.05"));
}

QTEST_GUILESS_MAIN(DemoShopTest)
#include "DemoShopTest.moc"
