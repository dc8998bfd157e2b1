#pragma once

#include <string>

namespace syncline::bench {

/** Where a mark stands: ours costs at most @p limit times what raw does. */
struct Mark
{
    std::string what;
    std::string unit; ///< Of both: "s", "µs".
    double raw = 0;
    double ours = 0;
    double limit = 0;
};

/** Prints both, their ratio and whether the mark is met. */
void report(const Mark &mark);
/** Prints a value that has a limit of its own. */
void report(const std::string &what, double value, const std::string &unit, double limit);

} // namespace syncline::bench
