#include "core/record/search/SearchIndex.h"
#include "core/record/search/SearchBuild.h"
#include "tests/record/FilterOracle.h"
#include "tests/record/RecordFixture.h"

#include "core/record/RecordGrid.h"
#include "core/record/bulk/FirstLoad.h"
#include "tests/support/StdToString.h"

#include <rapidcheck.h>
#include <sqlite3.h>

using namespace syncline;
using namespace syncline::test;

namespace {

/** Few letters, so that words meet; wider characters, and what SQL and FTS5 take for their own. */
rc::Gen<std::string> someText()
{
    const auto piece = rc::gen::element<std::string>("a", "b", "A", "abc", "ABC", "bca", " ", "ü",
                                                     "Ü", "\"", "'", "%", "_", "\\", "*", "漢字",
                                                     "😀", "AND", "c0:", "(", std::string("\0", 1));
    return rc::gen::map(rc::gen::resize(8, rc::gen::container<std::vector<std::string>>(piece)),
                        [](const std::vector<std::string> &pieces) {
                            std::string text;
                            for (const std::string &each : pieces)
                                text += each;
                            return text;
                        });
}

/** SQLite's texts end at a NUL for LIKE, on both sides. */
std::string upToNul(const std::string &text)
{
    return text.substr(0, text.find('\0'));
}

bool holds(const Value &have, const std::string &part)
{
    return have.isString() &&
           lower(upToNul(have.asString())).find(lower(part)) != std::string::npos;
}

} // namespace

/** The full-text index: whatever happens to records and models, what is found is what a scan
 * finds. */
class SearchIndexTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { m_fixture.reset(); }
    void anyWritesAreFound();
    void isUsedAndRechecked();
    void frequentTextsAreScanned();
    void changesAreSeenBeforeTheyAreBroughtIn();
    void gridsFollowTheIndex();
    void fieldsComeAndGo();
    void firstLoadsDropIt();
    void scratchSessionsDoWithout();
    void damageIsFoundAndHarmless();
    void smallModelsGetNone();
    void wornOutIndexesAreMadeAnew();

private:
    [[nodiscard]] static ModelDef definition();
    RecordRow create(const ValueObject &fields) { return m_fixture->create(m_note, fields); }
    void update(std::int64_t id, const ValueObject &fields);
    void remove(std::int64_t id);
    void build(); ///< Makes the index and brings everything in.
    void step(int rows);
    std::vector<std::int64_t> find(const RecordQuery &query);
    [[nodiscard]] bool isIndexUsed(const RecordQuery &query);
    [[nodiscard]] SearchState state();
    static RecordQuery contains(const std::string &field, const std::string &text);

    std::unique_ptr<RecordFixture> m_fixture;
    ModelPtr m_note;
};

ModelDef SearchIndexTest::definition()
{
    FieldDef quiet = field("quiet");
    quiet.searchable = false;
    return model("note", {field("title"), field("body", FieldType::RichText),
                          field("rank", FieldType::Number), quiet});
}

void SearchIndexTest::init()
{
    m_fixture = std::make_unique<RecordFixture>();
    m_note = share(definition());
    m_fixture->apply({m_note});
}

void SearchIndexTest::update(std::int64_t id, const ValueObject &fields)
{
    m_fixture->write([&](Database &database) {
        must(RecordWriter(database, *m_note, {RunId{1}, m_fixture->now})
                 .update(RecordId{id}, fields));
    });
}

void SearchIndexTest::remove(std::int64_t id)
{
    m_fixture->write([&](Database &database) {
        must(RecordWriter(database, *m_note, {RunId{1}, m_fixture->now}).remove(RecordId{id}));
    });
}

void SearchIndexTest::build()
{
    m_fixture->write([&](Database &database) {
        const ModelTable table(*m_note);
        must(createSearchIndex(database, table));
        while (!must(stepSearchIndex(database, table, 7)))
            ;
    });
}

void SearchIndexTest::step(int rows)
{
    m_fixture->write([&](Database &database) {
        if (must(searchState(database, ModelTable(*m_note))) >= SearchState::Building)
            must(stepSearchIndex(database, ModelTable(*m_note), rows));
    });
}

std::vector<std::int64_t> SearchIndexTest::find(const RecordQuery &query)
{
    return m_fixture->read([&](Database &database) {
        std::vector<std::int64_t> found;
        must(RecordReader(database, *m_note).each(query, [&](const RecordRow &row) {
            found.push_back(raw(row.id));
            return true;
        }));
        return found;
    });
}

