#include "core/server/HttpSession.h"

#include "core/net/Ascii.h"
#include "core/net/HttpDate.h"

#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/read.hpp>

#include <charconv>

namespace syncline {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;

namespace {

constexpr std::size_t readSize = 16U * 1024;
constexpr std::chrono::milliseconds lingerTime{1'000};
constexpr std::size_t lingerBytes = 4U * 1024 * 1024;

std::string_view view(beast::string_view text)
{
    return {text.data(), text.size()};
}

/** Headers that the server alone decides on, and such as would split the answer. */
bool mayPass(const std::string &name, const std::string &value, bool isStream)
{
    using ascii::equalsIgnoringCase;
    const bool isOurs = equalsIgnoringCase(name, "connection") ||
                        equalsIgnoringCase(name, "transfer-encoding") ||
                        (!isStream && equalsIgnoringCase(name, "content-length"));
    return !isOurs && ascii::isToken(name) &&
           value.find_first_of(std::string_view("\r\n\0", 3)) == std::string::npos;
}

bool hasNoBody(int status)
{
    return status / 100 == 1 || status == 204 || status == 304;
}

} // namespace

HttpSession::HttpSession(std::shared_ptr<HttpSessionHost> host, Tcp::socket socket)
    : m_host(std::move(host)),
      m_stream(std::move(socket)),
      m_buffer(std::max(m_host->limits.headerBytes, readSize))
{
    ErrorCode ignored;
    m_stream.socket().set_option(Tcp::no_delay(true), ignored);
}

void HttpSession::run()
{
    readHead();
}

void HttpSession::close()
{
    if (m_phase == Phase::Closed)
        return;
    m_phase = Phase::Closed;
    tellGone();
    ErrorCode ignored;
    m_stream.socket().close(ignored);
    m_stream.close();
    m_host->closed(*this);
}

void HttpSession::readHead()
{
    m_phase = Phase::Head;
    m_silentSince = std::chrono::steady_clock::now();
    m_parser.reset();
    m_scanned = 0;
    m_stream.expires_after(m_host->limits.headerTime);
    continueHead();
}

void HttpSession::continueHead()
{
    const std::string_view received(static_cast<const char *>(m_buffer.data().data()),
                                    m_buffer.size());
    if (!received.empty() && !ascii::isTokenChar(received.front())) {
        refuse({400,
                "The request does not begin with a method, an address and a version."}); // TLS, say
        return;
    }
    const std::size_t end = headEnd(received, m_scanned > 2 ? m_scanned - 2 : 0);
    m_scanned = received.size();
    const std::size_t limit = m_host->limits.headerBytes;
    if (end > limit || (end == 0 && received.size() >= limit)) {
        const bool isOneLine = received.substr(0, limit).find('\n') == std::string_view::npos;
        refuse(isOneLine ? Refusal{414, "The address of the request is too long."}
                         : Refusal{431, "The headers of the request are too long."});
        return;
    }
    if (end > 0) {
        handleHead(end);
        return;
    }
    m_stream.async_read_some(
        m_buffer.prepare(std::min(readSize, m_buffer.max_size() - m_buffer.size())),
        [self = shared_from_this()](const ErrorCode &error, std::size_t count) {
            if (self->m_phase != Phase::Head)
                return;
            if (error) {
                self->close(); // ended, reset, or too slow
                return;
            }
            self->m_buffer.commit(count);
            self->continueHead();
        });
}

void HttpSession::handleHead(std::size_t size)
{
    const HttpServer::Limits &limits = m_host->limits;
    const std::string_view raw(static_cast<const char *>(m_buffer.data().data()), size);
    if (const Refusal refusal = checkRawHead(raw, limits.headerLines, limits.targetBytes);
        refusal.status != 0) {
        refuse(refusal);
        return;
    }
    m_parser.emplace();
    m_parser->header_limit(static_cast<std::uint32_t>(limits.headerBytes + 1));
    m_parser->body_limit(limits.bodyBytes);
    ErrorCode error;
    const std::size_t used = m_parser->put(asio::buffer(raw.data(), raw.size()), error);
    if (error == http::error::body_limit) {
        refuse({413, "The body of the request is too large."});
        return;
    }
    if ((error && error != http::error::need_more) || !m_parser->is_header_done()) {
        refuse(error == http::error::bad_version ? Refusal{505, "This server speaks HTTP/1.1."}
                                                 : Refusal{400, "The request is no valid HTTP."});
        return;
    }
    m_buffer.consume(used);

    HttpHeaders headers;
    for (const auto &field : m_parser->get().base())
        headers.emplace_back(view(field.name_string()), view(field.value()));
    const Refusal refusal =
        checkHead(view(m_parser->get().target()), headers, m_parser->get().version(),
                  view(m_parser->get().method_string()), m_host->hosts);
    if (refusal.status != 0) {
        refuse(refusal);
        return;
    }
    if (!m_parser->is_done() &&
        ascii::equalsIgnoringCase(findHeader(headers, "expect"), "100-continue")) {
        m_phase = Phase::Body;
        static constexpr std::string_view proceed = "HTTP/1.1 100 Continue\r\n\r\n";
        asio::async_write(m_stream, asio::buffer(proceed),
                          [self = shared_from_this()](const ErrorCode &failed, std::size_t) {
                              if (self->m_phase == Phase::Body)
                                  failed ? self->close() : self->readBody();
                          });
        return;
    }
    readBody();
}

void HttpSession::readBody()
{
    m_phase = Phase::Body;
    if (m_parser->is_done()) {
        handleRequest();
        return;
    }
    m_parser->eager(true);
    m_stream.expires_after(m_host->limits.bodyTime);
    http::async_read(m_stream, m_buffer, *m_parser,
                     [self = shared_from_this()](const ErrorCode &error, std::size_t) {
                         if (self->m_phase == Phase::Body)
                             self->handleBody(error);
                     });
}

void HttpSession::handleBody(const ErrorCode &error)
{
    if (!error) {
        handleRequest();
    } else if (error == http::error::body_limit) {
        refuse({413, "The body of the request is too large."});
    } else if (error == http::error::buffer_overflow ||
               (error.category() == make_error_code(http::error::bad_chunk).category() &&
                error != http::error::partial_message && error != http::error::end_of_stream)) {
        refuse({400, "The body of the request is no valid HTTP."});
    } else {
        close();
    }
}

ServerRequest HttpSession::takeRequest()
{
    auto message = m_parser->release();
    ServerRequest request;
    request.method = view(message.method_string());
    request.target = view(message.target());
    const std::size_t mark = request.target.find('?');
    request.path = request.target.substr(0, mark);
    if (mark != std::string::npos)
        request.query = request.target.substr(mark + 1);
    for (const auto &field : message.base())
        request.headers.emplace_back(view(field.name_string()), view(field.value()));
    request.body = std::move(message.body());
    ErrorCode ignored;
    const Tcp::endpoint peer = m_stream.socket().remote_endpoint(ignored);
    if (!ignored)
        request.peer = peer.address().to_string() + ':' + std::to_string(peer.port());
    m_isHead = request.method == "HEAD";
    m_keepAlive = message.keep_alive();
    m_isChunked = message.version() >= 11;
    return request;
}

std::shared_ptr<ServerReply::State> HttpSession::makeReplyState()
{
    const std::uint64_t number = ++m_request;
    auto post = [host = m_host, weak = weak_from_this(),
                 number](std::function<void(ReplySink &)> call) {
        const std::lock_guard lock(host->postMutex);
        if (host->io == nullptr)
            return;
        asio::post(*host->io, [weak, number, call = std::move(call)] {
            const auto self = weak.lock();
            if (self && self->m_request == number && self->m_phase == Phase::Answer)
                call(*self);
        });
    };
    auto state = std::make_shared<ServerReply::State>(std::move(post));
    m_reply = state;
    return state;
}

void HttpSession::handleRequest()
{
    ServerRequest request = takeRequest();
    m_phase = Phase::Answer;
    m_hasBegun = false;
    m_isComplete = false;
    m_cutAfter = false;
    m_stream.expires_never();
    const ServerReply reply(makeReplyState());
    watchClient();
    try {
        m_host->handler(std::move(request), reply);
    } catch (const std::exception &exception) {
        reply.send(
            ServerResponse::text(500, "The request failed: " + std::string(exception.what())));
    }
}

void HttpSession::watchClient()
{
    if (std::exchange(m_isWatching, true))
        return;
    m_stream.socket().async_wait(
        Tcp::socket::wait_read, [self = shared_from_this()](const ErrorCode &error) {
            self->m_isWatching = false;
            if (error || self->m_phase != Phase::Answer)
                return;
            ErrorCode failed;
            const std::size_t waiting = self->m_stream.socket().available(failed);
            if (failed)
                self->close();
            else if (waiting == 0)
                self->tellGone(); // it will send no more, but may still listen
        });
}

void HttpSession::tellGone()
{
    if (const auto state = m_reply.lock())
        state->handleGone();
}

void HttpSession::refuse(const Refusal &refusal)
{
    ++m_request; // whatever answers an older one comes too late
    m_phase = Phase::Answer;
    m_isHead = false;
    m_keepAlive = false;
    m_hasBegun = false;
    m_reply.reset();
    send(ServerResponse::text(refusal.status, std::string(refusal.sentence) + '\n'));
}

void HttpSession::send(ServerResponse response)
{
    m_isChunked = false;
    queueHead(response.status, response.headers, response.body.size());
    if (!m_isHead && !hasNoBody(response.status) && !response.body.empty())
        queue(std::move(response.body), 0);
    m_isComplete = true;
    flush();
}

void HttpSession::begin(int status, HttpHeaders headers)
{
    const bool hasLength = !findHeader(headers, "content-length").empty();
    m_isChunked = m_isChunked && !hasLength && !hasNoBody(status);
    m_keepAlive = m_keepAlive && (m_isChunked || hasLength);
    queueHead(status, headers, std::nullopt);
    flush();
}

void HttpSession::queueHead(int status, const HttpHeaders &headers,
                            std::optional<std::size_t> length)
{
    m_hasBegun = true;
    std::string head = "HTTP/1.1 " + std::to_string(status) + ' ';
    head += view(http::obsolete_reason(http::int_to_status(static_cast<unsigned>(status))));
    head += "\r\n";
    for (const auto &[name, value] : headers) {
        if (mayPass(name, value, !length.has_value()))
            head += name + ": " + value + "\r\n";
    }
    if (findHeader(headers, "date").empty())
        head += "Date: " + httpDateNow() + "\r\n";
    if (length && !hasNoBody(status))
        head += "Content-Length: " + std::to_string(*length) + "\r\n";
    else if (!length && m_isChunked)
        head += "Transfer-Encoding: chunked\r\n";
    head += m_keepAlive ? "Connection: keep-alive\r\n\r\n" : "Connection: close\r\n\r\n";
    queue(std::move(head), 0);
}

void HttpSession::write(std::string bytes)
{
    if (!m_hasBegun || m_isComplete)
        return;
    const std::size_t counted = bytes.size();
    if (m_isHead) {
        bytes.clear();
    } else if (m_isChunked) {
        char size[20];
        const auto end = std::to_chars(std::begin(size), std::end(size), bytes.size(), 16).ptr;
        bytes = std::string(std::begin(size), end) + "\r\n" + std::move(bytes) + "\r\n";
    }
    queue(std::move(bytes), counted);
    flush();
}

void HttpSession::end()
{
    if (m_isComplete)
        return;
    if (m_isChunked && !m_isHead)
        queue("0\r\n\r\n", 0);
    m_isComplete = true;
    flush();
}

void HttpSession::abort(ServerReply::Cut cut)
{
    if (cut == ServerReply::Cut::Reset) {
        ErrorCode ignored;
        m_stream.socket().set_option(asio::socket_base::linger(true, 0), ignored);
        close();
        return;
    }
    m_cutAfter = true;
    m_isComplete = true;
    flush();
}

void HttpSession::queue(std::string bytes, std::size_t counted)
{
    m_out.push_back({.bytes = std::move(bytes), .counted = counted});
}

void HttpSession::flush()
{
    if (m_writing > 0 || m_phase != Phase::Answer)
        return;
    if (m_out.empty()) {
        if (m_isComplete)
            finishAnswer();
        return;
    }
    std::vector<asio::const_buffer> buffers;
    for (const Piece &piece : m_out)
        buffers.emplace_back(piece.bytes.data(), piece.bytes.size());
    m_writing = m_out.size();
    m_stream.expires_after(m_host->limits.writeTime);
    asio::async_write(m_stream, buffers,
                      [self = shared_from_this()](const ErrorCode &error, std::size_t) {
                          self->handleWritten(error);
                      });
}

void HttpSession::handleWritten(const ErrorCode &error)
{
    const auto state = m_reply.lock();
    for (; m_writing > 0; --m_writing) {
        if (state)
            state->unsent -= m_out.front().counted;
        m_out.pop_front();
    }
    if (m_phase != Phase::Answer)
        return;
    if (error) {
        close();
        return;
    }
    m_stream.expires_never();
    flush();
}

void HttpSession::finishAnswer()
{
    if (const auto state = m_reply.lock())
        state->isOpen = false;
    m_reply.reset();
    if (m_keepAlive && !m_cutAfter)
        readHead();
    else
        linger();
}

void HttpSession::linger()
{
    // Closing with unread bytes waiting would reset the connection and lose the answer on its way.
    m_phase = Phase::Ending;
    m_silentSince = std::chrono::steady_clock::now();
    ErrorCode failed;
    m_stream.socket().shutdown(Tcp::socket::shutdown_send, failed);
    if (failed) {
        close();
        return;
    }
    m_stream.expires_after(lingerTime);
    m_buffer.clear();
    drain(lingerBytes);
}

void HttpSession::drain(std::size_t left)
{
    m_stream.async_read_some(
        m_buffer.prepare(readSize),
        [self = shared_from_this(), left](const ErrorCode &error, std::size_t count) {
            if (error || count >= left)
                self->close();
            else
                self->drain(left - count);
        });
}

} // namespace syncline
