#include "ui/code/LuaScope.h"

#include <algorithm>
#include <array>
#include <utility>

namespace syncline::ui {

namespace {

using Kind = ApiMember::Kind;

bool isOpening(std::string_view word)
{
    return word == "(" || word == "{" || word == "[";
}

bool isClosing(std::string_view word)
{
    return word == ")" || word == "}" || word == "]";
}

/** The text of a string token without its quotes. */
std::string unquoted(std::string_view token)
{
    if (token.starts_with('[')) {
        const std::size_t inner = token.find('[', 1);
        return std::string(token.substr(std::min(inner + 1, token.size())));
    }
    token.remove_prefix(1);
    const std::size_t end = token.find_first_of("\"'");
    return std::string(token.substr(0, end));
}

} // namespace

LuaScope::LuaScope(const ApiCatalog &catalog, std::string_view text)
    : m_catalog(catalog),
      m_text(text),
      m_tokens(luaTokens(text))
{
    const auto isComment = [](const LuaToken &token) {
        return token.kind == LuaToken::Kind::Comment;
    };
    m_isInComment = !m_tokens.empty() && isComment(m_tokens.back()) && !m_tokens.back().isClosed;
    std::erase_if(m_tokens, isComment);
    findVariables();
}

std::string_view LuaScope::word(Index token) const
{
    if (token < 0 || token > lastToken())
        return {};
    return tokenText(m_text, m_tokens[static_cast<std::size_t>(token)]);
}

bool LuaScope::is(Index token, std::string_view text) const
{
    return token >= 0 && token <= lastToken() &&
           m_tokens[static_cast<std::size_t>(token)].kind != LuaToken::Kind::String &&
           word(token) == text;
}

bool LuaScope::isName(Index token) const
{
    return token >= 0 && token <= lastToken() &&
           m_tokens[static_cast<std::size_t>(token)].kind == LuaToken::Kind::Name;
}

LuaScope::Index LuaScope::opening(Index closing) const
{
    int depth = 0;
    for (Index i = closing; i >= 0; --i) {
        if (m_tokens[static_cast<std::size_t>(i)].kind == LuaToken::Kind::String)
            continue;
        if (isClosing(word(i)))
            ++depth;
        else if (isOpening(word(i)) && --depth == 0)
            return i;
    }
    return -1;
}

LuaScope::Index LuaScope::closing(Index opening) const
{
    int depth = 0;
    for (Index i = opening; i <= lastToken(); ++i) {
        if (m_tokens[static_cast<std::size_t>(i)].kind == LuaToken::Kind::String)
            continue;
        if (isOpening(word(i)))
            ++depth;
        else if (isClosing(word(i)) && --depth == 0)
            return i;
    }
    return -1;
}

/** A "." at the end of a line was most likely left there: what follows begins anew. */
bool LuaScope::isSameLine(Index first, Index second) const
{
    const auto from = static_cast<std::size_t>(m_tokens[static_cast<std::size_t>(first)].end);
    const auto to = static_cast<std::size_t>(m_tokens[static_cast<std::size_t>(second)].begin);
    return m_text.substr(from, to - from).find('\n') == std::string_view::npos;
}

/** Back from the last token of a value: order.lines:each() → its three words. */
LuaScope::Chain LuaScope::chainEndingAt(Index token) const
{
    Chain chain;
    Index at = token;
    while (at >= 0) {
        Step step;
        while (at >= 0 && !isName(at)) { // what it is called with
            const bool isText =
                m_tokens[static_cast<std::size_t>(at)].kind == LuaToken::Kind::String;
            if (isText)
                --at;
            else if (is(at, ")") || is(at, "}"))
                at = opening(at) - 1;
            else
                return {};
            step.isCalled = true;
        }
        if (at < 0)
            return {};
        step.name = word(at);
        step.begin = m_tokens[static_cast<std::size_t>(at)].begin;
        const bool isMember = (is(at - 1, ".") || is(at - 1, ":")) && isSameLine(at - 1, at);
        step.sign = isMember ? word(at - 1).front() : '\0';
        chain.insert(chain.begin(), step);
        if (!isMember)
            return chain;
        at -= 2;
    }
    return {};
}

/** On from the first token of a value. */
LuaScope::Chain LuaScope::chainBeginningAt(Index token) const
{
    Index last = token;
    if (!isName(token))
        return {};
    for (;;) {
        const bool isText =
            last + 1 <= lastToken() &&
            m_tokens[static_cast<std::size_t>(last + 1)].kind == LuaToken::Kind::String;
        if (isText)
            ++last;
        else if ((is(last + 1, ".") || is(last + 1, ":")) && isName(last + 2))
            last += 2;
        else if ((is(last + 1, "(") || is(last + 1, "{")) && closing(last + 1) > 0)
            last = closing(last + 1);
        else
            return chainEndingAt(last);
    }
}

/** The opening bracket that is not closed before @p before; −1: none. */
LuaScope::Index LuaScope::unclosed(Index before) const
{
    int depth = 0;
    for (Index i = before; i >= 0; --i) {
        if (m_tokens[static_cast<std::size_t>(i)].kind == LuaToken::Kind::String)
            continue;
        if (isClosing(word(i)))
            ++depth;
        else if (isOpening(word(i)) && depth-- == 0)
            return i;
    }
    return -1;
}

std::optional<ApiMember> LuaScope::memberOf(const Chain &chain) const
{
    if (chain.empty())
        return std::nullopt;
    if (chain.size() == 1) {
        const std::vector<ApiMember> &globals = m_catalog.globals();
        const auto found = std::find_if(globals.begin(), globals.end(), [&chain](const auto &m) {
            return m.name == chain.front().name;
        });
        return found == globals.end() || m_variables.contains(chain.front().name)
                   ? std::nullopt
                   : std::optional(*found);
    }
    return m_catalog.find(typeOf({chain.begin(), chain.end() - 1}), chain.back().name);
}

std::string LuaScope::typeOf(const Chain &chain) const
{
    if (chain.empty())
        return {};
    const Step &first = chain.front();
    std::string type;
    const auto variable = m_variables.find(first.name);
    if (variable != m_variables.end() && !variable->second.empty())
        type = variable->second;
    else if (first.isCalled) {
        const auto function = memberOf({first});
        type = function ? function->type : std::string();
    } else
        type = m_catalog.typeOfName(first.name);
    for (std::size_t i = 1; i < chain.size(); ++i) {
        const auto member = m_catalog.find(type, chain[i].name);
        if (!member || (member->isCalled() && !chain[i].isCalled))
            return {};
        type = member->type;
    }
    return type;
}

std::string LuaScope::typeAtEnd() const
{
    return typeOf(chainEndingAt(lastToken()));
}

void LuaScope::findVariables()
{
    for (Index i = 0; i <= lastToken(); ++i) {
        if (is(i, "local") && isName(i + 1))
            declareLocal(i);
        else if (is(i, "local") && is(i + 1, "function") && isName(i + 2))
            m_variables[std::string(word(i + 2))] = {};
        else if (is(i, "function"))
            declareParameters(i);
        else if (is(i, "for"))
            declareFor(i);
    }
}

void LuaScope::declareLocal(Index local)
{
    std::vector<std::string> names;
    Index at = local + 1;
    for (; isName(at) || is(at, ",") || is(at, "<") || is(at, ">"); ++at) {
        if (is(at, "<"))
            at += 2; // an attribute: <const>
        else if (isName(at))
            names.emplace_back(word(at));
    }
    for (const std::string &name : names)
        m_variables[name] = {};
    if (is(at, "=") && !names.empty())
        m_variables[names.front()] = typeOfExpression(at + 1);
}

std::string LuaScope::typeOfExpression(Index token) const
{
    if (is(token, "require")) {
        Index name = token + 1;
        name += is(name, "(") ? 1 : 0;
        const std::string module = name <= lastToken() ? unquoted(word(name)) : std::string();
        return module == "syncline.connector" ? "connector"
               : module == "syncline.config"  ? "config"
                                              : std::string();
    }
    const Chain chain = chainBeginningAt(token);
    return chain.empty() ? std::string() : typeOf(chain);
}

void LuaScope::declareParameters(Index function)
{
    Index at = function + 1;
    while (at <= lastToken() && !is(at, "("))
        ++at;
    for (++at; isName(at) || is(at, ","); ++at) {
        if (!isName(at))
            continue;
        const std::string name(word(at));
        m_variables[name] = m_catalog.typeOfName(name); // by its name, as everybody calls them
    }
}

void LuaScope::declareFor(Index keyword)
{
    std::vector<std::string> names;
    Index at = keyword + 1;
    for (; isName(at) || is(at, ","); ++at) {
        if (isName(at))
            names.emplace_back(word(at));
    }
    if (names.empty())
        return;
    for (const std::string &name : names)
        m_variables[name] = {};
    if (!is(at, "in"))
        return;
    const Chain walked = chainBeginningAt(at + 1);
    const bool isPairs = !walked.empty() && walked.size() == 1 && names.size() > 1 &&
                         (walked.front().name == "ipairs" || walked.front().name == "pairs");
    if (isPairs && is(at + 2, "("))
        m_variables[names[1]] = ApiCatalog::elementOf(typeOfExpression(at + 3));
    else
        m_variables[names.front()] = ApiCatalog::elementOf(typeOf(walked));
}

} // namespace syncline::ui
