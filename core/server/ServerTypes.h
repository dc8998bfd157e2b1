#pragma once

#include "core/net/HttpTypes.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace syncline {

/** One request as it came in, its body complete. */
struct ServerRequest
{
    std::string method;
    std::string target; ///< As sent: "/a%20b?x=1".
    std::string path;   ///< target before '?', still encoded.
    std::string query;  ///< target behind '?', still encoded.
    HttpHeaders headers;
    std::string body;
    std::string peer; ///< "127.0.0.1:5123"
};

struct ServerResponse
{
    int status = 200;
    HttpHeaders headers; ///< Content-Length, Connection and Date are the server's.
    std::string body;

    static ServerResponse json(int status, std::string body);
    static ServerResponse text(int status, std::string body);
};

/**
 * The answer to one request: a handle that may be copied, kept and used on any thread, also after
 * the client or the server has gone. Either send(), or begin(), write()…, end(). When the last copy
 * goes away unanswered, the client gets a 500.
 */
class ServerReply
{
public:
    class State;
    explicit ServerReply(std::shared_ptr<State> state);

    /** The whole answer. Only the first send() or begin() counts. */
    void send(ServerResponse response) const;

    /** Starts a streamed answer: chunked, or with the Content-Length given in @p headers. */
    void begin(int status, HttpHeaders headers) const;
    /** Appends to a streamed answer; false once the client is gone. Never blocks: see unsent(). */
    bool write(std::string bytes) const; // NOLINT(modernize-use-nodiscard): a writer may not care
    void end() const;

    /** Written and not yet taken by the network: what a writer holds against its own limit. */
    [[nodiscard]] std::size_t unsent() const;
    /** False once the client is gone or the answer is complete. */
    [[nodiscard]] bool isOpen() const;
    /** Called once on the server's thread when the client goes away before the answer is complete.
     */
    void onGone(std::function<void()> gone) const;

    enum class Cut : std::uint8_t {
        Close, ///< Ends the connection after what was written, in the middle of the answer.
        Reset, ///< At once, by a TCP reset.
    };
    /** Breaks the connection off; for an answer that fails half-way. */
    void abort(Cut cut) const;

private:
    std::shared_ptr<State> m_state;
};

} // namespace syncline
