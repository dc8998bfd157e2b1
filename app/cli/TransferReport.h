#pragma once

#include "app/cli/ExitCode.h"
#include "app/cli/VerbContext.h"
#include "core/base/Task.h"
#include "core/transfer/TransferTypes.h"

namespace syncline::cli {

/** Where an import's result is to be put besides; empty: nowhere. */
struct ImportOutputs
{
    std::filesystem::path result; ///< Every row.
    std::filesystem::path errors; ///< The failed rows, to be mended and imported again.
};

/** Runs an import to its end, and says what came of it. */
Task<ExitCode> reportImport(VerbContext &context, ImportRequest request, ImportOutputs outputs);
/** How the file would be read, and what its first rows would become. */
Task<ExitCode> reportPreview(VerbContext &context, ImportRequest request);
/** Runs an export to its end; says nothing but notes. */
Task<ExitCode> reportExport(VerbContext &context, ExportRequest request);

/** An option that is one character, or the word tab; left as it is when it is not given. */
Result<void> takeCharacter(const VerbContext &context, const char *option, char &out);

} // namespace syncline::cli
