#include "ui/schema/SchemaState.h"

#include "core/base/TextSafe.h"
#include "core/model/RelationshipPair.h"

#include <algorithm>

namespace syncline::ui {

namespace {

void forget(std::string &reference, const std::string &name)
{
    if (reference == name)
        reference.clear();
}

/** What names the field @p name in its own model. */
void forgetField(ModelDef &model, const std::string &name)
{
    forget(model.displayField, name);
    forget(model.source.cacheField, name);
    for (FieldDef &field : model.fields)
        forget(field.rules.uniqueWithin, name);
    std::erase_if(model.indexes, [&name](const std::vector<std::string> &index) {
        return std::find(index.begin(), index.end(), name) != index.end();
    });
}

void follow(std::string &reference, const std::string &from, const std::string &to)
{
    if (reference == from)
        reference = to;
}

void followField(ModelDef &model, const std::string &from, const std::string &to)
{
    follow(model.displayField, from, to);
    follow(model.source.cacheField, from, to);
    for (FieldDef &field : model.fields)
        follow(field.rules.uniqueWithin, from, to);
    for (std::vector<std::string> &index : model.indexes) {
        for (std::string &name : index)
            follow(name, from, to);
    }
}

/** The hasOne or hasMany fields elsewhere that show the other side of @p field go with it. */
void removeInverses(SchemaState &state, const ProjectDef &project, const FieldDef &field)
{
    if (field.type != FieldType::BelongsTo)
        return;
    const std::string model = state.model.name;
    ModelDef *other = editModel(state, project, field.relatedModel);
    if (!other)
        return;
    std::vector<std::string> gone;
    std::erase_if(other->fields, [&](const FieldDef &there) {
        const bool goes = (there.type == FieldType::HasMany || there.type == FieldType::HasOne) &&
                          there.relatedModel == model && there.inverseField == field.name;
        if (goes)
            gone.push_back(there.name);
        return goes;
    });
    for (const std::string &name : gone)
        forgetField(*other, name);
}

} // namespace

const std::vector<FieldDef> &fieldsAt(const ModelDef &model, const FieldPath &parent)
{
    const FieldDef *object = fieldAt(model, parent);
    return object ? object->fields : model.fields;
}

std::vector<FieldDef> &fieldsAt(ModelDef &model, const FieldPath &parent)
{
    FieldDef *object = fieldAt(model, parent);
    return object ? object->fields : model.fields;
}

const FieldDef *fieldAt(const ModelDef &model, const FieldPath &path)
{
    const std::vector<FieldDef> *fields = &model.fields;
    const FieldDef *field = nullptr;
    for (const int row : path) {
        if (row < 0 || row >= static_cast<int>(fields->size()))
            return nullptr;
        field = &(*fields)[static_cast<std::size_t>(row)];
        fields = &field->fields;
    }
    return field;
}

FieldDef *fieldAt(ModelDef &model, const FieldPath &path)
{
    return const_cast<FieldDef *>( // NOLINT(cppcoreguidelines-pro-type-const-cast): ours to change
        fieldAt(static_cast<const ModelDef &>(model), path));
}

std::string pathName(const ModelDef &model, const FieldPath &path)
{
    std::string name;
    for (std::size_t i = 1; i <= path.size(); ++i) {
        const FieldDef *field =
            fieldAt(model, FieldPath(path.begin(), path.begin() + static_cast<std::ptrdiff_t>(i)));
        if (field)
            name += (i > 1 ? "." : "") + field->name;
    }
    return name;
}

const ModelDef *findModel(const SchemaState &state, const ProjectDef &project,
                          std::string_view name)
{
    if (state.model.name == name)
        return &state.model;
    for (const ModelDef &other : state.others) {
        if (other.name == name)
            return &other;
    }
    const auto found = project.findModel(name);
    // What is being renamed is not there any more under its old name.
    const bool isOurs =
        found && !found->storageKey.empty() && found->storageKey == state.model.storageKey;
    return isOurs ? nullptr : found.get();
}

ModelDef *editModel(SchemaState &state, const ProjectDef &project, std::string_view name)
{
    const ModelDef *known = findModel(state, project, name);
    if (!known)
        return nullptr;
    if (known == &state.model)
        return &state.model;
    for (ModelDef &other : state.others) {
        if (&other == known)
            return &other;
    }
    state.others.push_back(*known);
    return &state.others.back();
}

void dropUnchanged(SchemaState &state, const ProjectDef &project)
{
    std::erase_if(state.others, [&project](const ModelDef &other) {
        const auto known = project.findModel(other.name);
        return known && *known == other;
    });
}

FieldPath addField(SchemaState &state, const FieldPath &parent, int row, FieldDef field)
{
    std::vector<FieldDef> &fields = fieldsAt(state.model, parent);
    ModelDef beside;
    beside.fields = fields;
    field.name = freeFieldName(beside, field.name);
    const int at = std::clamp(row, 0, static_cast<int>(fields.size()));
    fields.insert(fields.begin() + at, std::move(field));
    FieldPath path = parent;
    path.push_back(at);
    return path;
}

FieldPath duplicateField(SchemaState &state, const FieldPath &path)
{
    const FieldDef *field = fieldAt(state.model, path);
    if (!field)
        return path;
    FieldDef copy = *field;
    copy.storageKey.clear();
    copy.owner.clear();
    copy.from.clear();
    return addField(state, FieldPath(path.begin(), path.end() - 1), path.back() + 1,
                    std::move(copy));
}

void removeField(SchemaState &state, const ProjectDef &project, const FieldPath &path)
{
    const FieldDef *field = fieldAt(state.model, path);
    if (!field)
        return;
    const FieldDef gone = *field;
    std::vector<FieldDef> &fields = fieldsAt(state.model, FieldPath(path.begin(), path.end() - 1));
    fields.erase(fields.begin() + path.back());
    if (path.size() > 1)
        return;
    forgetField(state.model, gone.name);
    removeInverses(state, project, gone);
    dropUnchanged(state, project);
}

void moveField(SchemaState &state, const FieldPath &parent, int from, int to)
{
    std::vector<FieldDef> &fields = fieldsAt(state.model, parent);
    const int last = static_cast<int>(fields.size()) - 1;
    if (from < 0 || from > last || to < 0 || to > last || from == to)
        return;
    const auto at = [&fields](int row) { return fields.begin() + row; };
    if (from < to)
        std::rotate(at(from), at(from + 1), at(to + 1));
    else
        std::rotate(at(to), at(from), at(from + 1));
}

void renameField(SchemaState &state, const ProjectDef &project, const FieldPath &path,
                 const std::string &name)
{
    FieldDef *field = fieldAt(state.model, path);
    if (!field || field->name == name)
        return;
    const std::string before = std::exchange(field->name, name);
    if (path.size() > 1)
        return;
    const auto sameName = [&before](const FieldDef &other) { return other.name == before; };
    if (std::any_of(state.model.fields.begin(), state.model.fields.end(), sameName))
        return; // what refers to the name means the other one
    followField(state.model, before, name);
    followFieldName(state.model, state.model.name, before, name);
    std::vector<std::string> others;
    for (const auto &other : project.models)
        others.push_back(other->name);
    for (const std::string &other : others) {
        ModelDef *edited = other == state.model.name ? nullptr : editModel(state, project, other);
        if (edited)
            followFieldName(*edited, state.model.name, before, name);
    }
    dropUnchanged(state, project);
}

void setFieldType(SchemaState &state, const ProjectDef &project, const FieldPath &path,
                  FieldType type)
{
    FieldDef *field = fieldAt(state.model, path);
    if (!field || field->type == type)
        return;
    const FieldDef before = *field;
    FieldDef next;
    next.name = before.name;
    next.storageKey = before.storageKey;
    next.type = type;
    next.comment = before.comment;
    next.owner = before.owner;
    next.from = before.from;
    next.filterable = before.filterable;
    next.searchable = before.searchable;
    next.validations = before.validations;
    next.extra = before.extra;
    next.list = before.list && canBeList(type);
    next.required = before.required && canBeRequired(next);
    next.unique = before.unique && canBeUnique(next);
    next.rules.uniqueWithin = before.rules.uniqueWithin;
    if (isTextual(type) && isTextual(before.type))
        next.rules = before.rules;
    const auto hasOptions = [](FieldType of) {
        return of == FieldType::Enum || of == FieldType::RoleList || of == FieldType::RecordState;
    };
    if (hasOptions(type) && hasOptions(before.type))
        next.options = before.options;
    if (type == FieldType::Object)
        next.fields = before.fields;
    if (next.isRelationship() && before.isRelationship())
        next.relatedModel = before.relatedModel;
    if (type == FieldType::Union && !before.relatedModel.empty())
        next.members = {{.model = before.relatedModel, .key = {}, .document = {}}};
    if (type == FieldType::BelongsTo && before.members.size() == 1)
        next.relatedModel = before.members.front().model;
    if (!next.isStored())
        next.storageKey.clear();
    if (canHaveDefault(next) && !before.defaultValue.isNull() && coerce(next, before.defaultValue))
        next.defaultValue = before.defaultValue;
    *field = std::move(next);
    if (path.size() == 1) {
        removeInverses(state, project, before);
        dropUnchanged(state, project);
    }
}

void renameModel(ModelDef &model, const std::string &name)
{
    const std::string before = std::exchange(model.name, name);
    if (model.plural == text::plural(before) || model.plural.empty())
        model.plural = text::plural(name);
    followModelName(model, before, name);
}

const std::vector<FieldType> &fieldTypesInOrder()
{
    static const std::vector<FieldType> types{
        FieldType::String,   FieldType::Number,      FieldType::Boolean,
        FieldType::Date,     FieldType::DateTime,    FieldType::Enum,
        FieldType::Email,    FieldType::Url,         FieldType::RichText,
        FieldType::Color,    FieldType::File,        FieldType::Json,
        FieldType::Object,   FieldType::BelongsTo,   FieldType::Union,
        FieldType::HasMany,  FieldType::HasOne,      FieldType::HasManyThrough,
        FieldType::Computed, FieldType::RecordState, FieldType::EncryptedString,
        FieldType::Password, FieldType::RoleList,    FieldType::Vector};
    return types;
}

bool fitsInObject(FieldType type)
{
    FieldDef field;
    field.type = type;
    return field.isStored() && !field.isRelationship() && type != FieldType::Union &&
           field.isFilledBySources();
}

bool canBeList(FieldType type)
{
    FieldDef field;
    field.type = type;
    return !field.isRelationship() && !field.isSecret() && type != FieldType::RecordState &&
           type != FieldType::RoleList && type != FieldType::Vector &&
           type != FieldType::Computed && type != FieldType::Union;
}

bool canBeRequired(const FieldDef &field)
{
    return field.isStored();
}

bool canBeUnique(const FieldDef &field)
{
    return field.isStored() && !field.isSecret() && field.type != FieldType::File;
}

bool canHaveDefault(const FieldDef &field)
{
    return field.isStored() && !field.isRelationship() && !field.isSecret() &&
           field.type != FieldType::File && field.type != FieldType::Union;
}

bool isTextual(FieldType type)
{
    return type == FieldType::String || type == FieldType::Email || type == FieldType::Url ||
           type == FieldType::Color || type == FieldType::RichText;
}

} // namespace syncline::ui