bool SearchIndexTest::isIndexUsed(const RecordQuery &query)
{
    return m_fixture->read([&](Database &database) {
        return must(compileQuery(*m_note, query.filter, query.sort, query.search, &database))
                   .searchStamp != 0;
    });
}

SearchState SearchIndexTest::state()
{
    return m_fixture->read(
        [&](Database &database) { return must(searchState(database, ModelTable(*m_note))); });
}

RecordQuery SearchIndexTest::contains(const std::string &field, const std::string &text)
{
    RecordQuery query;
    query.filter.kind = Filter::Kind::Compare;
    query.filter.field = field;
    query.filter.op = FilterOp::Contains;
    query.filter.operand = text;
    return query;
}

void SearchIndexTest::anyWritesAreFound()
{
    QVERIFY(rc::check([this] {
        init();
        std::map<std::int64_t, ValueObject> notes;
        const auto fields = [] {
            return ValueObject{{"title", *someText()}, {"body", *someText()}};
        };
        const auto some = [&] {
            return std::next(notes.begin(), *rc::gen::inRange<std::size_t>(0, notes.size()));
        };
        const int steps = *rc::gen::inRange(1, 25);
        for (int i = 0; i < steps; ++i) {
            const int what = *rc::gen::inRange(0, 10);
            if (what < 4 || notes.empty()) {
                const ValueObject made = fields();
                notes.emplace(raw(create(made).id), made);
            } else if (what < 6) {
                const auto note = some();
                note->second = fields();
                update(note->first, note->second);
            } else if (what == 6) {
                const auto note = some();
                remove(note->first);
                notes.erase(note);
            } else if (what == 7) {
                build();
            } else {
                step(*rc::gen::inRange(1, 5));
            }
        }
        const std::string text = upToNul(*someText());
        std::vector<std::int64_t> inTitle;
        std::vector<std::int64_t> anywhere;
        for (const auto &[id, note] : notes) {
            if (holds(note.at("title"), text))
                inTitle.push_back(id);
            const std::vector<std::string> words = searchWords(text);
            if (std::ranges::all_of(words, [&](const std::string &word) {
                    return holds(note.at("title"), word) || holds(note.at("body"), word);
                }))
                anywhere.push_back(id);
        }
        RC_ASSERT(find(contains("title", text)) == inTitle);
        RecordQuery search;
        search.search = text;
        RC_ASSERT(find(search) == anywhere);
        Filter no;
        no.kind = Filter::Kind::Not;
        no.children.push_back(contains("title", text).filter);
        RC_ASSERT(find({.filter = no}).size() == notes.size() - inTitle.size());
    }));
}

void SearchIndexTest::isUsedAndRechecked()
{
    const auto id = [&](const char *title, const char *body) {
        return raw(create({{"title", title}, {"body", body}, {"quiet", "hidden word"}}).id);
    };
    const std::int64_t mug = id("Blue mug", "with a handle");
    const std::int64_t cup = id("Cup", "a MUG without one");
    const std::int64_t apart = id("muq ugx", "umu gum");
    build();
    QCOMPARE(state(), SearchState::Ready);
    QVERIFY(isIndexUsed(contains("title", "mug")));
    QCOMPARE(find(contains("title", "mug")), (std::vector<std::int64_t>{mug}));
    QCOMPARE(find(contains("body", "mug")), (std::vector<std::int64_t>{cup}));
    RecordQuery search;
    search.search = "mug w";
    QVERIFY(isIndexUsed(search));
    QCOMPARE(find(search), (std::vector<std::int64_t>{mug, cup}));
    search.search = "mug 😀";
    QVERIFY(find(search).empty());
    QVERIFY2(!isIndexUsed(contains("title", "mu")), "two characters are no trigram");
    QVERIFY2(!isIndexUsed(contains("quiet", "word")), "the field is not searchable");
    QCOMPARE(find(contains("quiet", "word")).size(), std::size_t{3});
    update(mug, {{"title", "Blue jug"}});
    step(10);
    QVERIFY2(find(contains("title", "mug")).empty(), "words of old propose in vain");
    QVERIFY(apart > 0);
}

