#include "core/project/Project.h"
#include "core/project/ProjectWatcher.h"

#include <QTemporaryDir>
#include <QTest>

#include <condition_variable>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <string>
#include <vector>

using namespace syncline;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

constexpr const char *modelText =
    R"({"storageKey": "m_a", "fields": [{"name": "t", "storageKey": "f_t", "type": "string"}]})";

void put(const fs::path &file, std::string_view text)
{
    fs::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << text;
}

/** What the watcher told, for a test thread to wait on. */
class Told
{
public:
    void add(ProjectPtr state)
    {
        const std::scoped_lock lock(m_mutex);
        m_states.push_back(std::move(state));
        m_changed.notify_all();
    }
    /** Waits until @p met says yes to the newest state. */
    template <typename Condition>
    [[nodiscard]] bool waitFor(Condition met)
    {
        std::unique_lock lock(m_mutex);
        return m_changed.wait_for(lock, 10s,
                                  [&] { return !m_states.empty() && met(*m_states.back()); });
    }
    [[nodiscard]] std::size_t count()
    {
        const std::scoped_lock lock(m_mutex);
        return m_states.size();
    }

private:
    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::vector<ProjectPtr> m_states;
};

} // namespace

class ProjectWatchTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void anEditIsTold();
    void aFileReplacedByAnEditorIsTold();
    void aFolderReplacedAsByGitIsTold();
    void aNewFolderWithFilesInItIsTold();
    void manyEditsAtOnceAreToldTogether();
    void ownWritesAreNotTold();
    void aForeignEditDuringAnOwnWriteIsTold();
    void whatIsNoDefinitionIsNotTold();
    void pollingSeesTheSame();
    void stoppingInsideTheCallbackIsFine();

private:
    /** Makes a change that is told, so that everything before it has been dealt with. */
    void settle()
    {
        put(m_root / "lib/settled.lua", "return 1");
        QVERIFY(m_told->waitFor(
            [](const ProjectDef &def) { return def.scripts.contains("lib/settled.lua"); }));
    }
    void watch()
    {
        m_token = m_project->watch([told = m_told](ProjectPtr state) { told->add(state); });
    }

    std::unique_ptr<QTemporaryDir> m_dir;
    fs::path m_root;
    std::unique_ptr<Project> m_project;
    std::shared_ptr<Told> m_told;
    std::shared_ptr<void> m_token;
};

void ProjectWatchTest::init()
{
    m_token.reset();
    m_project.reset();
    m_dir = std::make_unique<QTemporaryDir>();
    m_root = fs::path(m_dir->path().toStdString()) / "project";
    QVERIFY(Project::create(m_root, "Test", "3f0d2c1a-0000-4000-8000-000000000001"));
    put(m_root / "models/a/model.json", modelText);
    m_project = Project::open(m_root).value();
    m_told = std::make_shared<Told>();
}

void ProjectWatchTest::anEditIsTold()
{
    watch();
    put(m_root / "models/b/model.json", R"({"storageKey": "m_b"})");
    QVERIFY(m_told->waitFor([](const ProjectDef &def) { return def.findModel("b") != nullptr; }));
    put(m_root / "models/b/model.json", R"({"storageKey": "m_b", "comment": "x"})");
    QVERIFY(
        m_told->waitFor([](const ProjectDef &def) { return def.findModel("b")->comment == "x"; }));
    fs::remove_all(m_root / "models/b");
    QVERIFY(m_told->waitFor([](const ProjectDef &def) { return !def.findModel("b"); }));
    QCOMPARE(m_project->current()->models.size(), 1U);
}

void ProjectWatchTest::aFileReplacedByAnEditorIsTold()
{
    watch();
    put(m_root / "models/a/.model.json.swp", "x");
    put(m_root / "models/a/model.json~", R"({"storageKey": "m_a", "comment": "new"})");
    fs::rename(m_root / "models/a/model.json~", m_root / "models/a/model.json");
    QVERIFY(m_told->waitFor(
        [](const ProjectDef &def) { return def.findModel("a")->comment == "new"; }));
}

