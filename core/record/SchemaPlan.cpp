#include "core/record/SchemaPlan.h"

#include "core/record/ModelCodec.h"
#include "core/record/schema/SchemaChanging.h"
#include "core/record/schema/SchemaCheck.h"
#include "core/record/schema/SchemaCost.h"
#include "core/record/schema/SchemaWords.h"
#include "core/store/Backup.h"

#include <algorithm>

namespace syncline {

namespace {

using Kind = SchemaStep::Kind;

SchemaStep describe(const SchemaChange &change, SchemaLoss loss)
{
    SchemaStep step;
    step.kind = change.kind;
    step.model = change.after != nullptr ? change.after->name : change.before->name;
    if (change.fieldAfter != nullptr)
        step.field = change.fieldAfter->name;
    else if (change.fieldBefore != nullptr)
        step.field = change.fieldBefore->name;
    step.summary = changeWords(change, loss);
    step.sql = schemaSql(change);
    step.rowsTouched = loss.touched;
    step.rowsLost = loss.lost;
    step.lossExamples = std::move(loss.examples);
    return step;
}

/** Values that convert without loss are changed all the same (" 3 " becomes 3). */
bool needsBackup(const SchemaPlan &plan)
{
    return plan.losesData() || std::ranges::any_of(plan.steps, [](const SchemaStep &step) {
               return step.kind == Kind::RetypeField && !step.sql.empty() && step.rowsTouched > 0;
           });
}

Result<SchemaPlan> planChanges(Database &database, const std::vector<ModelDef> &before,
                               const ModelList &wanted, SchemaRestore *restore)
{
    SYNCLINE_CHECK(checkStorageKeys(wanted));
    SYNCLINE_TRY(const SchemaCost cost, SchemaCost::known(database));
    SchemaEstimate estimate(database, cost);
    SchemaPlan plan;
    for (const SchemaChange &change : diffModels(before, wanted)) {
        const bool restores = restore != nullptr && restore->covers(change);
        Result<SchemaLoss> loss =
            restores ? restore->measure(database, change) : measureLoss(database, change);
        if (!loss)
            return loss.error();
        SYNCLINE_CHECK(estimate.add(change, loss->touched, loss->returned));
        SchemaStep step = describe(change, std::move(loss).value());
        if (!restores) {
            SYNCLINE_TRY(SchemaFaults faults, findFaults(database, change));
            step.rowsFailing = faults.failing;
            step.failExamples = std::move(faults.examples);
        }
        if (change.kind == Kind::ChangeIndex) {
            SYNCLINE_TRY(step.blocker, findDuplicates(database, change));
        }
        plan.steps.push_back(std::move(step));
    }
    if (needsBackup(plan)) {
        SYNCLINE_TRY(plan.backupBytes, databaseBytes(database));
        estimate.addBackup(plan.backupBytes);
    }
    if (!plan.empty())
        plan.estimatedMs = estimate.milliseconds();
    return plan;
}

} // namespace

Result<std::vector<ModelDef>> storedModels(Database &database)
{
    SYNCLINE_TRY(const Value stored, Store::getMeta(database, "models"));
    std::vector<ModelDef> models;
    if (stored.isList()) {
        for (const Value &model : stored.asList())
            models.push_back(modelFromValue(model));
    }
    return models;
}

Result<SchemaPlan> planSchema(Database &database, const ModelList &wanted)
{
    SYNCLINE_TRY(const auto before, storedModels(database));
    return planChanges(database, before, wanted, nullptr);
}

bool fitEachOther(const ModelList &a, const ModelList &b)
{
    std::vector<ModelDef> before;
    for (const auto &model : a)
        before.push_back(*model);
    return diffModels(before, b).empty();
}

ModelList modelsWithout(const std::vector<ModelDef> &stored, const PastChange &change)
{
    ModelList models;
    for (const ModelDef &model : stored) {
        const bool isMade = std::ranges::find(change.made, model.storageKey) != change.made.end();
        const auto was = std::ranges::find(change.before, model.storageKey, &ModelDef::storageKey);
        if (!isMade)
            models.push_back(
                std::make_shared<const ModelDef>(was == change.before.end() ? model : *was));
    }
    for (const ModelDef &was : change.before) {
        if (std::ranges::find(stored, was.storageKey, &ModelDef::storageKey) == stored.end())
            models.push_back(std::make_shared<const ModelDef>(was));
    }
    return models;
}

Result<PastChange> newestChange(Database &database)
{
    SYNCLINE_TRY(auto history, schemaHistory(database));
    if (history.empty())
        return Error(errc::notFound, "There is no change of models that could be undone.");
    return std::move(history.front());
}

Result<std::unique_ptr<SchemaRestore>> restoreOf(const PastChange &change,
                                                 const std::filesystem::path &backups)
{
    if (change.backup.empty())
        return std::unique_ptr<SchemaRestore>();
    return SchemaRestore::open(backups / change.backup);
}

Result<ModelList> modelsBefore(Database &database)
{
    SYNCLINE_TRY(const PastChange change, newestChange(database));
    SYNCLINE_TRY(const auto stored, storedModels(database));
    return modelsWithout(stored, change);
}

Result<SchemaPlan> planUndo(Database &database, const std::filesystem::path &backups)
{
    SYNCLINE_TRY(const PastChange change, newestChange(database));
    SYNCLINE_TRY(const auto restore, restoreOf(change, backups));
    SYNCLINE_TRY(const auto stored, storedModels(database));
    return planChanges(database, stored, modelsWithout(stored, change), restore.get());
}

} // namespace syncline
