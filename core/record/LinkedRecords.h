#pragma once

#include "core/project/ProjectDef.h"
#include "core/record/RecordTypes.h"

namespace syncline {

/** What leads from record @p id to those of its HasManyThrough @p field; nullopt: the join model or
 * its fields are not there. */
std::optional<LinkedBy> linkedBy(const ProjectDef &project, const FieldDef &field, RecordId id);

} // namespace syncline
