#pragma once

#include "core/engine/EngineTypes.h"
#include "core/record/SchemaPlan.h"

#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

// What of a plan may be done without asking.

namespace syncline {

/** Whether a step of a plan is not to be done now. */
using StepWaits = std::function<bool(const SchemaStep &)>;

/** Whether @p step loses data or cannot be done as things are. */
[[nodiscard]] bool isStuck(const SchemaStep &step);

/** Models of which nothing waits any more. */
struct SafeSchema
{
    ModelList models;
    SchemaPlan plan;                 ///< To these models.
    std::vector<SchemaStep> waiting; ///< What was left out of the whole plan.
};

/**
 * The models @p wanted, to which @p plan leads, but for the steps that wait: fields that would go
 * or get another type stay as the database has them, and so does what would become unique; names,
 * rules, comments and all the rest are as wanted. Models of which something waits all the same stay
 * wholly as they are. Those of the storage keys @p touched are as wanted.
 */
Result<SafeSchema> withoutWaiting(Database &database, const ModelList &wanted,
                                  const SchemaPlan &plan, const StepWaits &waits,
                                  const std::set<std::string> &touched = {});

/** Refuses a plan that is blocked, or that loses data without a confirmation. */
Result<void> permitted(const SchemaPlan &plan, Confirm confirmLoss);

} // namespace syncline
