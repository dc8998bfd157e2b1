#pragma once

#include "core/base/Executor.h"
#include "core/base/Result.h"
#include "core/server/ServerTypes.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace syncline {

/**
 * An HTTP/1.1 server on a thread of its own, for loopback.
 *
 * Pipelined requests are answered in order. Malformed ones, and such that a proxy could read in
 * another way, are refused (400) and the connection closed; so are 413, 414, 421 (a Host that is
 * not allowed: DNS rebinding) and 431; a client that is too slow is cut off. When all places are
 * taken, the connection that has been silent for longest makes room. The handler runs on the
 * server's thread and answers through the ServerReply, then or later, from any thread; an exception
 * that leaves it is a 500.
 */
class HttpServer
{
public:
    struct Limits
    {
        std::size_t headerBytes = 16U * 1024;
        std::size_t headerLines = 100;
        std::size_t targetBytes = 8U * 1024;
        std::size_t bodyBytes = 10U * 1024 * 1024;
        std::size_t connections = 256;
        std::chrono::milliseconds headerTime{
            10'000}; ///< Also the longest a kept-alive connection idles.
        std::chrono::milliseconds bodyTime{30'000};
        std::chrono::milliseconds writeTime{
            30'000}; ///< Of one write, without the client taking anything.
    };
    enum class Reach : std::uint8_t { Loopback, Network };
    struct Options
    {
        std::string address = "127.0.0.1";
        std::uint16_t port = 0;        ///< 0: a free one.
        Reach reach = Reach::Loopback; ///< Loopback refuses every address but 127.0.0.0/8 and ::1.
        /** Allowed besides 127.0.0.1, localhost and [::1], each without or with our port; "*": any.
         */
        std::vector<std::string> hosts;
        Limits limits;
    };
    using Handler = std::function<void(ServerRequest, ServerReply)>;

    static Result<std::unique_ptr<HttpServer>> start(Options options, Handler handler);
    /** stop(). */
    virtual ~HttpServer() = default;

    [[nodiscard]] virtual std::uint16_t port() const = 0;
    /** "http://127.0.0.1:4711" */
    [[nodiscard]] virtual std::string url() const = 0;
    /** The server's thread; for answers that wait. */
    [[nodiscard]] virtual Executor &executor() = 0;
    [[nodiscard]] virtual std::size_t connections() const = 0;
    /** Closes everything and joins the thread; what is answered later goes nowhere. Not from the
     * handler. */
    virtual void stop() = 0;
};

} // namespace syncline
