#pragma once

#include "core/base/Result.h"
#include "core/record/schema/SchemaDiff.h"
#include "core/store/Database.h"

#include <vector>

namespace syncline {

/**
 * Whether @p backup has, value for value, all that @p changes would take away from @p writer: the
 * records of removed models, the columns of removed and retyped fields. Others may have written
 * since it was made.
 */
Result<bool> holdsWhatGoes(Database &writer, Database &backup,
                           const std::vector<SchemaChange> &changes);

} // namespace syncline
