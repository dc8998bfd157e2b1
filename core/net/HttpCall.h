#pragma once

#include "core/base/Result.h"
#include "core/net/HttpErrors.h"
#include "core/net/HttpTypes.h"
#include "core/net/Redaction.h"
#include "core/net/RetryPolicy.h"

#include <QNetworkReply>
#include <QObject>
#include <QSslConfiguration>
#include <QTimer>
#include <QUrl>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

class QNetworkAccessManager;

namespace syncline {

class CaptureBudget;
class HostGate;
struct HttpClientOptions;

/** What the calls of one client share; it outlives them. On the network thread. */
struct HttpCallContext
{
    QNetworkAccessManager &network;
    HostGate &gate;
    CaptureBudget &budget;
    const HttpClientOptions &options;
    QSslConfiguration tls;
    std::function<std::shared_ptr<const std::function<void(HttpCapture)>>()> capture;
};

/**
 * One request from its first try to its answer: tries, waits between them, redirects. Lives on the
 * network thread and deletes itself (deleteLater) after it has called `done`, once.
 */
class HttpCall final : public QObject
{
    Q_OBJECT

public:
    using Done = std::function<void(Result<HttpResponse>)>;
    using Clock = std::chrono::steady_clock;

    HttpCall(HttpCallContext &context, HttpRequest request, Done done);
    ~HttpCall() override;

    void begin(const std::stop_token &stop);
    void cancel();

private:
    void startTry();
    void enterGate();
    void leaveGate();
    void sendHop();
    [[nodiscard]] QNetworkRequest buildRequest() const;
    void handleReadyRead();
    void handleFinished();
    void handleTimeout();
    void abortReply();
    [[nodiscard]] std::optional<Error> replyFailure() const;
    /** True: a redirect was followed or refused; the hop needs nothing more. */
    bool followRedirect(const HttpResponse &response);
    void settle(HttpResponse response);
    void settle(Error error, bool mayRepeat);
    [[nodiscard]] bool waitForRetry(std::optional<std::chrono::milliseconds> retryAfter);
    void finish(Result<HttpResponse> result);
    void sendCapture(int status, const HttpHeaders &headers, const std::string &error);

    /** Whether a request whose answer got lost may be sent again. */
    [[nodiscard]] bool mayRepeatLost() const;
    [[nodiscard]] httperr::Subject subject() const;
    [[nodiscard]] std::chrono::milliseconds elapsed() const;
    [[nodiscard]] std::chrono::milliseconds timeLeft() const;

    HttpCallContext &m_context;
    const HttpRequest m_request;
    Done m_done;
    const Clock::time_point m_started = Clock::now();
    int m_tries = 0;

    // Of the present try:
    QUrl m_url;
    std::string m_method;
    std::string m_payload;
    bool m_sameOrigin = true; ///< Still where the request was addressed to: it may carry secrets.
    int m_redirects = 0;
    QTimer m_timer; ///< The try's time limit, then the wait before the next.
    bool m_waiting = false;

    // Of the present hop:
    QNetworkReply *m_reply = nullptr;
    std::string m_gateHost; ///< Empty: neither inside nor waiting.
    std::uint64_t m_gateTicket = 0;
    std::string m_body;
    Clock::time_point m_hopStarted;
    std::int64_t m_hopStartedMs = 0;

    std::optional<std::stop_callback<std::function<void()>>> m_stop;
};

} // namespace syncline
