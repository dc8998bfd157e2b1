#include "core/project/ProjectLoader.h"
#include "core/project/StorageKey.h"

#include "tests/support/StdToString.h"

#include <QTest>

#include <algorithm>
#include <initializer_list>
#include <string>
#include <utility>

using namespace syncline;

namespace {

constexpr const char *settings =
    R"({"format": 1, "id": "3f0d2c1a-0000-4000-8000-000000000001", "name": "Test"})";
constexpr const char *author = R"({
  "storageKey": "m_author",
  "fields": [
    { "name": "name", "storageKey": "f_name", "type": "string" },
    { "name": "posts", "type": "hasMany", "relatedModel": "post", "inverseField": "author" }
  ]
})";
constexpr const char *post = R"({
  "storageKey": "m_post",
  "fields": [
    { "name": "title", "storageKey": "f_title", "type": "string" },
    { "name": "author", "storageKey": "f_author", "type": "belongsTo", "relatedModel": "author" }
  ]
})";
constexpr const char *action = R"({
  "preconditions": ["preconditions/check.lua"],
  "run": ["applyParams", "stamp.lua", "updateRecord"]
})";

/** A small project without problems. */
ProjectFiles goodFiles()
{
    ProjectFiles files;
    const auto add = [&](const char *path, const char *text) {
        files.files[path] = {.text = text, .hash = contentHash(text)};
    };
    add("syncline.json", settings);
    add("models/author/model.json", author);
    add("models/post/model.json", post);
    add("models/post/update/action.json", action);
    add("models/post/update/stamp.lua", "return function(ctx) end");
    add("models/post/update/preconditions/check.lua", "return function(ctx) return true end");
    add("connections/web/connection.json", R"({"kind": "rest"})");
    add("environments/development.env.json", R"({"variables": {"HOST": "x"}})");
    return files;
}

ProjectDef loadWith(std::initializer_list<std::pair<const char *, std::string>> changed)
{
    ProjectFiles files = goodFiles();
    for (const auto &[path, text] : changed)
        files.files[path] = {.text = text, .hash = contentHash(text)};
    return loadProject(files, "folder");
}

/** "models/post/model.json:4:5 error unknown_field_type". */
std::string describe(const Problem &problem)
{
    return problem.file + ':' + std::to_string(problem.line) + ':' +
           std::to_string(problem.column) +
           (problem.severity == Problem::Severity::Error ? " error " : " warning ") + problem.code;
}

std::string describe(const std::vector<Problem> &problems)
{
    std::string text;
    for (const Problem &problem : problems)
        text += (text.empty() ? "" : "; ") + describe(problem);
    return text;
}

} // namespace

class ProjectLoadTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aGoodProjectHasNoProblems();
    void badModels_data();
    void badModels();
    void badActions_data();
    void badActions();
    void badOtherFiles_data();
    void badOtherFiles();
    void aDuplicateStorageKeyLeavesOutTheSecondModel();
    void problemsAreSentencesThatNameTheThing();
    void everyKeyOfAFieldIsRead();
    void aBrokenActionIsNotReplacedByItsDefault();
    void defaultsAreMadeForActionsWithoutAFile();
    void anActionListMayBeAnObjectWithItsTransaction();
    void unknownKeysAreKept();
    void scriptsAreListedWithTheirHashes();
    void aRequiredScriptIsNotUnused();
    void aProjectOfANewerVersionIsRecognised();
};

void ProjectLoadTest::aGoodProjectHasNoProblems()
{
    const ProjectDef def = loadWith({});
    QCOMPARE(describe(def.problems), std::string());
    QVERIFY(def.complete);
    QCOMPARE(def.name, std::string("Test"));
    QCOMPARE(def.models.size(), 2U);
    QVERIFY(def.findModel("post"));
    QVERIFY(!def.findModel("Post"));
    QCOMPARE(def.findModel("post")->plural, std::string("posts"));
    const auto update = def.findAction("post.update");
    QVERIFY(update);
    QCOMPARE(update->run.effects.size(), 3U);
    QCOMPARE(update->run.effects[1].file, std::string("models/post/update/stamp.lua"));
    QVERIFY(update->run.transactional);
    QVERIFY(!update->isPlain());
    QCOMPARE(def.findConnection("web")->kind, std::string("rest"));
    QCOMPARE(def.findEnvironment("development")->find("HOST")->value, std::string("x"));
}

