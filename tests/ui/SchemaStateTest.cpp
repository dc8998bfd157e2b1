#include "ui/schema/SchemaState.h"

#include "core/model/RelationshipPair.h"
#include "tests/support/StdToString.h"
#include "tests/ui/FakeShop.h"
#include "ui/schema/Bounds.h"
#include "ui/schema/RelationEdit.h"
#include "ui/schema/SchemaDraft.h"
#include "ui/schema/SchemaProblem.h"

#include <QLineEdit>
#include <QTest>

#include <algorithm>
#include <random>

using namespace syncline;
using namespace syncline::ui;
using namespace Qt::StringLiterals;

Q_DECLARE_METATYPE(std::function<void(syncline::FieldDef &)>)

/** Edits of a model as values: what follows them, what is wrong with them, how they are kept. */
class SchemaStateTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void removingAFieldRemovesWhatNamesIt();
    void aNewNameIsFollowedEverywhere();
    void aTypeKeepsWhatFits_data();
    void aTypeKeepsWhatFits();
    void bothSidesAreMadeRenamedAndRemoved();
    void hasManyMakesItsBelongsTo();
    void throughMakesBothFields();
    void problemsAreFound_data();
    void problemsAreFound();
    void whatIsShippedHasNoProblem();
    void draftsKeepEverything();
    void movingKeepsAllFields();
    void sizesAreReadAsTheyAreShown_data();
    void sizesAreReadAsTheyAreShown();

private:
    [[nodiscard]] SchemaState stateOf(const char *model) const
    {
        return {*m_shop->project()->findModel(model), {}};
    }
    [[nodiscard]] const ProjectDef &project() const { return *m_shop->project(); }
    [[nodiscard]] static FieldPath path(const SchemaState &state, const char *field)
    {
        const auto &fields = state.model.fields;
        const auto found = std::find_if(fields.begin(), fields.end(),
                                        [field](const FieldDef &def) { return def.name == field; });
        return {static_cast<int>(found - fields.begin())};
    }
    std::shared_ptr<FakeEngine> m_shop;
};

void SchemaStateTest::init()
{
    m_shop = makeFakeShop();
}

void SchemaStateTest::removingAFieldRemovesWhatNamesIt()
{
    SchemaState state = stateOf("order");
    state.model.displayField = "number";
    state.model.indexes = {{"number", "total"}, {"total"}};
    state.model.fields[1].rules.uniqueWithin = "number";
    removeField(state, project(), path(state, "number"));
    QVERIFY(!state.model.findField("number"));
    QVERIFY(state.model.displayField.empty());
    QCOMPARE(state.model.indexes.size(), std::size_t(1));
    QVERIFY(state.model.fields[0].rules.uniqueWithin.empty());
    QVERIFY(state.others.empty());
    removeField(state, project(), path(state, "customer"));
    QCOMPARE(state.others.size(), std::size_t(1)); // the customer's orders go with it
    QVERIFY(!state.others[0].findField("orders"));
}

void SchemaStateTest::aNewNameIsFollowedEverywhere()
{
    SchemaState state = stateOf("order");
    state.model.indexes = {{"customer"}};
    renameField(state, project(), path(state, "customer"), "buyer");
    QCOMPARE(state.model.indexes[0][0], std::string("buyer"));
    QCOMPARE(state.others.size(), std::size_t(1));
    QCOMPARE(state.others[0].findField("orders")->inverseField, std::string("buyer"));
    renameField(state, project(), path(state, "buyer"), "customer");
    QVERIFY(state.others.empty()); // as it was
    QVERIFY(state.model.indexes[0][0] == "customer");

    renameModel(state.model, "purchase");
    QCOMPARE(state.model.plural, std::string("purchases"));
}

void SchemaStateTest::aTypeKeepsWhatFits_data()
{
    QTest::addColumn<int>("type");
    QTest::addColumn<bool>("keepsDefault");
    QTest::addColumn<bool>("keepsUnique");
    QTest::addColumn<bool>("keepsKey");
    const auto row = [](const char *name, FieldType type, bool value, bool unique, bool key) {
        QTest::newRow(name) << static_cast<int>(type) << value << unique << key;
    };
    row("to rich text", FieldType::RichText, true, true, true);
    row("to a number", FieldType::Number, false, true, true);
    row("to JSON", FieldType::Json, true, true, true);
    row("to a password", FieldType::Password, false, false, true);
    row("to a file", FieldType::File, false, false, true);
    row("to has many", FieldType::HasMany, false, false, false);
    row("to computed", FieldType::Computed, false, false, false);
    row("to a union", FieldType::Union, false, true, true);
}

