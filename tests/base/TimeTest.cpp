#include "core/base/Time.h"

#include <QDateTime>
#include <QTimeZone>
#include <QtTest>
#include <rapidcheck.h>

using namespace syncline;

namespace {

constexpr std::int64_t firstMs = -62'135'596'800'000;
constexpr std::int64_t endMs = 253'402'300'800'000;

} // namespace

class TimeTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsTimes_data();
    void readsTimes();
    void refusesTimes_data();
    void refusesTimes();
    void readsHttpDates_data();
    void readsHttpDates();
    void agreesWithQt();
    void writesWhatItReads();
};

void TimeTest::readsTimes_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char *text, const char *expected) {
        QTest::newRow(text) << QString::fromUtf8(text) << QString::fromUtf8(expected);
    };
    row("2024-02-29", "2024-02-29T00:00:00.000Z");
    row("2000-02-29T00:00Z", "2000-02-29T00:00:00.000Z");
    row("2024-01-01T10:20", "2024-01-01T10:20:00.000Z");
    row("2024-01-01 10:20:30", "2024-01-01T10:20:30.000Z");
    row("2024-01-01t10:20:30z", "2024-01-01T10:20:30.000Z");
    row("2024-01-01T10:20:30.5Z", "2024-01-01T10:20:30.500Z");
    row("2024-01-01T10:20:30,25Z", "2024-01-01T10:20:30.250Z");
    row("2024-01-01T10:20:30.123456789Z", "2024-01-01T10:20:30.123Z");
    row("2024-01-01T10:20:30.9999Z", "2024-01-01T10:20:30.999Z");
    row("2024-01-01T00:00:00+02:00", "2023-12-31T22:00:00.000Z");
    row("2024-01-01T00:00:00-0530", "2024-01-01T05:30:00.000Z");
    row("2024-01-01 00:00:00.1+00", "2024-01-01T00:00:00.100Z");
    row("2016-12-31T23:59:60Z", "2016-12-31T23:59:59.999Z");
    row("0001-01-01T00:00:00Z", "0001-01-01T00:00:00.000Z");
    row("9999-12-31T23:59:59.999Z", "9999-12-31T23:59:59.999Z");
    row("1969-12-31T23:59:59.999Z", "1969-12-31T23:59:59.999Z");
}

void TimeTest::readsTimes()
{
    QFETCH(const QString, text);
    QFETCH(const QString, expected);
    const std::optional<DateTime> time = iso::parseDateTime(text.toStdString());
    QVERIFY(time);
    QCOMPARE(QString::fromStdString(iso::format(*time)), expected);
}

void TimeTest::refusesTimes_data()
{
    QTest::addColumn<QString>("text");
    for (const char *text : {"",
                             "2024",
                             "2024-01",
                             "2023-02-29",
                             "1900-02-29",
                             "2024-00-01",
                             "2024-13-01",
                             "2024-01-00",
                             "2024-04-31",
                             "0000-01-01",
                             "24-01-01",
                             "2024-1-1",
                             "2024/01/01",
                             "+2024-01-01",
                             "20240101",
                             "2024-01-01T",
                             "2024-01-01T10",
                             "2024-01-01T10:",
                             "2024-01-01T24:00",
                             "2024-01-01T10:60",
                             "2024-01-01T10:20:61",
                             "2024-01-01T10:20:30.",
                             "2024-01-01T10:20.5",
                             "2024-01-01T10:20:30 Z",
                             "2024-01-01T10:20:30+",
                             "2024-01-01T10:20:30+1",
                             "2024-01-01T10:20:30+25:00",
                             "2024-01-01T10:20:30+02:60",
                             "2024-01-01T10:20:30Zx",
                             " 2024-01-01",
                             "2024-01-01 ",
                             "2024-01-01Z",
                             "0001-01-01T00:00:00+00:01",
                             "9999-12-31T23:59:59-00:01",
                             "now",
                             "1704067200"})
        QTest::addRow("\"%s\"", text) << QString::fromUtf8(text);
}

void TimeTest::refusesTimes()
{
    QFETCH(const QString, text);
    QVERIFY(!iso::parseDateTime(text.toStdString()));
    QVERIFY(!iso::parseDate(text.toStdString()));
}

void TimeTest::readsHttpDates_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char *text, const char *expected) {
        QTest::newRow(text) << QString::fromUtf8(text) << QString::fromUtf8(expected);
    };
    row("Sun, 06 Nov 1994 08:49:37 GMT", "1994-11-06T08:49:37.000Z");
    row("Sunday, 06-Nov-94 08:49:37 GMT", "1994-11-06T08:49:37.000Z");
    row("Monday, 01-Jan-24 00:00:00 GMT", "2024-01-01T00:00:00.000Z");
    row("Sun Nov  6 08:49:37 1994", "1994-11-06T08:49:37.000Z");
    row("Wed Nov 16 08:49:37 1994", "1994-11-16T08:49:37.000Z");
    for (const char *text : {"", "06 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37",
                             "Sun, 31 Feb 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37.5 GMT",
                             "Sun, 06 Foo 1994 08:49:37 GMT", "Sun, 06 Nov 94 08:49:37 GMT",
                             "Sun, 06 Nov 1994 08:49:37 CET", "120"})
        row(text, "");
}

void TimeTest::readsHttpDates()
{
    QFETCH(const QString, text);
    QFETCH(const QString, expected);
    const std::optional<DateTime> time = iso::parseHttpDate(text.toStdString());
    QCOMPARE(time ? QString::fromStdString(iso::format(*time)) : QString(), expected);
}

void TimeTest::agreesWithQt()
{
    QVERIFY(rc::check("format() writes what QDateTime writes", [] {
        const auto ms = *rc::gen::inRange(firstMs, endMs);
        const QString qt = QDateTime::fromMSecsSinceEpoch(ms, Qt::UTC).toString(Qt::ISODateWithMs);
        RC_ASSERT(iso::format(DateTime{ms}) == qt.toStdString());
        const Date day{
            static_cast<std::int32_t>(*rc::gen::inRange(firstMs / 86'400'000, endMs / 86'400'000))};
        const QString date = QDate(1970, 1, 1).addDays(day.days).toString(Qt::ISODate);
        RC_ASSERT(iso::format(day) == date.toStdString());
        RC_ASSERT(iso::parseDate(iso::format(day)) == std::optional(day));
    }));
}

void TimeTest::writesWhatItReads()
{
    QVERIFY(rc::check("parseDateTime(format(t)) is t, in any zone", [] {
        const auto ms = *rc::gen::inRange(firstMs + 90'000'000, endMs - 90'000'000);
        RC_ASSERT(iso::parseDateTime(iso::format(DateTime{ms})) == std::optional(DateTime{ms}));
        const int offset = *rc::gen::inRange(-23 * 60, 23 * 60);
        const QString text = QDateTime::fromMSecsSinceEpoch(ms, Qt::OffsetFromUTC, offset * 60)
                                 .toString(Qt::ISODateWithMs);
        RC_ASSERT(iso::parseDateTime(text.toStdString()) == std::optional(DateTime{ms}));
    }));
    QCOMPARE(iso::format(DateTime{endMs}), std::string("+010000-01-01T00:00:00.000Z"));
    QCOMPARE(iso::format(Date{-800'000}), std::string("-000221-09-04"));
}

QTEST_GUILESS_MAIN(TimeTest)
#include "TimeTest.moc"
