#pragma once

#include "core/base/Result.h"
#include "core/model/Filter.h"
#include "core/model/ModelDef.h"
#include "core/record/RecordTypes.h"
#include "core/store/Database.h"

#include <cstdint>
#include <string>
#include <vector>

namespace syncline {

/** How often one value stands in a field. */
struct ValueCount
{
    Value value;       ///< null: not set (of a list: none).
    std::string label; ///< To show: an option's, the other record's title, the value's text.
    std::int64_t count = 0;
};

struct FacetCounts
{
    std::vector<ValueCount> entries; ///< The most frequent first.
    std::int64_t others = 0;         ///< Records with a value that is not among them.
};

/**
 * The values of @p field in the records that @p query finds, at most @p atMost of them. Of a list
 * its items are counted, so a record may stand in several. Long on big tables (interruptible).
 * GGT_INVALID_QUERY_INPUT says why a field has no facets.
 */
Result<FacetCounts> readFacet(Database &database, const ModelDef &model, const RecordQuery &query,
                              std::string_view field, int atMost, const FilterModels &models);

/** A value as one line of plain text says it. */
std::string valueText(const Value &value);

} // namespace syncline
