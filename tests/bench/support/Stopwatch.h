#pragma once

#include <chrono>
#include <ctime>

namespace syncline::bench {

/** CPU time of the whole process and wall time, in seconds, since it was made. */
class Stopwatch
{
public:
    [[nodiscard]] double cpu() const { return cpuNow() - m_cpu; }
    [[nodiscard]] double wall() const
    {
        return std::chrono::duration<double>(std::chrono::steady_clock::now() - m_wall).count();
    }

private:
    static double cpuNow()
    {
        timespec used = {};
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
        return static_cast<double>(used.tv_sec) + static_cast<double>(used.tv_nsec) / 1e9;
    }
    double m_cpu = cpuNow();
    std::chrono::steady_clock::time_point m_wall = std::chrono::steady_clock::now();
};

} // namespace syncline::bench
