#include "scripting/sandbox/Pattern.h"

#include <cctype>
#include <stdexcept>
#include <string>

namespace syncline {

namespace {

constexpr char escape = '%';

/** Whether @p c belongs to the class letter @p letter (%a, %D, …) or is that letter itself. */
bool inClass(unsigned char c, unsigned char letter)
{
    bool inside = false;
    switch (std::tolower(letter)) {
    case 'a':
        inside = std::isalpha(c) != 0;
        break;
    case 'c':
        inside = std::iscntrl(c) != 0;
        break;
    case 'd':
        inside = std::isdigit(c) != 0;
        break;
    case 'g':
        inside = std::isgraph(c) != 0;
        break;
    case 'l':
        inside = std::islower(c) != 0;
        break;
    case 'p':
        inside = std::ispunct(c) != 0;
        break;
    case 's':
        inside = std::isspace(c) != 0;
        break;
    case 'u':
        inside = std::isupper(c) != 0;
        break;
    case 'w':
        inside = std::isalnum(c) != 0;
        break;
    case 'x':
        inside = std::isxdigit(c) != 0;
        break;
    default:
        return letter == c;
    }
    return std::isupper(letter) != 0 ? !inside : inside;
}

unsigned char byteAt(std::string_view text, std::size_t index)
{
    return static_cast<unsigned char>(text[index]);
}

/** Counts nesting while it lives. */
class Depth
{
public:
    Depth(int &depth, int limit)
        : m_depth(depth)
    {
        if (m_depth >= limit)
            throw std::runtime_error("pattern too complex");
        ++m_depth;
    }
    ~Depth() { --m_depth; }
    Depth(const Depth &) = delete;
    Depth &operator=(const Depth &) = delete;

private:
    int &m_depth;
};

} // namespace

PatternMatcher::PatternMatcher(std::string_view subject, std::string_view pattern, Tick tick,
                               void *tickContext, std::uint64_t steps)
    : m_subject(subject),
      m_pattern(pattern),
      m_tick(tick),
      m_tickContext(tickContext),
      m_stepsLeft(steps)
{
}

void PatternMatcher::useAnchor()
{
    if (!m_pattern.empty() && m_pattern.front() == '^') {
        m_pattern.remove_prefix(1);
        m_anchored = true;
    }
}

void PatternMatcher::step()
{
    if (m_stepsLeft == 0)
        throw std::runtime_error("pattern needs too many steps on this text; make it simpler");
    if ((--m_stepsLeft & 0x3fffU) == 0 && m_tick != nullptr)
        m_tick(m_tickContext);
}

std::size_t PatternMatcher::matchAt(std::size_t from)
{
    m_captureCount = 0;
    m_depth = 0;
    return match(from, 0);
}

std::size_t PatternMatcher::match(std::size_t at, std::size_t pattern)
{
    const Depth depth(m_depth, maxDepth);
    return matchHere(at, pattern);
}

std::size_t PatternMatcher::matchHere(std::size_t at, std::size_t pattern)
{
    while (pattern < m_pattern.size()) {
        step();
        const char c = m_pattern[pattern];
        const char next = pattern + 1 < m_pattern.size() ? m_pattern[pattern + 1] : '\0';
        if (c == '(') {
            return next == ')' ? openCapture(at, pattern + 2, isPosition)
                               : openCapture(at, pattern + 1, isOpen);
        }
        if (c == ')')
            return closeCapture(at, pattern + 1);
        if (c == '$' && pattern + 1 == m_pattern.size())
            return at == m_subject.size() ? at : npos;
        if (c == escape && next == 'b') {
            at = balanced(at, pattern + 2);
            if (at == npos)
                return npos;
            pattern += 4;
            continue;
        }
        if (c == escape && next == 'f') {
            pattern += 2;
            if (pattern >= m_pattern.size() || m_pattern[pattern] != '[')
                throw std::runtime_error("missing '[' after '%f' in pattern");
            const std::size_t end = singleEnd(pattern);
            if (!atFrontier(at, pattern, end))
                return npos;
            pattern = end;
            continue;
        }
        if (c == escape && next >= '0' && next <= '9') {
            at = backReference(at, next);
            if (at == npos)
                return npos;
            pattern += 2;
            continue;
        }
        const std::size_t end = singleEnd(pattern);
        const char suffix = end < m_pattern.size() ? m_pattern[end] : '\0';
        if (suffix == '*')
            return greedy(at, pattern, end);
        if (suffix == '-')
            return lazy(at, pattern, end);
        const bool matches = matchesSingle(at, pattern, end);
        if (suffix == '+')
            return matches ? greedy(at + 1, pattern, end) : npos;
        if (suffix == '?') {
            if (matches) {
                const std::size_t found = match(at + 1, end + 1);
                if (found != npos)
                    return found;
            }
            pattern = end + 1;
            continue;
        }
        if (!matches)
            return npos;
        ++at;
        pattern = end;
    }
    return at;
}

std::size_t PatternMatcher::singleEnd(std::size_t pattern) const
{
    const char c = m_pattern[pattern++];
    if (c == escape) {
        if (pattern >= m_pattern.size())
            throw std::runtime_error("malformed pattern (ends with '%')");
        return pattern + 1;
    }
    if (c != '[')
        return pattern;
    if (pattern < m_pattern.size() && m_pattern[pattern] == '^')
        ++pattern;
    do { // the first character, even a ']', belongs to the set
        if (pattern >= m_pattern.size())
            throw std::runtime_error("malformed pattern (missing ']')");
        const char inside = m_pattern[pattern++];
        if (inside == escape) {
            if (pattern >= m_pattern.size())
                throw std::runtime_error("malformed pattern (missing ']')");
            ++pattern;
        }
    } while (pattern >= m_pattern.size() || m_pattern[pattern] != ']');
    return pattern + 1;
}

bool PatternMatcher::matchesSingle(std::size_t at, std::size_t pattern, std::size_t end)
{
    step();
    if (at >= m_subject.size())
        return false;
    const unsigned char c = byteAt(m_subject, at);
    switch (m_pattern[pattern]) {
    case '.':
        return true;
    case escape:
        return inClass(c, byteAt(m_pattern, pattern + 1));
    case '[':
        return matchesSet(c, pattern, end - 1);
    default:
        return byteAt(m_pattern, pattern) == c;
    }
}

// The set lies in [pattern, last], '[' and ']' included.
bool PatternMatcher::matchesSet(unsigned char c, std::size_t pattern, std::size_t last)
{
    bool found = true;
    if (m_pattern[pattern + 1] == '^') {
        found = false;
        ++pattern;
    }
    while (++pattern < last) {
        step();
        if (m_pattern[pattern] == escape) {
            ++pattern;
            if (inClass(c, byteAt(m_pattern, pattern)))
                return found;
        } else if (m_pattern[pattern + 1] == '-' && pattern + 2 < last) {
            const unsigned char low = byteAt(m_pattern, pattern);
            pattern += 2;
            if (low <= c && c <= byteAt(m_pattern, pattern))
                return found;
        } else if (byteAt(m_pattern, pattern) == c) {
            return found;
        }
    }
    return !found;
}

std::size_t PatternMatcher::greedy(std::size_t at, std::size_t pattern, std::size_t end)
{
    std::size_t count = 0;
    while (matchesSingle(at + count, pattern, end))
        ++count;
    for (;;) {
        step();
        const std::size_t found = match(at + count, end + 1);
        if (found != npos)
            return found;
        if (count == 0)
            return npos;
        --count;
    }
}

std::size_t PatternMatcher::lazy(std::size_t at, std::size_t pattern, std::size_t end)
{
    for (;;) {
        step();
        const std::size_t found = match(at, end + 1);
        if (found != npos)
            return found;
        if (!matchesSingle(at, pattern, end))
            return npos;
        ++at;
    }
}

std::size_t PatternMatcher::openCapture(std::size_t at, std::size_t pattern, std::ptrdiff_t what)
{
    if (m_captureCount >= maxCaptures)
        throw std::runtime_error("too many captures");
    const std::size_t level = m_captureCount;
    m_captures[m_captureCount++] = {at, what};
    const std::size_t found = match(at, pattern);
    if (found == npos)
        m_captureCount = level; // undo
    return found;
}

std::size_t PatternMatcher::closeCapture(std::size_t at, std::size_t pattern)
{
    std::size_t level = m_captureCount;
    while (level > 0 && m_captures[level - 1].length != isOpen)
        --level;
    if (level == 0)
        throw std::runtime_error("invalid pattern capture");
    --level;
    m_captures[level].length = static_cast<std::ptrdiff_t>(at - m_captures[level].start);
    const std::size_t found = match(at, pattern);
    if (found == npos)
        m_captures[level].length = isOpen; // undo
    return found;
}

std::size_t PatternMatcher::balanced(std::size_t at, std::size_t pattern)
{
    if (pattern + 1 >= m_pattern.size())
        throw std::runtime_error("malformed pattern (missing arguments to '%b')");
    if (at >= m_subject.size() || m_subject[at] != m_pattern[pattern])
        return npos;
    const char begin = m_pattern[pattern];
    const char end = m_pattern[pattern + 1];
    std::size_t open = 1;
    while (++at < m_subject.size()) {
        step();
        if (m_subject[at] == end) {
            if (--open == 0)
                return at + 1;
        } else if (m_subject[at] == begin) {
            ++open;
        }
    }
    return npos;
}

std::size_t PatternMatcher::backReference(std::size_t at, char digit)
{
    const int number = digit - '1';
    const auto level = static_cast<std::size_t>(number);
    if (number < 0 || level >= m_captureCount || m_captures[level].length == isOpen)
        throw std::runtime_error("invalid capture index %" + std::to_string(number + 1));
    const Capture &capture = m_captures[level];
    const auto length = static_cast<std::size_t>(capture.length);
    if (capture.length < 0 || m_subject.size() - at < length)
        return npos;
    for (std::size_t i = 0; i < length; ++i) {
        step();
        if (m_subject[at + i] != m_subject[capture.start + i])
            return npos;
    }
    return at + length;
}

bool PatternMatcher::atFrontier(std::size_t at, std::size_t pattern, std::size_t end)
{
    const unsigned char before = at == 0 ? 0 : byteAt(m_subject, at - 1);
    const unsigned char here = at < m_subject.size() ? byteAt(m_subject, at) : 0;
    return !matchesSet(before, pattern, end - 1) && matchesSet(here, pattern, end - 1);
}

} // namespace syncline