void ProjectLoadTest::badModels_data()
{
    QTest::addColumn<std::string>("text");
    QTest::addColumn<std::string>("expected");
    QTest::addColumn<bool>("complete");
    const auto row = [](const char *name, const std::string &text, const std::string &expected,
                        bool complete = false) {
        QTest::newRow(name) << text << "models/extra/model.json:" + expected << complete;
    };
    const std::string title = R"({ "name": "title", "storageKey": "f_t", "type": "string" })";
    const auto extra = [&](const std::string &fields) {
        return "{\n  \"storageKey\": \"m_extra\",\n  \"fields\": [\n    " + fields + "\n  ]\n}";
    };
    row("an unclosed object", "{\n  \"fields\": [\n", "3:1 error bad_json");
    row("text that is no JSON", "fields: []", "1:1 error bad_json");
    row("a list instead of an object", "[]", "1:1 error bad_json");
    row("bytes that are not UTF-8", "{\"comment\": \"\xff\"}", "0:0 error not_utf8");
    row("an unresolved merge conflict", "{\n<<<<<<< HEAD\n  \"fields\": []\n=======\n>>>>>>> b\n}",
        "2:1 error merge_conflict");
    row("a newer format", "{\n  \"format\": 2,\n  \"storageKey\": \"m_extra\"\n}",
        "2:13 error too_new");
    row("a key twice in one object",
        "{\n  \"storageKey\": \"m_extra\",\n  \"comment\": \"a\",\n  \"comment\": \"b\"\n}",
        "4:3 error duplicate_key");
    row("an unknown key", "{\n  \"storageKey\": \"m_extra\",\n  \"colour\": \"red\"\n}",
        "3:13 warning unknown_key", true);
    row("no storage key", "{ \"fields\": [] }", "1:1 warning no_storage_key", true);
    row("a storage key with capitals", "{\n  \"storageKey\": \"m_Extra\"\n}",
        "2:17 error bad_storage_key");
    row("an unknown field type",
        extra(R"({ "name": "title", "storageKey": "f_t", "type": "text" })"),
        "4:53 error unknown_field_type");
    row("a field without a type", extra(R"({ "name": "title", "storageKey": "f_t" })"),
        "4:5 error unknown_field_type");
    row("a field without a name", extra(R"({ "type": "string", "storageKey": "f_t" })"),
        "4:5 error bad_identifier");
    row("a field name with a space",
        extra(R"({ "name": "the title", "storageKey": "f_t", "type": "string" })"),
        "4:15 error bad_identifier");
    row("the field name id", extra(R"({ "name": "id", "storageKey": "f_t", "type": "string" })"),
        "4:15 error reserved_name");
    row("the field name updatedAt",
        extra(R"({ "name": "updatedAt", "storageKey": "f_t", "type": "string" })"),
        "4:15 error reserved_name");
    row("a field without a storage key", extra(R"({ "name": "title", "type": "string" })"),
        "4:5 warning no_storage_key", true);
    row("two fields of one name",
        extra(title + ",\n    " + R"({ "name": "title", "storageKey": "f_u", "type": "string" })"),
        "5:15 error duplicate_name");
    row("two fields with one storage key",
        extra(title + ",\n    " + R"({ "name": "other", "storageKey": "f_t", "type": "string" })"),
        "5:38 error duplicate_storage_key");
    row("an enum without options", extra(R"({ "name": "s", "storageKey": "f_t", "type": "enum" })"),
        "4:5 error enum_without_options", true);
    row("an option that stands twice",
        extra(
            R"({ "name": "s", "storageKey": "f_t", "type": "enum", "options": ["a", "b", "a"] })"),
        "4:79 error duplicate_option");
    row("a default of the wrong type",
        extra(R"({ "name": "n", "storageKey": "f_t", "type": "number", "default": "x" })"),
        "4:70 error bad_default");
    row("a flag that is text",
        extra(R"({ "name": "n", "storageKey": "f_t", "type": "number", "required": "yes" })"),
        "4:71 error wrong_type");
    row("a setting of another type",
        extra(R"({ "name": "n", "storageKey": "f_t", "type": "string", "integer": true })"),
        "4:70 warning setting_without_effect", true);
    row("a field that is text", extra("\"title\""), "4:5 error wrong_type");
    row("fields that are an object", "{\n  \"storageKey\": \"m_extra\",\n  \"fields\": {}\n}",
        "3:13 error wrong_type");
    row("a relationship to a missing model",
        extra(
            R"({ "name": "a", "storageKey": "f_t", "type": "belongsTo", "relatedModel": "nobody" })"),
        "4:5 error unknown_model");
    row("a relationship to nothing",
        extra(R"({ "name": "a", "storageKey": "f_t", "type": "belongsTo" })"),
        "4:5 error unknown_model");
    row("a hasMany without its other side",
        extra(R"({ "name": "a", "type": "hasMany", "relatedModel": "post" })"),
        "4:5 error missing_inverse");
    row("a hasMany whose other side belongs to another model",
        extra(
            R"({ "name": "a", "type": "hasMany", "relatedModel": "post", "inverseField": "author" })"),
        "4:5 error missing_inverse");
    row("an index over an unknown field",
        "{\n  \"storageKey\": \"m_extra\",\n  \"fields\": [],\n  \"indexes\": [[\"title\"]]\n}",
        "4:15 error unknown_field");
    row("a display field that does not exist",
        "{\n  \"storageKey\": \"m_extra\",\n  \"displayField\": \"x\"\n}",
        "3:19 error unknown_field", true);
    row("a field beside the id of a relationship",
        extra(
            R"({ "name": "a", "storageKey": "f_a", "type": "belongsTo", "relatedModel": "post", "owner": "web" },)"
            "\n    "
            R"({ "name": "aId", "storageKey": "f_b", "type": "string" })"),
        "3:13 error reserved_name", true);
    row("a connection that does not exist",
        "{\n  \"storageKey\": \"m_extra\",\n  \"source\": { \"connection\": \"gone\" }\n}",
        "3:29 warning unknown_connection", true);
    row("a source without a connection", "{\n  \"storageKey\": \"m_extra\",\n  \"source\": {}\n}",
        "3:13 error missing_key");
    row("a validation file that is missing",
        "{\n  \"storageKey\": \"m_extra\",\n  \"validations\": [\"validations/x.lua\"]\n}",
        "3:19 error script_missing", true);
}

