#pragma once

#include "core/store/Store.h"

#include <cstdint>
#include <string>

namespace syncline::bench {

inline constexpr int records = 10'000;
inline constexpr int inFlight = 64; ///< Also the most members of a commit.

struct Cost
{
    double cpu = 0; ///< Seconds.
    double wall = 0;
    std::uint64_t commits = 0;
};

/** Ends the program with @p what unless @p good. */
void require(bool good, const std::string &what);

/**
 * Bare group commits: @p writers at once, each of which takes the lease, writes what an action
 * writes by prepared statements, and shares the commit, which so has as many members. Into the
 * tables m_product, _delta and _run.
 */
Cost runBareGroups(Store &store, int count, int writers);

/** The same rows by one thread without any queue: @p members a commit, each in a savepoint. */
Cost runPlainLoop(const std::string &file, int count, int members);

} // namespace syncline::bench
