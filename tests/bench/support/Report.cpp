#include "tests/bench/support/Report.h"

#include <cstdio>

namespace syncline::bench {

void report(const Mark &mark)
{
    const double ratio = mark.raw > 0 ? mark.ours / mark.raw : 0;
    std::printf("%-44s raw %9.2f %s   ours %9.2f %s   %6.2f x   at most %5.2f x   %s\n",
                mark.what.c_str(), mark.raw, mark.unit.c_str(), mark.ours, mark.unit.c_str(), ratio,
                mark.limit, ratio <= mark.limit ? "met" : "MISSED");
    std::fflush(stdout);
}

void report(const std::string &what, double value, const std::string &unit, double limit)
{
    std::printf("%-44s %9.2f %s   below %.2f %s   %s\n", what.c_str(), value, unit.c_str(), limit,
                unit.c_str(), value < limit ? "met" : "MISSED");
    std::fflush(stdout);
}

} // namespace syncline::bench