void ProjectLoadTest::badModels()
{
    QFETCH(const std::string, text);
    QFETCH(const std::string, expected);
    QFETCH(const bool, complete);
    const ProjectDef def = loadWith({{"models/extra/model.json", text}});
    QCOMPARE(describe(def.problems), expected);
    QCOMPARE(def.complete, complete);
    QVERIFY(def.findModel("post")); // the others are there
}

void ProjectLoadTest::badActions_data()
{
    QTest::addColumn<std::string>("path");
    QTest::addColumn<std::string>("text");
    QTest::addColumn<std::string>("expected");
    const auto row = [](const char *name, const char *path, const char *text,
                        const char *expected) {
        QTest::newRow(name) << std::string(path) << std::string(text) << std::string(expected);
    };
    constexpr const char *publish = "models/post/publish/action.json";
    row("an unknown built-in effect", publish, "{\n  \"run\": [\"applyParms\"]\n}",
        "models/post/publish/action.json:2:11 error unknown_effect");
    row("an unknown effect behind a transaction switch", publish,
        "{\n  \"run\": { \"transactional\": false, \"effects\": [\"x\"] }\n}",
        "models/post/publish/action.json:2:48 error unknown_effect");
    row("a missing effect file", publish, "{\n  \"run\": [\n    \"gone.lua\"\n  ]\n}",
        "models/post/publish/action.json:3:5 error script_missing");
    row("a built-in precondition", publish, "{\n  \"preconditions\": [\"applyParams\"]\n}",
        "models/post/publish/action.json:2:21 error unknown_effect");
    row("updateRecord in a custom action may stand", publish, "{ \"run\": [\"updateRecord\"] }",
        "");
    row("updateRecord in a create action", "models/post/create/action.json",
        "{ \"run\": [\"updateRecord\"] }",
        "models/post/create/action.json:1:11 error unknown_effect");
    row("a record effect in a global action", "actions/tidy/action.json",
        "{ \"run\": [\"deleteRecord\"] }", "actions/tidy/action.json:1:11 error unknown_effect");
    row("an effect list that is text", publish, "{ \"run\": \"applyParams\" }",
        "models/post/publish/action.json:1:10 error bad_effect");
    row("an effect that is a number", publish, "{ \"run\": [1] }",
        "models/post/publish/action.json:1:11 error bad_effect");
    row("an unknown kind", publish, "{ \"kind\": \"upsert\" }",
        "models/post/publish/action.json:1:11 error unknown_action_kind");
    row("a limit that is too long", publish, "{ \"timeoutMs\": 1000000 }",
        "models/post/publish/action.json:1:16 error out_of_range");
    row("a param of an unknown type", publish,
        "{ \"params\": { \"when\": { \"type\": \"date\" } } }",
        "models/post/publish/action.json:1:23 error bad_params");
    row("a param with a key that means nothing", publish,
        "{ \"params\": { \"n\": { \"type\": \"number\", \"min\": 1 } } }",
        "models/post/publish/action.json:1:47 warning bad_params");
    row("a reserved action name", "models/post/find_many/action.json", "{}",
        "models/post/find_many/action.json:1:1 error reserved_name");
    row("a reserved global name", "actions/transaction/action.json", "{}",
        "actions/transaction/action.json:1:1 error reserved_name");
    row("a global action named like a model", "actions/post/action.json", "{}",
        "actions/post/action.json:1:1 error duplicate_name");
    row("an action of a model that has no file", "models/ghost/create/action.json", "{}",
        "models/ghost/model.json:0:0 error no_model_file");
    row("a Lua file that nothing names", "models/post/update/old.lua", "return 1",
        "models/post/update/old.lua:0:0 warning unused_script");
    row("Lua files without an action.json", "models/post/delete/guard.lua", "return 1",
        "models/post/delete/guard.lua:0:0 warning no_action_file");
    row("a misspelled file name", "models/post/update/acton.json", "{}",
        "models/post/update/acton.json:1:1 warning unexpected_file");
    row("a module beside a model may stand alone", "models/post/utils.lua", "return {}", "");
}

