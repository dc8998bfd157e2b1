#include "core/record/RecordTypes.h"

#include <algorithm>

namespace syncline {

ValueObject RecordRow::toObject() const
{
    ValueObject object;
    object.reserve(fields.size() + 4);
    object.append("id", toText(id));
    for (const auto &[name, value] : fields)
        object.append(name, value);
    object.append("createdAt", createdAt);
    object.append("updatedAt", updatedAt);
    if (!remoteId.empty())
        object.append("remoteId", remoteId);
    if (!locale.empty())
        object.append("_locale", locale);
    return object;
}

IngestCounts &IngestCounts::operator+=(const IngestCounts &other)
{
    created += other.created;
    updated += other.updated;
    unchanged += other.unchanged;
    deleted += other.deleted;
    failed += other.failed;
    return *this;
}

bool SchemaPlan::losesData() const
{
    return std::ranges::any_of(steps, [](const SchemaStep &step) { return step.rowsLost > 0; });
}

} // namespace syncline