void SchemaStateTest::aTypeKeepsWhatFits()
{
    QFETCH(const int, type);
    SchemaState state = stateOf("product");
    const FieldPath at = path(state, "sku");
    FieldDef *field = fieldAt(state.model, at);
    field->defaultValue = "new";
    field->unique = true;
    field->comment = "kept";
    field->rules.maxLength = 80;
    setFieldType(state, project(), at, static_cast<FieldType>(type));
    field = fieldAt(state.model, at);
    QCOMPARE(static_cast<int>(field->type), type);
    QCOMPARE(field->comment, std::string("kept"));
    QTEST(!field->defaultValue.isNull(), "keepsDefault");
    QTEST(field->unique, "keepsUnique");
    QTEST(!field->storageKey.empty(), "keepsKey");
    QCOMPARE(field->rules.maxLength.has_value(), isTextual(field->type));
}

void SchemaStateTest::bothSidesAreMadeRenamedAndRemoved()
{
    SchemaState state = stateOf("product");
    const FieldPath at = addField(state, {}, 0, makeBelongsTo("", "customer"));
    chooseRelated(state, project(), at, "customer");
    QVERIFY(state.others.empty()); // no other side is wished yet
    setOtherSide(state, project(), at, FieldType::HasMany);
    QCOMPARE(state.others.size(), std::size_t(1));
    const FieldDef *other = otherSide(state, project(), at);
    QVERIFY(other);
    QCOMPARE(other->name, std::string("products"));
    renameOtherSide(state, project(), at, "wishes");
    QCOMPARE(otherSide(state, project(), at)->name, std::string("wishes"));
    setOtherSide(state, project(), at, FieldType::HasOne);
    QVERIFY(otherSide(state, project(), at)->type == FieldType::HasOne);

    chooseRelated(state, project(), at, "order"); // it moves along
    QCOMPARE(state.others.size(), std::size_t(1));
    QCOMPARE(state.others[0].name, std::string("order"));
    QCOMPARE(otherSide(state, project(), at)->name, std::string("product"));
    renameField(state, project(), at, "owner");
    QCOMPARE(otherSide(state, project(), at)->inverseField, std::string("owner"));
    removeField(state, project(), at);
    QVERIFY(state.others.empty());
}

void SchemaStateTest::hasManyMakesItsBelongsTo()
{
    SchemaState state = stateOf("product");
    FieldDef many;
    many.name = "orders";
    many.type = FieldType::HasMany;
    const FieldPath at = addField(state, {}, 0, many);
    chooseRelated(state, project(), at, "order");
    QCOMPARE(fieldAt(state.model, at)->inverseField, std::string("product"));
    QCOMPARE(state.others[0].findField("product")->relatedModel, std::string("product"));
    QVERIFY(findProblems(state, project(), "product").empty());
    chooseRelated(state, project(), at, "customer"); // what was made for it goes
    QCOMPARE(state.others.size(), std::size_t(1));
    QCOMPARE(state.others[0].name, std::string("customer"));

    SchemaState customer = stateOf("customer");
    many.name = "more";
    const FieldPath known = addField(customer, {}, 0, many);
    chooseRelated(customer, project(), known, "order");
    QCOMPARE(fieldAt(customer.model, known)->inverseField, std::string("customer"));
    QVERIFY(customer.others.empty()); // there was one
    chooseInverse(customer, project(), known, {});
    QCOMPARE(fieldAt(customer.model, known)->inverseField, std::string("customer2"));
    QCOMPARE(customer.others.size(), std::size_t(1));
}

