#include "core/net/ResponseParser.h"

#include "core/base/TextSafe.h"
#include "core/net/Ascii.h"

#include <algorithm>
#include <charconv>

namespace syncline {

using httperr::Cause;

namespace {

constexpr std::string_view versionStart = "HTTP/1.";
/** What is reserved on a server's word alone. */
constexpr std::uint64_t mostReserved = std::uint64_t{16} * 1024 * 1024;

bool beginsLikeHttp(std::string_view line)
{
    const std::size_t count = std::min(line.size(), versionStart.size());
    return line.substr(0, count) == versionStart.substr(0, count);
}

/** Calls @p use with each element of a comma-separated header value, until it returns false. */
template <typename Use>
bool forEachElement(std::string_view list, const Use &use)
{
    while (true) {
        const std::size_t comma = list.find(',');
        const std::string_view element = ascii::trimmed(list.substr(0, comma));
        if (!element.empty() && !use(element))
            return false;
        if (comma == std::string_view::npos)
            return true;
        list.remove_prefix(comma + 1);
    }
}

/** Calls @p use with each element of each header @p name, until it returns false. */
template <typename Use>
bool forEachElement(const HttpHeaders &headers, std::string_view name, const Use &use)
{
    return std::all_of(headers.begin(), headers.end(), [&](const auto &header) {
        return !ascii::equalsIgnoringCase(header.first, name) || forEachElement(header.second, use);
    });
}

/** All of @p text as a number without sign. */
std::optional<std::uint64_t> wholeNumber(std::string_view text, int base)
{
    std::uint64_t number = 0;
    const char *const last = text.data() + text.size();
    const auto [end, error] = std::from_chars(text.data(), last, number, base);
    if (text.empty() || error != std::errc() || end != last)
        return std::nullopt;
    return number;
}

bool isBodyless(int status)
{
    return status == 204 || status == 304;
}

} // namespace

ResponseParser::ResponseParser(Rules rules)
    : m_rules(rules)
{
}

std::size_t ResponseParser::put(std::string_view bytes)
{
    const std::size_t given = bytes.size();
    m_hasBegun = m_hasBegun || given > 0;
    while (!bytes.empty() && m_state == State::Reading) {
        if (m_phase == Phase::UntilClose) {
            take(bytes);
            bytes = {};
        } else if (m_phase == Phase::Length || m_phase == Phase::Chunk) {
            const auto count =
                static_cast<std::size_t>(std::min<std::uint64_t>(m_missing, bytes.size()));
            m_missing -= count;
            take(bytes.substr(0, count));
            bytes.remove_prefix(count);
            if (m_missing == 0 && m_state == State::Reading) {
                if (m_phase == Phase::Length)
                    complete();
                else
                    m_phase = Phase::ChunkEnd;
            }
        } else if (std::string_view line; takeLine(bytes, line)) {
            handleLine(line);
        }
    }
    return given - bytes.size();
}

/** False: the line's end has not come yet, or all went wrong. */
bool ResponseParser::takeLine(std::string_view &bytes, std::string_view &line)
{
    const std::size_t end = bytes.find('\n');
    const std::string_view part = bytes.substr(0, end);
    m_lineBytes += part.size() + 1;
    if (m_lineBytes > maxHead) {
        fail({.cause = Cause::HeadTooLarge, .bytes = maxHead});
        return false;
    }
    if (end == std::string_view::npos) {
        --m_lineBytes;
        bytes = {};
        m_partial.append(part);
        (void)checkBeginning(m_partial);
        return false;
    }
    bytes.remove_prefix(end + 1);
    line = part;
    if (!m_partial.empty()) {
        m_partial.append(part);
        m_line.swap(m_partial);
        m_partial.clear();
        line = m_line;
    }
    if (!checkBeginning(line))
        return false;
    const bool isEnded = line.ends_with('\r');
    if (isEnded)
        line.remove_suffix(1);
    // A head may have line feeds alone (RFC 9112 2.2); in chunks that would blur what is data.
    if (!isEnded && m_phase > Phase::Fields) {
        failNotHttp("a line between its chunks does not end with CR and LF");
        return false;
    }
    if (line.find_first_of(std::string_view("\r\0", 2)) != std::string_view::npos) {
        failNotHttp("a stray CR or NUL stands in a line");
        return false;
    }
    return true;
}

/** What cannot become right any more need not be waited for to its end. */
bool ResponseParser::checkBeginning(std::string_view line)
{
    if (m_phase == Phase::StatusLine && !beginsLikeHttp(line))
        failNotHttp("it does not begin with the line of a status");
    else if (m_phase == Phase::ChunkEnd && !line.empty() && line != "\r")
        failNotHttp("a chunk is longer than it says");
    return m_state != State::Failed;
}

void ResponseParser::handleLine(std::string_view line)
{
    if (m_phase == Phase::StatusLine) {
        handleStatusLine(line);
    } else if (m_phase == Phase::Fields && line.empty()) {
        handleHeadEnd();
    } else if (m_phase == Phase::Fields) {
        handleField(line);
    } else if (m_phase == Phase::ChunkSize) {
        handleChunkSize(line);
    } else if (m_phase == Phase::ChunkEnd) {
        m_phase = Phase::ChunkSize;
        m_lineBytes = 0;
    } else if (line.empty()) { // the trailers' end
        complete();
    }
}

/** "HTTP/1.1 200 OK"; some leave out the words, and even the space before them. */
void ResponseParser::handleStatusLine(std::string_view line)
{
    constexpr std::size_t shortest = std::string_view("HTTP/1.1 200").size();
    const std::string_view after = line.substr(std::min(line.size(), versionStart.size()));
    const auto number = after.size() < 5 ? std::nullopt : wholeNumber(after.substr(2, 3), 10);
    const bool isGood = beginsLikeHttp(line) && number && *number >= 100 &&
                        ascii::isDigit(after[0]) && after[1] == ' ' &&
                        (line.size() == shortest || line[shortest] == ' ');
    if (!isGood) {
        failNotHttp("it does not begin with the line of a status");
        return;
    }
    m_minorVersion = after[0] - '0';
    m_status = static_cast<int>(*number);
    m_phase = Phase::Fields;
}

void ResponseParser::handleField(std::string_view line)
{
    if (line.front() == ' ' || line.front() == '\t') { // a folded line (RFC 9112 5.2)
        if (m_headers.empty()) {
            failNotHttp("its first header begins with a space");
            return;
        }
        m_headers.back().second.append(1, ' ').append(ascii::trimmed(line));
        return;
    }
    const std::size_t colon = line.find(':');
    const std::string_view name = ascii::trimmed(line.substr(0, colon));
    if (colon == std::string_view::npos || !ascii::isToken(name)) {
        failNotHttp("\"" + text::displayLine(line, 60) + "\" is no header");
        return;
    }
    m_headers.emplace_back(name, ascii::trimmed(line.substr(colon + 1)));
}

void ResponseParser::handleHeadEnd()
{
    if (m_status == 101) {
        failNotHttp("it changes to a protocol that nobody asked for");
        return;
    }
    if (m_status < 200) { // 100 Continue, 103 Early Hints: the answer is still to come
        m_headers.clear();
        m_phase = Phase::StatusLine;
        return;
    }
    m_lineBytes = 0;
    m_isHeadRead = true;
    if (readConnection() && readFraming())
        return;
    if (m_state != State::Failed)
        complete();
}

/** Reads Connection and Keep-Alive. */
bool ResponseParser::readConnection()
{
    bool saysClose = false;
    bool saysKeep = false;
    forEachElement(m_headers, "connection", [&](std::string_view option) {
        saysClose = saysClose || ascii::equalsIgnoringCase(option, "close");
        saysKeep = saysKeep || ascii::equalsIgnoringCase(option, "keep-alive");
        return true;
    });
    m_keepsAlive = !saysClose && (m_minorVersion > 0 || saysKeep);
    forEachElement(m_headers, "keep-alive", [&](std::string_view option) {
        constexpr std::string_view timeout = "timeout=";
        if (!ascii::lowered(option.substr(0, timeout.size())).starts_with(timeout))
            return true;
        if (const auto seconds = wholeNumber(option.substr(timeout.size()), 10))
            m_keepsFor = std::chrono::seconds(std::min<std::uint64_t>(*seconds, 3'600));
        return true;
    });
    return !m_rules.isHead && !isBodyless(m_status);
}

/** Finds out where the body ends (RFC 9112 6.3). False: there is none, or it cannot be told. */
bool ResponseParser::readFraming()
{
    bool isKnown = true;
    forEachElement(m_headers, "transfer-encoding", [&](std::string_view coding) {
        const bool isChunked = ascii::equalsIgnoringCase(coding, "chunked");
        isKnown =
            isKnown && !m_isChunked && (isChunked || ascii::equalsIgnoringCase(coding, "identity"));
        m_isChunked = m_isChunked || isChunked;
        return isKnown;
    });
    std::optional<std::uint64_t> length;
    if (!isKnown) {
        failNotHttp("its Transfer-Encoding is not \"chunked\" alone");
        return false;
    }
    if (!m_isChunked && !readLength(length))
        return false;
    if (m_isChunked && !findHeader(m_headers, "content-length").empty())
        m_keepsAlive = false; // who says both may mean something else by what follows
    if (length == 0 || !readPacking())
        return false;
    if (length && !m_unpacker && *length > m_rules.maxBody) {
        fail({.cause = Cause::TooLarge, .bytes = m_rules.maxBody});
        return false;
    }
    beginBody(length);
    return true;
}

void ResponseParser::beginBody(std::optional<std::uint64_t> length)
{
    if (m_isChunked) {
        m_phase = Phase::ChunkSize;
    } else if (length) {
        m_phase = Phase::Length;
        m_missing = *length;
        if (!m_unpacker)
            m_body.reserve(static_cast<std::size_t>(std::min(*length, mostReserved)));
    } else {
        m_phase = Phase::UntilClose;
        m_keepsAlive = false;
    }
}

/** Several equal lengths are one (RFC 9110 8.6). */
bool ResponseParser::readLength(std::optional<std::uint64_t> &length)
{
    const bool isGiven = std::any_of(m_headers.begin(), m_headers.end(), [](const auto &header) {
        return ascii::equalsIgnoringCase(header.first, "content-length");
    });
    bool isGood = true;
    forEachElement(m_headers, "content-length", [&](std::string_view text) {
        const auto number = wholeNumber(text, 10);
        isGood = isGood && number && (!length || length == number);
        length = number;
        return isGood;
    });
    if (isGood && isGiven == length.has_value())
        return true;
    failNotHttp("its Content-Length is no number, or two");
    return false;
}

bool ResponseParser::readPacking()
{
    if (!m_rules.unpacks)
        return true;
    std::string unknown;
    std::optional<Unpacker::Packing> packing;
    forEachElement(m_headers, "content-encoding", [&](std::string_view coding) {
        const std::string name = ascii::lowered(coding);
        const bool isGzip = name == "gzip" || name == "x-gzip";
        if (isGzip || name == "deflate") {
            if (packing)
                unknown = "it is packed twice";
            packing = isGzip ? Unpacker::Packing::Gzip : Unpacker::Packing::Deflate;
        } else if (name == "br" || name == "zstd" || name == "compress") {
            unknown = "it is packed with " + name + ", which was not asked for";
        }
        return unknown.empty();
    });
    if (!unknown.empty()) {
        fail({.cause = Cause::BadPacking, .words = unknown});
        return false;
    }
    if (packing) {
        m_unpacker.emplace(*packing);
        std::erase_if(m_headers, [](const auto &header) {
            return ascii::equalsIgnoringCase(header.first, "content-length");
        });
    }
    return true;
}

void ResponseParser::handleChunkSize(std::string_view line)
{
    const std::string_view digits = ascii::trimmed(line.substr(0, line.find(';')));
    const auto size = wholeNumber(digits, 16);
    if (!size) {
        failNotHttp("\"" + text::displayLine(line, 60) + "\" is no size of a chunk");
        return;
    }
    m_lineBytes = 0;
    m_missing = *size;
    m_phase = *size == 0 ? Phase::Trailers : Phase::Chunk;
}

void ResponseParser::take(std::string_view bytes)
{
    if (!m_unpacker) {
        if (bytes.size() > m_rules.maxBody - m_body.size())
            fail({.cause = Cause::TooLarge, .bytes = m_rules.maxBody});
        else
            m_body.append(bytes);
        return;
    }
    const Unpacker::Outcome outcome = m_unpacker->put(bytes, m_body, m_rules.maxBody);
    if (outcome == Unpacker::Outcome::TooLarge)
        fail({.cause = Cause::TooLarge, .bytes = m_rules.maxBody});
    else if (outcome == Unpacker::Outcome::Broken)
        fail({.cause = Cause::BadPacking, .words = "it is damaged on the way or at its source"});
}

void ResponseParser::end(Ending ending)
{
    if (m_state != State::Reading)
        return;
    if (!m_hasBegun)
        fail({.cause = Cause::Closed});
    else if (m_phase == Phase::UntilClose && ending == Ending::Closed)
        complete();
    else
        fail({.cause = Cause::BrokenOff, .bytes = m_body.size()});
}

void ResponseParser::complete()
{
    m_phase = Phase::Over;
    if (m_unpacker && !m_unpacker->isWhole())
        fail({.cause = Cause::BadPacking, .words = "its end is missing"});
    else
        m_state = State::Complete;
}

void ResponseParser::fail(httperr::Failure failure)
{
    m_failure = std::move(failure);
    m_state = State::Failed;
    m_keepsAlive = false;
}

void ResponseParser::failNotHttp(std::string_view why)
{
    fail({.cause = Cause::NotHttp, .words = std::string(why)});
}

} // namespace syncline
