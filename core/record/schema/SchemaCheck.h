#pragma once

#include "core/base/Result.h"
#include "core/record/schema/SchemaDiff.h"
#include "core/store/Database.h"

#include <cstdint>
#include <string>
#include <vector>

namespace syncline {

/** Records that a save would refuse once a change is made. */
struct SchemaFaults
{
    std::int64_t failing = 0;
    std::vector<std::string> examples; ///< At most five: "record 12: price is required".
};

/**
 * Which records would break the rules that @p change brings (a field that becomes required, another
 * type, a narrower range); looks at every value when it may. Uniqueness is not asked here: the
 * database itself holds it.
 */
Result<SchemaFaults> findFaults(Database &database, const SchemaChange &change);

} // namespace syncline
