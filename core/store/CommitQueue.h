#pragma once

#include "core/store/WriteQueue.h"
#include "core/store/WriterControl.h"

#include <atomic>
#include <deque>
#include <mutex>
#include <optional>
#include <vector>

namespace syncline {

class CommitQueue;

struct WriteTransaction::State
{
    std::shared_ptr<CommitQueue> queue;
    std::atomic<Database *> database = nullptr;
    std::uint64_t epoch = 0;
    bool shared = false;
    bool alone = false;
    std::chrono::steady_clock::time_point grantedAt;
    int savepoints = 0;
};

/**
 * The write queue over a connection.
 *
 * At any moment one party owns the connection: nobody (Free), the holder of the lease (Held),
 * nobody while a batch stays open for members to come (Open), or a thread that is just changing
 * between these (Busy; it runs advance()). Only the mutex hands ownership on; SQL never runs under
 * the mutex.
 */
class CommitQueue final : public WriteQueue, public std::enable_shared_from_this<CommitQueue>
{
public:
    using Settled = std::function<void(Result<void>)>;
    using Now = std::function<std::chrono::steady_clock::time_point()>;

    static constexpr std::size_t maxMembers = 64;
    static constexpr std::chrono::milliseconds maxBatch{20};

    struct Options
    {
        int checkpointFrames =
            1000; ///< A checkpoint when idle; at four times as many also when not.
        Now now = [] { return std::chrono::steady_clock::now(); };
        std::shared_ptr<void> keepAlive; ///< Released after the connection has closed (the lock).
    };
    static Result<std::shared_ptr<CommitQueue>> create(std::unique_ptr<Database> writer,
                                                       Options options);
    ~CommitQueue() override;

    void acquire(WriteRequest request, std::stop_token stop,
                 std::function<void(Result<WriteTransaction>)> granted) override;
    using WriteQueue::acquire;
    void interruptWriter(std::uint64_t epoch) override;
    void revoke(std::uint64_t epoch) override;
    [[nodiscard]] Status status() const override;
    /** Cancels all who wait and takes nobody new; a holder may still end. */
    void close();

    /** Ends a member. @p executor null: a plain thread, which commits at once when nobody waits. */
    void endWithCommit(WriteTransaction::State &state, Executor *executor, Settled settled);
    void endWithRollback(WriteTransaction::State &state);
    [[nodiscard]] bool isOverdue(const WriteTransaction::State &state) const;

private:
    enum class Phase : std::uint8_t { Free, Held, Open, Busy };
    struct Waiter;
    struct Member
    {
        Settled settled;
        Executor *executor = nullptr;
    };
    struct Deliveries;
    class Ticket;
    /** Who holds a ticket for the open batch; a late one comes after a delay. */
    struct TicketOf
    {
        const Executor *executor = nullptr;
        bool late = false;
        bool operator==(const TicketOf &) const = default;
    };

    CommitQueue(std::unique_ptr<WriterControl> control, std::unique_ptr<Database> refuser,
                Options options);
    bool takeOver(const WriteTransaction::State &state);
    void advance(Executor *executor, Deliveries &out);
    bool canJoin(const Waiter &waiter) const;
    bool canStayOpen() const;
    void stayOpen(Executor &executor); ///< Under the mutex.
    bool addTicket(TicketOf holder);
    void commitBatch(std::unique_lock<std::mutex> lock, Deliveries &out);
    void failBatch(const Error &error, Deliveries &out);
    bool grantFront(std::unique_lock<std::mutex> lock, Deliveries &out);
    void undoHolder(bool shared, const Result<void> &health, Deliveries &out);
    void settleOpenBatch(std::uint64_t batch, TicketOf holder);
    void cancelWaiter(std::uint64_t id);

    const std::unique_ptr<WriterControl> m_control;
    const std::unique_ptr<Database> m_refuser; ///< What a revoked holder gets to see.
    const Options m_options;

    mutable std::mutex m_mutex;
    Phase m_phase = Phase::Free;
    bool m_closed = false;
    std::deque<std::shared_ptr<Waiter>> m_waiting;
    std::uint64_t m_lastWaiter = 0;
    WriteTransaction::State *m_holder = nullptr;
    std::string m_holderLabel;
    std::uint64_t m_epoch = 0;
    std::uint64_t m_commits = 0;

    // The batch; changed only by who owns the connection, under the mutex.
    bool m_inTransaction = false;
    bool m_sealed = false; ///< An `alone` member: nobody joins.
    std::vector<Member> m_members;
    std::chrono::steady_clock::time_point m_batchBegan;
    std::uint64_t m_batch = 0;
    std::vector<TicketOf> m_tickets; ///< Who will look after the batch while it is open.
};

} // namespace syncline
