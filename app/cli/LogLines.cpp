#include "app/cli/LogLines.h"

#include "app/cli/JsonShapes.h"
#include "core/base/Json.h"
#include "core/base/TextSafe.h"
#include "core/base/Time.h"

namespace syncline::cli {

std::string logLine(const LogEntry &entry)
{
    std::string level(logLevelName(entry.level));
    level.resize(5, ' ');
    std::string line = iso::format(entry.time) + " " + level;
    if (entry.run != noRun)
        line += " run " + toText(entry.run);
    if (!entry.source.empty())
        line += " [" + text::displayLine(entry.source, 80) + "]";
    line += " " + text::displayLine(entry.text, 4000);
    if (!entry.fields.empty())
        line += " " + text::displayLine(json::write(entry.fields), 4000);
    return line + "\n";
}

std::string logJsonLine(const LogEntry &entry)
{
    return json::write(toValue(entry)) + "\n";
}

} // namespace syncline::cli
