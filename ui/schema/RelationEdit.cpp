#include "ui/schema/RelationEdit.h"

#include "core/model/RelationshipPair.h"

#include <algorithm>

namespace syncline::ui {

namespace {

/** Makes a belongsTo to @p target in the model @p where; its name. */
std::string makeLeadingTo(SchemaState &state, const ProjectDef &project, const std::string &where,
                          const std::string &target)
{
    ModelDef *model = editModel(state, project, where);
    if (!model)
        return {};
    const std::string name = freeFieldName(*model, target);
    model->fields.push_back(makeBelongsTo(target, name));
    return name;
}

/** One that is there, or a new one. */
std::string findOrMake(SchemaState &state, const ProjectDef &project, const std::string &where,
                       const std::string &target)
{
    const ModelDef *model = findModel(state, project, where);
    if (!model || target.empty())
        return {};
    const std::vector<std::string> known = fieldsLeadingTo(*model, target);
    return known.empty() ? makeLeadingTo(state, project, where, target) : known.front();
}

/** Takes back a belongsTo @p name of @p where that was made for a relationship in these edits. */
void removeMade(SchemaState &state, const std::string &where, const std::string &name)
{
    for (ModelDef &other : state.others) {
        if (other.name != where)
            continue;
        std::erase_if(other.fields, [&](const FieldDef &field) {
            return field.name == name && field.type == FieldType::BelongsTo &&
                   field.storageKey.empty() && field.relatedModel == state.model.name;
        });
    }
}

} // namespace

std::vector<std::string> fieldsLeadingTo(const ModelDef &model, std::string_view target)
{
    std::vector<std::string> names;
    for (const FieldDef &field : model.fields) {
        if (field.type == FieldType::BelongsTo && field.relatedModel == target)
            names.push_back(field.name);
    }
    return names;
}

const FieldDef *otherSide(const SchemaState &state, const ProjectDef &project,
                          const FieldPath &path)
{
    const FieldDef *field = fieldAt(state.model, path);
    const ModelDef *other = field ? findModel(state, project, field->relatedModel) : nullptr;
    return other ? inverseOf(state.model.name, field->name, *other) : nullptr;
}

void chooseRelated(SchemaState &state, const ProjectDef &project, const FieldPath &path,
                   const std::string &name)
{
    FieldDef *field = fieldAt(state.model, path);
    if (!field || field->relatedModel == name)
        return;
    if (field->type == FieldType::BelongsTo) {
        const FieldDef *before = otherSide(state, project, path);
        const std::optional<FieldType> type = before ? std::optional(before->type) : std::nullopt;
        setOtherSide(state, project, path, std::nullopt);
        fieldAt(state.model, path)->relatedModel = name;
        setOtherSide(state, project, path, type);
    } else if (field->type == FieldType::HasManyThrough) {
        field->relatedModel = name;
        field->joinField.clear();
        if (!field->joinModel.empty())
            chooseJoin(state, project, path, std::string(field->joinModel));
    } else {
        removeMade(state, field->relatedModel, field->inverseField);
        field->relatedModel = name;
        field->inverseField.clear();
        const std::string inverse = findOrMake(state, project, name, state.model.name);
        fieldAt(state.model, path)->inverseField = inverse; // it may have moved: its model grew
    }
    dropUnchanged(state, project);
}

void setOtherSide(SchemaState &state, const ProjectDef &project, const FieldPath &path,
                  std::optional<FieldType> type)
{
    const FieldDef *field = fieldAt(state.model, path);
    if (!field || field->type != FieldType::BelongsTo)
        return;
    const std::string name = field->name;
    ModelDef *other = editModel(state, project, field->relatedModel);
    if (!other)
        return;
    const FieldDef *known = inverseOf(state.model.name, name, *other);
    if (known && !type) {
        const std::string gone = known->name;
        std::erase_if(other->fields, [&](const FieldDef &there) { return there.name == gone; });
        if (other->displayField == gone)
            other->displayField.clear();
    } else if (known) {
        const auto at = static_cast<std::size_t>(known - other->fields.data());
        other->fields[at].type = *type;
    } else if (type) {
        other->fields.push_back(
            makeInverse(state.model.name, name, *type, inverseName(state.model, *other, *type)));
    }
    dropUnchanged(state, project);
}

void renameOtherSide(SchemaState &state, const ProjectDef &project, const FieldPath &path,
                     const std::string &name)
{
    const FieldDef *known = otherSide(state, project, path);
    const FieldDef *field = fieldAt(state.model, path);
    if (!known || !field)
        return;
    const std::string before = known->name;
    ModelDef *other = editModel(state, project, field->relatedModel);
    for (FieldDef &there : other->fields) {
        if (there.name == before)
            there.name = name;
    }
    if (other->displayField == before)
        other->displayField = name;
    dropUnchanged(state, project);
}

void chooseInverse(SchemaState &state, const ProjectDef &project, const FieldPath &path,
                   const std::string &name)
{
    FieldDef *field = fieldAt(state.model, path);
    if (!field)
        return;
    const std::string where = field->relatedModel;
    removeMade(state, where, field->inverseField);
    const std::string inverse =
        name.empty() ? makeLeadingTo(state, project, where, state.model.name) : name;
    fieldAt(state.model, path)->inverseField = inverse;
    dropUnchanged(state, project);
}

void chooseJoin(SchemaState &state, const ProjectDef &project, const FieldPath &path,
                const std::string &joinModel)
{
    FieldDef *field = fieldAt(state.model, path);
    if (!field)
        return;
    const std::string related = field->relatedModel;
    field->joinModel = joinModel;
    field->inverseField.clear();
    field->joinField.clear();
    const std::string here = findOrMake(state, project, joinModel, state.model.name);
    std::string there = findOrMake(state, project, joinModel, related);
    if (there == here && related == state.model.name) { // both sides are the same model: two fields
        const ModelDef *join = findModel(state, project, joinModel);
        const std::vector<std::string> known = fieldsLeadingTo(*join, related);
        there = known.size() > 1 ? known[1] : makeLeadingTo(state, project, joinModel, related);
    }
    field = fieldAt(state.model, path);
    field->inverseField = here;
    field->joinField = there;
    dropUnchanged(state, project);
}

} // namespace syncline::ui
