#pragma once

#include "core/base/Result.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

/** URLs as text (RFC 3986). Pure functions; bytes in, bytes out. */
namespace syncline::url {

/** Percent-encodes everything but A–Z a–z 0–9 - . _ ~ (a component: a path segment, a query value).
 */
std::string encode(std::string_view text);
/** Undoes percent-encoding; an escape that is none ("%zz", "%4") stays as it is. '+' stays '+'. */
std::string decode(std::string_view text);

using Query = std::vector<std::pair<std::string, std::string>>;

/** "a=1&b=x%20y", in the order given. */
std::string buildQuery(const Query &query);
/** Reads "a=1&b=x+y" (with or without a leading '?'); '+' is a space; "a" alone has the value "".
 */
Query parseQuery(std::string_view query);

struct Parts
{
    std::string scheme; ///< Lower case; empty for a relative reference.
    std::string user;   ///< Decoded, like password.
    std::string password;
    std::string host;     ///< Lower case; an IPv6 address without its brackets.
    int port = 0;         ///< 0: none given.
    std::string path;     ///< As written (encoded).
    std::string query;    ///< As written, without '?'.
    std::string fragment; ///< As written, without '#'.
    bool hasAuthority = false;
    bool hasQuery = false;
    bool hasFragment = false;
};

/** Splits an absolute or relative URL. Refuses control characters, spaces, bad ports and hosts. */
Result<Parts> parse(std::string_view text);
/** The text of @p parts; what parse() split comes back equal, but for the case of scheme and host.
 */
std::string build(const Parts &parts);
/** @p reference seen from the absolute @p base (RFC 3986 5.2): what a Link or Location means. */
Result<std::string> resolve(std::string_view base, std::string_view reference);
/** @p text with "key=value" added to its query, before the fragment. */
std::string withQuery(std::string_view text, const Query &query);

} // namespace syncline::url
