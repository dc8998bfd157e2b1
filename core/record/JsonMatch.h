#pragma once

#include "core/base/Result.h"
#include "core/base/Value.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace syncline {

enum class JsonMatch : std::uint8_t {
    Equal,    ///< Deep equality; objects regardless of key order.
    Includes, ///< Objects have at least these members; lists have at least these items, in any
              ///< order.
};

/**
 * A condition on a column that holds JSON text; its parameters are appended in the order of their
 * "?". Never NULL: false where the column is NULL. Error GGT_INVALID_QUERY_INPUT when @p wanted is
 * nested deeper than SQLite can parse.
 */
Result<std::string> jsonCondition(std::string_view column, const Value &wanted, JsonMatch mode,
                                  std::vector<Value> &parameters);

/** Whether the list in the column has an item that equals @p item. */
Result<std::string> jsonListHas(std::string_view column, const Value &item,
                                std::vector<Value> &parameters);

} // namespace syncline
