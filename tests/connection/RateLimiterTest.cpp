#include "tests/support/StdToString.h" // first: moc of Qt 6.4 cannot read a file that begins with <compare>

#include "core/base/Json.h"
#include "core/connection/RateLimiter.h"
#include "tests/support/FakeClock.h"
#include "tests/support/FakeExecutor.h"

#include <QTest>

#include <optional>
#include <string>
#include <vector>

using namespace syncline;
using namespace std::chrono_literals;

namespace {

RateLimit limitOf(const char *text)
{
    return RateLimit::parse(json::parse(text).value()).value();
}

HttpResponse answer(int status, HttpHeaders headers = {})
{
    HttpResponse response;
    response.status = status;
    response.headers = std::move(headers);
    return response;
}

} // namespace

class RateLimiterTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void limitsAreRead_data();
    void limitsAreRead();
    void withoutALimitNothingWaits();
    void aFixedLimitSpacesRequests();
    void aBucketIsKeptFromRunningOver();
    void aBucketDrainsWithTime();
    void badHeadersAreIgnored();
    void retryAfterHoldsEveryoneBack();
    void aDateInRetryAfterCounts();
    void waitingGoesOnWhenItsTurnComes();
    void waitingIsLongerWhenARetryAfterCame();
    void waitingCanBeCancelled();

private:
    test::FakeClock m_clock;
};

void RateLimiterTest::limitsAreRead_data()
{
    QTest::addColumn<std::string>("text");
    QTest::addColumn<bool>("good");
    const auto row = [](const char *text, bool good) {
        QTest::newRow(text) << std::string(text) << good;
    };
    row("null", true);
    row(R"({"kind": "none"})", true);
    row(R"({"kind": "leaky_bucket", "header": "X-Limit"})", true);
    row(R"({"kind": "leaky_bucket", "header": "X-Limit", "leak": 0.5})", true);
    row(R"({"kind": "fixed", "requests": 40, "seconds": 60})", true);
    row(R"({"kind": "fixed", "requests": 4})", true);
    row(R"({"kind": "leaky_bucket"})", false);
    row(R"({"kind": "leaky_bucket", "header": "X", "leak": 0})", false);
    row(R"({"kind": "fixed"})", false);
    row(R"({"kind": "fixed", "requests": -1})", false);
    row(R"({"kind": "fixed", "requests": 1, "seconds": 0})", false);
    row(R"({"kind": "token"})", false);
    row("{}", false);
}

void RateLimiterTest::limitsAreRead()
{
    QFETCH(const std::string, text);
    QFETCH(const bool, good);
    QCOMPARE(RateLimit::parse(json::parse(text).value()).ok(), good);
}

void RateLimiterTest::withoutALimitNothingWaits()
{
    RateLimiter limiter(limitOf("null"), m_clock);
    for (int i = 0; i < 100; ++i)
        QCOMPARE(limiter.take(), 0ms);
    QCOMPARE(limiter.state().underWay, 100);
}

void RateLimiterTest::aFixedLimitSpacesRequests()
{
    RateLimiter limiter(limitOf(R"({"kind": "fixed", "requests": 4})"), m_clock);
    QCOMPARE(limiter.take(), 0ms);
    QCOMPARE(limiter.take(), 250ms);
    QCOMPARE(limiter.take(), 500ms);
    m_clock.advance(600ms);
    QCOMPARE(limiter.take(), 150ms);
    m_clock.advance(10s); // an idle time saves up nothing
    QCOMPARE(limiter.take(), 0ms);
    QCOMPARE(limiter.take(), 250ms);
}

void RateLimiterTest::aBucketIsKeptFromRunningOver()
{
    RateLimiter limiter(limitOf(R"({"kind": "leaky_bucket", "header": "X-Api-Call-Limit"})"),
                        m_clock);
    QCOMPARE(limiter.take(), 0ms); // nothing is known yet
    const HttpResponse first = answer(200, {{"x-api-call-limit", "38/40"}});
    limiter.end(&first);
    QCOMPARE(limiter.state().used.value(), 38.0);
    QCOMPARE(limiter.take(), 0ms);   // 39
    QCOMPARE(limiter.take(), 0ms);   // 40
    QCOMPARE(limiter.take(), 500ms); // two a second drain
    QCOMPARE(limiter.take(), 1000ms);
    limiter.end(nullptr);
    QCOMPARE(limiter.take(), 1000ms); // one without an answer no longer counts
}

void RateLimiterTest::aBucketDrainsWithTime()
{
    RateLimiter limiter(limitOf(R"({"kind": "leaky_bucket", "header": "X", "leak": 4})"), m_clock);
    limiter.take();
    const HttpResponse full = answer(200, {{"X", " 40 / 40 "}});
    limiter.end(&full);
    QCOMPARE(limiter.take(), 250ms);
    limiter.end(nullptr);
    m_clock.advance(5s);
    QCOMPARE(limiter.state().used.value(), 20.0);
    QCOMPARE(limiter.take(), 0ms);
    m_clock.advance(60s);
    QCOMPARE(limiter.state().used.value(), 0.0);
}

