#include "core/net/Redaction.h"

#include "core/net/Ascii.h"
#include "core/net/Url.h"

#include <algorithm>
#include <array>
#include <cstring>

namespace syncline {

namespace {

constexpr std::array<std::string_view, 21> alwaysSecret{"authorization",
                                                        "proxy-authorization",
                                                        "cookie",
                                                        "set-cookie",
                                                        "x-api-key",
                                                        "api-key",
                                                        "api_key",
                                                        "apikey",
                                                        "x-auth-token",
                                                        "x-access-token",
                                                        "access_token",
                                                        "refresh_token",
                                                        "id_token",
                                                        "client_secret",
                                                        "password",
                                                        "token",
                                                        "secret",
                                                        "private_key",
                                                        "x-shopify-access-token",
                                                        "x-csrf-token",
                                                        "signature"};

constexpr std::size_t longestUsual =
    std::ranges::max(alwaysSecret, {}, &std::string_view::size).size();
constexpr std::size_t shortestValue = 6; // masking shorter ones would blot out ordinary words

std::size_t findBytes(std::string_view text, std::string_view what, std::size_t from)
{
    if (from >= text.size())
        return std::string_view::npos;
    const void *hit = memmem(text.data() + from, text.size() - from, what.data(), what.size());
    if (hit == nullptr)
        return std::string_view::npos;
    return static_cast<std::size_t>(static_cast<const char *>(hit) - text.data());
}

void replaceAll(std::string &text, std::string_view what, std::string_view with)
{
    std::size_t at = findBytes(text, what, 0);
    if (at == std::string_view::npos)
        return;
    std::string out;
    std::size_t done = 0;
    for (; at != std::string_view::npos; at = findBytes(text, what, done)) {
        out.append(text, done, at - done).append(with);
        done = at + what.size();
    }
    out.append(text, done, std::string::npos);
    text = std::move(out);
}

/** Where the JSON string that begins behind @p from ends (its quote), or the end of the text. */
std::size_t stringEnd(std::string_view text, std::size_t from)
{
    for (std::size_t i = from; i < text.size(); ++i) {
        if (text[i] == '\\')
            ++i;
        else if (text[i] == '"')
            return i;
    }
    return text.size();
}

/** Where the value that begins at @p from ends, when it is a scalar; @p from otherwise. */
std::size_t scalarEnd(std::string_view json, std::size_t from)
{
    if (from >= json.size() || json[from] == '{' || json[from] == '[')
        return from;
    return json[from] == '"' ? stringEnd(json, from + 1)
                             : std::min(json.find_first_of(",}] \r\n", from), json.size());
}

/** The key whose colon is at @p colon; empty when there is none, or one longer than @p longest. */
std::string_view keyBefore(std::string_view json, std::size_t colon, std::size_t longest)
{
    std::size_t end = colon;
    while (end > 0 && std::strchr(" \t\r\n", json[end - 1]) != nullptr)
        --end;
    if (end < 2 || json[end - 1] != '"')
        return {};
    --end;
    for (std::size_t begin = end; begin > 0 && end - begin <= longest; --begin) {
        if (json[begin - 1] == '"')
            return json.substr(begin, end - begin);
    }
    return {};
}

bool looksLikeForm(std::string_view body)
{
    const std::size_t equals = body.find('=');
    return equals != std::string_view::npos && equals > 0 &&
           body.substr(0, equals).find_first_of(" \r\n\"{<[") == std::string_view::npos;
}

} // namespace

Redactor::Redactor(const std::vector<std::string> &secretNames)
    : m_names(secretNames)
{
    std::erase(m_names, std::string());
}

bool Redactor::isSecret(std::string_view name) const
{
    const auto same = [name](std::string_view secret) {
        return ascii::equalsIgnoringCase(secret, name);
    };
    return std::any_of(alwaysSecret.begin(), alwaysSecret.end(), same) ||
           std::any_of(m_names.begin(), m_names.end(), same);
}

std::string Redactor::url(std::string_view url) const
{
    std::string out(url);
    if (const std::size_t at = out.find('?'); at != std::string::npos) {
        const std::size_t end = std::min(out.find('#', at), out.size());
        std::string query;
        std::string_view left = std::string_view(out).substr(at + 1, end - at - 1);
        while (true) {
            const std::size_t to = left.find('&');
            const std::string_view pair = left.substr(0, to);
            const std::size_t equals = pair.find('=');
            if (equals != std::string_view::npos && isSecret(url::decode(pair.substr(0, equals))))
                query.append(pair.substr(0, equals + 1)).append(mask);
            else
                query += pair;
            if (to == std::string_view::npos)
                break;
            query += '&';
            left.remove_prefix(to + 1);
        }
        out.replace(at + 1, end - at - 1, query);
    }
    const std::size_t slashes = out.find("//");
    if (slashes == std::string::npos)
        return out;
    const std::size_t end = std::min(out.find_first_of("/?#", slashes + 2), out.size());
    const std::size_t at = out.substr(0, end).rfind('@');
    const std::size_t colon = out.find(':', slashes + 2);
    if (at != std::string::npos && colon < at)
        out.replace(colon + 1, at - colon - 1, mask);
    return out;
}

HttpHeaders Redactor::headers(const HttpHeaders &headers) const
{
    HttpHeaders out = headers;
    for (auto &[name, value] : out) {
        if (isSecret(name))
            value = mask;
        else if (value.find("//") != std::string::npos || value.find('?') != std::string::npos)
            value = url(value); // Location, Link, Referer
    }
    return out;
}

std::string Redactor::body(std::string_view body, std::size_t limit,
                           const std::vector<std::string> &values) const
{
    std::size_t longest = 0;
    for (const std::string &value : values)
        longest = std::max(longest, value.size());
    // A secret that the cut would tear apart must still be recognised.
    std::string out(body.substr(0, limit + longest));
    const bool wasCut = body.size() > limit;
    out = masked(out, values);
    if (looksLikeForm(out)) {
        out = url('?' + out).substr(1);
    } else {
        maskMembers(out);
    }
    if (wasCut && longest > 0 && out.size() > longest)
        out.resize(out.size() - longest);
    if (out.size() > limit)
        out.resize(limit);
    return out;
}

/** Masks the values of secret members of a JSON text, which may be cut off anywhere. In one pass:
 * it sees every answer of every sync. */
void Redactor::maskMembers(std::string &json) const
{
    std::size_t longest = longestUsual;
    for (const std::string &name : m_names)
        longest = std::max(longest, name.size());
    std::string masked;
    std::size_t done = 0;
    for (std::size_t colon = json.find(':'); colon != std::string::npos;
         colon = json.find(':', colon + 1)) {
        const std::string_view key = keyBefore(json, colon, longest);
        if (key.empty() || !isSecret(key))
            continue;
        std::size_t from = json.find_first_not_of(" \t\r\n:", colon);
        if (from == std::string::npos)
            break;
        const std::size_t end = scalarEnd(json, from);
        from += json[from] == '"' ? 1 : 0;
        if (end <= from)
            continue;
        masked.append(json, done, from - done).append(mask);
        done = end;
        colon = end - 1;
    }
    if (done > 0)
        json = masked.append(json, done, std::string::npos);
}

std::vector<std::string> Redactor::values(const HttpRequest &request) const
{
    std::vector<std::string> out;
    const auto add = [&out](std::string_view value) {
        if (value.size() < shortestValue)
            return;
        out.emplace_back(value);
        if (std::string encoded = url::encode(value); encoded != value)
            out.push_back(std::move(encoded));
    };
    for (const auto &[name, value] : request.headers) {
        if (!isSecret(name))
            continue;
        add(value);
        if (const std::size_t space = value.find(' '); space != std::string::npos)
            add(std::string_view(value).substr(space + 1)); // behind "Bearer "
    }
    const Result<url::Parts> parts = url::parse(request.url);
    if (!parts)
        return out;
    add(parts->password);
    for (const auto &[key, value] : url::parseQuery(parts->query)) {
        if (isSecret(key))
            add(value);
    }
    return out;
}

std::string Redactor::masked(std::string_view text, const std::vector<std::string> &values)
{
    std::string out(text);
    for (const std::string &value : values)
        replaceAll(out, value, mask);
    return out;
}

} // namespace syncline