void ProjectLoadTest::badActions()
{
    QFETCH(const std::string, path);
    QFETCH(const std::string, text);
    QFETCH(const std::string, expected);
    const ProjectDef def = loadWith({{path.c_str(), text}});
    QCOMPARE(describe(def.problems), expected);
}

void ProjectLoadTest::badOtherFiles_data()
{
    QTest::addColumn<std::string>("path");
    QTest::addColumn<std::string>("text");
    QTest::addColumn<std::string>("expected");
    const auto row = [](const char *name, const char *path, const char *text,
                        const char *expected) {
        QTest::newRow(name) << std::string(path) << std::string(text) << std::string(expected);
    };
    row("a project id that is no UUID", "syncline.json", "{\n  \"id\": \"shop\"\n}",
        "syncline.json:2:9 error bad_id");
    row("a project file that is broken", "syncline.json", "{", "syncline.json:1:2 error bad_json");
    constexpr const char *web = "connections/web/connection.json";
    row("a connection without a kind", web, "{}",
        "connections/web/connection.json:1:1 error missing_key");
    row("a connector script that is missing", web, "{\n  \"script\": \"connector.lua\"\n}",
        "connections/web/connection.json:2:13 error script_missing");
    row("options that are a list", web, R"({"kind": "rest", "options": []})",
        "connections/web/connection.json:1:29 error wrong_type");
    row("a type prefix that is no name", web, R"({"kind": "rest", "typePrefix": "x-y"})",
        "connections/web/connection.json:1:32 error bad_identifier");
    row("a model list with a number", web, R"({"kind": "rest", "models": ["A", 1]})",
        "connections/web/connection.json:1:34 error wrong_type");
    row("a connection whose name is no identifier", "connections/my-web/connection.json",
        R"({"kind": "rest"})", "connections/my-web/connection.json:1:1 error bad_identifier");
    constexpr const char *environment = "environments/development.env.json";
    row("a variable that is a number", environment, R"({"variables": {"PORT": 80}})",
        "environments/development.env.json:1:24 error bad_variable");
    row("a secret with its value in the file", environment,
        R"({"variables": {"KEY": {"secret": true, "value": "hush"}}})",
        "environments/development.env.json:1:23 error bad_variable");
    row("a variable whose name has a dash", environment, R"({"variables": {"MY-KEY": "x"}})",
        "environments/development.env.json:1:26 error bad_identifier");
    constexpr const char *filters = "models/post/filters.json";
    row("a saved filter without a name", filters, R"({"filters": [{"search": "x"}]})",
        "models/post/filters.json:1:14 error bad_identifier");
    row("two saved filters of one name", filters,
        "{\"filters\": [{\"name\": \"a\"},\n{\"name\": \"a\"}]}",
        "models/post/filters.json:2:10 error duplicate_name");
    row("a saved filter of a field that is gone", filters,
        "{\"filters\": [{\"name\": \"a\",\n\"filter\": {\"gone\": {\"equals\": 1}}}]}",
        "models/post/filters.json:2:11 error bad_filter");
    row("a saved sort that is none", filters,
        R"({"filters": [{"name": "a", "sort": {"title": "up"}}]})",
        "models/post/filters.json:1:36 error bad_filter");
    row("a saved filter through a relationship", filters,
        R"({"filters": [{"name": "a", "filter": {"author": {"name": {"equals": "x"}}}}]})", "");
    row("a filter of tomorrow", filters, R"({"filters": [{"name": "a", "color": "red"}]})",
        "models/post/filters.json:1:37 warning unknown_key");
    row("filters of a model that is not there", "models/gone/filters.json", "{}",
        "models/gone/filters.json:1:1 warning unexpected_file");
    row("a file that is no environment", "environments/notes.json", "{}",
        "environments/notes.json:1:1 warning unexpected_file");
}

