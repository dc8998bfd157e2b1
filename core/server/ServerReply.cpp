#include "core/server/ReplyState.h"

namespace syncline {

ServerResponse ServerResponse::json(int status, std::string body)
{
    return {.status = status,
            .headers = {{"Content-Type", "application/json; charset=utf-8"}},
            .body = std::move(body)};
}

ServerResponse ServerResponse::text(int status, std::string body)
{
    return {.status = status,
            .headers = {{"Content-Type", "text/plain; charset=utf-8"}},
            .body = std::move(body)};
}

ServerReply::State::~State()
{
    if (!isAnswered) {
        m_post([](ReplySink &sink) {
            sink.send(ServerResponse::text(500, "The request was not answered."));
        });
    } else if (isStreaming && isOpen) {
        m_post(
            [](ReplySink &sink) { sink.abort(Cut::Close); }); // half an answer must not look whole
    }
}

void ServerReply::State::setGone(std::function<void()> gone)
{
    {
        const std::lock_guard lock(m_mutex);
        if (!m_hasGone) {
            m_gone = std::move(gone);
            return;
        }
    }
    gone();
}

void ServerReply::State::handleGone()
{
    std::function<void()> gone;
    {
        const std::lock_guard lock(m_mutex);
        if (!isOpen.exchange(false))
            return; // complete, or told already
        m_hasGone = true;
        gone = std::move(m_gone);
        m_gone = nullptr;
    }
    if (gone)
        gone();
}

ServerReply::ServerReply(std::shared_ptr<State> state)
    : m_state(std::move(state))
{
}

void ServerReply::send(ServerResponse response) const
{
    if (!m_state->claim())
        return;
    m_state->post([response = std::move(response)](ReplySink &sink) mutable {
        sink.send(std::move(response));
    });
}

void ServerReply::begin(int status, HttpHeaders headers) const
{
    if (!m_state->claim())
        return;
    m_state->isStreaming = true;
    m_state->post([status, headers = std::move(headers)](ReplySink &sink) mutable {
        sink.begin(status, std::move(headers));
    });
}

bool ServerReply::write(std::string bytes) const
{
    if (!m_state->isStreaming || !m_state->isOpen)
        return false;
    if (bytes.empty())
        return true;
    m_state->unsent += bytes.size();
    m_state->post(
        [bytes = std::move(bytes)](ReplySink &sink) mutable { sink.write(std::move(bytes)); });
    return true;
}

void ServerReply::end() const
{
    if (m_state->isStreaming.exchange(false))
        m_state->post([](ReplySink &sink) { sink.end(); });
}

std::size_t ServerReply::unsent() const
{
    return m_state->unsent;
}

bool ServerReply::isOpen() const
{
    return m_state->isOpen;
}

void ServerReply::onGone(std::function<void()> gone) const
{
    m_state->setGone(std::move(gone));
}

void ServerReply::abort(Cut cut) const
{
    m_state->isAnswered = true;
    m_state->isStreaming = false;
    m_state->post([cut](ReplySink &sink) { sink.abort(cut); });
}

} // namespace syncline
