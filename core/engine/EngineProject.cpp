#include "core/engine/EngineImpl.h"

#include "core/connection/ConnectionOptions.h"
#include "core/record/RecordReader.h"
#include "core/record/SchemaPlan.h"

#include <set>

// Files, problems, and the way from the files' models to the database's tables.

namespace syncline {

namespace {

using Models = std::vector<std::shared_ptr<const ModelDef>>;

/** The models whose steps would lose data. */
std::set<std::string> losingModels(const SchemaPlan &plan)
{
    std::set<std::string> names;
    for (const SchemaStep &step : plan.steps) {
        if (step.rowsLost > 0)
            names.insert(step.model);
    }
    return names;
}

/** @p wanted, with the stored definition of each model that would lose data, and models that are
 * gone kept. */
Models withoutLoss(const Models &wanted, const std::vector<ModelDef> &stored,
                   const std::set<std::string> &losing)
{
    Models safe;
    std::set<std::string> keys;
    for (const auto &model : wanted) {
        std::shared_ptr<const ModelDef> chosen = model;
        for (const ModelDef &old : stored) {
            if (old.storageKey == model->storageKey &&
                (losing.contains(model->name) || losing.contains(old.name)))
                chosen = std::make_shared<const ModelDef>(old);
        }
        keys.insert(chosen->storageKey);
        safe.push_back(std::move(chosen));
    }
    for (const ModelDef &old : stored) {
        if (!keys.contains(old.storageKey) && losing.contains(old.name))
            safe.push_back(std::make_shared<const ModelDef>(old));
    }
    return safe;
}

} // namespace

QFuture<Result<ProjectPtr>> EngineImpl::reload()
{
    return ask<ProjectPtr>([this](std::stop_token) -> Result<ProjectPtr> {
        ProjectPtr state = m_project->reload();
        adopt(state);
        return state;
    });
}

void EngineImpl::adopt(const ProjectPtr &state)
{
    if (const Result<void> followed = followSchema(state); !followed) {
        LogEntry entry;
        entry.time = m_clock.now();
        entry.level = LogLevel::Error;
        entry.source = "system";
        entry.text =
            "The database could not follow the changed models: " + followed.error().message();
        entry.fields = {{"code", followed.error().code}, {"detail", followed.error().detail}};
        m_logs->append(std::move(entry));
    }
    m_events->projectChanged();
}

/** Applies what loses nothing; what would lose something waits for applySchema(Confirm::Yes), and
 * until then the old definition is in force. */
Result<void> EngineImpl::followSchema(const ProjectPtr &state)
{
    const std::lock_guard migrations(m_schemaMutex);
    SchemaPlan plan;
    std::vector<ModelDef> stored;
    {
        SYNCLINE_TRY(Store::Reader reader, m_store->reader());
        SYNCLINE_TRY(stored, storedModels(reader.database()));
        SYNCLINE_TRY(plan, syncline::planSchema(reader.database(), state->models));
    }
    std::set<std::string> losing = losingModels(plan);
    if (!state->complete) {
        // Part of the files could not be understood: nothing that seems to be gone is gone.
        for (const SchemaStep &step : plan.steps) {
            if (step.kind == SchemaStep::Kind::RemoveModel ||
                step.kind == SchemaStep::Kind::RemoveField)
                losing.insert(step.model);
        }
    }
    const bool pending = !losing.empty() || (m_options.readOnly && !plan.empty());
    Models models = state->models;
    if (m_options.readOnly) {
        models.clear();
        for (const ModelDef &old : stored)
            models.push_back(std::make_shared<const ModelDef>(old));
    } else if (!plan.empty()) {
        models = withoutLoss(state->models, stored, losing);
        SchemaPlan safe = plan;
        if (pending) {
            SYNCLINE_TRY(Store::Reader reader, m_store->reader());
            SYNCLINE_TRY(safe, syncline::planSchema(reader.database(), models));
        }
        if (!safe.empty()) {
            SYNCLINE_CHECK(syncline::applySchema(*m_store, safe, models,
                                                 m_project->folder() / ".syncline" / "backups"));
        }
    }
    auto effective = std::make_shared<ProjectDef>(*state);
    if (pending) {
        std::set<std::string> names;
        for (const auto &model : state->models)
            names.insert(model->name);
        // A model that is gone from the files keeps its data but is not offered any more.
        effective->models.clear();
        for (const auto &model : models) {
            if (names.contains(model->name) || m_options.readOnly)
                effective->models.push_back(model);
        }
    }
    {
        const std::lock_guard lock(m_mutex);
        m_effective = std::move(effective);
        m_schemaPending = pending;
    }
    if (pending && !m_options.readOnly)
        m_events->schemaNeedsConfirmation(plan);
    return {};
}

QFuture<Result<SchemaPlan>> EngineImpl::planSchema()
{
    return ask<SchemaPlan>([this](std::stop_token stop) -> Result<SchemaPlan> {
        const ProjectPtr state = m_project->reload();
        SYNCLINE_TRY(Store::Reader reader, m_store->reader(stop));
        return syncline::planSchema(reader.database(), state->models);
    });
}

QFuture<Result<void>> EngineImpl::applySchema(Confirm confirmLoss)
{
    return ask<void>([this, confirmLoss](std::stop_token stop) -> Result<void> {
        SYNCLINE_CHECK(writable());
        const ProjectPtr state = m_project->reload();
        {
            const std::lock_guard migrations(m_schemaMutex);
            SchemaPlan plan;
            {
                SYNCLINE_TRY(Store::Reader reader, m_store->reader(stop));
                SYNCLINE_TRY(plan, syncline::planSchema(reader.database(), state->models));
            }
            if (!state->complete && !plan.empty()) {
                return Error(errc::problems, "The project has files that cannot be understood; "
                                             "mend the problems before the database follows.");
            }
            if (plan.losesData() && confirmLoss == Confirm::No) {
                return Error(
                    "SYNC_NEEDS_CONFIRMATION",
                    "The changed models would lose data; look at the plan and confirm it.");
            }
            if (!plan.empty()) {
                SYNCLINE_CHECK(syncline::applySchema(*m_store, plan, state->models,
                                                     m_project->folder() / ".syncline" / "backups",
                                                     stop));
            }
        }
        SYNCLINE_CHECK(followSchema(state));
        m_events->projectChanged();
        return {};
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
