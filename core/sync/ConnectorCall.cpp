#include "core/sync/ConnectorCall.h"

#include "core/sync/ConnectionScope.h"

namespace syncline {

namespace {

constexpr std::chrono::seconds callLimit{60};

/** What a connector may use outside a sync: its options, its client, the API; it has no models to
 * write to. */
class ConnectorScope final : public ConnectionScope
{
public:
    ConnectorScope(SyncServices &services, std::string connection, std::stop_token stop)
        : ConnectionScope(services, std::move(connection), services.actions->runs->nextId(),
                          std::move(stop))
    {
    }

    Result<void> open()
    {
        SYNCLINE_CHECK(resolve());
        openSession({.timeout = callLimit});
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
