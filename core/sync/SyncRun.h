#pragma once

#include "core/sync/ConnectionScope.h"
#include "core/sync/SyncWriter.h"

#include <functional>
#include <memory>
#include <stop_token>

namespace syncline {

/**
 * One sync of one connection, from the request to its closed run (architecture 5): fetch, write,
 * checkpoint; after a proven-complete pass the stale records, guarded; then the cache is published.
 * Lives on a script worker.
 *
 * A run that was interrupted, failed or cancelled behind a checkpoint goes on under the same id
 * when the same models are asked for again.
 */
class SyncRun final : public ConnectionScope, public std::enable_shared_from_this<SyncRun>
{
public:
    struct Callbacks
    {
        std::function<void(const RunInfo &)>
            changed; ///< Coalesced to ten a second; the last always.
        std::function<void(const RunInfo &)> done;
    };
    /** Finds out what is to be done; blocking, quick. Error: no such connection, unknown kind,
     * missing options, no models. */
    static Result<std::shared_ptr<SyncRun>> create(SyncServices &services, SyncRequest request,
                                                   std::stop_token stop, Callbacks callbacks);
    /** Deletes what run @p waiting listed and closes it. */
    static Result<std::shared_ptr<SyncRun>> confirm(SyncServices &services, const RunInfo &waiting,
                                                    std::stop_token stop, Callbacks callbacks);
    void start();
    [[nodiscard]] const RunInfo &info() const { return m_info; }

    // SyncScope
    [[nodiscard]] bool isInitialSync() const override { return m_initial; }
    [[nodiscard]] std::string mode() const override { return m_info.mode; }
    [[nodiscard]] std::optional<std::string> since() const override;
    [[nodiscard]] Value webhookBody() const override { return m_request.webhookBody; }
    [[nodiscard]] Value resume() const override { return m_resume; }
    Task<Result<void>> insert(std::string document, json::Handle page) override;
    Task<Result<void>> remove(std::string document, std::vector<std::string> remoteIds) override;
    [[nodiscard]] Value cacheGet(std::string_view key) const override;
    void cacheSet(std::string_view key, Value value) override;
    Task<Result<void>> checkpoint(Value state) override;
    void progress(const ValueObject &what) override;

private:
    SyncRun(SyncServices &services, RunId run, SyncRequest request, std::stop_token stop,
            Callbacks callbacks);
    Result<void> prepare();
    Result<void> prepareTargets(const ConnectionDef &connection);
    Task<RunState> perform();
    Task<Result<void>> restoreSeen();
    Task<Result<void>> deleteStale();
    [[nodiscard]] bool hasKept() const;
    Task<Result<void>> finishTargets();
    Task<Result<void>> close(RunState state);
    void logEnd();
    Result<void> keepUncertain();
    [[nodiscard]] std::int64_t guardStale();
    SyncTarget *target(std::string_view document);
    [[nodiscard]] RunInfo row() const;
    void report(bool always);

    SyncRequest m_request;
    Callbacks m_callbacks;
    std::vector<SyncTarget> m_targets;
    std::unique_ptr<SyncWriter> m_writer;
    RunTable::Checkpoint m_checkpoint;
    Value m_resume;
    bool m_resumed = false;
    bool m_progressedBeyondResume = false;
    bool m_confirming = false;
    bool m_initial = true;
    RunInfo m_info;
    std::chrono::steady_clock::time_point m_lastReport{};
    std::chrono::steady_clock::time_point m_begun{};
};

} // namespace syncline
