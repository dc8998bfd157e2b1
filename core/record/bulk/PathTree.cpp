#include "core/record/bulk/PathTree.h"

#include <algorithm>
#include <utility>

namespace syncline {

PathTree::Member &PathTree::memberOf(Level &level, std::string_view key)
{
    const auto known = level.byKey.find(key);
    if (known != level.byKey.end())
        return level.members[known->second];
    level.byKey.emplace(key, level.members.size());
    level.members.emplace_back().key = std::string(key);
    return level.members.back();
}

PathTree::Member &PathTree::descend(std::string_view path)
{
    Level *level = &m_root;
    for (;;) {
        const std::size_t dot = path.find('.');
        Member &member = memberOf(*level, path.substr(0, dot));
        if (dot == std::string_view::npos)
            return member;
        if (!member.inner) {
            member.inner = std::make_unique<Level>();
            member.inner->path = level->path + member.key + ".";
        }
        level = member.inner.get();
        path.remove_prefix(dot + 1);
    }
}

void PathTree::add(std::string_view path, std::size_t target)
{
    m_targets = std::max(m_targets, target + 1);
    descend(path).targets.push_back(target);
}

void PathTree::know(std::string_view path)
{
    descend(path);
}

std::size_t PathTree::lookUp(Level &level, std::size_t position, std::string_view key)
{
    std::size_t at = npos;
    const auto known = level.byKey.find(key);
    if (known != level.byKey.end()) {
        at = known->second;
    } else if (level.members.size() < maxMembers) {
        at = level.members.size();
        memberOf(level, key);
        if (!key.starts_with("__"))
            m_unknown.push_back(level.path + std::string(key));
    }
    if (at != npos && position < level.order.size())
        level.order[position] = at;
    else if (at != npos && position == level.order.size())
        level.order.push_back(at);
    return at;
}

std::vector<std::string> PathTree::takeUnknown()
{
    return std::exchange(m_unknown, {});
}

} // namespace syncline
