#include "tests/support/FakeScriptHost.h"

namespace syncline::test {

Executor &FakeScriptSession::executor()
{
    return m_host.worker;
}

Task<Result<Value>> FakeScriptSession::runEffect(EffectCall call)
{
    const auto found = m_host.effects.find(call.file);
    if (found == m_host.effects.end())
        co_return Error(errc::scriptError, "There is no effect file \"%1\".", {call.file});
    Task<Result<Value>> effect = found->second(m_scope, std::move(call));
    Result<Value> result = co_await std::move(effect);
    co_return result;
}

Task<Result<bool>> FakeScriptSession::runPrecondition(EffectCall call)
{
    Result<Value> result = co_await runEffect(std::move(call));
    if (!result)
        co_return std::move(result).error();
    co_return result.value().boolOr();
}

Task<Result<void>> FakeScriptSession::runValidation(EffectCall call)
{
    Result<Value> result = co_await runEffect(std::move(call));
    if (!result)
        co_return std::move(result).error();
    co_return Result<void>();
}

Task<Result<Value>> FakeScriptSession::evaluate(std::string, std::string source)
{
    EffectCall call;
    call.file = std::move(source);
    Result<Value> result = co_await runEffect(std::move(call));
    co_return result;
}

Result<ValueObject> FakeScriptSession::effectParams(const std::string &file)
{
    const auto found = m_host.params.find(file);
    return found == m_host.params.end() ? ValueObject() : found->second;
}

void FakeScriptSession::pushLimit(std::chrono::milliseconds limit, std::string code)
{
    m_host.limits.push_back("push " + std::to_string(limit.count()) + " " + code);
}

void FakeScriptSession::popLimit()
{
    m_host.limits.emplace_back("pop");
}

void FakeScriptSession::reset()
{
    ++m_host.resets;
}

Task<Result<ProposedModels>> FakeScriptSession::proposeModels(std::string, ValueObject)
{
    co_return m_host.proposal;
}

Task<Result<std::string>> FakeScriptSession::testConnection(std::string)
{
    co_return std::string("It works.");
}

Task<Result<void>> FakeScriptSession::runSync(std::string connectorFile)
{
    const auto found = m_host.syncs.find(connectorFile);
    if (found == m_host.syncs.end())
        co_return Error(errc::scriptError, "There is no connector \"%1\".", {connectorFile});
    Task<Result<void>> sync = found->second(dynamic_cast<SyncScope &>(m_scope));
    Result<void> done = co_await std::move(sync);
    co_return done;
}

std::unique_ptr<ScriptSession> FakeScriptHost::openSession(RunScope &scope, ScriptLimits)
{
    ++sessions;
    return std::make_unique<FakeScriptSession>(*this, scope);
}

Result<ConnectorInfo> FakeScriptHost::describeConnector(const std::string &file)
{
    const auto found = connectors.find(file);
    if (found == connectors.end())
        return Error(errc::notFound, "There is no connector \"%1\".", {file});
    return found->second;
}

std::vector<ScriptProblem> FakeScriptHost::check(std::string_view, std::string_view source)
{
    if (source.find("syntax error") == std::string_view::npos)
        return {};
    return {{.line = 1, .column = 1, .message = "syntax error", .warning = false}};
}

} // namespace syncline::test
