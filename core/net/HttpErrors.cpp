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

Error notConnected(const Subject &subject, std::chrono::milliseconds limit)
{
    return Error(errc::timeout,
                 "%1 to %2 could not be sent: no connection was made within %3 s. Check the "
                 "address and the network connection.",
                 {subject.method, subject.host, secondsText(limit)});
}

Error timedOut(const Subject &subject, std::chrono::milliseconds limit)
{
    return Error(errc::timeout, "%1 to %2 had no complete answer within %3 s.",
                 {subject.method, subject.host, secondsText(limit)});
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

Error failed(const Subject &subject, const Failure &failure)
{
    const std::string words = text::displayLine(failure.words, 200);
    switch (failure.cause) {
    case Cause::HostNotFound:
        return network("%1 to %2 failed: no server of that name was found. Check the address and "
                       "the network connection.",
                       subject);
    case Cause::Refused:
        return network("%1 to %2 failed: the server refused the connection. Is it running, and is "
                       "the port right?",
                       subject);
    case Cause::Unreachable:
        return network("%1 to %2 failed: no network leads there. Check the network connection.",
                       subject);
    case Cause::NoConnection:
        return network("%1 to %2 failed: no connection could be made (%3).", subject, words);
    case Cause::Untrusted:
        return network("%1 to %2 was stopped before anything was sent: the server's certificate "
                       "cannot be trusted (%3).",
                       subject, words);
    case Cause::NoTls:
        return network("%1 to %2 failed: no secure connection could be made (TLS 1.2 or newer).",
                       subject);
    case Cause::Proxy:
        return network("%1 to %2 failed at the proxy: %3. Check the proxy settings of the system.",
                       subject, words);
    case Cause::Closed:
        return network("%1 to %2 failed: the server closed the connection without an answer.",
                       subject);
    case Cause::BrokenOff:
        return network("%1 to %2 failed: the connection was lost in the middle of the answer, "
                       "after %3.",
                       subject, text::humanSize(failure.bytes));
    case Cause::NotHttp:
        return network("%1 to %2 failed: what came back is not HTTP: %3.", subject, words);
    case Cause::HeadTooLarge:
        return network("%1 to %2 was stopped: the headers of the answer are larger than %3.",
                       subject, text::humanSize(failure.bytes));
    case Cause::TooLarge:
        return network("%1 to %2 was stopped: the answer is larger than the %3 that this request "
                       "accepts.",
                       subject, text::humanSize(failure.bytes));
    case Cause::BadPacking:
        return network("%1 to %2 failed: the answer cannot be unpacked: %3.", subject, words);
    }
    return network("%1 to %2 failed.", subject);
}

} // namespace syncline::httperr
