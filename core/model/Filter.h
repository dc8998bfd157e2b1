#pragma once

#include "core/base/Result.h"
#include "core/base/Value.h"
#include "core/model/ModelDef.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
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
    InState,          ///< In a state or in one that is nested in it ("created.installed").
    CosineSimilarity, ///< Vectors; the operand is {to, lessThan…}.
    L2Distance,
};

/** The model of a name, in the project that a filter is for; nullptr: none. */
using FilterModels = std::function<std::shared_ptr<const ModelDef>(std::string_view)>;

/** What a relationship leads to, in names of the store. */
struct FilterRelation
{
    std::shared_ptr<const ModelDef> model; ///< The other one.
    std::string link;      ///< BelongsTo: our column; HasOne, HasMany: theirs that refers to us.
    bool isOurs = false;   ///< Whether `link` is our column.
    std::string joinTable; ///< HasManyThrough.
    std::string joinFrom;  ///< Its column that refers to us.
    std::string joinTo;    ///< Its column that refers to the other model.
};

/** The one filter syntax tree of window, command line, API and scripts. A value. */
struct Filter
{
    enum class Kind : std::uint8_t {
        True,
        And,
        Or,
        Not,
        Compare,
        Related, ///< The record of a BelongsTo or HasOne is there and matches the child.
        Some,    ///< Of a HasMany or HasManyThrough one matches the child.
        Every    ///< None is there that does not match the child.
    };
    Kind kind = Kind::True;
    std::vector<Filter> children; ///< And, Or, Not (one), Related, Some, Every (one).
    /** Compare: a field or system field, a BelongsTo's with "Id" for its id. Related, Some, Every:
     * the relationship. */
    std::string field;
    FilterOp op = FilterOp::Equals;
    /** Already of the field's kind; a list of such for In and NotIn; null in Equals: not set. */
    Value operand;
    /** Related, Some, Every: made by parseFilter(), with which it can be compiled alone. */
    std::shared_ptr<const FilterRelation> relation{};
    /** What they say; not whether the relations were resolved by one call. */
    bool operator==(const Filter &other) const;
};

/** What of a field orders. */
enum class SortMeasure : std::uint8_t {
    Value,
    CosineSimilarity, ///< To a vector: the most similar first when ascending.
    L2Distance,       ///< From a vector: the nearest first when ascending.
};

struct SortKey
{
    std::string field;
    bool descending = false;
    SortMeasure measure = SortMeasure::Value;
    Value to{}; ///< The vector of the measure.
    bool operator==(const SortKey &) const = default;
};
using Sort = std::vector<SortKey>;

/**
 * Reads `{ "price": {"greaterThan": 5}, "OR": [ … ] }`, or a list of such (AND); null is
 * everything. Checks fields, operators and operand types against @p model. NOT over a list is true
 * when none of them is. Relationships are followed by @p models: `{ "vendor": {"name": {…}} }`,
 * `{ "tags": {"some": {…}} }`; without it they are refused. Errors GGT_INVALID_QUERY_INPUT name the
 * field or operator and what is allowed.
 */
Result<Filter> parseFilter(const Value &json, const ModelDef &model,
                           const FilterModels &models = {});
/** What parseFilter() reads back as an equal filter. */
Value filterToValue(const Filter &filter);
/** "greaterThanOrEqual" */
std::string_view filterOpName(FilterOp op);
/** The operators that @p field takes, in the order in which to offer them; none: not filterable. */
std::vector<FilterOp> filterOps(const FieldDef &field);
/** Whether it can be sorted by its value. */
bool isSortable(const FieldDef &field);
/**
 * What @p field is to a filter or a sort: itself, or the value that a computed one yields (by its
 * name). Filters of one that is not understood are refused.
 */
FieldDef comparedField(const FieldDef &field);
/** Reads `{ "price": "Descending" }`, of a vector `{ "embedding": {"cosineSimilarityTo": […],
 * "order": "Ascending"} }` (or l2DistanceTo), or a list of such; null is no order. */
Result<Sort> parseSort(const Value &json, const ModelDef &model);
/** What parseSort() reads back as an equal sort. */
Value sortToValue(const Sort &sort);
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
