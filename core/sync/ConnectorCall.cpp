#include "core/sync/ConnectorCall.h"

#include "core/action/ActionRunner.h"

namespace syncline {

namespace {

constexpr std::chrono::seconds callLimit{60};

/** What a connector may use outside a sync: its options, its client, the API; it has no models to
 * write to. */
class ConnectorScope final : public SyncScope
{
public:
    ConnectorScope(SyncServices &services, std::string connection, std::stop_token stop)
        : m_services(services),
          m_connection(std::move(connection)),
          m_core(*services.actions, services.actions->runs->nextId(), std::move(stop)),
          m_scope(m_core)
    {
        m_core.setAlone();
    }

    Result<void> open()
    {
        const auto connection = m_core.project()->findConnection(m_connection);
        if (!connection)
            return Error(errc::notFound, "There is no connection \"%1\" in this project.",
                         {m_connection});
        SYNCLINE_TRY(m_connector, m_services.connector(*connection));
        SYNCLINE_TRY(m_options, m_services.options(*connection, m_connector));
        m_session = m_services.actions->scripts->openSession(*this, {.timeout = callLimit});
        m_core.setSession(m_session.get());
        return {};
    }

    Task<Result<std::string>> test()
    {
        if (!m_connector.hasTest)
            co_return Error(errc::notFound, "The connector %1 has no test.", {m_connector.title});
        Result<std::string> line = co_await m_session->testConnection(m_connector.file);
        co_return line;
    }
    Task<Result<ProposedModels>> propose()
    {
        Result<ProposedModels> models =
            co_await m_session->proposeModels(m_connector.file, m_options);
        co_return models;
    }
    [[nodiscard]] Executor &executor() { return m_session->executor(); }

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
    void log(LogLevel level, ValueObject fields, std::string text) override
    {
        m_core.log(level, std::move(fields), std::move(text), m_connection);
    }
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
    [[nodiscard]] std::string connectionName() const override { return m_connection; }
    [[nodiscard]] bool isInitialSync() const override { return true; }
    [[nodiscard]] std::string mode() const override { return "full"; }
    [[nodiscard]] std::optional<std::string> since() const override { return std::nullopt; }
    [[nodiscard]] Value webhookBody() const override { return {}; }
    [[nodiscard]] Value resume() const override { return {}; }
    Task<Result<void>> insert(std::string, json::Handle) override { return noSync(); }
    Task<Result<void>> remove(std::string, std::vector<std::string>) override { return noSync(); }
    [[nodiscard]] Value cacheGet(std::string_view) const override { return {}; }
    void cacheSet(std::string_view, Value) override {}
    Task<Result<void>> checkpoint(Value) override { return noSync(); }
    void progress(const ValueObject &) override {}

private:
    static Task<Result<void>> noSync()
    {
        co_return Error(
            errc::invalidInput,
            "Documents can only be inserted, deleted and checkpointed in the sync function.");
    }

    SyncServices &m_services;
    const std::string m_connection;
    RunCore m_core;
    ActionScope m_scope;
    ConnectorInfo m_connector;
    ValueObject m_options;
    std::vector<ModelInfo> m_models;
    std::unique_ptr<ScriptSession> m_session;
};

} // namespace

void startConnectionTest(SyncServices &services, const std::string &connection,
                         std::stop_token stop, std::function<void(Result<std::string>)> done)
{
    auto scope = std::make_shared<ConnectorScope>(services, connection, std::move(stop));
    if (Result<void> opened = scope->open(); !opened) {
        done(std::move(opened).error());
        return;
    }
    spawn<Result<std::string>>(
        scope->executor(), scope->test(),
        [scope, done = std::move(done)](Result<std::string> line) { done(std::move(line)); });
}

void startProposal(SyncServices &services, const std::string &connection, std::stop_token stop,
                   std::function<void(Result<ProposedModels>)> done)
{
    auto scope = std::make_shared<ConnectorScope>(services, connection, std::move(stop));
    if (Result<void> opened = scope->open(); !opened) {
        done(std::move(opened).error());
        return;
    }
    spawn<Result<ProposedModels>>(scope->executor(), scope->propose(),
                                  [scope, done = std::move(done)](Result<ProposedModels> models) {
                                      done(std::move(models));
                                  });
}

} // namespace syncline
