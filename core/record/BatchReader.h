#pragma once

#include "core/model/ModelDef.h"
#include "core/record/RecordTypes.h"
#include "core/store/Database.h"

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

namespace syncline {

// Related records of many records at once, each with one query.

/** Those of @p ids that are there, whole, by id. */
Result<std::vector<RecordRow>> readRecords(Database &database, const ModelDef &model,
                                           const std::vector<std::int64_t> &ids);

/** How records are found that belong to others; names of the store. */
struct ListedBy
{
    std::string column; ///< Of the listed records, to the owner; empty: by way of `join`.
    LinkedBy join{};    ///< Without its record.
};
/** For each of @p owners its first @p first records of @p model, by id, as RecordReader::page()
 * gives them. */
Result<std::unordered_map<std::int64_t, RecordPage>>
readLists(Database &database, const ModelDef &model, const ListedBy &by,
          const std::vector<std::int64_t> &owners, int first);

} // namespace syncline
