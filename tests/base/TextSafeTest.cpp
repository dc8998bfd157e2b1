#include "core/base/TextSafe.h"

#include <QStringConverter>
#include <QtTest>
#include <rapidcheck.h>

using namespace syncline;

class TextSafeTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void judgesUtf8AsQtDoes();
    void repairsUtf8_data();
    void repairsUtf8();
    void showsOneLine_data();
    void showsOneLine();
    void showsNoMoreThanAsked();
    void cutsBetweenCharacters();
    void escapesControls();
    void namesSizes_data();
    void namesSizes();
    void knowsIdentifiers();
    void makesNames_data();
    void makesNames();
    void makesPlurals_data();
    void makesPlurals();
};

void TextSafeTest::judgesUtf8AsQtDoes()
{
    QVERIFY(rc::check("isUtf8() is what QStringDecoder says", [] {
        std::string bytes = *rc::gen::container<std::string>(rc::gen::element(
            'a', '\0', '\x7F', '\x80', '\xBF', '\xC2', '\xC3', '\xE0', '\xA0', '\xED', '\x9F',
            '\xEF', '\xF0', '\x90', '\xF4', '\x8F', '\xF5', '\xFF'));
        QStringDecoder decoder(QStringConverter::Utf8, QStringConverter::Flag::Stateless);
        const QString decoded = decoder(QByteArray::fromStdString(bytes));
        RC_ASSERT(text::isUtf8(bytes) == !decoder.hasError());
        RC_ASSERT(text::isUtf8(text::toUtf8(bytes)));
        if (text::isUtf8(bytes))
            RC_ASSERT(text::toUtf8(bytes) == bytes);
    }));
}

void TextSafeTest::repairsUtf8_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char *name, const char *bytes, const char *expected) {
        QTest::newRow(name) << QByteArray(bytes) << QString::fromUtf8(expected);
    };
    row("good", "aé😀", "aé😀");
    row("Latin-1", "caf\xE9!", "caf\uFFFD!");
    row("a cut character is one", "a\xF0\x9F\x98", "a\uFFFD");
    row("an overlong form is two", "\xC0\xAF", "\uFFFD\uFFFD");
    row("a surrogate is three", "\xED\xA0\x80", "\uFFFD\uFFFD\uFFFD");
    row("beyond Unicode", "\xF4\x90\x80\x80", "\uFFFD\uFFFD\uFFFD\uFFFD");
}

void TextSafeTest::repairsUtf8()
{
    QFETCH(const QByteArray, bytes);
    QFETCH(const QString, expected);
    QCOMPARE(QString::fromStdString(text::toUtf8(bytes.toStdString())), expected);
}

void TextSafeTest::showsOneLine_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<int>("maximum");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char *name, const QByteArray &bytes, int maximum,
                        const char *expected) {
        QTest::newRow(name) << bytes << maximum << QString::fromUtf8(expected);
    };
    row("empty", "", 10, "");
    row("as it is", "Größe 😀", 10, "Größe 😀");
    row("just fits", "abcde", 5, "abcde");
    row("one too many", "abcdef", 5, "abcd…");
    row("room for one", "abc", 1, "…");
    row("room for none", "abc", 0, "");
    row("the first line", "ab\ncd", 10, "ab…");
    row("the first line just fits", "abcd\ne", 5, "abcd…");
    row("the first line fills all", "abcde\nf", 5, "abcd…");
    row("a line end alone is not more", "ab\r\n", 10, "ab");
    row("another kind of line end", "ab\u2028cd", 10, "ab…");
    row("an empty first line", "\nab", 10, "…");
    row("a tab and an escape", "a\tb\x1B[31m", 20, "a\\tb\\x1b[31m");
    row("NUL", QByteArray("a\0b", 3), 10, "a␀b");
    row("no half escapes", "ab\x01", 5, "ab…");
    row("a whole escape", "a\x01", 5, "a\\x01");
    row("text turned around", "user\u202Etxt.exe", 30, "user\\u202etxt.exe");
    row("isolates", "a\u2066b\u2069", 30, "a\\u2066b\\u2069");
    row("C1 controls", "a\u009Bm", 30, "a\\x9bm");
    row("invalid bytes", "a\xFF", 10, "a\uFFFD");
    row("combining marks and joiners stay", "e\u0301 👩\u200D🚀", 10, "e\u0301 👩\u200D🚀");
}

void TextSafeTest::showsOneLine()
{
    QFETCH(const QByteArray, bytes);
    QFETCH(const int, maximum);
    QFETCH(const QString, expected);
    QCOMPARE(QString::fromStdString(
                 text::displayLine(bytes.toStdString(), static_cast<std::size_t>(maximum))),
             expected);
}

