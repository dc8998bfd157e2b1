#include "ui/schema/ModelCommands.h"

#include "tests/support/FakeSchemas.h"
#include "tests/support/StdToString.h"
#include "tests/ui/WindowFixture.h"
#include "ui/navigator/NavigatorModel.h"
#include "ui/navigator/NavigatorView.h"
#include "ui/schema/SchemaDocument.h"
#include "ui/schema/SchemaPage.h"

#include <QMenu>
#include <QToolButton>
#include <QTreeView>

using namespace syncline;
using namespace syncline::ui;
using namespace Qt::StringLiterals;

namespace {

/** The window with a project open. */
struct Open
{
    Open()
        : window(state)
    {
        window.open();
    }
    [[nodiscard]] FakeSchemas &schemas() const
    {
        return *static_cast<FakeSchemas *>(window.opener.last->schemasDoor);
    }
    [[nodiscard]] QTreeView *tree() const
    {
        return window.window->findChild<QTreeView *>(u"navigator.tree"_s);
    }
    [[nodiscard]] QModelIndex node(const QString &id) const
    {
        return static_cast<NavigatorModel *>(tree()->model())->findById(id);
    }
    /** Chooses an item of the menu of @p node. */
    void choose(const QString &id, const QString &item) const
    {
        const QPoint at = tree()->visualRect(node(id)).center();
        QMenu *menu = window.window->findChild<NavigatorView *>()->makeMenu(at);
        QVERIFY(menu);
        const auto *action = menu->findChild<QAction *>(item);
        QVERIFY2(action, qPrintable(item));
        const_cast<QAction *>(action)->trigger();
        delete menu;
    }

    QTemporaryDir state;
    Window window;
};

} // namespace

/** Making, finding, renaming and removing models, from wherever in the window. */
class ModelCommandsTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theSchemaIsOpenedFromEverywhere();
    void aNewModelOpensItsSchema();
    void badNamesAreRefused();
    void renamingIsAChange();
    void removingSaysWhatGoes();
    void theDiagramShowsTheModel();
};

void ModelCommandsTest::theSchemaIsOpenedFromEverywhere()
{
    Open open;
    const auto isShown = [&open] { return open.window.current() == u"schema:product"_s; };
    const QModelIndex product = open.node(u"model/product"_s);
    const QPoint at = open.tree()->visualRect(product).center();
    QTest::mouseClick(open.tree()->viewport(), Qt::LeftButton, {}, at);
    QCOMPARE(open.window.current(), u"records:product"_s);
    Q_EMIT open.tree()->doubleClicked(product);
    QVERIFY(isShown());
    open.window.trigger("schema.records"); // the switch
    QCOMPARE(open.window.current(), u"records:product"_s);
    open.window.window->currentPage()->findChild<QToolButton *>(u"modelSwitch.schema"_s)->click();
    QVERIFY(isShown());
    open.window.go(DocumentRef::Kind::Records, "order");
    open.tree()->setCurrentIndex(product);
    QTest::keyClick(open.tree(), Qt::Key_Return, Qt::ShiftModifier);
    QVERIFY(isShown());
    open.window.go(DocumentRef::Kind::Records, "order");
    open.choose(u"model/product"_s, u"navigator.schema"_s);
    QVERIFY(isShown());
}

void ModelCommandsTest::aNewModelOpensItsSchema()
{
    Open open;
    open.window.prompter.texts = {u"invoice"_s, u"product"_s};
    open.window.trigger("model.new");
    QCOMPARE(open.window.current(), u"schema:invoice"_s);
    auto *page = qobject_cast<SchemaPage *>(open.window.window->currentPage());
    QVERIFY(page && page->document()->model() && !page->document()->base());
    QVERIFY(open.schemas().changes.empty());
    open.choose(u"models"_s, u"navigator.newModel"_s); // there is one of that name: shown
    QCOMPARE(open.window.current(), u"schema:product"_s);
    const auto *button = open.window.window->findChild<QToolButton *>(u"toolbar.new"_s);
    QVERIFY(button->menu()->actions().contains(open.window.window->actions()->action("model.new")));
}

void ModelCommandsTest::badNamesAreRefused()
{
    Open open;
    const QString before = open.window.current();
    for (const QString &name : {u"two words"_s, u"9lives"_s, u"transaction"_s, QString()}) {
        open.window.prompter.texts = {name};
        open.window.trigger("model.new");
    }
    QCOMPARE(open.window.prompter.errors.size(), std::size_t(4));
    QCOMPARE(open.window.current(), before);
}

void ModelCommandsTest::renamingIsAChange()
{
    Open open;
    open.window.go(DocumentRef::Kind::Schema, "order");
    open.window.prompter.texts = {u"purchase"_s};
    open.choose(u"model/order"_s, u"navigator.renameModel"_s);
    QTRY_COMPARE(open.schemas().changes.size(), std::size_t(1));
    const ModelDef &saved = open.schemas().changes[0].first.save[0];
    QCOMPARE(saved.name, std::string("purchase"));
    QCOMPARE(saved.plural, std::string("purchases"));
    QCOMPARE(saved.storageKey, std::string("m_order")); // so its records stay
    const auto *page = qobject_cast<SchemaPage *>(open.window.window->currentPage());
    QTRY_COMPARE(page->ref().name, u"purchase"_s); // who looks at it goes on
}

void ModelCommandsTest::removingSaysWhatGoes()
{
    Open open;
    open.window.go(DocumentRef::Kind::Records, "order");
    open.window.go(DocumentRef::Kind::Schema, "order");
    SchemaStep step;
    step.kind = SchemaStep::Kind::RemoveModel;
    step.summary = "Remove the model order; 541 records";
    step.rowsLost = 541;
    open.schemas().plan.steps = {step};
    open.choose(u"model/order"_s, u"navigator.deleteModel"_s);
    QTRY_COMPARE(open.window.prompter.questions.size(), std::size_t(1));
    const Question &question = open.window.prompter.questions[0];
    QVERIFY(question.destructive && question.doIt.contains(u"541"_s));
    QVERIFY(question.text.contains(u"1 actions"_s));
    QVERIFY(open.schemas().changes.empty()); // kept, as nobody said otherwise
    open.window.prompter.answers = {Answer::DoIt};
    open.choose(u"model/order"_s, u"navigator.deleteModel"_s);
    QTRY_COMPARE(open.schemas().changes.size(), std::size_t(1));
    QCOMPARE(open.schemas().changes[0].first.remove, std::vector<std::string>{"order"});
    QTRY_VERIFY(open.window.openKeys().isEmpty()); // its pages go, too
}

void ModelCommandsTest::theDiagramShowsTheModel()
{
    Open open;
    open.choose(u"model/order"_s, u"navigator.diagram"_s);
    QCOMPARE(open.window.current(), u"diagram:models"_s);
    QTRY_COMPARE(open.window.window->currentPage()->state().value(u"selected"_s).toString(),
                 u"order"_s);
    open.window.trigger("diagram.open");
    QCOMPARE(open.window.openKeys().size(), 1);
}

QTEST_MAIN(ModelCommandsTest)
#include "ModelCommandsTest.moc"
