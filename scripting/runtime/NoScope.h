#pragma once

#include "core/script/ScriptHost.h"

namespace syncline {

/** The scope of code that only describes itself: no models, no log, nothing outside. */
class NoScope final : public RunScope
{
public:
    [[nodiscard]] RunId runId() const override { return noRun; }
    [[nodiscard]] std::stop_token stopToken() const override { return {}; }
    [[nodiscard]] Value modelInfo(std::string_view /*model*/) const override { return {}; }
    [[nodiscard]] bool hasModel(std::string_view /*model*/) const override { return false; }
    [[nodiscard]] bool hasAction(std::string_view /*fullName*/) const override { return false; }
    void log(LogLevel /*level*/, ValueObject /*fields*/, std::string /*text*/) override {}
    [[nodiscard]] std::optional<std::string> config(std::string_view /*name*/) const override
    {
        return std::nullopt;
    }
    Task<Result<ScriptResult>> api(ApiRequest /*request*/) override { co_return refusal(); }
    Task<Result<void>> beginTransaction() override { co_return refusal(); }
    Task<Result<void>> endTransaction(bool /*commit*/) override { co_return refusal(); }
    Result<void> aboutToWait() override { return refusal(); }
    Task<Result<void>> save(ScriptRecordPtr /*record*/) override { co_return refusal(); }
    Task<Result<void>> deleteRecord(ScriptRecordPtr /*record*/) override { co_return refusal(); }
    Result<void> applyParams(const Value & /*params*/, ScriptRecordPtr /*record*/) override
    {
        return refusal();
    }

private:
    static Error refusal()
    {
        return {errc::permissionDenied,
                "A connector file may only describe itself while it is loaded; put this into a "
                "function that you register."};
    }
};

} // namespace syncline
