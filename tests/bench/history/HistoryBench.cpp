// What the history adds to a write: the same changes by the same code, with the history and in a
// database that throws every step of it away (a trigger ignores the insert; what that costs is on
// the side of the limit).
//   history_bench [RECORDS]

#include "core/base/Json.h"
#include "core/record/BulkIngest.h"
#include "core/record/SchemaPlan.h"
#include "core/store/Store.h"
#include "tests/bench/support/Report.h"
#include "tests/bench/support/Stopwatch.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>

namespace {

using namespace syncline;
using namespace syncline::bench;

constexpr double mark = 1.5;
constexpr int pageSize = 250;
constexpr int rounds = 3;

/** A Result's value, or the end of the program. */
template <typename T>
T must(Result<T> result)
{
    if (!result) {
        std::fprintf(stderr, "%s\n", result.error().describe().c_str());
        std::exit(1);
    }
    if constexpr (!std::is_void_v<T>)
        return std::move(result).value();
}

ModelDef product()
{
    ModelDef model;
    model.name = "product";
    model.plural = "products";
    model.storageKey = "m_product";
    model.source.connection = "shop";
    for (const char *name : {"title", "body", "vendor", "sku", "status", "handle"}) {
        FieldDef field;
        field.name = name;
        field.storageKey = std::string("f_") + name;
        field.owner = "shop";
        model.fields.push_back(field);
    }
    for (const char *name : {"price", "stock"}) {
        FieldDef field = model.fields.front();
        field.name = name;
        field.storageKey = std::string("f_") + name;
        field.type = FieldType::Number;
        model.fields.push_back(field);
    }
    return model;
}

/** A page of documents in which, from one @p edition to the next, price and stock differ. */
json::Handle page(int first, int edition)
{
    std::string text = "[";
    for (int i = first; i < first + pageSize; ++i) {
        const std::string id = std::to_string(i);
        text += (i == first ? "" : ",") + std::string("{\"id\":") + id + ",\"title\":\"Product " +
                id + "\",\"body\":\"" + std::string(200, 'x') + id + "\",\"vendor\":\"Vendor " +
                std::to_string(i % 50) + "\",\"sku\":\"SKU-" + id +
                "\",\"status\":\"active\",\"handle\":\"product-" + id +
                "\",\"price\":" + std::to_string(i % 100 + edition) +
                ".5,\"stock\":" + std::to_string(i + edition) + "}";
    }
    return must(json::Handle::parse(text + "]"));
}

/** One database, into which edition after edition is synced. */
class Side
{
public:
    Side(const std::filesystem::path &folder, int records, bool keepsHistory)
        : m_records(records),
          m_model(std::make_shared<const ModelDef>(product()))
    {
        std::filesystem::create_directories(folder);
        m_store = must(Store::open({.file = folder / "records.sqlite"}));
        const SchemaPlan plan = [&] {
            auto reader = must(m_store->reader());
            return must(planSchema(reader.database(), {m_model}));
        }();
        must(applySchema(*m_store, plan, {m_model}, folder / "backups"));
        if (!keepsHistory) {
            auto transaction = must(m_store->writes().acquireBlocking({.label = "bench"}));
            must(transaction.database().exec("CREATE TRIGGER no_history BEFORE INSERT ON _delta "
                                             "BEGIN SELECT RAISE(IGNORE); END"));
            must(transaction.commitBlocking());
        }
        sync();
    }

    /** CPU seconds of syncing the next edition. */
    double sync()
    {
        ++m_edition;
        std::vector<json::Handle> pages;
        for (int first = 0; first < m_records; first += pageSize)
            pages.push_back(page(first, m_edition));
        const Stopwatch time;
        auto ingest = open();
        for (const json::Handle &each : pages) {
            auto transaction = must(m_store->writes().acquireBlocking({.label = "bench"}));
            must(ingest->insert(transaction.database(), each, DateTime{m_edition}));
            must(transaction.commitBlocking());
            ingest->committed();
        }
        auto transaction = must(m_store->writes().acquireBlocking({.label = "bench"}));
        must(ingest->finish(transaction.database()));
        must(transaction.commitBlocking());
        return time.cpu();
    }

private:
    std::unique_ptr<BulkIngest> open()
    {
        auto transaction = must(m_store->writes().acquireBlocking({.label = "bench"}));
        auto ingest = must(
            BulkIngest::open(transaction.database(),
                             {.model = m_model, .connection = "shop", .run = RunId{m_edition}}));
        must(transaction.commitBlocking());
        return ingest;
    }

    const int m_records;
    std::shared_ptr<const ModelDef> m_model;
    std::unique_ptr<Store> m_store;
    int m_edition = 0;
};

} // namespace

int main(int argc, char **argv)
{
    const int wanted = argc > 1 ? std::atoi(argv[1]) : 100'000;
    const int records = std::max(1, wanted / pageSize) * pageSize;
    const std::filesystem::path folder =
        std::filesystem::temp_directory_path() /
        ("history_bench_" +
         std::to_string(std::chrono::steady_clock::now().time_since_epoch().count()));
    double with = 1e9;
    double without = 1e9;
    {
        Side kept(folder / "with", records, true);
        Side thrown(folder / "without", records, false);
        for (int i = 0; i < rounds; ++i) {
            without = std::min(without, thrown.sync());
            with = std::min(with, kept.sync());
        }
    }
    std::error_code ignored;
    std::filesystem::remove_all(folder, ignored);
    std::printf("%d records, 2 of 8 fields changed in each\n", records);
    report({.what = "changed record with its history, CPU",
            .unit = "µs",
            .raw = without * 1e6 / records,
            .ours = with * 1e6 / records,
            .limit = mark});
    return 0;
}
