#pragma once

#include "core/base/Result.h"
#include "core/base/Value.h"
#include "core/model/ModelDef.h"

#include <memory>
#include <string>
#include <vector>

namespace syncline {

/** The operators of the API plus contains and endsWith. "before" and its like are other words. */
enum class FilterOp : std::uint8_t {
    Equals,
    NotEquals,
    IsSet,
    In,
    NotIn,
    LessThan,
    LessThanOrEqual,
    GreaterThan,
    GreaterThanOrEqual,
    StartsWith,
    EndsWith,
    Contains,
    Matches,
};

/** The one filter syntax tree of window, command line, API and scripts. A value. */
struct Filter
{
    enum class Kind : std::uint8_t { True, And, Or, Not, Compare };
    Kind kind = Kind::True;
    std::vector<Filter> children; ///< And, Or, Not (one).
    std::string field; ///< Compare: a field or system field, a BelongsTo's with "Id" for its id.
    FilterOp op = FilterOp::Equals;
    /** Already of the field's kind; a list of such for In and NotIn; null in Equals: not set. */
    Value operand;
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
 * Reads `{ "price": {"greaterThan": 5}, "OR": [ … ] }`, or a list of such (AND); null is
 * everything. Checks fields, operators and operand types against @p model. NOT over a list is true
 * when none of them is. Errors GGT_INVALID_QUERY_INPUT name the field or operator and what is
 * allowed.
 */
Result<Filter> parseFilter(const Value &json, const ModelDef &model);
/** What parseFilter() reads back as an equal filter. */
Value filterToValue(const Filter &filter);
/** "greaterThanOrEqual" */
std::string_view filterOpName(FilterOp op);
/** The operators that @p field takes, in the order in which to offer them; none: not filterable. */
std::vector<FilterOp> filterOps(const FieldDef &field);
/** Reads `{ "price": "Descending" }` or a list of such; null is no order. */
Result<Sort> parseSort(const Value &json, const ModelDef &model);
/**
 * One cell of the grid's filter row, by the field's type (system fields: systemFieldDef()):
 * "abc" contains, equals · "=abc" "!=abc" · ">5" ">=5" "<5" "<=5" · "5..9" "5.." "..9" · "null"
 * "!null" · texts
 * "^abc" "abc$" · times "2024", "2024-03", "2024-03-01" mean the whole year, month, day (UTC).
 * Spaces around are ignored, empty text is Kind::True. Errors GGT_INVALID_QUERY_INPUT say what may
 * be typed.
 */
Result<Filter> parseQuickFilter(const FieldDef &field, std::string_view text);

} // namespace syncline
