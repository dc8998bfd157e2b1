#include "core/engine/EngineImpl.h"

#include "core/connection/ConnectionOptions.h"

// Files and their problems.

namespace syncline {

QFuture<Result<ProjectPtr>> EngineImpl::reload()
{
    return ask<ProjectPtr>([this](std::stop_token) -> Result<ProjectPtr> {
        ProjectPtr state = m_project->reload();
        adopt(state);
        return state;
    });
}

QFuture<Result<void>> EngineImpl::saveModel(ModelDef model)
{
    return ask<void>([this, model = std::move(model)](std::stop_token) -> Result<void> {
        SYNCLINE_CHECK(writable());
        SYNCLINE_CHECK(m_project->saveModel(model));
        adopt(m_project->reload());
        return {};
    });
}

QFuture<Result<void>> EngineImpl::saveAction(ActionDef action)
{
    return ask<void>([this, action = std::move(action)](std::stop_token) -> Result<void> {
        SYNCLINE_CHECK(writable());
        SYNCLINE_CHECK(m_project->saveAction(action));
        adopt(m_project->reload());
        return {};
    });
}

QFuture<Result<std::string>> EngineImpl::readFile(std::string path)
{
    return ask<std::string>([this, path = std::move(path)](std::stop_token) -> Result<std::string> {
        if (path.starts_with("syncline:")) {
            SYNCLINE_TRY(ScriptSource::Text shipped, m_resources->read(path));
            return std::move(shipped.text);
        }
        return m_project->readFile(path);
    });
}

QFuture<Result<void>> EngineImpl::writeFile(std::string path, std::string text)
{
    return ask<void>(
        [this, path = std::move(path), text = std::move(text)](std::stop_token) -> Result<void> {
            SYNCLINE_CHECK(writable());
            SYNCLINE_CHECK(m_project->writeFile(path, text));
            adopt(m_project->reload());
            return {};
        });
}

QFuture<Result<void>> EngineImpl::replaceFile(std::string path, std::optional<std::string> before,
                                              std::string text)
{
    return ask<void>([this, path = std::move(path), before = std::move(before),
                      text = std::move(text)](std::stop_token) -> Result<void> {
        SYNCLINE_CHECK(writable());
        SYNCLINE_CHECK(m_project->replaceFile(path, before, text));
        adopt(m_project->reload());
        return {};
    });
}

/** The connector's kind and options: what the project's own files cannot know. */
void EngineImpl::checkConnectionFile(const ConnectionDef &connection,
                                     std::vector<Problem> &problems)
{
    const std::string file = "connections/" + connection.name + "/connection.json";
    const Result<ConnectorInfo> connector = m_connectors->of(connection);
    if (!connector) {
        Problem problem;
        problem.code = "connection_kind";
        problem.message = connector.error().message();
        problem.file = file;
        problems.push_back(std::move(problem));
        return;
    }
    const Result<std::string> text = m_project->readFile(file);
    for (Problem &problem : checkConnection(connection, *connector, text.valueOr({})))
        problems.push_back(std::move(problem));
}

QFuture<Result<std::vector<Problem>>> EngineImpl::check()
{
    return ask<std::vector<Problem>>([this](std::stop_token stop) -> Result<std::vector<Problem>> {
        const ProjectPtr state = m_project->current();
        std::vector<Problem> problems = state->problems;
        for (const auto &[file, hash] : state->scripts) {
            if (stop.stop_requested())
                return Error(errc::cancelled, "The check was cancelled.");
            const Result<std::string> source = m_project->readFile(file);
            if (!source)
                continue; // Gone since it was listed; the watcher will say so.
            for (const ScriptProblem &found : m_scripts->check(file, source.value())) {
                Problem problem;
                problem.severity =
                    found.warning ? Problem::Severity::Warning : Problem::Severity::Error;
                problem.code = "lua";
                problem.message = found.message;
                problem.file = file;
                problem.line = found.line;
                problem.column = found.column;
                problems.push_back(std::move(problem));
            }
        }
        SYNCLINE_CHECK(m_connectors->all(*state, &problems));
        for (const auto &connection : state->connections)
            checkConnectionFile(*connection, problems);
        for (Problem &problem : m_views->checkAll())
            problems.push_back(std::move(problem));
        for (const WaitingChange &change : status().waiting) {
            Problem problem;
            problem.severity = Problem::Severity::Warning;
            problem.code = "schema_waiting";
            problem.message = change.what + "; until then it stays as it was. See \"syncline "
                                            "migrate\", or save the model and confirm.";
            problem.file = "models/" + change.model + "/model.json";
            problems.push_back(std::move(problem));
        }
        return problems;
    });
}

QFuture<Result<std::vector<ScriptProblem>>> EngineImpl::checkScript(std::string path,
                                                                    std::string text)
{
    return ask<std::vector<ScriptProblem>>(
        [this, path = std::move(path),
         text = std::move(text)](std::stop_token) -> Result<std::vector<ScriptProblem>> {
            return m_scripts->check(path, text);
        });
}

const std::vector<ApiEntry> &EngineImpl::apiEntries() const
{
    return m_scripts->apiEntries();
}

} // namespace syncline
