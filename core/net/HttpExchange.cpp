#include "core/net/HttpExchange.h"

#include "core/net/ConnectionPool.h"
#include "core/net/Dial.h"

namespace syncline {

using std::chrono::milliseconds;

namespace {

/** A body up to this size goes out together with its head. */
constexpr std::size_t smallBody = std::size_t{32} * 1024;
/** A kept connection that is idle for longer may have been closed on the other side without our
 * knowing yet: no place for a request that must not go out twice. */
constexpr milliseconds surelyOpen{2'000};

} // namespace

HttpExchange::HttpExchange(ExchangeContext &context, OutgoingRequest request, QObject *parent)
    : QObject(parent),
      m_context(context),
      m_request(std::move(request)),
      m_answer(m_request.rules)
{
    if (m_request.body.size() <= smallBody) {
        m_request.head.append(m_request.body);
        m_request.body = {};
    }
}

HttpExchange::~HttpExchange() = default;

const httperr::Failure *HttpExchange::failure() const
{
    if (m_hasDialFailed)
        return &m_dialFailure;
    return m_answer.state() == ResponseParser::State::Failed ? &m_answer.failure() : nullptr;
}

void HttpExchange::start(std::function<void()> done)
{
    m_done = std::move(done);
    StreamPtr kept = m_context.pool.take(
        m_request.route.key, m_request.mayRepeat ? ConnectionPool::longestIdle : surelyOpen);
    m_isReused = kept != nullptr;
    if (kept)
        use(std::move(kept));
    else
        dial();
}

void HttpExchange::abandon()
{
    m_done = {};
    if (m_dial)
        m_dial.release()->deleteLater();
    m_stream.reset();
}

void HttpExchange::dial()
{
    m_dial = std::make_unique<Dial>(m_request.route, m_context.tls, nullptr);
    m_dial->start([this](StreamPtr stream, httperr::Failure failure) {
        m_dial.release()->deleteLater(); // it is calling
        if (stream) {
            use(std::move(stream));
            return;
        }
        m_hasDialFailed = true;
        m_dialFailure = std::move(failure);
        finish(false);
    });
}

void HttpExchange::use(StreamPtr stream)
{
    m_stream = std::move(stream);
    m_sent = 0;
    connect(m_stream.get(), &Stream::readable, this, &HttpExchange::handleReadable);
    connect(m_stream.get(), &Stream::writable, this, &HttpExchange::send);
    send();
}

void HttpExchange::send()
{
    const std::size_t headSize = m_request.head.size();
    if (m_sent < headSize)
        m_sent += m_stream->write(std::string_view(m_request.head).substr(m_sent));
    if (m_sent >= headSize && m_sent - headSize < m_request.body.size())
        m_sent += m_stream->write(m_request.body.substr(m_sent - headSize));
}

void HttpExchange::handleReadable()
{
    const Stream::Received received = m_stream->read(m_context.buffer);
    if (received.bytes > 0) {
        const std::size_t used = m_answer.put({m_context.buffer.data(), received.bytes});
        if (m_answer.state() != ResponseParser::State::Reading)
            finish(used == received.bytes);
        return;
    }
    if (received.state != Stream::State::Open)
        handleEnd(received.state == Stream::State::Closed ? ResponseParser::Ending::Closed
                                                          : ResponseParser::Ending::Broken);
}

void HttpExchange::handleEnd(ResponseParser::Ending ending)
{
    if (m_isReused && m_request.mayRepeat && !m_answer.hasBegun()) {
        m_isReused = false;
        m_stream.reset();
        dial();
        return;
    }
    m_answer.end(ending);
    finish(false);
}

void HttpExchange::finish(bool mayKeep)
{
    if (m_stream) {
        m_stream->disconnect(this);
        const bool isAllSent = m_sent == m_request.head.size() + m_request.body.size();
        if (mayKeep && isAllSent && m_answer.keepsAlive())
            m_context.pool.give(m_request.route.key, std::move(m_stream), m_answer.keepsFor());
        m_stream.reset();
    }
    const std::function<void()> done = std::exchange(m_done, {});
    if (done)
        done();
}

} // namespace syncline
