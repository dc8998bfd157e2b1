#pragma once

#include "core/engine/EngineTypes.h"
#include "core/record/SchemaPlan.h"

#include <algorithm>
#include <memory>
#include <set>
#include <string>
#include <vector>

// What of a plan may be done without asking.

namespace syncline {

/** The models, by name, whose steps lose data or cannot be done as things are. */
inline std::set<std::string> stuckModels(const SchemaPlan &plan)
{
    std::set<std::string> names;
    for (const SchemaStep &step : plan.steps) {
        if (step.rowsLost > 0 || !step.blocker.empty())
            names.insert(step.model);
    }
    return names;
}

/** @p wanted, with the stored definition of each of the models @p stuck, and those of them that are
 * gone kept; models of the storage keys @p touched are as wanted. */
inline ModelList withoutStuck(const ModelList &wanted, const std::vector<ModelDef> &stored,
                              const std::set<std::string> &stuck,
                              const std::set<std::string> &touched = {})
{
    ModelList safe;
    std::set<std::string> keys;
    for (const auto &model : wanted) {
        std::shared_ptr<const ModelDef> chosen = model;
        for (const ModelDef &old : stored) {
            if (old.storageKey == model->storageKey && !touched.contains(old.storageKey) &&
                (stuck.contains(model->name) || stuck.contains(old.name)))
                chosen = std::make_shared<const ModelDef>(old);
        }
        keys.insert(chosen->storageKey);
        safe.push_back(std::move(chosen));
    }
    for (const ModelDef &old : stored) {
        if (!keys.contains(old.storageKey) && stuck.contains(old.name) &&
            !touched.contains(old.storageKey))
            safe.push_back(std::make_shared<const ModelDef>(old));
    }
    return safe;
}

/** Refuses a plan that is blocked, or that loses data without a confirmation. */
inline Result<void> permitted(const SchemaPlan &plan, Confirm confirmLoss)
{
    for (const SchemaStep &step : plan.steps) {
        if (!step.blocker.empty()) {
            return Error(errc::nonUniqueData,
                         "%1 cannot be made unique: %2. Change or delete those records first.",
                         {step.model, step.blocker});
        }
    }
    if (plan.losesData() && confirmLoss == Confirm::No) {
        return Error("SYNC_NEEDS_CONFIRMATION",
                     "The changed models would lose data; look at the plan and confirm it.");
    }
    return {};
}

} // namespace syncline
