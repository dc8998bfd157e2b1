// The part of CommitQueue that decides what comes after a member: the next one in the same
// transaction, the commit, a checkpoint, or nothing.

#include "core/store/CommitQueueParts.h"

#include <algorithm>

namespace syncline {

namespace {

/** How long members on other executors wait for one that is slow to come back to the open batch. */
constexpr std::chrono::milliseconds lateTicketDelay{5};
/** With writers waiting, the log may grow to this many times the size that is due when idle. */
constexpr int framesFactorWhenBusy = 4;

} // namespace

void CommitQueue::advance(Executor *executor, Deliveries &out)
{
    for (;;) {
        std::unique_lock lock(m_mutex);
        const bool waiting = !m_waiting.empty();
        if (m_inTransaction && !(waiting && canJoin(*m_waiting.front()))) {
            if (!waiting && executor && canStayOpen()) {
                stayOpen(*executor);
                break;
            }
            commitBatch(std::move(lock), out);
            continue;
        }
        const int framesDue = m_options.checkpointFrames * (waiting ? framesFactorWhenBusy : 1);
        if (!m_inTransaction && m_control->pendingFrames() >= framesDue) {
            lock.unlock();
            out.flush(); // nobody waits for a checkpoint to hear of a commit
            m_control->checkpoint();
            continue;
        }
        if (!waiting) {
            m_phase = Phase::Free;
            break;
        }
        if (grantFront(std::move(lock), out))
            break;
    }
    out.flush();
}

bool CommitQueue::canStayOpen() const
{
    return !m_closed && !m_sealed && m_members.size() < maxMembers &&
           m_options.now() - m_batchBegan < maxBatch;
}

bool CommitQueue::canJoin(const Waiter &waiter) const
{
    return !waiter.request.alone && !m_sealed && m_members.size() < maxMembers &&
           m_options.now() - m_batchBegan < maxBatch;
}

bool CommitQueue::addTicket(TicketOf holder)
{
    if (std::find(m_tickets.begin(), m_tickets.end(), holder) != m_tickets.end())
        return false;
    m_tickets.push_back(holder);
    return true;
}

void CommitQueue::stayOpen(Executor &executor)
{
    m_phase = Phase::Open;
    const auto post = [&](Executor &target, bool late) {
        const TicketOf holder{&target, late};
        if (!addTicket(holder))
            return;
        auto ticket = std::make_shared<Ticket>(shared_from_this(), m_batch, holder);
        if (late)
            target.postAfter(lateTicketDelay, [ticket] { ticket->settle(); });
        else
            target.post([ticket] { ticket->settle(); });
    };
    // Under the mutex: the batch cannot end here, so its members' executors still live.
    for (const Member &member : m_members) {
        if (member.executor && member.executor != &executor)
            post(*member.executor, true);
    }
    post(executor, false);
}

void CommitQueue::settleOpenBatch(std::uint64_t batch, TicketOf holder)
{
    {
        const std::lock_guard lock(m_mutex);
        if (batch != m_batch)
            return;
        std::erase(m_tickets, holder);
        if (m_phase != Phase::Open)
            return;
        m_phase = Phase::Busy;
    }
    Deliveries out;
    advance(nullptr, out);
}

void CommitQueue::commitBatch(std::unique_lock<std::mutex> lock, Deliveries &out)
{
    std::vector<Member> members = std::exchange(m_members, {});
    lock.unlock();
    const Result<void> done = m_control->commit();
    out.settled.reserve(out.settled.size() + members.size());
    for (Member &member : members)
        out.settled.emplace_back(std::move(member.settled), done);
    lock.lock();
    m_inTransaction = false;
    m_sealed = false;
    if (done)
        ++m_commits;
}

bool CommitQueue::grantFront(std::unique_lock<std::mutex> lock, Deliveries &out)
{
    const std::shared_ptr<Waiter> waiter = std::move(m_waiting.front());
    m_waiting.pop_front();
    bool shared = m_inTransaction;
    lock.unlock();

    Result<void> ready = shared ? m_control->beginMember() : m_control->begin();
    if (!ready && shared) {
        failBatch(ready.error(), out);
        shared = false;
        ready = m_control->begin();
    }
    if (!ready) {
        out.refused.emplace_back(waiter, std::move(ready).error());
        return false;
    }
    m_control->database().beginGuard();

    auto state = std::make_shared<WriteTransaction::State>();
    state->queue = shared_from_this();
    state->database = &m_control->database();
    state->shared = shared;
    state->alone = waiter->request.alone;
    state->grantedAt = m_options.now();
    lock.lock();
    if (!shared) {
        m_inTransaction = true;
        m_batchBegan = state->grantedAt;
        ++m_batch;
        m_tickets.clear();
        m_members.reserve(maxMembers);
    }
    state->epoch = ++m_epoch;
    m_holder = state.get();
    m_holderLabel = waiter->request.label;
    m_phase = Phase::Held;
    lock.unlock();
    waiter->granted(WriteTransaction(std::move(state)));
    return true;
}

} // namespace syncline
