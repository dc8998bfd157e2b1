#include "core/server/RequestHead.h"

#include "core/net/Ascii.h"

#include <algorithm>

namespace syncline {

namespace {

std::size_t countHeaders(const HttpHeaders &headers, std::string_view name)
{
    return static_cast<std::size_t>(
        std::count_if(headers.begin(), headers.end(), [name](const auto &header) {
            return ascii::equalsIgnoringCase(header.first, name);
        }));
}

Refusal checkHost(const HttpHeaders &headers, unsigned version,
                  const std::vector<std::string> &hosts)
{
    const std::size_t count = countHeaders(headers, "host");
    if (count > 1)
        return {400, "The request has more than one Host header."};
    if (count == 0 && version >= 11)
        return {400, "The request has no Host header."};
    const bool takesAny = std::find(hosts.begin(), hosts.end(), "*") != hosts.end();
    const std::string_view host = findHeader(headers, "host");
    if (!takesAny && std::find(hosts.begin(), hosts.end(), host) == hosts.end())
        return {421, "This server does not answer for that host name."};
    return {};
}

Refusal checkLength(const HttpHeaders &headers, unsigned version)
{
    const std::size_t lengths = countHeaders(headers, "content-length");
    const std::size_t encodings = countHeaders(headers, "transfer-encoding");
    if (lengths > 1 || encodings > 1 || (lengths == 1 && encodings == 1))
        return {400, "The request states the length of its body more than once."};
    if (lengths == 1) {
        const std::string_view length = findHeader(headers, "content-length");
        if (length.empty() || !std::all_of(length.begin(), length.end(), ascii::isDigit))
            return {400, "The Content-Length is no number."};
    }
    if (encodings == 1) {
        if (version < 11)
            return {400, "HTTP/1.0 has no Transfer-Encoding."};
        if (!ascii::equalsIgnoringCase(findHeader(headers, "transfer-encoding"), "chunked"))
            return {400, "The only Transfer-Encoding taken is \"chunked\"."};
    }
    return {};
}

} // namespace

std::size_t headEnd(std::string_view received, std::size_t searchFrom)
{
    for (std::size_t at = received.find('\n', searchFrom); at != std::string_view::npos;
         at = received.find('\n', at + 1)) {
        if (received.substr(at + 1, 1) == "\n")
            return at + 2;
        if (received.substr(at + 1, 2) == "\r\n")
            return at + 3;
    }
    return 0;
}

Refusal checkRawHead(std::string_view head, std::size_t maxLines, std::size_t maxTarget)
{
    std::size_t lines = 0;
    std::string_view left = head;
    while (!left.empty()) {
        const std::size_t feed = left.find('\n');
        if (feed == std::string_view::npos || feed == 0 || left[feed - 1] != '\r')
            return {400, "A line of the request head does not end with CR LF."};
        const std::string_view line = left.substr(0, feed - 1);
        if (line.find('\r') != std::string_view::npos || line.find('\0') != std::string_view::npos)
            return {400, "A line of the request head has a character that none may have."};
        if (lines > 0 && !line.empty() && (line.front() == ' ' || line.front() == '\t'))
            return {400, "A header of the request is folded over several lines."};
        if (lines == 0) {
            const std::size_t from = std::min(line.find(' '), line.size());
            const std::size_t to = std::min(line.find(' ', from + 1), line.size());
            if (!line.substr(to).starts_with(" HTTP/"))
                return {400, "The request does not begin with a method, an address and a version."};
            if (to - from - 1 > maxTarget)
                return {414, "The address of the request is too long."};
        }
        ++lines;
        left.remove_prefix(feed + 1);
    }
    if (lines > maxLines + 2) // the request line and the empty one
        return {431, "The request has too many headers."};
    return {};
}

Refusal checkHead(std::string_view target, const HttpHeaders &headers, unsigned version,
                  std::string_view method, const std::vector<std::string> &hosts)
{
    if (version != 10 && version != 11)
        return {505, "This server speaks HTTP/1.1."};
    const bool isStar = target == "*" && method == "OPTIONS";
    if (!isStar && (target.empty() || target.front() != '/'))
        return {400, "The address of a request begins with \"/\"."};
    if (const Refusal refusal = checkHost(headers, version, hosts); refusal.status != 0)
        return refusal;
    return checkLength(headers, version);
}

} // namespace syncline
