#pragma once

#include "core/model/Computation.h"
#include "core/record/ModelTable.h"

#include <string>

namespace syncline {

/** An expression of SQL over the row of @p table (quoted) that yields @p computation, or NULL.
 * @p schema: where other tables are; empty: where SQLite finds them first. */
std::string computedSql(const Computation &computation, const std::string &table,
                        const std::string &schema = {});

/** What readRow() makes of the value that it yields. */
Value readComputed(const Statement &row, int index, FieldType type);

} // namespace syncline
