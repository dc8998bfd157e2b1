#include "core/record/LinkedRecords.h"

namespace syncline {

std::optional<LinkedBy> linkedBy(const ProjectDef &project, const FieldDef &field, RecordId id)
{
    const auto join = project.findModel(field.joinModel);
    const FieldDef *from = join ? join->findField(field.inverseField) : nullptr;
    const FieldDef *to = join ? join->findField(field.joinField) : nullptr;
    if (from == nullptr || to == nullptr)
        return std::nullopt;
    return LinkedBy{
        .table = join->storageKey, .from = from->storageKey, .to = to->storageKey, .record = id};
}

} // namespace syncline
