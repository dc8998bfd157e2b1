#include "core/model/RelationshipPair.h"

#include "tests/support/StdToString.h"

#include <QTest>

using namespace syncline;

/** Both sides of a relationship are made, named and renamed together. */
class RelationshipPairTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theOtherSideIsFound();
    void namesThatAreTakenGetANumber_data();
    void namesThatAreTakenGetANumber();
    void theOtherSideIsNamedByItsCount();
    void newNamesAreFollowed();
};

namespace {

ModelDef model(const char *name, std::vector<FieldDef> fields = {})
{
    ModelDef made;
    made.name = name;
    made.fields = std::move(fields);
    return made;
}

FieldDef through(const char *name, const char *related, const char *join, const char *here,
                 const char *there)
{
    FieldDef field;
    field.name = name;
    field.type = FieldType::HasManyThrough;
    field.relatedModel = related;
    field.joinModel = join;
    field.inverseField = here;
    field.joinField = there;
    return field;
}

} // namespace

void RelationshipPairTest::theOtherSideIsFound()
{
    const ModelDef customer =
        model("customer", {makeBelongsTo("shop", "orders"),
                           makeInverse("order", "payer", FieldType::HasOne, "paid"),
                           makeInverse("order", "customer", FieldType::HasMany, "bought")});
    const FieldDef *found = inverseOf("order", "customer", customer);
    QVERIFY(found);
    QCOMPARE(found->name, std::string("bought"));
    QVERIFY(!inverseOf("order", "seller", customer));
    QVERIFY(!inverseOf("invoice", "customer", customer));
}

void RelationshipPairTest::namesThatAreTakenGetANumber_data()
{
    QTest::addColumn<std::string>("wanted");
    QTest::addColumn<std::string>("expected");
    QTest::newRow("free") << std::string("city") << std::string("city");
    QTest::newRow("taken") << std::string("name") << std::string("name2");
    QTest::newRow("taken twice") << std::string("order") << std::string("order3");
    QTest::newRow("a system field") << std::string("createdAt") << std::string("createdAt2");
    QTest::newRow("what a belongsTo makes") << std::string("shopId") << std::string("shopId2");
}

void RelationshipPairTest::namesThatAreTakenGetANumber()
{
    QFETCH(const std::string, wanted);
    FieldDef name;
    name.name = "name";
    const ModelDef customer =
        model("customer", {name, makeBelongsTo("order", "order"), makeBelongsTo("order", "order2"),
                           makeBelongsTo("shop", "shop")});
    QTEST(freeFieldName(customer, wanted), "expected");
}

void RelationshipPairTest::theOtherSideIsNamedByItsCount()
{
    ModelDef city = model("city");
    const ModelDef country = model("country");
    QCOMPARE(inverseName(city, country, FieldType::HasMany), std::string("cities"));
    QCOMPARE(inverseName(city, country, FieldType::HasOne), std::string("city"));
    city.plural = "towns";
    QCOMPARE(inverseName(city, country, FieldType::HasMany), std::string("towns"));
}

void RelationshipPairTest::newNamesAreFollowed()
{
    ModelDef student =
        model("student", {through("courses", "course", "enrolment", "student", "course"),
                          makeInverse("desk", "student", FieldType::HasOne, "desk")});
    const ModelDef before = student;
    followFieldName(student, "course", "student", "pupil"); // not there
    QCOMPARE(student, before);
    followFieldName(student, "enrolment", "student", "pupil");
    QCOMPARE(student.fields[0].inverseField, std::string("pupil"));
    followFieldName(student, "enrolment", "course", "subject");
    QCOMPARE(student.fields[0].joinField, std::string("subject"));
    QCOMPARE(student.fields[1].inverseField, std::string("student")); // of another model
    followFieldName(student, "desk", "student", "owner");
    QCOMPARE(student.fields[1].inverseField, std::string("owner"));
    followModelName(student, "enrolment", "attendance");
    followModelName(student, "course", "lesson");
    QCOMPARE(student.fields[0].joinModel, std::string("attendance"));
    QCOMPARE(student.fields[0].relatedModel, std::string("lesson"));
    QCOMPARE(student.fields[1].relatedModel, std::string("desk"));
}

QTEST_APPLESS_MAIN(RelationshipPairTest)
#include "RelationshipPairTest.moc"
