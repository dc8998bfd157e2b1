#include "core/model/FilterRelation.h"

#include "core/model/FilterOperand.h"

namespace syncline {

namespace {

/** The column of a BelongsTo; empty: there is no such field. */
std::string referenceColumn(const ModelDef &model, const std::string &name)
{
    const FieldDef *field = model.findField(name);
    return field != nullptr && field->type == FieldType::BelongsTo ? field->storageKey
                                                                   : std::string();
}

} // namespace

Result<std::shared_ptr<const FilterRelation>>
resolveRelation(const ModelDef &model, const FieldDef &field, const FilterModels &models)
{
    if (!models)
        return queryError("The relationship %1 of %2 cannot be filtered here, where no other model "
                          "is known.",
                          {field.name, model.name});
    auto relation = std::make_shared<FilterRelation>();
    relation->model = models(field.relatedModel);
    if (!relation->model)
        return queryError("The relationship %1 of %2 leads to the model \"%3\", which is not "
                          "there.",
                          {field.name, model.name, field.relatedModel});
    if (field.type == FieldType::BelongsTo) {
        relation->link = field.storageKey;
        relation->isOurs = true;
    } else if (field.type != FieldType::HasManyThrough) {
        relation->link = referenceColumn(*relation->model, field.inverseField);
    } else if (const auto join = models(field.joinModel)) {
        relation->joinTable = join->storageKey;
        relation->joinFrom = referenceColumn(*join, field.inverseField);
        relation->joinTo = referenceColumn(*join, field.joinField);
    }
    const bool linked = field.type == FieldType::HasManyThrough
                            ? !relation->joinFrom.empty() && !relation->joinTo.empty()
                            : !relation->link.empty();
    if (!linked)
        return queryError("The other side of the relationship %1 of %2 is not there; see the "
                          "project's problems.",
                          {field.name, model.name});
    return std::shared_ptr<const FilterRelation>(std::move(relation));
}

} // namespace syncline
