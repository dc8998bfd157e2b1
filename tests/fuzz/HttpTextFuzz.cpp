#include "core/base/Time.h"
#include "core/net/HttpDate.h"
#include "core/net/LinkHeader.h"
#include "core/net/Redaction.h"
#include "core/net/RetryPolicy.h"
#include "core/net/Url.h"
#include "core/server/FaultScript.h"
#include "core/server/RequestHead.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

using namespace syncline;

namespace {

void require(bool condition)
{
    if (!condition)
        std::abort();
}

void checkUrl(std::string_view text)
{
    require(url::decode(url::encode(text)) == text);
    const Result<url::Parts> parts = url::parse(text);
    if (!parts)
        return;
    const std::string built = url::build(parts.value());
    const Result<url::Parts> again = url::parse(built);
    if (again)
        require(url::build(again.value()) == built);
    const Result<std::string> resolved = url::resolve("http://a/b/c?d", text);
    if (resolved)
        require(url::parse(resolved.value()).ok());
    require(url::parseQuery(url::buildQuery(url::parseQuery(text))) == url::parseQuery(text));
}

} // namespace

/** Texts that other programs write and we take apart: none may crash us or be misread. */
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const void *bytes = data;
    const std::string_view text(static_cast<const char *>(bytes), size);

    for (const LinkEntry &entry : parseLinkHeader(text))
        require(entry.target.size() <= size);
    (void)findLink(text, "next", "http://a/b");

    const auto wait = parseRetryAfter(text, DateTime{0});
    require(!wait || wait->count() >= 0);
    if (const auto date = iso::parseHttpDate(text)) {
        const auto again = iso::parseHttpDate(formatHttpDate(*date));
        require(again && again->ms == date->ms);
    }

    checkUrl(text);

    const Redactor redactor({"own"});
    (void)redactor.url(text);
    require(redactor.body(text, 64, {"secret-value"}).size() <= 64);

    const std::size_t end = headEnd(text, 0);
    require(end <= size);
    if (end > 0)
        (void)checkRawHead(text.substr(0, end), 100, 8'192);
    if (const auto script = FaultScript::parse(text))
        (void)script->at(7);
    return 0;
}
