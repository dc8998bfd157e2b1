// Looking for a text in ten million rows: with the full-text index, against the bare query of that
// index; without it, how soon a search ends that nobody waits for any more.
//   search_bench [ROWS] [SEARCHES]

#include "tests/bench/grid/Things.h"

#include "core/record/RecordGrid.h"
#include "core/record/search/SearchBuild.h"
#include "core/record/search/SearchNames.h"
#include "tests/bench/support/Report.h"
#include "tests/bench/support/Stopwatch.h"

#include <sqlite3.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <mutex>
#include <random>
#include <string>
#include <thread>
#include <vector>

namespace {

using namespace syncline;
using namespace syncline::bench;
using namespace syncline::test;

constexpr int pageSize = 200;
constexpr double cpuLimit = 20;
constexpr double foundLimitMs = 100;
constexpr double cancelLimitMs = 50;
constexpr double memoryLimitMb = 300;
constexpr std::int64_t rowsAStep = 20'000;

RecordQuery holding(const std::string &text)
{
    RecordQuery query;
    query.filter.kind = Filter::Kind::Compare;
    query.filter.field = "name";
    query.filter.op = FilterOp::Contains;
    query.filter.operand = text;
    return query;
}

/** The names that hold @p text end with a number of the rows. */
std::vector<std::string> someTexts(std::int64_t rows, int count)
{
    std::mt19937_64 random(11);
    std::uniform_int_distribution<std::int64_t> any(1, rows);
    std::vector<std::string> texts;
    for (int i = 0; i < count; ++i)
        texts.push_back("ver maple " + std::to_string(any(random)));
    return texts;
}

/** How long the window's first page takes, without and with what makes the next one quick. */
void measureFirstRows(RecordFixture &fixture, const ModelPtr &model)
{
    const Stopwatch time;
    const auto grid = must(RecordGrid::open(fixture.store(), model, {}, {}));
    const auto page = must(grid->page(0, pageSize, {}));
    if (page.rows.empty())
        throw std::runtime_error("There are no first rows.");
    report("first rows of all, wall", time.wall() * 1e3, "ms", foundLimitMs);
}

void measureCancel(RecordFixture &fixture, const ModelPtr &model)
{
    const auto grid =
        must(RecordGrid::open(fixture.store(), model, holding("nowhere to be found"), {}));
    std::stop_source stop;
    std::mutex mutex;
    std::condition_variable over;
    bool isOver = false;
    bool wasCancelled = false;
    std::thread search([&] {
        const auto page = grid->page(0, pageSize, stop.get_token());
        const std::lock_guard lock(mutex);
        wasCancelled = !page && page.error().is(errc::cancelled);
        isOver = true;
        over.notify_one();
    });
    bool ranThen = false;
    {
        std::unique_lock lock(mutex);
        ranThen = !over.wait_for(lock, std::chrono::milliseconds(300), [&] { return isOver; });
    }
    const Stopwatch time;
    stop.request_stop();
    search.join();
    const double ended = time.wall() * 1e3;
    if (ranThen && wasCancelled)
        report("a search without index ends when cancelled, wall", ended, "ms", cancelLimitMs);
    else
        std::printf("  a search without index was over before it was cancelled\n");
}

void build(RecordFixture &fixture, const ModelPtr &model)
{
    const Stopwatch time;
    const ModelTable table(*model);
    fixture.write([&](Database &database) { must(createSearchIndex(database, table)); });
    bool isDone = false;
    while (!isDone) {
        fixture.write([&](Database &database) {
            isDone = must(stepSearchIndex(database, table, rowsAStep));
        });
    }
    std::printf("  index built in %.1f s CPU, %.1f s wall\n", time.cpu(), time.wall());
}

/** What a hand-written program asks the same index, and the rows that it names. */
class RawSearch
{
public:
    RawSearch(const std::string &file, const ModelPtr &model)
    {
        const ModelTable table(*model);
        const auto columns = searchedColumns(table);
        const auto at = std::ranges::find(columns, "f_name") - columns.begin();
        m_column = searchColumn(static_cast<std::size_t>(at));
        const std::string index = quoteName(searchIndexName(model->storageKey));
        const std::string sql = "SELECT t.id, created_at, updated_at, f_name, f_email, f_sku, "
                                "f_price, f_rank, f_active, f_kind, f_seen FROM " +
                                index + " AS s JOIN m_thing AS t ON t.id = s.rowid WHERE " + "s." +
                                index + " MATCH ?1 AND f_name LIKE ?2 ORDER BY t.id LIMIT " +
                                std::to_string(pageSize);
        if (sqlite3_open_v2(file.c_str(), &m_database, SQLITE_OPEN_READONLY, nullptr) !=
                SQLITE_OK ||
            sqlite3_prepare_v2(m_database, sql.c_str(), -1, &m_statement, nullptr) != SQLITE_OK)
            throw std::runtime_error(sqlite3_errmsg(m_database));
    }
    ~RawSearch()
    {
        sqlite3_finalize(m_statement);
        sqlite3_close(m_database);
    }
    RawSearch(const RawSearch &) = delete;
    RawSearch &operator=(const RawSearch &) = delete;