void SearchIndexTest::frequentTextsAreScanned()
{
    m_fixture->write([&](Database &database) {
        auto insert =
            must(database.prepare("INSERT INTO m_note (id, created_at, updated_at, f_title) "
                                  "VALUES (?1, 0, 0, ?2)"));
        for (int i = 1; i <= 25'000; ++i) {
            const std::string title = "common " + std::to_string(i);
            insert.bind(1, std::int64_t{i}).bindText(2, title);
            must(insert.run());
            insert.reset();
        }
        const ModelTable table(*m_note);
        QVERIFY(must(deservesSearchIndex(database, table)));
        while (!must(stepSearchIndex(database, table, 5000)))
            ;
    });
    QVERIFY(!isIndexUsed(contains("title", "common")));
    QVERIFY(isIndexUsed(contains("title", "24999")));
    QCOMPARE(find(contains("title", "24999")), (std::vector<std::int64_t>{24'999}));
    QCOMPARE(find(contains("title", "common")).size(), std::size_t{25'000});
}

void SearchIndexTest::changesAreSeenBeforeTheyAreBroughtIn()
{
    const std::int64_t first = raw(create({{"title", "first one"}}).id);
    build();
    const std::int64_t second = raw(create({{"title", "second one"}}).id);
    update(first, {{"title", "third one"}});
    QVERIFY(isIndexUsed(contains("title", "third")));
    QCOMPARE(find(contains("title", "third")), (std::vector<std::int64_t>{first}));
    QCOMPARE(find(contains("title", "one")), (std::vector<std::int64_t>{first, second}));
    QVERIFY(find(contains("title", "first")).empty());
    update(second, {{"rank", 5}});
    QCOMPARE(m_fixture->scalar("SELECT count(*) FROM \"_search.m_note.changed\""), Value(2));
    step(10);
    QCOMPARE(m_fixture->scalar("SELECT count(*) FROM \"_search.m_note.changed\""), Value(0));
    update(second, {{"rank", 6}});
    QCOMPARE(m_fixture->scalar("SELECT count(*) FROM \"_search.m_note.changed\""), Value(0));
    QCOMPARE(find(contains("title", "second")), (std::vector<std::int64_t>{second}));
}

void SearchIndexTest::gridsFollowTheIndex()
{
    std::vector<std::int64_t> all;
    for (int i = 0; i < 30; ++i)
        all.push_back(raw(create({{"title", "grid " + std::to_string(i)}, {"rank", i % 5}}).id));
    build();
    const auto grid =
        must(RecordGrid::open(m_fixture->store(), m_note, contains("title", "grid"), {}));
    QCOMPARE(std::ssize(must(grid->page(0, 50, {})).rows), 30);
    all.push_back(raw(create({{"title", "grid new"}}).id));
    step(100); // brings it in, and out of what is noted as changed
    const RecordGrid::Page page = must(grid->page(0, 50, {}));
    QCOMPARE(std::ssize(page.rows), 31);
    QCOMPARE(raw(page.rows.back().id), all.back());
    must(grid->buildAnchors({}, {}));
    QCOMPARE(grid->count().rows, 31);
    QVERIFY(grid->count().exact);
    QCOMPARE(raw(must(grid->page(30, 5, {})).rows.front().id), all.back());
}

void SearchIndexTest::fieldsComeAndGo()
{
    const std::int64_t id =
        raw(create({{"title", "a title"}, {"body", "a body"}, {"quiet", "was quiet"}}).id);
    const auto change = [&](const ModelDef &to) {
        m_note = share(to);
        m_fixture->apply({m_note});
    };
    const auto finds = [&](const std::string &text) {
        RecordQuery search;
        search.search = text;
        const bool before = find(search) == std::vector{id};
        build();
        return before && isIndexUsed(search) && find(search) == std::vector{id};
    };
    QVERIFY(finds("title"));
    ModelDef changed = definition();
    changed.fields.push_back(field("more"));
    change(changed);
    QCOMPARE(state(), SearchState::Wanted);
    update(id, {{"more", "something else"}});
    QVERIFY(finds("something"));

    changed.fields[0].name = "heading"; // a rename keeps the column
    change(changed);
    QCOMPARE(state(), SearchState::Ready);
    QVERIFY(finds("title"));

    changed.fields[3].searchable = true;
    change(changed);
    QCOMPARE(state(), SearchState::Wanted);
    QVERIFY(finds("quiet"));

    changed.fields[1].searchable = false;
    change(changed);
    RecordQuery body;
    body.search = "body";
    QVERIFY(find(body).empty());
    build();
    QVERIFY(find(body).empty());

    changed.fields.erase(changed.fields.begin() + 1);
    change(changed);
    QVERIFY(finds("title"));
    changed.fields[1].type = FieldType::String; // the number becomes a text
    update(id, {{"rank", 12345}});
    change(changed);
    QVERIFY(finds("12345"));

    m_fixture->apply({});
    QCOMPARE(m_fixture->scalar(
                 "SELECT count(*) FROM sqlite_schema WHERE name LIKE '\\_search.%' ESCAPE '\\'"),
             Value(0));
}

void SearchIndexTest::firstLoadsDropIt()
{
    const std::int64_t id = raw(create({{"title", "gone soon"}}).id);
    build();
    remove(id);
    m_fixture->write(
        [&](Database &database) { must(beginFirstLoad(database, ModelTable(*m_note), RunId{1})); });
    QCOMPARE(state(), SearchState::Wanted);
    const std::int64_t loaded = raw(create({{"title", "loaded"}}).id);
    QCOMPARE(find(contains("title", "loaded")), (std::vector<std::int64_t>{loaded}));
    m_fixture->write(
        [&](Database &database) { must(endFirstLoad(database, ModelTable(*m_note))); });
    build();
    QVERIFY(isIndexUsed(contains("title", "loaded")));
}

void SearchIndexTest::scratchSessionsDoWithout()
{
    create({{"title", "in main"}});
    build();
    auto scratch = must(m_fixture->store().scratch());
    for (const std::string &table : tablesWritten(*m_note))
        must(scratch->overlay(table));
    Database &database = scratch->database();
    RecordWriter writer(database, *m_note, {RunId{1}, m_fixture->now});
    must(writer.create({{"title", "in scratch"}}));
    const RecordQuery query = contains("title", "scratch");
    QCOMPARE(must(compileQuery(*m_note, query.filter, {}, {}, &database)).searchStamp, 0);
    QCOMPARE(must(RecordReader(database, *m_note).count(query.filter)), 1);
    QVERIFY(find(query).empty());
}

void SearchIndexTest::damageIsFoundAndHarmless()
{
    std::vector<std::int64_t> all;
    for (int i = 0; i < 300; ++i)
        all.push_back(raw(create({{"title", "damage " + std::to_string(i)}}).id));
    build();
    const auto faults = [&] {
        return m_fixture->read([&](Database &database) {
            return must(checkSearchIndex(database, ModelTable(*m_note)));
        });
    };
    QVERIFY(faults().empty());
    sqlite3 *raw = nullptr;
    QCOMPARE(sqlite3_open(m_fixture->file().c_str(), &raw), SQLITE_OK);
    QCOMPARE(sqlite3_exec(raw, "UPDATE \"_search.m_note_data\" SET block = x'00' WHERE id > 10",
                          nullptr, nullptr, nullptr),
             SQLITE_OK);
    sqlite3_close(raw);
    m_fixture->reopen();
    QVERIFY(!faults().empty());
    QCOMPARE(find(contains("title", "damage")), all);
    build();
    QVERIFY(faults().empty());
    QVERIFY(isIndexUsed(contains("title", "damage")));

    m_fixture->write(
        [&](Database &database) { must(database.exec("DROP TRIGGER \"_search.m_note.insert\"")); });
    create({{"title", "unseen"}});
    QCOMPARE(find(contains("title", "unseen")).size(), std::size_t{1});
    QCOMPARE(state(), SearchState::Wanted);
}

void SearchIndexTest::smallModelsGetNone()
{
    create({{"title", "alone"}});
    m_fixture->write([&](Database &database) {
        const ModelTable table(*m_note);
        QVERIFY(!must(deservesSearchIndex(database, table)));
        QVERIFY(must(stepSearchIndex(database, table, 100)));
    });
    QCOMPARE(state(), SearchState::None);
}

void SearchIndexTest::wornOutIndexesAreMadeAnew()
{
    create({{"title", "worn out"}});
    build();
    m_fixture->write([&](Database &database) {
        must(database.exec("UPDATE _search SET entries = 100000"));
        must(stepSearchIndex(database, ModelTable(*m_note), 10));
    });
    QCOMPARE(state(), SearchState::Building);
    QCOMPARE(m_fixture->scalar("SELECT entries FROM _search"), Value(0));
    QCOMPARE(find(contains("title", "worn")).size(), std::size_t{1});
}

QTEST_GUILESS_MAIN(SearchIndexTest)
#include "SearchIndexTest.moc"
