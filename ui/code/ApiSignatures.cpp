#include "ui/code/ApiCatalog.h"

#include "ui/code/ApiType.h"
#include "ui/code/LuaStandard.h"

#include <algorithm>
#include <utility>

/** From the API table's signatures and the file's path to types with members. */
namespace syncline::ui {

namespace api {

bool isPlaceholder(std::string_view word)
{
    return word.starts_with('<');
}

std::string firstType(std::string_view type)
{
    if (type.starts_with("fun("))
        return std::string(type);
    const std::size_t comma = type.find(',');
    type = type.substr(0, comma);
    while (type.ends_with("|nil"))
        type.remove_suffix(4);
    return std::string(type);
}

std::string bindType(const std::string &type, const std::string &model)
{
    for (const std::string word : {"record", "list"}) {
        if (type == word)
            return word + ":" + model;
        if (type == "fun(): " + word)
            return type + ":" + model;
    }
    return type;
}

void sortByName(std::vector<ApiMember> &members)
{
    std::stable_sort(members.begin(), members.end(),
                     [](const ApiMember &a, const ApiMember &b) { return a.name < b.name; });
    const auto isSame = [](const ApiMember &a, const ApiMember &b) { return a.name == b.name; };
    members.erase(std::unique(members.begin(), members.end(), isSame), members.end());
}

} // namespace api

namespace {

using Kind = ApiMember::Kind;
using api::firstType;
using api::isPlaceholder;
using api::modelOperations;

/** Heads that name what a variable holds, not something that is there by itself. */
constexpr std::string_view typeOnly[] = {"ctx", "record", "list", "response", "errors"};
/** What only connectors have. */
constexpr std::string_view ofConnectors[] = {"connector", "source"};

template <typename Names>
bool isOneOf(std::string_view name, const Names &names)
{
    return std::find(std::begin(names), std::end(names), name) != std::end(names);
}

/** "api.<model>.find_one" → its words, and the sign before each. */
struct Head
{
    std::vector<std::string> words;
    std::vector<char> signs;
};

Head splitHead(std::string_view head)
{
    Head split;
    char sign = '\0';
    while (!head.empty()) {
        const std::size_t end = head.find_first_of(".:");
        split.words.emplace_back(head.substr(0, end));
        split.signs.push_back(sign);
        if (end == std::string_view::npos)
            break;
        sign = head[end];
        head.remove_prefix(end + 1);
    }
    return split;
}

} // namespace

ApiCatalog::ApiCatalog(const std::vector<ApiEntry> &entries, ProjectPtr project,
                       const std::string &path)
    : m_project(project ? std::move(project) : std::make_shared<const ProjectDef>())
{
    for (const ApiEntry &entry : entries)
        addSignature(entry);
    for (const ApiEntry &entry : luaStandardEntries())
        addSignature(entry);
    findOwner(path);
    for (const std::string &module : m_modules) {
        const bool isHidden =
            isOneOf(module, typeOnly) || (isOneOf(module, ofConnectors) && m_connection.empty());
        if (!isHidden)
            m_globals.push_back({module, Kind::Module, module, module, {}});
    }
    m_globals.push_back({"null", Kind::Field, "null", "null", "JSON's null; nil means absent."});
    api::sortByName(m_globals);
}

/** "ctx.errors:add(field: string): nil" becomes a method of the type that ctx.errors has. */
void ApiCatalog::addSignature(const ApiEntry &entry)
{
    const std::string &signature = entry.signature;
    const std::size_t paren = signature.find('(');
    std::size_t headEnd = paren;
    const std::size_t fieldEnd = signature.find(": ");
    if (fieldEnd != std::string::npos && (paren == std::string::npos || fieldEnd < paren))
        headEnd = fieldEnd;
    const bool isCalled = headEnd == paren && paren != std::string::npos;
    const std::size_t resultAt = isCalled ? signature.rfind("): ") : fieldEnd;
    std::string result;
    if (resultAt != std::string::npos)
        result = firstType(std::string_view(signature).substr(resultAt + (isCalled ? 3 : 2)));
    if (isCalled && signature.find("): fun(): ") != std::string::npos)
        result = signature.substr(signature.find("): fun(): ") + 3);

    const Head head = splitHead(std::string_view(signature).substr(0, headEnd));
    ApiMember member{head.words.back(), Kind::Field, result, signature, entry.summary};
    if (isCalled)
        member.kind = head.signs.back() == ':' ? Kind::Method : Kind::Function;
    if (head.words.size() == 1) {
        m_globals.push_back(std::move(member));
        return;
    }
    std::string owner = head.words.front();
    if (head.signs.back() == '.' && head.words.size() == 2)
        m_modules.insert(owner);
    for (std::size_t i = 1; i + 1 < head.words.size(); ++i) {
        const std::string &word = head.words[i];
        const std::string inner = owner + "." + word;
        if (!isPlaceholder(word)) {
            auto &known = m_types[owner];
            const auto found = std::find_if(known.begin(), known.end(),
                                            [&word](const auto &m) { return m.name == word; });
            if (found == known.end())
                known.push_back({word, Kind::Module, inner, inner, {}});
            else if (m_types.contains(found->type) || found->type != "table") {
                owner = found->type;
                continue;
            }
        }
        owner = inner;
    }
    if (!isPlaceholder(member.name) || owner == modelOperations)
        m_types[owner].push_back(std::move(member));
    else
        m_types.try_emplace(owner);
}

void ApiCatalog::findOwner(const std::string &path)
{
    const auto names = [&path](const EffectDef &effect) { return effect.file == path; };
    std::set<std::string> models;
    for (const auto &action : m_project->actions) {
        const bool isUsed =
            std::any_of(action->preconditions.begin(), action->preconditions.end(), names) ||
            std::any_of(action->run.effects.begin(), action->run.effects.end(), names) ||
            std::any_of(action->success.effects.begin(), action->success.effects.end(), names) ||
            std::any_of(action->failure.effects.begin(), action->failure.effects.end(), names);
        if (isUsed) {
            models.insert(action->model);
            m_action = action;
        }
    }
    const Head parts = splitHead([path] {
        std::string dotted = path;
        std::replace(dotted.begin(), dotted.end(), '.', ' ');
        std::replace(dotted.begin(), dotted.end(), '/', '.');
        return dotted;
    }());
    const auto part = [&parts](std::size_t i) {
        return i < parts.words.size() ? parts.words[i] : std::string();
    };
    if (part(0) == "connections")
        m_connection = part(1);
    if (models.empty() && part(0) == "models") {
        models.insert(part(1));
        m_action = m_project->findAction(part(1) + "." + part(2));
    } else if (models.empty() && part(0) == "actions") {
        m_action = m_project->findAction(part(1));
    }
    if (models.size() == 1)
        m_model = *models.begin();
    else
        m_action.reset();
}

std::string ApiCatalog::elementOf(const std::string &type)
{
    constexpr std::string_view iterator = "fun(): ";
    if (type.starts_with(iterator))
        return firstType(std::string_view(type).substr(iterator.size()));
    if (type.starts_with("list:"))
        return "record:" + type.substr(5);
    return type == "list" ? "record" : std::string();
}

} // namespace syncline::ui
