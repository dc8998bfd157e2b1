#include "core/net/HttpCall.h"

#include "core/base/Time.h"
#include "core/net/Ascii.h"
#include "core/net/CaptureBudget.h"
#include "core/net/HostGate.h"
#include "core/net/HttpClient.h"
#include "core/net/HttpExchange.h"
#include "core/net/RequestText.h"
#include "core/net/Route.h"

#include <QRandomGenerator>

#include <algorithm>

namespace syncline {

using std::chrono::milliseconds;

namespace {

constexpr int maxRedirects = 10;

std::int64_t nowMs()
{
    return std::chrono::duration_cast<milliseconds>(
               std::chrono::system_clock::now().time_since_epoch())
        .count();
}

} // namespace

HttpCall::HttpCall(HttpCallContext &context, std::uint64_t number, HttpRequest request, Done done)
    : m_context(context),
      m_number(number),
      m_request(std::move(request)),
      m_done(std::move(done))
{
    m_timer.setSingleShot(true);
    m_timer.setTimerType(Qt::PreciseTimer); // a Retry-After is not cut short
    connect(&m_timer, &QTimer::timeout, this, &HttpCall::handleTimeout);
}

HttpCall::~HttpCall() = default;

void HttpCall::begin(const std::stop_token &stop)
{
    // Runs on the thread that asks to stop; `this` outlives it because m_stop ends before.
    m_stop.emplace(stop, [this] { m_context.askToCancel(m_number); });
    startTry();
}

void HttpCall::cancel()
{
    if (!m_done)
        return;
    const Error error = httperr::cancelled(subject());
    if (m_exchange)
        sendCapture(nullptr, error.message());
    abortExchange();
    finish(error);
}

void HttpCall::startTry()
{
    ++m_tries;
    m_waiting = false;
    m_redirects = 0;
    m_sameOrigin = true;
    m_method = m_request.method;
    m_payload = m_request.body;
    m_url = QUrl(QString::fromStdString(m_request.url), QUrl::TolerantMode);
    enterGate();
}

void HttpCall::enterGate()
{
    m_gateHost = originOf(m_url);
    m_context.gate.enter(m_gateHost, m_gateTicket, [this] { sendHop(); });
}

void HttpCall::leaveGate()
{
    if (!m_gateHost.empty())
        m_context.gate.leave(std::exchange(m_gateHost, {}), m_gateTicket);
}

void HttpCall::sendHop()
{
    if (!m_timer.isActive())
        m_timer.start(std::max(milliseconds(1), std::min(m_request.timeout, timeLeft())));
    m_hopStarted = Clock::now();
    m_hopStartedMs = nowMs();

    OutgoingRequest out;
    out.route = m_context.routes.find(m_url);
    const auto target = out.route.kind == Route::Kind::HttpProxy ? requesttext::Target::Whole
                                                                 : requesttext::Target::Path;
    out.head = requesttext::head(m_method, m_url, target, sentHeaders(out.route));
    out.body = m_payload;
    out.rules.isHead = m_method == "HEAD";
    out.rules.unpacks = findHeader(m_request.headers, "accept-encoding").empty();
    out.rules.maxBody = m_request.maxBody;
    out.mayRepeat = mayRepeatLost();
    m_exchange = std::make_unique<HttpExchange>(m_context.exchanges, std::move(out), this);
    m_exchange->start([this] { handleAnswer(); });
}

/** Ours first: what the caller gives replaces them. */
HttpHeaders HttpCall::sentHeaders(const Route &route) const
{
    HttpHeaders headers{{"Host", requesttext::hostHeader(m_url)},
                        {"User-Agent", m_context.options.userAgent},
                        {"Accept-Language", "*"},
                        {"Accept-Encoding", "gzip, deflate"},
                        {"Connection", "Keep-Alive"}};
    if (route.kind == Route::Kind::HttpProxy) {
        if (std::string login = requesttext::basicLogin(route.proxy); !login.empty())
            headers.emplace_back("Proxy-Authorization", std::move(login));
    }
    if (std::string login = requesttext::basicLogin(m_url); m_sameOrigin && !login.empty())
        headers.emplace_back("Authorization", std::move(login));
    if (!m_payload.empty())
        headers.emplace_back("Content-Type", "application/octet-stream");
    if (!m_payload.empty() || m_method == "POST" || m_method == "PUT" || m_method == "PATCH")
        headers.emplace_back("Content-Length", std::to_string(m_payload.size()));
    const Redactor secrets(m_request.secretNames);
    for (const auto &[name, value] : m_request.headers) {
        const bool isOurs = ascii::equalsIgnoringCase(name, "content-length") ||
                            ascii::equalsIgnoringCase(name, "transfer-encoding") ||
                            ascii::equalsIgnoringCase(name, "connection");
        const bool isForeign =
            !m_sameOrigin && (secrets.isSecret(name) || ascii::equalsIgnoringCase(name, "host"));
        if (!isOurs && !isForeign)
            headers.emplace_back(name, value);
    }
    return headers;
}

void HttpCall::handleAnswer()
{
    const std::unique_ptr<HttpExchange, QScopedPointerDeleteLater> exchange(m_exchange.release());
    ResponseParser &answer = exchange->answer();
    leaveGate();
    if (const httperr::Failure *failure = exchange->failure()) {
        Error error = httperr::failed(subject(), *failure);
        error.withDetail(Redactor(m_request.secretNames).url(failure->words));
        sendCapture(&answer, error.message());
        settle(std::move(error), mayRepeat(*failure));
        return;
    }
    sendCapture(&answer, {});
    HttpResponse response;
    response.status = answer.status();
    response.headers = std::move(answer.headers());
    if (followRedirect(response))
        return;
    response.body = std::move(answer.body());
    settle(std::move(response));
}

bool HttpCall::followRedirect(const HttpResponse &response)
{
    const int status = response.status;
    const bool isRedirect =
        status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
    const std::string_view location = findHeader(response.headers, "location");
    if (!isRedirect || location.empty() || !m_request.followRedirects)
        return false;
    if (++m_redirects > maxRedirects) {
        settle(httperr::tooManyRedirects(subject(), maxRedirects), false);
        return true;
    }
    const QUrl target = m_url.resolved(
        QUrl(QString::fromUtf8(location.data(), static_cast<qsizetype>(location.size()))));
    const bool isHttps = target.scheme() == QLatin1String("https");
    const bool isHttp = target.scheme() == QLatin1String("http");
    const bool isAllowed = isHttps || (isHttp && m_url.scheme() == QLatin1String("http"));
    if (!isAllowed || target.host().isEmpty()) {
        const std::string shown = Redactor(m_request.secretNames).url(location);
        settle(httperr::unsafeRedirect(subject(), shown), false);
        return true;
    }
    const bool becomesGet =
        status == 303 ? m_method != "HEAD" : (status == 301 || status == 302) && m_method == "POST";
    if (becomesGet) {
        m_method = "GET";
        m_payload.clear();
    }
    m_sameOrigin = m_sameOrigin && originOf(target) == originOf(m_url);
    m_url = target;
    enterGate();
    return true;
}

void HttpCall::settle(HttpResponse response)
{
    const int status = response.status;
    const bool mayRepeat = m_request.repeat == Repeat::OnlyUnprocessed
                               ? RetryPolicy::isUnprocessed(status)
                               : RetryPolicy::isRetryable(status);
    if (mayRepeat) {
        const std::optional<DateTime> date =
            iso::parseHttpDate(findHeader(response.headers, "date"));
        const auto retryAfter = parseRetryAfter(findHeader(response.headers, "retry-after"),
                                                date.value_or(DateTime{nowMs()}));
        if (waitForRetry(retryAfter))
            return;
    }
    response.tries = m_tries;
    response.duration = elapsed();
    finish(std::move(response));
}

void HttpCall::settle(Error error, bool mayRepeat)
{
    if (mayRepeat && waitForRetry(std::nullopt))
        return;
    if (m_tries > 1)
        error.withDetail(error.detail + (error.detail.empty() ? "" : "; ") + "after " +
                         std::to_string(m_tries) + " tries");
    finish(std::move(error));
}

bool HttpCall::waitForRetry(std::optional<milliseconds> retryAfter)
{
    if (m_tries > m_request.retries)
        return false;
    const double jitter = QRandomGenerator::global()->generateDouble();
    const milliseconds delay = m_context.options.retry.delay(m_tries, retryAfter, jitter);
    if (delay >= timeLeft())
        return false;
    m_waiting = true;
    m_timer.start(delay);
    return true;
}

void HttpCall::handleTimeout()
{
    if (m_waiting) {
        startTry();
        return;
    }
    const bool isConnecting = m_exchange && m_exchange->isConnecting();
    const Error error = isConnecting ? httperr::notConnected(subject(), m_request.timeout)
                                     : httperr::timedOut(subject(), m_request.timeout);
    sendCapture(m_exchange ? &m_exchange->answer() : nullptr, error.message());
    abortExchange();
    settle(error, isConnecting || mayRepeatLost());
}

void HttpCall::abortExchange()
{
    if (HttpExchange *exchange = m_exchange.release()) {
        exchange->abandon();
        exchange->deleteLater();
    }
    leaveGate();
}

void HttpCall::finish(Result<HttpResponse> result)
{
    m_stop.reset();
    m_timer.stop();
    const Done done = std::exchange(m_done, {});
    deleteLater();
    done(std::move(result));
}

void HttpCall::sendCapture(ResponseParser *answer, const std::string &error)
{
    const auto receiver = m_context.capture();
    if (!receiver)
        return;
    const Redactor redactor(m_request.secretNames);
    const std::vector<std::string> values = redactor.values(m_request);
    HttpCapture capture;
    capture.run = m_request.run;
    capture.connection = m_request.connection;
    capture.startedMs = m_hopStartedMs;
    capture.durationMs =
        std::chrono::duration_cast<milliseconds>(Clock::now() - m_hopStarted).count();
    capture.method = m_method;
    capture.url =
        Redactor::masked(redactor.url(m_url.toString(QUrl::FullyEncoded).toStdString()), values);
    capture.requestHeaders = redactor.headers(m_request.headers);
    capture.requestBody = redactor.body(m_payload, CaptureBudget::whole, values);
    if (answer != nullptr) {
        const std::string &body = answer->body();
        capture.status = answer->status();
        capture.responseHeaders = redactor.headers(answer->headers());
        for (auto &[name, value] : capture.responseHeaders)
            value = Redactor::masked(value, values);
        const bool isGood = error.empty() && capture.status < 400;
        const std::size_t kept =
            isGood ? m_context.budget.take(m_request.run, body.size()) : CaptureBudget::whole;
        capture.responseBody = redactor.body(body, kept, values);
        capture.responseBytes = body.size();
    }
    capture.error = Redactor::masked(error, values);
    capture.attempt = m_tries;
    (*receiver)(std::move(capture));
}

bool HttpCall::mayRepeat(const httperr::Failure &failure) const
{
    using httperr::Cause;
    switch (failure.cause) {
    case Cause::Untrusted:
    case Cause::NoTls:
    case Cause::TooLarge:
    case Cause::HeadTooLarge:
        return false; // it would go the same way
    default:
        return !failure.wasPossiblySent || mayRepeatLost();
    }
}

bool HttpCall::mayRepeatLost() const
{
    if (m_request.repeat == Repeat::ByMethod)
        return RetryPolicy::isRepeatable(m_request.method);
    return m_request.repeat == Repeat::Always;
}

httperr::Subject HttpCall::subject() const
{
    std::string host = m_url.host().toStdString();
    if (m_url.port() > 0)
        host += ':' + std::to_string(m_url.port());
    return {.method = m_method, .host = std::move(host)};
}

milliseconds HttpCall::elapsed() const
{
    return std::chrono::duration_cast<milliseconds>(Clock::now() - m_started);
}

milliseconds HttpCall::timeLeft() const
{
    return m_context.options.retry.totalLimit - elapsed();
}

} // namespace syncline
