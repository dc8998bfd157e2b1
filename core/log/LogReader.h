#pragma once

#include "core/log/LogStore.h"
#include "core/store/Database.h"

#include <stop_token>
#include <vector>

namespace syncline {

/** Queries over a log file, on a read-only connection of the caller's. In short statements, so that
 * a long search keeps no old pages alive. */
namespace logreader {

Result<std::vector<LogEntry>> entries(Database &database, const LogQuery &query,
                                      const std::stop_token &stop);
Result<std::vector<HttpCapture>> captures(Database &database, RunId run, std::int64_t before,
                                          int limit);

/** Whether @p text contains @p needle; ASCII letters in either case. */
bool containsText(std::string_view text, std::string_view needle);

} // namespace logreader

} // namespace syncline
