#pragma once

#include "core/base/Ids.h"

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace syncline {

using HttpHeaders = std::vector<std::pair<std::string, std::string>>;

/** The first value of @p name (case-insensitive), or "". */
std::string_view findHeader(const HttpHeaders &headers, std::string_view name);

/** When a try whose answer got lost (connection dropped, time up) may be sent again. */
enum class Repeat : std::uint8_t {
    ByMethod, ///< GET, HEAD, OPTIONS, PUT and DELETE may; POST and PATCH may not. Retryable
              ///< statuses always are.
    Always,   ///< A POST that changes nothing (a GraphQL query) or carries an idempotency key.
    /** A write that must not happen twice: again only after 408, 429, 503 or when no connection was
       made. */
    OnlyUnprocessed,
};

struct HttpRequest
{
    std::string method = "GET";
    std::string url = {}; ///< http or https, absolute.
    HttpHeaders headers = {};
    std::string body = {};
    std::chrono::milliseconds timeout{30'000}; ///< Of one try, from its start to the body's end.
    int retries = 5; ///< Further tries; all tries together end within 10 minutes.
    Repeat repeat = Repeat::ByMethod;
    /** At most 10, only http→http(s)/https→https; another host never gets Authorization, Cookie or
     * secretNames. */
    bool followRedirects = true;
    std::size_t maxBody = 512U * 1024 * 1024;
    // For the Requests panel:
    RunId run = noRun;
    std::string connection = {};
    /** Header names and query keys whose values are secret: shown as "•••" in captures. */
    std::vector<std::string> secretNames = {};
};

struct HttpResponse
{
    int status = 0;
    HttpHeaders headers;
    std::string body;
    int tries = 1;
    std::chrono::milliseconds duration{0};
};

/** One exchange as it is kept for the Requests panel; secrets redacted already. */
struct HttpCapture
{
    std::int64_t id = 0; ///< Given by the log store; ascending.
    RunId run = noRun;
    std::string connection;
    std::int64_t startedMs = 0; ///< Unix, UTC.
    std::int64_t durationMs = 0;
    std::string method;
    std::string url;
    HttpHeaders requestHeaders;
    std::string requestBody; ///< Cut to 64 KB.
    int status = 0;          ///< 0: no answer.
    HttpHeaders responseHeaders;
    std::string responseBody; ///< Cut to 64 KB.
    std::uint64_t responseBytes = 0;
    std::string error;
    int attempt = 1;
};

} // namespace syncline
