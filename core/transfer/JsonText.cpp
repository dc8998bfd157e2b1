#include "core/transfer/JsonText.h"

#include "core/base/Json.h"

namespace syncline {

namespace {

constexpr std::string_view space = " \n\r\t";

/** Looks for the end of the value at the beginning of a text that may still grow. Only structure is
 * looked at: what is inside is checked when the record is parsed. */
class ValueEnd
{
public:
    /** Goes on in @p text, which begins with what was seen before; npos: not there yet. */
    std::size_t find(std::string_view text)
    {
        for (; m_at < text.size(); ++m_at) {
            const char c = text[m_at];
            if (m_isEscaped) {
                m_isEscaped = false;
            } else if (m_inString) {
                m_isEscaped = c == '\\';
                m_inString = c != '"';
                if (!m_inString && m_depth == 0)
                    return m_at + 1;
            } else if (c == '"') {
                m_inString = true;
            } else if (c == '{' || c == '[') {
                ++m_depth;
            } else if (c == '}' || c == ']') {
                if (m_depth == 0)
                    return m_at; // the end of what is around it
                if (--m_depth == 0)
                    return m_at + 1;
            } else if (m_depth == 0 &&
                       (c == ',' || c == ':' || space.find(c) != std::string_view::npos)) {
                return m_at;
            }
        }
        return std::string_view::npos;
    }
    /** Whether the end of the text ends it, too: a number or a word. */
    [[nodiscard]] bool mayEndHere() const { return m_depth == 0 && !m_inString; }

private:
    std::size_t m_at = 0;
    int m_depth = 0;
    bool m_inString = false;
    bool m_isEscaped = false;
};

} // namespace

Result<std::unique_ptr<JsonText>> JsonText::open(const std::filesystem::path &file,
                                                 std::optional<TextEncoding> encoding, Shape shape,
                                                 const std::string &items)
{
    SYNCLINE_TRY(std::unique_ptr<TextFile> stream, TextFile::open(file, encoding));
    auto text = std::unique_ptr<JsonText>(new JsonText(std::move(stream), shape));
    if (shape == Shape::Lines)
        return text;
    SYNCLINE_TRY(const char first, text->peek());
    if (first == '[' && items.empty()) {
        text->m_file->consume(1);
        return text;
    }
    if (first != '{') {
        return text->damaged(items.empty()
                                 ? "it begins with neither [ nor {."
                                 : "it is no object, so nothing is at \"" + items + "\".");
    }
    SYNCLINE_CHECK(text->findList(items));
    if (text->m_isSingle) {
        // Looking for a list has eaten it.
        SYNCLINE_TRY(text->m_file, TextFile::open(file, encoding));
    }
    return text;
}

Result<void> JsonText::findList(const std::string &items)
{
    m_file->consume(1);
    SYNCLINE_TRY(const bool found, enterListIn(items));
    if (found) {
        m_isTopLevel = false;
        return {};
    }
    if (!items.empty()) {
        return Error(errc::invalidInput, "%1 has no list at \"%2\".", {m_file->name(), items});
    }
    m_isSingle = true;
    return {};
}

Result<bool> JsonText::enterListIn(std::string_view path)
{
    for (;;) {
        SYNCLINE_TRY(char next, peek());
        if (next == ',') {
            m_file->consume(1);
            continue;
        }
        if (next == '}') {
            m_file->consume(1);
            return false;
        }
        if (next != '"')
            return damaged("an object's key is missing.");
        SYNCLINE_TRY(const std::size_t end, valueEnd());
        Result<Value> key = json::parse(m_file->rest().substr(0, end));
        if (!key || !key->isString())
            return damaged("an object's key is no text.");
        m_file->consume(end);
        SYNCLINE_TRY(next, peek());
        if (next != ':')
            return damaged("a key has no value.");
        m_file->consume(1);
        SYNCLINE_TRY(const bool found, enterMember(key->asString(), path));
        if (found)
            return true;
    }
}

Result<bool> JsonText::enterMember(const std::string &key, std::string_view path)
{
    SYNCLINE_TRY(const char first, peek());
    const std::string_view step = path.substr(0, path.find('.'));
    if (first == '[' && (path.empty() || path == key)) {
        m_file->consume(1);
        if (!path.empty())
            return true;
        // Without a path only a list of objects (or nothing) is meant.
        SYNCLINE_TRY(const char inside, peek());
        if (inside == '{' || inside == ']')
            return true;
        while (true) { // a list of other things: pass over it
            SYNCLINE_TRY(const char next, peek());
            if (next == '\0')
                return damaged("a list is not closed.");
            if (next == ']' || next == ',') {
                m_file->consume(1);
                if (next == ']')
                    return false;
                continue;
            }
            SYNCLINE_TRY(const std::size_t end, valueEnd());
            m_file->consume(end);
        }
    }
    if (first == '{' && !path.empty() && step == key && step != path) {
        m_file->consume(1);
        return enterListIn(path.substr(step.size() + 1));
    }
    SYNCLINE_TRY(const std::size_t end, valueEnd());
    if (end == 0)
        return damaged("a value is missing.");
    m_file->consume(end);
    return false;
}

Result<std::optional<std::string_view>> JsonText::nextItem()
{
    if (m_shape == Shape::Lines)
        return nextLine();
    if (m_ended)
        return std::optional<std::string_view>();
    for (;;) {
        SYNCLINE_TRY(const char next, peek());
        if (m_isSingle ? next == '\0' : next == ']') {
            m_ended = true;
            if (!m_isSingle)
                m_file->consume(1);
            if (m_isTopLevel)
                SYNCLINE_CHECK(requireNothingMore());
            return std::optional<std::string_view>();
        }
        if (next == '\0')
            return damaged("its list is not closed.");
        if (next != ',')
            break;
        m_file->consume(1);
    }
    SYNCLINE_TRY(m_item, valueEnd());
    if (m_item == 0)
        return damaged("a bracket or colon stands where a record should.");
    ++m_number;
    return std::optional(m_file->rest().substr(0, m_item));
}

Result<void> JsonText::requireNothingMore()
{
    SYNCLINE_TRY(const char next, peek());
    if (next != '\0')
        return damaged("something follows the end of its list.");
    return {};
}

Result<std::optional<std::string_view>> JsonText::nextLine()
{
    for (;;) {
        std::size_t end = m_file->rest().find('\n');
        while (end == std::string_view::npos && !m_file->isAtEnd()) {
            SYNCLINE_CHECK(m_file->readMore());
            end = m_file->rest().find('\n');
        }
        if (m_file->isEmpty())
            return std::optional<std::string_view>();
        ++m_number;
        m_item = end == std::string_view::npos ? m_file->rest().size() : end + 1;
        const std::string_view line = m_file->rest().substr(0, m_item);
        if (line.find_first_not_of(space) != std::string_view::npos)
            return std::optional(line);
        m_file->consume(m_item);
    }
}

void JsonText::consumeItem()
{
    m_file->consume(m_item);
    m_item = 0;
}

Result<char> JsonText::peek()
{
    for (;;) {
        const std::size_t first = m_file->rest().find_first_not_of(space);
        if (first != std::string_view::npos) {
            m_file->consume(first);
            return m_file->rest().front();
        }
        m_file->consume(m_file->rest().size());
        if (m_file->isAtEnd())
            return '\0';
        SYNCLINE_CHECK(m_file->readMore());
    }
}

Result<std::size_t> JsonText::valueEnd()
{
    ValueEnd search;
    for (;;) {
        const std::size_t end = search.find(m_file->rest());
        if (end != std::string_view::npos)
            return end;
        if (m_file->isAtEnd()) {
            if (search.mayEndHere())
                return m_file->rest().size();
            return damaged("a record is not closed; the file seems to be cut.");
        }
        SYNCLINE_CHECK(m_file->readMore());
    }
}

Error JsonText::damaged(std::string_view why) const
{
    return {errc::badJson,
            "%1 cannot be read on after record %2: %3",
            {m_file->name(), std::to_string(m_number), std::string(why)}};
}

} // namespace syncline
