#include "tests/scripting/support/ScriptBench.h"

namespace syncline {

ScriptBench::ScriptBench(ScriptRuntimeOptions options, HttpClient *http)
    : host(makeScriptHost({.http = http, .clock = &clock, .random = &random, .sources = &sources},
                          options))
{
    scope.onApi = [](ApiRequest request) -> Task<Result<ScriptResult>> {
        co_return Error(errc::notFound, "The test answers no api.%1.", {request.operation});
    };
}

Result<Value> ScriptBench::runFile(const std::string &source, ScriptLimits limits)
{
    sources.put("models/x/run.lua", source);
    const auto session = host->openSession(scope, std::move(limits));
    EffectCall call;
    call.file = "models/x/run.lua";
    call.phase = "run";
    return effect(*session, std::move(call));
}

Result<Value> ScriptBench::effect(ScriptSession &session, EffectCall call)
{
    return wait(session, session.runEffect(std::move(call)));
}

Result<Value> ScriptBench::eval(const std::string &source, ScriptLimits limits)
{
    const auto session = host->openSession(scope, std::move(limits));
    return wait(*session, session->evaluate("eval", source));
}

} // namespace syncline
