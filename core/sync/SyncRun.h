#pragma once

#include "core/sync/SyncServices.h"
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
class SyncRun final : public SyncScope, public std::enable_shared_from_this<SyncRun>
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
    [[nodiscard]] RunId runId() const override { return m_core.run(); }
    [[nodiscard]] std::stop_token stopToken() const override { return m_core.stopToken(); }
    [[nodiscard]] Value modelInfo(std::string_view model) const override
    {
        return m_scope.modelInfo(model);
    }
    [[nodiscard]] bool hasModel(std::string_view model) const override
    {
        return m_scope.hasModel(model);
    }
    [[nodiscard]] bool hasAction(std::string_view name) const override
    {
        return m_scope.hasAction(name);
    }
    void log(LogLevel level, ValueObject fields, std::string text) override;
    [[nodiscard]] std::optional<std::string> config(std::string_view name) const override
    {
        return m_scope.config(name);
    }
    Task<Result<ScriptResult>> api(ApiRequest request) override
    {
        return m_scope.api(std::move(request));
    }
    Task<Result<void>> beginTransaction() override { return m_scope.beginTransaction(); }
    Task<Result<void>> endTransaction(bool commit) override
    {
        return m_scope.endTransaction(commit);
    }
    Result<void> aboutToWait() override { return m_scope.aboutToWait(); }
    Task<Result<void>> save(ScriptRecordPtr record) override
    {
        return m_scope.save(std::move(record));
    }
    Task<Result<void>> deleteRecord(ScriptRecordPtr record) override
    {
        return m_scope.deleteRecord(std::move(record));
    }
    Result<void> applyParams(const Value &params, ScriptRecordPtr record) override
    {
        return m_scope.applyParams(params, std::move(record));
    }

    [[nodiscard]] const std::vector<ModelInfo> &models() const override { return m_models; }
    [[nodiscard]] const ValueObject &options() const override { return m_options; }
    [[nodiscard]] const ConnectorInfo &connector() const override { return m_connector; }
    [[nodiscard]] std::string connectionName() const override { return m_request.connection; }
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
    Result<void> prepareResume(Database &database);
    Task<RunState> perform();
    Task<Result<void>> restoreSeen();
    Task<Result<void>> deleteStale();
    Task<Result<void>> finishTargets();
    Task<Result<void>> close(RunState state);
    [[nodiscard]] std::int64_t guardStale();
    SyncTarget *target(std::string_view document);
    [[nodiscard]] RunInfo row() const;
    void report(bool always);

    SyncServices &m_services;
    SyncRequest m_request;
    Callbacks m_callbacks;
    RunCore m_core;
    ActionScope m_scope;
    ConnectorInfo m_connector;
    ValueObject m_options;
    std::vector<SyncTarget> m_targets;
    std::vector<ModelInfo> m_models;
    std::unique_ptr<SyncWriter> m_writer;
    std::unique_ptr<ScriptSession> m_session;
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
