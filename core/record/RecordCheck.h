#pragma once

#include "core/record/RecordTypes.h"
#include "core/store/Database.h"

#include <stop_token>

namespace syncline {

/**
 * Which records of @p model a save would refuse now: required fields without a value, values that
 * do not fit their type, break a rule or stand twice. Reads every record once, a row at a time; Lua
 * validations are only named. @p stop ends it with SYNC_CANCELLED.
 */
Result<RecordCheck> checkRecords(Database &database, const ModelDef &model, std::stop_token stop);

} // namespace syncline
