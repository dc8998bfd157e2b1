#include "core/store/ScratchSession.h"

#include "core/store/DatabaseError.h"
#include "core/store/ReaderPool.h"

#include <algorithm>
#include <sqlite3.h>

namespace syncline {

Result<std::unique_ptr<ScratchSession>> ScratchSession::begin(std::unique_ptr<Database> connection)
{
    connection->enableScratchIds();
    const int code = sqlite3_create_function_v2(
        connection->handle(), "scratch_id", 0, SQLITE_UTF8, connection.get(),
        [](sqlite3_context *context, int, sqlite3_value **) {
            auto *database = static_cast<Database *>(sqlite3_user_data(context));
            sqlite3_result_int64(context, database->newScratchId().value_or(0));
        },
        nullptr, nullptr, nullptr);
    if (code != SQLITE_OK)
        return databaseError(connection->handle(), code, "begin to try things out");
    SYNCLINE_CHECK(ReaderPool::beginSnapshot(*connection));
    return std::unique_ptr<ScratchSession>(new ScratchSession(std::move(connection)));
}

Result<void> ScratchSession::overlay(std::string_view table)
{
    const bool there =
        std::any_of(m_tables.begin(), m_tables.end(),
                    [&](const ScratchTable &known) { return known.name() == table; });
    if (there)
        return {};
    // All or nothing: a table without its triggers would refuse writes in words nobody understands.
    SYNCLINE_CHECK(m_database->exec("SAVEPOINT overlay"));
    auto made = ScratchTable::create(*m_database, table);
    if (!made) {
        SYNCLINE_CHECK(m_database->exec("ROLLBACK TO overlay; RELEASE overlay"));
        return std::move(made).error();
    }
    SYNCLINE_CHECK(m_database->exec("RELEASE overlay"));
    m_tables.push_back(std::move(made).value());
    return {};
}

Result<std::vector<Store::Scratch::Change>> ScratchSession::changes()
{
    std::vector<Change> out;
    for (const ScratchTable &table : m_tables)
        SYNCLINE_CHECK(table.collectChanges(*m_database, out));
    return out;
}

} // namespace syncline
