#include "tests/bench/action/Bare.h"

#include "core/base/Worker.h"
#include "tests/bench/support/Stopwatch.h"

#include <condition_variable>
#include <mutex>

namespace syncline::bench {

namespace {

constexpr std::int64_t now = 1'790'000'000'000;

Result<void> writeMember(Database &database, std::int64_t id, std::int64_t run)
{
    double price = 0;
    {
        SYNCLINE_TRY(auto select, database.prepare("SELECT id, created_at, updated_at, f_title, "
                                                   "f_price FROM m_product WHERE id = ?1"));
        SYNCLINE_TRY(const bool found, select.bind(1, id).step());
        require(found, "A record is missing.");
        price = select.real(4);
    }
    SYNCLINE_TRY(auto update, database.prepare("UPDATE m_product SET f_price = ?2, updated_at = ?3 "
                                               "WHERE id = ?1"));
    SYNCLINE_CHECK(update.bind(1, id).bind(2, price + 1).bind(3, now).run());
    SYNCLINE_TRY(auto delta,
                 database.prepare("INSERT INTO _delta (model, record, field, old_value, "
                                  "new_value, run, time) VALUES ('m_product', ?1, "
                                  "'f_price', ?2, ?3, ?4, ?5)"));
    SYNCLINE_CHECK(
        delta.bind(1, id).bind(2, price).bind(3, price + 1).bind(4, run).bind(5, now).run());
    SYNCLINE_TRY(auto budget,
                 database.prepare("UPDATE _model SET history_bytes = history_bytes + 96, "
                                  "history_steps = history_steps + 1 WHERE key = 'm_product'"));
    SYNCLINE_CHECK(budget.run());
    SYNCLINE_TRY(auto row,
                 database.prepare("INSERT INTO _run VALUES (?1, 0, 'action', 'completed', "
                                  "'product.raise', ?2, ?3, ?3, ?3, "
                                  "'{\"trigger\":{\"type\":\"ui\"}}')"));
    const std::string record = std::to_string(id);
    return row.bind(1, run).bindText(2, record).bind(3, now).run();
}

class BareGroups
{
public:
    BareGroups(Store &store, int count, int writers)
        : m_store(store),
          m_left(count),
          m_count(count),
          m_writers(writers)
    {
    }

    Cost run()
    {
        const std::uint64_t before = m_store.writes().status().commits;
        const Stopwatch time;
        m_worker.post([this] {
            for (int i = 0; i < m_writers; ++i)
                startNext();
        });
        std::unique_lock lock(m_mutex);
        m_done.wait(lock, [this] { return m_left == 0; });
        return {.cpu = time.cpu(),
                .wall = time.wall(),
                .commits = m_store.writes().status().commits - before};
    }

private:
    void startNext() // on the worker
    {
        if (m_next == m_count)
            return;
        // Runs that no action has had.
        const std::int64_t run = (s_lastRun += 1);
        spawn<Result<void>>(m_worker, member(m_next++ % records + 1, run),
                            [this](const Result<void> &done) {
                                require(done.ok(), done ? "" : done.error().describe());
                                startNext();
                                const std::lock_guard guard(m_mutex);
                                if (--m_left == 0)
                                    m_done.notify_one();
                            });
    }
    Task<Result<void>> member(std::int64_t id, std::int64_t run)
    {
        WriteRequest request;
        request.label = "bare";
        Result<WriteTransaction> transaction =
            co_await m_store.writes().acquire(m_worker, std::move(request), {});
        if (!transaction)
            co_return std::move(transaction).error();
        Result<void> done = writeMember(transaction->database(), id, run);
        if (!done)
            co_return done;
        done = co_await transaction->commit(m_worker);
        co_return done;
    }

    static inline std::int64_t s_lastRun = std::int64_t{1} << 50;
    Store &m_store;
    Worker m_worker{"bare"};
    std::mutex m_mutex;
    std::condition_variable m_done;
    int m_left;
    const int m_count;
    const int m_writers;
    int m_next = 0;
};

} // namespace

Cost runBareGroups(Store &store, int count, int writers)
{
    return BareGroups(store, count, writers).run();
}

} // namespace syncline::bench
