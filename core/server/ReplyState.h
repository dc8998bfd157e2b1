#pragma once

#include "core/server/ServerTypes.h"

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>

namespace syncline {

/** Where a ServerReply's calls go: the connection, on the server's thread. */
class ReplySink
{
public:
    virtual ~ReplySink() = default;
    virtual void send(ServerResponse response) = 0;
    virtual void begin(int status, HttpHeaders headers) = 0;
    virtual void write(std::string bytes) = 0;
    virtual void end() = 0;
    virtual void abort(ServerReply::Cut cut) = 0;
};

/**
 * What the copies of one ServerReply share. Does not keep the connection alive; `post` runs a
 * function with the connection on the server's thread, or drops it when either has gone.
 */
class ServerReply::State
{
public:
    using Post = std::function<void(std::function<void(ReplySink &)>)>;
    explicit State(Post post)
        : m_post(std::move(post))
    {
    }
    State(const State &) = delete;
    State &operator=(const State &) = delete;
    ~State();

    void post(std::function<void(ReplySink &)> function) const { m_post(std::move(function)); }
    /** True for the first caller: it may answer. */
    bool claim() { return !isAnswered.exchange(true); }
    void setGone(std::function<void()> gone);
    /** On the server's thread: the client went away. */
    void handleGone();

    std::atomic<bool> isAnswered = false;
    std::atomic<bool> isStreaming = false;
    std::atomic<bool> isOpen = true;
    std::atomic<std::size_t> unsent = 0;

private:
    const Post m_post;
    std::mutex m_mutex;
    std::function<void()> m_gone;
    bool m_hasGone = false;
};

} // namespace syncline
