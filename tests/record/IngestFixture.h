#pragma once

#include "tests/record/RecordFixture.h"

#include "core/record/BulkIngest.h"

namespace syncline {
/** How QCOMPARE shows counts. */
inline char *toString(const IngestCounts &counts)
{
    return QTest::toString(
        QStringLiteral("created %1, updated %2, unchanged %3, deleted %4, failed %5")
            .arg(counts.created)
            .arg(counts.updated)
            .arg(counts.unchanged)
            .arg(counts.deleted)
            .arg(counts.failed));
}
} // namespace syncline

namespace syncline::test {

inline IngestCounts counts(std::int64_t created, std::int64_t updated, std::int64_t unchanged,
                           std::int64_t failed = 0)
{
    return {.created = created,
            .updated = updated,
            .unchanged = unchanged,
            .deleted = 0,
            .failed = failed};
}

inline std::string page(int from, int to, const std::string &title)
{
    std::string json = "[";
    for (int i = from; i < to; ++i)
        json += (i == from ? "" : ",") + std::string("{\"id\":") + std::to_string(i) +
                ",\"title\":\"" + title + std::to_string(i) + "\"}";
    return json + "]";
}

/** One page into @p ingest, committed. */
inline IngestCounts insertPage(RecordFixture &fixture, BulkIngest &ingest, const std::string &json)
{
    const json::Handle page = must(json::Handle::parse(json));
    const IngestCounts counts = fixture.write(
        [&](Database &database) { return must(ingest.insert(database, page, fixture.now)); });
    ingest.committed();
    return counts;
}

inline void finishIngest(RecordFixture &fixture, BulkIngest &ingest)
{
    fixture.write([&](Database &database) { must(ingest.finish(database)); });
    ingest.committed();
}

/** A database with products and their makers, and an ingest of products of the connection "shop".
 */
class IngestTest : public QObject
{
protected:
    void setUp()
    {
        m_fixture = std::make_unique<RecordFixture>();
        FieldDef title = field("title");
        title.required = true;
        FieldDef count = field("count", FieldType::Number);
        count.integer = true;
        FieldDef status = field("status", FieldType::Enum);
        status.options = {{.value = "draft", .label = {}, .color = {}},
                          {.value = "live", .label = {}, .color = {}}};
        FieldDef tags = field("tags");
        tags.list = true;
        FieldDef deep = field("deep");
        deep.from = "attributes.deep";
        FieldDef stock = field("stock", FieldType::Number);
        stock.defaultValue = 5;
        ModelDef product =
            model("product", {title, count, status, tags, field("price", FieldType::Number),
                              field("live", FieldType::Boolean), field("at", FieldType::DateTime),
                              field("day", FieldType::Date), field("data", FieldType::Json), deep,
                              reference("maker", "maker"), reference("parent", "product"), stock});
        for (FieldDef &each : product.fields)
            each.owner = "shop";
        product.source.connection = "shop";
        m_product = share(product);
        m_maker = share(model("maker", {field("name")}));
        m_fixture->apply({m_maker, m_product});
        open();
    }
    void tearDown()
    {
        m_ingest.reset();
        m_fixture.reset();
    }

    void open(bool force = false)
    {
        m_ingest = m_fixture->write([&](Database &database) {
            return must(BulkIngest::open(
                database,
                {.model = m_product, .connection = "shop", .run = RunId{7}, .force = force}));
        });
    }

    IngestCounts insert(const std::string &json) { return insertPage(*m_fixture, *m_ingest, json); }

    void finish() { finishIngest(*m_fixture, *m_ingest); }

    std::string names()
    {
        return m_fixture
            ->scalar(
                "SELECT group_concat(_remote_id || '=' || f_title) FROM (SELECT * FROM m_product "
                "ORDER BY id)")
            .stringOr();
    }

    std::vector<Quarantined> quarantined() { return m_ingest->takeQuarantined(); }

    std::unique_ptr<RecordFixture> m_fixture;
    ModelPtr m_product;
    ModelPtr m_maker;
    std::unique_ptr<BulkIngest> m_ingest;
};

} // namespace syncline::test
