#include "tests/support/StdToString.h"
#include "tests/ui/ShownSchema.h"
#include "ui/base/Text.h"
#include "ui/schema/FieldForm.h"
#include "ui/schema/FieldTableModel.h"
#include "ui/schema/RowTable.h"
#include "ui/widget/PageStateView.h"

#include <QAbstractItemModelTester>
#include <QAbstractSpinBox>
#include <QTabBar>

using namespace syncline;
using namespace syncline::ui;
using namespace Qt::StringLiterals;

/** The schema's page: its table, the form of each type, what is wrong and what is locked. */
class SchemaPageTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void fieldsAreShown();
    void keysAddMoveDuplicateAndRemove();
    void stepsAreUndone();
    void everyTypeHasItsForm_data();
    void everyTypeHasItsForm();
    void aUnionNamesItsModels();
    void optionsHaveColours();
    void aRelationshipIsOneChange();
    void anObjectIsWalkedInto();
    void problemsStandWhereTheyAre();
    void whatAConnectionDefinesIsLocked();
    void everythingHasAName();
};

void SchemaPageTest::fieldsAreShown()
{
    const ShownSchema shown;
    FieldTableModel *model = shown.page->table()->model();
    const QAbstractItemModelTester tester(model);
    QCOMPARE(model->rowCount(), 10);
    QCOMPARE(model->index(0, FieldTableModel::NameColumn).data().toString(), u"title"_s);
    QCOMPARE(model->index(0, FieldTableModel::OwnerColumn).data().toString(), u"shop"_s);
    QCOMPARE(model->index(0, FieldTableModel::RequiredColumn).data(Qt::CheckStateRole).toInt(),
             static_cast<int>(Qt::Checked));
    QCOMPARE(model->index(6, FieldTableModel::TypeColumn).data().toString(), u"list of text"_s);
    QVERIFY(!shown.page->isModified());
    QVERIFY(!shown.find<QWidget>(u"schema.applyButton"_s)->isVisible());
    ShownSchema missing(u"gone"_s);
    QVERIFY(missing.page->findChild<PageStateView *>()->isVisible());
}

void SchemaPageTest::keysAddMoveDuplicateAndRemove()
{
    ShownSchema shown;
    FieldTableView *view = shown.page->table()->view();
    shown.select("featured"); // nobody's but ours
    QTest::keyClick(view, Qt::Key_Insert);
    QCOMPARE(shown.model().fields.size(), std::size_t(11));
    QCOMPARE(shown.model().fields[6].name, std::string("field"));
    QVERIFY(shown.model().fields[6].storageKey.empty());
    shown.page->table()->view()->setFocus();
    shown.select("featured");
    QTest::keyClick(view, Qt::Key_Up, Qt::AltModifier);
    QCOMPARE(shown.model().fields[4].name, std::string("featured"));
    QCOMPARE(shown.page->table()->currentRow(), 4);
    QTest::keyClick(view, Qt::Key_Down, Qt::AltModifier);
    QCOMPARE(shown.model().fields[5].name, std::string("featured"));
    QTest::keyClick(view, Qt::Key_D, Qt::ControlModifier);
    QCOMPARE(shown.model().fields[6].name, std::string("featured2"));
    QTest::keyClick(view, Qt::Key_Delete);
    QVERIFY(!shown.model().findField("featured2"));
    shown.select("title");
    QTest::keyClick(view, Qt::Key_Delete); // the shop's
    QVERIFY(shown.model().findField("title"));
}

