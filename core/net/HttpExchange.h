#pragma once

#include "core/net/ResponseParser.h"
#include "core/net/Route.h"
#include "core/net/Stream.h"

#include <QObject>
#include <QSslConfiguration>

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace syncline {

class ConnectionPool;
class Dial;

/** What all exchanges of one client share. On the network thread. */
struct ExchangeContext
{
    ConnectionPool &pool;
    QSslConfiguration tls;
    std::vector<char> buffer; ///< For what is being read; its size is the most at once.
};

/** A request as it goes out. */
struct OutgoingRequest
{
    Route route;
    std::string head;
    std::string_view body; ///< Outlives the exchange.
    ResponseParser::Rules rules;
    /** Whether it may go out again when a kept connection turns out to be dead. */
    bool mayRepeat = false;
};

/**
 * One request and its answer over one connection, kept or new. On the network thread. Deleting it
 * breaks it off.
 */
class HttpExchange final : public QObject
{
    Q_OBJECT

public:
    HttpExchange(ExchangeContext &context, OutgoingRequest request, QObject *parent);
    ~HttpExchange() override;

    /** Calls @p done once, out of the event loop; the exchange may then be deleted later. */
    void start(std::function<void()> done);
    /** Stops it at once: `done` is not called any more. */
    void abandon();

    /** Whether nothing was sent yet. */
    [[nodiscard]] bool isConnecting() const { return m_dial != nullptr; }
    /** Complete or Failed when it is done, but see failure(). */
    [[nodiscard]] ResponseParser &answer() { return m_answer; }
    /** Why there is no answer; nullptr: there is one. */
    [[nodiscard]] const httperr::Failure *failure() const;

private:
    void dial();
    void use(StreamPtr stream);
    void send();
    void handleReadable();
    void handleEnd(ResponseParser::Ending ending);
    void finish(bool mayKeep);

    ExchangeContext &m_context;
    OutgoingRequest m_request;
    std::function<void()> m_done;
    ResponseParser m_answer;
    httperr::Failure m_dialFailure;
    bool m_hasDialFailed = false;

    std::unique_ptr<Dial> m_dial;
    StreamPtr m_stream;
    bool m_isReused = false;
    std::size_t m_sent = 0; ///< Of head and body.
};

} // namespace syncline
