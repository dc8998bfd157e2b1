#pragma once

#include "core/net/HttpTypes.h"

#include <string>
#include <string_view>

class QNetworkProxy;
class QUrl;

/** What a request looks like on the wire. Pure functions. */
namespace syncline::requesttext {

enum class Target : std::uint8_t {
    Path, ///< "/a?b=1"
    Whole ///< "http://host/a?b=1", as a proxy wants it.
};

/** The head of a request, up to its empty line. Of equal names in @p headers the last one counts.
 */
std::string head(std::string_view method, const QUrl &url, Target target,
                 const HttpHeaders &headers);

/** "shop.example:8080"; an IPv6 address has its brackets. */
std::string hostHeader(const QUrl &url);
/** "Basic …", or "" when there is no user. */
std::string basicLogin(const QUrl &url);
std::string basicLogin(const QNetworkProxy &proxy);

} // namespace syncline::requesttext
