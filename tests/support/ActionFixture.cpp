#include "tests/support/ActionFixture.h"

#include "core/record/RecordReader.h"
#include "core/record/SchemaPlan.h"

#include <cstdlib>
#include <future>
#include <iostream>

namespace syncline::test {

namespace {

/** A fixture that cannot be made ends the test program with the reason. */
template <typename T>
T must(Result<T> result, const char *what)
{
    if (!result) {
        std::cerr << what << ": " << result.error().describe() << " " << result.error().detail
                  << '\n';
        std::abort();
    }
    if constexpr (!std::is_void_v<T>)
        return std::move(result).value();
}

/**
 * Waits for the answer of a callback. The promise is shared with the callback: get() may return
 * before set_value() has.
 */
template <typename T, typename Begin>
T waitFor(const Begin &begin)
{
    auto promise = std::make_shared<std::promise<T>>();
    std::future<T> future = promise->get_future();
    begin([promise](T value) { promise->set_value(std::move(value)); });
    return future.get();
}

EffectDef builtin(std::string name)
{
    EffectDef effect;
    effect.builtin = std::move(name);
    return effect;
}

} // namespace

FieldDef field(std::string name, FieldType type)
{
    FieldDef def;
    def.storageKey = "f_" + name;
    def.name = std::move(name);
    def.type = type;
    return def;
}

std::shared_ptr<ModelDef> model(std::string name, std::vector<FieldDef> fields)
{
    auto def = std::make_shared<ModelDef>();
    def->storageKey = "m_" + name;
    def->plural = name + "s";
    def->name = std::move(name);
    def->fields = std::move(fields);
    return def;
}

std::vector<std::shared_ptr<ActionDef>> defaultActions(const std::string &modelName)
{
    std::vector<std::shared_ptr<ActionDef>> actions;
    const auto add = [&](std::string name, ActionKind kind, std::vector<EffectDef> effects) {
        auto action = std::make_shared<ActionDef>();
        action->name = std::move(name);
        action->model = modelName;
        action->kind = kind;
        action->run.effects = std::move(effects);
        action->isDefault = true;
        actions.push_back(std::move(action));
    };
    add("create", ActionKind::Create, {builtin("applyParams"), builtin("createRecord")});
    add("update", ActionKind::Update, {builtin("applyParams"), builtin("updateRecord")});
    add("delete", ActionKind::Delete, {builtin("deleteRecord")});
    return actions;
}

ActionFixture::ActionFixture(std::vector<std::shared_ptr<ModelDef>> models)
{
    store =
        must(Store::open({.file = folder.filePath(QStringLiteral("test.sqlite")).toStdString()}),
             "store");
    for (const auto &def : models) {
        project.models.push_back(def);
        for (const auto &action : defaultActions(def->name))
            m_actions[action->fullName()] = action;
    }
    const SchemaPlan plan = [&] {
        Store::Reader reader = must(store->reader(), "reader");
        return must(planSchema(reader.database(), project.models), "plan");
    }();
    must(applySchema(*store, plan, project.models,
                     folder.filePath(QStringLiteral("backups")).toStdString()),
         "schema");
    runTable = must(RunTable::open(*store), "runs");
    services.store = store.get();
    services.scripts = &scripts;
    services.runs = runTable.get();
    services.clock = &clock;
    services.project = [this] { return m_published; };
    services.log = [this](LogEntry entry) {
        const std::lock_guard lock(mutex);
        m_logs.push_back(std::move(entry));
    };
    services.committed = [this](const CommittedChanges &changes) {
        const std::lock_guard lock(mutex);
        commits.push_back(changes);
    };
    publish();
}

ActionFixture::~ActionFixture()
{
    // What runs used is let go behind their callback, on the worker.
    auto drained = std::make_shared<std::promise<void>>();
    std::future<void> done = drained->get_future();
    scripts.worker.post([drained] { drained->set_value(); });
    done.wait();
}

std::shared_ptr<ActionDef> ActionFixture::action(const std::string &fullName)
{
    return m_actions.at(fullName);
}

void ActionFixture::add(std::shared_ptr<ActionDef> action)
{
    m_actions[action->fullName()] = std::move(action);
    publish();
}

void ActionFixture::publish()
{
    project.actions.clear();
    for (const auto &[name, action] : m_actions)
        project.actions.push_back(std::make_shared<const ActionDef>(*action));
    m_published = std::make_shared<const ProjectDef>(project);
}

ActionOutcome ActionFixture::run(ActionCall call)
{
    return waitFor<ActionOutcome>(
        [&](auto done) { startAction(services, std::move(call), {}, std::move(done)); });
}

ActionOutcome ActionFixture::can(ActionCall call)
{
    return waitFor<ActionOutcome>(
        [&](auto done) { startPreconditions(services, std::move(call), {}, std::move(done)); });
}

EvalAnswer ActionFixture::eval(std::string source, EvalAccess access)
{
    return waitFor<EvalAnswer>(
        [&](auto done) { startEval(services, std::move(source), access, {}, std::move(done)); });
}

Value ActionFixture::stored(const std::string &modelName, std::int64_t id, const std::string &name)
{
    Store::Reader reader = must(store->reader(), "reader");
    const auto def = m_published->findModel(modelName);
    const std::optional<RecordRow> row =
        must(RecordReader(reader.database(), *def).find(RecordId{id}), "find");
    return row ? row->fields.at(name) : Value();
}

std::int64_t ActionFixture::count(const std::string &modelName)
{
    Store::Reader reader = must(store->reader(), "reader");
    return must(RecordReader(reader.database(), *m_published->findModel(modelName)).count({}),
                "count");
}

std::vector<std::string> ActionFixture::logTexts()
{
    const std::lock_guard lock(mutex);
    std::vector<std::string> texts;
    for (const LogEntry &entry : m_logs)
        texts.push_back(entry.text);
    return texts;
}

std::vector<RunInfo> ActionFixture::runs(RunQuery query)
{
    Store::Reader reader = must(store->reader(), "reader");
    return must(RunTable::list(reader.database(), query), "runs");
}

} // namespace syncline::test
