#pragma once

#include "core/base/Result.h"
#include "core/net/HttpErrors.h"
#include "core/net/HttpTypes.h"
#include "core/net/Redaction.h"
#include "core/net/RetryPolicy.h"

#include <QObject>
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

namespace syncline {

class CaptureBudget;
class HostGate;
class HttpExchange;
class ResponseParser;
class RouteFinder;
struct ExchangeContext;
struct HttpClientOptions;
struct Route;

/** What the calls of one client share; it outlives them. On the network thread. */
struct HttpCallContext
{
    ExchangeContext &exchanges;
    RouteFinder &routes;
    HostGate &gate;
    CaptureBudget &budget;
    const HttpClientOptions &options;
    std::function<std::shared_ptr<const std::function<void(HttpCapture)>>()> capture;
    /** Has `cancel` called on the network thread for the call of that number. Thread-safe. */
    std::function<void(std::uint64_t)> askToCancel;
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

    HttpCall(HttpCallContext &context, std::uint64_t number, HttpRequest request, Done done);
    ~HttpCall() override;

    void begin(const std::stop_token &stop);
    void cancel();
    [[nodiscard]] std::uint64_t number() const { return m_number; }

private:
    void startTry();
    void enterGate();
    void leaveGate();
    void sendHop();
    [[nodiscard]] HttpHeaders sentHeaders(const Route &route) const;
    void handleAnswer();
    void handleTimeout();
    void abortExchange();
    /** True: a redirect was followed or refused; the hop needs nothing more. */
    bool followRedirect(const HttpResponse &response);
    void settle(HttpResponse response);
    void settle(Error error, bool mayRepeat);
    [[nodiscard]] bool waitForRetry(std::optional<std::chrono::milliseconds> retryAfter);
    void finish(Result<HttpResponse> result);
    /** @p answer: what there is of it; nullptr: nothing. */
    void sendCapture(ResponseParser *answer, const std::string &error);

    [[nodiscard]] bool mayRepeat(const httperr::Failure &failure) const;
    /** Whether a request whose answer got lost may be sent again. */
    [[nodiscard]] bool mayRepeatLost() const;
    [[nodiscard]] httperr::Subject subject() const;
    [[nodiscard]] std::chrono::milliseconds elapsed() const;
    [[nodiscard]] std::chrono::milliseconds timeLeft() const;

    HttpCallContext &m_context;
    const std::uint64_t m_number;
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
    std::unique_ptr<HttpExchange> m_exchange;
    std::string m_gateHost; ///< Empty: neither inside nor waiting.
    std::uint64_t m_gateTicket = 0;
    Clock::time_point m_hopStarted;
    std::int64_t m_hopStartedMs = 0;

    std::optional<std::stop_callback<std::function<void()>>> m_stop;
};

} // namespace syncline
