#pragma once

#include "core/base/Result.h"
#include "core/base/Value.h"

#include <string>
#include <string_view>
#include <vector>

namespace syncline {

/** One word or sign of a computed field's expression. */
struct ComputationToken
{
    enum class Kind : std::uint8_t { Name, Literal, Sign, End };
    Kind kind = Kind::End;
    std::string text{}; ///< Name, Sign.
    Value value{};      ///< Literal: a number or a text.
    std::size_t at = 0; ///< Byte of the expression.
};

/** GGT_MISCONFIGURED_FIELD "… at character n". */
Error computationError(std::string_view expression, std::size_t at, std::string_view what);

/** All of @p expression, and an End. */
Result<std::vector<ComputationToken>> readTokens(std::string_view expression);

} // namespace syncline
