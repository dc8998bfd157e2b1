#include "core/net/Url.h"

#include "core/net/Ascii.h"

#include <charconv>

namespace syncline::url {

namespace {

constexpr std::string_view hexDigits = "0123456789ABCDEF";

int hexValue(char c)
{
    const std::size_t index = hexDigits.find(c >= 'a' && c <= 'f' ? static_cast<char>(c - 32) : c);
    return index == std::string_view::npos ? -1 : static_cast<int>(index);
}

bool isUnreserved(char c)
{
    return ascii::isAlpha(c) || ascii::isDigit(c) || c == '-' || c == '.' || c == '_' || c == '~';
}

std::string decodeText(std::string_view text, bool plusIsSpace)
{
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%' && i + 2 < text.size()) {
            const int high = hexValue(text[i + 1]);
            const int low = hexValue(text[i + 2]);
            if (high >= 0 && low >= 0) {
                out += static_cast<char>(high * 16 + low);
                i += 2;
                continue;
            }
        }
        out += plusIsSpace && text[i] == '+' ? ' ' : text[i];
    }
    return out;
}

Error badUrl(std::string_view text, std::string_view why)
{
    return Error(errc::invalidInput, "\"%1\" is no valid URL: %2.",
                 {std::string(text.substr(0, 200)), std::string(why)});
}

bool isScheme(std::string_view text)
{
    if (text.empty() || !ascii::isAlpha(text.front()))
        return false;
    return std::all_of(text.begin(), text.end(), [](char c) {
        return ascii::isAlpha(c) || ascii::isDigit(c) || c == '+' || c == '-' || c == '.';
    });
}

/** "user:password@host:port" into @p parts; returns what is wrong with it, or "". */
std::string_view parseAuthority(std::string_view text, Parts &parts)
{
    if (const std::size_t at = text.rfind('@'); at != std::string_view::npos) {
        const std::string_view login = text.substr(0, at);
        const std::size_t colon = login.find(':');
        parts.user = decode(login.substr(0, colon));
        if (colon != std::string_view::npos)
            parts.password = decode(login.substr(colon + 1));
        text.remove_prefix(at + 1);
    }
    std::string_view host = text;
    std::string_view port;
    if (!text.empty() && text.front() == '[') {
        const std::size_t end = text.find(']');
        if (end == std::string_view::npos)
            return "the bracket of its address is not closed";
        host = text.substr(1, end - 1);
        port = text.substr(end + 1);
        if (!port.empty() && port.front() != ':')
            return "something stands behind the bracket of its address";
    } else if (const std::size_t colon = text.find(':'); colon != std::string_view::npos) {
        host = text.substr(0, colon);
        port = text.substr(colon);
    }
    if (!port.empty())
        port.remove_prefix(1);
    if (!port.empty()) {
        const auto [end, error] =
            std::from_chars(port.data(), port.data() + port.size(), parts.port);
        if (error != std::errc() || end != port.data() + port.size() || parts.port < 1 ||
            parts.port > 65535)
            return "its port is no number from 1 to 65535";
    }
    if (host.find_first_of("<>\"\\^`{|}[]") != std::string_view::npos)
        return "its host has a character that no host name has";
    parts.host = ascii::lowered(host);
    return {};
}

/** RFC 3986 5.2.4: "/a/b/../c/./d" → "/a/c/d". */
std::string withoutDots(std::string_view path)
{
    std::vector<std::string_view> kept;
    const bool absolute = !path.empty() && path.front() == '/';
    if (absolute)
        path.remove_prefix(1);
    bool endsInFolder = false;
    while (true) {
        const std::size_t slash = path.find('/');
        const std::string_view segment = path.substr(0, slash);
        endsInFolder = segment == "." || segment == "..";
        if (segment == ".." && !kept.empty())
            kept.pop_back();
        else if (!endsInFolder)
            kept.push_back(segment);
        if (slash == std::string_view::npos)
            break;
        path.remove_prefix(slash + 1);
    }
    std::string out = absolute ? "/" : "";
    for (std::size_t i = 0; i < kept.size(); ++i) {
        if (i > 0)
            out += '/';
        out += kept[i];
    }
    if (endsInFolder && !kept.empty())
        out += '/';
    return out;
}

} // namespace

std::string encode(std::string_view text)
{
    std::string out;
    out.reserve(text.size() + text.size() / 4);
    for (const char c : text) {
        if (isUnreserved(c)) {
            out += c;
            continue;
        }
        const auto byte = static_cast<unsigned char>(c);
        out += '%';
        out += hexDigits[byte >> 4U];
        out += hexDigits[byte & 15U];
    }
    return out;
}

std::string decode(std::string_view text)
{
    return decodeText(text, false);
}

std::string buildQuery(const Query &query)
{
    std::string out;
    for (const auto &[key, value] : query) {
        if (!out.empty())
            out += '&';
        out += encode(key) + '=' + encode(value);
    }
    return out;
}

