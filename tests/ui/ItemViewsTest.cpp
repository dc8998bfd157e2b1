#include "ui/widget/ItemViews.h"
#include "ui/base/Settings.h"
#include "ui/base/Spacing.h"
#include "ui/base/Theme.h"
#include "ui/widget/RowButtons.h"

#include <QHeaderView>
#include <QListWidget>
#include <QSignalSpy>
#include <QTableWidget>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>
#include <QTreeWidget>

#include <memory>

using namespace syncline::ui;
using namespace Qt::StringLiterals;

/** What lists, tables and trees have in common. */
class ItemViewsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void theirRowsAreAsHigh_data();
    void theirRowsAreAsHigh();
    void rowsAreAddedRemovedAndMovedByKeys();
    void lockedRowsStay();

private:
    QTemporaryDir m_folder;
    std::unique_ptr<Settings> m_settings;
    std::unique_ptr<Theme> m_theme;
};

namespace {

/** Three rows and their buttons. */
struct SampleRows
{
    SampleRows()
    {
        list.addItems({u"a"_s, u"b"_s, u"c"_s});
        list.setCurrentRow(1);
        buttons.update();
    }

    QWidget window;
    QListWidget list{&window};
    RowButtons buttons{u"sample"_s, u"Add to Sample"_s, &list, &window};
    QSignalSpy added{&buttons, &RowButtons::addWished};
    QSignalSpy removed{&buttons, &RowButtons::removeWished};
    QSignalSpy moved{&buttons, &RowButtons::moveWished};
};

} // namespace

void ItemViewsTest::initTestCase()
{
    m_settings = std::make_unique<Settings>(m_folder.filePath(u"settings.ini"_s));
    m_theme = std::make_unique<Theme>(m_settings.get(), nullptr);
    m_theme->setMode(ThemeMode::Light);
}

void ItemViewsTest::theirRowsAreAsHigh_data()
{
    QTest::addColumn<int>("kind");
    QTest::newRow("a list") << 0;
    QTest::newRow("a list with boxes") << 1;
    QTest::newRow("a table") << 2;
    QTest::newRow("a tree") << 3;
}

void ItemViewsTest::theirRowsAreAsHigh()
{
    QFETCH(const int, kind);
    QWidget window;
    QListWidget list(&window);
    QTableWidget table(1, 1, &window);
    QTreeWidget tree(&window);
    prepareList(&list);
    prepareTable(&table);
    prepareTree(&tree);
    frameView(&list);
    frameView(&tree);
    auto *item = new QListWidgetItem(u"one"_s, &list);
    if (kind == 1)
        item->setCheckState(Qt::Checked);
    auto *branch = new QTreeWidgetItem(&tree, {u"one"_s});
    window.show();
    const int height = kind < 2    ? list.visualItemRect(item).height()
                       : kind == 2 ? table.rowHeight(0)
                                   : tree.visualItemRect(branch).height();
    QCOMPARE(height, space::rowHeight);
    list.setFixedHeight(framedHeight(1));
    QCOMPARE(list.viewport()->height(), space::rowHeight);
    QVERIFY(!table.tabKeyNavigation()); // Tab leads on
    QVERIFY(table.verticalHeader()->isHidden());
}

void ItemViewsTest::rowsAreAddedRemovedAndMovedByKeys()
{
    SampleRows rows;
    QTest::keyClick(&rows.list, Qt::Key_Insert);
    QTest::keyClick(&rows.list, Qt::Key_Delete);
    QTest::keyClick(&rows.list, Qt::Key_Up, Qt::AltModifier);
    QTest::keyClick(&rows.list, Qt::Key_Down, Qt::AltModifier);
    QCOMPARE(rows.added.count(), 1);
    QCOMPARE(rows.removed.value(0), QVariantList{1});
    QCOMPARE(rows.moved.value(0), (QVariantList{1, 0}));
    QCOMPARE(rows.moved.value(1), (QVariantList{1, 2}));

    rows.list.setCurrentRow(0);
    rows.buttons.update();
    QVERIFY(!rows.window.findChild<QToolButton *>(u"sample.up"_s)->isEnabled());
    QVERIFY(rows.window.findChild<QToolButton *>(u"sample.down"_s)->isEnabled());
    QTest::keyClick(&rows.list, Qt::Key_Up, Qt::AltModifier); // there is no row above
    QCOMPARE(rows.moved.count(), 2);
    rows.window.findChild<QToolButton *>(u"sample.remove"_s)->click();
    QCOMPARE(rows.removed.value(1), QVariantList{0});
}

void ItemViewsTest::lockedRowsStay()
{
    SampleRows rows;
    rows.buttons.setEditable(false);
    for (const char *name : {"sample.add", "sample.remove", "sample.up", "sample.down"})
        QVERIFY2(!rows.window.findChild<QToolButton *>(QString::fromLatin1(name))->isEnabled(),
                 name);
    QTest::keyClick(&rows.list, Qt::Key_Insert);
    QTest::keyClick(&rows.list, Qt::Key_Delete);
    QTest::keyClick(&rows.list, Qt::Key_Down, Qt::AltModifier);
    QCOMPARE(rows.added.count() + rows.removed.count() + rows.moved.count(), 0);
}

QTEST_MAIN(ItemViewsTest)
#include "ItemViewsTest.moc"