void ProjectLoadTest::badOtherFiles()
{
    QFETCH(const std::string, path);
    QFETCH(const std::string, text);
    QFETCH(const std::string, expected);
    const ProjectDef def = loadWith({{path.c_str(), text}});
    QCOMPARE(describe(def.problems), expected);
    QCOMPARE(def.models.size(), 2U);
}

void ProjectLoadTest::aDuplicateStorageKeyLeavesOutTheSecondModel()
{
    const ProjectDef def =
        loadWith({{"models/extra/model.json", R"({"storageKey": "m_post", "fields": []})"}});
    QCOMPARE(describe(def.problems),
             std::string("models/author/model.json:5:5 error unknown_model; "
                         "models/post/model.json:2:17 error duplicate_storage_key"));
    QVERIFY(def.findModel("extra"));
    QVERIFY(!def.findModel("post"));
    QVERIFY(!def.findAction("post.update"));
    QVERIFY(!def.complete);
}

void ProjectLoadTest::problemsAreSentencesThatNameTheThing()
{
    const ProjectDef def = loadWith(
        {{"models/extra/model.json",
          R"({"storageKey": "m_extra", "fields": [{"name": "colour", "type": "colr\u001b[31m"}]})"}});
    QCOMPARE(def.problems.size(), 1U);
    const std::string &message = def.problems.front().message;
    QVERIFY2(message.find("\"colour\"") != std::string::npos, message.c_str());
    QVERIFY2(message.ends_with('.'), message.c_str());
    QVERIFY2(message.find('\x1b') == std::string::npos, "control characters are made visible");
}

void ProjectLoadTest::everyKeyOfAFieldIsRead()
{
    const ProjectDef def = loadWith({{"models/extra/model.json", R"({
        "storageKey": "m_extra", "plural": "extraThings", "comment": "c", "displayField": "s",
        "source": {"connection": "web", "document": "Extra", "cacheField": "s", "idFromRemote": true,
                   "localized": true},
        "fields": [
          {"name": "s", "storageKey": "f_s", "type": "enum", "list": true, "required": true, "unique": true,
           "filterable": false, "searchable": false, "default": ["a"],
           "options": ["a", {"value": "b", "label": "B", "color": "#112233"}], "allowUnlisted": true,
           "owner": "web", "from": "attributes.s", "comment": "note"},
          {"name": "n", "storageKey": "f_n", "type": "number", "integer": true, "decimals": 2},
          {"name": "o", "storageKey": "f_o", "type": "object", "fields": [{"name": "id", "type": "string"}]}
        ],
        "indexes": [["s", "n"]]
    })"}});
    QCOMPARE(describe(def.problems), std::string());
    const auto model = def.findModel("extra");
    QVERIFY(model);
    QCOMPARE(model->plural, std::string("extraThings"));
    QVERIFY(model->source.idFromRemote && model->source.localized);
    QCOMPARE(model->source.cacheField, std::string("s"));
    const FieldDef &s = model->fields.at(0);
    QVERIFY(s.list && s.required && s.unique && !s.filterable && !s.searchable && s.allowUnlisted);
    QCOMPARE(s.options.size(), 2U);
    QCOMPARE(s.options[1].color, std::string("#112233"));
    QVERIFY(s.defaultValue == Value(ValueList{"a"}));
    QCOMPARE(s.from, std::string("attributes.s"));
    QVERIFY(model->fields.at(1).integer);
    QCOMPARE(model->fields.at(1).decimals, 2);
    QCOMPARE(model->fields.at(2).fields.at(0).name, std::string("id"));
    QCOMPARE(model->indexes.at(0).size(), 2U);
}

void ProjectLoadTest::aBrokenActionIsNotReplacedByItsDefault()
{
    const ProjectDef def = loadWith({{"models/post/update/action.json", "{ \"run\": 1 }"}});
    QVERIFY(!def.findAction("post.update"));
    QVERIFY(def.findAction("post.create"));
    QVERIFY(!def.complete);
}

void ProjectLoadTest::defaultsAreMadeForActionsWithoutAFile()
{
    const ProjectDef def = loadWith({});
    const auto create = def.findAction("post.create");
    QVERIFY(create && create->isDefault && create->isPlain());
    QCOMPARE(create->run.effects.at(1).builtin, std::string("createRecord"));
    QVERIFY(def.findAction("author.delete")->isPlain());
    QVERIFY(!def.findAction("post.update")->isDefault);
}

void ProjectLoadTest::anActionListMayBeAnObjectWithItsTransaction()
{
    const ProjectDef def = loadWith({{"models/post/update/action.json",
                                      R"({"run": {"transactional": false},
                                          "preconditions": ["preconditions/check.lua"],
                                          "success": [{"effect": "stamp.lua", "settings": {"a": 1}}]})"}});
    QCOMPARE(describe(def.problems), std::string());
    const auto update = def.findAction("post.update");
    QVERIFY(!update->run.transactional);
    QVERIFY(update->run.effects == defaultRun(ActionKind::Update).effects);
    QVERIFY(!update->success.transactional);
    QVERIFY(update->success.effects.at(0).settings.at("a") == Value(1));
}

void ProjectLoadTest::unknownKeysAreKept()
{
    const ProjectDef def = loadWith(
        {{"connections/web/connection.json", R"({"kind": "rest", "schedule": "@daily"})"}});
    QCOMPARE(describe(def.problems),
             std::string("connections/web/connection.json:1:30 warning unknown_key"));
    QVERIFY(def.findConnection("web")->extra.at("schedule") == Value("@daily"));
    QVERIFY(def.complete);
}

void ProjectLoadTest::scriptsAreListedWithTheirHashes()
{
    const ProjectDef def = loadWith({});
    QCOMPARE(def.scripts.size(), 2U);
    QCOMPARE(def.scripts.at("models/post/update/stamp.lua"),
             contentHash("return function(ctx) end"));
}

void ProjectLoadTest::aRequiredScriptIsNotUnused()
{
    const ProjectDef def =
        loadWith({{"models/post/update/helper.lua", "return {}"},
                  {"models/post/update/stamp.lua", "require(\"models.post.update.helper\")"}});
    QCOMPARE(describe(def.problems), std::string());
}

void ProjectLoadTest::aProjectOfANewerVersionIsRecognised()
{
    const ProjectDef def = loadWith({{"syncline.json", R"({"format": 7})"}});
    QCOMPARE(def.formatVersion, 2);
    QVERIFY(!def.complete);
    QCOMPARE(def.name, std::string("folder"));
}

QTEST_APPLESS_MAIN(ProjectLoadTest)
#include "ProjectLoadTest.moc"
