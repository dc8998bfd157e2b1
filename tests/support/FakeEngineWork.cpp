#include "tests/support/FakeEngine.h"

#include <algorithm>

/** The second half of FakeEngine: actions, connections, runs, logs. */
namespace syncline {

QFuture<Result<ActionOutcome>> FakeEngine::runAction(ActionCall call)
{
    actionCalls.push_back(call);
    return answer("runAction", [this, call = std::move(call)]() -> Result<ActionOutcome> {
        if (actionOutcomeIsSet)
            return nextOutcome;
        ActionOutcome outcome;
        outcome.success = true;
        outcome.run = RunId{m_nextRun++};
        const std::string model = call.action.substr(0, call.action.find('.'));
        if (call.action.ends_with(".create"))
            outcome.record = addRow(model, call.params);
        if (call.action.ends_with(".delete")) {
            std::erase_if(tables[model].rows,
                          [&call](const RecordRow &row) { return toText(row.id) == call.id; });
            touch(model, {idFromText(call.id)});
        }
        for (RecordRow &row : tables[model].rows) {
            if (toText(row.id) != call.id || !call.action.ends_with(".update"))
                continue;
            for (const auto &[name, value] : call.params)
                row.fields.set(name, value);
            outcome.record = row;
            touch(model, {raw(row.id)});
        }
        return outcome;
    });
}

RecordRow FakeEngine::addRow(const std::string &model, const ValueObject &params)
{
    auto &rows = tables[model].rows;
    RecordRow made;
    made.id = RecordId{rows.empty() ? 1 : raw(rows.back().id) + 1};
    if (const Value &fields = params.at(model); fields.isObject()) {
        for (const auto &[name, value] : fields.asObject())
            made.fields.set(name, value);
    }
    rows.push_back(made);
    touch(model, {raw(made.id)});
    return made;
}

EditOutcome FakeEngine::applyEdits(const EditRequest &request)
{
    EditOutcome outcome;
    outcome.run.id = RunId{m_nextRun++};
    outcome.run.state = RunState::Completed;
    for (const RecordEdit &edit : request.edits)
        outcome.results.push_back(applyEdit(edit));
    return outcome;
}

EditResult FakeEngine::applyEdit(const RecordEdit &edit)
{
    EditResult result;
    result.record = edit.record;
    if (actionOutcomeIsSet && !nextOutcome.success) {
        result.state = EditResult::State::Failed;
        result.error = nextOutcome.errors.front();
        return result;
    }
    result.state = EditResult::State::Applied;
    if (edit.kind == RecordEdit::Kind::Create) {
        result.now = addRow(edit.model, {{edit.model, edit.fields}});
        result.record = result.now->id;
    } else if (edit.kind == RecordEdit::Kind::Delete) {
        std::erase_if(tables[edit.model].rows,
                      [&edit](const RecordRow &row) { return row.id == edit.record; });
        touch(edit.model, {raw(edit.record)});
    }
    for (RecordRow &row : tables[edit.model].rows) {
        if (row.id != edit.record || edit.kind != RecordEdit::Kind::Update)
            continue;
        for (const auto &[name, value] : edit.fields)
            row.fields.set(name, value);
        result.now = row;
        touch(edit.model, {raw(row.id)});
    }
    return result;
}

QFuture<Result<ActionOutcome>> FakeEngine::canRunAction(ActionCall call)
{
    return answer("canRunAction", [this, call = std::move(call)]() -> Result<ActionOutcome> {
        ActionOutcome outcome;
        const auto refusal = refusals.find(call.action);
        outcome.success = refusal == refusals.end();
        if (!outcome.success)
            outcome.errors.push_back(refusal->second);
        return outcome;
    });
}

QFuture<Result<EvalOutcome>> FakeEngine::evaluate(std::string /*source*/, EvalMode /*mode*/)
{
    return answer("evaluate", []() -> Result<EvalOutcome> { return EvalOutcome(); });
}

QFuture<Result<std::vector<ConnectorInfo>>> FakeEngine::connectors()
{
    return answer("connectors",
                  [this]() -> Result<std::vector<ConnectorInfo>> { return connectorList; });
}

QFuture<Result<void>> FakeEngine::saveConnection(ConnectionDef connection, ValueObject secrets)
{
    savedConnections.push_back(connection);
    savedSecrets.push_back(secrets);
    return answer(
        "saveConnection",
        [this, connection = std::move(connection), secrets = std::move(secrets)]() -> Result<void> {
            for (const auto &[name, value] : secrets) {
                auto &names = secretNames[connection.name];
                if (std::find(names.begin(), names.end(), name) == names.end())
                    names.push_back(name);
            }
            std::erase_if(def.connections, [&connection](const auto &other) {
                return other->name == connection.name;
            });
            def.connections.push_back(std::make_shared<ConnectionDef>(connection));
            setProject(def);
            return {};
        });
}

QFuture<Result<void>> FakeEngine::removeConnection(std::string name)
{
    return answer("removeConnection", [this, name = std::move(name)]() -> Result<void> {
        std::erase_if(def.connections, [&name](const auto &other) { return other->name == name; });
        setProject(def);
        return {};
    });
}

QFuture<Result<std::string>> FakeEngine::testConnection(std::string name)
{
    return answer("testConnection", [name = std::move(name)]() -> Result<std::string> {
        return "Connected to " + name + ".";
    });
}

QFuture<Result<ModelProposal>> FakeEngine::proposeModels(std::string /*connection*/)
{
    return answer("proposeModels", [this]() -> Result<ModelProposal> { return proposal; });
}

QFuture<Result<ModelProposal>> FakeEngine::updateModels(std::string /*connection*/)
{
    return answer("updateModels", [this]() -> Result<ModelProposal> { return proposal; });
}

QFuture<Result<std::vector<std::string>>> FakeEngine::storedSecrets(std::string connection)
{
    return answer("storedSecrets",
                  [this, connection = std::move(connection)]() -> Result<std::vector<std::string>> {
                      return secretNames[connection];
                  });
}

QFuture<Result<RunId>> FakeEngine::startSync(SyncRequest request)
{
    syncRequests.push_back(request);
    return answer("startSync", [this, request = std::move(request)]() -> Result<RunId> {
        RunInfo run;
        run.id = RunId{m_nextRun++};
        run.kind = RunKind::Sync;
        run.subject = request.connection;
        run.mode = request.mode.empty() ? "delta" : request.mode;
        run.started = DateTime{1'714'550'400'000};
        setRun(run);
        return run.id;
    });
}

void FakeEngine::cancelRun(RunId run)
{
    cancelled.push_back(run);
    for (RunInfo info : runList) {
        if (info.id != run)
            continue;
        info.state = RunState::Cancelled;
        setRun(info);
        return;
    }
}

QFuture<Result<RunId>> FakeEngine::confirmSync(RunId run)
{
    confirmed.push_back(run);
    return answer("confirmSync", [run]() -> Result<RunId> { return run; });
}

QFuture<Result<std::vector<QuarantinedRecord>>> FakeEngine::quarantined(RunId run)
{
    return answer("quarantined", [this, run]() -> Result<std::vector<QuarantinedRecord>> {
        return failed[raw(run)];
    });
}

QFuture<Result<std::vector<RunInfo>>> FakeEngine::runs(RunQuery query)
{
    return answer("runs", [this, query = std::move(query)]() -> Result<std::vector<RunInfo>> {
        std::vector<RunInfo> found;
        for (const RunInfo &run : runList) {
            const bool failedRun =
                run.state == RunState::Errored || run.state == RunState::CompletedWithErrors;
            if ((query.kind && run.kind != *query.kind) ||
                (!query.subject.empty() && run.subject != query.subject) ||
                (query.failedOnly && !failedRun) || (query.topLevelOnly && run.parent != noRun) ||
                (query.before > 0 && raw(run.id) >= query.before))
                continue;
            found.push_back(run);
            if (found.size() == static_cast<std::size_t>(query.limit))
                break;
        }
        return found;
    });
}

QFuture<Result<RunInfo>> FakeEngine::run(RunId run)
{
    return answer("run", [this, run]() -> Result<RunInfo> {
        for (const RunInfo &info : runList) {
            if (info.id == run)
                return info;
        }
        return Error(errc::notFound, "There is no run %1.", {toText(run)});
    });
}

QFuture<Result<std::vector<LogEntry>>> FakeEngine::logs(LogQuery query)
{
    return answer("logs", [this, query = std::move(query)]() -> Result<std::vector<LogEntry>> {
        std::vector<LogEntry> found;
        for (const LogEntry &entry : logList) {
            if ((query.minLevel && entry.level < *query.minLevel) ||
                (query.run != noRun && entry.run != query.run) ||
                (query.after > 0 && entry.id <= query.after) ||
                (query.before > 0 && entry.id >= query.before) ||
                (!query.search.empty() && entry.text.find(query.search) == std::string::npos))
                continue;
            found.push_back(entry);
        }
        if (query.after == 0)
            std::reverse(found.begin(), found.end());
        if (found.size() > static_cast<std::size_t>(query.limit))
            found.resize(static_cast<std::size_t>(query.limit));
        return found;
    });
}

QFuture<Result<std::vector<HttpCapture>>>
FakeEngine::captures(RunId /*run*/, std::int64_t /*before*/, int /*limit*/)
{
    return answer("captures",
                  []() -> Result<std::vector<HttpCapture>> { return std::vector<HttpCapture>(); });
}

QFuture<Result<std::vector<VariableInfo>>> FakeEngine::variables()
{
    return answer("variables", []() -> Result<std::vector<VariableInfo>> {
        return std::vector<VariableInfo>();
    });
}

QFuture<Result<void>> FakeEngine::setVariable(std::string /*name*/, std::string /*value*/,
                                              Secrecy /*secrecy*/)
{
    return answer("setVariable", []() -> Result<void> { return {}; });
}

QFuture<Result<void>> FakeEngine::unsetVariable(std::string /*name*/)
{
    return answer("unsetVariable", []() -> Result<void> { return {}; });
}

QFuture<Result<Value>> FakeEngine::keepFile(std::filesystem::path path)
{
    return answer("keepFile", [name = path.filename().string()]() -> Result<Value> {
        return Value(ValueObject{{"fileName", name},
                                 {"mimeType", "text/plain"},
                                 {"byteSize", 3},
                                 {"hash", std::string(64, 'a')}});
    });
}

QFuture<Result<std::string>> FakeEngine::fileContent(Value /*file*/, std::int64_t /*atMost*/)
{
    return answer("fileContent", [this]() -> Result<std::string> { return content; });
}

QFuture<Result<DoctorFinding>> FakeEngine::collectFiles()
{
    return answer("collectFiles", []() -> Result<DoctorFinding> { return DoctorFinding{}; });
}

QFuture<Result<std::vector<DoctorFinding>>> FakeEngine::doctor()
{
    return answer("doctor", []() -> Result<std::vector<DoctorFinding>> {
        return std::vector<DoctorFinding>();
    });
}

} // namespace syncline
