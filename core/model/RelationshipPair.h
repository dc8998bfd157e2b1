#pragma once

#include "core/model/ModelDef.h"

#include <string>
#include <string_view>

/** The two sides of a relationship, as the fields that they are in their models. */
namespace syncline {

/** The hasOne or hasMany of @p other that shows the other side of the belongsTo @p field of the
 * model @p model; nullptr: there is none. */
[[nodiscard]] const FieldDef *inverseOf(std::string_view model, std::string_view field,
                                        const ModelDef &other);
/** @p wanted, or with the smallest number behind it that makes it no field of @p model, neither a
 * system field nor the "…Id" of a belongsTo. */
[[nodiscard]] std::string freeFieldName(const ModelDef &model, std::string_view wanted);
/** What the other side is best called over there: "orders" of hasMany, "order" of hasOne. */
[[nodiscard]] std::string inverseName(const ModelDef &model, const ModelDef &other, FieldType type);
/** The hasOne or hasMany (@p type) of the other model for the belongsTo @p field of @p model. */
[[nodiscard]] FieldDef makeInverse(std::string_view model, std::string_view field, FieldType type,
                                   std::string name);
/** A belongsTo to @p model, for a hasOne or hasMany of it. */
[[nodiscard]] FieldDef makeBelongsTo(std::string_view model, std::string name);

/** Lets what refers to the field @p from of the model @p model in @p other follow its new name. */
void followFieldName(ModelDef &other, std::string_view model, std::string_view from,
                     std::string_view to);
/** Lets what refers to the model @p from in @p other follow its new name. */
void followModelName(ModelDef &other, std::string_view from, std::string_view to);

} // namespace syncline
