#pragma once

#include "core/base/Error.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

/** The sentences for requests that got no answer: method, host, cause, and what to do. */
namespace syncline::httperr {

/** The words that every sentence begins with. */
struct Subject
{
    std::string method;
    std::string host; ///< With its port when the URL has one.
};

/** Why an exchange gave no answer. */
enum class Cause : std::uint8_t {
    // No connection was made:
    HostNotFound,
    Refused,
    Unreachable,
    NoConnection, ///< Any other reason.
    Untrusted,    ///< The server's certificate.
    NoTls,
    Proxy,
    // The request went out, perhaps in part:
    Closed,    ///< Without a byte of an answer.
    BrokenOff, ///< In the middle of the answer.
    NotHttp,   ///< What came breaks the rules of HTTP.
    HeadTooLarge,
    TooLarge,
    BadPacking, ///< The gzip or deflate of the body.
};

struct Failure
{
    Cause cause = Cause::NoConnection;
    std::string words = {};      ///< What is known beyond the cause.
    std::size_t bytes = 0;       ///< BrokenOff: received; TooLarge, HeadTooLarge: the limit.
    bool wasPossiblySent = true; ///< False: nothing can have reached the server.
};

Error cancelled(const Subject &subject);
Error notConnected(const Subject &subject, std::chrono::milliseconds limit);
Error timedOut(const Subject &subject, std::chrono::milliseconds limit);
Error tooManyRedirects(const Subject &subject, int limit);
Error unsafeRedirect(const Subject &subject, std::string_view target);
Error failed(const Subject &subject, const Failure &failure);

} // namespace syncline::httperr
