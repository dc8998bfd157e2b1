#include "tests/support/StdToString.h"

#include "core/model/DependentNames.h"
#include "core/project/ModelFile.h"
#include "core/project/ProjectLoader.h"
#include "core/project/Relationships.h"
#include "core/project/StorageKey.h"
#include "core/record/ModelCodec.h"

#include <QTest>

#include <algorithm>
#include <map>

using namespace syncline;

namespace {

std::shared_ptr<const ModelDef> model(const std::string &name, std::vector<FieldDef> fields = {})
{
    auto def = std::make_shared<ModelDef>();
    def->name = name;
    def->plural = name + "s";
    def->storageKey = "m_" + name;
    def->fields = std::move(fields);
    return def;
}

FieldDef belongsTo(const std::string &name, const std::string &related)
{
    FieldDef field;
    field.name = name;
    field.storageKey = "f_" + name;
    field.type = FieldType::BelongsTo;
    field.relatedModel = related;
    return field;
}

/** "order(customer→customer; …) customer(orders⇉order.customer …)": what was added, in one line. */
std::string shown(const std::vector<ModelDef> &models)
{
    std::string text;
    for (const ModelDef &def : models) {
        text += (text.empty() ? "" : " ") + def.name + "(";
        for (const FieldDef &field : def.fields) {
            text += (text.ends_with('(') ? "" : " ") + field.name + ":" +
                    std::string(fieldTypeName(field.type)) + ":" + field.relatedModel;
            if (!field.inverseField.empty())
                text += "." + field.inverseField;
            if (!field.joinModel.empty())
                text += "/" + field.joinModel + "." + field.joinField;
            if (field.required)
                text += "!";
            if (field.dependent != Dependent::Ignore)
                text += "~" + std::string(dependentName(field.dependent));
        }
        text += ")";
    }
    return text;
}

/** A project of these model files; @p more lines of fields of "line". */
ProjectDef load(const std::string &lines, const std::string &others = {})
{
    ProjectFiles files;
    const auto add = [&](const char *path, const std::string &text) {
        files.files[path] = {.text = text, .hash = contentHash(text)};
    };
    add("syncline.json",
        R"({"format": 1, "id": "3f0d2c1a-0000-4000-8000-000000000001", "name": "Test"})");
    add("models/order/model.json",
        "{\n  \"storageKey\": \"m_order\",\n  \"fields\": [\n    " + lines + "\n  ]\n}");
    add("models/line/model.json",
        "{\n  \"storageKey\": \"m_line\",\n  \"fields\": [\n"
        "    { \"name\": \"order\", \"storageKey\": \"f_order\", \"type\": \"belongsTo\", "
        "\"relatedModel\": \"order\" }" +
            others + "\n  ]\n}");
    return loadProject(files, "folder");
}

std::string problems(const ProjectDef &def)
{
    std::string text;
    for (const Problem &problem : def.problems)
        text += problem.file + ":" + std::to_string(problem.line) + " " + problem.code + "\n";
    return text;
}

constexpr const char *listOfLines =
    R"({ "name": "lines", "type": "hasMany", "relatedModel": "line", "inverseField": "order")";

} // namespace

/** Both sides of a relationship: made at once, told of when one is missing, and what `dependent`
 * says in files. */
class RelationshipsTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void bothSidesAreMade_data();
    void bothSidesAreMade();
    void whatCannotBeIsRefused_data();
    void whatCannotBeIsRefused();
    void whatIsMadeHasNoProblems();
    void oneSideIsWarnedAbout();
    void dependentIsReadAndWritten();
    void wrongDependentsAreProblems();
};

