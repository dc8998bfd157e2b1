#pragma once

#include "core/project/ProjectDef.h"
#include "core/record/RecordTypes.h"
#include "core/store/Database.h"

#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace syncline {

/** A record cannot be deleted while others belong to it. */
inline constexpr std::string_view dependentRecords = "SYNC_DEPENDENT_RECORDS";

/** Records whose deletion is under way: model and id. */
using DeletionSet = std::set<std::pair<std::string, std::int64_t>>;

/** A record that goes with another one. */
struct DependentRecord
{
    std::shared_ptr<const ModelDef> model;
    RecordId id{};
};

/**
 * Everything that must be deleted before record @p id of @p model, by `dependent` of its fields and
 * of theirs: what belongs to others stands before them. Writes nothing. Records of @p underWay are
 * taken for gone, so circles end. Error SYNC_DEPENDENT_RECORDS: records that are not deleted with
 * them refuse it; the sentence has their number and one of them.
 */
Result<std::vector<DependentRecord>> planDependents(Database &database, const ProjectDef &project,
                                                    std::shared_ptr<const ModelDef> model,
                                                    RecordId id, const DeletionSet &underWay);

} // namespace syncline
