#pragma once

#include "ui/schema/SchemaState.h"

#include <optional>

/** Relationships of a model while it is edited; both sides change together. */
namespace syncline::ui {

/** The belongsTo fields of @p model that lead to @p target. */
[[nodiscard]] std::vector<std::string> fieldsLeadingTo(const ModelDef &model,
                                                       std::string_view target);

/** What shows the belongsTo at @p path over there; nullptr: nothing. */
[[nodiscard]] const FieldDef *otherSide(const SchemaState &state, const ProjectDef &project,
                                        const FieldPath &path);

/** Lets the relationship at @p path lead to @p name. The other side moves along; a hasOne or
 * hasMany takes the field over there that leads here, or makes one. */
void chooseRelated(SchemaState &state, const ProjectDef &project, const FieldPath &path,
                   const std::string &name);

/** belongsTo: makes, changes or (nullopt) removes the hasOne or hasMany over there. */
void setOtherSide(SchemaState &state, const ProjectDef &project, const FieldPath &path,
                  std::optional<FieldType> type);
void renameOtherSide(SchemaState &state, const ProjectDef &project, const FieldPath &path,
                     const std::string &name);

/** hasOne, hasMany: the field over there; empty: a new one. */
void chooseInverse(SchemaState &state, const ProjectDef &project, const FieldPath &path,
                   const std::string &name);

/** hasManyThrough: the model in between, with its two fields, which are made where missing. */
void chooseJoin(SchemaState &state, const ProjectDef &project, const FieldPath &path,
                const std::string &joinModel);

} // namespace syncline::ui
