// A page of the grid at random positions of ten million rows, against the raw keyset query of the
// same rows.
//   grid_bench [ROWS] [PAGES]

#include "tests/bench/grid/Things.h"

#include "core/record/RecordGrid.h"
#include "tests/bench/support/Report.h"
#include "tests/bench/support/Stopwatch.h"

#include <sqlite3.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <string>
#include <vector>

namespace {

using namespace syncline;
using namespace syncline::bench;
using namespace syncline::test;

constexpr int pageSize = 200; // as the window asks
constexpr double cpuLimit = 20;
constexpr double wallLimitMs = 5;

/** The page as a hand-written program reads it: one prepared statement from a known place. */
class RawPages
{
public:
    RawPages(const std::string &file, bool byRank)
        : m_byRank(byRank)
    {
        const std::string columns = "id, created_at, updated_at, f_name, f_email, f_sku, f_price, "
                                    "f_rank, f_active, f_kind, f_seen";
        const std::string sql =
            "SELECT " + columns + " FROM m_thing WHERE " +
            (byRank ? "(f_rank, id) >= (?1, ?2) ORDER BY f_rank, id" : "id >= ?2 ORDER BY id") +
            " LIMIT " + std::to_string(pageSize);
        if (sqlite3_open_v2(file.c_str(), &m_database, SQLITE_OPEN_READONLY, nullptr) !=
                SQLITE_OK ||
            sqlite3_prepare_v2(m_database, sql.c_str(), -1, &m_statement, nullptr) != SQLITE_OK)
            throw std::runtime_error(sqlite3_errmsg(m_database));
    }
    ~RawPages()
    {
        sqlite3_finalize(m_statement);
        sqlite3_close(m_database);
    }
    RawPages(const RawPages &) = delete;
    RawPages &operator=(const RawPages &) = delete;

    /** Reads the page that begins with @p row; returns how many bytes of text it had. */
    std::size_t read(const RecordRow &row)
    {
        std::size_t bytes = 0;
        if (m_byRank)
            sqlite3_bind_int64(m_statement, 1, row.fields.at("rank").asInt());
        sqlite3_bind_int64(m_statement, 2, raw(row.id));
        while (sqlite3_step(m_statement) == SQLITE_ROW) {
            for (int i = 0; i < sqlite3_column_count(m_statement); ++i) {
                if (sqlite3_column_type(m_statement, i) == SQLITE_TEXT &&
                    sqlite3_column_text(m_statement, i) != nullptr)
                    bytes += static_cast<std::size_t>(sqlite3_column_bytes(m_statement, i));
            }
        }
        sqlite3_reset(m_statement);
        return bytes;
    }

private:
    bool m_byRank;
    sqlite3 *m_database = nullptr;
    sqlite3_stmt *m_statement = nullptr;
};

void measure(RecordFixture &fixture, const ModelPtr &model, const std::string &name,
             const Sort &sort, std::int64_t rows, int pages)
{
    RecordQuery query;
    query.sort = sort;
    const auto grid = must(RecordGrid::open(fixture.store(), model, query, {}));
    const Stopwatch building;
    must(grid->buildAnchors({}, {}));
    std::printf("  %-42s built in %.2f s CPU\n", name.c_str(), building.cpu());
    std::mt19937_64 random(7);
    std::uniform_int_distribution<std::int64_t> any(0, std::max<std::int64_t>(0, rows - pageSize));
    std::vector<std::int64_t> positions(static_cast<std::size_t>(pages));
    std::ranges::generate(positions, [&] { return any(random); });
    positions.front() = 0;
    positions.back() = rows - pageSize;

    // Once to warm both page caches alike, and to learn where the raw pages begin.
    std::vector<RecordRow> begins;
    for (const std::int64_t position : positions) {
        auto page = must(grid->page(position, pageSize, {}));
        if (!page.exact || page.rows.size() != pageSize)
            throw std::runtime_error("A page is not what was asked for.");
        begins.push_back(std::move(page.rows.front()));
    }
    RawPages raw(fixture.file(), !sort.empty());
    for (const RecordRow &row : begins)
        raw.read(row);

    std::size_t bytes = 0;
    const Stopwatch rawTime;
    for (const RecordRow &row : begins)
        bytes += raw.read(row);
    const double rawCpu = rawTime.cpu();
    std::vector<double> walls;
    double worstCpu = 0;
    const Stopwatch ourTime;
    for (const std::int64_t position : positions) {
        const Stopwatch one;
        bytes += must(grid->page(position, pageSize, {})).rows.size();
        walls.push_back(one.wall() * 1e3);
        worstCpu = std::max(worstCpu, one.cpu());
    }
    const double ourCpu = ourTime.cpu();
    std::ranges::sort(walls);
    report({.what = name + ", CPU a page",
            .unit = "µs",
            .raw = rawCpu * 1e6 / pages,
            .ours = ourCpu * 1e6 / pages,
            .limit = cpuLimit});
    report(name + ", worst page, CPU", worstCpu * 1e3, "ms", wallLimitMs);
    report(name + ", 99 of 100 pages, wall", walls[walls.size() * 99 / 100], "ms", wallLimitMs);
    std::printf("  median %.2f ms, worst %.2f ms of wall; %zu bytes read\n",
                walls[walls.size() / 2], walls.back(), bytes);
}

} // namespace

int main(int argc, char **argv)
{
    const std::int64_t rows = argc > 1 ? std::atoll(argv[1]) : 10'000'000;
    const int pages = argc > 2 ? std::atoi(argv[2]) : 2'000;
    if (rows < pageSize || pages < 2) {
        std::fprintf(stderr, "usage: grid_bench [ROWS (200 or more)] [PAGES (2 or more)]\n");
        return 2;
    }
    RecordFixture fixture;
    const ModelPtr model = thing();
    fixture.apply({model});
    fill(fixture, rows);
    std::printf("%lld rows, pages of %d\n", static_cast<long long>(rows), pageSize);
    measure(fixture, model, "by id", {}, rows, pages);
    measure(fixture, model, "by an indexed field", {{.field = "rank", .descending = false}}, rows,
            pages);
    return 0;
}
