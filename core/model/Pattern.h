#pragma once

#include "core/base/Result.h"

#include <QRegularExpression>

#include <string_view>

namespace syncline {

/**
 * A regular expression of a validation: PCRE2 (by QRegularExpression), Unicode, \d and \w mean
 * ASCII. A match may cost at most maxSteps steps of PCRE2's own counting and a bounded stack and
 * heap, so that no pattern can hang the program. Copyable; thread-safe once made.
 */
class Pattern
{
public:
    static constexpr int maxSteps = 200'000;
    static constexpr std::size_t maxSize = 2000; ///< Bytes of the pattern.

    /** GGT_MISCONFIGURED_VALIDATION with PCRE2's words and the place in the pattern. */
    static Result<Pattern> compile(std::string_view pattern);

    enum class Match : std::uint8_t { Yes, No, TooHard };
    /** Whether it matches somewhere in @p text. */
    [[nodiscard]] Match match(std::string_view text) const;

private:
    explicit Pattern(QRegularExpression expression)
        : m_expression(std::move(expression))
    {
    }
    QRegularExpression m_expression;
};

} // namespace syncline
