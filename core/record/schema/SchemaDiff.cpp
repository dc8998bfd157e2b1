#include "core/record/schema/SchemaDiff.h"

#include "core/base/Json.h"
#include "core/record/ModelCodec.h"
#include "core/store/Database.h"

#include <algorithm>
#include <cctype>
#include <set>

namespace syncline {

namespace {

using StepKind = SchemaStep::Kind;

const FieldDef *stored(const ModelDef &model, const FieldDef &like)
{
    const FieldDef *field = model.findByStorageKey(like.storageKey);
    return field != nullptr && field->isStored() ? field : nullptr;
}

/** The definition without what has a step of its own. */
std::string rulesOf(const FieldDef &field)
{
    FieldDef rest = field;
    rest.name.clear();
    rest.type = FieldType::String;
    rest.list = false;
    return json::write(fieldToValue(rest));
}

std::string rulesOf(const ModelDef &model)
{
    ModelDef rest = model;
    rest.name.clear();
    std::erase_if(rest.fields, [](const FieldDef &field) { return field.isStored(); });
    rest.indexes.clear();
    return json::write(modelToValue(rest));
}

void diffFields(const ModelDef &before, const ModelDef &after, std::vector<SchemaChange> &changes)
{
    for (const FieldDef &field : before.fields) {
        if (field.isStored() && stored(after, field) == nullptr)
            changes.push_back({.kind = StepKind::RemoveField,
                               .before = &before,
                               .after = &after,
                               .fieldBefore = &field});
    }
    for (const FieldDef &field : after.fields) {
        if (!field.isStored())
            continue;
        const FieldDef *old = stored(before, field);
        const auto add = [&](StepKind kind) {
            changes.push_back({.kind = kind,
                               .before = &before,
                               .after = &after,
                               .fieldBefore = old,
                               .fieldAfter = &field});
        };
        if (old == nullptr) {
            add(StepKind::AddField);
            continue;
        }
        if (old->name != field.name)
            add(StepKind::RenameField);
        if (old->type != field.type || old->list != field.list ||
            (old->type == FieldType::Union && changesColumn(*old, field)))
            add(StepKind::RetypeField);
        if (rulesOf(*old) != rulesOf(field))
            add(StepKind::ChangeRules);
    }
}

/** The names of columns that are made anew or go away: their indexes have to be built again. */
std::set<std::string> rebuiltColumns(const std::vector<SchemaChange> &changes,
                                     const ModelDef &before)
{
    std::set<std::string> names;
    for (const SchemaChange &change : changes) {
        if (change.before != &before || change.fieldBefore == nullptr)
            continue;
        const bool gone = change.kind == StepKind::RemoveField;
        const bool anew = change.kind == StepKind::RetypeField &&
                          changesColumn(*change.fieldBefore, *change.fieldAfter);
        if (gone || anew)
            names.insert(quoteName(change.fieldBefore->storageKey));
    }
    return names;
}

bool mentions(const IndexSpec &index, const std::set<std::string> &columns)
{
    return std::ranges::any_of(columns, [&](const std::string &column) {
        return index.sql.find(column) != std::string::npos;
    });
}

void diffModel(const ModelDef &before, const ModelDef &after, std::vector<SchemaChange> &changes)
{
    std::vector<SchemaChange> fields;
    diffFields(before, after, fields);
    const std::set<std::string> rebuilt = rebuiltColumns(fields, before);
    const auto had = ModelTable(before).indexes();
    const auto wanted = ModelTable(after).indexes();
    SchemaChange drop{.kind = StepKind::ChangeIndex, .before = &before, .after = &after};
    SchemaChange create = drop;
    for (const IndexSpec &index : had) {
        if (std::ranges::find(wanted, index) == wanted.end() || mentions(index, rebuilt))
            drop.drop.push_back(index);
    }
    for (const IndexSpec &index : wanted) {
        if (std::ranges::find(had, index) == had.end() || mentions(index, rebuilt))
            create.create.push_back(index);
    }

    if (before.name != after.name)
        changes.push_back({.kind = StepKind::RenameModel, .before = &before, .after = &after});
    if (rulesOf(before) != rulesOf(after))
        changes.push_back({.kind = StepKind::ChangeRules, .before = &before, .after = &after});
    if (!drop.drop.empty())
        changes.push_back(std::move(drop));
    std::ranges::move(fields, std::back_inserter(changes));
    if (!create.create.empty())
        changes.push_back(std::move(create));
}

std::string folded(std::string_view name)
{
    std::string lower(name);
    std::ranges::transform(lower, lower.begin(),
                           [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return lower;
}

Error keyError(std::string_view key, std::string_view owner)
{
    return {errc::invalidInput,
            "The storage key \"%1\" of %2 cannot be used: it is empty, reserved or stands twice. "
            "Give it another one.",
            {std::string(key), std::string(owner)}};
}

} // namespace

bool changesColumn(const FieldDef &before, const FieldDef &after)
{
    const auto stays = [&after](const UnionMember &member) {
        const UnionMember *now = after.findMemberByKey(member.key);
        return now != nullptr && now->model == member.model;
    };
    // A union's values name models: those of one that is renamed or gone are written anew.
    return columnKind(before) != columnKind(after) ||
           (before.type == FieldType::Union) != (after.type == FieldType::Union) ||
           !std::ranges::all_of(before.members, stays);
}

std::vector<SchemaChange> diffModels(std::span<const ModelDef> before,
                                     std::span<const std::shared_ptr<const ModelDef>> after)
{
    std::vector<SchemaChange> changes;
    for (const ModelDef &old : before) {
        const auto found = std::ranges::find(after, old.storageKey,
                                             [](const auto &model) { return model->storageKey; });
        if (found == after.end())
            changes.push_back({.kind = StepKind::RemoveModel, .before = &old});
    }
    for (const auto &model : after) {
        const auto old = std::ranges::find(before, model->storageKey, &ModelDef::storageKey);
        if (old == before.end())
            changes.push_back({.kind = StepKind::CreateModel, .after = model.get()});
        else
            diffModel(*old, *model, changes);
    }
    return changes;
}

Result<void> checkStorageKeys(std::span<const std::shared_ptr<const ModelDef>> models)
{
    std::set<std::string> tables;
    for (const auto &model : models) {
        const std::string key = folded(model->storageKey);
        if (key.empty() || key.starts_with('_') || key.starts_with("sqlite_") ||
            !tables.insert(key).second)
            return keyError(model->storageKey, "the model " + model->name);
        std::set<std::string> columns{
            "id",      "created_at", "updated_at",      "_created_run", "_connection", "_remote_id",
            "_locale", "_digest",    "_remote_version", "rowid",        "oid",         "_rowid_"};
        for (const FieldDef &field : model->fields) {
            if (!field.isStored())
                continue;
            const std::string column = folded(field.storageKey);
            if (column.empty() || column.ends_with("__remote") || !columns.insert(column).second)
                return keyError(field.storageKey, "the field " + field.name + " of " + model->name);
        }
    }
    return {};
}

} // namespace syncline
