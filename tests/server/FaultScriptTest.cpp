#include <QTest> // first: moc cannot read <compare> before a header that includes c++config.h

#include "core/server/FaultScript.h"

using namespace syncline;

class FaultScriptTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void saysWhichRequestFails_data();
    void saysWhichRequestFails();
    void refuses_data();
    void refuses();
};

void FaultScriptTest::saysWhichRequestFails_data()
{
    QTest::addColumn<int>("request");
    QTest::addColumn<QByteArray>("fault");
    QTest::newRow("before") << 2 << QByteArray("none");
    QTest::newRow("one") << 3 << QByteArray("429(2)");
    QTest::newRow("range begins") << 5 << QByteArray("500");
    QTest::newRow("range ends") << 7 << QByteArray("500");
    QTest::newRow("behind the range") << 8 << QByteArray("none");
    QTest::newRow("named") << 9 << QByteArray("slow(2000)");
    QTest::newRow("every 20th") << 19 << QByteArray("reset");
    QTest::newRow("every 20th again") << 39 << QByteArray("reset");
    QTest::newRow("the first rule wins") << 59 << QByteArray("html");
}

void FaultScriptTest::saysWhichRequestFails()
{
    QFETCH(const int, request);
    QFETCH(const QByteArray, fault);
    const auto script = FaultScript::parse("3:429(2), 5-7:500,9:slow(2000) ,59:html,*/20:reset,");
    QVERIFY(script);
    QCOMPARE(QByteArray::fromStdString(script->at(request).name()), fault);
}

void FaultScriptTest::refuses_data()
{
    QTest::addColumn<QByteArray>("script");
    for (const char *script : {"3", "3:", ":500", "a:500", "3:50", "3:600", "3:slowly", "7-5:500",
                               "-1:500", "*/0:500", "*/:500", "3:slow(", "3:slow(x)", "3:429)"})
        QTest::newRow(script) << QByteArray(script);
}

void FaultScriptTest::refuses()
{
    QFETCH(const QByteArray, script);
    const auto parsed = FaultScript::parse("1:500," + script.toStdString());
    QVERIFY(!parsed);
    QVERIFY(parsed.error().message().starts_with('"' + script.toStdString() + "\" is no fault"));
}

QTEST_GUILESS_MAIN(FaultScriptTest)
#include "FaultScriptTest.moc"
