#include "core/store/CommitQueue.h"

#include "core/store/CommitQueueParts.h"

#include <algorithm>

namespace syncline {

namespace {

Error cancelledError()
{
    return Error(errc::cancelled, "Stopped while it waited for its turn to write.");
}

Error closedError()
{
    return Error(errc::cancelled, "The project is being closed.");
}

Error revokedError()
{
    return Error(errc::cancelled, "The write was given up because its script did not come back; "
                                  "nothing of it is kept.");
}

/** What members get to hear that did nothing wrong themselves. */
Error errorForOthers(const Error &error)
{
    if (!error.is(errc::cancelled))
        return error;
    return Error(errc::restart,
                 "A writer that shared the commit was stopped, so this write was undone "
                 "as well. Do it again.");
}

} // namespace

Result<std::shared_ptr<CommitQueue>> CommitQueue::create(std::unique_ptr<Database> writer,
                                                         Options options)
{
    SYNCLINE_TRY(auto control, WriterControl::create(std::move(writer)));
    SYNCLINE_TRY(auto refuser, Database::open({}, Database::Mode::Memory));
    refuser->setPoison(revokedError());
    return std::shared_ptr<CommitQueue>(
        new CommitQueue(std::move(control), std::move(refuser), std::move(options)));
}

CommitQueue::CommitQueue(std::unique_ptr<WriterControl> control, std::unique_ptr<Database> refuser,
                         Options options)
    : m_control(std::move(control)),
      m_refuser(std::move(refuser)),
      m_options(std::move(options))
{
}

CommitQueue::~CommitQueue()
{
    m_control->truncateLog();
}

void CommitQueue::acquire(WriteRequest request, std::stop_token stop,
                          std::function<void(Result<WriteTransaction>)> granted)
{
    if (stop.stop_requested()) {
        granted(cancelledError());
        return;
    }
    auto waiter = std::make_shared<Waiter>();
    waiter->request = std::move(request);
    waiter->granted = std::move(granted);

    std::unique_lock lock(m_mutex);
    if (m_closed) {
        lock.unlock();
        waiter->granted(closedError());
        return;
    }
    waiter->id = ++m_lastWaiter;
    m_waiting.push_back(waiter);
    const bool free = m_phase == Phase::Free || m_phase == Phase::Open;
    if (free)
        m_phase = Phase::Busy;
    lock.unlock();

    if (free) {
        Deliveries out;
        advance(nullptr, out);
    } else if (stop.stop_possible()) {
        // Registered outside the mutex: a stop that came meanwhile runs cancelWaiter() right here.
        waiter->onStop.emplace(std::move(stop), [weak = weak_from_this(), id = waiter->id] {
            if (const auto queue = weak.lock())
                queue->cancelWaiter(id);
        });
    }
}

void CommitQueue::cancelWaiter(std::uint64_t id)
{
    std::shared_ptr<Waiter> waiter;
    {
        const std::lock_guard lock(m_mutex);
        const auto it = std::find_if(m_waiting.begin(), m_waiting.end(),
                                     [id](const auto &other) { return other->id == id; });
        if (it == m_waiting.end())
            return; // granted meanwhile
        waiter = std::move(*it);
        m_waiting.erase(it);
    }
    waiter->granted(cancelledError());
}

void CommitQueue::close()
{
    std::deque<std::shared_ptr<Waiter>> left;
    {
        const std::lock_guard lock(m_mutex);
        m_closed = true;
        left.swap(m_waiting);
    }
    for (const auto &waiter : left)
        waiter->granted(closedError());
}

void CommitQueue::interruptWriter(std::uint64_t epoch)
{
    const std::lock_guard lock(m_mutex);
    if (m_phase == Phase::Held && m_epoch == epoch)
        m_control->database().stop();
}

void CommitQueue::revoke(std::uint64_t epoch)
{
    bool shared = false;
    {
        const std::lock_guard lock(m_mutex);
        if (m_phase != Phase::Held || m_epoch != epoch)
            return;
        shared = m_holder->shared;
        m_holder->database.store(m_refuser.get());
        m_holder = nullptr;
        m_phase = Phase::Busy;
    }
    Deliveries out;
    undoHolder(shared, m_control->database().health(), out);
    advance(nullptr, out);
}

WriteQueue::Status CommitQueue::status() const
{
    const std::lock_guard lock(m_mutex);
    Status status{.waiting = m_waiting.size(), .holder = {}, .commits = m_commits};
    if (m_holder) {
        status.holder = m_holderLabel;
        status.heldFor = std::chrono::duration_cast<std::chrono::milliseconds>(m_options.now() -
                                                                               m_holder->grantedAt);
    }
    return status;
}

bool CommitQueue::isOverdue(const WriteTransaction::State &state) const
{
    return state.shared && m_options.now() - state.grantedAt >= maxBatch;
}

bool CommitQueue::takeOver(const WriteTransaction::State &state)
{
    const std::lock_guard lock(m_mutex);
    if (m_phase != Phase::Held || m_epoch != state.epoch || m_holder != &state)
        return false; // revoked
    m_holder = nullptr;
    m_phase = Phase::Busy;
    return true;
}

void CommitQueue::endWithCommit(WriteTransaction::State &state, Executor *executor, Settled settled)
{
    if (!takeOver(state)) {
        settled(revokedError());
        return;
    }
    Database &database = m_control->database();
    Deliveries out;
    Result<void> kept = database.health();
    if (kept && state.shared) {
        database.endGuard();
        kept = m_control->keepMember();
    }
    if (kept) {
        database.endGuard();
        const std::lock_guard lock(m_mutex);
        m_members.push_back({std::move(settled), executor});
        m_sealed = state.alone;
    } else {
        undoHolder(state.shared, kept, out);
        out.settled.emplace_back(std::move(settled), std::move(kept));
    }
    advance(executor, out);
}

void CommitQueue::endWithRollback(WriteTransaction::State &state)
{
    if (!takeOver(state))
        return;
    Deliveries out;
    undoHolder(state.shared, m_control->database().health(), out);
    advance(nullptr, out);
}

void CommitQueue::undoHolder(bool shared, const Result<void> &health, Deliveries &out)
{
    Database &database = m_control->database();
    const bool poisoned = database.isPoisoned();
    database.clearStop();
    database.endGuard();
    if (shared && database.inTransaction() && !poisoned) {
        const Result<void> undone = m_control->undoMember();
        if (!undone)
            failBatch(undone.error(), out);
        return;
    }
    failBatch(health ? revokedError() : health.error(), out);
}

void CommitQueue::failBatch(const Error &error, Deliveries &out)
{
    m_control->rollback();
    const std::lock_guard lock(m_mutex);
    for (Member &member : m_members)
        out.settled.emplace_back(std::move(member.settled), errorForOthers(error));
    m_members.clear();
    m_inTransaction = false;
    m_sealed = false;
}

} // namespace syncline