void ProjectWatchTest::aFolderReplacedAsByGitIsTold()
{
    watch();
    settle();
    put(m_root / "checkout/a/model.json", R"({"storageKey": "m_a", "comment": "branch"})");
    fs::rename(m_root / "models", m_root / "old");
    fs::rename(m_root / "checkout", m_root / "models");
    fs::remove_all(m_root / "old");
    QVERIFY(m_told->waitFor([](const ProjectDef &def) {
        return def.findModel("a") && def.findModel("a")->comment == "branch";
    }));
    // The new folder is watched like the old one.
    put(m_root / "models/a/model.json", R"({"storageKey": "m_a", "comment": "edited"})");
    QVERIFY(m_told->waitFor([](const ProjectDef &def) {
        return def.findModel("a") && def.findModel("a")->comment == "edited";
    }));
}

void ProjectWatchTest::aNewFolderWithFilesInItIsTold()
{
    watch();
    settle();
    put(m_root / "actions/one/action.json", "{}");
    put(m_root / "routes/deep/er/GET.lua", "return 1");
    QVERIFY(m_told->waitFor([](const ProjectDef &def) {
        return def.findAction("one") && def.scripts.contains("routes/deep/er/GET.lua");
    }));
    put(m_root / "routes/deep/er/POST.lua", "return 1");
    QVERIFY(m_told->waitFor(
        [](const ProjectDef &def) { return def.scripts.contains("routes/deep/er/POST.lua"); }));
}

void ProjectWatchTest::manyEditsAtOnceAreToldTogether()
{
    watch();
    settle();
    const std::size_t before = m_told->count();
    for (int i = 0; i < 200; ++i)
        put(m_root / "lib" / ("m" + std::to_string(i) + ".lua"), "return 1");
    QVERIFY(m_told->waitFor(
        [](const ProjectDef &def) { return def.scripts.contains("lib/m199.lua"); }));
    QVERIFY2(m_told->count() - before <= 2, std::to_string(m_told->count()).c_str());
}

void ProjectWatchTest::ownWritesAreNotTold()
{
    watch();
    ModelDef model = *m_project->current()->findModel("a");
    for (const char *comment : {"1", "2", "3"}) {
        model.comment = comment;
        QVERIFY(m_project->saveModel(model));
    }
    QVERIFY(m_project->writeFile("lib/own.lua", "return 1"));
    QVERIFY(m_project->renameModel("a", "b"));
    QVERIFY(m_project->removeModel("b"));
    settle();
    QCOMPARE(m_told->count(), 1U); // only settle()'s own change
}

void ProjectWatchTest::aForeignEditDuringAnOwnWriteIsTold()
{
    watch();
    settle();
    put(m_root / "lib/foreign.lua", "return 1");
    ModelDef model = *m_project->current()->findModel("a");
    model.comment = "own";
    QVERIFY(m_project->saveModel(model)); // reads the foreign file, too
    QVERIFY(m_told->waitFor([](const ProjectDef &def) {
        return def.scripts.contains("lib/foreign.lua") && def.findModel("a")->comment == "own";
    }));
}

void ProjectWatchTest::whatIsNoDefinitionIsNotTold()
{
    watch();
    put(m_root / ".syncline/development.sqlite", "x");
    put(m_root / "README.md", "x");
    put(m_root / "models/a/notes.txt", "x");
    put(m_root / "models/a/model.json", modelText); // the same content
    settle();
    QCOMPARE(m_told->count(), 1U);
}

void ProjectWatchTest::pollingSeesTheSame()
{
    std::mutex mutex;
    std::condition_variable looked;
    int looks = 0;
    ProjectWatcher watcher(
        m_root,
        [&] {
            const std::scoped_lock lock(mutex);
            ++looks;
            looked.notify_all();
        },
        ProjectWatcher::Mode::Poll);
    std::unique_lock lock(mutex);
    QVERIFY(looked.wait_for(lock, 10s, [&] { return looks >= 2; }));
}

void ProjectWatchTest::stoppingInsideTheCallbackIsFine()
{
    std::mutex mutex;
    std::condition_variable stopped;
    bool done = false;
    auto token = std::make_shared<std::shared_ptr<void>>();
    {
        const std::scoped_lock lock(mutex);
        *token = m_project->watch([&, token](const ProjectPtr &) {
            const std::scoped_lock inner(mutex);
            token->reset();
            done = true;
            stopped.notify_all();
        });
    }
    put(m_root / "lib/x.lua", "return 1");
    std::unique_lock lock(mutex);
    QVERIFY(stopped.wait_for(lock, 10s, [&] { return done; }));
}

QTEST_APPLESS_MAIN(ProjectWatchTest)
#include "ProjectWatchTest.moc"
