#pragma once

#include "core/base/Result.h"
#include "core/model/ModelDef.h"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace syncline {

/**
 * What a computed field says, read and resolved: an expression over the fields of its record, of
 * the records it belongs to, and over what belongs to it. Names are those of the store, so it needs
 * no other model to become SQL (core/record/ComputedSql.h). A value.
 */
struct Computation
{
    enum class Kind : std::uint8_t {
        Value,     ///< `value`.
        Field,     ///< `name`: a column.
        Parent,    ///< Column `name` of the record of `table` that column `link` refers to.
        Aggregate, ///< `name` (count, sum, avg, min, max) over the records of `table`; parts: what
                   ///< is taken of each (count: nothing), then the condition, if there is one.
        Call,      ///< `name` (an operator or a function) of the parts.
    };
    Kind kind = Kind::Value;
    FieldType type = FieldType::Number; ///< Number, String, Boolean, Date or DateTime.
    Value value{};
    std::string name{};
    std::string table{};
    std::string link{};      ///< Aggregate: the column of `table` or `joinTable` that refers to us.
    std::string joinTable{}; ///< Aggregate through a join model.
    std::string joinTo{};    ///< Its column that refers to `table`.
    std::vector<Computation> parts{};
};

/** The model of a name; nullptr: none. */
using ModelLookup = std::function<const ModelDef *(std::string_view)>;

/**
 * Reads the expression of a computed field of @p model:
 *
 *   1 · "text" · true · null · price · vendor.name · ( … )
 *   + − * / % · == != < <= > >= · and or not
 *   isNull(x) coalesce(x, y) if(condition, x, y) round(x, digits) abs(x) lower(x) upper(x)
 * length(x) concat(x, y, …) count(orders) · sum(orders.total) · avg min max · with a condition on
 * each of them, in whose words the names are theirs: sum(orders.total, where: status == "paid")
 *
 * Empty values make what is computed of them empty, but for isNull, coalesce, concat, and sum and
 * count of nothing, which are 0; dividing by 0 gives nothing. Errors GGT_MISCONFIGURED_FIELD say
 * what is wrong and at which character.
 */
Result<Computation> parseComputation(std::string_view text, const ModelDef &model,
                                     const ModelLookup &models);

} // namespace syncline
