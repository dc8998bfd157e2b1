#include "ui/base/Text.h"
#include "ui/palette/FuzzyMatch.h"
#include "ui/widget/PlainLabel.h"
#include "ui/widget/ValueViewer.h"

#include <QApplication>
#include <QComboBox>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QTest>
#include <QWheelEvent>

using namespace syncline;
using namespace syncline::ui;
using namespace Qt::StringLiterals;

Q_DECLARE_METATYPE(syncline::Value)

class UiTextTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void valuesAsCells_data();
    void valuesAsCells();
    void hugeValuesStayShort();
    void durations_data();
    void durations();
    void labelsNeverGuess();
    void tooltipsShowMarkupAsText();
    void theWheelChangesNoChoiceInPassing();
    void theViewerSplitsLongLines();
    void theBetterMatchComesFirst_data();
    void theBetterMatchComesFirst();
};

void UiTextTest::valuesAsCells_data()
{
    QTest::addColumn<Value>("value");
    QTest::addColumn<QString>("text");

    QTest::newRow("null is nothing") << Value() << QString();
    QTest::newRow("empty text is nothing, too") << Value("") << QString();
    QTest::newRow("false is a word") << Value(false) << u"no"_s;
    QTest::newRow("zero is a number") << Value(0) << u"0"_s;
    QTest::newRow("2^53 + 1 keeps its last digit")
        << Value(std::int64_t{9'007'199'254'740'993}) << u"9007199254740993"_s;
    QTest::newRow("a double is its shortest text") << Value(0.1) << u"0.1"_s;
    QTest::newRow("a date is a day") << Value(Date{0}) << u"1970-01-01"_s;
    QTest::newRow("a time is local (UTC here)") << Value(DateTime{0}) << u"1970-01-01 00:00:00"_s;
    QTest::newRow("only the first line") << Value("one\ntwo") << u"one…"_s;
    QTest::newRow("markup stays text") << Value("<b>x</b>") << u"<b>x</b>"_s;
    QTest::newRow("a list is JSON") << Value(ValueList{Value(1), Value("a")}) << u"[1, \"a\"]"_s;
    QTest::newRow("an object is JSON") << Value(ValueObject{{"a", Value()}}) << u"{\"a\": null}"_s;
}

void UiTextTest::valuesAsCells()
{
    QFETCH(const Value, value);
    QTEST(valueText(value), "text");
}

void UiTextTest::hugeValuesStayShort()
{
    ValueList list;
    for (int i = 0; i < 200'000; ++i)
        list.emplace_back(std::string(100, 'x'));
    const Value huge(std::move(list));
    QCOMPARE_LE(valueText(huge).size(), 520);
    QCOMPARE_LE(valueText(Value(std::string(10'000'000, 'y'))).size(), 520);
    QVERIFY(isLong(huge));
    QCOMPARE_LT(roughSize(huge, 4096), 8192U);
}

void UiTextTest::durations_data()
{
    QTest::addColumn<qint64>("ms");
    QTest::addColumn<QString>("text");
    QTest::newRow("below a second") << qint64(850) << u"850 ms"_s;
    QTest::newRow("seconds") << qint64(12'300) << u"12 s"_s;
    QTest::newRow("minutes") << qint64(184'000) << u"3 min 4 s"_s;
    QTest::newRow("hours") << qint64(7'500'000) << u"2 h 5 min"_s;
}

void UiTextTest::durations()
{
    QFETCH(const qint64, ms);
    QTEST(durationText(ms), "text");
}

void UiTextTest::labelsNeverGuess()
{
    const std::unique_ptr<QLabel> label(makeLabel(u"<img src='file:///etc/passwd'>"_s));
    QCOMPARE(label->textFormat(), Qt::PlainText);
    QCOMPARE(label->text(), u"<img src='file:///etc/passwd'>"_s);
}

void UiTextTest::tooltipsShowMarkupAsText()
{
    QCOMPARE(plainToolTip(u"a < b\n<b>"_s), u"<span>a &lt; b<br>&lt;b&gt;</span>"_s);
    QVERIFY(plainToolTip({}).isEmpty());
}

void UiTextTest::theWheelChangesNoChoiceInPassing()
{
    QWidget host;
    host.resize(300, 100);
    QComboBox choice(&host);
    choice.addItems({u"one"_s, u"two"_s, u"three"_s});
    choice.setCurrentIndex(1);
    QLineEdit other(&host);
    other.move(0, 50);
    nameControl(&choice, u"choice"_s, u"Choice"_s);
    host.show();
    QVERIFY(QTest::qWaitForWindowActive(&host));
    const auto turn = [&choice] {
        QWheelEvent event({5, 5}, choice.mapToGlobal(QPointF(5, 5)), {}, {0, -120}, Qt::NoButton,
                          Qt::NoModifier, Qt::NoScrollPhase, false);
        QApplication::sendEvent(&choice, &event);
        return event.isAccepted();
    };
    other.setFocus();
    QVERIFY2(!turn(), "its parents may scroll");
    QCOMPARE(choice.currentIndex(), 1);
    QVERIFY(!choice.hasFocus());
    choice.setFocus();
    QVERIFY(turn());
    QCOMPARE(choice.currentIndex(), 2);
}

void UiTextTest::theViewerSplitsLongLines()
{
    QCOMPARE(ValueViewer::splitLines(u"abcdef\ngh"_s, 4), u"abcd\nef\ngh"_s);
    QCOMPARE(ValueViewer::splitLines(u"\n\n"_s, 4), u"\n\n"_s);
    auto *viewer = new ValueViewer(u"description"_s, Value(std::string(1'000'000, 'z')), nullptr);
    const auto *text = viewer->findChild<QPlainTextEdit *>(u"valueViewer.text"_s);
    QVERIFY(text);
    QCOMPARE(text->document()->blockCount(), 500);
    delete viewer;
}

void UiTextTest::theBetterMatchComesFirst_data()
{
    QTest::addColumn<QString>("pattern");
    QTest::addColumn<QString>("better");
    QTest::addColumn<QString>("worse");
    QTest::newRow("the beginning of a word") << u"or"_s << u"order"_s << u"color"_s;
    QTest::newRow("initials") << u"fl"_s << u"flagLarge"_s << u"file"_s;
    QTest::newRow("in one piece") << u"shop"_s << u"shop"_s << u"s-h-o-p"_s;
    QTest::newRow("found at all") << u"prd"_s << u"product"_s << u"customer"_s;
}

void UiTextTest::theBetterMatchComesFirst()
{
    QFETCH(const QString, pattern);
    QFETCH(const QString, better);
    QFETCH(const QString, worse);
    QCOMPARE_GT(fuzzyScore(pattern, better), fuzzyScore(pattern, worse));
}

QTEST_MAIN(UiTextTest)
#include "UiTextTest.moc"
