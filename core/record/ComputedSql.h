#pragma once

#include "core/model/Computation.h"
#include "core/record/ModelTable.h"

#include <string>

namespace syncline {

/** An expression of SQL over the row of @p table (quoted) that yields @p computation, or NULL. */
std::string computedSql(const Computation &computation, const std::string &table);

/** What readRow() makes of the value that it yields. */
Value readComputed(const Statement &row, int index, FieldType type);

} // namespace syncline
