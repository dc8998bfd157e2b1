#include "tests/support/StdToString.h" // first: moc of Qt 6.4 cannot read a file that begins with <compare>

#include "core/project/ActionFile.h"
#include "core/project/ConnectionFile.h"
#include "core/project/ModelFile.h"
#include "core/project/Project.h"
#include "core/project/Templates.h"
#include "tests/project/FolderContents.h"

#include <QTemporaryDir>

#include <rapidcheck.h>

#include <string>
#include <tuple>
#include <vector>

using namespace syncline;
using namespace syncline::test;
namespace fs = std::filesystem;

namespace {

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

class ProjectRoundTripTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void savingEveryDefinitionOfATemplateChangesNoByte_data();
    void savingEveryDefinitionOfATemplateChangesNoByte();
    void generatedModelsComeBackEqual();
    void generatedActionsComeBackEqual();
    void connectionsAndEnvironmentsComeBackEqual();
};

void ProjectRoundTripTest::savingEveryDefinitionOfATemplateChangesNoByte_data()
{
    QTest::addColumn<std::string>("name");
    for (const TemplateInfo &info : listTemplates())
        QTest::newRow(info.name.c_str()) << info.name;
}

void ProjectRoundTripTest::savingEveryDefinitionOfATemplateChangesNoByte()
{
    QFETCH(const std::string, name);
    const QTemporaryDir dir;
    const fs::path root = fs::path(dir.path().toStdString()) / name;
    QVERIFY(createFromTemplate(name, root, "Test", "3f0d2c1a-0000-4000-8000-000000000001"));
    const auto before = contents(root);
    const auto project = Project::open(root).value();
    const ProjectPtr state = project->current();
    // Written by the writers themselves, since saving an equal text would not touch the file.
    for (const auto &model : state->models)
        put(root / modelPath(model->name), writeModel(*model));
    for (const auto &action : state->actions) {
        if (!action->isDefault)
            put(root / actionPath(action->model, action->name), writeAction(*action));
    }
    for (const auto &connection : state->connections)
        put(root / connectionPath(connection->name), writeConnection(*connection));
    for (const EnvironmentDef &environment : state->environments)
        put(root / environmentPath(environment.name), writeEnvironment(environment));
    QCOMPARE(firstDifference(before, contents(root)), std::string());
    QCOMPARE(project->reload(), state);
}

void ProjectRoundTripTest::generatedModelsComeBackEqual()
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

void ProjectRoundTripTest::generatedActionsComeBackEqual()
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

void ProjectRoundTripTest::connectionsAndEnvironmentsComeBackEqual()
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

QTEST_APPLESS_MAIN(ProjectRoundTripTest)
#include "ProjectRoundTripTest.moc"
