#include "tests/app/VerbEngine.h"

#include <QFuture>

#include <algorithm>

namespace syncline {

namespace {

constexpr RunId firstRun{41};

FieldDef field(const std::string &name, FieldType type)
{
    FieldDef result;
    result.name = name;
    result.type = type;
    result.storageKey = "f_" + name;
    return result;
}

std::shared_ptr<ActionDef> action(const std::string &model, const std::string &name,
                                  ActionKind kind)
{
    auto result = std::make_shared<ActionDef>();
    result->model = model;
    result->name = name;
    result->kind = kind;
    return result;
}

} // namespace

VerbEngine::VerbEngine()
{
    auto product = std::make_shared<ModelDef>();
    product->name = "product";
    product->plural = "products";
    product->storageKey = "m_product";
    product->source.connection = "shop";
    product->source.document = "Product";
    product->fields = {field("title", FieldType::String), field("price", FieldType::Number)};
    product->fields.front().required = true;
    product->fields.back().decimals = 2;
    def.name = "Shop";
    def.models = {product};
    def.actions = {action("", "countLowStock", ActionKind::Global),
                   action("product", "create", ActionKind::Create),
                   action("product", "update", ActionKind::Update)};
    auto shop = std::make_shared<ConnectionDef>();
    shop->name = "shop";
    shop->kind = "sample_shop";
    shop->options = {{"baseUrl", "http://127.0.0.1:4780"}};
    def.connections = {shop};
}

template <typename T>
QFuture<Result<T>> VerbEngine::answer(const std::string &call, Result<T> value)
{
    const std::lock_guard lock(m_mutex);
    calls.push_back(call);
    const auto failure = failures.find(call.substr(0, call.find(' ')));
    if (failure != failures.end())
        return QtFuture::makeReadyFuture(Result<T>(failure->second));
    return QtFuture::makeReadyFuture(std::move(value));
}

bool VerbEngine::wasCalled(const std::string &call) const
{
    const std::lock_guard lock(m_mutex);
    return std::find(calls.begin(), calls.end(), call) != calls.end();
}

void VerbEngine::addLog(LogLevel level, const std::string &text, RunId run)
{
    const std::lock_guard lock(m_mutex);
    LogEntry entry;
    entry.id = logList.empty() ? 1 : logList.back().id + 1;
    entry.time = DateTime{1'714'550'400'000 + entry.id * 1000};
    entry.level = level;
    entry.run = run;
    entry.source = "user";
    entry.text = text;
    logList.push_back(std::move(entry));
    Q_EMIT logsAppended(logList.back().id);
}

void VerbEngine::setRun(const RunInfo &run)
{
    const std::lock_guard lock(m_mutex);
    const auto found = std::find_if(runList.begin(), runList.end(),
                                    [&run](const RunInfo &other) { return other.id == run.id; });
    if (found != runList.end())
        *found = run;
    else
        runList.insert(runList.begin(), run);
    Q_EMIT runChanged(run);
}

void VerbEngine::endRun(RunId run, RunState state)
{
    const std::lock_guard lock(m_mutex);
    for (const RunInfo &known : std::vector<RunInfo>(runList)) {
        if (known.id != run || isFinal(known.state))
            continue;
        RunInfo ended = known;
        ended.state = state;
        ended.finished = DateTime{ended.started.ms + 1500};
        setRun(ended);
    }
    if (m_waiting)
        std::exchange(m_waiting, nullptr)(state);
}

QFuture<Result<ProjectPtr>> VerbEngine::reload()
{
    return answer("reload", Result<ProjectPtr>(project()));
}
QFuture<Result<void>> VerbEngine::saveModel(ModelDef model)
{
    return answer("saveModel " + model.name, Result<void>());
}
QFuture<Result<void>> VerbEngine::saveAction(ActionDef saved)
{
    return answer("saveAction " + saved.name, Result<void>());
}
QFuture<Result<std::string>> VerbEngine::readFile(std::string path)
{
    return answer("readFile " + path, Result<std::string>(std::string()));
}
QFuture<Result<void>> VerbEngine::writeFile(std::string path, std::string /*text*/)
{
    return answer("writeFile " + path, Result<void>());
}
QFuture<Result<void>> VerbEngine::replaceFile(std::string path,
                                              std::optional<std::string> /*before*/,
                                              std::string /*text*/)
{
    return answer("replaceFile " + path, Result<void>());
}
QFuture<Result<std::vector<Problem>>> VerbEngine::check()
{
    return answer("check", Result<std::vector<Problem>>(problems));
}
QFuture<Result<std::vector<ScriptProblem>>> VerbEngine::checkScript(std::string path,
                                                                    std::string /*text*/)
{
    return answer("checkScript " + path,
                  Result<std::vector<ScriptProblem>>(std::vector<ScriptProblem>()));
}
QFuture<Result<SchemaPlan>> VerbEngine::planSchema()
{
    return answer("planSchema", Result<SchemaPlan>(plan));
}
QFuture<Result<void>> VerbEngine::applySchema(Confirm confirmLoss)
{
    return answer(confirmLoss == Confirm::Yes ? "applySchema yes" : "applySchema no",
                  Result<void>());
}
QFuture<Result<GridInfo>> VerbEngine::openGrid(std::string model, RecordQuery /*query*/)
{
    return answer("openGrid " + model, Result<GridInfo>(GridInfo()));
}
QFuture<Result<GridPage>> VerbEngine::gridPage(GridId /*grid*/, std::int64_t /*position*/,
                                               int /*size*/)
{
    return answer("gridPage", Result<GridPage>(GridPage()));
}
void VerbEngine::closeGrid(GridId /*grid*/)
{
}
void VerbEngine::cancelGrid(GridId /*grid*/)
{
}

QFuture<Result<RecordPage>> VerbEngine::records(std::string model, RecordQuery query)
{
    lastQuery = query;
    RecordPage page;
    const std::size_t from = query.after.empty() ? 0 : std::stoul(query.after);
    const std::size_t to = std::min(rows.size(), from + static_cast<std::size_t>(query.first));
    for (std::size_t i = from; i < to; ++i)
        page.rows.push_back(rows[i]);
    page.hasNext = to < rows.size();
    page.endCursor = std::to_string(to);
    return answer("records " + model, Result<RecordPage>(std::move(page)));
}

QFuture<Result<std::int64_t>> VerbEngine::count(std::string model, Filter /*filter*/,
                                                std::string /*search*/)
{
    return answer("count " + model, Result<std::int64_t>(static_cast<std::int64_t>(rows.size())));
}
QFuture<Result<RecordRow>> VerbEngine::record(std::string model, RecordId id)
{
    return answer("record " + model,
                  Result<RecordRow>(Error(errc::recordNotFound, "No %1.", {toText(id)})));
}
QFuture<Result<Value>> VerbEngine::keepFile(std::filesystem::path path)
{
    return answer("keepFile " + path.string(),
                  Result<Value>(ValueObject{{"fileName", path.filename().string()},
                                            {"mimeType", "text/plain"},
                                            {"byteSize", 3},
                                            {"hash", std::string(64, 'a')}}));
}

QFuture<Result<std::string>> VerbEngine::fileContent(Value /*file*/, std::int64_t /*atMost*/)
{
    return answer("fileContent", Result<std::string>(std::string("abc")));
}

QFuture<Result<DoctorFinding>> VerbEngine::collectFiles()
{
    return answer("collectFiles",
                  Result<DoctorFinding>(DoctorFinding{DoctorFinding::Level::Ok, "files",
                                                      "2 contents of files were deleted."}));
}

QFuture<Result<RecordCheck>> VerbEngine::checkRecords(std::string model)
{
    return answer("checkRecords " + model, Result<RecordCheck>(recordCheck));
}

QFuture<Result<std::vector<Delta>>> VerbEngine::history(std::string model, RecordId id)
{
    return answer("history " + model + " " + toText(id), Result<std::vector<Delta>>(deltas));
}
QFuture<Result<std::vector<ModelCount>>> VerbEngine::modelCounts()
{
    return answer("modelCounts", Result<std::vector<ModelCount>>(std::vector<ModelCount>()));
}

QFuture<Result<ActionOutcome>> VerbEngine::runAction(ActionCall call)
{
    const std::lock_guard lock(m_mutex);
    lastParams = call.params;
    const std::string text = "runAction " + call.action + (call.id.empty() ? "" : " " + call.id);
    if (actionEnds)
        return answer(text, Result<ActionOutcome>(outcome));
    calls.push_back(text);
    auto promise = std::make_shared<QPromise<Result<ActionOutcome>>>();
    promise->start();
    m_waiting = [promise](RunState) {
        ActionOutcome stopped;
        stopped.errors = {Error(errc::cancelled, "The action was cancelled.")};
        promise->addResult(Result<ActionOutcome>(stopped));
        promise->finish();
    };
    RunInfo run;
    run.id = firstRun;
    run.kind = RunKind::Action;
    run.subject = call.action;
    run.trigger = call.trigger;
    setRun(run);
    return promise->future();
}

QFuture<Result<ActionOutcome>> VerbEngine::canRunAction(ActionCall call)
{
    return answer("canRunAction " + call.action, Result<ActionOutcome>(outcome));
}
QFuture<Result<EvalOutcome>> VerbEngine::evaluate(std::string source, EvalMode mode)
{
    return answer((mode == EvalMode::Write ? "evaluate! " : "evaluate ") + source,
                  Result<EvalOutcome>(evaluated));
}
QFuture<Result<std::vector<ConnectorInfo>>> VerbEngine::connectors()
{
    return answer("connectors", Result<std::vector<ConnectorInfo>>(connectorList));
}
QFuture<Result<void>> VerbEngine::saveConnection(ConnectionDef connection, ValueObject secrets)
{
    savedSecrets.push_back(std::move(secrets));
    return answer("saveConnection " + connection.name + " " + connection.kind, Result<void>());
}
QFuture<Result<void>> VerbEngine::removeConnection(std::string name)
{
    return answer("removeConnection " + name, Result<void>());
}
QFuture<Result<std::string>> VerbEngine::testConnection(std::string name)
{
    return answer("testConnection " + name, Result<std::string>(std::string("It answers.")));
}
QFuture<Result<ModelProposal>> VerbEngine::proposeModels(std::string connection)
{
    return answer("proposeModels " + connection, Result<ModelProposal>(proposal));
}
QFuture<Result<ModelProposal>> VerbEngine::updateModels(std::string connection)
{
    return answer("updateModels " + connection, Result<ModelProposal>(proposal));
}
QFuture<Result<std::vector<std::string>>> VerbEngine::storedSecrets(std::string connection)
{
    return answer("storedSecrets " + connection, Result<std::vector<std::string>>(secretNames));
}

QFuture<Result<RunId>> VerbEngine::startSync(SyncRequest request)
{
    const std::lock_guard lock(m_mutex);
    lastSync = request;
    auto started = answer("startSync " + request.connection, Result<RunId>(firstRun));
    if (failures.contains("startSync"))
        return started;
    RunInfo run = syncEnd;
    run.id = firstRun;
    run.kind = RunKind::Sync;
    run.subject = request.connection;
    run.state = RunState::Running;
    setRun(run);
    if (syncEnds) {
        QMetaObject::invokeMethod(
            this, [this, run] { endRun(run.id, syncEnd.state); }, Qt::QueuedConnection);
    }
    return started;
}

void VerbEngine::cancelRun(RunId run)
{
    const std::lock_guard lock(m_mutex);
    calls.push_back("cancelRun " + toText(run));
    QMetaObject::invokeMethod(
        this, [this, run] { endRun(run, RunState::Cancelled); }, Qt::QueuedConnection);
}

QFuture<Result<RunId>> VerbEngine::confirmSync(RunId run)
{
    auto confirmed = answer("confirmSync " + toText(run), Result<RunId>(run));
    QMetaObject::invokeMethod(
        this, [this, run] { endRun(run, RunState::Completed); }, Qt::QueuedConnection);
    return confirmed;
}
QFuture<Result<std::vector<QuarantinedRecord>>> VerbEngine::quarantined(RunId run)
{
    return answer("quarantined " + toText(run), Result<std::vector<QuarantinedRecord>>(failed));
}

QFuture<Result<std::vector<RunInfo>>> VerbEngine::runs(RunQuery query)
{
    const std::lock_guard lock(m_mutex);
    std::vector<RunInfo> found;
    for (const RunInfo &run : runList) {
        const bool fits = (!query.kind || run.kind == *query.kind) &&
                          (query.before == 0 || raw(run.id) < query.before) &&
                          (query.subject.empty() || run.subject == query.subject);
        if (fits && found.size() < static_cast<std::size_t>(query.limit))
            found.push_back(run);
    }
    return answer("runs", Result<std::vector<RunInfo>>(std::move(found)));
}

QFuture<Result<RunInfo>> VerbEngine::run(RunId run)
{
    const std::lock_guard lock(m_mutex);
    for (const RunInfo &known : runList) {
        if (known.id == run)
            return answer("run " + toText(run), Result<RunInfo>(known));
    }
    return answer("run " + toText(run),
                  Result<RunInfo>(Error(errc::notFound, "There is no run %1.", {toText(run)})));
}

QFuture<Result<std::vector<LogEntry>>> VerbEngine::logs(LogQuery query)
{
    const std::lock_guard lock(m_mutex);
    std::vector<LogEntry> found;
    const auto fits = [&query](const LogEntry &entry) {
        return (!query.minLevel || entry.level >= *query.minLevel) &&
               (query.run == noRun || entry.run == query.run) &&
               (query.before == 0 || entry.id < query.before) && entry.id > query.after &&
               entry.text.find(query.search) != std::string::npos;
    };
    std::copy_if(logList.begin(), logList.end(), std::back_inserter(found), fits);
    if (query.after == 0)
        std::reverse(found.begin(), found.end());
    if (found.size() > static_cast<std::size_t>(query.limit))
        found.resize(static_cast<std::size_t>(query.limit));
    return answer("logs", Result<std::vector<LogEntry>>(std::move(found)));
}

QFuture<Result<std::vector<HttpCapture>>>
VerbEngine::captures(RunId /*run*/, std::int64_t /*before*/, int /*limit*/)
{
    return answer("captures", Result<std::vector<HttpCapture>>(std::vector<HttpCapture>()));
}
QFuture<Result<std::vector<VariableInfo>>> VerbEngine::variables()
{
    return answer("variables", Result<std::vector<VariableInfo>>(variableList));
}
QFuture<Result<void>> VerbEngine::setVariable(std::string name, std::string value, Secrecy secrecy)
{
    const char *method = secrecy == Secrecy::Secret ? "setSecret " : "setVariable ";
    return answer(method + name + "=" + value, Result<void>());
}
QFuture<Result<void>> VerbEngine::unsetVariable(std::string name)
{
    return answer("unsetVariable " + name, Result<void>());
}
QFuture<Result<std::vector<DoctorFinding>>> VerbEngine::doctor()
{
    return answer("doctor", Result<std::vector<DoctorFinding>>(findings));
}

} // namespace syncline
