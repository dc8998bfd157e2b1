#pragma once

#include "core/store/CommitQueue.h"

namespace syncline {

struct CommitQueue::Waiter
{
    std::uint64_t id = 0;
    WriteRequest request;
    std::function<void(Result<WriteTransaction>)> granted;
    std::optional<std::stop_callback<std::function<void()>>> onStop;
};

/** What to tell whom, kept until no lock is held. */
struct CommitQueue::Deliveries
{
    std::vector<std::pair<Settled, Result<void>>> settled;
    std::vector<std::pair<std::shared_ptr<Waiter>, Error>> refused;

    void flush()
    {
        for (auto &[tell, result] : std::exchange(settled, {}))
            tell(std::move(result));
        for (auto &[waiter, error] : std::exchange(refused, {}))
            waiter->granted(std::move(error));
    }
};

/** Commits the open batch when the executor runs or drops it, unless somebody went on with it. */
class CommitQueue::Ticket
{
public:
    Ticket(std::shared_ptr<CommitQueue> queue, std::uint64_t batch, TicketOf holder)
        : m_queue(std::move(queue)),
          m_batch(batch),
          m_holder(holder)
    {
    }
    Ticket(const Ticket &) = delete;
    Ticket &operator=(const Ticket &) = delete;
    ~Ticket() { settle(); }
    void settle()
    {
        if (const auto queue = std::exchange(m_queue, nullptr))
            queue->settleOpenBatch(m_batch, m_holder);
    }

private:
    std::shared_ptr<CommitQueue> m_queue;
    std::uint64_t m_batch;
    TicketOf m_holder;
};

} // namespace syncline