void RelationshipsTest::bothSidesAreMade_data()
{
    QTest::addColumn<NewRelationship>("wanted");
    QTest::addColumn<std::string>("expected");
    const auto row = [](const char *name, NewRelationship wanted, const char *expected) {
        QTest::newRow(name) << std::move(wanted) << std::string(expected);
    };
    row("belongs to",
        {.model = "order", .field = "customer", .relatedModel = "customer", .required = true},
        "order(customer:belongsTo:customer!) "
        "customer(mails:belongsTo:mail orders:hasMany:order.customer)");
    row("belongs to, one over there, deleted with it",
        {.model = "order",
         .field = "customer",
         .relatedModel = "customer",
         .inverse = "only",
         .inverseType = FieldType::HasOne,
         .dependent = Dependent::Delete},
        "order(customer:belongsTo:customer) "
        "customer(mails:belongsTo:mail only:hasOne:order.customer~delete)");
    row("belongs to, the name over there taken",
        {.model = "mail", .field = "to", .relatedModel = "customer"},
        "mail(to:belongsTo:customer) "
        "customer(mails:belongsTo:mail mails2:hasMany:mail.to)");
    row("has many makes the other side",
        {.model = "customer",
         .field = "orders",
         .type = FieldType::HasMany,
         .relatedModel = "order",
         .dependent = Dependent::Refuse},
        "customer(mails:belongsTo:mail orders:hasMany:order.customer~refuse) "
        "order(customer:belongsTo:customer)");
    row("has many takes the side that is there",
        {.model = "mail",
         .field = "readers",
         .type = FieldType::HasMany,
         .relatedModel = "customer"},
        "mail(readers:hasMany:customer.mails)");
    row("has one by name",
        {.model = "mail",
         .field = "reader",
         .type = FieldType::HasOne,
         .relatedModel = "customer",
         .inverse = "first"},
        "mail(reader:hasOne:customer.first) "
        "customer(mails:belongsTo:mail first:belongsTo:mail)");
    row("through a new model",
        {.model = "order",
         .field = "tags",
         .type = FieldType::HasManyThrough,
         .relatedModel = "tag"},
        "order(tags:hasManyThrough:tag.order/orderTag.tag) "
        "tag(orders:hasManyThrough:order.tag/orderTag.order) "
        "orderTag(order:belongsTo:order! tag:belongsTo:tag!)");
    row("through one that is there",
        {.model = "tag",
         .field = "seen",
         .type = FieldType::HasManyThrough,
         .relatedModel = "mail",
         .inverse = "marks",
         .joinModel = "mark"},
        "tag(seen:hasManyThrough:mail.what/mark.mail) "
        "mail(marks:hasManyThrough:tag.mail/mark.what) "
        "mark(what:belongsTo:tag mail:belongsTo:mail!)");
    row("with itself",
        {.model = "tag", .field = "parent", .relatedModel = "tag", .inverse = "children"},
        "tag(parent:belongsTo:tag children:hasMany:tag.parent)");
    row("with itself through a model",
        {.model = "tag",
         .field = "related",
         .type = FieldType::HasManyThrough,
         .relatedModel = "tag",
         .joinModel = "pair"},
        "tag(related:hasManyThrough:tag.tag/pair.tag2 tags:hasManyThrough:tag.tag2/pair.tag) "
        "pair(tag:belongsTo:tag! tag2:belongsTo:tag!)");
}

namespace {

ModelList someModels()
{
    return {model("order"), model("customer", {belongsTo("mails", "mail")}), model("mail"),
            model("tag"), model("mark", {belongsTo("what", "tag")})};
}

} // namespace

void RelationshipsTest::bothSidesAreMade()
{
    QFETCH(const NewRelationship, wanted);
    QFETCH(const std::string, expected);
    const auto made = withRelationship(someModels(), wanted);
    QVERIFY2(made.ok(), made.ok() ? "" : made.error().describe().c_str());
    QCOMPARE(shown(*made), expected);
}

void RelationshipsTest::whatCannotBeIsRefused_data()
{
    QTest::addColumn<NewRelationship>("wanted");
    QTest::addColumn<std::string>("says");
    const auto row = [](const char *name, NewRelationship wanted, const char *says) {
        QTest::newRow(name) << std::move(wanted) << std::string(says);
    };
    row("an unknown model", {.model = "order", .field = "x", .relatedModel = "nobody"},
        "There is no model \"nobody\".");
    row("its own model unknown", {.model = "nobody", .field = "x", .relatedModel = "order"},
        "There is no model \"nobody\".");
    row("a name that is none", {.model = "order", .field = "a b", .relatedModel = "tag"}, "a b");
    row("a name that is taken", {.model = "customer", .field = "mails", .relatedModel = "tag"},
        "The model \"customer\" has a field \"mails\" already.");
    row("a name taken over there",
        {.model = "tag", .field = "x", .relatedModel = "customer", .inverse = "mails"},
        "The model \"customer\" has a field \"mails\" already.");
    row("an other side that belongs to another model",
        {.model = "order",
         .field = "x",
         .type = FieldType::HasMany,
         .relatedModel = "customer",
         .inverse = "mails"},
        "The field \"mails\" of \"customer\" does not belong to a order.");
    row("a type that is no relationship",
        {.model = "order", .field = "x", .type = FieldType::Number, .relatedModel = "tag"},
        "A field of the type number is no relationship.");
    row("a list as the other side of a list",
        {.model = "order",
         .field = "x",
         .relatedModel = "tag",
         .inverseType = FieldType::HasManyThrough},
        "The other side of a belongsTo is a hasMany or a hasOne.");
}