Query parseQuery(std::string_view query)
{
    Query out;
    if (!query.empty() && query.front() == '?')
        query.remove_prefix(1);
    while (!query.empty()) {
        const std::size_t end = query.find('&');
        const std::string_view pair = query.substr(0, end);
        if (!pair.empty()) {
            const std::size_t equals = pair.find('=');
            const bool hasValue = equals != std::string_view::npos;
            out.emplace_back(decodeText(pair.substr(0, equals), true),
                             hasValue ? decodeText(pair.substr(equals + 1), true) : std::string());
        }
        if (end == std::string_view::npos)
            break;
        query.remove_prefix(end + 1);
    }
    return out;
}

Result<Parts> parse(std::string_view text)
{
    const std::string_view whole = text;
    for (const char c : text) {
        if (static_cast<unsigned char>(c) <= 0x20 || c == 0x7f)
            return badUrl(whole, "a space or a control character stands in it");
    }
    Parts parts;
    if (const std::size_t hash = text.find('#'); hash != std::string_view::npos) {
        parts.hasFragment = true;
        parts.fragment = text.substr(hash + 1);
        text = text.substr(0, hash);
    }
    if (const std::size_t mark = text.find('?'); mark != std::string_view::npos) {
        parts.hasQuery = true;
        parts.query = text.substr(mark + 1);
        text = text.substr(0, mark);
    }
    const std::size_t colon = text.find(':');
    if (colon != std::string_view::npos && colon < text.find('/')) {
        if (!isScheme(text.substr(0, colon)))
            return badUrl(whole, "what stands before the first colon is no scheme");
        parts.scheme = ascii::lowered(text.substr(0, colon));
        text.remove_prefix(colon + 1);
    }
    if (text.starts_with("//")) {
        parts.hasAuthority = true;
        text.remove_prefix(2);
        const std::size_t slash = text.find('/');
        if (const auto wrong = parseAuthority(text.substr(0, slash), parts); !wrong.empty())
            return badUrl(whole, wrong);
        text = slash == std::string_view::npos ? std::string_view() : text.substr(slash);
    }
    parts.path = text;
    return parts;
}

std::string build(const Parts &parts)
{
    std::string out;
    if (!parts.scheme.empty())
        out += parts.scheme + ':';
    if (parts.hasAuthority || !parts.host.empty()) {
        out += "//";
        if (!parts.user.empty() || !parts.password.empty()) {
            out += encode(parts.user);
            if (!parts.password.empty())
                out += ':' + encode(parts.password);
            out += '@';
        }
        const bool isIpv6 = parts.host.find(':') != std::string::npos;
        out += isIpv6 ? '[' + parts.host + ']' : parts.host;
        if (parts.port != 0)
            out += ':' + std::to_string(parts.port);
        if (!parts.path.empty() && parts.path.front() != '/')
            out += '/';
    }
    if (!parts.hasAuthority && parts.host.empty() && parts.path.starts_with("//"))
        out += "/."; // else the path would be read as a host
    out += parts.path;
    if (parts.hasQuery || !parts.query.empty())
        out += '?' + parts.query;
    if (parts.hasFragment || !parts.fragment.empty())
        out += '#' + parts.fragment;
    return out;
}

Result<std::string> resolve(std::string_view base, std::string_view reference)
{
    SYNCLINE_TRY(const Parts from, parse(base));
    SYNCLINE_TRY(Parts to, parse(reference));
    if (from.scheme.empty())
        return badUrl(base, "it has no scheme to start from");
    if (!to.scheme.empty()) {
        to.path = withoutDots(to.path);
        return build(to);
    }
    Parts out = from;
    out.fragment = to.fragment;
    out.hasFragment = to.hasFragment;
    if (to.hasAuthority) {
        to.scheme = from.scheme;
        to.path = withoutDots(to.path);
        return build(to);
    }
    if (to.path.empty()) {
        if (to.hasQuery) {
            out.query = to.query;
            out.hasQuery = true;
        }
        return build(out);
    }
    if (to.path.front() == '/') {
        out.path = withoutDots(to.path);
    } else {
        const std::size_t slash = from.path.rfind('/');
        const std::string folder =
            slash == std::string::npos ? "/" : from.path.substr(0, slash + 1);
        out.path = withoutDots(folder + to.path);
    }
    out.query = to.query;
    out.hasQuery = to.hasQuery;
    return build(out);
}

std::string withQuery(std::string_view text, const Query &query)
{
    if (query.empty())
        return std::string(text);
    const std::size_t hash = text.find('#');
    std::string out(text.substr(0, hash));
    if (out.find('?') == std::string::npos)
        out += '?';
    else if (out.back() != '?' && out.back() != '&')
        out += '&';
    out += buildQuery(query);
    if (hash != std::string_view::npos)
        out += text.substr(hash);
    return out;
}

} // namespace syncline::url
