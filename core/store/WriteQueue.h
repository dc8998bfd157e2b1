#pragma once

#include "core/base/Executor.h"
#include "core/base/Ids.h"
#include "core/base/Result.h"
#include "core/base/Task.h"
#include "core/store/Database.h"

#include <chrono>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>

namespace syncline {

/** How a writer wants the lease. */
struct WriteRequest
{
    std::string label; ///< Shown in the status bar: "sync shop", "product.update".
    RunId run = noRun;
    /** Not inside a shared commit batch: it will wait for the outside, or its statements are long.
     */
    bool alone = false;
};

/**
 * The lease on the write connection, with a transaction open on it (inside a shared batch: a
 * savepoint of its own).
 *
 * Move-only. Ends by commit() or rollback(); destroying it rolls back. Every step after an error
 * that ended SQLite's transaction (disk full, I/O error, automatic rollback) fails with that error:
 * the transaction is poisoned (architecture 3). Used by one thread at a time, any thread. No
 * Statement of it may be alive when it ends.
 */
class WriteTransaction
{
public:
    struct State;
    explicit WriteTransaction(std::shared_ptr<State> state);
    WriteTransaction(WriteTransaction &&) noexcept;
    WriteTransaction &operator=(WriteTransaction &&) noexcept;
    ~WriteTransaction();

    /**
     * The write connection; valid while this holds the lease. After revoke() another one that
     * refuses everything.
     */
    [[nodiscard]] Database &database() const;
    /** Whether others share the commit; then waiting for the outside is not allowed. */
    [[nodiscard]] bool isShared() const;
    /** Held by this writer for 20 ms or more while others wait inside a shared batch: it should
     * restart alone. */
    [[nodiscard]] bool isOverdue() const;
    /** The first error that poisoned the transaction, if one did; SYNC_CANCELLED after
     * interruptWriter(). */
    [[nodiscard]] Result<void> health() const;
    /** Grows by one with each grant of the lease; interruptWriter(epoch) needs it. */
    [[nodiscard]] std::uint64_t epoch() const;

    /** Nested savepoints, last in first out. */
    Result<void> savepoint();
    Result<void> releaseSavepoint();
    /** Undoes the innermost savepoint and ends it. */
    Result<void> rollbackToSavepoint();

    /**
     * Gives the lease on and resolves when the batch is durable (fsync done): nobody may be told
     * "done" before. On failure of the batch's commit every member gets the error. SYNC_RESTART:
     * this writer did nothing wrong, but another one that shared the commit was interrupted and
     * took the batch with it; do the work again.
     *
     * The commit itself runs on the thread that ends the last member, at the latest when @p
     * executor has run what was posted to it before: tasks of one executor that are ready now share
     * a commit.
     */
    Task<Result<void>> commit(Executor &executor);
    /** The same for a plain thread; blocks. */
    Result<void> commitBlocking();
    void rollback();

private:
    std::shared_ptr<State> m_state;
};

/**
 * The queue for the one write connection of the process. First come, first served; waiting is a
 * queue, never a busy loop. Thread-safe.
 *
 * Group commit: when a holder ends and others (not `alone`) wait, the open SQLite transaction is
 * passed on, each works in its own savepoint, and one durable commit settles all (at most 64
 * members or 20 ms a batch).
 */
class WriteQueue
{
public:
    virtual ~WriteQueue() = default;
    /**
     * @p granted is called once, on any thread (at once on this one when the lease is free), never
     * under a lock of the queue. It must only hand the transaction to where the work is done: it
     * may run on the thread of the writer before. SYNC_CANCELLED: @p stop, or the store closed.
     */
    virtual void acquire(WriteRequest request, std::stop_token stop,
                         std::function<void(Result<WriteTransaction>)> granted) = 0;
    Task<Result<WriteTransaction>> acquire(Executor &executor, WriteRequest request,
                                           std::stop_token stop);
    Result<WriteTransaction> acquireBlocking(WriteRequest request, std::stop_token stop = {});
    /**
     * Interrupts the writer's statement and refuses its further ones (SYNC_CANCELLED), only if the
     * lease's epoch is still @p epoch. A write statement interrupted inside a shared batch takes
     * the batch with it: what can be long asks for `alone`.
     */
    virtual void interruptWriter(std::uint64_t epoch) = 0;
    /**
     * Takes the lease from a holder that is stuck for good (a condemned worker): rolls back. The
     * stuck thread must not be inside a call into the store.
     */
    virtual void revoke(std::uint64_t epoch) = 0;

    struct Status
    {
        std::size_t waiting = 0;
        std::string holder; ///< Label; empty: free.
        std::chrono::milliseconds heldFor{0};
        std::uint64_t commits = 0; ///< Durable commits since the store was opened.
    };
    [[nodiscard]] virtual Status status() const = 0;
};

} // namespace syncline
