#pragma once

#include "core/record/RecordReader.h"
#include "core/transfer/Export.h"
#include "core/transfer/Import.h"
#include "core/transfer/RecordText.h"
#include "tests/record/RecordFixture.h"
#include "tests/transfer/TransferTools.h"

namespace syncline::test {

/** A database with products and their makers, and imports into it. */
class ImportFixture
{
public:
    ImportFixture()
    {
        FieldDef sku = field("sku");
        sku.unique = true;
        FieldDef name = field("name");
        name.required = true;
        FieldDef stock = field("stock", FieldType::Number);
        stock.integer = true;
        stock.defaultValue = 7;
        maker = share(model("maker", {field("name"), field("code")}));
        product = share(model("product", {sku, name, field("price", FieldType::Number), stock,
                                          field("live", FieldType::Boolean),
                                          field("firstSold", FieldType::Date),
                                          reference("maker", "maker"), field("note")}));
        records.apply({maker, product});
        m_runs = must(RunTable::open(records.store()));
        m_services.store = &records.store();
        m_services.runs = m_runs.get();
        m_services.clock = &m_clock;
        m_services.model = [this](std::string_view wanted) {
            return wanted == "product" ? product : wanted == "maker" ? maker : nullptr;
        };
        m_services.folder = records.folder() / "imports";
    }

    [[nodiscard]] static ImportRequest request(const std::filesystem::path &file,
                                               const std::string &on = {})
    {
        ImportRequest made;
        made.file = file;
        made.map.model = "product";
        made.map.on = on;
        return made;
    }
    RunInfo import(const ImportRequest &wanted, const Import::Callbacks &callbacks = {},
                   std::stop_token stop = {})
    {
        const auto made = must(Import::create(m_services, wanted, std::move(stop), callbacks));
        return made->perform();
    }
    std::vector<RecordRow> all(const ModelPtr &of)
    {
        return records.read([&](Database &database) {
            std::vector<RecordRow> rows;
            must(RecordReader(database, *of).each({}, [&](const RecordRow &row) {
                rows.push_back(row);
                return true;
            }));
            return rows;
        });
    }
    /** "sku name price": one line a product. */
    std::string shown()
    {
        std::string out;
        for (const RecordRow &row : all(product))
            out += (out.empty() ? "" : "; ") + json::write(row.fields.at("sku")) + " " +
                   json::write(row.fields.at("name")) + " " + json::write(row.fields.at("price"));
        return out;
    }
    /** What came of each row, as the result file has it. */
    std::string results(const RunInfo &run, ImportRows which = ImportRows::All)
    {
        const IngestCounts &counts = run.models.front().counts;
        must(copyImportRows(m_services.folder, importFileName(run.id), which, rowCount(counts),
                            counts.failed, folder.path("result")));
        return folder.read("result");
    }
    ImportServices &services() { return m_services; }
    RunTable &runs() { return *m_runs; }

    RecordFixture records;
    TransferFolder folder;
    ModelPtr maker;
    ModelPtr product;

private:
    SystemClock m_clock;
    std::unique_ptr<RunTable> m_runs;
    ImportServices m_services;
};

/** "created/updated/unchanged/failed" */
inline std::string countsOf(const IngestCounts &counts)
{
    return std::to_string(counts.created) + "/" + std::to_string(counts.updated) + "/" +
           std::to_string(counts.unchanged) + "/" + std::to_string(counts.failed);
}
inline std::string countsOf(const RunInfo &run)
{
    return countsOf(run.models.front().counts);
}

} // namespace syncline::test
