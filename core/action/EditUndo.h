#pragma once

#include "core/action/EditTypes.h"

#include <optional>

namespace syncline {

/**
 * What takes back an edit that was applied: @p before is the record as it was (nullptr: it was
 * not), @p after as it is. nullopt: nothing can, or needs to. A password that was changed stays
 * changed, one that was deleted stays deleted: only its hash was ever there.
 */
std::optional<RecordEdit> inverseOf(const RecordEdit &edit, const ModelDef &model,
                                    const RecordRow *before, const RecordRow *after);

/** Whether the record is another than the one that was edited. */
bool conflicts(const RecordEdit &edit, const RecordRow &now);

} // namespace syncline
