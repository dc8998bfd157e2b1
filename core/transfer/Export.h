#pragma once

#include "core/model/ModelDef.h"
#include "core/store/Store.h"
#include "core/transfer/TransferTypes.h"

#include <functional>
#include <stop_token>

namespace syncline {

/** Told now and then how many records are written, of how many (−1: not known). */
using ExportProgress = std::function<void(std::int64_t rows, std::int64_t all)>;

/**
 * Writes the records of a query into a file, row by row, as they are at one moment. The file
 * appears whole or not at all. Blocks; SYNC_CANCELLED after @p stop.
 */
Result<ExportOutcome> exportRecords(Store &store, const ModelDef &model,
                                    const ExportRequest &request, std::stop_token stop,
                                    const ExportProgress &progress);

} // namespace syncline
