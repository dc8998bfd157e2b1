#include "ui/code/LuaScope.h"

#include "core/model/Filter.h"

#include <algorithm>
#include <array>
#include <tuple>
#include <utility>

/** What can be written at the end of a script, and which function is being called there. */
namespace syncline::ui {

namespace {

using Kind = ApiMember::Kind;

constexpr std::array keywordList{"and", "break",    "do",     "else", "elseif", "end",   "false",
                                 "for", "function", "if",     "in",   "local",  "nil",   "not",
                                 "or",  "repeat",   "return", "then", "true",   "until", "while"};
constexpr std::array queryKeys{"filter", "sort", "search", "first",
                               "after",  "last", "before", "select"};

bool startsWithWord(std::string_view name, std::string_view written)
{
    if (written.size() > name.size())
        return false;
    return std::equal(written.begin(), written.end(), name.begin(), [](char a, char b) {
        const auto lower = [](char c) {
            return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
        };
        return lower(a) == lower(b);
    });
}

ApiMember keyMember(std::string_view name, std::string summary = {})
{
    return {std::string(name), Kind::Field, {}, std::string(name), std::move(summary)};
}

/** Where the n-th argument of "f(a: x, b: y): z" stands. */
std::pair<std::size_t, std::size_t> argumentRange(const std::string &signature, int argument)
{
    std::size_t at = signature.find('(');
    if (at == std::string::npos)
        return {0, 0};
    std::size_t begin = ++at;
    int depth = 0;
    int index = 0;
    for (; at < signature.size(); ++at) {
        const char c = signature[at];
        const bool isEnd = c == ')' && depth == 0;
        if ((c == ',' && depth == 0) || isEnd) {
            const bool isRest = signature.compare(begin, 3, "...") == 0;
            if (index == argument || (isEnd && isRest && argument > index))
                return {begin, at};
            if (isEnd)
                break;
            ++index;
            begin = at + 1;
            while (begin < signature.size() && signature[begin] == ' ')
                ++begin;
        }
        depth += c == '(' || c == '{' ? 1 : c == ')' || c == '}' ? -1 : 0;
    }
    return {0, 0};
}

} // namespace

std::optional<LuaCompletion> LuaScope::completion(bool isAsked) const
{
    if (m_isInComment)
        return std::nullopt;
    const auto end = static_cast<qsizetype>(m_text.size());
    Index last = lastToken();
    LuaCompletion found;
    found.from = end;
    const LuaToken *token = last >= 0 ? &m_tokens[static_cast<std::size_t>(last)] : nullptr;
    std::string_view written;
    if (token && token->kind == LuaToken::Kind::String && !token->isClosed) {
        found.from = token->begin + 1;
        written = m_text.substr(static_cast<std::size_t>(found.from));
        found.items = textChoices();
    } else {
        const bool isWord =
            token && token->end == end &&
            (token->kind == LuaToken::Kind::Name || token->kind == LuaToken::Kind::Keyword);
        if (token && token->end == end && token->kind == LuaToken::Kind::Number)
            return std::nullopt;
        if (isWord) {
            written = word(last);
            found.from = token->begin;
            --last;
        }
        if (is(last, ".") || is(last, ":")) {
            found.items = membersAfter(last);
        } else {
            found.items = tableKeys(last);
            if (written.empty() && !isAsked)
                return std::nullopt;
            const std::vector<ApiMember> others = words();
            found.items.insert(found.items.end(), others.begin(), others.end());
        }
    }
    std::erase_if(found.items,
                  [written](const ApiMember &item) { return !startsWithWord(item.name, written); });
    const bool isWhole = found.items.size() == 1 && found.items.front().name == written;
    if (found.items.empty() || isWhole)
        return std::nullopt;
    return found;
}

std::vector<ApiMember> LuaScope::membersAfter(Index sign) const
{
    const Chain chain = chainEndingAt(sign - 1);
    const std::string type = typeOf(chain);
    const bool isColon = is(sign, ":");
    const bool isLibrary = chain.size() == 1 && !m_variables.contains(chain.front().name);
    if (type == "string" && (isColon || !isLibrary)) {
        std::vector<ApiMember> found = m_catalog.members(type);
        std::erase_if(found, [isColon](const ApiMember &member) {
            return !isColon || member.kind != Kind::Function;
        });
        return found;
    }
    std::vector<ApiMember> found = m_catalog.members(type);
    std::erase_if(found, [isColon](const ApiMember &member) {
        return isColon != (member.kind == Kind::Method);
    });
    return found;
}

std::vector<ApiMember> LuaScope::words() const
{
    std::vector<ApiMember> found;
    for (const auto &[name, type] : m_variables)
        found.push_back({name, Kind::Local, type, name, {}});
    for (const ApiMember &global : m_catalog.globals()) {
        if (!m_variables.contains(global.name))
            found.push_back(global);
    }
    for (const char *keyword : keywordList)
        found.push_back({keyword, Kind::Keyword, {}, keyword, {}});
    return found;
}

/** Keys of the table that is being written as an argument: fields of a record, parts of a query,
 * operators of a filter. @p at is the last token before the word. */
std::vector<ApiMember> LuaScope::tableKeys(Index at) const
{
    if (!is(at, "{") && !is(at, ",") && !is(at, ";"))
        return {};
    std::vector<std::string> path;
    Index open = unclosed(at);
    while (is(open, "{")) {
        if (is(open - 1, "=") && isName(open - 2)) {
            path.insert(path.begin(), std::string(word(open - 2)));
            open = unclosed(open - 1);
            continue;
        }
        if (is(open - 1, "{") || (is(open - 1, ",") && is(unclosed(open - 1), "{"))) {
            open = unclosed(open - 1); // a list of tables
            continue;
        }
        if (isName(open - 1))
            return keysOfCall(chainEndingAt(open - 1), path);
        break;
    }
    if (!is(open, "{"))
        return {};
    const Index paren = is(open - 1, "(") || is(open - 1, ",") ? unclosed(open - 1) : -1;
    return is(paren, "(") ? keysOfCall(chainEndingAt(paren - 1), path) : std::vector<ApiMember>();
}

std::vector<ApiMember> LuaScope::keysOfCall(const Chain &call,
                                            const std::vector<std::string> &path) const
{
    if (call.size() < 2)
        return {};
    const std::string owner = typeOf({call.begin(), call.end() - 1});
    const std::size_t colon = owner.rfind(':');
    if (!owner.starts_with("api.") || colon == std::string::npos)
        return {};
    std::vector<ApiMember> fields = m_catalog.fieldsOf(owner.substr(colon + 1));
    const std::string &name = call.back().name;
    const bool isQuery = name.find("find") != std::string::npos || name == "count";
    if (!isQuery)
        return path.empty() && (name == "create" || name == "update" || name == "upsert")
                   ? fields
                   : std::vector<ApiMember>();
    std::vector<ApiMember> keys;
    if (path.empty()) {
        for (const char *key : queryKeys)
            keys.push_back(keyMember(key));
        return keys;
    }
    const bool isFilter = path.front() == "filter";
    const bool isNested =
        path.size() == 1 || path.back() == "AND" || path.back() == "OR" || path.back() == "NOT";
    if (isFilter && !isNested) {
        for (int op = 0; op <= static_cast<int>(FilterOp::Matches); ++op)
            keys.push_back(keyMember(filterOpName(static_cast<FilterOp>(op))));
        return keys;
    }
    if (isFilter) {
        for (const char *key : {"AND", "OR", "NOT"})
            keys.push_back(keyMember(key));
    }
    if (isFilter || path.front() == "sort" || path.front() == "select") {
        for (const char *key : {"id", "createdAt", "updatedAt"})
            keys.push_back(keyMember(key));
        keys.insert(keys.end(), fields.begin(), fields.end());
    }
    return keys;
}

/** Inside a text that is not closed: names that it can be. */
std::vector<ApiMember> LuaScope::textChoices() const
{
    Index before = lastToken() - 1;
    before -= is(before, "(") ? 1 : 0;
    std::vector<ApiMember> found;
    if (is(before, "require")) {
        for (const std::string &module : m_catalog.modules())
            found.push_back({module, Kind::Module, {}, module, {}});
        return found;
    }
    if (!isName(before))
        return {};
    const Chain call = chainEndingAt(before);
    if (call.size() < 2)
        return {};
    const std::string owner = typeOf({call.begin(), call.end() - 1});
    const std::string &name = call.back().name;
    const bool takesField = name == "changed" || name == "changes" || name == "get" ||
                            name == "set" || name == "find_by" || name == "maybe_find_by";
    const std::size_t colon = owner.rfind(':');
    if (takesField && colon != std::string::npos)
        found = m_catalog.fieldsOf(owner.substr(colon + 1));
    else if (owner == "errors" && name == "add")
        found = m_catalog.fieldsOf(m_catalog.model());
    return found;
}

std::optional<LuaCallTip> LuaScope::callTip() const
{
    if (m_isInComment)
        return std::nullopt;
    Index open = unclosed(lastToken());
    while (open >= 0 && !is(open, "(")) { // { a table as the argument
        if (is(open, "{") && isName(open - 1))
            break;
        open = unclosed(open - 1);
    }
    if (open < 0 || !isName(open - 1))
        return std::nullopt;
    const Chain call = chainEndingAt(open - 1);
    const auto member = memberOf(call);
    if (!member || !member->isCalled() ||
        is(open - 1 - static_cast<Index>(2 * call.size() - 1), "function"))
        return std::nullopt;
    int argument = 0;
    int depth = 0;
    for (Index i = open + 1; i <= lastToken(); ++i) {
        if (m_tokens[static_cast<std::size_t>(i)].kind == LuaToken::Kind::String)
            continue;
        const std::string_view sign = word(i);
        depth += sign == "(" || sign == "{" || sign == "[" ? 1 : 0;
        depth -= sign == ")" || sign == "}" || sign == "]" ? 1 : 0;
        argument += depth == 0 && sign == "," && is(open, "(") ? 1 : 0;
    }
    LuaCallTip tip;
    tip.at = call.front().begin;
    tip.signature = member->signature;
    tip.summary = member->summary;
    std::tie(tip.argumentBegin, tip.argumentEnd) = argumentRange(tip.signature, argument);
    return tip;
}

std::string LuaScope::requiredModule() const
{
    for (Index i = lastToken(); i >= std::max<Index>(0, lastToken() - 3); --i) {
        if (!is(i, "require"))
            continue;
        const Index name = i + (is(i + 1, "(") ? 2 : 1);
        const bool isText = name <= lastToken() &&
                            m_tokens[static_cast<std::size_t>(name)].kind == LuaToken::Kind::String;
        if (!isText)
            return {};
        std::string_view token = word(name);
        token.remove_prefix(1);
        return std::string(token.substr(0, token.find_first_of("\"'")));
    }
    return {};
}

} // namespace syncline::ui
