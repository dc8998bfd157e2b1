#include "core/store/ReaderPool.h"

namespace syncline {

ReaderPool::ReaderPool(std::filesystem::path file, Database::Options options, int size,
                       std::shared_ptr<void> keepAlive)
    : m_file(std::move(file)),
      m_options(std::move(options)),
      m_size(std::max(1, size)),
      m_keepAlive(std::move(keepAlive))
{
}

Result<std::unique_ptr<Database>> ReaderPool::openConnection() const
{
    return Database::open(m_file, Database::Mode::ReadOnly, m_options);
}

Result<void> ReaderPool::beginSnapshot(Database &database)
{
    SYNCLINE_TRY(Statement begin, database.prepare("BEGIN"));
    SYNCLINE_CHECK(begin.run());
    // BEGIN alone takes no snapshot: the first read does.
    SYNCLINE_TRY(Statement look, database.prepare("SELECT 1 FROM sqlite_schema LIMIT 1"));
    return look.run();
}

Result<std::unique_ptr<Store::Reader::State>> ReaderPool::take(const std::stop_token &stop)
{
    std::unique_ptr<Database> database;
    {
        std::unique_lock lock(m_mutex);
        m_freed.wait(lock, stop, [this] { return m_closed || !m_idle.empty() || m_open < m_size; });
        if (m_closed || stop.stop_requested())
            return Error(errc::cancelled, "Stopped before it could read.");
        if (!m_idle.empty()) {
            database = std::move(m_idle.back());
            m_idle.pop_back();
        } else {
            ++m_open;
        }
    }
    if (!database) {
        auto opened = openConnection();
        if (!opened) {
            giveBack(nullptr);
            return std::move(opened).error();
        }
        database = std::move(opened).value();
    }
    auto state = std::make_unique<Store::Reader::State>();
    state->pool = shared_from_this();
    state->database = std::move(database);
    SYNCLINE_CHECK(beginSnapshot(*state->database));
    if (stop.stop_possible()) {
        state->onStop.emplace(stop, [database = state->database.get()] { database->stop(); });
    }
    return state;
}

void ReaderPool::giveBack(std::unique_ptr<Database> database)
{
    {
        const std::lock_guard lock(m_mutex);
        if (database && !m_closed)
            m_idle.push_back(std::move(database));
        else
            --m_open;
    }
    m_freed.notify_one();
}

void ReaderPool::close()
{
    std::vector<std::unique_ptr<Database>> idle;
    {
        const std::lock_guard lock(m_mutex);
        m_closed = true;
        idle.swap(m_idle);
    }
    m_freed.notify_all();
}

Store::Reader::State::~State()
{
    if (!database)
        return;
    onStop.reset(); // waits for a stop that is just being delivered
    database->clearStop();
    if (database->inTransaction() && !database->exec("ROLLBACK"))
        database.reset(); // a connection that cannot even do this is not used again
    pool->giveBack(std::move(database));
}

Store::Reader::Reader(std::unique_ptr<State> state)
    : m_state(std::move(state))
{
}

Store::Reader::Reader(Reader &&) noexcept = default;
Store::Reader &Store::Reader::operator=(Reader &&) noexcept = default;
Store::Reader::~Reader() = default;

Database &Store::Reader::database() const
{
    return *m_state->database;
}

} // namespace syncline
