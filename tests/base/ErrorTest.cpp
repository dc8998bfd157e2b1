#include "core/base/Result.h"

#include <QtTest>
#include <memory>

using namespace syncline;

namespace {

Result<int> parity(int number)
{
    if (number < 0)
        return Error(errc::invalidInput, "%1 is negative", {std::to_string(number)});
    return number % 2;
}

Result<void> check(int number)
{
    SYNCLINE_TRY(const int rest, parity(number));
    if (rest != 0)
        return Error(errc::invalidInput, "odd");
    SYNCLINE_CHECK(parity(number + 1));
    return {};
}

Result<std::unique_ptr<int>> boxed(int number)
{
    SYNCLINE_CHECK(check(number));
    return std::make_unique<int>(number);
}

} // namespace

class ErrorTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void fillsItsSentence_data();
    void fillsItsSentence();
    void describesItself();
    void isPassedOn();
};

void ErrorTest::fillsItsSentence_data()
{
    QTest::addColumn<QString>("sentence");
    QTest::addColumn<QString>("message");
    QTest::newRow("in order") << "%1 of %2"
                              << "a of %1";
    QTest::newRow("twice and turned") << "%2 %1 %1"
                                      << "%1 a a";
    QTest::newRow("an argument is not filled again") << "[%2]"
                                                     << "[%1]";
    QTest::newRow("no such argument") << "%3 and %0 and 5%"
                                      << "%3 and %0 and 5%";
    QTest::newRow("plain") << "plain"
                           << "plain";
}

void ErrorTest::fillsItsSentence()
{
    QFETCH(const QString, sentence);
    QFETCH(const QString, message);
    const Error error("X", sentence.toStdString(), {"a", "%1"});
    QCOMPARE(QString::fromStdString(error.message()), message);
}

void ErrorTest::describesItself()
{
    const Error plain("SYNC_X", "It broke");
    QCOMPARE(plain.describe(), std::string("SYNC_X: It broke"));
    const Error placed = Error("SYNC_X", "It broke").withPlace("a.json:1:2").withDetail("why");
    QCOMPARE(placed.describe(), std::string("SYNC_X: It broke (a.json:1:2)"));
    QCOMPARE(placed.detail, std::string("why"));
    QVERIFY(placed.is("SYNC_X"));
    QVERIFY(!placed.is("SYNC"));
}

void ErrorTest::isPassedOn()
{
    QVERIFY(check(2));
    QCOMPARE(check(3).error().message(), std::string("odd"));
    QCOMPARE(boxed(-1).error().message(), std::string("-1 is negative"));
    Result<std::unique_ptr<int>> box = boxed(4);
    QVERIFY(box.ok());
    const std::unique_ptr<int> taken = std::move(box).value();
    QCOMPARE(*taken, 4);
    QCOMPARE(parity(-1).valueOr(7), 7);
}

QTEST_GUILESS_MAIN(ErrorTest)
#include "ErrorTest.moc"
