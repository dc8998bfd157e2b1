#include "core/engine/SearchKeeper.h"

#include "core/record/search/SearchBuild.h"
#include "core/record/search/SearchIndex.h"
#include "tests/record/RecordFixture.h"
#include "tests/support/StdToString.h"

#include <algorithm>
#include <mutex>
#include <sqlite3.h>

using namespace syncline;
using namespace syncline::test;
using namespace std::chrono_literals;

/** Full-text indexes come by themselves once they are worth it, follow what changes, and are made
 * anew when damaged. */
class SearchKeeperTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void aSearchBringsAnIndex();
    void changesAloneBringNone();
    void changesAreBroughtIn();
    void writersGoFirst();
    void damageIsMended();
    void aSchemaChangeIsFollowed();
    void closingEndsIt();

private:
    void fill(int rows);
    [[nodiscard]] SearchState state();
    [[nodiscard]] std::int64_t waiting();
    [[nodiscard]] bool isIndexUsed(const std::string &search);
    [[nodiscard]] bool isLogged(std::string_view word)
    {
        const std::lock_guard lock(m_mutex);
        return std::ranges::any_of(
            m_log, [word](const std::string &line) { return line.find(word) != line.npos; });
    }

    std::unique_ptr<RecordFixture> m_fixture;
    ModelPtr m_note;
    std::mutex m_mutex;
    std::vector<std::string> m_log; ///< Guarded by m_mutex.
    std::unique_ptr<SearchKeeper> m_keeper;
};

void SearchKeeperTest::init()
{
    m_fixture = std::make_unique<RecordFixture>();
    m_note = share(model("note", {field("title")}));
    m_fixture->apply({m_note});
    m_log.clear();
    m_keeper = std::make_unique<SearchKeeper>(
        SearchKeeper::Services{.store = &m_fixture->store(),
                               .model =
                                   [this](std::string_view) {
                                       const std::lock_guard lock(m_mutex);
                                       return m_note;
                                   },
                               .log =
                                   [this](const std::string &text) {
                                       const std::lock_guard lock(m_mutex);
                                       m_log.push_back(text);
                                   }},
        SearchKeeper::Delays{.asked = 0ms, .changed = 0ms});
}

void SearchKeeperTest::cleanup()
{
    m_keeper.reset();
    m_fixture.reset();
}

void SearchKeeperTest::fill(int rows)
{
    m_fixture->write([&](Database &database) {
        auto insert =
            must(database.prepare("INSERT INTO m_note (id, created_at, updated_at, f_title) "
                                  "VALUES (?1, 0, 0, ?2)"));
        for (int i = 1; i <= rows; ++i) {
            const std::string title = "note number " + std::to_string(i);
            insert.bind(1, std::int64_t{i}).bindText(2, title);
            must(insert.run());
            insert.reset();
        }
        must(raiseHighestId(database, "m_note", rows));
    });
}

SearchState SearchKeeperTest::state()
{
    return m_fixture->read(
        [&](Database &database) { return must(searchState(database, ModelTable(*m_note))); });
}

std::int64_t SearchKeeperTest::waiting()
{
    return m_fixture->scalar("SELECT count(*) FROM \"_search.m_note.changed\"").intOr(-1);
}

bool SearchKeeperTest::isIndexUsed(const std::string &search)
{
    return m_fixture->read([&](Database &database) {
        return must(compileQuery(*m_note, {}, {}, search, &database)).searchStamp != 0;
    });
}

void SearchKeeperTest::aSearchBringsAnIndex()
{
    fill(21'000);
    QCOMPARE(state(), SearchState::None);
    QVERIFY(!isIndexUsed("20999"));
    m_keeper->searched("note");
    QTRY_COMPARE_WITH_TIMEOUT(state(), SearchState::Ready, 20'000);
    QVERIFY(isIndexUsed("20999"));
    const std::lock_guard lock(m_mutex);
    QVERIFY(m_log.empty());
}

void SearchKeeperTest::changesAloneBringNone()
{
    fill(21'000);
    m_keeper->changed("note");
    m_keeper->close();
    QCOMPARE(state(), SearchState::None);
}

void SearchKeeperTest::changesAreBroughtIn()
{
    fill(21'000);
    must(m_keeper->finish("note"));
    m_fixture->create(m_note, {{"title", "something new"}});
    QCOMPARE(waiting(), 1);
    m_keeper->changed("note");
    QTRY_COMPARE_WITH_TIMEOUT(waiting(), 0, 10'000);
    QVERIFY(isIndexUsed("something"));
}

void SearchKeeperTest::writersGoFirst()
{
    fill(60'000);
    m_keeper->searched("note");
    for (int i = 0; i < 20; ++i) // each waits for one step at the most
        m_fixture->create(m_note, {{"title", "meanwhile " + std::to_string(i)}});
    must(m_keeper->finish("note"));
    QCOMPARE(waiting(), 0);
    const std::int64_t found = m_fixture->read([&](Database &database) {
        return must(RecordReader(database, *m_note).count({}, "meanwhile"));
    });
    QCOMPARE(found, 20);
    QVERIFY(isIndexUsed("meanwhile"));
}

void SearchKeeperTest::damageIsMended()
{
    fill(21'000);
    m_fixture->write([&](Database &database) {
        while (!must(stepSearchIndex(database, ModelTable(*m_note), 5000)))
            ;
    });
    sqlite3 *raw = nullptr;
    QCOMPARE(sqlite3_open(m_fixture->file().c_str(), &raw), SQLITE_OK);
    QCOMPARE(sqlite3_exec(raw, "UPDATE \"_search.m_note_data\" SET block = x'00' WHERE id > 10",
                          nullptr, nullptr, nullptr),
             SQLITE_OK);
    sqlite3_close(raw);
    // As after a restart: this keeper has not looked at the index yet, as another one had.
    m_keeper->searched("note");
    QTRY_VERIFY_WITH_TIMEOUT(isLogged("damaged"), 10'000);
    QTRY_COMPARE_WITH_TIMEOUT(state(), SearchState::Ready, 20'000);
    QVERIFY(isIndexUsed("20999"));
}

void SearchKeeperTest::aSchemaChangeIsFollowed()
{
    fill(21'000);
    must(m_keeper->finish("note"));
    ModelDef changed = *m_note;
    changed.fields.push_back(field("more"));
    {
        const std::lock_guard lock(m_mutex);
        m_note = share(changed);
    }
    m_fixture->apply({m_note});
    QCOMPARE(state(), SearchState::Wanted);
    m_keeper->changed("note");
    QTRY_COMPARE_WITH_TIMEOUT(state(), SearchState::Ready, 20'000);
    QVERIFY(isIndexUsed("20999"));
}

void SearchKeeperTest::closingEndsIt()
{
    fill(60'000);
    m_keeper->searched("note");
    m_keeper->close();
    const SearchState then = state();
    m_keeper->searched("note");
    m_keeper->changed("note");
    QCOMPARE(state(), then);
}

QTEST_GUILESS_MAIN(SearchKeeperTest)
#include "SearchKeeperTest.moc"
