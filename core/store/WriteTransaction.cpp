#include "core/store/CommitQueue.h"

#include <condition_variable>

namespace syncline {

namespace {

/** One answer for one waiting thread. */
template <typename T>
class Answer
{
public:
    void set(T value)
    {
        const std::lock_guard lock(m_mutex);
        m_value.emplace(std::move(value));
        m_there.notify_one(); // under the lock: the waiter destroys this
    }
    T wait()
    {
        std::unique_lock lock(m_mutex);
        m_there.wait(lock, [this] { return m_value.has_value(); });
        return std::move(*m_value);
    }

private:
    std::mutex m_mutex;
    std::condition_variable m_there;
    std::optional<T> m_value;
};

Error overError()
{
    return Error(errc::storage, "The transaction has ended already.");
}

Result<void> runOne(Database &database, std::string_view sql)
{
    SYNCLINE_TRY(Statement statement, database.prepare(sql));
    return statement.run();
}

} // namespace

WriteTransaction::WriteTransaction(std::shared_ptr<State> state)
    : m_state(std::move(state))
{
}

WriteTransaction::WriteTransaction(WriteTransaction &&) noexcept = default;

WriteTransaction &WriteTransaction::operator=(WriteTransaction &&other) noexcept
{
    if (this != &other) {
        rollback();
        m_state = std::move(other.m_state);
    }
    return *this;
}

WriteTransaction::~WriteTransaction()
{
    rollback();
}

Database &WriteTransaction::database() const
{
    assert(m_state);
    return *m_state->database.load();
}

bool WriteTransaction::isShared() const
{
    return m_state && m_state->shared;
}

bool WriteTransaction::isOverdue() const
{
    return m_state && m_state->queue->isOverdue(*m_state);
}

Result<void> WriteTransaction::health() const
{
    if (!m_state)
        return overError();
    return database().health();
}

std::uint64_t WriteTransaction::epoch() const
{
    return m_state ? m_state->epoch : 0;
}

Result<void> WriteTransaction::savepoint()
{
    SYNCLINE_CHECK(health());
    SYNCLINE_CHECK(runOne(database(), "SAVEPOINT step"));
    ++m_state->savepoints;
    return {};
}

Result<void> WriteTransaction::releaseSavepoint()
{
    SYNCLINE_CHECK(health());
    if (m_state->savepoints == 0)
        return Error(errc::storage, "There is no savepoint to keep.");
    --m_state->savepoints;
    return runOne(database(), "RELEASE step");
}

Result<void> WriteTransaction::rollbackToSavepoint()
{
    SYNCLINE_CHECK(health());
    if (m_state->savepoints == 0)
        return Error(errc::storage, "There is no savepoint to go back to.");
    --m_state->savepoints;
    SYNCLINE_CHECK(runOne(database(), "ROLLBACK TO step"));
    return runOne(database(), "RELEASE step");
}

Task<Result<void>> WriteTransaction::commit(Executor &executor)
{
    const std::shared_ptr<State> state = std::move(m_state);
    if (!state)
        co_return overError();
    Result<void> done =
        co_await callbackTo<Result<void>>(executor, [&](Resolve<Result<void>> settled) {
            state->queue->endWithCommit(*state, &executor, std::move(settled));
        });
    co_return done;
}

Result<void> WriteTransaction::commitBlocking()
{
    const std::shared_ptr<State> state = std::move(m_state);
    if (!state)
        return overError();
    Answer<Result<void>> answer;
    state->queue->endWithCommit(*state, nullptr,
                                [&answer](Result<void> done) { answer.set(std::move(done)); });
    return answer.wait();
}

void WriteTransaction::rollback()
{
    if (const std::shared_ptr<State> state = std::move(m_state))
        state->queue->endWithRollback(*state);
}

Task<Result<WriteTransaction>> WriteQueue::acquire(Executor &executor, WriteRequest request,
                                                   std::stop_token stop)
{
    using Granted = Result<WriteTransaction>;
    Granted granted = co_await callbackTo<Granted>(executor, [&](Resolve<Granted> resolve) {
        acquire(std::move(request), std::move(stop), std::move(resolve));
    });
    co_return granted;
}

Result<WriteTransaction> WriteQueue::acquireBlocking(WriteRequest request, std::stop_token stop)
{
    Answer<Result<WriteTransaction>> answer;
    acquire(std::move(request), std::move(stop),
            [&answer](Result<WriteTransaction> granted) { answer.set(std::move(granted)); });
    return answer.wait();
}

} // namespace syncline
