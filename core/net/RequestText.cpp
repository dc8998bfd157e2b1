#include "core/net/RequestText.h"

#include "core/net/Ascii.h"

#include <QNetworkProxy>
#include <QUrl>

#include <algorithm>

namespace syncline::requesttext {

namespace {

std::string basic(const QString &user, const QString &password)
{
    if (user.isEmpty())
        return {};
    const QByteArray login = user.toUtf8() + ':' + password.toUtf8();
    return "Basic " + login.toBase64().toStdString();
}

} // namespace

std::string hostHeader(const QUrl &url)
{
    const QString plain = url.host();
    std::string host = plain.contains(QLatin1Char(':'))
                           ? '[' + plain.toStdString() + ']'
                           : url.host(QUrl::FullyEncoded).toStdString();
    if (url.port() > 0)
        host += ':' + std::to_string(url.port());
    return host;
}

std::string basicLogin(const QUrl &url)
{
    return basic(url.userName(QUrl::FullyDecoded), url.password(QUrl::FullyDecoded));
}

std::string basicLogin(const QNetworkProxy &proxy)
{
    return basic(proxy.user(), proxy.password());
}

std::string head(std::string_view method, const QUrl &url, Target target,
                 const HttpHeaders &headers)
{
    std::string out(method);
    out += ' ';
    if (target == Target::Whole)
        out += url.scheme().toStdString() + "://" + hostHeader(url);
    const std::string path = url.path(QUrl::FullyEncoded).toStdString();
    out += path.empty() ? "/" : path;
    if (url.hasQuery())
        out += '?' + url.query(QUrl::FullyEncoded).toStdString();
    out += " HTTP/1.1\r\n";
    for (auto it = headers.begin(); it != headers.end(); ++it) {
        const bool isReplaced = std::any_of(it + 1, headers.end(), [&](const auto &later) {
            return ascii::equalsIgnoringCase(later.first, it->first);
        });
        if (!isReplaced)
            out.append(it->first).append(": ").append(it->second).append("\r\n");
    }
    return out += "\r\n";
}

} // namespace syncline::requesttext
