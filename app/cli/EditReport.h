#pragma once

#include "app/cli/VerbContext.h"
#include "core/action/EditTypes.h"

namespace syncline::cli {

/** Says what @p edit would do: how many records, and what the first would become. */
void printEditPreview(VerbContext &context, const BulkEdit &edit, const BulkPreview &preview);
/** Runs it to its end, and says what came of it. */
Task<ExitCode> reportEdit(VerbContext &context, BulkEdit edit);

} // namespace syncline::cli
