#include "tests/ui/Screens.h"
#include "ui/shell/DocumentArea.h"

#include <QTabWidget>
#include <QTest>

using namespace syncline;
using namespace syncline::ui;
using namespace Qt::StringLiterals;

/** The list of screens is whole, and each of its states can be produced. */
class ScreensTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void everyKindOfDocumentIsListed();
    void everyPanelIsListed();
    void everyStateIsOneOfTheFour();
    void everyStateCanBeProduced_data();
    void everyStateCanBeProduced();

private:
    QList<Screen> m_screens;
};

void ScreensTest::initTestCase()
{
    m_screens = readScreens();
    QVERIFY(m_screens.size() >= 20);
}

void ScreensTest::everyKindOfDocumentIsListed()
{
    const Stage stage(u"nothing"_s, u"full"_s, ThemeMode::Light, {1280, 800});
    QTRY_COMPARE(stage.seen(), u"full"_s);
    const auto kinds = stage.window()->documents()->kinds();
    QVERIFY(kinds.size() >= 4);
    for (const DocumentRef::Kind kind : kinds) {
        DocumentRef ref;
        ref.kind = kind;
        ref.name = u"x"_s;
        const QString word = ref.key().section(u':', 0, 0); // "records"
        const QString wanted = u"document:"_s + word;
        QVERIFY2(std::any_of(m_screens.begin(), m_screens.end(),
                             [&wanted](const Screen &screen) {
                                 return screen.covers.compare(wanted, Qt::CaseInsensitive) == 0;
                             }),
                 qPrintable(wanted + u" is missing in screens.md"_s));
    }
}

void ScreensTest::everyPanelIsListed()
{
    const Stage stage(u"nothing"_s, u"full"_s, ThemeMode::Light, {1280, 800});
    QTRY_COMPARE(stage.seen(), u"full"_s);
    const auto *panels = stage.window()->findChild<QTabWidget *>(u"panels"_s);
    QVERIFY(panels->count() >= 3);
    for (int i = 0; i < panels->count(); ++i) {
        const QString wanted = u"panel:"_s + panels->widget(i)->objectName();
        QVERIFY2(std::any_of(m_screens.begin(), m_screens.end(),
                             [&wanted](const Screen &screen) { return screen.covers == wanted; }),
                 qPrintable(wanted + u" is missing in screens.md"_s));
    }
}

void ScreensTest::everyStateIsOneOfTheFour()
{
    for (const Screen &screen : m_screens) {
        QVERIFY2(!screen.states.isEmpty(), qPrintable(screen.name));
        for (const QString &state : screen.states)
            QVERIFY2((QStringList{u"empty"_s, u"loading"_s, u"full"_s, u"error"_s}.contains(state)),
                     qPrintable(screen.name + u' ' + state));
    }
}

void ScreensTest::everyStateCanBeProduced_data()
{
    QTest::addColumn<QString>("screen");
    QTest::addColumn<QString>("state");
    const Stage stage(u"nothing"_s, u"full"_s, ThemeMode::Light, {1280, 800});
    const DocumentArea *documents = stage.window()->documents();
    for (const Screen &screen : m_screens) {
        const QString kind = screen.covers.section(u':', 1).toLower();
        if (screen.covers.startsWith(u"document:"_s) &&
            !documents->canOpen(DocumentRef::fromKey(kind + u":x"_s).kind))
            continue; // nobody makes such pages
        for (const QString &state : screen.states)
            QTest::newRow(qPrintable(screen.name + u", "_s + state)) << screen.name << state;
    }
}

void ScreensTest::everyStateCanBeProduced()
{
    QFETCH(const QString, screen);
    QFETCH(const QString, state);
    const Stage stage(screen, state, ThemeMode::Light, {1280, 800});
    QTRY_COMPARE(stage.seen(), state);
    QVERIFY(!stage.picture().isNull());
}

QTEST_MAIN(ScreensTest)
#include "ScreensTest.moc"
