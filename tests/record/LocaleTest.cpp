#include "tests/record/IngestFixture.h"

#include "core/base/Json.h"

#include "tests/support/StdToString.h"

#include <QTest>

using namespace syncline;
using namespace syncline::test;
using namespace Qt::StringLiterals;

/** Localized documents: one record a locale. */
class LocaleTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup()
    {
        m_ingest.reset();
        m_fixture.reset();
    }

    void eachLocaleIsARecord();
    void aDeletedDocumentGoesInAllLocales();
    void whatIsNotSeenIsStaleByLocale();
    void wrongLocalesAreQuarantined();
    void referencesPreferTheirOwnLocale();
    void recordsFromBeforeTakeTheDefault();
    void filtersAndSortsKnowTheLocale();
    void actionsArePlannedByLocale();

private:
    void open(const ModelPtr &of, std::vector<std::string> locales = {"en", "fr"})
    {
        m_ingest = m_fixture->write([&](Database &database) {
            return must(BulkIngest::open(database, {.model = of,
                                                    .connection = "blog",
                                                    .run = RunId{7},
                                                    .locales = std::move(locales)}));
        });
    }
    IngestCounts insert(const std::string &json) { return insertPage(*m_fixture, *m_ingest, json); }
    void finish() { finishIngest(*m_fixture, *m_ingest); }
    std::string rows()
    {
        return m_fixture
            ->scalar("SELECT group_concat(_remote_id || _locale || '=' || f_title, ' ') FROM "
                     "(SELECT * FROM m_post ORDER BY _remote_id, _locale)")
            .stringOr();
    }

    std::unique_ptr<RecordFixture> m_fixture;
    std::unique_ptr<BulkIngest> m_ingest;
    ModelPtr m_post;
    ModelPtr m_note;
};

void LocaleTest::init()
{
    m_fixture = std::make_unique<RecordFixture>();
    ModelDef post = model("post", {field("title")});
    post.source.connection = "blog";
    post.source.localized = true;
    ModelDef note = model("note", {field("text"), reference("post", "post")});
    note.source = post.source;
    m_post = share(post);
    m_note = share(note);
    m_fixture->apply({m_post, m_note});
}

void LocaleTest::eachLocaleIsARecord()
{
    open(m_post);
    const std::string page = R"([{"id": 1, "title": "one"},
        {"id": 1, "_locale": "fr", "title": "un"},
        {"id": 2, "_locale": "en", "title": "two"}])";
    QCOMPARE(insert(page), counts(3, 0, 0));
    finish();
    QCOMPARE(rows(), std::string("1en=one 1fr=un 2en=two"));
    open(m_post); // what the next sync finds
    QCOMPARE(insert(page), counts(0, 0, 3));
    QCOMPARE(insert(R"([{"id": 1, "_locale": "fr", "title": "UN"},
                        {"id": 2, "_locale": "fr", "title": "deux"}])"),
             counts(1, 0, 0)); // seen before in this run, so it does not count again
    QCOMPARE(rows(), std::string("1en=one 1fr=UN 2en=two 2fr=deux"));
    const RecordRow row = m_fixture->read([&](Database &database) {
        return *must(RecordReader(database, *m_post).find(RecordId{2}));
    });
    QCOMPARE(row.locale, std::string("fr"));
    QCOMPARE(row.toObject().at("_locale"), Value("fr"));
    // A model of its own: any locale, and none by default.
    open(m_post, {});
    QCOMPARE(insert(R"([{"id": 9, "_locale": "xx", "title": "x"}])"), counts(1, 0, 0));
}

void LocaleTest::aDeletedDocumentGoesInAllLocales()
{
    open(m_post);
    insert(R"([{"id": 1, "title": "one"}, {"id": 1, "_locale": "fr", "title": "un"},
               {"id": 2, "title": "two"}])");
    finish();
    const IngestCounts gone = m_fixture->write([&](Database &database) {
        return must(m_ingest->remove(database, {"1", "3"}, m_fixture->now));
    });
    QCOMPARE(gone.deleted, 2);
    QCOMPARE(rows(), std::string("2en=two"));
}

void LocaleTest::whatIsNotSeenIsStaleByLocale()
{
    open(m_post);
    insert(R"([{"id": 1, "title": "one"}, {"id": 1, "_locale": "fr", "title": "un"}])");
    finish();
    open(m_post);
    insert(R"([{"id": 1, "_locale": "fr", "title": "un"}])");
    QCOMPARE(m_ingest->unseenCount(), 1);
    m_fixture->write(
        [&](Database &database) { must(m_ingest->removeUnseen(database, 10, m_fixture->now)); });
    QCOMPARE(rows(), std::string("1fr=un"));
}