void SchemaPageTest::stepsAreUndone()
{
    ShownSchema shown;
    const ModelDef before = shown.model();
    shown.select("featured");
    for (const QString &text : {u"f"_s, u"fo"_s, u"for"_s}) // one step
        shown.type(u"field.identity.comment"_s, text);
    shown.click(u"field.value.required"_s);
    QCOMPARE(shown.document()->steps()->count(), 2);
    QVERIFY(shown.page->isModified());
    QVERIFY(shown.field("featured").required);
    shown.trigger("schema.undo");
    QVERIFY(!shown.field("featured").required);
    shown.trigger("schema.undo");
    QVERIFY(shown.model() == before);
    QVERIFY(!shown.page->isModified());
    shown.trigger("schema.redo");
    QCOMPARE(shown.field("featured").comment, std::string("for"));
    shown.trigger("schema.discard");
    QVERIFY(!shown.page->isModified());
}

void SchemaPageTest::everyTypeHasItsForm_data()
{
    QTest::addColumn<int>("type");
    QTest::addColumn<QStringList>("controls");
    const auto row = [](FieldType type, const QStringList &controls) {
        QTest::newRow(std::string(fieldTypeName(type)).c_str())
            << static_cast<int>(type) << controls;
    };
    const QString value = u"field.value.required"_s;
    row(FieldType::String, {value, u"field.text.patterns"_s, u"field.default.edit"_s});
    row(FieldType::Number, {value, u"field.number.decimals"_s, u"field.number.min"_s});
    row(FieldType::Boolean, {value, u"field.default.edit"_s});
    row(FieldType::Date, {value, u"field.default.edit"_s});
    row(FieldType::DateTime, {value, u"field.default.edit"_s});
    row(FieldType::Enum, {value, u"field.options.table"_s, u"field.options.unlisted"_s});
    row(FieldType::Email, {value, u"field.text.max"_s});
    row(FieldType::Url, {value, u"field.text.max"_s});
    row(FieldType::Color, {value, u"field.text.max"_s});
    row(FieldType::Json, {value, u"field.default.edit"_s});
    row(FieldType::Object, {value, u"field.object.fields.view"_s});
    row(FieldType::BelongsTo, {value, u"field.relation.related"_s});
    row(FieldType::HasOne, {u"field.relation.dependent"_s});
    row(FieldType::HasMany, {u"field.relation.dependent"_s});
    row(FieldType::RichText, {value, u"field.text.min"_s});
    row(FieldType::RoleList, {value, u"field.options.table"_s});
    row(FieldType::Vector, {value, u"field.size.dimensions"_s});
    row(FieldType::EncryptedString, {value, u"field.scripts.list"_s});
    row(FieldType::Password, {value, u"field.size.strong"_s});
    row(FieldType::File, {value, u"field.size.images"_s, u"field.size.max"_s});
    row(FieldType::RecordState, {value, u"field.options.table"_s, u"field.transitions.table"_s});
    row(FieldType::HasManyThrough, {u"field.relation.related"_s});
    row(FieldType::Computed, {u"field.computed.expression"_s});
    row(FieldType::Union, {value, u"field.union.table"_s});
}

void SchemaPageTest::everyTypeHasItsForm()
{
    QFETCH(const int, type);
    QFETCH(const QStringList, controls);
    const ShownSchema shown;
    shown.select("featured");
    shown.choose(u"field.identity.type"_s, type);
    QCOMPARE(static_cast<int>(shown.field("featured").type), type);
    for (const QString &name : controls) {
        const auto *control = shown.find<QWidget>(name);
        QVERIFY2(control && control->isVisible(), qPrintable(name));
        QVERIFY2(!control->accessibleName().isEmpty(), qPrintable(name));
    }
    const bool isComputed = static_cast<FieldType>(type) == FieldType::Computed;
    QCOMPARE(shown.find<QWidget>(u"field.computed.expression"_s)->isVisible(), isComputed);
}

