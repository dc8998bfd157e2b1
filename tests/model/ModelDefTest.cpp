#include "core/model/ModelDef.h"

#include <QtTest>

using namespace syncline;

namespace {

FieldDef makeField(std::string name, FieldType type)
{
    FieldDef field;
    field.storageKey = "f_" + name;
    field.name = std::move(name);
    field.type = type;
    return field;
}

ModelDef makeModel()
{
    ModelDef model;
    model.name = "post";
    model.fields = {makeField("rank", FieldType::Number), makeField("mail", FieldType::Email),
                    makeField("title", FieldType::String)};
    return model;
}

} // namespace

class ModelDefTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void findsFieldsByNameAndKey();
    void displaysTheFirstString();
    void differsInEveryMember();
    void describesSystemFields();
};

void ModelDefTest::findsFieldsByNameAndKey()
{
    ModelDef model = makeModel();
    QCOMPARE(model.findField("title"), &model.fields[2]);
    QCOMPARE(model.findField("Title"), nullptr);
    QCOMPARE(model.findByStorageKey("f_rank"), &model.fields[0]);
    model.fields[0].storageKey.clear();
    QCOMPARE(model.findByStorageKey(""), nullptr);
}

void ModelDefTest::displaysTheFirstString()
{
    ModelDef model = makeModel();
    QCOMPARE(model.display()->name, std::string("title"));
    model.displayField = "rank";
    QCOMPARE(model.display()->name, std::string("rank"));
    model.displayField.clear();
    model.fields[2].list = true;
    QCOMPARE(model.display()->name, std::string("mail"));
    model.fields.resize(1);
    QCOMPARE(model.display(), nullptr);
}

void ModelDefTest::differsInEveryMember()
{
    const FieldDef same = makeField("a", FieldType::Number);
    const std::vector<std::function<void(FieldDef &)>> edits{
        [](FieldDef &f) { f.name = "b"; },
        [](FieldDef &f) { f.storageKey = "b"; },
        [](FieldDef &f) { f.type = FieldType::String; },
        [](FieldDef &f) { f.list = true; },
        [](FieldDef &f) { f.required = true; },
        [](FieldDef &f) { f.unique = true; },
        [](FieldDef &f) { f.integer = true; },
        [](FieldDef &f) { f.decimals = 2; },
        [](FieldDef &f) { f.filterable = false; },
        [](FieldDef &f) { f.searchable = false; },
        [](FieldDef &f) { f.comment = "c"; },
        [](FieldDef &f) { f.defaultValue = 0; },
        [](FieldDef &f) {
            f.options = {{"x", "", ""}};
        },
        [](FieldDef &f) { f.allowUnlisted = true; },
        [](FieldDef &f) { f.relatedModel = "m"; },
        [](FieldDef &f) { f.inverseField = "i"; },
        [](FieldDef &f) { f.fields = {FieldDef()}; },
        [](FieldDef &f) { f.owner = "shop"; },
        [](FieldDef &f) { f.from = "x.y"; },
        [](FieldDef &f) { f.validations = {"v.lua"}; },
        [](FieldDef &f) { f.rules.maxLength = 5; },
        [](FieldDef &f) { f.rules.images = FieldRules::Images::Only; },
        [](FieldDef &f) { f.transitions = {{.action = "a", .from = {}, .to = "b"}}; },
        [](FieldDef &f) { f.joinModel = "m"; },
        [](FieldDef &f) { f.joinField = "j"; },
        [](FieldDef &f) { f.expression = "1"; },
        [](FieldDef &f) { f.extra.set("k", 1); }};
    QVERIFY(same == makeField("a", FieldType::Number));
    for (const auto &edit : edits) {
        FieldDef other = same;
        edit(other);
        QVERIFY(!(other == same));
    }
    FieldDef whole = same;
    whole.defaultValue = 1;
    FieldDef real = same;
    real.defaultValue = 1.0;
    QVERIFY(!(whole == real)); // the file would change

    ModelDef model = makeModel();
    QVERIFY(model == makeModel());
    model.extra.set("k", 1);
    QVERIFY(!(model == makeModel()));
    model = makeModel();
    model.source.localized = true;
    QVERIFY(!(model == makeModel()));
}

void ModelDefTest::describesSystemFields()
{
    for (const std::string_view name : systemFields) {
        QVERIFY(isSystemField(name));
        QCOMPARE(systemFieldDef(name)->name, std::string(name));
    }
    QVERIFY(!isSystemField("title"));
    QVERIFY(!systemFieldDef("title"));
}

QTEST_GUILESS_MAIN(ModelDefTest)
#include "ModelDefTest.moc"
