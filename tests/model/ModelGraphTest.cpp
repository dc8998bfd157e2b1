#include "core/model/ModelGraph.h"

#include "core/model/RelationshipPair.h"
#include "tests/support/StdToString.h"

#include <QProcess>
#include <QStandardPaths>
#include <QTest>

using namespace syncline;

/** Relationships as edges, each once; and as a text that Graphviz understands. */
class ModelGraphTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void bothSidesAreOneEdge();
    void countsFollowTheFields();
    void throughIsOneEdge();
    void whatLeadsNowhereIsLeftOut();
    void graphvizUnderstandsIt();
};

namespace {

std::shared_ptr<ModelDef> model(const char *name, std::vector<FieldDef> fields)
{
    auto made = std::make_shared<ModelDef>();
    made->name = name;
    made->fields = std::move(fields);
    return made;
}

FieldDef through(const char *name, const char *related, const char *here, const char *there)
{
    FieldDef field;
    field.name = name;
    field.type = FieldType::HasManyThrough;
    field.relatedModel = related;
    field.joinModel = "enrolment";
    field.inverseField = here;
    field.joinField = there;
    return field;
}

} // namespace

void ModelGraphTest::bothSidesAreOneEdge()
{
    const ModelList models{
        model("customer", {makeInverse("order", "customer", FieldType::HasMany, "orders")}),
        model("order", {makeBelongsTo("customer", "customer")})};
    const std::vector<ModelEdge> edges = modelEdges(models);
    QCOMPARE(edges.size(), std::size_t(1));
    QCOMPARE(edges[0], (ModelEdge{.from = "order",
                                  .fromField = "customer",
                                  .to = "customer",
                                  .toField = "orders",
                                  .fromCount = ModelEdge::Many::Several,
                                  .toCount = ModelEdge::Many::One,
                                  .required = false,
                                  .through = {}}));
}

void ModelGraphTest::countsFollowTheFields()
{
    FieldDef unique = makeBelongsTo("person", "owner");
    unique.unique = true;
    unique.required = true;
    const ModelList models{
        model("person", {makeInverse("passport", "holder", FieldType::HasOne, "passport")}),
        model("passport",
              {makeBelongsTo("person", "holder"), unique, makeBelongsTo("passport", "before")})};
    const std::vector<ModelEdge> edges = modelEdges(models);
    QCOMPARE(edges.size(), std::size_t(3));
    QCOMPARE(edges[0].fromCount, ModelEdge::Many::One); // its other side is one
    QVERIFY(!edges[0].required);
    QCOMPARE(edges[1].fromCount, ModelEdge::Many::One); // no two may have the same
    QVERIFY(edges[1].required);
    QCOMPARE(edges[2].to, std::string("passport")); // to itself
    QCOMPARE(edges[2].fromCount, ModelEdge::Many::Several);
}

void ModelGraphTest::throughIsOneEdge()
{
    const ModelList models{model("course", {through("students", "student", "course", "student")}),
                           model("enrolment", {makeBelongsTo("course", "course"),
                                               makeBelongsTo("student", "student")}),
                           model("student", {through("courses", "course", "student", "course")})};
    const std::vector<ModelEdge> edges = modelEdges(models);
    QCOMPARE(edges.size(), std::size_t(3));
    QCOMPARE(edges[0].from, std::string("course"));
    QCOMPARE(edges[0].toField, std::string("courses"));
    QCOMPARE(edges[0].through, std::string("enrolment"));
    QCOMPARE(edges[0].toCount, ModelEdge::Many::Several);
    QVERIFY(edges[1].through.empty() && edges[2].through.empty());
}

void ModelGraphTest::whatLeadsNowhereIsLeftOut()
{
    QVERIFY(modelEdges({model("order", {makeBelongsTo("gone", "customer")})}).empty());
    QVERIFY(modelEdges({}).empty());
}

void ModelGraphTest::graphvizUnderstandsIt()
{
    const QString dot = QStandardPaths::findExecutable(QStringLiteral("dot"));
    if (dot.isEmpty())
        QSKIP("graphviz is not installed");
    FieldDef strange;
    strange.name = "a<b>&\"c\"";
    const std::string text =
        dotText({model("customer", {strange}),
                 model("order", {makeBelongsTo("customer", "customer")}), model("node", {})});
    QProcess process;
    process.start(dot, {QStringLiteral("-Tplain")});
    process.write(QByteArray::fromStdString(text));
    process.closeWriteChannel();
    QTRY_COMPARE_WITH_TIMEOUT(process.state(), QProcess::NotRunning, 20'000);
    QCOMPARE(process.exitCode(), 0);
    QCOMPARE(process.readAllStandardError(), QByteArray());
    const QByteArray plain = process.readAllStandardOutput();
    QCOMPARE(plain.count("\nnode "), 3);
    QCOMPARE(plain.count("\nedge order customer "), 1);
}

QTEST_GUILESS_MAIN(ModelGraphTest)
#include "ModelGraphTest.moc"
