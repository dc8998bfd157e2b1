#pragma once

#include "core/action/ActionRunner.h"
#include "core/sync/SyncServices.h"

#include <memory>
#include <stop_token>
#include <string>
#include <vector>

namespace syncline {

/**
 * What every run of a connector's code has: its connection, the connector, the options with their
 * secrets, and the scope of an action. Lives on the run's executor.
 */
class ConnectionScope : public SyncScope
{
public:
    [[nodiscard]] RunId runId() const override { return m_core.run(); }
    [[nodiscard]] std::stop_token stopToken() const override { return m_core.stopToken(); }
    [[nodiscard]] Value modelInfo(std::string_view model) const override;
    [[nodiscard]] bool hasModel(std::string_view model) const override;
    [[nodiscard]] bool hasAction(std::string_view name) const override;
    /** Log lines name the connection as their source. */
    void log(LogLevel level, ValueObject fields, std::string text) override;
    [[nodiscard]] std::optional<std::string> config(std::string_view name) const override;
    Task<Result<ScriptResult>> api(ApiRequest request) override;
    Task<Result<void>> beginTransaction() override { return m_scope.beginTransaction(); }
    Task<Result<void>> endTransaction(bool commit) override;
    Result<void> aboutToWait() override { return m_scope.aboutToWait(); }
    Task<Result<void>> save(ScriptRecordPtr record) override;
    Task<Result<void>> deleteRecord(ScriptRecordPtr record) override;
    Result<void> applyParams(const Value &params, ScriptRecordPtr record) override;

    [[nodiscard]] const std::vector<ModelInfo> &models() const override { return m_models; }
    [[nodiscard]] const ValueObject &options() const override { return m_options; }
    [[nodiscard]] const ConnectorInfo &connector() const override { return m_connector; }
    [[nodiscard]] std::string connectionName() const override { return m_connection; }

protected:
    ConnectionScope(SyncServices &services, std::string connection, RunId run,
                    std::stop_token stop);

    /** Finds the connection's definition, its connector and its options. Error: what is missing. */
    Result<std::shared_ptr<const ConnectionDef>> resolve();
    /** Opens the scripts' session of this run. */
    void openSession(ScriptLimits limits);

    SyncServices &m_services;
    const std::string m_connection;
    RunCore m_core;
    ActionScope m_scope;
    ConnectorInfo m_connector;
    ValueObject m_options;
    std::vector<ModelInfo> m_models;
    std::unique_ptr<ScriptSession> m_session;
};

} // namespace syncline
