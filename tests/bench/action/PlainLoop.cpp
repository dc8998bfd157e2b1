#include "tests/bench/action/Bare.h"
#include "tests/bench/support/Stopwatch.h"

#include <sqlite3.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>

namespace syncline::bench {

namespace {

class PlainLoop
{
public:
    explicit PlainLoop(const std::string &file)
    {
        require(sqlite3_open(file.c_str(), &m_database) == SQLITE_OK, "open");
        exec(
            "PRAGMA page_size=16384; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
            "CREATE TABLE product (id INTEGER PRIMARY KEY, created_at INTEGER NOT NULL, "
            "updated_at INTEGER NOT NULL, title TEXT, price ANY) STRICT;"
            "CREATE TABLE delta (sequence INTEGER PRIMARY KEY, model TEXT NOT NULL, record INTEGER "
            "NOT NULL, field TEXT NOT NULL, run INTEGER NOT NULL, time INTEGER NOT NULL, before "
            "ANY, after ANY) STRICT; CREATE INDEX delta_record ON delta (model, record, sequence);"
            "CREATE INDEX delta_run ON delta (run);"
            "CREATE TABLE run (id INTEGER PRIMARY KEY, parent INTEGER NOT NULL, kind TEXT NOT "
            "NULL, state TEXT NOT NULL, subject TEXT NOT NULL, record TEXT NOT NULL, started "
            "INTEGER NOT NULL, finished INTEGER, heartbeat INTEGER NOT NULL, detail TEXT NOT NULL) "
            "STRICT; CREATE INDEX run_subject ON run (kind, subject, id);");
        exec("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " +
             std::to_string(records) +
             ") INSERT INTO product SELECT i, 1, 1, 'product ' || i, 10.5 FROM n");
        m_select = prepare("SELECT id, created_at, updated_at, title, price FROM product WHERE id "
                           "= ?1");
        m_update = prepare("UPDATE product SET price = ?2, updated_at = ?3 WHERE id = ?1");
        m_delta = prepare("INSERT INTO delta (model, record, field, run, time, before, after) "
                          "VALUES ('m_product', ?1, 'f_price', ?2, ?3, ?4, ?5)");
        m_run = prepare("INSERT INTO run VALUES (?1, 0, 'action', 'completed', 'product.raise', "
                        "?2, ?3, ?3, ?3, '{\"trigger\":{\"type\":\"ui\"}}')");
        m_begin = prepare("BEGIN IMMEDIATE");
        m_savepoint = prepare("SAVEPOINT member");
        m_release = prepare("RELEASE member");
        m_commit = prepare("COMMIT");
    }
    ~PlainLoop()
    {
        for (sqlite3_stmt *statement :
             {m_select, m_update, m_delta, m_run, m_begin, m_savepoint, m_release, m_commit})
            sqlite3_finalize(statement);
        sqlite3_close(m_database);
    }
    PlainLoop(const PlainLoop &) = delete;
    PlainLoop &operator=(const PlainLoop &) = delete;

    Cost run(int actions, int members)
    {
        const Stopwatch time;
        std::uint64_t commits = 0;
        for (int i = 0; i < actions; i += members) {
            step(m_begin);
            for (int j = i; j < std::min(actions, i + members); ++j)
                write(j % records + 1);
            step(m_commit);
            ++commits;
        }
        return {.cpu = time.cpu(), .wall = time.wall(), .commits = commits};
    }

private:
    void exec(const std::string &sql)
    {
        require(sqlite3_exec(m_database, sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK,
                sqlite3_errmsg(m_database));
    }
    sqlite3_stmt *prepare(const char *sql)
    {
        sqlite3_stmt *statement = nullptr;
        require(sqlite3_prepare_v3(m_database, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement,
                                   nullptr) == SQLITE_OK,
                sqlite3_errmsg(m_database));
        return statement;
    }
    void step(sqlite3_stmt *statement)
    {
        require(sqlite3_step(statement) == SQLITE_DONE, sqlite3_errmsg(m_database));
        sqlite3_reset(statement);
    }
    void write(std::int64_t id)
    {
        constexpr std::int64_t now = 1'790'000'000'000;
        step(m_savepoint);
        sqlite3_bind_int64(m_select, 1, id);
        require(sqlite3_step(m_select) == SQLITE_ROW, "A record is missing.");
        const double price = sqlite3_column_double(m_select, 4);
        sqlite3_reset(m_select);
        sqlite3_bind_int64(m_update, 1, id);
        sqlite3_bind_double(m_update, 2, price + 1);
        sqlite3_bind_int64(m_update, 3, now);
        step(m_update);
        sqlite3_bind_int64(m_delta, 1, id);
        sqlite3_bind_int64(m_delta, 2, ++m_lastRun);
        sqlite3_bind_int64(m_delta, 3, now);
        sqlite3_bind_double(m_delta, 4, price);
        sqlite3_bind_double(m_delta, 5, price + 1);
        step(m_delta);
        const std::string record = std::to_string(id);
        sqlite3_bind_int64(m_run, 1, m_lastRun);
        sqlite3_bind_text(m_run, 2, record.data(), static_cast<int>(record.size()), SQLITE_STATIC);
        sqlite3_bind_int64(m_run, 3, now);
        step(m_run);
        step(m_release);
    }

    sqlite3 *m_database = nullptr;
    sqlite3_stmt *m_select = nullptr;
    sqlite3_stmt *m_update = nullptr;
    sqlite3_stmt *m_delta = nullptr;
    sqlite3_stmt *m_run = nullptr;
    sqlite3_stmt *m_begin = nullptr;
    sqlite3_stmt *m_savepoint = nullptr;
    sqlite3_stmt *m_release = nullptr;
    sqlite3_stmt *m_commit = nullptr;
    std::int64_t m_lastRun = 0;
};

} // namespace

void require(bool good, const std::string &what)
{
    if (good)
        return;
    std::fprintf(stderr, "%s\n", what.c_str());
    std::exit(1);
}

Cost runPlainLoop(const std::string &file, int count, int members)
{
    return PlainLoop(file).run(count, members);
}

} // namespace syncline::bench
