#include "core/engine/Connectors.h"
#include "core/engine/EngineTypes.h"
#include "core/project/ProjectDef.h"

#include <QTest>

using namespace syncline;

/** What a connector proposes never takes away what the user decided about its fields. */
class ModelProposalTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void validationsOfTheUserStay();
    void unionsOfDocumentsLeadToModels();
    void localizedDocumentsKeepTheirLocales();
};

void ModelProposalTest::validationsOfTheUserStay()
{
    FieldDef title;
    title.name = "title";
    title.storageKey = "f_title";
    title.owner = "shop";
    title.unique = true;
    title.defaultValue = "new";
    title.rules.maxLength = 80;
    title.rules.uniqueIgnoresCase = true;
    title.validations = {"models/product/validations/title.lua"};
    ModelDef product;
    product.name = "product";
    product.storageKey = "m_product";
    product.source.connection = "shop";
    product.source.document = "Product";
    product.fields = {title};
    ProjectDef project;
    project.models = {std::make_shared<const ModelDef>(product)};
    ConnectionDef shop;
    shop.name = "shop";
    ProposedModels proposed;
    proposed.documents = ValueList{Value(ValueObject{
        {"name", "Product"},
        {"fields", ValueObject{{"title", ValueObject{{"type", "String"}, {"required", true}}}}}})};
    const auto merged = mergeProposal(project, shop, proposed, [](std::string_view prefix) {
        return std::string(prefix) + "new";
    });
    QVERIFY(merged);
    QCOMPARE(merged->models.size(), std::size_t(1));
    const FieldDef &field = merged->models[0].fields[0];
    QVERIFY(field.required); // the connector's word
    QVERIFY(field.rules == title.rules);
    QVERIFY(field.unique && field.validations == title.validations);
    QVERIFY(field.defaultValue == Value("new"));
}

void ModelProposalTest::unionsOfDocumentsLeadToModels()
{
    const auto unionOf = [](Value models, bool list) {
        return ValueObject{{"type", "Union"}, {"models", std::move(models)}, {"list", list}};
    };
    ConnectionDef blog;
    blog.name = "blog";
    blog.typePrefix = "Old";
    ProposedModels proposed;
    proposed.documents = ValueList{
        ValueObject{{"name", "Post"}, {"fields", ValueObject{}}},
        ValueObject{{"name", "Note"},
                    {"fields", ValueObject{{"about", unionOf(ValueList{"Post", "Note"}, false)},
                                           {"several", unionOf(ValueList{"Post"}, true)},
                                           {"mixed", unionOf(Value(), false)}}}}};
    const auto merged = mergeProposal(
        {}, blog, proposed, [](std::string_view prefix) { return std::string(prefix) + "new"; });
    QVERIFY(merged);
    const std::vector<FieldDef> &fields = merged->models[1].fields;
    QVERIFY(fields[0].type == FieldType::Union);
    QCOMPARE(memberNames(fields[0]), std::string("oldPost, oldNote"));
    QVERIFY(fields[1].type == FieldType::Json && !fields[1].list); // as lists of references are
    QVERIFY(fields[2].type == FieldType::Json);
}

void ModelProposalTest::localizedDocumentsKeepTheirLocales()
{
    ConnectionDef blog;
    blog.name = "blog";
    ProposedModels proposed;
    proposed.documents =
        ValueList{ValueObject{{"name", "Post"}, {"localized", true}, {"fields", ValueObject{}}},
                  ValueObject{{"name", "User"}, {"fields", ValueObject{}}}};
    const auto key = [](std::string_view prefix) { return std::string(prefix) + "new"; };
    const auto refused = mergeProposal({}, blog, proposed, key);
    QVERIFY(!refused);
    QVERIFY(refused.error().message().find("define.locales") != std::string::npos);
    ProjectDef project;
    project.locales = {"de"};
    const auto ofProject = mergeProposal(project, blog, proposed, key);
    QVERIFY(ofProject && ofProject->models[0].source.locales.empty());
    proposed.locales = ValueList{"en", "fr"};
    const auto merged = mergeProposal(project, blog, proposed, key);
    QVERIFY(merged && merged->models[0].source.localized);
    QVERIFY((merged->models[0].source.locales == std::vector<std::string>{"en", "fr"}));
    QVERIFY(merged->models[1].source.locales.empty());
}

QTEST_APPLESS_MAIN(ModelProposalTest)
#include "ModelProposalTest.moc"
