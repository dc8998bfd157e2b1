#include "tests/record/HistoryFixture.h"

#include <rapidcheck.h>

using namespace syncline;
using namespace syncline::test;

namespace {

/** A state that was seen, and the entry that names it. */
struct Seen
{
    std::int64_t entry;
    ValueObject row;
};

int below(std::size_t count)
{
    return *rc::gen::inRange(0, static_cast<int>(count));
}

Value oneOf(const std::vector<Value> &values)
{
    return values[static_cast<std::size_t>(below(values.size()))];
}

} // namespace

/** Time lines and versions of records, on a real database. */
class HistoryTest final : public HistoryFixture
{
    Q_OBJECT

private Q_SLOTS:
    void init() { setUp(); }
    void cleanup() { tearDown(); }

    void entriesJoinWhatOneRunDidAtOnce();
    void aPageEndsBetweenEntries();
    void rawReferencesAndSystemFieldsAreTold();
    void longValuesAreToldCut();
    void everyVersionComesBackExactly();
    void aRecordMadeUnderAnOldIdGoesOnWithItsHistory();
    void deletedRecordsAreListedAndSearched();
    void renamesKeepTheHistory();

private:
    void writeSomehow(const std::vector<Seen> &seen, int run);
    void replayRandomWrites();
    static constexpr RecordId one{1};
};

void HistoryTest::entriesJoinWhatOneRunDidAtOnce()
{
    const RecordRow made = m_fixture->create(m_product, {{"title", "a"}, {"price", 1}});
    update(made, {{"price", 2}, {"title", "b"}}, 2);
    m_fixture->now.ms -= 1000;
    update(made, {{"title", "c"}}, 2); // at the same time, by the same run
    update(made, {{"price", 3}}, 4);
    remove(made, 5);
    const HistoryPage page = timeline(made.id);
    QVERIFY(page.isDeleted);
    QCOMPARE(page.entries.size(), 4U);
    using Kind = HistoryEntry::Kind;
    QVERIFY(page.entries[0].kind == Kind::Deleted && page.entries[0].run == RunId{5});
    QVERIFY(page.entries[1].kind == Kind::Changed && page.entries[1].run == RunId{4});
    const HistoryEntry &joined = page.entries[2];
    QCOMPARE(joined.changes.size(), 2U);
    QCOMPARE(joined.changes[0].name, std::string("title"));
    QCOMPARE(joined.changes[0].before, Value("a"));
    QCOMPARE(joined.changes[0].after, Value("c"));
    QCOMPARE(joined.changes[1].after, Value(2));
    QVERIFY(page.entries[3].kind == Kind::Created && page.entries[3].run == RunId{1});
    QCOMPARE(page.entries[3].time.ms, made.createdAt.ms);
}

void HistoryTest::aPageEndsBetweenEntries()
{
    const RecordRow made = m_fixture->create(m_product, {{"title", "a"}, {"price", 0}});
    for (int i = 1; i <= 5; ++i)
        update(made, {{"title", std::to_string(i)}, {"price", i}}, i);
    std::vector<std::string> titles;
    HistoryPage page = timeline(made.id, 2);
    for (;;) {
        for (const HistoryEntry &entry : page.entries)
            titles.push_back(entry.changes.empty() ? "created"
                                                   : entry.changes.front().after.asString());
        if (page.next == 0)
            break;
        QCOMPARE(page.entries.size(), 2U);
        page = timeline(made.id, 2, page.next);
    }
    QCOMPARE(titles, (std::vector<std::string>{"5", "4", "3", "2", "1", "created"}));
}

