#include <QTest> // first: moc cannot read <compare> before a header that includes c++config.h

#include "core/record/bulk/DigestMap.h"

#include <rapidcheck.h>

#include <map>
#include <set>
#include <vector>

using namespace syncline;

class DigestMapTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void findsInAnyOrder();
    void behavesAsAPlainMap();
};

void DigestMapTest::findsInAnyOrder()
{
    DigestMap map(false);
    for (std::uint64_t key = 1; key <= 5'000; ++key)
        map.load(key * 3, static_cast<std::int64_t>(key), key, 0);
    for (std::uint64_t key = 1; key <= 5'000; ++key) // in order: no index
        QCOMPARE(map.digest(map.find(key * 3)), key);
    for (std::uint64_t key = 5'000; key >= 1; --key)
        QCOMPARE(map.digest(map.find(key * 3)), key);
    QCOMPARE(map.find(4), DigestMap::none);
    QCOMPARE(map.digest(map.find(6)), std::uint64_t(2));
    const DigestMap::Slot added = map.add(4, 6'000, 7, 0);
    QCOMPARE(map.find(4), added);
    QCOMPARE(map.find(15'000), DigestMap::Slot(4'999));
}

void DigestMapTest::behavesAsAPlainMap()
{
    const auto holds = [](const std::vector<std::uint8_t> &steps, bool shuffled) {
        DigestMap map(false);
        std::map<std::uint64_t, std::int64_t> ids; // key → id of what is live
        std::set<std::uint64_t> seen;
        std::int64_t last = 0;
        for (std::uint64_t key = 1; key <= 200; ++key) {
            const std::uint64_t made = shuffled ? key * 7'919 % 1'009 : key;
            map.load(made, ids[made] = ++last, key, 0);
        }
        for (const std::uint8_t step : steps) {
            const std::uint64_t key = 1 + step * 3U % 210;
            const DigestMap::Slot slot = map.find(key);
            switch (step % 5) {
            case 0:
                map.add(key, ids[key] = ++last, 1, 0);
                break;
            case 1:
                if (slot != DigestMap::none && map.isLive(slot)) {
                    map.remove(slot);
                    ids.erase(key);
                }
                break;
            case 2: // the beginning of the source, as far as it is known
                for (std::uint64_t one = 1; one <= key && map.find(one) != DigestMap::none; ++one) {
                    map.markSeen(map.find(one));
                    seen.insert(one);
                }
                break;
            default:
                if (slot != DigestMap::none) {
                    map.markSeen(slot);
                    seen.insert(key);
                }
            }
            DigestMap other(false);
            std::map<std::int64_t, std::uint64_t> byId;
            for (const auto &[one, id] : ids)
                byId[id] = one;
            for (const auto &[id, one] : byId)
                other.load(one, id, 1, 0);
            RC_ASSERT(other.restoreSeen(map.seenSet()));
            for (const auto &[one, id] : ids) {
                RC_ASSERT(map.id(map.find(one)) == id);
                RC_ASSERT(map.isSeen(map.find(one)) == seen.contains(one));
                RC_ASSERT(other.isSeen(other.find(one)) == seen.contains(one));
            }
            RC_ASSERT(map.liveCount() == static_cast<std::int64_t>(ids.size()));
        }
    };
    QVERIFY(rc::check("any steps", [&](const std::vector<std::uint8_t> &steps, bool shuffled) {
        holds(steps, shuffled);
    }));
}

QTEST_GUILESS_MAIN(DigestMapTest)
#include "DigestMapTest.moc"
