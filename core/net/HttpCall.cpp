#include "core/net/HttpCall.h"

#include "core/base/Time.h"
#include "core/net/Ascii.h"
#include "core/net/CaptureBudget.h"
#include "core/net/HostGate.h"
#include "core/net/HttpClient.h"
#include "core/net/UploadDevice.h"

#include <QNetworkAccessManager>
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

std::string originOf(const QUrl &url)
{
    const int standardPort = url.scheme() == QLatin1String("https") ? 443 : 80;
    return url.scheme().toStdString() + "://" + url.host().toStdString() + ':' +
           std::to_string(url.port(standardPort));
}

HttpHeaders headersOf(const QNetworkReply &reply)
{
    HttpHeaders headers;
    const auto pairs = reply.rawHeaderPairs();
    headers.reserve(static_cast<std::size_t>(pairs.size()));
    for (const auto &[name, value] : pairs) {
        // Qt joins repeated Set-Cookie headers by line feeds.
        for (const QByteArray &line : value.split('\n'))
            headers.emplace_back(name.toStdString(), line.toStdString());
    }
    return headers;
}

std::string certificateProblems(QNetworkReply &reply)
{
    const QVariant kept = reply.property("certificateProblems");
    return kept.toString().toStdString();
}

} // namespace

HttpCall::HttpCall(HttpCallContext &context, HttpRequest request, Done done)
    : m_context(context),
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
    m_stop.emplace(stop, [this] {
        QMetaObject::invokeMethod(
            this, [this] { cancel(); }, Qt::QueuedConnection);
    });
    startTry();
}

void HttpCall::cancel()
{
    if (!m_done)
        return;
    const bool wasUnderWay = m_reply != nullptr;
    abortReply();
    const Error error = httperr::cancelled(subject());
    if (wasUnderWay)
        sendCapture(0, {}, error.message());
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
    m_body.clear();
    m_hopStarted = Clock::now();
    m_hopStartedMs = nowMs();

    const QNetworkRequest request = buildRequest();
    if (m_payload.empty() && m_method == "GET") {
        m_reply = m_context.network.get(request);
    } else if (m_method == "HEAD") {
        m_reply = m_context.network.head(request);
    } else {
        auto *upload = new UploadDevice(m_payload, m_request.repeat != Repeat::OnlyUnprocessed);
        m_reply = m_method == "POST" ? m_context.network.post(request, upload)
                                     : m_context.network.sendCustomRequest(
                                           request, QByteArray::fromStdString(m_method), upload);
        upload->setParent(m_reply);
    }
    connect(m_reply, &QNetworkReply::readyRead, this, &HttpCall::handleReadyRead);
    connect(m_reply, &QNetworkReply::finished, this, &HttpCall::handleFinished);
    connect(m_reply, &QNetworkReply::sslErrors, m_reply,
            [reply = m_reply](const QList<QSslError> &errors) {
                QStringList words;
                for (const QSslError &error : errors)
                    words.append(error.errorString());
                words.removeDuplicates();
                reply->setProperty("certificateProblems", words.join(QLatin1String("; ")));
            });
}

QNetworkRequest HttpCall::buildRequest() const
{
    QNetworkRequest request(m_url);
    using R = QNetworkRequest;
    request.setSslConfiguration(m_context.tls);
    request.setAttribute(R::Http2AllowedAttribute, false);
    request.setAttribute(R::RedirectPolicyAttribute, R::ManualRedirectPolicy);
    request.setAttribute(R::CookieLoadControlAttribute, R::Manual);
    request.setAttribute(R::CookieSaveControlAttribute, R::Manual);
    request.setAttribute(R::AuthenticationReuseAttribute, R::Manual);
    request.setAttribute(R::CacheLoadControlAttribute, R::AlwaysNetwork);
    request.setAttribute(R::CacheSaveControlAttribute, false);
    request.setAttribute(R::DoNotBufferUploadDataAttribute, true);
    request.setDecompressedSafetyCheckThreshold(-1); // maxBody holds for the unpacked body

    request.setRawHeader("User-Agent", QByteArray::fromStdString(m_context.options.userAgent));
    request.setRawHeader("Accept-Language", "*"); // else Qt sends this machine's language
    if (!m_payload.empty() || m_method == "POST") {
        request.setRawHeader("Content-Type", "application/octet-stream");
        request.setRawHeader("Content-Length",
                             QByteArray::number(static_cast<qulonglong>(m_payload.size())));
    }
    const Redactor secrets(m_request.secretNames);
    for (const auto &[name, value] : m_request.headers) {
        const bool isOurs = ascii::equalsIgnoringCase(name, "content-length") ||
                            ascii::equalsIgnoringCase(name, "transfer-encoding") ||
                            ascii::equalsIgnoringCase(name, "connection");
        const bool isForeign =
            !m_sameOrigin && (secrets.isSecret(name) || ascii::equalsIgnoringCase(name, "host"));
        if (!isOurs && !isForeign)
            request.setRawHeader(QByteArray::fromStdString(name), QByteArray::fromStdString(value));
    }
    return request;
}