void HistoryTest::rawReferencesAndSystemFieldsAreTold()
{
    insert(R"([{"id": 1, "title": "a", "maker": "r5"}])");
    finish();
    m_fixture->now.ms += 1000;
    insert(R"([{"id": 1, "title": "a", "maker": "r6"}])");
    const RecordRow made = rowWith(RecordId{1});
    update(made, {{"locale", "de"}, {"createdAt", "2020-01-01T00:00:00Z"}}, 2, true);
    const HistoryPage page = timeline(made.id);
    QCOMPARE(page.entries.size(), 3U);
    QCOMPARE(page.entries[0].changes.size(), 2U);
    QCOMPARE(page.entries[0].changes[0].name, std::string("locale"));
    QCOMPARE(page.entries[0].changes[0].after, Value("de"));
    QCOMPARE(page.entries[0].changes[1].name, std::string("createdAt"));
    QVERIFY(page.entries[0].changes[1].after.isDateTime());
    const HistoryChange &maker = page.entries[1].changes.at(0);
    QCOMPARE(maker.name, std::string("maker"));
    QCOMPARE(maker.before, Value(ValueObject{{"remoteId", "r5"}}));
    QCOMPARE(maker.after, Value(ValueObject{{"remoteId", "r6"}}));
    restore(made.id, 0);
    QCOMPARE(row(made.id).at("f_maker__remote"), Value("r5"));
    QCOMPARE(row(made.id).at("_locale"), Value(""));
}

void HistoryTest::longValuesAreToldCut()
{
    const std::string text(3 * toldBytes, 'x');
    const RecordRow made = m_fixture->create(m_product, {{"title", text}});
    update(made, {{"title", "short"}});
    const HistoryEntry entry = timeline(made.id).entries.front();
    QVERIFY(entry.changes.at(0).isCut);
    QCOMPARE(entry.changes.at(0).before.asString().size(), toldBytes);
    const HistoryChange whole = m_fixture->read([&](Database &database) {
        return must(wholeChange(database, *m_product, made.id, entry.id, "f_title"));
    });
    QCOMPARE(whole.before, Value(text));
    QCOMPARE(whole.after, Value("short"));
}

/** One write of the first record by a random way: edit, sync, delete, restore, reference. */
void HistoryTest::writeSomehow(const std::vector<Seen> &seen, int run)
{
    m_fixture->now.ms += below(2);
    const RecordRow made = rowWith(one);
    const int way = below(8);
    const std::string number = std::to_string(run);
    if (row(one).empty()) {
        restore(one);
    } else if (way == 0) {
        remove(made, run);
    } else if (way == 1) {
        insert(R"([{"id": 1, "title": ")" + number + R"(", "price": )" + number +
               R"(.5, "maker": "r)" + std::to_string(run % 3) + "\"}]");
    } else if (way == 2) {
        restore(one, seen[static_cast<std::size_t>(below(seen.size()))].entry);
    } else if (way == 3) {
        update(made, {{"maker", oneOf({"1", nullptr, ValueObject{{"remoteId", "q"}}})}}, run);
    } else {
        update(made,
               {{"title", oneOf({"x", "", std::string("a\0b", 3), "Zürich 🚲"})},
                {"price",
                 oneOf({nullptr, 1, 1.0, -0.0, Value(std::int64_t{9007199254740993}), 5e-324})},
                {"live", oneOf({true, false, nullptr})},
                {"day", oneOf({"2024-01-01", nullptr})},
                {"at", oneOf({"2024-01-01T00:00:00.001Z", nullptr})},
                {"tags", oneOf({ValueList{"a", nullptr}, ValueList{}, nullptr})},
                {"data", oneOf({ValueObject{{"b", 1.0}, {"a", false}}, "12", nullptr})}},
               run);
    }
}

/** Each state that was seen must be what the history tells, and restoring it must give it again. */
void HistoryTest::replayRandomWrites()
{
    tearDown();
    setUp();
    m_fixture->create(m_maker, {{"name", "m"}});
    insert(R"([{"id": 1, "title": "a", "price": 1, "maker": "r1"}])");
    finish();
    std::vector<Seen> seen{{0, versionOf(row(one))}};
    const int steps = 1 + below(25);
    for (int i = 0; i < steps; ++i) {
        writeSomehow(seen, 10 + i);
        const std::int64_t newest =
            m_fixture->scalar("SELECT coalesce(max(sequence), 0) FROM _delta WHERE record = 1")
                .asInt();
        if (!row(one).empty() && newest > seen.back().entry)
            seen.push_back({newest, versionOf(row(one))});
    }
    for (const Seen &state : seen) {
        const RecordVersion version = m_fixture->read([&](Database &database) {
            return must(recordVersion(database, ModelTable(*m_product), one, state.entry));
        });
        if (!same(versionOf(version.then), state.row))
            RC_FAIL("entry " + std::to_string(state.entry) + ": " + shown(versionOf(version.then)) +
                    " for " + shown(state.row));
    }
    if (row(one).empty())
        restore(one);
    const Seen &chosen = seen[static_cast<std::size_t>(below(seen.size()))];
    restore(one, chosen.entry);
    if (!same(versionOf(row(one)), chosen.row))
        RC_FAIL("restored " + shown(versionOf(row(one))) + " for " + shown(chosen.row));
}