void RateLimiterTest::badHeadersAreIgnored()
{
    RateLimiter limiter(limitOf(R"({"kind": "leaky_bucket", "header": "X"})"), m_clock);
    for (const char *text : {"", "40", "a/b", "40/0", "-1/40", "40/40x", "/", "nan/40"}) {
        limiter.take();
        const HttpResponse response = answer(200, {{"X", text}});
        limiter.end(&response);
        QVERIFY2(!limiter.state().used, text);
    }
    QCOMPARE(limiter.take(), 0ms);
}

void RateLimiterTest::retryAfterHoldsEveryoneBack()
{
    RateLimiter limiter(limitOf("null"), m_clock);
    limiter.take();
    const HttpResponse tooMany = answer(429, {{"Retry-After", "3"}});
    limiter.end(&tooMany);
    QCOMPARE(limiter.state().heldBack, 3000ms);
    QCOMPARE(limiter.take(), 3000ms);
    m_clock.advance(2s);
    QCOMPARE(limiter.take(), 1000ms);
    const HttpResponse shorter = answer(429, {{"Retry-After", "0.2"}});
    limiter.end(&shorter); // does not shorten what another was told
    QCOMPARE(limiter.take(), 1000ms);
    m_clock.advance(1s);
    QCOMPARE(limiter.take(), 0ms);
    const HttpResponse fine = answer(200, {{"Retry-After", "60"}});
    limiter.end(&fine);
    QCOMPARE(limiter.take(), 0ms);
}

void RateLimiterTest::aDateInRetryAfterCounts()
{
    const test::FakeClock clock;
    RateLimiter limiter(limitOf("null"), clock);
    const HttpResponse busy =
        answer(503, {{"Retry-After", "Mon, 01 Jan 2024 00:00:30 GMT"}}); // the fake clock's start
    QCOMPARE(limiter.take(), 0ms);
    limiter.end(&busy);
    QCOMPARE(limiter.take(), 30'000ms);
}

void RateLimiterTest::waitingGoesOnWhenItsTurnComes()
{
    test::FakeExecutor executor(m_clock);
    RateLimiter limiter(limitOf(R"({"kind": "fixed", "requests": 2})"), m_clock);
    std::vector<int> order;
    for (int i = 0; i < 3; ++i) {
        spawn<Result<void>>(
            executor, limiter.begin(executor, {}),
            std::function<void(Result<void>)>([&order, i](const Result<void> &turn) {
                if (turn)
                    order.push_back(i);
            }));
    }
    executor.run();
    QCOMPARE(order, (std::vector{0}));
    executor.advance(499ms);
    QCOMPARE(order.size(), 1U);
    executor.advance(1ms);
    QCOMPARE(order, (std::vector{0, 1}));
    executor.advance(500ms);
    QCOMPARE(order, (std::vector{0, 1, 2}));
}

void RateLimiterTest::waitingIsLongerWhenARetryAfterCame()
{
    test::FakeExecutor executor(m_clock);
    RateLimiter limiter(limitOf(R"({"kind": "fixed", "requests": 1})"), m_clock);
    limiter.take();
    std::optional<bool> done;
    spawn<Result<void>>(
        executor, limiter.begin(executor, {}),
        std::function<void(Result<void>)>([&done](const Result<void> &turn) { done = turn.ok(); }));
    executor.run();
    const HttpResponse tooMany = answer(429, {{"Retry-After", "5"}});
    limiter.end(&tooMany);
    executor.advance(4999ms);
    QVERIFY(!done);
    executor.advance(1ms);
    QCOMPARE(done, std::optional(true));
}

void RateLimiterTest::waitingCanBeCancelled()
{
    test::FakeExecutor executor(m_clock);
    RateLimiter limiter(limitOf(R"({"kind": "fixed", "requests": 1, "seconds": 3600})"), m_clock);
    limiter.take();
    std::stop_source source;
    std::optional<std::string> code;
    spawn<Result<void>>(executor, limiter.begin(executor, source.get_token()),
                        std::function<void(Result<void>)>([&code](const Result<void> &turn) {
                            code = turn ? "went" : turn.error().code;
                        }));
    executor.run();
    QCOMPARE(limiter.state().underWay, 2);
    QVERIFY(!code);
    source.request_stop();
    executor.run();
    QCOMPARE(code, std::optional(std::string(errc::cancelled)));
    QCOMPARE(limiter.state().underWay, 1);
}

QTEST_APPLESS_MAIN(RateLimiterTest)
#include "RateLimiterTest.moc"
