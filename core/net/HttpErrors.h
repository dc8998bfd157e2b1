#pragma once

#include "core/base/Error.h"

#include <QNetworkReply>

#include <chrono>
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

Error cancelled(const Subject &subject);
Error timedOut(const Subject &subject, std::chrono::milliseconds limit);
Error tooLarge(const Subject &subject, std::size_t limit);
Error brokeOff(const Subject &subject, std::size_t received);
Error tooManyRedirects(const Subject &subject, int limit);
Error unsafeRedirect(const Subject &subject, std::string_view target);
/** @p certificate: what the TLS layer said about the server's certificate; may be empty. */
Error untrusted(const Subject &subject, std::string_view certificate);
/** The remaining failures of a QNetworkReply. */
Error failed(const Subject &subject, QNetworkReply::NetworkError cause, std::string_view words);

/** Whether nothing can have reached the server: the connection was never made. */
bool isBeforeSending(QNetworkReply::NetworkError cause);
/** Whether the reply carries an HTTP status after all (4xx and 5xx are no failures here). */
bool isAnswer(QNetworkReply::NetworkError cause);

} // namespace syncline::httperr
