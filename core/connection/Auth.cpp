#include "core/connection/Auth.h"

#include "core/connection/ConnectionOptions.h"
#include "core/net/Url.h"
#include "core/project/JsonFile.h"

#include <algorithm>
#include <array>
#include <cctype>

#include <sodium.h>

namespace syncline {

namespace {

constexpr std::array<std::string_view, 4> authKinds{"none", "api_key", "basic", "bearer"};

std::string_view trimmed(std::string_view text)
{
    constexpr std::string_view blanks = " \t\r\n";
    const std::size_t first = text.find_first_not_of(blanks);
    if (first == std::string_view::npos)
        return {};
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

/** The option that auth[key] names, as text without the spaces around it. */
std::string optionText(const Value &auth, std::string_view key, const ValueObject &options)
{
    const std::string name = auth[key].stringOr();
    return name.empty() ? std::string() : std::string(trimmed(options.at(name).stringOr()));
}

/** auth[key] itself, or the option that auth[key_option] names. */
std::string setting(const Value &auth, const std::string &key, const ValueObject &options)
{
    const std::string chosen = optionText(auth, key + "_option", options);
    return chosen.empty() ? auth[key].stringOr() : chosen;
}

bool isHeaderName(std::string_view name)
{
    return !name.empty() && std::all_of(name.begin(), name.end(), [](unsigned char c) {
        return std::isalnum(c) != 0 ||
               std::string_view("!#$%&'*+-.^_`|~").find(static_cast<char>(c)) !=
                   std::string_view::npos;
    });
}

bool isHeaderValue(std::string_view value)
{
    return std::none_of(value.begin(), value.end(),
                        [](unsigned char c) { return (c < 0x20 && c != '\t') || c == 0x7F; });
}

Error refused(std::string_view why)
{
    return {optionsCode, "The request cannot be authenticated: %1.", {std::string(why)}};
}

Result<void> addHeader(HttpRequest &request, const std::string &name, const std::string &value)
{
    if (!isHeaderName(name))
        return refused(inQuotes(name) + " is no name of a header");
    if (!isHeaderValue(value)) {
        return refused("the secret for the header " + inQuotes(name) +
                       " holds a line break or another control character");
    }
    std::erase_if(request.headers, [&](const auto &header) {
        return std::equal(
            header.first.begin(), header.first.end(), name.begin(), name.end(),
            [](unsigned char a, unsigned char b) { return std::tolower(a) == std::tolower(b); });
    });
    request.headers.emplace_back(name, value);
    request.secretNames.push_back(name);
    return {};
}

std::string base64(const std::string &text)
{
    constexpr int variant = sodium_base64_VARIANT_ORIGINAL;
    std::string encoded(sodium_base64_encoded_len(text.size(), variant), '\0');
    sodium_bin2base64(encoded.data(), encoded.size(),
                      reinterpret_cast<const unsigned char *>(text.data()), text.size(), variant);
    encoded.pop_back();
    return encoded;
}

Result<void> applyKey(HttpRequest &request, const Value &auth, const ValueObject &options)
{
    const std::string key = optionText(auth, "key", options);
    if (key.empty())
        return {};
    if (const std::string header = setting(auth, "header", options); !header.empty())
        return addHeader(request, header, setting(auth, "prefix", options) + key);
    const std::string parameter = setting(auth, "query", options);
    if (parameter.empty())
        return refused("an API key needs the name of a header or of a query parameter");
    request.url = url::withQuery(request.url, {{parameter, key}});
    request.secretNames.push_back(parameter);
    return {};
}

Result<void> applyBasic(HttpRequest &request, const Value &auth, const ValueObject &options)
{
    const std::string user = optionText(auth, "username", options);
    if (user.empty())
        return {};
    if (user.find(':') != std::string::npos)
        return refused("a user name cannot hold a colon");
    const std::string password = optionText(auth, "password", options);
    return addHeader(request, "Authorization", "Basic " + base64(user + ':' + password));
}

Result<void> applyBearer(HttpRequest &request, const Value &auth, const ValueObject &options)
{
    const std::string token = optionText(auth, "token", options);
    return token.empty() ? Result<void>() : addHeader(request, "Authorization", "Bearer " + token);
}

int portOf(const url::Parts &parts)
{
    if (parts.port != 0)
        return parts.port;
    return parts.scheme == "https" ? 443 : 80;
}

} // namespace

Result<void> applyAuth(HttpRequest &request, const Value &auth, const ValueObject &options)
{
    const std::string kind = setting(auth, "kind", options);
    if (kind.empty() || kind == "none")
        return {};
    if (kind == "api_key")
        return applyKey(request, auth, options);
    if (kind == "basic")
        return applyBasic(request, auth, options);
    if (kind == "bearer")
        return applyBearer(request, auth, options);
    return refused("there is no kind of authentication " + inQuotes(kind));
}

Result<void> checkAuth(const ConnectorInfo &connector)
{
    const Value &auth = connector.auth;
    if (auth.isNull())
        return {};
    const auto wrong = [&](const std::string &why) {
        return Error(optionsCode, "The connector %1 says its authentication wrongly: %2.",
                     {inQuotes(connector.kind), why});
    };
    if (!auth.isObject())
        return wrong("it must be a table");
    const auto hasOption = [&](const std::string &name) {
        return std::any_of(connector.options.begin(), connector.options.end(),
                           [&](const ConnectorOption &option) { return option.name == name; });
    };
    for (const auto &[key, value] : auth.asObject()) {
        const bool namesOption = key.ends_with("_option") || key == "key" || key == "token" ||
                                 key == "username" || key == "password";
        if (!value.isString())
            return wrong(inQuotes(key) + " must be text");
        if (namesOption && !hasOption(value.asString()))
            return wrong(inQuotes(key) + " names the option " + inQuotes(value.asString()) +
                         ", which it does not have");
    }
    const std::string kind = auth["kind"].stringOr();
    if (auth["kind_option"].isNull() &&
        std::find(authKinds.begin(), authKinds.end(), kind) == authKinds.end())
        return wrong("there is no kind " + inQuotes(kind));
    return {};
}

bool isSameOrigin(std::string_view url, std::string_view other)
{
    const Result<url::Parts> a = url::parse(url);
    const Result<url::Parts> b = url::parse(other);
    return a && b && !a.value().host.empty() && a.value().scheme == b.value().scheme &&
           a.value().host == b.value().host && portOf(a.value()) == portOf(b.value());
}

} // namespace syncline
