#pragma once

#include "core/base/Result.h"
#include "core/base/Value.h"
#include "core/model/ModelDef.h"

#include <memory>
#include <string>
#include <vector>

namespace syncline {

/** The operators of the API (catalogue 6.7) plus contains and endsWith. */
enum class FilterOp : std::uint8_t {
    Equals, NotEquals, IsSet, In, NotIn, LessThan, LessThanOrEqual, GreaterThan, GreaterThanOrEqual,
    StartsWith, EndsWith, Contains, Matches,
};

/** The one filter syntax tree of window, command line, API and scripts. A value. */
struct Filter
{
    enum class Kind : std::uint8_t { True, And, Or, Not, Compare };
    Kind kind = Kind::True;
    std::vector<Filter> children;  ///< And, Or, Not (one).
    std::string field;             ///< Compare: a field or system field of the model.
    FilterOp op = FilterOp::Equals;
    Value operand;                 ///< Already of the field's kind.
    bool operator==(const Filter &) const = default;
};

struct SortKey
{
    std::string field;
    bool descending = false;
    bool operator==(const SortKey &) const = default;
};
using Sort = std::vector<SortKey>;

/**
 * Reads `{ "price": {"greaterThan": 5}, "OR": [ … ] }`, or a list of such (AND). Checks fields, operators and operand types
 * against @p model. Errors GGT_INVALID_QUERY_INPUT name the field or operator and what is allowed.
 */
Result<Filter> parseFilter(const Value &json, const ModelDef &model);
Value filterToValue(const Filter &filter);
/** Reads `{ "price": "Descending" }` or a list of such. */
Result<Sort> parseSort(const Value &json, const ModelDef &model);
/**
 * One cell of the grid's filter row: "abc" contains · "=abc" · "!=abc" · ">5" ">=5" "<5" "<=5" · "5..9" · "null" "!null" · "^abc" "abc$"
 * by the field's type. Empty text is Kind::True.
 */
Result<Filter> parseQuickFilter(const FieldDef &field, std::string_view text);

} // namespace syncline
