#pragma once

#include "core/base/Worker.h"
#include "core/script/ScriptHost.h"

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace syncline::test {

class FakeScriptHost;

/** A session of FakeScriptHost: "files" are C++ functions that get the scope and the call. */
class FakeScriptSession final : public ScriptSession
{
public:
    FakeScriptSession(FakeScriptHost &host, RunScope &scope)
        : m_host(host),
          m_scope(scope)
    {
    }
    Executor &executor() override;
    Task<Result<Value>> runEffect(EffectCall call) override;
    Task<Result<bool>> runPrecondition(EffectCall call) override;
    Task<Result<void>> runValidation(EffectCall call) override;
    Task<Result<Value>> evaluate(std::string chunkName, std::string source) override;
    Result<ValueObject> effectParams(const std::string &file) override;
    void pushLimit(std::chrono::milliseconds limit, std::string code) override;
    void popLimit() override;
    void reset() override;
    void rest() override {}
    Task<Result<ProposedModels>> proposeModels(std::string connectorFile,
                                               ValueObject options) override;
    Task<Result<std::string>> testConnection(std::string connectorFile) override;
    Task<Result<void>> runSync(std::string connectorFile) override;

private:
    FakeScriptHost &m_host;
    RunScope &m_scope;
};

/**
 * A script engine whose scripts are C++ functions, for tests of core without Lua. Set the functions
 * before the first run. One worker thread.
 */
class FakeScriptHost final : public ScriptHost
{
public:
    using Effect = std::function<Task<Result<Value>>(RunScope &, EffectCall)>;
    using Sync = std::function<Task<Result<void>>(SyncScope &)>;

    std::map<std::string, Effect> effects; ///< By file; also evaluate()'s sources.
    std::map<std::string, ValueObject> params;
    std::map<std::string, Sync> syncs;
    std::map<std::string, ConnectorInfo> connectors;
    ProposedModels proposal;
    std::atomic<int> resets = 0;
    std::atomic<int> sessions = 0;
    std::vector<std::string> limits; ///< "push 5000 GGT_TRANSACTION_TIMEOUT", "pop"

    std::unique_ptr<ScriptSession> openSession(RunScope &scope, ScriptLimits) override;
    Result<ConnectorInfo> describeConnector(const std::string &file) override;
    std::vector<ScriptProblem> check(std::string_view chunkName, std::string_view source) override;
    [[nodiscard]] const std::vector<ApiEntry> &apiEntries() const override { return m_entries; }

    Worker worker{"fake scripts"};

private:
    std::vector<ApiEntry> m_entries;
};

} // namespace syncline::test