void TextSafeTest::showsNoMoreThanAsked()
{
    QVERIFY(rc::check("at most that many code points, and no control character", [] {
        const auto bytes = *rc::gen::arbitrary<std::string>();
        const auto maximum = *rc::gen::inRange<std::size_t>(0, 30);
        const QString shown = QString::fromStdString(text::displayLine(bytes, maximum));
        RC_ASSERT(static_cast<std::size_t>(shown.toUcs4().size()) <= maximum);
        for (const QChar c : shown)
            RC_ASSERT(c.category() != QChar::Other_Control);
    }));
    const std::string huge(10'000'000, 'x');
    QCOMPARE(text::displayLine(huge).size(), std::size_t(511 + 3));
}

void TextSafeTest::cutsBetweenCharacters()
{
    QCOMPARE(text::cut("aé😀", 100), std::string_view("aé😀"));
    QCOMPARE(text::cut("aé😀", 6), std::string_view("aé"));
    QCOMPARE(text::cut("aé😀", 2), std::string_view("a"));
    QCOMPARE(text::cut("é", 1), std::string_view(""));
}

void TextSafeTest::escapesControls()
{
    QCOMPARE(text::escapeControls("a\nb\tc"), std::string("a\nb\tc"));
    QCOMPARE(text::escapeControls("\x1B]0;x\x07"), std::string("\\x1b]0;x\\x07"));
    QCOMPARE(text::escapeControls(std::string_view("\0\r\x7F", 3)), std::string("\\x00\\r\\x7f"));
    QCOMPARE(text::escapeControls("a\x9B"
                                  "b"),
             std::string("a\\x9bb"));
    QCOMPARE(text::escapeControls("a\u202Eb é"), std::string("a\\u202eb é"));
}

void TextSafeTest::namesSizes_data()
{
    QTest::addColumn<quint64>("bytes");
    QTest::addColumn<QString>("expected");
    const auto row = [](quint64 bytes, const char *expected) {
        QTest::addRow("%llu", static_cast<unsigned long long>(bytes))
            << bytes << QString::fromUtf8(expected);
    };
    row(0, "0 B");
    row(999, "999 B");
    row(1000, "1 KB");
    row(1234, "1.2 KB");
    row(1250, "1.3 KB");
    row(9949, "9.9 KB");
    row(9950, "10 KB");
    row(12'345, "12 KB");
    row(999'499, "999 KB");
    row(999'500, "1 MB");
    row(1'200'000, "1.2 MB");
    row(~0ULL, "18 EB");
}

void TextSafeTest::namesSizes()
{
    QFETCH(const quint64, bytes);
    QFETCH(const QString, expected);
    QCOMPARE(QString::fromStdString(text::humanSize(bytes)), expected);
}

void TextSafeTest::knowsIdentifiers()
{
    for (const char *name : {"a", "_", "blogPost", "A_1", "x2"})
        QVERIFY(text::isIdentifier(name));
    for (const char *name : {"", "1a", "a-b", "a b", "größe", "a.b"})
        QVERIFY(!text::isIdentifier(name));
    QVERIFY(text::isIdentifier(std::string(64, 'a')));
    QVERIFY(!text::isIdentifier(std::string(65, 'a')));
}

void TextSafeTest::makesNames_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("camel");
    QTest::addColumn<QString>("human");
    const auto row = [](const char *text, const char *camel, const char *human) {
        QTest::newRow(text) << QString::fromUtf8(text) << QString::fromUtf8(camel)
                            << QString::fromUtf8(human);
    };
    row("blog post", "blogPost", "Blog post");
    row("BlogPost", "blogPost", "Blog post");
    row("blog_post", "blogPost", "Blog post");
    row("sku", "sku", "Sku");
    row("shopID", "shopId", "Shop ID");
    row("HTMLPage", "htmlPage", "HTML page");
    row("line2Text", "line2Text", "Line2 text");
    row("2nd item", "_2ndItem", "2nd item");
    row("--", "", "");
    row("", "", "");
}

void TextSafeTest::makesNames()
{
    QFETCH(const QString, text);
    QFETCH(const QString, camel);
    QFETCH(const QString, human);
    QCOMPARE(QString::fromStdString(text::camelCase(text.toStdString())), camel);
    QCOMPARE(QString::fromStdString(text::humanName(text.toStdString())), human);
}

void TextSafeTest::makesPlurals_data()
{
    QTest::addColumn<QString>("singular");
    QTest::addColumn<QString>("plural");
    const auto row = [](const char *singular, const char *plural) {
        QTest::newRow(singular) << QString::fromUtf8(singular) << QString::fromUtf8(plural);
    };
    row("widget", "widgets");
    row("citizen", "citizens");
    row("city", "cities");
    row("day", "days");
    row("box", "boxes");
    row("status", "statuses");
    row("batch", "batches");
    row("blogPost", "blogPosts");
    row("salesPerson", "salesPeople");
    row("human", "humans");
    row("quiz", "quizzes");
    row("analysis", "analyses");
    row("productCategory", "productCategories");
    row("order_", "order_s");
}

void TextSafeTest::makesPlurals()
{
    QFETCH(const QString, singular);
    QFETCH(const QString, plural);
    QCOMPARE(QString::fromStdString(text::plural(singular.toStdString())), plural);
}

QTEST_GUILESS_MAIN(TextSafeTest)
#include "TextSafeTest.moc"
