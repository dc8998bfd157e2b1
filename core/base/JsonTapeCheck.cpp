#include "core/base/JsonTape.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <vector>

namespace syncline::json::tape {

namespace {

/** A key of an object that is being read: where its text is, and a hash of its ends and length. */
struct Key
{
    std::uint64_t hash = 0;
    std::string_view text;
    bool operator==(const Key &other) const { return hash == other.hash && text == other.text; }
};

/** An object or list that is being read. */
struct Scope
{
    std::size_t firstKey = 0; ///< Its keys are the last ones of all.
    std::uint64_t seen = 0;   ///< A bit for every key, by its hash.
    bool isObject = false;
    bool expectsKey = false;
    bool follows = false;    ///< So far it has the keys of the object before it, in its order.
    std::size_t matched = 0; ///< So many of them.
};

/** Up to here a key whose bit is taken is held against each key before it. */
constexpr std::size_t fewKeys = 48;

std::uint64_t hashOf(std::string_view text)
{
    std::uint64_t head = 0;
    std::uint64_t tail = 0;
    const std::size_t length = std::min<std::size_t>(text.size(), sizeof head);
    std::memcpy(&head, text.data(), length);
    std::memcpy(&tail, text.data() + (text.size() - length), length);
    std::uint64_t hash = (head ^ text.size()) * 0x9E3779B97F4A7C15ULL;
    hash = (hash ^ std::rotl(tail, 32)) * 0xD6E8FEB86659FD93ULL;
    return hash ^ (hash >> 32U);
}

/**
 * Walks the tape from word to word (its format is documented, and fixed with the simdjson that
 * Debian 12 has): a type in the top byte, the rest a place; a number takes a second word.
 */
class TapeCheck
{
public:
    explicit TapeCheck(const simdjson::dom::document &document)
        : m_words(document.tape.get()),
          m_strings(document.string_buf.get())
    {
    }

    bool run()
    {
        const std::size_t end = payload(m_words[0]); // of the root: the word after the last
        for (std::size_t at = 1; at + 1 < end; ++at) {
            const std::uint64_t word = m_words[at];
            switch (static_cast<char>(word >> 56U)) {
            case '{':
                if (!open(true))
                    return false;
                break;
            case '[':
                if (!open(false))
                    return false;
                break;
            case '}':
            case ']':
                if (!close())
                    return false;
                break;
            case '"':
                if (!string(word))
                    return false;
                break;
            case 'l':
            case 'u':
            case 'd':
                ++at;
                afterValue();
                break;
            default:
                afterValue();
            }
        }
        return true;
    }

private:
    static std::size_t payload(std::uint64_t word) { return word & 0x00FF'FFFF'FFFF'FFFFULL; }

    bool open(bool isObject)
    {
        const std::size_t depth = m_scopes.size();
        m_scopes.push_back({.firstKey = m_keys.size(),
                            .isObject = isObject,
                            .expectsKey = isObject,
                            .follows = isObject && depth < m_shapes.size()});
        return m_scopes.size() <= maxDepth;
    }

    bool close()
    {
        const Scope scope = m_scopes.back();
        m_scopes.pop_back();
        bool good = true;
        if (scope.isObject && !scope.follows) {
            noteShape(scope);
            good = m_keys.size() - scope.firstKey <= fewKeys || allDiffer(scope.firstKey);
            m_keys.resize(scope.firstKey);
        }
        afterValue();
        return good;
    }

    void afterValue()
    {
        if (!m_scopes.empty())
            m_scopes.back().expectsKey = m_scopes.back().isObject;
    }

    bool string(std::uint64_t word)
    {
        if (m_scopes.empty() || !m_scopes.back().expectsKey) {
            afterValue();
            return true;
        }
        const unsigned char *bytes = m_strings + payload(word);
        std::uint32_t length = 0;
        std::memcpy(&length, bytes, sizeof length);
        const std::string_view text(reinterpret_cast<const char *>(bytes + sizeof length), length);
        Scope &scope = m_scopes.back();
        if (scope.follows) {
            const std::vector<std::string_view> &shape = m_shapes[m_scopes.size() - 1];
            if (scope.matched < shape.size() && shape[scope.matched] == text) {
                ++scope.matched;
                scope.expectsKey = false;
                return true;
            }
            leaveShape(scope, shape);
        }
        return key({hashOf(text), text});
    }

    /** Objects of a list mostly have the same keys: what differed in one differs in the next. */
    void noteShape(const Scope &scope)
    {
        const std::size_t depth = m_scopes.size(); // it is closed already
        if (m_shapes.size() <= depth)
            m_shapes.resize(depth + 1);
        m_shapes[depth].clear();
        for (std::size_t i = scope.firstKey; i < m_keys.size(); ++i)
            m_shapes[depth].push_back(m_keys[i].text);
    }

    void leaveShape(Scope &scope, const std::vector<std::string_view> &shape)
    {
        scope.follows = false;
        for (std::size_t i = 0; i < scope.matched; ++i) {
            const std::uint64_t hash = hashOf(shape[i]);
            scope.seen |= 1ULL << (hash & 63U);
            m_keys.push_back({hash, shape[i]});
        }
    }

    bool key(const Key &key)
    {
        Scope &scope = m_scopes.back();
        scope.expectsKey = false;
        const std::uint64_t bit = 1ULL << (key.hash & 63U);
        if ((scope.seen & bit) != 0 && m_keys.size() - scope.firstKey < fewKeys) {
            const auto first = m_keys.begin() + static_cast<std::ptrdiff_t>(scope.firstKey);
            if (std::find(first, m_keys.end(), key) != m_keys.end())
                return false;
        }
        scope.seen |= bit;
        m_keys.push_back(key);
        return true;
    }

    bool allDiffer(std::size_t firstKey)
    {
        const auto first = m_keys.begin() + static_cast<std::ptrdiff_t>(firstKey);
        std::sort(first, m_keys.end(), [](const Key &a, const Key &b) {
            return a.hash != b.hash ? a.hash < b.hash : a.text < b.text;
        });
        return std::adjacent_find(first, m_keys.end()) == m_keys.end();
    }

    const std::uint64_t *m_words;
    const unsigned char *m_strings;
    std::vector<Scope> m_scopes;
    std::vector<Key> m_keys;
    std::vector<std::vector<std::string_view>> m_shapes; ///< By depth: keys of the last object.
};

} // namespace

bool isFaithful(const simdjson::dom::document &document)
{
    return TapeCheck(document).run();
}

} // namespace syncline::json::tape
