// Actions with Lua that share commits, against hand-written writers that share commits of the same
// size: each reads a record, changes a field of it, and leaves a line of history and of its run.
//   action_bench [ACTIONS]

#include "tests/scripting/support/FakeScope.h"
// In this order: moc stumbles over <compare>, which Clock.h reads first.
#include "core/base/Clock.h"
#include "scripting/runtime/ScriptRuntime.h"
#include "tests/bench/support/Report.h"
#include "tests/bench/support/Stopwatch.h"
#include "tests/support/ActionFixture.h"

#include <sqlite3.h>

#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <string>

namespace {

using namespace syncline;
using namespace syncline::bench;

constexpr double limit = 1 / 0.5;
constexpr int records = 10'000;
constexpr int inFlight = 64; ///< Also the most members of a commit.
constexpr const char *effectFile = "models/product/raise/raise.lua";
constexpr const char *effect =
    "return function(ctx) ctx.record.price = ctx.record.price + 1; save(ctx.record) end";

void require(bool good, const std::string &what)
{
    if (good)
        return;
    std::fprintf(stderr, "%s\n", what.c_str());
    std::exit(1);
}

struct Cost
{
    double cpu = 0; ///< Seconds.
    double wall = 0;
    std::uint64_t commits = 0;
};

/** A project with one model and one action of one effect in Lua. */
class Actions
{
public:
    Actions()
        : m_fixture({test::model("product", {test::field("title", FieldType::String),
                                             test::field("price", FieldType::Number)})})
    {
        m_sources.put(effectFile, effect);
        m_host = makeScriptHost({.clock = &m_clock, .random = &m_random, .sources = &m_sources},
                                {.workers = 1});
        auto raise = std::make_shared<ActionDef>();
        raise->name = "raise";
        raise->model = "product";
        raise->kind = ActionKind::Custom;
        EffectDef def;
        def.file = effectFile;
        raise->run.effects = {def};
        m_fixture.services.scripts = m_host.get();
        m_fixture.services.clock = &m_clock;
        m_fixture.services.committed = {};
        m_fixture.add(std::move(raise));
        fill();
    }

    Cost run(int actions)
    {
        m_left = actions;
        m_next = 0;
        const std::uint64_t before = m_fixture.store->writes().status().commits;
        const Stopwatch time;
        for (int i = 0; i < std::min(inFlight, actions); ++i)
            startNext(actions);
        std::unique_lock lock(m_mutex);
        m_done.wait(lock, [this] { return m_left == 0; });
        require(m_failure.empty(), m_failure);
        return {.cpu = time.cpu(),
                .wall = time.wall(),
                .commits = m_fixture.store->writes().status().commits - before};
    }
    [[nodiscard]] double price(std::int64_t id)
    {
        return m_fixture.stored("product", id, "price").asDouble();
    }

private:
    void fill()
    {
        auto transaction =
            m_fixture.store->writes().acquireBlocking({.label = "fill", .alone = true});
        require(transaction.ok(), "The store cannot be written.");
        const Result<void> made = transaction->database().exec(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " +
            std::to_string(records) +
            ") INSERT INTO m_product (id, created_at, updated_at, f_title, f_price) "
            "SELECT i, 1, 1, 'product ' || i, 10.5 FROM n");
        require(made.ok() && transaction->commitBlocking().ok(), "The records cannot be made.");
    }

    void startNext(int actions)
    {
        const std::lock_guard lock(m_mutex);
        if (m_next == actions)
            return;
        ActionCall call;
        call.action = "product.raise";
        call.id = std::to_string(m_next++ % records + 1);
        startAction(m_fixture.services, std::move(call), {},
                    [this, actions](const ActionOutcome &outcome) {
                        startNext(actions);
                        const std::lock_guard guard(m_mutex);
                        if (!outcome.success)
                            m_failure = outcome.errors.front().describe();
                        if (--m_left == 0)
                            m_done.notify_one();
                    });
    }

    SystemClock m_clock;
    SystemRandom m_random;
    FakeSources m_sources;
    std::unique_ptr<ScriptHost> m_host;
    test::ActionFixture m_fixture;
    std::mutex m_mutex;
    std::condition_variable m_done;
    int m_left = 0;
    int m_next = 0;
    std::string m_failure;
};

/** The same rows by prepared statements, as many members a commit, each in a savepoint. */
class BareWriter
{
public:
    explicit BareWriter(const std::string &file)
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
            "STRICT; CREATE INDEX run_subject ON run (kind, subject, id);"
            "CREATE INDEX run_state ON run (state, id);");
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
    ~BareWriter()
    {
        for (sqlite3_stmt *statement :
             {m_select, m_update, m_delta, m_run, m_begin, m_savepoint, m_release, m_commit})
            sqlite3_finalize(statement);
        sqlite3_close(m_database);
    }
    BareWriter(const BareWriter &) = delete;
    BareWriter &operator=(const BareWriter &) = delete;

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

int main(int argc, char **argv)
{
    const int actions = std::max(1, argc > 1 ? std::atoi(argv[1]) : 50'000);
    const QTemporaryDir folder;
    Actions ours;
    BareWriter bare(folder.filePath(QStringLiteral("bare.sqlite")).toStdString());
    ours.run(std::min(actions, 1'000)); // first uses
    const double before = ours.price(1);
    const Cost our = ours.run(actions);
    require(ours.price(1) == before + (actions + records - 1) / records, "An action did nothing.");
    const double size = static_cast<double>(actions) / static_cast<double>(our.commits);
    const Cost raw = bare.run(actions, std::max(1, static_cast<int>(size + 0.5)));
    std::printf("%d actions, %.1f a commit\n", actions, size);
    report({.what = "action with Lua, CPU",
            .unit = "µs",
            .raw = raw.cpu * 1e6 / actions,
            .ours = our.cpu * 1e6 / actions,
            .limit = limit});
    report({.what = "action with Lua, wall",
            .unit = "µs",
            .raw = raw.wall * 1e6 / actions,
            .ours = our.wall * 1e6 / actions,
            .limit = limit});
    return 0;
}