void HttpCall::handleReadyRead()
{
    const QByteArray bytes = m_reply->readAll();
    if (m_body.size() + static_cast<std::size_t>(bytes.size()) > m_request.maxBody) {
        const int status = m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
        const HttpHeaders headers = headersOf(*m_reply);
        abortReply();
        const Error error = httperr::tooLarge(subject(), m_request.maxBody);
        sendCapture(status, headers, error.message());
        settle(error, false);
        return;
    }
    if (m_body.empty()) {
        const qint64 length = m_reply->header(QNetworkRequest::ContentLengthHeader).toLongLong();
        m_body.reserve(static_cast<std::size_t>(std::clamp<qint64>(length, bytes.size(), 1 << 24)));
    }
    m_body.append(bytes.constData(), static_cast<std::size_t>(bytes.size()));
}

void HttpCall::handleFinished()
{
    if (m_reply->bytesAvailable() > 0) {
        handleReadyRead();
        if (m_reply == nullptr)
            return; // too large after all
    }
    HttpResponse response;
    response.status = m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    response.headers = headersOf(*m_reply);
    const std::optional<Error> failure = replyFailure();
    const QNetworkReply::NetworkError cause = m_reply->error();
    abortReply();
    sendCapture(response.status, response.headers, failure ? failure->message() : std::string());
    if (failure) {
        const bool isTls = cause == QNetworkReply::SslHandshakeFailedError;
        settle(*failure, !isTls && (mayRepeatLost() || httperr::isBeforeSending(cause)));
        return;
    }
    if (followRedirect(response))
        return;
    response.body = std::move(m_body);
    settle(std::move(response));
}

std::optional<Error> HttpCall::replyFailure() const
{
    const QNetworkReply::NetworkError cause = m_reply->error();
    const int status = m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    if (cause == QNetworkReply::SslHandshakeFailedError)
        return httperr::untrusted(subject(), certificateProblems(*m_reply));
    if (status > 0 && httperr::isAnswer(cause)) {
        // Qt 6.4 takes a connection that closes early for the end of the body.
        const QByteArray length = m_reply->rawHeader("Content-Length");
        const bool isWhole = length.isEmpty() || m_reply->hasRawHeader("Content-Encoding") ||
                             m_method == "HEAD" || status == 304 ||
                             m_body.size() >= length.toULongLong();
        if (isWhole)
            return std::nullopt;
        return httperr::brokeOff(subject(), m_body.size());
    }
    Error error = status > 0
                      ? httperr::brokeOff(subject(), m_body.size())
                      : httperr::failed(subject(), cause, m_reply->errorString().toStdString());
    error.withDetail(Redactor(m_request.secretNames).url(m_reply->errorString().toStdString()));
    return error;
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
    const Error error = httperr::timedOut(subject(), m_request.timeout);
    int status = 0;
    HttpHeaders headers;
    if (m_reply != nullptr) {
        status = m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
        headers = headersOf(*m_reply);
    }
    abortReply();
    sendCapture(status, headers, error.message());
    settle(error, mayRepeatLost());
}

void HttpCall::abortReply()
{
    if (QNetworkReply *reply = std::exchange(m_reply, nullptr)) {
        reply->disconnect(this);
        reply->abort();
        reply->deleteLater();
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

void HttpCall::sendCapture(int status, const HttpHeaders &headers, const std::string &error)
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
    capture.status = status;
    capture.responseHeaders = redactor.headers(headers);
    for (auto &[name, value] : capture.responseHeaders)
        value = Redactor::masked(value, values);
    const bool isGood = error.empty() && status < 400;
    const std::size_t kept =
        isGood ? m_context.budget.take(m_request.run, m_body.size()) : CaptureBudget::whole;
    capture.responseBody = redactor.body(m_body, kept, values);
    capture.responseBytes = m_body.size();
    capture.error = Redactor::masked(error, values);
    capture.attempt = m_tries;
    (*receiver)(std::move(capture));
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
