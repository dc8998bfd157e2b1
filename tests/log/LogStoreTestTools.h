#pragma once

#include "core/log/LogStore.h"

#include <QTemporaryDir>
#include <QTest>

#include <memory>
#include <string>
#include <vector>

namespace syncline::test {

inline LogEntry line(std::string text, LogLevel level = LogLevel::Info, std::int64_t run = 0,
                     std::int64_t ms = 1'000)
{
    LogEntry entry;
    entry.time = {ms};
    entry.level = level;
    entry.run = RunId{run};
    entry.source = "user";
    entry.text = std::move(text);
    return entry;
}

inline std::string texts(const Result<std::vector<LogEntry>> &entries)
{
    if (!entries)
        return entries.error().describe();
    std::string out;
    for (const LogEntry &entry : entries.value())
        out += (out.empty() ? "" : ",") + entry.text;
    return out;
}

} // namespace syncline::test