void SchemaPageTest::aUnionNamesItsModels()
{
    ShownSchema shown;
    shown.select("featured");
    shown.choose(u"field.identity.type"_s, static_cast<int>(FieldType::Union));
    auto *problem = shown.find<QLabel>(u"field.union.problem"_s);
    QVERIFY(problem->isVisible()); // none yet
    auto *models = shown.find<RowTable>(u"field.union"_s);
    models->addRow();
    models->table()->item(0, 0)->setText(u"customer"_s);
    QCOMPARE(memberNames(shown.field("featured")), std::string("customer"));
    QVERIFY(!problem->isVisible());
    models->addRow();
    models->table()->item(1, 0)->setText(u"nobody"_s);
    QVERIFY(problem->isVisible() && problem->text().contains(u"nobody"_s));
}

void SchemaPageTest::optionsHaveColours()
{
    ShownSchema shown;
    shown.select("featured");
    shown.choose(u"field.identity.type"_s, static_cast<int>(FieldType::Enum));
    QVERIFY(shown.find<QLabel>(u"field.options.problem"_s)->isVisible()); // none yet
    auto *options = shown.find<RowTable>(u"field.options"_s);
    if (!options)
        options = shown.page->findChild<RowTable *>();
    QVERIFY(options);
    options->addRow();
    options->table()->item(0, 0)->setText(u"yes"_s);
    options->table()->item(0, 2)->setText(u"#14733b"_s);
    QCOMPARE(shown.field("featured").options.size(), std::size_t(1));
    QCOMPARE(shown.field("featured").options[0].color, std::string("#14733b"));
    QVERIFY(!shown.find<QLabel>(u"field.options.problem"_s)->isVisible());
    options->addRow();
    options->table()->item(1, 0)->setText(u"no"_s);
    QTest::keyClick(options->table(), Qt::Key_Up, Qt::AltModifier);
    QCOMPARE(shown.field("featured").options[0].value, std::string("no"));
    QTest::keyClick(options->table(), Qt::Key_Delete);
    QCOMPARE(shown.field("featured").options.size(), std::size_t(1));
}

void SchemaPageTest::aRelationshipIsOneChange()
{
    ShownSchema shown;
    shown.page->table()->add();
    shown.type(u"field.identity.name"_s, u"supplier"_s);
    shown.choose(u"field.identity.type"_s, static_cast<int>(FieldType::BelongsTo));
    QVERIFY(shown.find<QLabel>(u"field.relation.problem"_s)->isVisible());
    shown.choose(u"field.relation.related"_s, u"customer"_s);
    shown.choose(u"field.relation.otherSide"_s, static_cast<int>(FieldType::HasMany));
    QCOMPARE(shown.find<QLineEdit>(u"field.relation.otherName"_s)->text(), u"products"_s);
    shown.type(u"field.relation.otherName"_s, u"two words"_s);
    QVERIFY(shown.find<QLabel>(u"field.relation.problem"_s)->isVisible());
    shown.type(u"field.relation.otherName"_s, u"wares"_s);
    QVERIFY(!shown.find<QLabel>(u"field.relation.problem"_s)->isVisible());
    shown.page->apply();
    QTRY_COMPARE(shown.schemas().changes.size(), std::size_t(1));
    const ModelChange &change = shown.schemas().changes[0].first;
    QCOMPARE(change.save.size(), std::size_t(2));
    QCOMPARE(change.save[0].findField("supplier")->relatedModel, std::string("customer"));
    const FieldDef *other = change.save[1].findField("wares");
    QVERIFY(other && other->type == FieldType::HasMany && other->inverseField == "supplier");
    QTRY_VERIFY(!shown.page->isModified());
    QVERIFY(shown.fixture.engine->project()->findModel("customer")->findField("wares"));
}

