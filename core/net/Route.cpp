#include "core/net/Route.h"

#include <QHostAddress>
#include <QNetworkProxyFactory>
#include <QNetworkProxyQuery>
#include <QUrl>

namespace syncline {

namespace {

constexpr std::chrono::seconds validFor{60};
constexpr std::size_t mostKnown = 256;

bool isHttps(const QUrl &url)
{
    return url.scheme() == QLatin1String("https");
}

/** How @p proxy can serve; Kind::None: it cannot. */
Route::Kind useOf(const QNetworkProxy &proxy, bool isTls)
{
    switch (proxy.type()) {
    case QNetworkProxy::NoProxy:
        return Route::Kind::Direct;
    case QNetworkProxy::Socks5Proxy:
        return Route::Kind::Tunnel;
    case QNetworkProxy::HttpProxy:
        return isTls ? Route::Kind::Tunnel : Route::Kind::HttpProxy;
    case QNetworkProxy::HttpCachingProxy:
        return isTls ? Route::Kind::None : Route::Kind::HttpProxy;
    default:
        return Route::Kind::None;
    }
}

void chooseProxy(Route &route, const QUrl &url)
{
    if (isLoopback(route.host))
        return;
    QUrl asked = url;
    asked.setUserInfo(QString());
    const QList<QNetworkProxy> proxies =
        QNetworkProxyFactory::systemProxyForQuery(QNetworkProxyQuery(asked));
    if (!proxies.isEmpty())
        route.kind = Route::Kind::None;
    for (const QNetworkProxy &proxy : proxies) {
        route.kind = useOf(proxy, route.isTls);
        if (route.kind == Route::Kind::None)
            continue;
        route.proxy = proxy;
        break;
    }
    if (route.kind == Route::Kind::HttpProxy || route.kind == Route::Kind::Tunnel)
        route.key += " by " + route.proxy.user().toStdString() + '@' +
                     route.proxy.hostName().toStdString() + ':' +
                     std::to_string(route.proxy.port());
}

} // namespace

std::string originOf(const QUrl &url)
{
    return url.scheme().toStdString() + "://" + url.host().toStdString() + ':' +
           std::to_string(url.port(isHttps(url) ? 443 : 80));
}

bool isLoopback(const QString &host)
{
    return host == QLatin1String("localhost") || host.endsWith(QLatin1String(".localhost")) ||
           QHostAddress(host).isLoopback();
}

const Route &RouteFinder::find(const QUrl &url)
{
    std::string origin = originOf(url);
    const Clock::time_point now = Clock::now();
    const auto known = m_known.find(origin);
    if (known != m_known.end() && now - known->second.since < validFor)
        return known->second.route;
    if (m_known.size() >= mostKnown)
        m_known.clear();
    Route route;
    route.isTls = isHttps(url);
    const QString host = url.host();
    route.host = host.contains(QLatin1Char(':')) ? host : url.host(QUrl::FullyEncoded);
    route.port = static_cast<std::uint16_t>(url.port(route.isTls ? 443 : 80));
    route.key = origin;
    chooseProxy(route, url);
    return m_known.insert_or_assign(std::move(origin), Known{std::move(route), now})
        .first->second.route;
}

} // namespace syncline
