#pragma once

#include <utility> // Boost 1.74's asio/awaitable.hpp forgets it

#include "core/server/HttpServer.h"
#include "core/server/ReplyState.h"
#include "core/server/RequestHead.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include <deque>
#include <optional>

namespace syncline {

class HttpSession;

/** What the connections of one server share. Everything on the server's thread. */
struct HttpSessionHost
{
    HttpServer::Limits limits;
    std::vector<std::string> hosts;
    HttpServer::Handler handler;
    /** For posting; nullptr once the server has stopped. Guarded by postMutex. */
    boost::asio::io_context *io = nullptr;
    std::mutex postMutex;
    std::function<void(HttpSession &)> closed;
};

/**
 * One connection: reads a request, has it answered, then reads the next, so that answers keep the
 * order of the requests. On the server's thread. Only HttpServer.cpp and HttpSession.cpp include
 * this: Boost is slow to compile.
 */
class HttpSession final : public ReplySink, public std::enable_shared_from_this<HttpSession>
{
public:
    using Tcp = boost::asio::ip::tcp;
    using ErrorCode = boost::system::error_code;
    enum class Phase : std::uint8_t { Head, Body, Answer, Ending, Closed };

    HttpSession(std::shared_ptr<HttpSessionHost> host, Tcp::socket socket);

    void run();
    void close();
    [[nodiscard]] Phase phase() const { return m_phase; }
    [[nodiscard]] std::chrono::steady_clock::time_point silentSince() const
    {
        return m_silentSince;
    }

    // ReplySink; the calls of replies to older requests do not come here
    void send(ServerResponse response) override;
    void begin(int status, HttpHeaders headers) override;
    void write(std::string bytes) override;
    void end() override;
    void abort(ServerReply::Cut cut) override;

private:
    using Parser = boost::beast::http::request_parser<boost::beast::http::string_body>;

    void readHead();
    void continueHead();
    void handleHead(std::size_t size);
    void readBody();
    void handleBody(const ErrorCode &error);
    void handleRequest();
    void watchClient();
    [[nodiscard]] ServerRequest takeRequest();
    [[nodiscard]] std::shared_ptr<ServerReply::State> makeReplyState();

    void refuse(const Refusal &refusal);
    void queueHead(int status, const HttpHeaders &headers, std::optional<std::size_t> length);
    void queue(std::string bytes, std::size_t counted);
    void flush();
    void handleWritten(const ErrorCode &error);
    void finishAnswer();
    void linger();
    void drain(std::size_t left);
    void tellGone();

    const std::shared_ptr<HttpSessionHost> m_host;
    boost::beast::tcp_stream m_stream;
    boost::beast::flat_buffer m_buffer;
    std::optional<Parser> m_parser;
    Phase m_phase = Phase::Head;
    std::chrono::steady_clock::time_point m_silentSince;
    std::size_t m_scanned = 0;

    std::uint64_t m_request = 0; ///< Counts requests: a reply belongs to one.
    std::weak_ptr<ServerReply::State> m_reply;
    bool m_isHead = false;
    bool m_keepAlive = false;
    bool m_hasBegun = false;
    bool m_isChunked = false;
    bool m_isComplete = false; ///< All of the answer is queued.
    bool m_cutAfter = false;
    bool m_isWatching = false;

    struct Piece
    {
        std::string bytes;
        std::size_t counted = 0; ///< Of the reply's unsent().
    };
    std::deque<Piece> m_out;
    std::size_t m_writing = 0; ///< Pieces under way.
};

} // namespace syncline
