#include "core/action/ActionRunner.h"

namespace syncline {

namespace {

bool reads(const ApiRequest &request)
{
    const std::string &name = request.operation;
    return !request.model.empty() &&
           (name.starts_with("find_") || name.starts_with("maybe_find_") || name == "count");
}

} // namespace

Value ActionScope::modelInfo(std::string_view model) const
{
    const std::shared_ptr<const ModelDef> def = m_core.project()->findModel(model);
    return def ? modelMetadata(*def) : Value();
}

bool ActionScope::hasModel(std::string_view model) const
{
    return m_core.project()->findModel(model) != nullptr;
}

bool ActionScope::hasAction(std::string_view fullName) const
{
    return m_core.project()->findAction(fullName) != nullptr;
}

void ActionScope::log(LogLevel level, ValueObject fields, std::string text)
{
    m_core.log(level, std::move(fields), std::move(text));
}

std::optional<std::string> ActionScope::config(std::string_view name) const
{
    return m_core.services().config ? m_core.services().config(name) : std::nullopt;
}

Task<Result<ScriptResult>> ActionScope::api(ApiRequest request)
{
    if (m_readOnly && !reads(request)) {
        co_return Error(
            errc::permissionDenied, "This run may only read; api.%1 would write (%2).",
            {request.model.empty() ? request.operation : request.model + "." + request.operation,
             m_whyReadOnly});
    }
    Result<ScriptResult> answer = co_await m_runner.api(std::move(request));
    co_return answer;
}

Task<Result<void>> ActionScope::beginTransaction()
{
    Result<void> begun = co_await m_core.begin("api.transaction");
    co_return begun;
}

Task<Result<void>> ActionScope::endTransaction(bool commit)
{
    Result<void> ended = co_await m_core.end(commit);
    if (ended && commit && !m_core.inTransaction())
        co_await m_core.runAfterCommit();
    co_return ended;
}

Task<Result<void>> ActionScope::save(ScriptRecordPtr record)
{
    Result<void> saved = co_await m_runner.save(std::move(record));
    co_return saved;
}

Task<Result<void>> ActionScope::deleteRecord(ScriptRecordPtr record)
{
    Result<void> deleted = co_await m_runner.deleteRecord(std::move(record));
    co_return deleted;
}

Result<void> ActionScope::applyParams(const Value &params, ScriptRecordPtr record)
{
    return m_runner.applyParams(params, record);
}

} // namespace syncline