    std::size_t find(const std::string &text)
    {
        const std::string match = "{" + m_column + "} : (" + trigramQuery(text) + ")";
        const std::string like = "%" + text + "%";
        sqlite3_bind_text(m_statement, 1, match.data(), static_cast<int>(match.size()),
                          SQLITE_TRANSIENT);
        sqlite3_bind_text(m_statement, 2, like.data(), static_cast<int>(like.size()),
                          SQLITE_TRANSIENT);
        std::size_t rows = 0;
        while (sqlite3_step(m_statement) == SQLITE_ROW)
            ++rows;
        sqlite3_reset(m_statement);
        return rows;
    }

private:
    std::string m_column;
    sqlite3 *m_database = nullptr;
    sqlite3_stmt *m_statement = nullptr;
};

void measureFound(RecordFixture &fixture, const ModelPtr &model, std::int64_t rows, int searches)
{
    const std::vector<std::string> texts = someTexts(rows, searches);
    const auto find = [&](const std::string &text) {
        const auto grid = must(RecordGrid::open(fixture.store(), model, holding(text), {}));
        return must(grid->page(0, pageSize, {})).rows.size();
    };
    RawSearch raw(fixture.file(), model);
    std::size_t found = 0;
    for (const std::string &text : texts) // both with warm caches
        found += raw.find(text);
    const Stopwatch rawTime;
    for (const std::string &text : texts)
        raw.find(text);
    const double rawCpu = rawTime.cpu();
    std::vector<double> walls;
    std::size_t foundByUs = 0;
    const Stopwatch ourTime;
    for (const std::string &text : texts) {
        const Stopwatch one;
        foundByUs += find(text);
        walls.push_back(one.wall() * 1e3);
    }
    const double ourCpu = ourTime.cpu();
    if (found != foundByUs)
        throw std::runtime_error("The bare query found " + std::to_string(found) +
                                 " records, but we " + std::to_string(foundByUs) + ".");
    std::ranges::sort(walls);
    report({.what = "contains by index, CPU a search",
            .unit = "ms",
            .raw = rawCpu * 1e3 / searches,
            .ours = ourCpu * 1e3 / searches,
            .limit = cpuLimit});
    report("contains by index, median, wall", walls[walls.size() / 2], "ms", foundLimitMs);
    report("contains by index, worst, wall", walls.back(), "ms", foundLimitMs);
    std::printf("  %zu records found in %d searches\n", found, searches);
}

/** The most that this process ever had in memory, in MB. */
double peakMemory()
{
    std::ifstream status("/proc/self/status");
    std::string line;
    while (std::getline(status, line)) {
        if (line.starts_with("VmHWM:"))
            return std::strtod(line.c_str() + 6, nullptr) / 1024;
    }
    return 0;
}

} // namespace

int main(int argc, char **argv)
{
    const std::int64_t rows = argc > 1 ? std::atoll(argv[1]) : 10'000'000;
    const int searches = argc > 2 ? std::atoi(argv[2]) : 100;
    if (rows < pageSize || searches < 1) {
        std::fprintf(stderr, "usage: search_bench [ROWS (200 or more)] [SEARCHES]\n");
        return 2;
    }
    RecordFixture fixture;
    const ModelPtr model = thing();
    fixture.apply({model});
    fill(fixture, rows);
    std::printf("%lld rows\n", static_cast<long long>(rows));
    measureFirstRows(fixture, model);
    measureCancel(fixture, model);
    build(fixture, model);
    measureFound(fixture, model, rows, searches);
    report("peak memory of the process", peakMemory(), "MB", memoryLimitMb);
    return 0;
}
