#pragma once

#include "core/model/ModelDef.h"
#include "core/project/ProjectDef.h"

#include <string>
#include <string_view>
#include <vector>

/** A model while it is edited, as a value, and what can be done with it. */
namespace syncline::ui {

/** A model as it would become, with the other models that change with it: the other sides of its
 * relationships. */
struct SchemaState
{
    ModelDef model;
    std::vector<ModelDef> others;
    bool operator==(const SchemaState &) const = default;
};

/** Where a field stands: its row in the model, then in the object that this is, and so on. */
using FieldPath = std::vector<int>;

/** nullptr: there is none (any more). */
[[nodiscard]] const FieldDef *fieldAt(const ModelDef &model, const FieldPath &path);
[[nodiscard]] FieldDef *fieldAt(ModelDef &model, const FieldPath &path);
/** The fields of the object at @p parent; of the model itself when that is empty. */
[[nodiscard]] const std::vector<FieldDef> &fieldsAt(const ModelDef &model, const FieldPath &parent);
[[nodiscard]] std::vector<FieldDef> &fieldsAt(ModelDef &model, const FieldPath &parent);

/** "price", "address.city". */
[[nodiscard]] std::string pathName(const ModelDef &model, const FieldPath &path);

/** The model @p name as @p state would have it; nullptr: there is none. */
[[nodiscard]] const ModelDef *findModel(const SchemaState &state, const ProjectDef &project,
                                        std::string_view name);
/** The same, to be changed: it changes together with the model. */
[[nodiscard]] ModelDef *editModel(SchemaState &state, const ProjectDef &project,
                                  std::string_view name);
/** Lets go of the other models that are as @p project has them. */
void dropUnchanged(SchemaState &state, const ProjectDef &project);

/** A new field that is not there yet, at @p row of @p parent. */
FieldPath addField(SchemaState &state, const FieldPath &parent, int row, FieldDef field);
/** A copy below it, with a name and a place in the store of its own. */
FieldPath duplicateField(SchemaState &state, const FieldPath &path);
/** With what refers to it: indexes, display field, the other sides of its relationship. */
void removeField(SchemaState &state, const ProjectDef &project, const FieldPath &path);
void moveField(SchemaState &state, const FieldPath &parent, int from, int to);
/** What refers to it follows, in other models, too. */
void renameField(SchemaState &state, const ProjectDef &project, const FieldPath &path,
                 const std::string &name);
/** Lets go of what the new type has no place for; a default stays where it fits. */
void setFieldType(SchemaState &state, const ProjectDef &project, const FieldPath &path,
                  FieldType type);
void renameModel(ModelDef &model, const std::string &name);

/** The types that can be chosen, in the order in which people look for them. */
[[nodiscard]] const std::vector<FieldType> &fieldTypesInOrder();
/** Whether an object may hold a field of @p type. */
[[nodiscard]] bool fitsInObject(FieldType type);
/** Whether several values can stand in a field of @p type. */
[[nodiscard]] bool canBeList(FieldType type);
[[nodiscard]] bool canBeRequired(const FieldDef &field);
[[nodiscard]] bool canBeUnique(const FieldDef &field);
[[nodiscard]] bool canHaveDefault(const FieldDef &field);
/** A text on which length, patterns and so on can be asked. */
[[nodiscard]] bool isTextual(FieldType type);

} // namespace syncline::ui
