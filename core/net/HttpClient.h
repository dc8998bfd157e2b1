#pragma once

#include "core/base/Executor.h"
#include "core/base/Ids.h"
#include "core/base/Result.h"
#include "core/base/Task.h"
#include "core/net/HttpTypes.h"
#include "core/net/RetryPolicy.h"

#include <chrono>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

namespace syncline {

struct HttpClientOptions
{
    RetryPolicy retry;
    std::string userAgent = defaultUserAgent();
    /** Certificate authorities to trust besides the system's, as PEM text. */
    std::string extraAuthorities;

    /** "Syncline/<version>" */
    static std::string defaultUserAgent();
};

/**
 * Outgoing HTTP/1.1 on one network thread. TLS ≥ 1.2 and never ignoring errors.
 *
 * Retries connect errors, 408, 429, 500, 502–504, honouring Retry-After (seconds or date; capped at
 * 5 min), else 1 s·2^n with jitter. Any status is a success of send(); only no answer is an Error
 * (SYNC_NETWORK, SYNC_TIMEOUT, SYNC_CANCELLED) that names method, host and cause; a URL or header
 * that cannot be sent is SYNC_INVALID_INPUT. An answer that breaks off is never taken for a whole
 * one, however its length is told. gzip and deflate are unpacked, unless the request has an
 * Accept-Encoding of its own; Content-Length is then left out of the headers. At most six requests
 * to one host go at once; the others wait in order and their time does not run. Cookies and
 * credentials are never kept between requests; a user and password in the URL go out as Basic. A
 * kept connection that turns out to be closed costs no try: the request goes out once more on a
 * new one, if Repeat lets it. The proxy is the system's, never for this machine itself.
 */
class HttpClient
{
public:
    virtual ~HttpClient() = default;
    /** @p done is called once, on the network thread; cancels within 200 ms of a stop request.
     * Thread-safe. */
    virtual void send(HttpRequest request, std::stop_token stop,
                      std::function<void(Result<HttpResponse>)> done) = 0;
    /** Gets every exchange (each try); called on the network thread. */
    virtual void setCapture(std::function<void(HttpCapture)> capture) = 0;

    /** send() as a wait; goes on on @p executor. */
    Task<Result<HttpResponse>> fetch(Executor &executor, HttpRequest request, std::stop_token stop);

    /** The real client. Needs a QCoreApplication. Destroying it cancels what is under way. */
    static std::unique_ptr<HttpClient> create(HttpClientOptions options = {});
};

} // namespace syncline
