#include "tests/support/StdToString.h" // first: moc of Qt 6.4 cannot read a file that begins with <compare>

#include "core/project/Project.h"
#include "core/project/StorageKey.h"
#include "core/project/Templates.h"
#include "tests/project/FolderContents.h"

#include <QTemporaryDir>

#include <filesystem>
#include <string>

#include <unistd.h>

using namespace syncline;
using namespace syncline::test;
namespace fs = std::filesystem;

namespace {

constexpr std::string_view projectId = "3f0d2c1a-0000-4000-8000-000000000001";

} // namespace

class ProjectSaveTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void aNewModelGetsStorageKeys();
    void aKeyDerivedFromTheNameIsKeptBySaving();
    void renamingAModelKeepsItsKeysAndFollowsTheName();
    void aModelThatOthersPointAtIsNotRemoved();
    void removingAnActionFallsBackToTheDefault();
    void savingIsRefused_data();
    void savingIsRefused();
    void aFileChangedMeanwhileIsNotOverwritten();
    void aFileThatWasNotUnderstoodIsNotOverwritten();
    void reloadingAnUnchangedProjectIsTheSameState();
    void replacingAFileNeedsWhatWasRead();
    void aReadOnlyProjectSavesNothing();
    void aSecretNeverReachesAFile();
    void foldersThatAreNoProjectAreRefused();

private:
    [[nodiscard]] std::unique_ptr<Project> open()
    {
        auto project = Project::open(m_root);
        if (!project)
            qFatal("%s", project.error().describe().c_str());
        return std::move(project).value();
    }

    const QTemporaryDir m_made; ///< The shop, copied for every test.
    std::unique_ptr<QTemporaryDir> m_dir;
    fs::path m_root;
};

void ProjectSaveTest::initTestCase()
{
    const fs::path shop = fs::path(m_made.path().toStdString()) / "shop";
    QVERIFY(createFromTemplate("shop", shop, "Test", projectId));
}

void ProjectSaveTest::init()
{
    m_dir = std::make_unique<QTemporaryDir>();
    m_root = fs::path(m_dir->path().toStdString()) / "project";
    fs::copy(fs::path(m_made.path().toStdString()) / "shop", m_root, fs::copy_options::recursive);
}

void ProjectSaveTest::aNewModelGetsStorageKeys()
{
    const auto project = open();
    ModelDef model;
    model.name = "note";
    model.fields.resize(2);
    model.fields[0].name = "text";
    model.fields[1].name = "product";
    model.fields[1].type = FieldType::BelongsTo;
    model.fields[1].relatedModel = "product";
    const auto saved = project->saveModel(model);
    QVERIFY2(saved, saved ? "" : saved.error().describe().c_str());
    const auto read = project->current()->findModel("note");
    QVERIFY(read);
    QVERIFY(isStorageKey(StorageKind::Model, read->storageKey));
    QCOMPARE(read->storageKey.size(), 12U);
    QVERIFY(isStorageKey(StorageKind::Field, read->fields[1].storageKey));
    QVERIFY(read->fields[0].storageKey != read->fields[1].storageKey);
    QCOMPARE(read->plural, std::string("notes"));
    QCOMPARE(project->current()->problems.size(), 1U); // nothing of product lists the notes
    QCOMPARE(project->current()->problems.front().code, std::string("one_sided_relationship"));
}

void ProjectSaveTest::aKeyDerivedFromTheNameIsKeptBySaving()
{
    put(m_root / "models/hand/model.json", R"({"fields": [{"name": "a", "type": "string"}]})");
    const auto project = open();
    const ModelDef before = *project->current()->findModel("hand");
    QCOMPARE(before.storageKey, derivedStorageKey(StorageKind::Model, "hand"));
    QCOMPARE(project->current()->problems.size(), 2U);
    QVERIFY(project->saveModel(before));
    QVERIFY(project->current()->problems.empty());
    QCOMPARE(project->current()->findModel("hand")->storageKey, before.storageKey);
    QCOMPARE(project->current()->findModel("hand")->fields[0].storageKey,
             before.fields[0].storageKey);
}

void ProjectSaveTest::renamingAModelKeepsItsKeysAndFollowsTheName()
{
    const auto project = open();
    const ModelDef before = *project->current()->findModel("product");
    const auto renamed = project->renameModel("product", "article");
    QVERIFY2(renamed, renamed ? "" : renamed.error().describe().c_str());
    const ProjectPtr state = project->current();
    QVERIFY(state->problems.empty());
    QVERIFY(!state->findModel("product"));
    const auto article = state->findModel("article");
    QVERIFY(article);
    QCOMPARE(article->storageKey, before.storageKey);
    QCOMPARE(article->plural, std::string("articles"));
    QCOMPARE(state->findModel("variant")->findField("product")->relatedModel,
             std::string("article"));
    QCOMPARE(state->findAction("article.update")->success.effects.at(0).file,
             std::string("models/article/update/log-change.lua"));
    QVERIFY(!fs::exists(m_root / "models/product"));

    const auto taken = project->renameModel("article", "order");
    QVERIFY(!taken && taken.error().is(errc::invalidInput));
    QVERIFY(!project->renameModel("article", "transaction"));
    QVERIFY(!project->renameModel("nobody", "somebody"));
}