void SchemaStateTest::throughMakesBothFields()
{
    SchemaState state = stateOf("product");
    FieldDef many;
    many.name = "buyers";
    many.type = FieldType::HasManyThrough;
    const FieldPath at = addField(state, {}, 0, many);
    chooseRelated(state, project(), at, "customer");
    QVERIFY(!findProblems(state, project(), "product").empty()); // nothing in between
    chooseJoin(state, project(), at, "order");
    const FieldDef *field = fieldAt(state.model, at);
    QCOMPARE(field->inverseField, std::string("product")); // made
    QCOMPARE(field->joinField, std::string("customer"));   // there already
    QVERIFY(findProblems(state, project(), "product").empty());

    chooseRelated(state, project(), at, "product"); // both sides are the same model
    field = fieldAt(state.model, at);
    QVERIFY(field->inverseField != field->joinField);
    QVERIFY(findProblems(state, project(), "product").empty());
}

void SchemaStateTest::problemsAreFound_data()
{
    using Part = SchemaProblem::Part;
    using Edit = std::function<void(FieldDef &)>;
    QTest::addColumn<Edit>("edit");
    QTest::addColumn<int>("part");
    const auto row = [](const char *name, Part part, Edit edit) {
        QTest::newRow(name) << std::move(edit) << static_cast<int>(part);
    };
    row("no name", Part::Name, [](FieldDef &f) { f.name.clear(); });
    row("a name with a gap", Part::Name, [](FieldDef &f) { f.name = "unit price"; });
    row("a reserved name", Part::Name, [](FieldDef &f) { f.name = "createdAt"; });
    row("a name that is taken", Part::Name, [](FieldDef &f) { f.name = "total"; });
    row("the id of a relationship", Part::Name, [](FieldDef &f) { f.name = "customerId"; });
    row("no options", Part::Options, [](FieldDef &f) { f.type = FieldType::Enum; });
    row("an option twice", Part::Options, [](FieldDef &f) {
        f.type = FieldType::Enum;
        f.options = {{"a", "", ""}, {"a", "", ""}};
    });
    row("a state that is none", Part::Transitions, [](FieldDef &f) {
        f.type = FieldType::RecordState;
        f.options = {{"new", "", ""}};
        f.transitions = {{"publish", {"new"}, "public"}};
    });
    row("no other model", Part::Relation, [](FieldDef &f) { f.type = FieldType::BelongsTo; });
    row("a model that is gone", Part::Relation, [](FieldDef &f) {
        f.type = FieldType::HasMany;
        f.relatedModel = "gone";
    });
    row("no way back", Part::Relation, [](FieldDef &f) {
        f.type = FieldType::HasMany;
        f.relatedModel = "product";
    });
    row("no models", Part::Relation, [](FieldDef &f) { f.type = FieldType::Union; });
    row("a model that is not there", Part::Relation, [](FieldDef &f) {
        f.type = FieldType::Union;
        f.members = {{.model = "nobody", .key = {}, .document = {}}};
    });
    row("no expression", Part::Expression, [](FieldDef &f) { f.type = FieldType::Computed; });
    row("an expression that names nothing", Part::Expression, [](FieldDef &f) {
        f.type = FieldType::Computed;
        f.expression = "total * prize";
    });
    row("a default of another type", Part::Default, [](FieldDef &f) {
        f.type = FieldType::Number;
        f.defaultValue = "many";
    });
    row("a pattern that is none", Part::Rules, [](FieldDef &f) { f.rules.patterns = {"[a-"}; });
    row("an empty range", Part::Rules, [](FieldDef &f) {
        f.rules.minLength = 8;
        f.rules.maxLength = 4;
    });
    row("unique within nothing", Part::Rules, [](FieldDef &f) {
        f.unique = true;
        f.rules.uniqueWithin = "shopp";
    });
}

void SchemaStateTest::problemsAreFound()
{
    QFETCH(const std::function<void(FieldDef &)>, edit);
    SchemaState state = stateOf("order");
    const FieldPath at = path(state, "note");
    edit(*fieldAt(state.model, at));
    const std::vector<SchemaProblem> problems = findProblems(state, project(), "order");
    QVERIFY(!problems.empty());
    QVERIFY(!problems.front().text.isEmpty());
    QCOMPARE(problems.front().path, at);
    QTEST(static_cast<int>(problems.front().part), "part");
}

