#include "core/net/LinkHeader.h"

#include "core/net/Ascii.h"
#include "core/net/Url.h"

namespace syncline {

namespace {

/** Reads along a header value. */
class Cursor
{
public:
    explicit Cursor(std::string_view text)
        : m_text(text)
    {
    }

    [[nodiscard]] bool atEnd() const { return m_at >= m_text.size(); }
    void skipSpace()
    {
        while (!atEnd() && (m_text[m_at] == ' ' || m_text[m_at] == '\t'))
            ++m_at;
    }
    bool take(char c)
    {
        skipSpace();
        if (atEnd() || m_text[m_at] != c)
            return false;
        ++m_at;
        return true;
    }
    std::string_view takeToken()
    {
        skipSpace();
        const std::size_t from = m_at;
        while (!atEnd() && ascii::isTokenChar(m_text[m_at]))
            ++m_at;
        return m_text.substr(from, m_at - from);
    }
    /** What stands before @p end, which is passed over; nullopt: there is no @p end. */
    std::optional<std::string_view> takeUntil(char end)
    {
        const std::size_t to = m_text.find(end, m_at);
        if (to == std::string_view::npos)
            return std::nullopt;
        const std::string_view taken = m_text.substr(m_at, to - m_at);
        m_at = to + 1;
        return taken;
    }
    /** A quoted string whose first quote is passed already; an unclosed one ends with the text. */
    std::string takeQuoted()
    {
        std::string out;
        while (!atEnd() && m_text[m_at] != '"') {
            if (m_text[m_at] == '\\' && m_at + 1 < m_text.size())
                ++m_at;
            out += m_text[m_at++];
        }
        if (!atEnd())
            ++m_at;
        return out;
    }
    /** A bare value, which servers also write with characters that are no token's ("rel=/next"). */
    std::string_view takeBare()
    {
        skipSpace();
        const std::size_t from = m_at;
        while (!atEnd() && m_text[m_at] != ';' && m_text[m_at] != ',')
            ++m_at;
        return ascii::trimmed(m_text.substr(from, m_at - from));
    }
    /** Behind the next comma outside quotes and angle brackets. */
    void skipEntry()
    {
        char closing = 0;
        for (; !atEnd(); ++m_at) {
            const char c = m_text[m_at];
            if (closing != 0) {
                if (c == '\\' && closing == '"')
                    ++m_at;
                else if (c == closing)
                    closing = 0;
            } else if (c == '"') {
                closing = '"';
            } else if (c == ',') {
                ++m_at;
                return;
            }
        }
    }

private:
    std::string_view m_text;
    std::size_t m_at = 0;
};

void readParameters(Cursor &cursor, LinkEntry &entry)
{
    while (cursor.take(';')) {
        const std::string_view name = cursor.takeToken();
        if (name.empty())
            continue; // ";;" and a ';' at the end
        std::string value;
        if (cursor.take('='))
            value = cursor.take('"') ? cursor.takeQuoted() : std::string(cursor.takeBare());
        entry.parameters.emplace_back(ascii::lowered(name), std::move(value));
    }
}

} // namespace

bool LinkEntry::hasRelation(std::string_view name) const
{
    for (const auto &[key, value] : parameters) {
        if (key != "rel")
            continue;
        std::string_view left = value;
        while (!left.empty()) {
            const std::size_t end = left.find(' ');
            if (ascii::equalsIgnoringCase(left.substr(0, end), name))
                return true;
            left = end == std::string_view::npos ? std::string_view() : left.substr(end + 1);
        }
        return false; // RFC 8288 3.3: only the first rel counts
    }
    return false;
}

std::vector<LinkEntry> parseLinkHeader(std::string_view header)
{
    std::vector<LinkEntry> entries;
    Cursor cursor(header);
    while (!cursor.atEnd()) {
        if (cursor.take(','))
            continue;
        if (!cursor.take('<')) {
            cursor.skipEntry();
            continue;
        }
        const auto target = cursor.takeUntil('>');
        if (!target)
            break;
        LinkEntry entry{.target = std::string(ascii::trimmed(*target)), .parameters = {}};
        readParameters(cursor, entry);
        entries.push_back(std::move(entry));
        cursor.skipEntry();
    }
    return entries;
}

std::optional<std::string> findLink(std::string_view header, std::string_view relation,
                                    std::string_view base)
{
    for (const LinkEntry &entry : parseLinkHeader(header)) {
        if (!entry.hasRelation(relation))
            continue;
        if (base.empty())
            return entry.target;
        const Result<std::string> resolved = url::resolve(base, entry.target);
        if (resolved)
            return resolved.value();
    }
    return std::nullopt;
}

} // namespace syncline
