#pragma once

#include "ui/code/ApiCatalog.h"
#include "ui/code/LuaText.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace syncline::ui {

/** What may stand at a place: everything that fits what is written of the word already. */
struct LuaCompletion
{
    qsizetype from = 0; ///< Where the word begins (bytes).
    std::vector<ApiMember> items;
};

/** The function whose arguments are being written. */
struct LuaCallTip
{
    qsizetype at = 0; ///< The beginning of its name.
    std::string signature;
    std::string summary;
    std::size_t argumentBegin =
        0; ///< Of the argument being written, in the signature; equal: none.
    std::size_t argumentEnd = 0;
};

/**
 * What a script means at its end: which variables there are and what they hold, as far as the
 * text says so without being run. @p text is the script up to the caret, and may be half written.
 */
class LuaScope
{
public:
    LuaScope(const ApiCatalog &catalog, std::string_view text);

    /** nullopt: nothing can be said here (a comment, a text, an unknown value). With @p isAsked
     * also for an empty word. */
    [[nodiscard]] std::optional<LuaCompletion> completion(bool isAsked) const;
    [[nodiscard]] std::optional<LuaCallTip> callTip() const;
    /** The module named by the `require` around or before the caret; empty: none. */
    [[nodiscard]] std::string requiredModule() const;
    /** The type of the value written last ("order.customer" → "record:customer"); empty: unknown.
     */
    [[nodiscard]] std::string typeAtEnd() const;

private:
    /** One word of a.b:c(…). */
    struct Step
    {
        std::string name;
        char sign = '\0'; ///< Before it.
        bool isCalled = false;
        qsizetype begin = 0;
    };
    using Chain = std::vector<Step>;
    using Index = std::ptrdiff_t; ///< Into m_tokens; −1: before the first.

    [[nodiscard]] std::string_view word(Index token) const;
    [[nodiscard]] bool is(Index token, std::string_view text) const;
    [[nodiscard]] bool isName(Index token) const;
    [[nodiscard]] Index opening(Index closing) const;
    [[nodiscard]] Index closing(Index opening) const;
    [[nodiscard]] bool isSameLine(Index first, Index second) const;
    [[nodiscard]] Chain chainEndingAt(Index token) const;
    [[nodiscard]] Chain chainBeginningAt(Index token) const;
    [[nodiscard]] Index unclosed(Index before) const;
    [[nodiscard]] std::optional<ApiMember> memberOf(const Chain &chain) const;
    [[nodiscard]] std::string typeOf(const Chain &chain) const;

    void findVariables();
    void declareLocal(Index local);
    void declareFor(Index keyword);
    void declareParameters(Index function);
    [[nodiscard]] std::string typeOfExpression(Index token) const;

    [[nodiscard]] std::vector<ApiMember> membersAfter(Index sign) const;
    [[nodiscard]] std::vector<ApiMember> words() const;
    [[nodiscard]] std::vector<ApiMember> tableKeys(Index at) const;
    [[nodiscard]] std::vector<ApiMember> keysOfCall(const Chain &call,
                                                    const std::vector<std::string> &path) const;
    [[nodiscard]] std::vector<ApiMember> textChoices() const;
    [[nodiscard]] Index lastToken() const { return static_cast<Index>(m_tokens.size()) - 1; }

    const ApiCatalog &m_catalog;
    const std::string_view m_text;
    std::vector<LuaToken> m_tokens; ///< Without comments.
    bool m_isInComment = false;
    std::map<std::string, std::string> m_variables; ///< Name → type.
};

} // namespace syncline::ui