void SchemaStateTest::whatIsShippedHasNoProblem()
{
    for (const auto &model : project().models)
        QVERIFY(findProblems({*model, {}}, project(), model->name).empty());
    SchemaState state = stateOf("order");
    state.model.name = "Product"; // the same type of the API
    QCOMPARE(findProblems(state, project(), "order").size(), std::size_t(1));
    state = stateOf("order");
    state.model.indexes = {{"gone"}};
    QVERIFY(findProblems(state, project(), "order").front().part == SchemaProblem::Part::Indexes);
}

void SchemaStateTest::draftsKeepEverything()
{
    SchemaState state = stateOf("product");
    FieldDef bad;
    bad.name = "two words";
    addField(state, {}, 1, bad);
    bad.name = "title"; // taken
    state.model.fields.insert(state.model.fields.begin() + 3, bad);
    FieldDef object;
    object.name = "size";
    object.type = FieldType::Object;
    object.fields = {state.model.fields.back()};
    object.fields[0].storageKey.clear();
    object.fields[0].owner.clear();
    addField(state, {}, 5, object);
    addField(state, {}, 2, makeBelongsTo("", "customer"));
    chooseRelated(state, project(), {2}, "customer");
    setOtherSide(state, project(), {2}, FieldType::HasMany);
    renameModel(state.model, "article");
    const std::optional<SchemaDraft> draft = readDraft(draftOf(state, "before"));
    QVERIFY(draft);
    QCOMPARE(draft->base, std::string("before"));
    QCOMPARE(draft->state.model.name, std::string("article"));
    QCOMPARE(draft->state.model.fields.size(), state.model.fields.size());
    for (std::size_t i = 0; i < state.model.fields.size(); ++i)
        QVERIFY2(draft->state.model.fields[i] == state.model.fields[i],
                 state.model.fields[i].name.c_str());
    QVERIFY(draft->state == state);
    QVERIFY(!readDraft({}));
}

void SchemaStateTest::movingKeepsAllFields()
{
    std::mt19937 random(7); // NOLINT(cert-msc51-cpp): the same every time
    SchemaState state = stateOf("product");
    std::vector<std::string> names;
    for (const FieldDef &field : state.model.fields)
        names.push_back(field.name);
    std::sort(names.begin(), names.end());
    const int count = static_cast<int>(names.size());
    for (int i = 0; i < 200; ++i) {
        const int from = static_cast<int>(random() % static_cast<unsigned>(count + 2)) - 1;
        const int to = static_cast<int>(random() % static_cast<unsigned>(count + 2)) - 1;
        const bool isGood = from >= 0 && from < count && to >= 0 && to < count;
        const std::string moved =
            isGood ? state.model.fields[static_cast<std::size_t>(from)].name : std::string();
        moveField(state, {}, from, to);
        if (isGood)
            QCOMPARE(state.model.fields[static_cast<std::size_t>(to)].name, moved);
        std::vector<std::string> now;
        for (const FieldDef &field : state.model.fields)
            now.push_back(field.name);
        std::sort(now.begin(), now.end());
        QVERIFY(now == names);
    }
}

void SchemaStateTest::sizesAreReadAsTheyAreShown_data()
{
    QTest::addColumn<QString>("typed");
    QTest::addColumn<bool>("isGood");
    QTest::addColumn<QString>("shown");
    QTest::newRow("bytes") << u"12"_s << true << u"12"_s;
    QTest::newRow("kilobytes") << u"3000"_s << true << u"3 KB"_s;
    QTest::newRow("a fraction") << u"1.5 mb"_s << true << u"1500 KB"_s;
    QTest::newRow("gigabytes") << u"2GB"_s << true << u"2 GB"_s;
    QTest::newRow("nothing") << u" "_s << true << QString();
    QTest::newRow("a word") << u"large"_s << false << QString();
    QTest::newRow("less than nothing") << u"-1"_s << false << QString();
    QTest::newRow("half a byte") << u"0.5"_s << false << QString();
}

void SchemaStateTest::sizesAreReadAsTheyAreShown()
{
    QFETCH(const QString, typed);
    QLineEdit edit(typed);
    std::optional<std::int64_t> bytes;
    const bool isGood = readSizeBound(&edit, bytes);
    QTEST(isGood, "isGood");
    if (isGood)
        QTEST(sizeBoundText(bytes), "shown");
    QCOMPARE(edit.property("invalid").toBool(), !isGood);
}

QTEST_MAIN(SchemaStateTest)
#include "SchemaStateTest.moc"
