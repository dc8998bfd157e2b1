#include "core/record/SchemaPlan.h"

#include "core/record/ModelCodec.h"
#include "core/record/schema/SchemaSql.h"

namespace syncline {

namespace {

using Kind = SchemaStep::Kind;

std::string typeWords(const FieldDef &field)
{
    const std::string type(fieldTypeName(field.type));
    return field.list ? "list of " + type : type;
}

std::string fieldWords(const SchemaChange &change)
{
    const FieldDef &field = change.fieldAfter != nullptr ? *change.fieldAfter : *change.fieldBefore;
    return "Field " + field.name;
}

std::string counted(std::int64_t count, std::string_view one)
{
    return std::to_string(count) + " " + std::string(one) + (count == 1 ? "" : "s");
}

std::string retypeWords(const SchemaChange &change, const SchemaLoss &loss)
{
    std::string words = fieldWords(change) + ": " + typeWords(*change.fieldBefore) + " → " +
                        typeWords(*change.fieldAfter);
    if (!changesColumn(*change.fieldBefore, *change.fieldAfter))
        return words + "; stored values stay as they are";
    if (loss.lost == 0)
        return words + "; " + counted(loss.touched, "value") + " converted";
    return words + "; " + std::to_string(loss.lost) + " of " + counted(loss.touched, "value") +
           " cannot be converted and " + (loss.lost == 1 ? "becomes" : "become") +
           " null or shorter";
}

std::string summary(const SchemaChange &change, const SchemaLoss &loss)
{
    switch (change.kind) {
    case Kind::CreateModel:
        return "Model " + change.after->name + ": new";
    case Kind::RemoveModel:
        return "Model " + change.before->name + ": removed with " + counted(loss.lost, "record");
    case Kind::RenameModel:
        return "Model " + change.before->name + ": renamed to " + change.after->name;
    case Kind::AddField:
        return fieldWords(change) + ": new, " + typeWords(*change.fieldAfter);
    case Kind::RemoveField:
        return fieldWords(change) + ": removed with " + counted(loss.lost, "value");
    case Kind::RenameField:
        return "Field " + change.fieldBefore->name + ": renamed to " + change.fieldAfter->name;
    case Kind::RetypeField:
        return retypeWords(change, loss);
    case Kind::ChangeIndex:
        return "Model " + change.after->name + ": " +
               (change.create.empty()
                    ? counted(static_cast<std::int64_t>(change.drop.size()), "index") + " removed"
                    : counted(static_cast<std::int64_t>(change.create.size()), "index") + " built");
    case Kind::ChangeRules:
        if (change.fieldAfter != nullptr)
            return fieldWords(change) + ": rules changed";
        return "Model " + change.after->name + ": rules changed";
    }
    return {};
}

SchemaStep describe(const SchemaChange &change, SchemaLoss loss)
{
    SchemaStep step;
    step.kind = change.kind;
    step.model = change.after != nullptr ? change.after->name : change.before->name;
    if (change.fieldAfter != nullptr)
        step.field = change.fieldAfter->name;
    else if (change.fieldBefore != nullptr)
        step.field = change.fieldBefore->name;
    step.summary = summary(change, loss);
    step.sql = schemaSql(change);
    step.rowsTouched = loss.touched;
    step.rowsLost = loss.lost;
    step.lossExamples = std::move(loss.examples);
    return step;
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

Result<SchemaPlan> planSchema(Database &database,
                              const std::vector<std::shared_ptr<const ModelDef>> &wanted)
{
    SYNCLINE_CHECK(checkStorageKeys(wanted));
    SYNCLINE_TRY(const auto before, storedModels(database));
    SchemaPlan plan;
    for (const SchemaChange &change : diffModels(before, wanted)) {
        SYNCLINE_TRY(auto loss, measureLoss(database, change));
        SchemaStep step = describe(change, std::move(loss));
        if (change.kind == Kind::ChangeIndex) {
            SYNCLINE_TRY(step.blocker, findDuplicates(database, change));
        }
        plan.steps.push_back(std::move(step));
    }
    return plan;
}

} // namespace syncline
