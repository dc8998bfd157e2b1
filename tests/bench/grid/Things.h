#pragma once

#include "tests/record/RecordFixture.h"

#include <cstdint>
#include <string>
#include <vector>

// The records that grids and searches are measured with.

namespace syncline::bench {

inline test::ModelPtr thing()
{
    using namespace test;
    ModelDef made =
        model("thing", {field("name"), field("email", FieldType::Email), field("sku"),
                        field("price", FieldType::Number), field("rank", FieldType::Number),
                        field("active", FieldType::Boolean), field("kind"),
                        field("seen", FieldType::DateTime)});
    made.indexes = {{"rank"}};
    return share(std::move(made));
}

inline void fill(test::RecordFixture &fixture, std::int64_t rows)
{
    using test::must;
    // The index comes last: made row by row it would take longer than all else.
    fixture.write([&](Database &database) {
        std::vector<std::string> indexes;
        {
            auto found =
                must(database.prepare("SELECT name, sql FROM sqlite_schema WHERE tbl_name = "
                                      "'m_thing' AND type = 'index' AND sql IS NOT NULL"));
            std::vector<std::string> names;
            while (must(found.step())) {
                names.emplace_back(found.text(0));
                indexes.emplace_back(found.text(1));
            }
            found.reset();
            for (const std::string &name : names)
                must(database.exec("DROP INDEX \"" + name + "\""));
        }
        must(database.exec(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " +
            std::to_string(rows) +
            ") INSERT INTO m_thing (id, created_at, updated_at, f_name, f_email, f_sku, f_price, "
            "f_rank, f_active, f_kind, f_seen) SELECT i, 1700000000000 + i, 1700000000000 + i, "
            "'quiet river maple ' || i, 'person' || i || '@example.com', 'SKU-' || i, i % 99999 / "
            "7.0, (i * 7919) % 1000003, i % 2, CASE WHEN i % 3 THEN 'live' ELSE 'draft' END, "
            "1700000000000 + i * 1000 FROM n"));
        for (const std::string &sql : indexes)
            must(database.exec(sql));
    });
}

} // namespace syncline::bench
