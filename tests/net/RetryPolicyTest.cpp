#include <QTest> // first: moc cannot read <compare> before a header that includes c++config.h

#include "core/base/Time.h"
#include "core/net/HttpDate.h"
#include "core/net/RetryPolicy.h"

#include <rapidcheck.h>

using namespace syncline;
using std::chrono::milliseconds;

namespace {

constexpr DateTime now{784'111'777'000}; // Sun, 06 Nov 1994 08:49:37 GMT

} // namespace

class RetryPolicyTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void classifiesStatuses_data();
    void classifiesStatuses();
    void readsRetryAfter_data();
    void readsRetryAfter();
    void waitsLonger();
    void capsRetryAfter();
    void httpDatesRoundTrip();
};

void RetryPolicyTest::classifiesStatuses_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<bool>("isRetried");
    for (const int status : {200, 201, 202, 204, 206, 301, 302, 304, 307, 400, 401, 402, 403,
                             404, 405, 406, 409, 410, 411, 412, 413, 414, 415, 418, 421, 422,
                             423, 425, 426, 428, 431, 451, 501, 505, 507, 508, 511})
        QTest::addRow("%d is final", status) << status << false;
    for (const int status : {408, 429, 500, 502, 503, 504})
        QTest::addRow("%d is tried again", status) << status << true;
}

void RetryPolicyTest::classifiesStatuses()
{
    QFETCH(const int, status);
    QFETCH(const bool, isRetried);
    QCOMPARE(RetryPolicy::isRetryable(status), isRetried);
    if (RetryPolicy::isUnprocessed(status))
        QVERIFY(isRetried);
}

void RetryPolicyTest::readsRetryAfter_data()
{
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<qint64>("expected"); // -1: none
    const auto row = [](const char *name, const char *value, qint64 expected) {
        QTest::newRow(name) << QByteArray(value) << expected;
    };
    row("seconds", "120", 120'000);
    row("zero", "0", 0);
    row("a fraction, as Shopify writes it", "2.0", 2'000);
    row("half a second", "0.5", 500);
    row("spaces around", " 7 ", 7'000);
    row("a date ahead", "Sun, 06 Nov 1994 08:50:37 GMT", 60'000);
    row("a date gone by", "Sun, 06 Nov 1994 08:40:37 GMT", 0);
    row("an obsolete date form", "Sunday, 06-Nov-94 08:49:47 GMT", 10'000);
    row("asctime form", "Sun Nov  6 08:49:47 1994", 10'000);
    row("negative", "-5", -1);
    row("empty", "", -1);
    row("words", "soon", -1);
    row("seconds with a unit", "5s", -1);
    row("two numbers", "5 6", -1);
    row("infinity", "inf", -1);
    row("not a number", "nan", -1);
    row("hexadecimal", "0x10", -1);
    row("exponent", "1e3", -1);
    row("half a date", "Sun, 06 Nov 1994", -1);
    row("more than a day", "90000", 90'000'000);
    row("more than 64 bits", "99999999999999999999999", 316'224'000'000);
}

void RetryPolicyTest::readsRetryAfter()
{
    QFETCH(const QByteArray, value);
    QFETCH(const qint64, expected);
    const auto wait = parseRetryAfter(value.toStdString(), now);
    QCOMPARE(wait ? wait->count() : -1, expected);
}

void RetryPolicyTest::waitsLonger()
{
    const RetryPolicy policy;
    QCOMPARE(policy.delay(1, std::nullopt, 0), milliseconds(1'000));
    QCOMPARE(policy.delay(2, std::nullopt, 0), milliseconds(2'000));
    QCOMPARE(policy.delay(5, std::nullopt, 0), milliseconds(16'000));
    QCOMPARE(policy.delay(60, std::nullopt, 0.9), milliseconds(300'000));
    QVERIFY(policy.delay(1, std::nullopt, 0.99) < milliseconds(1'250));
}

void RetryPolicyTest::capsRetryAfter()
{
    const RetryPolicy policy;
    QCOMPARE(policy.delay(1, milliseconds(0), 0.5), milliseconds(0));
    QCOMPARE(policy.delay(4, milliseconds(7'000), 0.5), milliseconds(7'000));
    QCOMPARE(policy.delay(1, milliseconds(90'000'000), 0), milliseconds(300'000));
}

void RetryPolicyTest::httpDatesRoundTrip()
{
    QCOMPARE(formatHttpDate(now), std::string("Sun, 06 Nov 1994 08:49:37 GMT"));
    QVERIFY(rc::check([] {
        const auto seconds = *rc::gen::inRange<std::int64_t>(-62'135'596'800, 253'402'300'799);
        const auto read = iso::parseHttpDate(formatHttpDate(DateTime{seconds * 1'000}));
        RC_ASSERT(read.has_value());
        RC_ASSERT(read->ms == seconds * 1'000);
    }));
}

QTEST_GUILESS_MAIN(RetryPolicyTest)
#include "RetryPolicyTest.moc"
