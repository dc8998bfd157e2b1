#include "core/record/SchemaPlan.h"

#include "core/record/ModelCodec.h"
#include "core/record/SystemTables.h"
#include "core/record/schema/SchemaSql.h"
#include "core/record/search/SearchBuild.h"

#include <algorithm>

namespace syncline {

namespace {

using Kind = SchemaStep::Kind;
using Models = std::vector<std::shared_ptr<const ModelDef>>;

Error stalePlan()
{
    return {errc::invalidInput,
            "The models or their records changed after this plan was made. Plan again and look at "
            "what would be lost."};
}

bool needsBackup(const SchemaPlan &plan)
{
    return plan.losesData() || std::ranges::any_of(plan.steps, [](const SchemaStep &step) {
               return step.kind == Kind::RemoveModel || step.kind == Kind::RemoveField ||
                      (step.kind == Kind::RetypeField && !step.sql.empty());
           });
}

Result<void> makeBackup(Store &store, const std::filesystem::path &folder, std::stop_token stop)
{
    std::error_code failed;
    std::filesystem::create_directories(folder, failed);
    if (failed)
        return Error(errc::storage, "The folder for backups, %1, cannot be created.",
                     {folder.string()})
            .withDetail(failed.message());
    for (int number = 1;; ++number) {
        const auto file = folder / ("before-schema-change-" + std::to_string(number) + ".sqlite");
        if (!std::filesystem::exists(file, failed))
            return store.backup(file, std::move(stop));
    }
}

/** Whether the plan that people saw is the plan that would be carried out. */
bool fits(const SchemaPlan &plan, const std::vector<SchemaChange> &changes)
{
    return std::ranges::equal(plan.steps, changes,
                              [](const SchemaStep &step, const SchemaChange &change) {
                                  return step.kind == change.kind && step.sql == schemaSql(change);
                              });
}

/** Its triggers would be in the way of a column that goes, and its words would be of old. */
Result<void> dropSearch(Database &writer, const SchemaChange &change)
{
    if (change.kind == Kind::RemoveModel)
        return forgetSearchIndex(writer, change.before->storageKey);
    const bool textGoes = (change.kind == Kind::RemoveField || change.kind == Kind::RetypeField) &&
                          columnKind(*change.fieldBefore) == ColumnKind::Text;
    const bool textComes =
        change.kind == Kind::RetypeField && columnKind(*change.fieldAfter) == ColumnKind::Text;
    if (!textGoes && !textComes)
        return {};
    return dropSearchIndex(writer, change.before->storageKey);
}

Result<void> carryOut(Database &writer, const SchemaChange &change, const SchemaStep &step)
{
    SYNCLINE_CHECK(dropSearch(writer, change));
    if (change.kind == Kind::RemoveModel || change.kind == Kind::RemoveField) {
        SYNCLINE_TRY(const auto loss, measureLoss(writer, change));
        if (loss.lost > step.rowsLost)
            return stalePlan();
    }
    bool first = true;
    for (const std::string &sql : step.sql) {
        SYNCLINE_CHECK(writer.exec(sql));
        if (change.kind == Kind::RetypeField && std::exchange(first, false)) {
            SYNCLINE_TRY(const auto loss, convertColumn(writer, change));
            if (loss.lost > step.rowsLost)
                return stalePlan();
        }
    }
    return {};
}

/** Names and high-water marks; a removed model keeps its mark, so that its ids never come again. */
Result<void> noteModels(Database &writer, const Models &wanted)
{
    SYNCLINE_CHECK(writer.exec("UPDATE _model SET name = NULL"));
    SYNCLINE_TRY(auto note, writer.prepare("INSERT INTO _model (key, name) VALUES (?1, ?2) "
                                           "ON CONFLICT (key) DO UPDATE SET name = excluded.name"));
    ValueList definitions;
    for (const auto &model : wanted) {
        note.bindText(1, model->storageKey).bindText(2, model->name);
        SYNCLINE_CHECK(note.run());
        note.reset();
        definitions.push_back(modelToValue(*model));
    }
    SYNCLINE_CHECK(writer.exec("DELETE FROM _loading WHERE model NOT IN "
                               "(SELECT key FROM _model WHERE name IS NOT NULL)"));
    return Store::setMeta(writer, "models", definitions);
}

Result<void> applyInside(Database &writer, const SchemaPlan &plan, const Models &wanted)
{
    SYNCLINE_CHECK(ensureSystemTables(writer));
    SYNCLINE_TRY(const auto before, storedModels(writer));
    const std::vector<SchemaChange> changes = diffModels(before, wanted);
    if (!fits(plan, changes))
        return stalePlan();
    for (std::size_t i = 0; i < changes.size(); ++i)
        SYNCLINE_CHECK(carryOut(writer, changes[i], plan.steps[i]));
    return noteModels(writer, wanted);
}

} // namespace

Result<void> applySchema(Store &store, const SchemaPlan &plan, const Models &wanted,
                         const std::filesystem::path &backups, std::stop_token stop)
{
    SYNCLINE_CHECK(checkStorageKeys(wanted));
    for (const SchemaStep &step : plan.steps) {
        if (!step.blocker.empty())
            return Error(errc::nonUniqueData,
                         "%1 cannot be made unique: %2. Change or delete those records first.",
                         {step.model, step.blocker});
    }
    if (needsBackup(plan))
        SYNCLINE_CHECK(makeBackup(store, backups, stop));

    WriteQueue &writes = store.writes();
    SYNCLINE_TRY(auto transaction,
                 writes.acquireBlocking({.label = "change the schema", .alone = true}, stop));
    const std::uint64_t epoch = transaction.epoch();
    const std::stop_callback interrupt(stop, [&writes, epoch] { writes.interruptWriter(epoch); });
    SYNCLINE_CHECK(applyInside(transaction.database(), plan, wanted));
    if (stop.stop_requested())
        return Error(errc::cancelled, "The schema change was cancelled; nothing was changed.");
    return transaction.commitBlocking();
}

} // namespace syncline