void ProjectSaveTest::aModelThatOthersPointAtIsNotRemoved()
{
    const auto project = open();
    const auto refused = project->removeModel("product");
    QVERIFY(!refused);
    QVERIFY(refused.error().message().find("variant.product") != std::string::npos);
    QVERIFY(project->current()->findModel("product"));

    ModelDef product = *project->current()->findModel("product");
    std::erase_if(product.fields, [](const FieldDef &field) { return field.name == "images"; });
    QVERIFY(project->saveModel(product));
    QVERIFY(project->removeModel("image"));
    QVERIFY(!project->current()->findModel("image"));
    QVERIFY(!fs::exists(m_root / "models/image"));
    QVERIFY(project->current()->complete);
}

void ProjectSaveTest::removingAnActionFallsBackToTheDefault()
{
    const auto project = open();
    QVERIFY(!project->current()->findAction("order.update")->isPlain());
    QVERIFY(project->removeAction("order.update"));
    QVERIFY(project->current()->findAction("order.update")->isPlain());
    const auto again = project->removeAction("order.update");
    QVERIFY(!again && again.error().is(errc::notFound));
    QVERIFY(project->current()->problems.empty());

    QVERIFY(project->removeConnection("shop"));
    QVERIFY(project->current()->findModel("product")); // models stay
    QVERIFY(!fs::exists(m_root / "connections/shop"));
}

void ProjectSaveTest::savingIsRefused_data()
{
    QTest::addColumn<ModelDef>("model");
    QTest::addColumn<std::string>("word");
    const auto model = [](std::string name, std::string field) {
        ModelDef def;
        def.name = std::move(name);
        def.fields.resize(1);
        def.fields[0].name = std::move(field);
        return def;
    };
    QTest::newRow("a bad model name") << model("my model", "a") << std::string("my model");
    QTest::newRow("a path as a name") << model("../x", "a") << std::string("../x");
    QTest::newRow("a reserved model name") << model("transaction", "a") << std::string("reserved");
    QTest::newRow("the name of another model's type")
        << model("Product", "a") << std::string("already a model");
    QTest::newRow("a bad field name") << model("fine", "a b") << std::string("a b");
    QTest::newRow("a reserved field name")
        << model("fine", "createdAt") << std::string("createdAt");
    ModelDef twice = model("fine", "a");
    twice.fields.push_back(twice.fields[0]);
    QTest::newRow("a field twice") << twice << std::string("two fields");
}

void ProjectSaveTest::savingIsRefused()
{
    QFETCH(const ModelDef, model);
    QFETCH(const std::string, word);
    const auto before = contents(m_root);
    const auto project = open();
    const auto refused = project->saveModel(model);
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, std::string(errc::invalidInput));
    QVERIFY2(refused.error().message().find(word) != std::string::npos,
             refused.error().message().c_str());
    QCOMPARE(firstDifference(before, contents(m_root)), std::string());
}

void ProjectSaveTest::aFileChangedMeanwhileIsNotOverwritten()
{
    const auto project = open();
    ModelDef model = *project->current()->findModel("image");
    model.comment = "ours";
    const std::string theirs = get(m_root / "models/image/model.json") + "\n";
    put(m_root / "models/image/model.json", theirs);
    const auto refused = project->saveModel(model);
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, std::string("SYNC_CONFLICT"));
    QCOMPARE(get(m_root / "models/image/model.json"), theirs);
    project->reload();
    QVERIFY(project->saveModel(model));
    QCOMPARE(project->current()->findModel("image")->comment, std::string("ours"));
}

void ProjectSaveTest::aFileThatWasNotUnderstoodIsNotOverwritten()
{
    std::string text = get(m_root / "models/image/model.json");
    text.replace(text.find("\"url\",\n      \"storageKey\""), 5, "\"u l\"");
    put(m_root / "models/image/model.json", text);
    const auto project = open();
    QVERIFY(!project->current()->findModel("image")->findField("url"));
    const auto refused = project->saveModel(*project->current()->findModel("image"));
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, std::string(errc::problems));
    QVERIFY(refused.error().place.starts_with("models/image/model.json:"));
    QCOMPARE(get(m_root / "models/image/model.json"), text);
}

