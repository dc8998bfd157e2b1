#include "ui/base/Theme.h"
#include "ui/base/Icons.h"
#include "ui/base/Settings.h"

#include <QApplication>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTest>

using namespace syncline::ui;
using namespace Qt::StringLiterals;

namespace {
class FakeScheme final : public ColorSchemeSource
{
public:
    using ColorSchemeSource::ColorSchemeSource;
    [[nodiscard]] bool prefersDark() const override { return dark; }
    void set(bool value)
    {
        dark = value;
        Q_EMIT changed();
    }
    bool dark = false;
};
} // namespace

Q_DECLARE_METATYPE(QColor ThemeColors::*)

class ThemeTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void textsAreReadable_data();
    void textsAreReadable();
    void switchesLive();
    void followsTheDesktop();
    void remembersTheMode();
    void everyIconDrawsSomething_data();
    void everyIconDrawsSomething();
    void iconsTakeTheThemesColour();
    void anUnknownIconIsNone();

private:
    QTemporaryDir m_folder;
};

void ThemeTest::textsAreReadable_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<QColor ThemeColors::*>("text");
    QTest::addColumn<QColor ThemeColors::*>("ground");
    for (const QString &file : {u":/themes/light.theme"_s, u":/themes/dark.theme"_s}) {
        const auto add = [&file](const char *name, QColor ThemeColors::*text,
                                 QColor ThemeColors::*ground) {
            QTest::addRow("%s %s", qPrintable(file.mid(9)), name) << file << text << ground;
        };
        add("text on window", &ThemeColors::text, &ThemeColors::window);
        add("text on lists", &ThemeColors::text, &ThemeColors::base);
        add("text on buttons", &ThemeColors::text, &ThemeColors::raised);
        add("text on what the mouse is over", &ThemeColors::text, &ThemeColors::hover);
        add("quiet text on window", &ThemeColors::muted, &ThemeColors::window);
        add("quiet text on lists", &ThemeColors::muted, &ThemeColors::base);
        add("quiet text on headers", &ThemeColors::muted, &ThemeColors::alternate);
        add("quiet text in pills", &ThemeColors::muted, &ThemeColors::hover);
        add("links on lists", &ThemeColors::accent, &ThemeColors::base);
        add("links on window", &ThemeColors::accent, &ThemeColors::window);
        add("running", &ThemeColors::accent, &ThemeColors::accentGround);
        add("selected text", &ThemeColors::selectionText, &ThemeColors::selection);
        add("selected text without the keyboard", &ThemeColors::text, &ThemeColors::hover);
        add("success in pills", &ThemeColors::success, &ThemeColors::hover);
        add("success on lists", &ThemeColors::success, &ThemeColors::base);
        add("warnings on lists", &ThemeColors::warning, &ThemeColors::base);
        add("warnings on banners", &ThemeColors::warning, &ThemeColors::warningGround);
        add("text on warning banners", &ThemeColors::text, &ThemeColors::warningGround);
        add("keywords of code", &ThemeColors::keyword, &ThemeColors::base);
        add("keywords in the caret's line", &ThemeColors::keyword, &ThemeColors::alternate);
        add("errors on lists", &ThemeColors::danger, &ThemeColors::base);
        add("errors on window", &ThemeColors::danger, &ThemeColors::window);
        add("errors on banners", &ThemeColors::danger, &ThemeColors::dangerGround);
        add("text on error banners", &ThemeColors::text, &ThemeColors::dangerGround);
    }
}

void ThemeTest::textsAreReadable()
{
    QFETCH(const QString, file);
    QFETCH(QColor ThemeColors::*const, text);
    QFETCH(QColor ThemeColors::*const, ground);
    const ThemeColors colors = readThemeColors(file);
    const double found = contrast(colors.*text, colors.*ground);
    QVERIFY2(found >= 4.5,
             qPrintable(u"%1 on %2: %3:1"_s.arg((colors.*text).name(), (colors.*ground).name())
                            .arg(found, 0, 'f', 2)));
}

void ThemeTest::switchesLive()
{
    Settings settings(m_folder.filePath(u"live.ini"_s));
    Theme theme(&settings, nullptr);
    QPushButton button;
    theme.setMode(ThemeMode::Dark);
    QVERIFY(theme.colors().dark);
    QCOMPARE(QApplication::palette().color(QPalette::Base), theme.colors().base);
    const QString darkSheet = qApp->styleSheet();
    theme.setMode(ThemeMode::Light);
    QVERIFY(!theme.colors().dark);
    QCOMPARE(QApplication::palette().color(QPalette::Base), theme.colors().base);
    QVERIFY(qApp->styleSheet() != darkSheet);
    QVERIFY2(!qApp->styleSheet().contains(u'@'), "a colour name of the style sheet is in no theme");
}

void ThemeTest::followsTheDesktop()
{
    Settings settings(m_folder.filePath(u"system.ini"_s));
    auto scheme = std::make_unique<FakeScheme>();
    FakeScheme *desktop = scheme.get();
    Theme theme(&settings, std::move(scheme));
    QVERIFY(!theme.colors().dark);
    desktop->set(true);
    QVERIFY(theme.colors().dark);
    theme.setMode(ThemeMode::Light);
    QVERIFY(!theme.colors().dark);
    desktop->set(false);
    desktop->set(true);
    QVERIFY2(!theme.colors().dark, "the user's choice outweighs the desktop's");
    theme.setMode(ThemeMode::System);
    QVERIFY(theme.colors().dark);
}

void ThemeTest::remembersTheMode()
{
    const QString file = m_folder.filePath(u"mode.ini"_s);
    {
        Settings settings(file);
        Theme theme(&settings, nullptr);
        theme.setMode(ThemeMode::Dark);
    }
    Settings settings(file);
    const Theme theme(&settings, nullptr);
    QCOMPARE(theme.mode(), ThemeMode::Dark);
}

void ThemeTest::everyIconDrawsSomething_data()
{
    QTest::addColumn<QString>("name");
    for (const QString &name : iconNames())
        QTest::addRow("%s", qPrintable(name)) << name;
}

void ThemeTest::everyIconDrawsSomething()
{
    QFETCH(const QString, name);
    const QImage image = themedIcon(name).pixmap(32, 32).toImage();
    int drawn = 0;
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x)
            drawn += qAlpha(image.pixel(x, y)) > 0 ? 1 : 0;
    }
    QCOMPARE_GT(drawn, 10);
    QCOMPARE_LT(drawn, 32 * 32);
}

void ThemeTest::iconsTakeTheThemesColour()
{
    Settings settings(m_folder.filePath(u"icons.ini"_s));
    Theme theme(&settings, nullptr);
    const QIcon icon = themedIcon(u"state"_s); // a filled dot
    theme.setMode(ThemeMode::Light);
    const QColor light = icon.pixmap(32, 32).toImage().pixelColor(16, 16);
    QCOMPARE(light, theme.colors().text);
    theme.setMode(ThemeMode::Dark);
    QCOMPARE(icon.pixmap(32, 32).toImage().pixelColor(16, 16), theme.colors().text);
    QCOMPARE(
        colouredIcon(u"state"_s, theme.colors().danger).pixmap(32, 32).toImage().pixelColor(16, 16),
        theme.colors().danger);
}

void ThemeTest::anUnknownIconIsNone()
{
    QVERIFY(themedIcon(u"no-such-icon"_s).isNull());
}

QTEST_MAIN(ThemeTest)
#include "ThemeTest.moc"
