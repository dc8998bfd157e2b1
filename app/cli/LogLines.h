#pragma once

#include "core/log/LogTypes.h"

#include <string>

namespace syncline::cli {

/** One log entry as a line for people: time, level, run, source, text, fields. Safe for a terminal.
 */
std::string logLine(const LogEntry &entry);
/** The same for programs. */
std::string logJsonLine(const LogEntry &entry);

} // namespace syncline::cli