void HistoryTest::everyVersionComesBackExactly()
{
    const bool held =
        rc::check("the history replays every state", [this] { replayRandomWrites(); });
    QVERIFY(held);
}

void HistoryTest::aRecordMadeUnderAnOldIdGoesOnWithItsHistory()
{
    const RecordRow made = m_fixture->create(m_product, {{"title", "a"}});
    remove(made);
    m_fixture->create(m_product, {{"id", "1"}, {"title", "b"}}, true);
    update(made, {{"title", "c"}});
    const HistoryPage page = timeline(made.id);
    QCOMPARE(page.entries.size(), 4U);
    QVERIFY(page.entries[1].kind == HistoryEntry::Kind::Restored);
    restore(made.id, page.entries[1].id);
    QCOMPARE(row(made.id).at("f_title"), Value("b"));
    restore(made.id, page.entries[2].id); // of a deletion: what it deleted
    QCOMPARE(row(made.id).at("f_title"), Value("a"));
}

void HistoryTest::deletedRecordsAreListedAndSearched()
{
    const auto deleted = [&](DeletedQuery query) {
        query.model = "product";
        return m_fixture->read(
            [&](Database &database) { return must(readDeleted(database, *m_product, query, {})); });
    };
    must(RunTable::open(m_fixture->store()));
    for (int i = 1; i <= 5; ++i)
        remove(m_fixture->create(m_product,
                                 {{"title", "Straße " + std::to_string(i)},
                                  {"data", ValueObject{{"note", "q\"" + std::to_string(i)}}}}),
               20 + i % 2);
    restore(RecordId{4});
    DeletedPage page = deleted({.limit = 3});
    QCOMPARE(page.records.size(), 3U);
    QCOMPARE(page.records[0].title, std::string("Straße 5"));
    QVERIFY(page.records[1].record == RecordId{3});
    page = deleted({.before = page.next, .limit = 3});
    QCOMPARE(page.records.size(), 1U);
    QCOMPARE(page.next, 0);
    page = deleted({.search = "STRAßE 2"});
    QCOMPARE(page.records.size(), 1U);
    QCOMPARE(deleted({.search = "q\\\"3"}).records.size() +
                 deleted({.search = "q\"3"}).records.size(),
             1U);
    QCOMPARE(deleted({.run = RunId{21}}).records.size(), 3U);
    QCOMPARE(deleted({.run = RunId{20}}).records.size(), 1U);
    remove(rowWith(RecordId{4}));
    QCOMPARE(deleted({}).records.size(), 5U);
    QCOMPARE(deleted({}).records[0].title, std::string("Straße 4"));
}

void HistoryTest::renamesKeepTheHistory()
{
    const RecordRow made = m_fixture->create(m_product, {{"title", "a"}, {"price", 1}});
    update(made, {{"title", "b"}, {"price", 2}});
    applyProduct([](ModelDef &product) {
        product.name = "article";
        product.fields[0].name = "heading";
        std::erase_if(product.fields, [](const FieldDef &field) { return field.name == "price"; });
    });
    const HistoryEntry entry = timeline(made.id).entries.front();
    QCOMPARE(entry.changes.size(), 2U);
    QCOMPARE(entry.changes[0].name, std::string("heading"));
    QVERIFY(!entry.changes[0].isGone);
    QCOMPARE(entry.changes[1].name, std::string("f_price"));
    QVERIFY(entry.changes[1].isGone);
    restore(made.id, 0, {"heading"});
    QCOMPARE(row(made.id).at("f_title"), Value("a"));
}

QTEST_GUILESS_MAIN(HistoryTest)
#include "HistoryTest.moc"
