#include "core/engine/SchemaSafety.h"

#include <algorithm>

namespace syncline {

namespace {

using StepKind = SchemaStep::Kind;

const ModelDef *withKey(const std::vector<ModelDef> &models, std::string_view key)
{
    const auto found = std::ranges::find(models, key, &ModelDef::storageKey);
    return found != models.end() ? &*found : nullptr;
}

/** The storage key of the model that a step names: as it will be called, or as a model that goes
 * is called. */
std::string keyOf(const SchemaStep &step, const ModelList &wanted,
                  const std::vector<ModelDef> &stored)
{
    if (step.kind == StepKind::RemoveModel) {
        const auto old = std::ranges::find(stored, step.model, &ModelDef::name);
        return old != stored.end() ? old->storageKey : std::string();
    }
    for (const auto &model : wanted) {
        if (model->name == step.model)
            return model->storageKey;
    }
    return {};
}

FieldDef *fieldNamed(ModelDef &model, std::string_view name)
{
    const auto found = std::ranges::find(model.fields, name, &FieldDef::name);
    return found != model.fields.end() ? &*found : nullptr;
}

/** What the database has of a field that goes, where it stood; false: its name is taken. */
bool keepField(ModelDef &model, const ModelDef &old, const SchemaStep &step)
{
    const auto kept = std::ranges::find(old.fields, step.field, &FieldDef::name);
    if (kept == old.fields.end())
        return false;
    if (const FieldDef *other = fieldNamed(model, kept->name)) {
        if (old.findByStorageKey(other->storageKey) != nullptr)
            return false;
        std::erase_if(model.fields, // a new one, which comes when the old one goes
                      [&](const FieldDef &field) { return field.name == kept->name; });
    }
    const auto at = std::min(kept - old.fields.begin(), std::ssize(model.fields));
    model.fields.insert(model.fields.begin() + at, *kept);
    return true;
}

/** A field as it was, under its new name: others may use that. */
bool keepType(ModelDef &model, const ModelDef &old, const SchemaStep &step)
{
    FieldDef *field = fieldNamed(model, step.field);
    const FieldDef *was = field != nullptr ? old.findByStorageKey(field->storageKey) : nullptr;
    if (was == nullptr)
        return false;
    std::string name = std::move(field->name);
    *field = *was;
    field->name = std::move(name);
    return true;
}

void keepUniqueness(FieldDef &field, const FieldDef *was)
{
    field.unique = was != nullptr && was->unique;
    field.rules.uniqueWithin = was != nullptr ? was->rules.uniqueWithin : std::string();
    field.rules.uniqueIgnoresCase = was != nullptr && was->rules.uniqueIgnoresCase;
}

void keepIndexes(ModelDef &model, const ModelDef &old, const SchemaStep &step)
{
    for (FieldDef &field : model.fields)
        keepUniqueness(field, old.findByStorageKey(field.storageKey));
    if (step.blocker.empty()) // else only what must be unique is in the way
        model.indexes = old.indexes;
}

/** Takes one step back; false: it cannot be taken out of the others. */
bool keep(ModelDef &model, const ModelDef &old, const SchemaStep &step)
{
    switch (step.kind) {
    case StepKind::RemoveField:
        return keepField(model, old, step);
    case StepKind::RetypeField:
        return keepType(model, old, step);
    case StepKind::AddField:
        std::erase_if(model.fields,
                      [&](const FieldDef &field) { return field.name == step.field; });
        return true;
    case StepKind::ChangeIndex:
        keepIndexes(model, old, step);
        return true;
    default:
        return false;
    }
}

/** The models with their waiting steps, by storage key. */
using WaitingByModel = std::vector<std::pair<std::string, SchemaStep>>;

/** @p whole: those that stay as the database has them. */
ModelList merged(const ModelList &wanted, const std::vector<ModelDef> &stored,
                 const WaitingByModel &waiting, const std::set<std::string> &whole)
{
    ModelList safe;
    for (const auto &model : wanted) {
        const ModelDef *old = withKey(stored, model->storageKey);
        auto made = std::make_shared<ModelDef>(*model);
        bool fits = !whole.contains(model->storageKey);
        bool isChanged = false;
        for (const auto &[key, step] : waiting) {
            if (key != model->storageKey)
                continue;
            isChanged = true;
            fits = fits && old != nullptr && keep(*made, *old, step);
        }
        if (fits)
            safe.push_back(isChanged ? std::shared_ptr<const ModelDef>(std::move(made)) : model);
        else if (old != nullptr)
            safe.push_back(std::make_shared<const ModelDef>(*old));
    }
    for (const auto &[key, step] : waiting) {
        const ModelDef *old = withKey(stored, key);
        if (step.kind == StepKind::RemoveModel && old != nullptr)
            safe.push_back(std::make_shared<const ModelDef>(*old));
    }
    return safe;
}

} // namespace

bool isStuck(const SchemaStep &step)
{
    return step.rowsLost > 0 || !step.blocker.empty();
}

Result<SafeSchema> withoutWaiting(Database &database, const ModelList &wanted,
                                  const SchemaPlan &plan, const StepWaits &waits,
                                  const std::set<std::string> &touched)
{
    SYNCLINE_TRY(const std::vector<ModelDef> stored, storedModels(database));
    SafeSchema safe{.models = wanted, .plan = plan, .waiting = {}};
    WaitingByModel waiting;
    for (const SchemaStep &step : plan.steps) {
        const std::string key = keyOf(step, wanted, stored);
        if (!waits(step) || touched.contains(key))
            continue;
        waiting.emplace_back(key, step);
        safe.waiting.push_back(step);
    }
    if (waiting.empty())
        return safe;
    safe.models = merged(wanted, stored, waiting, {});
    SYNCLINE_TRY(safe.plan, planSchema(database, safe.models));
    std::set<std::string> whole;
    for (const SchemaStep &step : safe.plan.steps) {
        const std::string key = keyOf(step, safe.models, stored);
        if (waits(step) && !touched.contains(key))
            whole.insert(key);
    }
    if (!whole.empty()) {
        safe.models = merged(wanted, stored, waiting, whole);
        SYNCLINE_TRY(safe.plan, planSchema(database, safe.models));
    }
    return safe;
}

Result<void> permitted(const SchemaPlan &plan, Confirm confirmLoss)
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