void LocaleTest::wrongLocalesAreQuarantined()
{
    open(m_post);
    QCOMPARE(insert(R"([{"id": 1, "_locale": "de", "title": "eins"},
                        {"id": 2, "_locale": 5, "title": "x"},
                        {"id": 3, "_locale": null, "title": "three"}])"),
             counts(1, 0, 0, 2));
    const auto bad = m_ingest->takeQuarantined();
    QCOMPARE(bad[0].reason, std::string("_locale must be one of en, fr, but is \"de\""));
    QCOMPARE(bad[1].reason, std::string("_locale must be one of en, fr, but is \"5\""));
    QCOMPARE(rows(), std::string("3en=three"));

    ModelDef plain = *m_note;
    plain.source.localized = false;
    m_fixture->apply({m_post, share(plain)});
    open(share(plain), {});
    QCOMPARE(insert(R"([{"id": 1, "_locale": "en", "text": "a"}, {"id": 2, "text": "b"}])"),
             counts(1, 0, 0, 1));
    QCOMPARE(m_ingest->takeQuarantined().at(0).reason,
             std::string("_locale is given, but documents of note are not localized: the "
                         "connector says so by localized = true"));
}

void LocaleTest::referencesPreferTheirOwnLocale()
{
    open(m_post);
    insert(R"([{"id": 1, "title": "one"}, {"id": 1, "_locale": "fr", "title": "un"},
               {"id": 2, "title": "two"}])");
    finish();
    open(m_note);
    insert(R"([{"id": "a", "post": 1}, {"id": "a", "_locale": "fr", "post": 1},
               {"id": "b", "_locale": "fr", "post": 2}])");
    finish();
    QCOMPARE(m_fixture
                 ->scalar("SELECT group_concat(_locale || f_post, ' ') FROM (SELECT * FROM "
                          "m_note ORDER BY id)")
                 .stringOr(),
             std::string("en1 fr2 fr3"));
}

void LocaleTest::recordsFromBeforeTakeTheDefault()
{
    m_fixture->create(m_post, {{"title", "one"}, {"remoteId", "1"}, {"connection", "blog"}}, true);
    open(m_post);
    QCOMPARE(insert(R"([{"id": 1, "title": "one"}, {"id": 1, "_locale": "fr", "title": "un"}])"),
             counts(1, 0, 1));
    QCOMPARE(rows(), std::string("1en=one 1fr=un"));
}

void LocaleTest::filtersAndSortsKnowTheLocale()
{
    open(m_post);
    insert(R"([{"id": 1, "title": "one"}, {"id": 1, "_locale": "fr", "title": "un"}])");
    finish();
    const auto parsed = parseFilter(must(json::parse(R"({"_locale": {"equals": "fr"}})")), *m_post);
    const auto sort = parseSort(must(json::parse(R"({"_locale": "Descending"})")), *m_post);
    QVERIFY(parsed && sort);
    m_fixture->read([&](Database &database) {
        QCOMPARE(must(RecordReader(database, *m_post).count(*parsed)), 1);
        const RecordPage page = must(RecordReader(database, *m_post).page({.sort = *sort}));
        QCOMPARE(page.rows[0].locale, std::string("fr"));
        QVERIFY(!page.startCursor.empty());
    });
    ModelDef plain = *m_post;
    plain.source.localized = false;
    const auto refused = parseFilter(must(json::parse(R"({"_locale": {"equals": "fr"}})")), plain);
    QVERIFY(!refused);
    QCOMPARE(refused.error().message(),
             std::string("post has no \"_locale\": its documents are not localized."));
    QVERIFY(!parseSort(must(json::parse(R"({"_locale": "Ascending"})")), plain));
}

void LocaleTest::actionsArePlannedByLocale()
{
    open(m_post);
    const json::Handle page = must(json::Handle::parse(
        R"([{"id": 1, "title": "one"}, {"id": 1, "_locale": "fr", "title": "un"}])"));
    const auto planned =
        m_fixture->write([&](Database &database) { return must(m_ingest->plan(database, page)); });
    QCOMPARE(planned.size(), 2U);
    QCOMPARE(planned[1].locale, std::string("fr"));
    for (const BulkIngest::Planned &document : planned) {
        const RecordRow row = m_fixture->create(m_post, document.fields);
        m_fixture->write(
            [&](Database &database) { must(m_ingest->adopt(database, document, row.id)); });
    }
    m_ingest->committed();
    QCOMPARE(rows(), std::string("1en=one 1fr=un"));
    QCOMPARE(m_ingest->localIds("1").size(), 2U);
}

QTEST_GUILESS_MAIN(LocaleTest)
#include "LocaleTest.moc"
