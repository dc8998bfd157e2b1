#pragma once

#include "core/action/ActionServices.h"
#include "core/action/EditBatch.h"

#include <chrono>
#include <deque>
#include <functional>
#include <memory>
#include <stop_token>
#include <vector>

namespace syncline {

/**
 * One run of edits by hand: each goes through the model's create, update or delete action. Edits
 * that stand alone are committed in batches, each in a savepoint of its own; a batch ends early
 * when others wait for the lease. Cancelling keeps what was committed. Used on script workers only.
 */
class EditRun : public std::enable_shared_from_this<EditRun>
{
public:
    struct Callbacks
    {
        /** At most ten a second; the last always. */
        std::function<void(const RunInfo &)> changed;
        /** Of each edit, as soon as it is durable. */
        std::function<void(const RecordEdit &, const EditResult &)> result;
        /** Once, at the very end; with what takes back what was applied, in the order to apply it.
         */
        std::function<void(const RunInfo &, std::vector<RecordEdit> undo)> done;
        bool wantsUndo = false; ///< Else nothing is kept for it.
    };
    /** The next edits; none: that was all. Called on a worker. */
    using Next = std::function<Result<std::vector<RecordEdit>>()>;

    /** @p info says id, kind, subject, trigger and models. @p services must outlive it. */
    EditRun(ActionServices &services, RunInfo info, EditPolicy policy, Next next,
            std::stop_token stop, Callbacks callbacks);
    /** Begins; it keeps itself alive until it is done. */
    void start() { step(); }

    static constexpr std::size_t batchRecords = 100;

private:
    void step();
    Result<void> fetch();
    /** Those of what waits that go together. */
    [[nodiscard]] std::vector<RecordEdit> take();
    void settle(const EditBatch &batch, const Result<void> &how);
    void close(Result<void> how);
    void finish();
    enum class When : std::uint8_t { Due, Always };
    void report(When when);
    [[nodiscard]] bool isTransactional(const RecordEdit &edit) const;

    ActionServices &m_services;
    RunInfo m_info;
    const EditPolicy m_policy;
    const Next m_next;
    const std::stop_token m_stop;
    const Callbacks m_callbacks;
    const std::chrono::steady_clock::time_point m_begun;
    std::chrono::steady_clock::time_point m_reported;
    std::deque<RecordEdit> m_waiting;
    std::vector<RecordEdit> m_undo;
};

} // namespace syncline
