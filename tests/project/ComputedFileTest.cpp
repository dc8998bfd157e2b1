#include <QTest>

#include "core/project/ModelFile.h"
#include "core/project/ProjectLoader.h"
#include "core/project/StorageKey.h"

#include "tests/support/StdToString.h"

using namespace syncline;

namespace {

std::string post(const std::string &field)
{
    return R"({
  "format": 1,
  "storageKey": "m_post",
  "fields": [
    { "name": "title", "storageKey": "f_title", "type": "string" },
    { "name": "taggings", "type": "hasMany", "relatedModel": "tagging", "inverseField": "post" },
    )" + field +
           R"(
  ]
})";
}

ProjectDef load(const std::string &field)
{
    ProjectFiles files;
    const auto add = [&](const char *path, const std::string &text) {
        files.files[path] = {.text = text, .hash = contentHash(text)};
    };
    add("syncline.json",
        R"({"format": 1, "id": "3f0d2c1a-0000-4000-8000-000000000001", "name": "Test"})");
    add("models/post/model.json", post(field));
    add("models/tag/model.json", R"({"storageKey": "m_tag", "fields": [
        {"name": "weight", "storageKey": "f_weight", "type": "number"},
        {"name": "taggings", "type": "hasMany", "relatedModel": "tagging",
         "inverseField": "tag"}]})");
    add("models/tagging/model.json", R"({"storageKey": "m_tagging", "fields": [
        {"name": "post", "storageKey": "f_post", "type": "belongsTo", "relatedModel": "post"},
        {"name": "tag", "storageKey": "f_tag", "type": "belongsTo", "relatedModel": "tag"}]})");
    return loadProject(files, "folder");
}

std::string problems(const ProjectDef &def)
{
    std::string text;
    for (const Problem &problem : def.problems)
        text += problem.file + ":" + std::to_string(problem.line) + ":" +
                std::to_string(problem.column) + " " + problem.code + " " + problem.message + "\n";
    return text;
}

constexpr const char *through =
    R"({ "name": "tags", "type": "hasManyThrough", "relatedModel": "tag",
      "inverseField": "post", "joinModel": "tagging", "joinField": "tag" })";

} // namespace

/** Computed fields, relationships through a join model, and unions, as files say them. */
class ComputedFileTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void goodOnesAreUnderstood();
    void badOnesAreLeftOut_data();
    void badOnesAreLeftOut();
    void filesComeBackAsTheyWere();
    void unionsNameTheirModels();
};

void ComputedFileTest::goodOnesAreUnderstood()
{
    const ProjectDef def = load(std::string(through) + R"j(,
    { "name": "weight", "type": "computed", "expression": "sum(tags.weight) + count(taggings)" })j");
    QCOMPARE(problems(def), std::string());
    const auto model = def.findModel("post");
    QVERIFY(model->findField("weight")->computation != nullptr);
    QVERIFY(!model->findField("weight")->isStored());
    QVERIFY(model->findField("weight")->hasValue());
    QVERIFY(!model->findField("tags")->hasValue());
}

void ComputedFileTest::badOnesAreLeftOut_data()
{
    QTest::addColumn<std::string>("field");
    QTest::addColumn<std::string>("expected");
    const auto row = [](const char *name, const char *field, const char *expected) {
        QTest::newRow(name) << std::string(field) << std::string(expected);
    };
    row("a wrong expression", R"({ "name": "x", "type": "computed", "expression": "1 + nope" })",
        "models/post/model.json:7:54 bad_expression The computed field \"x\" is left out. The "
        "model "
        "post has no field \"nope\", at character 5.\n");
    row("no expression", R"({ "name": "x", "type": "computed" })",
        "models/post/model.json:7:5 bad_expression The computed field \"x\" is left out. Something "
        "is missing at the end, at character 1.\n");
    row("no join model",
        R"({ "name": "x", "type": "hasManyThrough", "relatedModel": "tag", "inverseField": "post" })",
        "models/post/model.json:7:5 missing_inverse The relationship \"x\" is left out: it does "
        "not "
        "say through which model: \"joinModel\" is missing.\n");
    row("a join that leads elsewhere",
        R"({ "name": "x", "type": "hasManyThrough", "relatedModel": "tag", "inverseField": "tag",
             "joinModel": "tagging", "joinField": "tag" })",
        "models/post/model.json:7:5 missing_inverse The relationship \"x\" is left out: the field "
        "\"tagging.tag\" does not belong to \"post\".\n");
    row("a default of what is computed",
        R"({ "name": "x", "type": "computed", "expression": "1", "required": true })",
        "models/post/model.json:7:71 setting_without_effect \"required\" has no effect on the "
        "field "
        "\"x\", whose type is computed.\n");
}

void ComputedFileTest::badOnesAreLeftOut()
{
    QFETCH(const std::string, field);
    QFETCH(const std::string, expected);
    const ProjectDef def = load(field);
    QCOMPARE(problems(def), expected);
    const bool leftOut = expected.find("left out") != std::string::npos;
    QCOMPARE(def.findModel("post")->findField("x") == nullptr, leftOut);
    QCOMPARE(def.complete, !leftOut);
}

void ComputedFileTest::filesComeBackAsTheyWere()
{
    const ProjectDef def = load(std::string(through) + R"(,
    { "name": "weight", "type": "computed", "expression": "1 + 1", "comment": "c" })");
    std::vector<Problem> found;
    const std::string written = writeModel(*def.findModel("post"));
    JsonFile file("models/post/model.json", written, found);
    const auto again = readModel(file, "post");
    QVERIFY(again && found.empty());
    QVERIFY(*again == *def.findModel("post"));
    QCOMPARE(writeModel(*again), written);
}

void ComputedFileTest::unionsNameTheirModels()
{
    const auto unionOf = [](const std::string &models) {
        return load(R"({ "name": "about", "storageKey": "f_about", "type": "union")" + models +
                    " }");
    };
    const ProjectDef good = unionOf(R"(, "relatedModels": ["tag", "post"])");
    QCOMPARE(problems(good), std::string());
    const FieldDef *about = good.findModel("post")->findField("about");
    QCOMPARE(memberNames(*about), std::string("tag, post"));
    QCOMPARE(about->findMemberByKey("m_tag")->model, std::string("tag"));

    const ProjectDef missing = unionOf(R"(, "relatedModels": ["tag", "nobody", "tag"])");
    QVERIFY2(problems(missing).find("The model \"tag\" stands twice") != std::string::npos,
             problems(missing).c_str());
    QVERIFY2(problems(missing).find("goes without the model \"nobody\"") != std::string::npos,
             problems(missing).c_str());
    QVERIFY(!missing.complete); // so nothing is taken for removed
    QCOMPARE(memberNames(*missing.findModel("post")->findField("about")), std::string("tag"));

    const ProjectDef nothing = unionOf("");
    QVERIFY2(problems(nothing).find("does not say of which models") != std::string::npos,
             problems(nothing).c_str());
    QVERIFY(!nothing.findModel("post")->findField("about"));
}

QTEST_APPLESS_MAIN(ComputedFileTest)
#include "ComputedFileTest.moc"
