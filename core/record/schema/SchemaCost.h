#pragma once

#include "core/base/Result.h"
#include "core/record/schema/SchemaDiff.h"
#include "core/store/Database.h"

#include <chrono>
#include <cstdint>
#include <map>
#include <string>

namespace syncline {

/** What changing a schema costs here: measured at earlier changes, guesses at first. */
struct SchemaCost
{
    double rewriteNs = 1'500;  ///< Of a row, when a column is dropped.
    double convertNs = 5'000;  ///< Of a value that is converted or brought back.
    double indexNs = 2'000;    ///< Of a row in a new index.
    double backupNsByte = 4.0; ///< Of a byte that is copied and checked.

    static Result<SchemaCost> known(Database &database);
    /** Takes a measurement in, half and half with what was known; ignored when it is too small to
     * say anything. */
    static void learn(double &cost, std::chrono::nanoseconds took, std::int64_t units,
                      std::int64_t enough);
    Result<void> save(Database &writer) const;
};

/** How long changes take, by their rows. */
class SchemaEstimate
{
public:
    SchemaEstimate(Database &database, const SchemaCost &cost)
        : m_database(database),
          m_cost(cost)
    {
    }

    /** @p returned values are brought back by it. */
    Result<void> add(const SchemaChange &change, std::int64_t touched, std::int64_t returned);
    void addBackup(std::int64_t bytes);
    [[nodiscard]] std::int64_t milliseconds() const;

private:
    Result<double> rowsOf(const ModelDef &model);

    Database &m_database;
    SchemaCost m_cost;
    std::map<std::string, double> m_rows;
    double m_ns = 0;
};

} // namespace syncline
