#include "core/net/HttpErrors.h"

#include "core/base/TextSafe.h"

#include <cmath>

namespace syncline::httperr {

namespace {

std::string secondsText(std::chrono::milliseconds time)
{
    const auto ms = time.count();
    if (ms % 1'000 == 0)
        return std::to_string(ms / 1'000);
    std::string text =
        std::to_string(ms / 1'000) + '.' + std::to_string(1'000 + ms % 1'000).substr(1);
    while (text.back() == '0')
        text.pop_back();
    return text;
}

Error network(std::string_view sentence, const Subject &subject, std::string third = {})
{
    return Error(errc::network, sentence, {subject.method, subject.host, std::move(third)});
}

} // namespace

Error cancelled(const Subject &subject)
{
    return Error(errc::cancelled, "%1 to %2 was cancelled.", {subject.method, subject.host});
}

Error timedOut(const Subject &subject, std::chrono::milliseconds limit)
{
    return Error(errc::timeout, "%1 to %2 had no complete answer within %3 s.",
                 {subject.method, subject.host, secondsText(limit)});
}

Error tooLarge(const Subject &subject, std::size_t limit)
{
    return network(
        "%1 to %2 was stopped: the answer is larger than the %3 that this request accepts.",
        subject, text::humanSize(limit));
}

Error brokeOff(const Subject &subject, std::size_t received)
{
    return network(
        "%1 to %2 failed: the connection was lost in the middle of the answer, after %3.", subject,
        text::humanSize(received));
}

Error tooManyRedirects(const Subject &subject, int limit)
{
    return network("%1 to %2 failed: it was redirected more than %3 times.", subject,
                   std::to_string(limit));
}

Error unsafeRedirect(const Subject &subject, std::string_view target)
{
    return network(
        "%1 to %2 was stopped: it is redirected to \"%3\", which is not followed (only http "
        "to http or https, and https to https).",
        subject, text::displayLine(target, 200));
}

Error untrusted(const Subject &subject, std::string_view certificate)
{
    if (certificate.empty())
        return network("%1 to %2 failed: no secure connection could be made (TLS 1.2 or newer).",
                       subject);
    return network(
        "%1 to %2 was stopped before anything was sent: the server's certificate cannot be "
        "trusted (%3).",
        subject, std::string(certificate));
}

Error failed(const Subject &subject, QNetworkReply::NetworkError cause, std::string_view words)
{
    switch (cause) {
    case QNetworkReply::ConnectionRefusedError:
        return network(
            "%1 to %2 failed: the server refused the connection. Is it running, and is the "
            "port right?",
            subject);
    case QNetworkReply::HostNotFoundError:
        return network(
            "%1 to %2 failed: no server of that name was found. Check the address and the "
            "network connection.",
            subject);
    case QNetworkReply::RemoteHostClosedError:
        return network("%1 to %2 failed: the server closed the connection without an answer.",
                       subject);
    case QNetworkReply::TemporaryNetworkFailureError:
    case QNetworkReply::NetworkSessionFailedError:
        return network("%1 to %2 failed: there is no network connection.", subject);
    case QNetworkReply::ProtocolFailure:
        return network("%1 to %2 failed: what came back is not HTTP.", subject);
    case QNetworkReply::ProxyConnectionRefusedError:
    case QNetworkReply::ProxyConnectionClosedError:
    case QNetworkReply::ProxyNotFoundError:
    case QNetworkReply::ProxyTimeoutError:
    case QNetworkReply::ProxyAuthenticationRequiredError:
    case QNetworkReply::UnknownProxyError:
        return network("%1 to %2 failed at the proxy: %3. Check the proxy settings of the system.",
                       subject, text::displayLine(words, 200));
    default:
        return network("%1 to %2 failed: %3.", subject, text::displayLine(words, 200));
    }
}

bool isBeforeSending(QNetworkReply::NetworkError cause)
{
    switch (cause) {
    case QNetworkReply::ConnectionRefusedError:
    case QNetworkReply::HostNotFoundError:
    case QNetworkReply::TemporaryNetworkFailureError:
    case QNetworkReply::NetworkSessionFailedError:
    case QNetworkReply::ProxyConnectionRefusedError:
    case QNetworkReply::ProxyNotFoundError:
        return true;
    default:
        return false;
    }
}

bool isAnswer(QNetworkReply::NetworkError cause)
{
    if (cause == QNetworkReply::NoError)
        return true;
    if (cause == QNetworkReply::ContentReSendError)
        return false;
    const int code = static_cast<int>(cause);
    const bool isContentError = code >= 201 && code <= 299;
    const bool isServerError = code >= 401 && code <= 499;
    return isContentError || isServerError ||
           cause == QNetworkReply::ProxyAuthenticationRequiredError ||
           cause == QNetworkReply::ProtocolInvalidOperationError; // 400 and 418
}

} // namespace syncline::httperr
