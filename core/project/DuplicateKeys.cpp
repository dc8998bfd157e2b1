#include "core/project/DuplicateKeys.h"

#include <set>

namespace syncline {

namespace {

/** Walks over the tokens of a valid JSON text; the keys of every open object are on a stack. */
class KeyScanner
{
public:
    explicit KeyScanner(std::string_view text)
        : m_text(text)
    {
    }

    std::vector<DuplicateKey> scan()
    {
        while (m_at < m_text.size())
            step();
        return std::move(m_found);
    }

private:
    struct Level
    {
        bool isObject = false;
        bool expectsKey = false;
        std::set<std::string, std::less<>> keys = {};
    };

    void step()
    {
        const char c = m_text[m_at];
        switch (c) {
        case '"':
            string();
            return;
        case '{':
            m_levels.push_back({.isObject = true, .expectsKey = true});
            break;
        case '[':
            m_levels.push_back({});
            break;
        case '}':
        case ']':
            if (!m_levels.empty())
                m_levels.pop_back();
            break;
        case ',':
            if (!m_levels.empty())
                m_levels.back().expectsKey = m_levels.back().isObject;
            break;
        case '\n':
            ++m_line;
            m_lineStart = m_at + 1;
            break;
        default:
            break;
        }
        ++m_at;
    }

    void string()
    {
        const std::size_t start = m_at++;
        while (m_at < m_text.size() && m_text[m_at] != '"')
            m_at += m_text[m_at] == '\\' ? 2 : 1;
        const std::string_view key = m_text.substr(start + 1, m_at - start - 1);
        ++m_at;
        if (m_levels.empty() || !m_levels.back().expectsKey)
            return;
        m_levels.back().expectsKey = false;
        if (!m_levels.back().keys.emplace(key).second) {
            m_found.push_back({.key = std::string(key),
                               .line = m_line,
                               .column = static_cast<int>(start - m_lineStart) + 1});
        }
    }

    std::string_view m_text;
    std::size_t m_at = 0;
    std::size_t m_lineStart = 0;
    int m_line = 1;
    std::vector<Level> m_levels;
    std::vector<DuplicateKey> m_found;
};

} // namespace

std::vector<DuplicateKey> findDuplicateKeys(std::string_view text)
{
    return KeyScanner(text).scan();
}

} // namespace syncline
