#pragma once

#include <string>
#include <vector>

#include <sys/types.h>

namespace syncline::bench {

/** What the kernel accounts a finished process. */
struct Usage
{
    double cpu = 0; ///< Seconds, user and system.
    double wall = 0;
    long peakMb = 0;
    int code = -1; ///< Exit code; −1: it ended otherwise.
    std::string out;
};

/** Runs @p words to the end, its standard error passed through. */
Usage runChild(const std::vector<std::string> &words);

/** A process that prints one line when it is ready, killed with this object. */
class Service
{
public:
    explicit Service(const std::vector<std::string> &words);
    ~Service();
    Service(const Service &) = delete;
    Service &operator=(const Service &) = delete;
    /** Empty: it ended instead. */
    [[nodiscard]] const std::string &line() const { return m_line; }

private:
    pid_t m_pid = -1;
    std::string m_line;
};

} // namespace syncline::bench
