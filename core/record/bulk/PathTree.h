#pragma once

#include "core/base/Value.h"

#include <simdjson.h>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <unordered_map>
#include <vector>

namespace syncline {

/**
 * Where the wanted values stand in a document, compiled once: walks a document's members in their
 * own order and picks what is wanted in one pass. Learns the order of the keys, so that a page of
 * documents of one shape costs a comparison a key. Not thread-safe.
 */
class PathTree
{
public:
    /** Dotted @p path; the values found are numbered by @p target. */
    void add(std::string_view path, std::size_t target);
    /** @p path is not wanted, but no news either. */
    void know(std::string_view path);
    [[nodiscard]] std::size_t targetCount() const { return m_targets; }

    /** Calls @p found(target, node) for each wanted value that is there; the last of a repeated key
     * comes last. */
    template <typename Node, typename Found>
    void extract(const Node &document, Found &&found);

    /** Paths of keys that nothing wants, each told once. Keys that begin with "__" are not told. */
    std::vector<std::string> takeUnknown();

private:
    struct Level;
    struct KeyHash
    {
        using is_transparent = void;
        std::size_t operator()(std::string_view key) const
        {
            return std::hash<std::string_view>()(key);
        }
    };
    struct Member
    {
        std::string key;
        std::vector<std::size_t> targets;
        std::unique_ptr<Level> inner;
    };
    struct Level
    {
        std::string path;            ///< "attributes." for the level below it.
        std::vector<Member> members; ///< The wanted ones, and those met that nothing wants.
        std::unordered_map<std::string, std::size_t, KeyHash, std::equal_to<>> byKey;
        std::vector<std::size_t> order; ///< Of the members, as the last document had them.
    };
    static constexpr std::size_t npos = static_cast<std::size_t>(-1);
    static constexpr std::size_t maxMembers =
        1000; ///< Of one level; keys beyond are not wanted anyway.

    Member &descend(std::string_view path);
    static Member &memberOf(Level &level, std::string_view key);
    std::size_t lookUp(Level &level, std::size_t position, std::string_view key);

    template <typename Found>
    void walk(Level &level, simdjson::dom::object object, Found &found);
    template <typename Found>
    void walk(Level &level, const ValueObject &object, Found &found);
    template <typename Node, typename Found>
    void visit(Level &level, std::size_t position, std::string_view key, const Node &node,
               Found &found);

    static bool asObject(const simdjson::dom::element &node, simdjson::dom::object &object)
    {
        return node.get(object) == simdjson::SUCCESS;
    }

    Level m_root;
    std::size_t m_targets = 0;
    std::vector<std::string> m_unknown; ///< Not told yet.
};

template <typename Node, typename Found>
void PathTree::extract(const Node &document, Found &&found)
{
    if constexpr (std::is_same_v<Node, Value>) {
        if (document.isObject())
            walk(m_root, document.asObject(), found);
    } else {
        simdjson::dom::object object;
        if (asObject(document, object))
            walk(m_root, object, found);
    }
}

template <typename Found>
void PathTree::walk(Level &level, simdjson::dom::object object, Found &found)
{
    std::size_t position = 0;
    for (const auto field : object)
        visit(level, position++, field.key, field.value, found);
}

template <typename Found>
void PathTree::walk(Level &level, const ValueObject &object, Found &found)
{
    std::size_t position = 0;
    for (const auto &[key, value] : object)
        visit(level, position++, key, value, found);
}

template <typename Node, typename Found>
void PathTree::visit(Level &level, std::size_t position, std::string_view key, const Node &node,
                     Found &found)
{
    const bool expected =
        position < level.order.size() && level.members[level.order[position]].key == key;
    const std::size_t at = expected ? level.order[position] : lookUp(level, position, key);
    if (at == npos)
        return;
    Member &member = level.members[at];
    for (const std::size_t target : member.targets)
        found(target, node);
    if (!member.inner)
        return;
    if constexpr (std::is_same_v<Node, Value>) {
        if (node.isObject())
            walk(*member.inner, node.asObject(), found);
    } else {
        simdjson::dom::object object;
        if (asObject(node, object))
            walk(*member.inner, object, found);
    }
}

} // namespace syncline
