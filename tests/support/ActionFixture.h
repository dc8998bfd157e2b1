#pragma once

#include "core/action/RootRun.h"
#include "core/project/ProjectDef.h"
#include "tests/support/FakeClock.h"
#include "tests/support/FakeScriptHost.h"

#include <QTemporaryDir>

#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace syncline::test {

/** A field in one line: field("price", FieldType::Number). */
FieldDef field(std::string name, FieldType type);
/** A model with storage keys made from its names. */
std::shared_ptr<ModelDef> model(std::string name, std::vector<FieldDef> fields);
/** The default create, update and delete actions of a model. */
std::vector<std::shared_ptr<ActionDef>> defaultActions(const std::string &modelName);

/** A real store in a temporary folder, fake scripts, and a project made in code: what actions and
 * syncs run on. */
class ActionFixture
{
public:
    /** Adds the default actions of each model; tables are made. */
    explicit ActionFixture(std::vector<std::shared_ptr<ModelDef>> models);
    ~ActionFixture();

    /** The action to change in a test; put it back with publish(). */
    [[nodiscard]] std::shared_ptr<ActionDef> action(const std::string &fullName);
    void add(std::shared_ptr<ActionDef> action);
    void publish();

    ActionOutcome run(ActionCall call);
    ActionOutcome can(ActionCall call);
    EvalAnswer eval(std::string source, EvalAccess access);

    /** Field @p name of record @p id; null when there is no such record. */
    Value stored(const std::string &modelName, std::int64_t id, const std::string &name);
    std::int64_t count(const std::string &modelName);
    std::vector<std::string> logTexts();
    std::vector<RunInfo> runs(RunQuery query = {});

    QTemporaryDir folder;
    FakeClock clock;
    std::unique_ptr<Store> store;
    std::unique_ptr<RunTable> runTable;
    FakeScriptHost scripts;
    ProjectDef project;
    ActionServices services;
    std::vector<CommittedChanges> commits; ///< Guarded by mutex while runs are under way.
    std::mutex mutex;

private:
    std::map<std::string, std::shared_ptr<ActionDef>> m_actions;
    ProjectPtr m_published;
    std::vector<LogEntry> m_logs;
};

} // namespace syncline::test