void ProjectSaveTest::reloadingAnUnchangedProjectIsTheSameState()
{
    const auto project = open();
    const ProjectPtr first = project->current();
    QCOMPARE(project->reload(), first);
    QVERIFY(project->saveModel(*first->findModel("order")));
    QCOMPARE(project->current(), first);
    QVERIFY(project->writeFile("lib/pad.lua", "return {}"));
    const ProjectPtr second = project->current();
    QVERIFY(second != first);
    QCOMPARE(second->revision, first->revision + 1);
    QVERIFY(second->scripts.contains("lib/pad.lua"));
    QCOMPARE(project->readFile("lib/pad.lua").valueOr({}), std::string("return {}"));
    QVERIFY(!project->writeFile(".syncline/x", "y"));
    QVERIFY(!project->readFile("lib/none.lua"));
}

void ProjectSaveTest::replacingAFileNeedsWhatWasRead()
{
    const auto project = open();
    QVERIFY(project->replaceFile("lib/new.lua", std::nullopt, "return 1\r\n"));
    QCOMPARE(get(m_root / "lib/new.lua"), std::string("return 1\r\n"));
    QVERIFY(project->current()->scripts.contains("lib/new.lua"));
    QVERIFY(project->replaceFile("lib/new.lua", "return 1\r\n", "return 2\r\n"));

    const auto known = project->replaceFile("lib/new.lua", std::nullopt, "return 3");
    QVERIFY(!known && known.error().is("SYNC_CONFLICT"));
    put(m_root / "lib/new.lua", "-- of another editor");
    const auto changed = project->replaceFile("lib/new.lua", "return 2\r\n", "return 3");
    QVERIFY(!changed && changed.error().is("SYNC_CONFLICT"));
    QCOMPARE(get(m_root / "lib/new.lua"), std::string("-- of another editor"));
    fs::remove(m_root / "lib/new.lua");
    const auto gone = project->replaceFile("lib/new.lua", "-- of another editor", "return 3");
    QVERIFY(!gone && gone.error().is("SYNC_CONFLICT"));
    QVERIFY(!fs::exists(m_root / "lib/new.lua"));
    QVERIFY(!project->replaceFile("../outside.lua", std::nullopt, "x"));
}

void ProjectSaveTest::aReadOnlyProjectSavesNothing()
{
    const auto project = Project::open(m_root, Project::Access::ReadOnly);
    QVERIFY(project);
    QVERIFY(project.value()->isReadOnly());
    const auto refused = project.value()->writeFile("lib/a.lua", "x");
    QVERIFY(!refused && refused.error().is(errc::readOnly));
    QVERIFY(!fs::exists(m_root / "lib"));

    put(m_root / "syncline.json", R"({"format": 2, "id": "x", "name": "From the future"})");
    const auto future = open();
    QVERIFY(future->isReadOnly());
    const auto alsoRefused = future->saveModel(*future->current()->findModel("order"));
    QVERIFY(!alsoRefused && alsoRefused.error().is(errc::readOnly));

    const bool wasRoot = ::geteuid() == 0;
    put(m_root / "syncline.json", "{}");
    fs::permissions(m_dir->path().toStdString(), fs::perms(0755));
    fs::permissions(m_root, fs::perms(0555));
    if (wasRoot)
        QCOMPARE(::seteuid(65'534), 0);
    const auto locked = Project::open(m_root);
    const bool readOnly = locked && locked.value()->isReadOnly();
    if (wasRoot)
        QCOMPARE(::seteuid(0), 0);
    fs::permissions(m_root, fs::perms(0755));
    QVERIFY(readOnly);
}

void ProjectSaveTest::aSecretNeverReachesAFile()
{
    const auto project = open();
    EnvironmentDef environment{.name = "test",
                               .variables = {{.name = "KEY", .value = "hush", .secret = true}},
                               .extra = {}};
    QVERIFY(!project->saveEnvironment(environment));
    environment.variables[0].value.clear();
    QVERIFY(project->saveEnvironment(environment));
    QCOMPARE(
        get(m_root / "environments/test.env.json"),
        std::string("{\n  \"format\": 1,\n  \"variables\": {\n    \"KEY\": {\n      \"secret\": "
                    "true\n    }\n  }\n}\n"));
}

void ProjectSaveTest::foldersThatAreNoProjectAreRefused()
{
    const fs::path other = fs::path(m_dir->path().toStdString()) / "other";
    QVERIFY(!Project::open(other));
    fs::create_directories(other / ".git");
    const auto refused = Project::open(other);
    QVERIFY(!refused && refused.error().is(errc::notFound));
    QVERIFY(Project::create(other, "Other", projectId)); // a .git folder is no obstacle
    const auto again = Project::create(other, "Other", projectId);
    QVERIFY(!again && again.error().is(errc::invalidInput));
    const auto project = Project::open(other);
    QVERIFY(project);
    QVERIFY(project.value()->current()->problems.empty());
    QCOMPARE(get(other / ".gitignore"), std::string(".syncline/\n"));
}

QTEST_APPLESS_MAIN(ProjectSaveTest)
#include "ProjectSaveTest.moc"