void RelationshipsTest::whatCannotBeIsRefused()
{
    QFETCH(const NewRelationship, wanted);
    QFETCH(const std::string, says);
    const auto made = withRelationship(someModels(), wanted);
    QVERIFY(!made.ok());
    QCOMPARE(made.error().code, std::string(errc::invalidInput));
    QVERIFY2(made.error().message().find(says) != std::string::npos,
             made.error().message().c_str());
}

void RelationshipsTest::whatIsMadeHasNoProblems()
{
    // Written to files and read again, every kind is sound.
    for (const FieldType type :
         {FieldType::BelongsTo, FieldType::HasOne, FieldType::HasMany, FieldType::HasManyThrough}) {
        std::map<std::string, ModelDef> models;
        for (const char *name : {"order", "tag"})
            models[name] = *model(name);
        const auto made = withRelationship(
            {model("order"), model("tag")},
            {.model = "order", .field = "others", .type = type, .relatedModel = "tag"});
        QVERIFY(made.ok());
        for (ModelDef def : *made) {
            if (def.storageKey.empty())
                def.storageKey = derivedStorageKey(StorageKind::Model, def.name);
            for (FieldDef &field : def.fields) {
                if (field.isStored() && field.storageKey.empty())
                    field.storageKey = derivedStorageKey(StorageKind::Field, field.name);
            }
            models[def.name] = def;
        }
        ProjectFiles files;
        const std::string settings =
            R"({"format": 1, "id": "3f0d2c1a-0000-4000-8000-000000000001", "name": "Test"})";
        files.files["syncline.json"] = {.text = settings, .hash = contentHash(settings)};
        for (const auto &[name, def] : models) {
            const std::string text = writeModel(def);
            files.files["models/" + name + "/model.json"] = {.text = text,
                                                             .hash = contentHash(text)};
        }
        QCOMPARE(problems(loadProject(files, "folder")), std::string());
    }
}

void RelationshipsTest::oneSideIsWarnedAbout()
{
    QCOMPARE(problems(load(std::string(listOfLines) + " }")), std::string());
    const ProjectDef one = load("");
    QCOMPARE(problems(one), std::string("models/line/model.json:4 one_sided_relationship\n"));
    QVERIFY(!one.problems.front().leftOut);
    QVERIFY(one.findModel("line")->findField("order") != nullptr); // it works
    QVERIFY(one.problems.front().message.find("no field of \"order\" lists") != std::string::npos);
    // What a connector defines is the connector's.
    QCOMPARE(problems(load(std::string(listOfLines) + " }",
                           ",\n    { \"name\": \"twin\", \"storageKey\": \"f_twin\", \"type\": "
                           "\"belongsTo\", \"relatedModel\": \"line\", \"owner\": \"shop\" }")),
             std::string());
}

void RelationshipsTest::dependentIsReadAndWritten()
{
    for (const auto &[word, dependent] :
         {std::pair("delete", Dependent::Delete), std::pair("refuse", Dependent::Refuse),
          std::pair("ignore", Dependent::Ignore)}) {
        const ProjectDef def =
            load(std::string(listOfLines) + R"(, "dependent": ")" + word + "\" }");
        QCOMPARE(problems(def), std::string());
        const ModelDef &order = *def.findModel("order");
        QVERIFY(order.findField("lines")->dependent == dependent);
        const std::string text = writeModel(order);
        const bool isWritten =
            text.find("\"dependent\": \"" + std::string(word) + "\"") != std::string::npos;
        QCOMPARE(isWritten, dependent != Dependent::Ignore);
        // The database's copy of the definition keeps it, too.
        QVERIFY(modelFromValue(modelToValue(order)).findField("lines")->dependent == dependent);
    }
}

void RelationshipsTest::wrongDependentsAreProblems()
{
    const ProjectDef word =
        load(std::string(listOfLines) + ",\n      \"dependent\": \"destroy\" }");
    QCOMPARE(problems(word), std::string("models/order/model.json:5 unknown_dependent\n"));
    QVERIFY(word.problems.front().leftOut); // saving would lose the word
    QVERIFY(word.findModel("order")->findField("lines") != nullptr);
    const ProjectDef kind = load(std::string(listOfLines) + ",\n      \"dependent\": true }");
    QCOMPARE(problems(kind), std::string("models/order/model.json:5 wrong_type\n"));
    const ProjectDef type = load(
        std::string(listOfLines) +
        " },\n    { \"name\": \"n\", \"storageKey\": \"f_n\", \"type\": \"string\", \"dependent\": "
        "\"delete\" }");
    QCOMPARE(problems(type), std::string("models/order/model.json:5 setting_without_effect\n"));
}

QTEST_GUILESS_MAIN(RelationshipsTest)
#include "RelationshipsTest.moc"
