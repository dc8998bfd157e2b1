#pragma once

#include "core/base/Result.h"
#include "core/model/ModelDef.h"

#include <memory>
#include <string>
#include <vector>

namespace syncline {

using ModelList = std::vector<std::shared_ptr<const ModelDef>>;

/** A relationship to make, with both its sides. Names that are empty are made up. */
struct NewRelationship
{
    std::string model{}; ///< That gets the field.
    std::string field{};
    FieldType type = FieldType::BelongsTo; ///< Any relationship.
    std::string relatedModel{};
    /** The field over there. For HasOne and HasMany a BelongsTo that is there already may be named,
     * and is taken by itself when nothing lists its records yet. */
    std::string inverse{};
    FieldType inverseType = FieldType::HasMany; ///< BelongsTo: HasMany or HasOne.
    bool required = false;                      ///< Of the BelongsTo.
    Dependent dependent = Dependent::Ignore;    ///< Of the side that lists.
    std::string joinModel{}; ///< HasManyThrough: one that is there, or a new one.
    std::string joinHere{};  ///< Its BelongsTo to `model`,
    std::string joinThere{}; ///< and that to `relatedModel`.
};

/**
 * The models as they must be for @p wanted, those that change or are new only; the field's own
 * model first. Storage keys of what is new are empty: saving gives them. Error SYNC_INVALID_INPUT:
 * a name that is taken or cannot be one, a model that is not there, a field that cannot be the
 * other side.
 */
Result<std::vector<ModelDef>> withRelationship(const ModelList &models,
                                               const NewRelationship &wanted);

/** Whether a field of another model (or of its own) lists the records that @p field of @p model
 * leads from: its other side. */
[[nodiscard]] bool hasOtherSide(const std::vector<const ModelDef *> &models, const ModelDef &model,
                                const FieldDef &field);

} // namespace syncline
