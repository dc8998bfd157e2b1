#include "tests/support/StdToString.h" // first: moc of Qt 6.4 cannot read a file that begins with <compare>

#include "core/project/ActionFile.h"
#include "core/project/ConnectionFile.h"
#include "core/project/ModelFile.h"
#include "core/project/Project.h"
#include "core/project/StorageKey.h"
#include "core/project/Templates.h"

#include <QTemporaryDir>

#include <rapidcheck.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <string>

#include <unistd.h>

using namespace syncline;
namespace fs = std::filesystem;

namespace {

constexpr std::string_view projectId = "3f0d2c1a-0000-4000-8000-000000000001";

void put(const fs::path &file, std::string_view text)
{
    fs::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << text;
}

std::string get(const fs::path &file)
{
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

/** Every file of the folder with its text. */
std::map<std::string, std::string> contents(const fs::path &folder)
{
    std::map<std::string, std::string> result;
    for (const auto &entry : fs::recursive_directory_iterator(folder)) {
        if (entry.is_regular_file())
            result[entry.path().lexically_relative(folder).native()] = get(entry.path());
    }
    return result;
}

std::string firstDifference(const std::map<std::string, std::string> &a,
                            const std::map<std::string, std::string> &b)
{
    for (const auto &[path, text] : a) {
        const auto other = b.find(path);
        if (other == b.end())
            return path + " is gone";
        if (other->second != text)
            return path + ":\n" + other->second;
    }
    return a.size() == b.size() ? "" : "there are new files";
}

rc::Gen<std::string> identifiers()
{
    return rc::gen::map(
        rc::gen::tuple(rc::gen::inRange('a', 'z'),
                       rc::gen::container<std::string>(rc::gen::element('a', 'B', 'c', '_', '7'))),
        [](const std::tuple<char, std::string> &parts) {
            return std::get<0>(parts) + std::get<1>(parts).substr(0, 20) + "_x";
        });
}

rc::Gen<std::string> texts()
{
    return rc::gen::map(rc::gen::container<std::vector<std::string>>(rc::gen::element<std::string>(
                            "a", "é", "\"", "\\", "\n", "/", "~", "日", "\t", "</script>", "%1")),
                        [](const std::vector<std::string> &parts) {
                            std::string text;
                            for (const std::string &part : parts)
                                text += part;
                            return text;
                        });
}

ValueObject someExtra()
{
    if (!*rc::gen::arbitrary<bool>())
        return {};
    return {{"x-" + *identifiers(), ValueList{*texts(), Value(1.5), Value(), Value(true)}}};
}

/** No default unless it is simple to say one that fits. */
void chooseType(FieldDef &field, bool inObject)
{
    field.type = *rc::gen::element(
        FieldType::String, FieldType::Number, FieldType::Boolean, FieldType::Date,
        FieldType::DateTime, FieldType::Enum, FieldType::Email, FieldType::Url, FieldType::Color,
        FieldType::Json, FieldType::Object, FieldType::BelongsTo, FieldType::HasMany);
    if (inObject && field.isRelationship())
        field.type = FieldType::String;
    field.list = !field.isRelationship() && *rc::gen::arbitrary<bool>();
    if (field.isRelationship())
        field.relatedModel = *identifiers();
    if (field.type == FieldType::HasMany)
        field.inverseField = *identifiers();
    if (field.type == FieldType::Enum) {
        field.options = {{.value = "a", .label = {}, .color = {}},
                         {.value = "b" + *texts(), .label = *texts(), .color = "#aabbcc"}};
        field.allowUnlisted = *rc::gen::arbitrary<bool>();
    }
    if (field.type == FieldType::Number) {
        field.integer = *rc::gen::arbitrary<bool>();
        field.decimals = *rc::gen::inRange(-1, 16);
        if (!field.list && !field.integer)
            field.defaultValue = *rc::gen::element<Value>(Value(), Value(0), Value(-2.5));
    }
    if (field.type == FieldType::String && !field.list)
        field.defaultValue = *texts();
    if (field.type == FieldType::Boolean && !field.list)
        field.defaultValue = false;
}

std::vector<FieldDef> someFields(const std::string &folder, int depth)
{
    std::vector<FieldDef> fields;
    const int count = *rc::gen::inRange(0, 5);
    for (int i = 0; i < count; ++i) {
        FieldDef field;
        field.name = *identifiers() + std::to_string(i);
        chooseType(field, depth > 0);
        if (depth == 0 && field.isStored())
            field.storageKey = "f_" + std::to_string(i) + "abc";
        field.required = *rc::gen::arbitrary<bool>() && field.type != FieldType::HasMany;
        field.filterable = *rc::gen::arbitrary<bool>();
        field.searchable = *rc::gen::arbitrary<bool>();
        field.comment = *texts();
        field.owner = *rc::gen::element<std::string>("", "shop");
        field.from = *rc::gen::element<std::string>("", "a.b");
        if (*rc::gen::arbitrary<bool>())
            field.validations = {folder + "/validations/x.lua", "lib/shared.lua"};
        if (field.type == FieldType::Object && depth < 2)
            field.fields = someFields(folder, depth + 1);
        field.extra = someExtra();
        fields.push_back(std::move(field));
    }
    return fields;
}

ModelDef someModel()
{
    ModelDef model;
    model.name = *identifiers();
    model.plural = *identifiers();
    model.storageKey = "m_" + std::to_string(*rc::gen::inRange(0, 1000));
    model.comment = *texts();
    model.fields = someFields("models/" + model.name, 0);
    if (*rc::gen::arbitrary<bool>())
        model.source = {.connection = "shop",
                        .document = *texts(),
                        .cacheField = {},
                        .idFromRemote = *rc::gen::arbitrary<bool>(),
                        .localized = *rc::gen::arbitrary<bool>()};
    for (const FieldDef &field : model.fields) {
        if (field.isStored())
            model.indexes.push_back({field.name});
    }
    model.extra = someExtra();
    return model;
}

std::vector<EffectDef> someEffects(const std::string &folder)
{
    std::vector<EffectDef> effects;
    const int count = *rc::gen::inRange(0, 4);
    for (int i = 0; i < count; ++i) {
        EffectDef effect;
        if (*rc::gen::arbitrary<bool>())
            effect.builtin = *rc::gen::elementOf(std::vector<std::string>{"applyParams", "custom"});
        else
            effect.file = *rc::gen::element<std::string>("", "lib/") + "x.lua";
        if (effect.builtin.empty() && *rc::gen::arbitrary<bool>())
            effect.file = folder + "/sub/y.lua";
        effect.settings = someExtra();
        effects.push_back(std::move(effect));
    }
    return effects;
}

ActionDef someAction()
{
    ActionDef action;
    action.name = *rc::gen::element<std::string>("create", "update", "delete", "publish");
    action.model = *rc::gen::element<std::string>("", "post");
    if (action.model.empty())
        action.kind = ActionKind::Global;
    else
        action.kind = *rc::gen::element(ActionKind::Create, ActionKind::Update, ActionKind::Delete,
                                        ActionKind::Custom);
    const std::string folder = actionFolder(action.model, action.name);
    action.comment = *texts();
    action.preconditions = someEffects(folder);
    action.run = {.effects = someEffects(folder), .transactional = *rc::gen::arbitrary<bool>()};
    action.success = {.effects = someEffects(folder), .transactional = *rc::gen::arbitrary<bool>()};
    action.failure = {.effects = someEffects(folder), .transactional = *rc::gen::arbitrary<bool>()};
    if (*rc::gen::arbitrary<bool>())
        action.params = {
            {"n", ValueObject{{"type", "array"}, {"items", ValueObject{{"type", "string"}}}}}};
    action.triggers = someExtra();
    action.timeoutMs = *rc::gen::inRange(1, 900'000);
    action.transactionTimeoutMs = *rc::gen::element(5'000, 1);
    action.returnsResult = *rc::gen::arbitrary<bool>();
    action.extra = someExtra();
    return action;
}

} // namespace

class ProjectSaveTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void savingEveryDefinitionOfATemplateChangesNoByte_data();
    void savingEveryDefinitionOfATemplateChangesNoByte();
    void generatedModelsComeBackEqual();
    void generatedActionsComeBackEqual();
    void connectionsAndEnvironmentsComeBackEqual();
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

void ProjectSaveTest::savingEveryDefinitionOfATemplateChangesNoByte_data()
{
    QTest::addColumn<std::string>("name");
    for (const TemplateInfo &info : listTemplates())
        QTest::newRow(info.name.c_str()) << info.name;
}

void ProjectSaveTest::savingEveryDefinitionOfATemplateChangesNoByte()
{
    QFETCH(const std::string, name);
    m_root = fs::path(m_dir->path().toStdString()) / name;
    QVERIFY(createFromTemplate(name, m_root, "Test", projectId));
    const auto before = contents(m_root);
    const auto project = open();
    const ProjectPtr state = project->current();
    // Written by the writers themselves, since saving an equal text would not touch the file.
    for (const auto &model : state->models)
        put(m_root / modelPath(model->name), writeModel(*model));
    for (const auto &action : state->actions) {
        if (!action->isDefault)
            put(m_root / actionPath(action->model, action->name), writeAction(*action));
    }
    for (const auto &connection : state->connections)
        put(m_root / connectionPath(connection->name), writeConnection(*connection));
    for (const EnvironmentDef &environment : state->environments)
        put(m_root / environmentPath(environment.name), writeEnvironment(environment));
    QCOMPARE(firstDifference(before, contents(m_root)), std::string());
    QCOMPARE(project->reload(), state);
}

void ProjectSaveTest::generatedModelsComeBackEqual()
{
    QVERIFY(rc::check("a written model reads back equal, and writes the same bytes", [] {
        const ModelDef model = someModel();
        const std::string text = writeModel(model);
        std::vector<Problem> problems;
        JsonFile file("model.json", text, problems);
        const auto read = readModel(file, model.name);
        for (const Problem &problem : problems)
            RC_ASSERT_FALSE(problem.leftOut);
        RC_ASSERT(read.has_value());
        RC_ASSERT(*read == model);
        RC_ASSERT(writeModel(*read) == text);
    }));
}

void ProjectSaveTest::generatedActionsComeBackEqual()
{
    QVERIFY(rc::check("a written action reads back equal, and writes the same bytes", [] {
        const ActionDef action = someAction();
        const std::string text = writeAction(action);
        std::vector<Problem> problems;
        JsonFile file("action.json", text, problems);
        const auto read = readAction(file, action.model, action.name);
        RC_ASSERT(read.has_value());
        RC_ASSERT(*read == action);
        RC_ASSERT(writeAction(*read) == text);
    }));
}

void ProjectSaveTest::connectionsAndEnvironmentsComeBackEqual()
{
    QVERIFY(rc::check("connections", [] {
        ConnectionDef connection;
        connection.name = "web";
        connection.kind = *identifiers();
        connection.options = someExtra();
        connection.models = *rc::gen::container<std::vector<std::string>>(texts());
        connection.typePrefix = *rc::gen::element<std::string>("", "Web");
        connection.script =
            *rc::gen::element<std::string>("", "connections/web/c.lua", "lib/c.lua");
        connection.enabled = *rc::gen::arbitrary<bool>();
        connection.comment = *texts();
        connection.extra = someExtra();
        std::vector<Problem> problems;
        const std::string text = writeConnection(connection);
        JsonFile file("connection.json", text, problems);
        const auto read = readConnection(file, "web");
        RC_ASSERT(read.has_value());
        RC_ASSERT(*read == connection);

        EnvironmentDef environment;
        environment.name = "development";
        environment.variables = {{.name = "A", .value = *texts(), .secret = false},
                                 {.name = "B", .value = {}, .secret = true}};
        environment.extra = someExtra();
        const std::string environmentText = writeEnvironment(environment);
        JsonFile environmentFile("e.env.json", environmentText, problems);
        const auto readBack = readEnvironment(environmentFile, "development");
        RC_ASSERT(readBack.has_value());
        RC_ASSERT(*readBack == environment);
    }));
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
    QVERIFY(project->current()->problems.empty());
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
