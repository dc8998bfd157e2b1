#pragma once

#include "core/base/Result.h"
#include "core/model/Filter.h"
#include "core/model/ModelDef.h"

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

// What parseFilter() and parseSort() have in common.

namespace syncline {

/** What a name in a filter stands for: how its operands are read, and which operators it takes. */
struct FilterSubject
{
    FieldDef def;
    std::vector<FilterOp> ops;
    bool isId = false; ///< Compared as a record's id.
};

/** The operator that @p word means for @p subject, called @p name in the filter. */
Result<FilterOp> readFilterOp(const FilterSubject &subject, const std::string &name,
                              std::string_view word);
/** What stands behind the operator @p op, written @p word. */
Result<Value> readFilterOperand(const FilterSubject &subject, const std::string &name,
                                std::string_view word, FilterOp op, const Value &value);

/** The BelongsTo field that @p name means with its "Id" at the end. */
const FieldDef *findReference(const ModelDef &model, std::string_view name);
Error unknownFilterField(const ModelDef &model, std::string_view name);
/** GGT_INVALID_QUERY_INPUT. */
Error queryError(std::string_view sentence, std::initializer_list<std::string> args);

} // namespace syncline
