#include "core/record/schema/SchemaWords.h"

#include "core/base/TextSafe.h"
#include "core/record/schema/SchemaSql.h"

namespace syncline {

namespace {

using StepKind = SchemaStep::Kind;

std::string typeWords(const FieldDef &field)
{
    std::string type(fieldTypeName(field.type));
    if (!field.members.empty())
        type += " " + memberNames(field, " | ");
    return field.list ? "list of " + type : type;
}

std::string fieldWords(const SchemaChange &change)
{
    const FieldDef &field = change.fieldAfter != nullptr ? *change.fieldAfter : *change.fieldBefore;
    return "Field " + field.name;
}

std::string retypeWords(const SchemaChange &change, const SchemaLoss &loss)
{
    std::string words = fieldWords(change) + ": " + typeWords(*change.fieldBefore) + " → " +
                        typeWords(*change.fieldAfter);
    if (!changesColumn(*change.fieldBefore, *change.fieldAfter))
        return words + "; stored values stay as they are";
    if (loss.restores && loss.lost == 0)
        return words + "; " + text::counted(loss.returned, "value") + " as before the change";
    if (loss.lost == 0)
        return words + "; " + text::counted(loss.touched, "value") + " converted";
    return words + "; " + std::to_string(loss.lost) + " of " +
           text::counted(loss.touched, "value") + " cannot be converted and " +
           (loss.lost == 1 ? "becomes" : "become") + " null or shorter";
}

std::string indexWords(const SchemaChange &change)
{
    const bool drops = change.create.empty();
    const auto count = static_cast<std::int64_t>(drops ? change.drop.size() : change.create.size());
    return "Model " + change.after->name + ": " +
           (count == 1 ? "1 index" : std::to_string(count) + " indexes") +
           (drops ? " removed" : " built");
}

} // namespace

std::string changeWords(const SchemaChange &change, const SchemaLoss &loss)
{
    switch (change.kind) {
    case StepKind::CreateModel:
        return "Model " + change.after->name +
               (loss.restores ? ": brought back with " + text::counted(loss.returned, "record")
                              : std::string(": new"));
    case StepKind::RemoveModel:
        return "Model " + change.before->name + ": removed with " +
               text::counted(loss.lost, "record");
    case StepKind::RenameModel:
        return "Model " + change.before->name + ": renamed to " + change.after->name;
    case StepKind::AddField:
        return fieldWords(change) +
               (loss.restores ? ": brought back with " + text::counted(loss.returned, "value")
                              : ": new, " + typeWords(*change.fieldAfter));
    case StepKind::RemoveField:
        return fieldWords(change) + ": removed with " + text::counted(loss.lost, "value");
    case StepKind::RenameField:
        return "Field " + change.fieldBefore->name + ": renamed to " + change.fieldAfter->name;
    case StepKind::RetypeField:
        return retypeWords(change, loss);
    case StepKind::ChangeIndex:
        return indexWords(change);
    case StepKind::ChangeRules:
        if (change.fieldAfter != nullptr)
            return fieldWords(change) + ": rules changed";
        return "Model " + change.after->name + ": rules changed";
    }
    return {};
}

} // namespace syncline
