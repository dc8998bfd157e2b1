#pragma once

namespace syncline::test {

/**
 * Ends this process, as a kill would, at the @p nth step from here on: before an SQL statement of
 * any connection begins, or before a file or folder is synced, renamed, removed or made. Linking it
 * replaces those functions of the C library in the whole program. Call prepareKill() before the
 * first connection is opened.
 */
void prepareKill();
void killAt(int nth);
/** Steps since killAt(). */
int killSteps();

/** The code with which the process ends. */
inline constexpr int killedCode = 77;

} // namespace syncline::test
