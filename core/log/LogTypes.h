#pragma once

#include "core/base/Ids.h"
#include "core/base/Value.h"
#include "core/script/ScriptHost.h"

#include <cstdint>
#include <optional>
#include <string>

namespace syncline {

struct LogEntry
{
    std::int64_t id = 0; ///< Given by the store; ascending.
    DateTime time;
    LogLevel level = LogLevel::Info;
    RunId run = noRun;
    std::string source; ///< "user", "system", or a connection's name.
    std::string text;
    ValueObject fields;
};

struct LogQuery
{
    std::optional<LogLevel> minLevel;
    RunId run = noRun;
    std::optional<DateTime> since;
    std::optional<DateTime> until;
    std::string search; ///< Substring of text or fields, case-insensitive (ASCII).
    std::string source;
    std::int64_t before = 0; ///< Keyset: ids below; 0: from the newest.
    std::int64_t after = 0;  ///< Ids above, oldest first (tail).
    int limit = 200;
};

} // namespace syncline