void SchemaPageTest::anObjectIsWalkedInto()
{
    ShownSchema shown;
    shown.select("featured");
    shown.choose(u"field.identity.type"_s, static_cast<int>(FieldType::Object));
    auto *inner = shown.find<FieldTable>(u"field.object.fields"_s);
    inner->add();
    QCOMPARE(shown.field("featured").fields.size(), std::size_t(1));
    Q_EMIT inner->view()->openWished(0);
    QCOMPARE(shown.page->fieldForm()->path().size(), std::size_t(2));
    shown.type(u"field.identity.name"_s, u"width"_s);
    QCOMPARE(shown.field("featured").fields[0].name, std::string("width"));
    QVERIFY(shown.find<QComboBox>(u"field.identity.type"_s)
                ->findData(static_cast<int>(FieldType::BelongsTo)) < 0); // not in an object
    shown.click(u"field.back"_s);
    QCOMPARE(shown.find<QLineEdit>(u"field.identity.name"_s)->text(), u"featured"_s);
}

void SchemaPageTest::problemsStandWhereTheyAre()
{
    ShownSchema shown;
    shown.select("featured");
    shown.type(u"field.identity.name"_s, u"title"_s);
    FieldTableModel *model = shown.page->table()->model();
    QVERIFY(!model->index(5, 0).data(FieldTableModel::ProblemRole).toString().isEmpty());
    QVERIFY(shown.find<QLabel>(u"field.identity.problem"_s)->isVisible());
    QVERIFY(shown.find<QLineEdit>(u"field.identity.name"_s)->property("invalid").toBool());
    QVERIFY(shown.summary().contains(u"title"_s));
    shown.select("sku");
    shown.page->apply(); // goes to what is wrong instead
    QCOMPARE(shown.page->table()->currentRow(), 5);
    QVERIFY(shown.schemas().changes.empty());
    QVERIFY(shown.schemas().previews.empty());
    shown.type(u"field.identity.name"_s, u"shown"_s);
    QVERIFY(!shown.find<QLabel>(u"field.identity.problem"_s)->isVisible());
    QTRY_COMPARE(shown.schemas().previews.size(), std::size_t(1));
}

void SchemaPageTest::whatAConnectionDefinesIsLocked()
{
    const ShownSchema shown;
    shown.select("status");
    QVERIFY(shown.find<QLabel>(u"field.identity.owner"_s)->text().contains(u"shop"_s));
    QVERIFY(shown.find<QLineEdit>(u"field.identity.name"_s)->isReadOnly());
    QVERIFY(!shown.find<QComboBox>(u"field.identity.type"_s)->isEnabled());
    QVERIFY(!shown.find<QWidget>(u"field.value.required"_s)->isEnabled());
    QVERIFY(!shown.find<QWidget>(u"schema.fields.remove"_s)->isEnabled());
    QVERIFY(shown.find<QWidget>(u"field.value.unique"_s)->isEnabled()); // ours to decide
    QVERIFY(!shown.find<QLineEdit>(u"field.identity.comment"_s)->isReadOnly());
    shown.select("featured");
    QVERIFY(!shown.find<QLabel>(u"field.identity.owner"_s)->isVisible());
    QVERIFY(shown.find<QComboBox>(u"field.identity.type"_s)->isEnabled());
}

void SchemaPageTest::everythingHasAName()
{
    const ShownSchema shown;
    for (const FieldType type : fieldTypesInOrder()) {
        shown.select("featured");
        shown.choose(u"field.identity.type"_s, static_cast<int>(type));
        const auto controls = shown.page->findChildren<QWidget *>();
        for (const QWidget *control : controls) {
            const bool takesKeys = control->focusPolicy() & Qt::TabFocus;
            const bool isInner = control->objectName().startsWith(u"qt_"_s) ||
                                 qobject_cast<const QTabBar *>(control) ||
                                 (qobject_cast<const QLineEdit *>(control) &&
                                  qobject_cast<const QAbstractSpinBox *>(control->parent()));
            if (takesKeys && control->isVisible() && !isInner)
                QVERIFY2(!control->accessibleName().isEmpty(),
                         qPrintable(QString::fromLatin1(control->metaObject()->className()) + u' ' +
                                    control->objectName()));
        }
    }
}

QTEST_MAIN(SchemaPageTest)
#include "SchemaPageTest.moc"
